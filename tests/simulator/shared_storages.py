# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared storages and the servers that may use them. Answers to changes show ACTIVE, and CONFIGURING comes a moment later
(api-notes: shared-storage-late-size)."""

from __future__ import annotations

from typing import Any

from .account import Account, effect, shown
from .choices import check_same_datacenter, datacenter
from .contract import Operation
from .errors import not_found, too_many, wrong_state, wrong_value
from .operations import Answer, list_operation, operation
from .refusals import absent

KIND = "shared_storages"
#: GB that each server with the right to write has put into its storage.
WRITTEN = 1.6


def show(account: Account, storage: dict[str, Any]) -> dict[str, Any]:
    folder = storage["cloudpanel_id"].lower()
    host = f"{folder}.nas1.lan"
    return {
        **shown(storage),
        "state": account.state(storage),
        "servers": servers(account, storage),
        "size_used": used(account, storage),
        "cifs_path": rf"\\{host}\{folder}",
        "nfs_path": f"{host}/:{folder}",
    }


def used(account: Account, storage: dict[str, Any]) -> float:
    """A percentage (api-notes: size-used)."""
    writers = sum(server["rights"] == "RW" for server in servers(account, storage))
    return round(min(100.0, 100 * WRITTEN * writers / storage["size"]), 2)


def servers(account: Account, storage: dict[str, Any]) -> list[dict[str, Any]]:
    """Of ``_rights``, which has the rights by the id of a server, what still is there."""
    every = account.store.kind("servers")
    return [
        {"id": each, "name": every[each]["name"], "rights": rights}
        for each, rights in storage["_rights"].items()
        if each in every
    ]


def find(account: Account, operation: Operation) -> dict[str, Any]:
    return account.get(KIND, operation.params["shared_storage_id"])


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    storage = find(account, operation)
    account.require_idle("SharedStorage", storage)
    return storage


@effect
def shared_storage_resized(_account: Account, storage: dict[str, Any], size: int) -> None:
    storage["size"] = size


@effect
def remove_shared_storage(account: Account, storage: dict[str, Any]) -> None:
    account.delete(KIND, storage)


list_operation("list_shared_storages", KIND, show)


@operation
def create_shared_storage(account: Account, operation: Operation) -> Answer:
    body = operation.body
    count, allowed = len(account.store.kind(KIND)) + 1, account.limits["shared_storages"]
    if count > allowed:
        raise too_many("ngcs.sharedstorage", count, allowed)
    storage = account.create(
        KIND,
        "vid",
        name=body["name"],
        description=body.get("description", ""),
        size=body["size"],
        datacenter=datacenter(account, body.get("datacenter_id")),
        _rights={},
        _state="ACTIVE",
    )
    account.begin(KIND, storage, "CONFIGURING", "shared_storage")
    return 202, show(account, storage)


@operation
def get_shared_storage(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))


@operation
def update_shared_storage(account: Account, operation: Operation) -> Answer:
    """The answer has the new texts, but not the new size yet (api-notes: shared-storage-late-size)."""
    storage = idle(account, operation)
    changes = dict(operation.body)
    size = changes.pop("size", storage["size"])
    if size < storage["size"] and account.readings["smaller-storages"] == "refused":
        raise wrong_value("size", size)
    storage.update(changes)
    answer = show(account, storage)
    account.begin(
        KIND, storage, "CONFIGURING", "shared_storage", "shared_storage_resized", size=size
    )
    return 202, answer


@operation
def delete_shared_storage(account: Account, operation: Operation) -> Answer:
    """Remove a storage (api-notes: delete-attached)."""
    storage = idle(account, operation)
    if servers(account, storage) and account.readings["delete-attached"] == "refused":
        raise wrong_state(
            "Cannot delete a shared storage attached to servers",
            "SharedStorage",
            storage["id"],
            account.state(storage),
        )
    account.begin(KIND, storage, "REMOVING", "remove", "remove_shared_storage")
    return 202, show(account, storage)


# -- its servers


@operation
def list_shared_storage_servers(account: Account, operation: Operation) -> Answer:
    return 200, servers(account, find(account, operation))


@operation
def get_shared_storage_server(account: Account, operation: Operation) -> Answer:
    found = [
        each
        for each in servers(account, find(account, operation))
        if each["id"] == operation.params["server_id"]
    ]
    if not found:
        raise not_found("servers")
    return 200, found[0]


@operation
def attach_shared_storage_servers(account: Account, operation: Operation) -> Answer:
    """A server that is attached already gets the rights that are sent (api-notes: shared-storage-attach-again)."""
    storage, wanted = idle(account, operation), operation.body["servers"]
    if not wanted:
        raise absent(operation.id, ["servers"])
    for each in wanted:
        if each["id"] not in account.store.kind("servers"):
            raise wrong_value("servers", each["id"])
        check_same_datacenter(storage["datacenter"], account.get("servers", each["id"]), "servers")
    storage["_rights"].update({each["id"]: each["rights"] for each in wanted})
    answer = show(account, storage)
    account.begin(KIND, storage, "CONFIGURING", "change")
    return 202, answer


@operation
def detach_shared_storage_server(account: Account, operation: Operation) -> Answer:
    """The state meanwhile is CREATING (api-notes: shared-storage-detaching)."""
    storage = idle(account, operation)
    get_shared_storage_server(account, operation)
    del storage["_rights"][operation.params["server_id"]]
    account.begin(KIND, storage, "CREATING", "change")
    return 202, show(account, storage)
