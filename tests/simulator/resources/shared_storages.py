# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared storages, and the servers that use them.

Answers to changes show the state before the change (api-notes: shared-storage-late-size).
"""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import wrong_state, wrong_value
from ..kinds import SERVERS, SHARED_STORAGES, Object
from ..resource import REMOVAL, Resource
from ..work import CHANGE, Work, effect
from .catalogue import check_same_datacenter, datacenter

#: GB that each server with the right to write has written.
WRITTEN = 1.6


def show(account: Account, storage: Object) -> dict[str, Any]:
    """Show a storage."""
    folder = storage["cloudpanel_id"].lower()
    host = f"{folder}.nas1.lan"
    return {
        **account.show(storage),
        "servers": servers(account, storage),
        "size_used": size_used(account, storage),
        "cifs_path": rf"\\{host}\{folder}",
        "nfs_path": f"{host}/:{folder}",
    }


def size_used(account: Account, storage: Object) -> float:
    """Return the used part of the size, in percent (api-notes: size-used)."""
    writers = sum(server["rights"] == "RW" for server in servers(account, storage))
    percent: float = 100 * WRITTEN * writers / storage["size"]
    return round(min(100.0, percent), 2)


def servers(account: Account, storage: Object) -> list[dict[str, Any]]:
    """Return the servers of a storage with their rights (api-notes: shared-storage-rights)."""
    rights = storage["_rights"]
    return [
        {**reference, "rights": rights[reference["id"]]}
        for reference in account.references(SERVERS, rights)
    ]


@effect
def shared_storage_resized(_account: Account, storage: Object, size: int) -> None:
    """Let a storage have its new size."""
    storage["size"] = size


RESIZE = Work("CONFIGURING", "shared_storage", shared_storage_resized)


def create(account: Account, operation: Operation) -> Object:
    """Create a storage."""
    body = operation.body
    account.check_limit(SHARED_STORAGES, "ngcs.sharedstorage")
    return account.create(
        SHARED_STORAGES,
        name=body["name"],
        description=body.get("description", ""),
        size=body["size"],
        datacenter=datacenter(account, body.get("datacenter_id")),
        _rights={},
    )


def update(account: Account, storage: Object, operation: Operation) -> Any:
    """Change a storage. The answer has the new texts and the old size.

    (api-notes: shared-storage-late-size, smaller-storages)
    """
    changes = dict(operation.body)
    size = changes.pop("size", storage["size"])
    if size < storage["size"] and account.readings["smaller-storages"] == "refused":
        raise wrong_value("size", size)
    storage.update(changes)
    answer = show(account, storage)
    account.begin(storage, RESIZE, size=size)
    return answer


def check_removal(account: Account, storage: Object, _operation: Operation) -> None:
    """Raise 403 if servers use the storage (api-notes: delete-attached)."""
    if servers(account, storage) and account.readings["delete-attached"] == "refused":
        message = "Cannot delete a shared storage attached to servers"
        raise wrong_state(message, "SharedStorage", storage["id"], account.state(storage))


def attach(account: Account, storage: Object, operation: Operation) -> Any:
    """Attach servers. A server that is attached already gets the new rights.

    (api-notes: shared-storage-attach-again)
    """
    desired = operation.elements("servers")
    for element in desired:
        server = account.find(SERVERS, element["id"])
        if server is None:
            raise wrong_value("servers", element["id"])
        check_same_datacenter(storage["datacenter"], server, "servers")
    storage["_rights"].update({element["id"]: element["rights"] for element in desired})
    return show(account, storage)


def detach(_account: Account, storage: Object, server: Any, _operation: Operation) -> None:
    """Detach a server."""
    del storage["_rights"][server["id"]]


RESOURCE = Resource(SHARED_STORAGES, show)
RESOURCE.crud(
    create=create,
    creating=Work("CONFIGURING", "shared_storage"),
    update=update,
    delete=check_removal,
    deleting=REMOVAL,
)
RESOURCE.child_list(
    "servers",
    servers,
    missing=SERVERS.not_found,
    add=attach,
    remove=detach,
    work=CHANGE,
    removing=Work("CREATING", "change"),  # (api-notes: shared-storage-detaching)
)
