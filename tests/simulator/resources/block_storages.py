# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages. Each has one server at most, which shows it among its disks.

(api-notes: block-storage-one-server, block-storage-among-disks)
"""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, not_found, unknown, wrong_state, wrong_value
from ..kinds import BLOCK_STORAGES, SERVERS, Object
from ..operations import operation
from ..refusals import absent
from ..resource import REMOVAL, Resource
from ..work import Work, effect
from .catalogue import check_same_datacenter, datacenter

#: The state of a storage that is ready, by the readings of ready-states.
READY = {"observed": "POWERED_ON", "active": "ACTIVE"}


def show(account: Account, storage: Object) -> dict[str, Any]:
    """Show a storage."""
    return {**account.show(storage), "server": server_of(account, storage)}


def server_of(account: Account, storage: Object) -> dict[str, Any] | None:
    """Return the server that has a storage, or None, also while the storage is detached."""
    server = account.find(SERVERS, storage["_server"])
    if server is None or account.is_doing(storage, block_storage_detached):
        return None
    return server.reference()


def disks(account: Account, server: Object) -> list[dict[str, Any]]:
    """Return the block storages of a server as disks (api-notes: block-storage-among-disks)."""
    return [
        {"id": storage["id"], "size": storage["size"], "is_main": False}
        for storage in account.objects(BLOCK_STORAGES)
        if storage["_server"] == server["id"]
    ]


def server_member(account: Account) -> str:
    """Return the name of the member that contains the server in bodies."""
    return account.readings["block-storage-server"]


def server_in_body(account: Account, operation: Operation) -> Object | None:
    """Return the server in a body, or None (api-notes: block-storage-server).

    :raises ApiError: 400 for an unknown server, and for the name that the API does not know.
    """
    member = server_member(account)
    (other,) = {"server_id", "server"} - {member}
    if other in operation.body and account.readings["unknown-members"] == "refused":
        raise unknown(other)
    identifier = operation.body.get(member)
    if identifier is None:
        return None
    server = account.find(SERVERS, identifier)
    if server is None:
        raise wrong_value(member, identifier)
    return server


def state_error(account: Account, storage: Object, message: str) -> ApiError:
    """Return a 403 for the state of a storage."""
    return wrong_state(message, "BlockStorage", storage["id"], account.state(storage))


@effect
def block_storage_attached(_account: Account, storage: Object, server: str | None) -> None:
    """Let a server have a storage."""
    storage["_server"] = server


@effect
def block_storage_detached(_account: Account, storage: Object) -> None:
    """Take a storage from its server."""
    storage["_server"] = None


CHANGE_DISK = Work("CONFIGURING", "disk")
ATTACH = Work("CONFIGURING", "disk", block_storage_attached)
DETACH = Work("CONFIGURING", "disk", block_storage_detached)


def create(account: Account, operation: Operation) -> Object:
    """Create a storage. Its server is not shown before it is ready.

    (api-notes: block-storage-created-free)
    """
    body = operation.body
    account.check_limit(BLOCK_STORAGES, "ngcs.blockstorage")
    server = server_in_body(account, operation)
    center = datacenter(
        account, body.get("datacenter_id") or (server["datacenter"]["id"] if server else None)
    )
    if server:
        check_same_datacenter(center, server, server_member(account))
    storage = account.create(
        BLOCK_STORAGES,
        name=body["name"],
        description=body.get("description", ""),
        size=body["size"],
        datacenter=center,
        _server=None,
        _state=READY[account.readings["ready-states"]],
    )
    account.begin(storage, ATTACH, server=server["id"] if server else None)
    return storage


def update(account: Account, storage: Object, operation: Operation) -> None:
    """Change texts and size (api-notes: smaller-storages)."""
    size = operation.body.get("size", storage["size"])
    if size < storage["size"] and account.readings["smaller-storages"] == "refused":
        raise wrong_value("size", size)
    storage.update(operation.body)


def check_removal(account: Account, storage: Object, _operation: Operation) -> None:
    """Raise 403 if a server has the storage (api-notes: delete-attached)."""
    if server_of(account, storage) and account.readings["delete-attached"] == "refused":
        raise state_error(account, storage, "Cannot delete a block storage attached to a server")


RESOURCE = Resource(BLOCK_STORAGES, show)
RESOURCE.crud(
    create=create, update=update, updating=CHANGE_DISK, delete=check_removal, deleting=REMOVAL
)


# -- the server of a storage


@operation
def get_block_storage_server(account: Account, operation: Operation) -> Any:
    """Show the server of a storage (api-notes: block-storage-free-server)."""
    server = server_of(account, RESOURCE.find(account, operation))
    if server is None:
        raise not_found(SERVERS.not_found)
    return server


@operation
def attach_block_storage_server(account: Account, operation: Operation) -> Any:
    """Attach a storage that no server has (api-notes: block-storage-occupied)."""
    storage = RESOURCE.require(account, operation)
    server = server_in_body(account, operation)
    if server is None:
        raise absent(operation.id, [server_member(account)])
    check_same_datacenter(storage["datacenter"], server, server_member(account))
    if server_of(account, storage):
        raise state_error(account, storage, "The block storage is attached to a server")
    storage["_server"] = server["id"]
    account.begin(storage, CHANGE_DISK)
    return show(account, storage)


@operation
def detach_block_storage_server(account: Account, operation: Operation) -> Any:
    """Detach a storage (api-notes: block-storage-detaching)."""
    storage = RESOURCE.find(account, operation)
    if account.is_doing(storage, block_storage_detached):
        raise ApiError(403, "BLOCK_STORAGE_DETTACH", "The disk is currently being detached.")
    account.require_idle(storage)
    if server_of(account, storage) is None:
        raise state_error(account, storage, "The block storage is not attached to a server")
    account.begin(storage, DETACH)
    return show(account, storage)
