# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of the account's own: of its servers, or imported. And what servers take from images and appliances alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from .account import Account, effect, shown
from .choices import datacenter, plain
from .contract import Operation
from .errors import Problem, invalid, missing, unknown_id, wrong_state, wrong_value
from .operations import Answer, list_operation, operation
from .refusals import wrong

KIND = "images"
#: What makes images again and again. Each knows of what it makes them, and each image its policy.
POLICIES = "image_policies"
#: The state that follows the making, by the reading of ready-states.
READY = {"observed": "ENABLED", "active": "ACTIVE"}
#: What an image knows of the system in it.
SYSTEM = ("os_family", "os", "os_version", "os_architecture", "licenses")
UNKNOWN_SYSTEM = {
    "os_family": "Other",
    "os": "Other",
    "os_version": "Other",
    "os_architecture": 64,
    "licenses": [],
}
#: Where os_id is looked up, by the reading of import-os.
SYSTEMS = {"appliance": "server_appliances", "own": "image_systems"}
#: An imported image is as large as the smallest disk.
IMPORTED_SIZE = 20
#: type of an imported ISO: its os_image_type
DISCS = {"os": "ISO_OS", "app": "ISO_TOOL"}


def show(account: Account, image: dict[str, Any]) -> dict[str, Any]:
    return plain(account, {**shown(image), "state": account.state(image)})


def system(source: Mapping[str, Any]) -> dict[str, Any]:
    return {**UNKNOWN_SYSTEM, **{key: source[key] for key in SYSTEM if key in source}}


# -- what servers are made of


def source(
    account: Account, identifier: str, refusal: Problem, kind: str, center: Mapping[str, Any]
) -> dict[str, Any]:
    """The appliance or image for a server of this kind in this datacenter (api-notes: appliance-fits).

    :param refusal: how it is refused that there is none. :raises Problem: the refusal, or 403 while the image is in the making.
    """
    found = account.store.kind("server_appliances").get(identifier)
    if found is None and identifier in account.store.kind(KIND):
        found = installable(account, account.get(KIND, identifier))
    if (
        found is None
        or kind not in found["server_type_compatibility"]
        or center["id"] not in found["available_datacenters"]
    ):
        raise refusal
    return found


def installable(account: Account, image: dict[str, Any]) -> dict[str, Any]:
    """An image with the keys by which appliances tell where they fit (api-notes: bare-metal-images)."""
    account.require_idle("Image", image)
    return {
        **image,
        "server_type_compatibility": image["_server_types"],
        "available_datacenters": [image["datacenter"]["id"]],
    }


def disc(account: Account, identifier: str, center: Mapping[str, Any]) -> dict[str, Any]:
    """What a server's DVD drive takes: an ISO of the API's, or an imported one of the datacenter (api-notes: iso-as-dvd)."""
    found = account.store.kind("dvd_isos").get(identifier)
    image = account.store.kind(KIND).get(identifier)
    if (
        found is None
        and image
        and image["type"] == "ISO"
        and image["datacenter"]["id"] == center["id"]
    ):
        account.require_idle("Image", image)
        found = image
    if found is None:
        raise unknown_id("id", identifier)
    return found


# -- creation


def of_server(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """Make an image of a server that is not busy (api-notes: image-needs-idle-server, image-server-missing, image-place)."""
    server = account.get("servers", body["server_id"], KIND)
    state = account.occupied(server)
    if state:
        raise Problem(
            403, "INVALID_STATE", f"Appliance cannot be created when VM is in state: {state}"
        )
    return {
        **content(account, server),
        "datacenter": datacenter(account, body.get("datacenter_id") or server["datacenter"]["id"]),
    }


def content(account: Account, server: Mapping[str, Any]) -> dict[str, Any]:
    """What an image of a server has of it."""
    disks = [{**disk, "id": account.new_id()} for disk in server["hardware"]["hdds"]]
    return {
        **server["_system"],
        "server_id": server["id"],
        "type": "MY_IMAGE",
        "os_image_type": None,
        "hdds": disks,
        "min_hdd_size": next(disk["size"] for disk in disks if disk["is_main"]),
        "_server_types": [server["server_type"]],
    }


def of_file(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """An import. The schema demands a server_id of it as well (api-notes: import-server)."""
    named = body["server_id"] in account.store.kind("servers")
    if not named and account.readings["import-server"] == "filled":
        raise (
            wrong_value("server_id", body["server_id"])
            if body["server_id"]
            else missing("server_id")
        )
    if not body.get("url"):
        raise missing("url")
    if not body["url"].startswith(("http://", "https://", "ftp://")):
        raise wrong_value("url", body["url"])
    if body["frequency"] != "ONCE":
        raise wrong("update_image", "frequency")
    origin = account.store.kind(SYSTEMS[account.readings["import-os"]]).get(
        body.get("os_id") or "", UNKNOWN_SYSTEM
    )
    if body.get("os_id") and origin is UNKNOWN_SYSTEM:
        raise wrong_value("os_id", body["os_id"])
    return {
        **system(origin),
        "server_id": body["server_id"] if named else "",
        "min_hdd_size": IMPORTED_SIZE,
        "datacenter": datacenter(account, body.get("datacenter_id")),
    }


def of_image(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **of_file(account, body),
        "type": "MY_IMAGE",
        "os_image_type": None,
        "_server_types": ["cloud"],
        "hdds": [{"id": account.new_id(), "size": IMPORTED_SIZE, "is_main": True}],
    }


def of_iso(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """Import an ISO (api-notes: image-sources, image-type)."""
    values = of_file(account, body)
    if "type" not in body:
        raise missing("type")
    return {
        **values,
        "type": "ISO",
        "os_image_type": DISCS[body["type"]],
        "hdds": [],
        "_server_types": ["cloud"] if body["type"] == "os" else [],
    }


SOURCES: Mapping[str, Callable[[Account, Mapping[str, Any]], dict[str, Any]]] = {
    "server": of_server,
    "image": of_image,
    "iso": of_iso,
}


def check_policy(account: Account, body: Mapping[str, Any], center: Mapping[str, Any]) -> int:
    """The number of images to keep (api-notes: image-frequency)."""
    if body["frequency"] == "ONCE":
        return 1
    if "num_images" not in body:
        raise wrong("create_image", "num_images")
    if not account.get("datacenters", center["id"])["default"]:
        raise invalid(
            "Frequency policy is only allowed in default datacenter",
            {"frequency": body["frequency"]},
        )
    return body["num_images"]


# -- images that are made again and again


def name(account: Account, base: str, moment: float) -> str:
    """The name of a new image (api-notes: image-names)."""
    day = datetime.fromtimestamp(moment, timezone.utc)
    return f"{base}_{day:%Y%m%d}" if account.readings["image-names"] == "dated" else base


def members(account: Account, policy: str | None) -> list[dict[str, Any]]:
    """The images of a policy, the oldest first."""
    return [each for each in account.all(KIND) if policy and each["_policy"] == policy]


def make_policy(account: Account, base: str, image: dict[str, Any]) -> None:
    """Let more images follow this one."""
    policy = account.create(
        POLICIES,
        None,
        name=base,
        model={
            key: image[key]
            for key in ("frequency", "num_images", "description", "server_id", "datacenter")
        },
    )
    image["_policy"] = policy["id"]
    account.begin(POLICIES, policy, None, image["frequency"], "make_next_image")


@effect
def make_next_image(account: Account, policy: dict[str, Any]) -> None:
    """Make another image of the server as it is, and remove the oldest one if there are too many."""
    now, model = policy["_idle_from"], policy["model"]
    server = account.store.kind("servers").get(model["server_id"])
    if server is None:
        account.delete(POLICIES, policy)
        return
    image = account.create(
        KIND,
        "ap",
        **{
            **content(account, server),
            **model,
            "name": name(account, policy["name"], now),
            "_policy": policy["id"],
            "creation_date": datetime.fromtimestamp(now, timezone.utc).isoformat(
                timespec="seconds"
            ),
            "_state": READY[account.readings["ready-states"]],
        },
    )
    account.begin(KIND, image, "DEPLOYING", "image", since=now)
    for each in members(account, policy["id"])[: -model["num_images"]]:
        account.delete(KIND, each)
    account.begin(POLICIES, policy, None, model["frequency"], "make_next_image", since=now)


def end_policy(account: Account, image: dict[str, Any]) -> None:
    """Make no further images. The ones that are there stay."""
    for each in [image, *members(account, image["_policy"])]:
        each.update(frequency="ONCE", num_images=1)
        account.save(KIND, each)
    policy = account.store.kind(POLICIES).get(image["_policy"] or "")
    if policy:
        account.delete(POLICIES, policy)


@effect
def remove_image(account: Account, image: dict[str, Any]) -> None:
    """Remove an image; the last one of a policy ends it."""
    if len(members(account, image["_policy"])) == 1:
        end_policy(account, image)
    account.delete(KIND, image)


list_operation("list_images", KIND, show)


@operation
def create_image(account: Account, operation: Operation) -> Answer:
    """Create an image; its server is busy meanwhile (api-notes: image-keeps-server-busy)."""
    body = operation.body
    source = body.get("source", "server")
    values = SOURCES[source](account, body)
    kept = check_policy(account, body, values["datacenter"])
    image = account.create(
        KIND,
        "ap",
        name=name(account, body["name"], account.clock.now()),
        frequency=body["frequency"],
        description=body.get("description", ""),
        num_images=kept,
        _policy=None,
        _state=READY[account.readings["ready-states"]],
        **values,
    )
    if image["frequency"] != "ONCE" and account.readings["image-series"] == "series":
        make_policy(account, body["name"], image)
    account.begin(KIND, image, "DEPLOYING", "image")
    if source == "server":
        account.begin("servers", account.get("servers", image["server_id"]), None, "image")
    return 202, show(account, image)


@operation
def get_image(account: Account, operation: Operation) -> Answer:
    """An image, or the list of what can be imported (api-notes: import-os-list)."""
    if operation.params["image_id"] == "os" and account.readings["import-os"] == "own":
        return 200, [plain(account, each) for each in account.all("image_systems")]
    return 200, show(account, account.get(KIND, operation.params["image_id"]))


def ready(account: Account, operation: Operation, refusal: str) -> dict[str, Any]:
    """Return an image that may be changed (api-notes: image-needs-idle-server). :raises Problem: 403."""
    image = account.get(KIND, operation.params["image_id"])
    if account.state(image) == "DEPLOYING":
        raise wrong_state(refusal, "Image", image["id"], "DEPLOYING")
    account.require_idle("Image", image)
    return image


@operation
def update_image(account: Account, operation: Operation) -> Answer:
    """Change an image; the end of a frequency leaves one (api-notes: end-of-frequency)."""
    image = ready(account, operation, "Cannot change frequency while deploying")
    image.update(operation.body)
    account.save(KIND, image)
    if image["frequency"] == "ONCE":
        end_policy(account, image)
    return 200, show(account, image)


@operation
def delete_image(account: Account, operation: Operation) -> Answer:
    image = ready(account, operation, "Cannot delete while deploying")
    account.begin(KIND, image, "REMOVING", "remove", "remove_image")
    return 202, show(account, image)
