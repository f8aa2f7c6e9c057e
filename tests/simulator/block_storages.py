# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages, each for one server at a time (api-notes: block-storage-one-server), among whose disks it stands under its own id.

``_server`` is the one place where this is kept; what servers show of it is read off here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .account import Account, effect, shown
from .choices import check_same_datacenter, datacenter
from .contract import Operation
from .errors import Problem, not_found, too_many, unknown, wrong_state, wrong_value
from .operations import Answer, list_operation, operation
from .refusals import absent

KIND = "block_storages"
#: The state that follows a change, by the reading of ready-states.
READY = {"observed": "POWERED_ON", "active": "ACTIVE"}


def show(account: Account, storage: dict[str, Any]) -> dict[str, Any]:
    return {**shown(storage), "state": account.state(storage), "server": owner(account, storage)}


def owner(account: Account, storage: dict[str, Any]) -> dict[str, Any] | None:
    """The server that has a storage; one that is being detached is shown without."""
    server = account.store.kind("servers").get(storage["_server"] or "")
    return (
        {"id": server["id"], "name": server["name"]}
        if server and not account.doing(storage, "block_storage_detached")
        else None
    )


def disks(account: Account, server: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What stands among the disks of a server (api-notes: block-storage-among-disks)."""
    return [
        {"id": each["id"], "size": each["size"], "is_main": False}
        for each in account.all(KIND)
        if each["_server"] == server["id"]
    ]


def member(account: Account) -> str:
    """The member of a body that names a server."""
    return account.readings["block-storage-server"]


def server_of_body(account: Account, operation: Operation) -> dict[str, Any] | None:
    """The server that a body names. The other name of the member is one that the API does not know."""
    (other,) = {"server_id", "server"} - {member(account)}
    if other in operation.body and account.readings["unknown-members"] == "refused":
        raise unknown(other)
    identifier = operation.body.get(member(account))
    if identifier is not None and identifier not in account.store.kind("servers"):
        raise wrong_value(member(account), identifier)
    return account.store.kind("servers").get(identifier)


def find(account: Account, operation: Operation) -> dict[str, Any]:
    return account.get(KIND, operation.params["block_storage_id"])


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    storage = find(account, operation)
    account.require_idle("BlockStorage", storage)
    return storage


def refused(account: Account, storage: dict[str, Any], message: str) -> Problem:
    return wrong_state(message, "BlockStorage", storage["id"], account.state(storage))


@effect
def block_storage_attached(_account: Account, storage: dict[str, Any], server: str | None) -> None:
    storage["_server"] = server


@effect
def block_storage_detached(_account: Account, storage: dict[str, Any]) -> None:
    storage["_server"] = None


@effect
def remove_block_storage(account: Account, storage: dict[str, Any]) -> None:
    account.delete(KIND, storage)


list_operation("list_block_storages", KIND, show)


@operation
def create_block_storage(account: Account, operation: Operation) -> Answer:
    """The answer shows no server, even where one was asked for (api-notes: block-storage-created-free)."""
    body = operation.body
    count, allowed = len(account.store.kind(KIND)) + 1, account.limits["block_storages"]
    if count > allowed:
        raise too_many("ngcs.blockstorage", count, allowed)
    server = server_of_body(account, operation)
    center = datacenter(
        account, body.get("datacenter_id") or (server and server["datacenter"]["id"])
    )
    if server:
        check_same_datacenter(center, server, member(account))
    storage = account.create(
        KIND,
        None,
        name=body["name"],
        description=body.get("description", ""),
        size=body["size"],
        datacenter=center,
        _server=None,
        _state=READY[account.readings["ready-states"]],
    )
    account.begin(
        KIND,
        storage,
        "CONFIGURING",
        "disk",
        "block_storage_attached",
        server=server and server["id"],
    )
    return 201, show(account, storage)


@operation
def get_block_storage(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))


@operation
def update_block_storage(account: Account, operation: Operation) -> Answer:
    """Change texts and size (api-notes: smaller-storages)."""
    storage = idle(account, operation)
    if (
        operation.body.get("size", storage["size"]) < storage["size"]
        and account.readings["smaller-storages"] == "refused"
    ):
        raise wrong_value("size", operation.body["size"])
    storage.update(operation.body)
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 202, show(account, storage)


@operation
def delete_block_storage(account: Account, operation: Operation) -> Answer:
    """Remove a storage (api-notes: delete-attached)."""
    storage = idle(account, operation)
    if owner(account, storage) and account.readings["delete-attached"] == "refused":
        raise refused(account, storage, "Cannot delete a block storage attached to a server")
    account.begin(KIND, storage, "REMOVING", "remove", "remove_block_storage")
    return 202, show(account, storage)


# -- its server


@operation
def get_block_storage_server(account: Account, operation: Operation) -> Answer:
    """Show the server of a storage (api-notes: block-storage-free-server)."""
    server = owner(account, find(account, operation))
    if server is None:
        raise not_found("servers")
    return 200, server


@operation
def attach_block_storage_server(account: Account, operation: Operation) -> Answer:
    """Attach a storage that is free (api-notes: block-storage-occupied)."""
    storage = idle(account, operation)
    server = server_of_body(account, operation)
    if server is None:
        raise absent(operation.id, [member(account)])
    check_same_datacenter(storage["datacenter"], server, member(account))
    if owner(account, storage):
        raise refused(account, storage, "The block storage is attached to a server")
    storage["_server"] = server["id"]
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 202, show(account, storage)


@operation
def detach_block_storage_server(account: Account, operation: Operation) -> Answer:
    """Begin to detach a storage (api-notes: block-storage-detaching)."""
    storage = find(account, operation)
    if account.doing(storage, "block_storage_detached"):
        raise Problem(403, "BLOCK_STORAGE_DETTACH", "The disk is currently being detached.")
    account.require_idle("BlockStorage", storage)
    if owner(account, storage) is None:
        raise refused(account, storage, "The block storage is not attached to a server")
    account.begin(KIND, storage, "CONFIGURING", "disk", "block_storage_detached")
    return 202, show(account, storage)
