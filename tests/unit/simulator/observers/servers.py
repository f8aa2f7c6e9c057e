# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of servers, their addresses and snapshots."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from worlds import observer


def ordered(api: SimulatedApi, **more: Any) -> dict[str, Any]:
    """Create a server, and return the answer."""
    image = next(
        each["id"]
        for each in api.api("GET", "/server_appliances", per_page=1000, page=1)
        if each["name"] == "debian12-64min"
    )
    hardware = {
        "vcore": 2,
        "cores_per_processor": 1,
        "ram": 2,
        "hdds": [{"size": 40, "is_main": True}],
    }
    return api.api(
        "POST", "/servers", {"name": "web", "appliance_id": image, "hardware": hardware, **more}
    )


def path_of(api: SimulatedApi, **more: Any) -> str:
    """Create a server, and return its path when it is ready."""
    path = f"/servers/{ordered(api, **more)['id']}"
    api.settle()
    return path


def kept(api: SimulatedApi, path: str, body: Any = None, **query: Any) -> bool:
    """Return True if the address of a server exists after a removal that keeps it."""
    api.raw("DELETE", path, body, **query).raise_for_status()
    api.settle()
    return bool(api.api("GET", "/public_ips"))


@observer("image-ids")
def image_ids(api: SimulatedApi) -> Any:
    appliances = {each["id"] for each in api.api("GET", "/server_appliances")}
    return api.api("GET", path_of(api))["image"]["id"] in appliances


@observer("keep-server-ips")
def keep_server_ips(api: SimulatedApi) -> Any:
    return kept(api, path_of(api), keep_ip="true")


@observer("keep-address")
def keep_address(api: SimulatedApi) -> Any:
    path = path_of(api)
    return kept(api, f"{path}/ips/{api.api('GET', path)['ips'][0]['id']}", {"keep_ip": True})


@observer("address-type-key")
def address_type_key(api: SimulatedApi) -> Any:
    return api.raw("POST", f"{path_of(api)}/ips", {"type_ip": "IPV6"}).ok


@observer("grow-hardware")
def grow_hardware(api: SimulatedApi) -> Any:
    return api.raw(
        "PUT", f"{path_of(api)}/hardware", {"vcore": 4, "cores_per_processor": 1, "ram": 2}
    ).ok


@observer("busy-after-ready")
def busy_after_ready(api: SimulatedApi) -> Any:
    path = f"/servers/{ordered(api)['id']}"
    while api.api("GET", path)["status"]["state"] != "POWERED_ON":
        api.time.sleep(1)
    return api.raw("POST", f"{path}/snapshots", {}).ok


@observer("late-addresses")
def late_addresses(api: SimulatedApi) -> Any:
    path = f"/servers/{ordered(api)['id']}"
    while api.api("GET", path)["status"]["state"] != "POWERED_ON":
        api.time.sleep(1)
    return (
        bool(api.api("GET", path)["ips"]),
        bool(api.api("GET", "/servers")[0]["ips"]),
        bool(api.api("GET", f"{path}/ips")),
    )


@observer("idle-percent")
def idle_percent(api: SimulatedApi) -> Any:
    path = path_of(api)
    return api.api("GET", path)["status"]["percent"], api.api("GET", f"{path}/status")["percent"]


@observer("work-percent")
def work_percent(api: SimulatedApi) -> Any:
    return (
        api.api(
            "PUT", f"{path_of(api)}/status/action", {"action": "POWER_OFF", "method": "SOFTWARE"}
        )["status"]["percent"]
        is None
    )


@observer("no-fixed-size")
def no_fixed_size(api: SimulatedApi) -> Any:
    return api.api("GET", path_of(api))["hardware"]["fixed_instance_size_id"]


@observer("empty-members")
def empty_members(api: SimulatedApi) -> Any:
    path_of(api)
    (server,) = api.api("GET", "/servers")
    return server["dvd"], server["private_networks"], server["ips"][0]["load_balancers"]


@observer("snapshot-list")
def snapshot_list(api: SimulatedApi) -> Any:
    path = path_of(api)
    api.api("POST", f"{path}/snapshots", {})
    return type(api.api("GET", f"{path}/snapshots"))
