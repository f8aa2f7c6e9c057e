# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of images, storages and SSH keys."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from worlds import observer

from .servers import path_of

KEY = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCqGKukO1De7zhZj6+H0qtjTkVxwTCpvKe4eCZ0FPqri0cb2JZf"
    "XJ/DgYSF6vUpwmJG8wVQZKjeGcjDOL5Ulsuu"
    "sFncCzWBQ7RKNUSesmQRMSGkVb1/3j+skZ6UtW+5u09lHNsj6tQ51s1SPrCBkedbNf0Tp0GbMJDyR4e9T04ZZw=="
)
DAY = 24 * 3600


def server_of(api: SimulatedApi) -> str:
    """Create a server, and return its id when it is ready."""
    return path_of(api).rpartition("/")[2]


def image_of(api: SimulatedApi, **more: Any) -> dict[str, Any]:
    """Create an image, and return it when it is ready."""
    made = api.api(
        "POST",
        "/images",
        {"server_id": server_of(api), "name": "copy", "frequency": "ONCE", **more},
    )
    api.settle()
    return api.api("GET", f"/images/{made['id']}")


def imported(api: SimulatedApi, server: str) -> bool:
    """Return True if an image can be imported."""
    return api.raw(
        "POST",
        "/images",
        {
            "server_id": server,
            "name": "file",
            "frequency": "ONCE",
            "source": "image",
            "url": "https://example.com/file",
        },
    ).ok


def storage_of(api: SimulatedApi, kind: str = "block_storages", **more: Any) -> str:
    """Create a storage, and return its path when it is ready."""
    path = f"/{kind}/{api.api('POST', f'/{kind}', {'name': 'data', 'size': 100, **more})['id']}"
    api.settle()
    return path


@observer("image-names")
def image_names(api: SimulatedApi) -> Any:
    return image_of(api)["name"] == "copy"


@observer("image-series")
def image_series(api: SimulatedApi) -> Any:
    image_of(api, frequency="DAILY", num_images=3)
    api.time.sleep(5 * DAY)
    return len(api.api("GET", "/images"))


@observer("import-server")
def import_server(api: SimulatedApi) -> Any:
    return imported(api, ""), imported(api, server_of(api))


@observer("import-os")
def import_os(api: SimulatedApi) -> Any:
    appliance = api.api("GET", "/server_appliances")[0]["id"]
    answer = api.raw(
        "POST",
        "/images",
        {
            "server_id": "",
            "name": "file",
            "frequency": "ONCE",
            "source": "image",
            "os_id": appliance,
            "url": "https://example.com/file",
        },
    )
    return answer.ok, api.raw("GET", "/images/os").ok


@observer("ready-states")
def ready_states(api: SimulatedApi) -> Any:
    return image_of(api)["state"], api.api("GET", storage_of(api))["state"]


@observer("architecture-key")
def architecture_key(api: SimulatedApi) -> Any:
    shown = [
        image_of(api),
        *(
            api.api("GET", path)[0]
            for path in ("/server_appliances", "/recovery_appliances", "/dvd_isos")
        ),
    ]
    return ["os_architecture" in each for each in shown]


@observer("block-storage-server")
def block_storage_server(api: SimulatedApi) -> Any:
    return api.raw("POST", f"{storage_of(api)}/server", {"server_id": server_of(api)}).ok


@observer("delete-attached")
def delete_attached(api: SimulatedApi) -> Any:
    server, shared = server_of(api), storage_of(api, "shared_storages")
    block = storage_of(api, server_id=server)
    api.api("POST", f"{shared}/servers", {"servers": [{"id": server, "rights": "R"}]})
    api.settle()
    return [api.raw("DELETE", path).ok for path in (block, shared)]


@observer("smaller-storages")
def smaller_storages(api: SimulatedApi) -> Any:
    return [
        api.raw("PUT", storage_of(api, kind), {"size": 50}).ok
        for kind in ("block_storages", "shared_storages")
    ]


@observer("access-members")
def access_members(api: SimulatedApi) -> Any:
    return sorted(api.api("GET", "/shared_storages/access")[0])


@observer("public-keys")
def public_keys(api: SimulatedApi) -> Any:
    return api.api("POST", "/ssh_keys", {"name": "key", "public_key": f"{KEY} me"})["public_key"]


@observer("key-length")
def key_length(api: SimulatedApi) -> Any:
    return api.raw("POST", "/ssh_keys", {"name": "key", "public_key": f"{KEY} {'x' * 100}"}).ok
