# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of servers, and imported images and ISOs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, invalid, missing, wrong_state, wrong_value
from ..kinds import (
    DATACENTERS,
    IMAGE_POLICIES,
    IMAGE_SYSTEMS,
    IMAGES,
    SERVER_APPLIANCES,
    SERVERS,
    Object,
)
from ..ranges import offset
from ..refusals import wrong
from ..resource import REMOVAL, Resource, unguarded
from ..work import Work, effect
from . import catalogue
from .catalogue import datacenter
from .installation import UNKNOWN_SYSTEM, system

#: The state of an image that is ready, by the readings of ready-states.
READY = {"observed": "ENABLED", "active": "ACTIVE"}
#: The kind of objects whose ids ``os_id`` takes, by the readings of import-os.
SYSTEMS = {"appliance": SERVER_APPLIANCES, "own": IMAGE_SYSTEMS}
#: The size of an imported image is that of the smallest disk.
IMPORTED_SIZE = 20
#: type of an imported ISO: its os_image_type
ISO_TYPES = {"os": "ISO_OS", "app": "ISO_TOOL"}
DEPLOY = Work("DEPLOYING", "image")
#: A server is busy while an image of it is made (api-notes: image-keeps-server-busy).
COPY = Work(None, "image")


def show(account: Account, image: Object) -> dict[str, Any]:
    """Show an image (api-notes: architecture-key)."""
    return {**catalogue.show(account, image), "state": account.state(image)}


# -- the members of a new image, by its source (api-notes: image-sources)


def of_server(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an image of a server.

    (api-notes: image-needs-idle-server, image-server-missing, image-place)
    """
    server = account.get(SERVERS, body["server_id"], IMAGES.not_found)
    state = account.busy_state(server)
    if state:
        message = f"Appliance cannot be created when VM is in state: {state}"
        raise ApiError(403, "INVALID_STATE", message)
    center = body.get("datacenter_id") or server["datacenter"]["id"]
    return {**content(account, server), "datacenter": datacenter(account, center)}


def content(account: Account, server: Object) -> dict[str, Any]:
    """Return the members of an image that come from its server."""
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
    """Return the members of an import (api-notes: import-server, import-os, import-frequency)."""
    known = account.exists(SERVERS, body["server_id"])
    if not known and account.readings["import-server"] == "filled":
        if not body["server_id"]:
            raise missing("server_id")
        raise wrong_value("server_id", body["server_id"])
    if not body.get("url"):
        raise missing("url")
    if not body["url"].startswith(("http://", "https://", "ftp://")):
        raise wrong_value("url", body["url"])
    if body["frequency"] != "ONCE":
        raise wrong("update_image", "frequency")
    os_id = body.get("os_id")
    origin = account.find(SYSTEMS[account.readings["import-os"]], os_id)
    if os_id and origin is None:
        raise wrong_value("os_id", os_id)
    return {
        **system(origin or UNKNOWN_SYSTEM),
        "server_id": body["server_id"] if known else "",
        "min_hdd_size": IMPORTED_SIZE,
        "datacenter": datacenter(account, body.get("datacenter_id")),
    }


def of_image_file(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an imported image."""
    return {
        **of_file(account, body),
        "type": "MY_IMAGE",
        "os_image_type": None,
        "_server_types": ["cloud"],
        "hdds": [{"id": account.new_id(), "size": IMPORTED_SIZE, "is_main": True}],
    }


def of_iso_file(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an imported ISO (api-notes: image-type)."""
    members = of_file(account, body)
    if "type" not in body:
        raise missing("type")
    return {
        **members,
        "type": "ISO",
        "os_image_type": ISO_TYPES[body["type"]],
        "hdds": [],
        "_server_types": ["cloud"] if body["type"] == "os" else [],
    }


SOURCES: Mapping[str, Callable[[Account, Mapping[str, Any]], dict[str, Any]]] = {
    "server": of_server,
    "image": of_image_file,
    "iso": of_iso_file,
}


def images_to_keep(account: Account, body: Mapping[str, Any], center: Mapping[str, Any]) -> int:
    """Return how many images are kept (api-notes: image-frequency). Raise 400."""
    if body["frequency"] == "ONCE":
        return 1
    if "num_images" not in body:
        raise wrong("create_image", "num_images")
    if not account.get(DATACENTERS, center["id"])["default"]:
        message = "Frequency policy is only allowed in default datacenter"
        raise invalid(message, {"frequency": body["frequency"]})
    return int(body["num_images"])


# -- image policies: a further image each day or week (api-notes: image-series)


def name_of(account: Account, base: str, moment: float) -> str:
    """Return the name of a new image (api-notes: image-names)."""
    day = datetime.fromtimestamp(moment, timezone.utc)
    return f"{base}_{day:%Y%m%d}" if account.readings["image-names"] == "dated" else base


def images_of(account: Account, policy: str | None) -> list[Object]:
    """Return the images of a policy, the oldest first (api-notes: series-members)."""
    return [image for image in account.objects(IMAGES) if policy and image["_policy"] == policy]


def new_policy(account: Account, base: str, image: Object) -> None:
    """Create the policy of an image."""
    keys = ("frequency", "num_images", "description", "server_id", "datacenter")
    model = {key: image[key] for key in keys}
    policy = account.create(IMAGE_POLICIES, name=base, model=model)
    image["_policy"] = policy["id"]
    account.begin(policy, MAKE_NEXT_IMAGE[image["frequency"]])


@effect
def make_next_image(account: Account, policy: Object) -> None:
    """Make a further image of the server, and remove the oldest if there are too many."""
    now, model = policy["_idle_from"], policy["model"]
    server = account.find(SERVERS, model["server_id"])
    if server is None:
        account.delete(policy)
        return
    members = {
        **content(account, server),
        **model,
        "name": name_of(account, policy["name"], now),
        "creation_date": offset(now),
        "_policy": policy["id"],
        "_state": READY[account.readings["ready-states"]],
    }
    account.begin(account.create(IMAGES, **members), DEPLOY, since=now)
    for image in images_of(account, policy["id"])[: -model["num_images"]]:
        account.delete(image)
    account.begin(policy, MAKE_NEXT_IMAGE[model["frequency"]], since=now)


#: The work of an image policy, by its frequency.
MAKE_NEXT_IMAGE = {
    frequency: Work(None, frequency, make_next_image) for frequency in ("DAILY", "WEEKLY")
}


def end_policy(account: Account, image: Object) -> None:
    """Make no further images. The present ones stay (api-notes: series-end)."""
    for each in [image, *images_of(account, image["_policy"])]:
        account.update(each, frequency="ONCE", num_images=1)
    policy = account.find(IMAGE_POLICIES, image["_policy"])
    if policy:
        account.delete(policy)


def end_policy_with_last_image(account: Account, image: Object) -> None:
    """End the policy of an image if it is the last one."""
    if len(images_of(account, image["_policy"])) == 1:
        end_policy(account, image)


# -- operations


def create(account: Account, operation: Operation) -> Object:
    """Create an image."""
    body = operation.body
    source = body.get("source", "server")
    members = SOURCES[source](account, body)
    image = account.create(
        IMAGES,
        name=name_of(account, body["name"], account.clock.now()),
        frequency=body["frequency"],
        description=body.get("description", ""),
        num_images=images_to_keep(account, body, members["datacenter"]),
        _policy=None,
        _state=READY[account.readings["ready-states"]],
        **members,
    )
    if image["frequency"] != "ONCE" and account.readings["image-series"] == "series":
        new_policy(account, body["name"], image)
    if source == "server":
        account.begin(account.get(SERVERS, image["server_id"]), COPY)
    return image


def require_deployed(account: Account, image: Object, message: str) -> None:
    """Raise 403 if an image cannot be changed now (api-notes: image-needs-idle-server)."""
    if account.state(image) == "DEPLOYING":
        raise wrong_state(message, "Image", image["id"], "DEPLOYING")
    account.require_idle(image)


def update(account: Account, image: Object, operation: Operation) -> None:
    """Change an image. The frequency ONCE ends its policy (api-notes: end-of-frequency)."""
    require_deployed(account, image, "Cannot change frequency while deploying")
    image.update(operation.body)
    if image["frequency"] == "ONCE":
        end_policy(account, image)


def check_removal(account: Account, image: Object, _operation: Operation) -> None:
    """Raise 403 if an image cannot be removed now."""
    require_deployed(account, image, "Cannot delete while deploying")


def get(account: Account, operation: Operation) -> Any:
    """Show an image, or the systems that imports can have (api-notes: import-os-list)."""
    if operation.ids[0] == "os" and account.readings["import-os"] == "own":
        return [catalogue.show(account, system) for system in account.objects(IMAGE_SYSTEMS)]
    return show(account, account.get(IMAGES, operation.ids[0]))


Resource(IMAGES, show, unguarded).crud(
    get=get,
    create=create,
    creating=DEPLOY,
    update=update,
    delete=check_removal,
    deleting=REMOVAL,
    cleanup=end_policy_with_last_image,
)
