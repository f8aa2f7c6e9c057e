# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hardware of servers: processors, memory, disks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import invalid, not_found, too_many, wrong_state, wrong_value
from ..kinds import BAREMETAL_MODELS, FIXED_INSTANCE_SIZES, Object
from ..operations import operation
from ..work import Work
from .server_answers import RESOURCE, disks, show

HARDWARE_CHANGE = Work("CONFIGURING", "hardware")
DISK_CHANGE = Work("CONFIGURING", "disk")
DISK_NOT_FOUND = ("HDDS_NOT_FOUND", "Hard disk SSD not found")


def new_hardware(account: Account, hardware: Mapping[str, Any], server_type: str) -> dict[str, Any]:
    """Return the hardware in a body, with its disks (api-notes: hardware-kinds, first-disk-main).

    :raises ApiError: 400.
    """
    if server_type == "baremetal":
        return model_hardware(account, hardware.get("baremetal_model_id"))
    if hardware.get("fixed_instance_size_id"):
        size = fixed_size(account, hardware["fixed_instance_size_id"])
        return {
            "baremetal_model_id": None,
            "fixed_instance_size_id": size["id"],
            **size["hardware"],
        }
    if "vcore" not in hardware:
        raise wrong_value("baremetal_model_id", hardware["baremetal_model_id"])
    if not hardware["hdds"] or not hardware["hdds"][0]["is_main"]:
        raise invalid("First HDD must be main HDD")
    check_cores(hardware["vcore"], hardware["cores_per_processor"])
    check_number_of_disks(account, len(hardware["hdds"]))
    return {"baremetal_model_id": None, "fixed_instance_size_id": None, **hardware}


def model_hardware(account: Account, identifier: str | None) -> dict[str, Any]:
    """Return the hardware of a bare metal model (api-notes: bare-metal-fixed). Raise 400."""
    model = account.find(BAREMETAL_MODELS, identifier)
    if model is None:
        raise wrong_value("baremetal_model_id", identifier)
    hardware = model["hardware"]
    return {
        "baremetal_model_id": model["id"],
        "fixed_instance_size_id": None,
        "vcore": hardware["core"],
        "cores_per_processor": hardware["cores_per_processor"],
        "ram": hardware["ram"],
        "hdds": [{"size": hardware["hdds"]["size"], "is_main": True}],
    }


def fixed_size(account: Account, identifier: str) -> Object:
    """Return a fixed instance size. Raise 400 if there is none."""
    size = account.find(FIXED_INSTANCE_SIZES, identifier)
    if size is None:
        raise wrong_value("fixed_instance_size_id", identifier)
    return size


def check_cores(vcore: int, per_processor: int) -> None:
    """Raise 400 if the numbers of cores do not fit (api-notes: cores-per-processor)."""
    if per_processor > vcore:
        raise invalid("Cores per processor cannot be greater than the number of vCPUs")
    if per_processor != 1 and per_processor % 2 and per_processor != vcore:
        raise wrong_value("cores_per_processor", per_processor)


def check_number_of_disks(account: Account, count: int) -> None:
    """Raise 400 for too many disks (api-notes: hdd-limit, block-storages-not-counted)."""
    if count > account.limits["hdds"]:
        raise too_many("ngcs.vm.hdd", count, account.limits["hdds"])


@operation
def get_server_hardware(account: Account, operation: Operation) -> Any:
    """Show the hardware of a server."""
    return show(account, RESOURCE.find(account, operation))["hardware"]


@operation
def update_server_hardware(account: Account, operation: Operation) -> Any:
    """Change processors and memory.

    (api-notes: offline-hardware, size-grows-disk, own-hardware-ends-size)
    """
    server, body = RESOURCE.require(account, operation), operation.body
    hardware = server["hardware"]
    main_size = None
    if "fixed_instance_size_id" in body:
        size = fixed_size(account, body["fixed_instance_size_id"])
        main_size = size["hardware"]["hdds"][0]["size"]
        if main_size < main_disk(server)["size"]:  # (api-notes: no-smaller-size)
            raise wrong_value("fixed_instance_size_id", size["id"])
        desired = {key: size["hardware"][key] for key in ("vcore", "cores_per_processor", "ram")}
        desired["fixed_instance_size_id"] = size["id"]
    else:
        check_cores(body["vcore"], body["cores_per_processor"])
        desired = {**body, "fixed_instance_size_id": None}
    state = account.state(server)
    if requires_stop(account, hardware, desired) and state != "POWERED_OFF":
        raise wrong_state("The server has to be powered off", "Server", server["id"], state)
    if main_size:
        main_disk(server)["size"] = main_size
    hardware.update(desired)
    account.begin(server, HARDWARE_CHANGE)
    return show(account, server)


def requires_stop(account: Account, present: Mapping[str, Any], desired: Mapping[str, Any]) -> bool:
    """Return True if a running server cannot get some hardware.

    (api-notes: offline-hardware, grow-hardware)
    """
    grows_online = account.readings["grow-hardware"] == "on"
    return desired["cores_per_processor"] != present["cores_per_processor"] or any(
        desired[key] < present[key] or (desired[key] > present[key] and not grows_online)
        for key in ("vcore", "ram")
    )


# -- disks


def main_disk(server: Object) -> dict[str, Any]:
    """Return the disk from which a server starts."""
    main: dict[str, Any] = next(disk for disk in server["hardware"]["hdds"] if disk["is_main"])
    return main


def add_disks(account: Account, server: Object, operation: Operation) -> None:
    """Add disks (api-notes: main-disk-stays)."""
    present, added = server["hardware"]["hdds"], operation.body["hdds"]
    check_number_of_disks(account, len(present) + len(added))
    if any(disk.get("is_main") for disk in added):
        raise wrong_value("is_main", True)
    present += [{"id": account.new_id(), "is_main": False, **disk} for disk in added]


def require_own_disk(server: Object, disk: dict[str, Any]) -> None:
    """Raise 404 for a block storage."""
    if disk not in server["hardware"]["hdds"]:
        raise not_found(DISK_NOT_FOUND)


def enlarge_disk(_account: Account, server: Object, disk: Any, operation: Operation) -> None:
    """Change the size of a disk (api-notes: disks-grow)."""
    require_own_disk(server, disk)
    size = int(operation.body["size"])
    if size < disk["size"]:
        raise wrong_value("size", size)
    disk["size"] = size


def remove_disk(account: Account, server: Object, disk: Any, _operation: Operation) -> None:
    """Remove a disk that is not the main one (api-notes: main-disk-stays)."""
    require_own_disk(server, disk)
    if disk["is_main"]:
        message = "Cannot delete the main disk of a server"
        raise wrong_state(message, "Server", server["id"], account.state(server))
    server["hardware"]["hdds"].remove(disk)


RESOURCE.child_list(
    "hardware/hdds",
    disks,
    missing=DISK_NOT_FOUND,
    add=add_disks,
    change=enlarge_disk,
    remove=remove_disk,
    work=DISK_CHANGE,
)
