# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages, as far as servers show them: an attached one stands among the disks under its own id."""

from __future__ import annotations

from typing import Any

from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .errors import Problem, wrong_value
from .operations import Answer, list_operation, operation

KIND = "block_storages"


def show(account: Account, storage: dict[str, Any]) -> dict[str, Any]:
    server = account.store.kind("servers").get(storage["_server"] or "")
    return {**shown(storage), "state": account.state(storage),
            "server": {"id": server["id"], "name": server["name"]} if server else None}


def disks(account: Account, storage: dict[str, Any]) -> list[Any]:
    return account.get("servers", storage["_server"])["hardware"]["hdds"]


def attach(account: Account, storage: dict[str, Any], identifier: str) -> None:
    if identifier not in account.store.kind("servers"):
        raise wrong_value("server_id", identifier)
    storage["_server"] = identifier
    disks(account, storage).append({"id": storage["id"], "size": storage["size"], "is_main": False})


def detach(account: Account, storage: dict[str, Any]) -> None:
    own = disks(account, storage)
    own[:] = [disk for disk in own if disk["id"] != storage["id"]]
    storage["_server"] = None


@effect
def remove_block_storage(account: Account, storage: dict[str, Any]) -> None:
    account.delete(KIND, storage)


list_operation("list_block_storages", KIND, show)


@operation
def create_block_storage(account: Account, operation: Operation) -> Answer:
    body = operation.body
    storage = account.create(KIND, None, name=body["name"], description=body.get("description", ""), size=body["size"],
                             datacenter=datacenter(account, body.get("datacenter_id")), _server=None, _state="POWERED_ON")
    if body.get("server_id"):
        attach(account, storage, body["server_id"])
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 201, show(account, storage)


@operation
def get_block_storage(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["block_storage_id"]))


@operation
def update_block_storage(account: Account, operation: Operation) -> Answer:
    storage = account.get(KIND, operation.params["block_storage_id"])
    account.require_idle("BlockStorage", storage)
    if operation.body.get("size", storage["size"]) < storage["size"]:
        raise wrong_value("size", operation.body["size"])
    storage.update(operation.body)
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 202, show(account, storage)


@operation
def attach_block_storage_server(account: Account, operation: Operation) -> Answer:
    storage = account.get(KIND, operation.params["block_storage_id"])
    account.require_idle("BlockStorage", storage)
    attach(account, storage, operation.body["server_id"])
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 202, show(account, storage)


@operation
def detach_block_storage_server(account: Account, operation: Operation) -> Answer:
    storage = account.get(KIND, operation.params["block_storage_id"])
    account.require_idle("BlockStorage", storage)
    if storage["_server"]:
        detach(account, storage)
    account.begin(KIND, storage, "CONFIGURING", "disk")
    return 202, show(account, storage)


@operation
def delete_block_storage(account: Account, operation: Operation) -> Answer:
    storage = account.get(KIND, operation.params["block_storage_id"])
    account.require_idle("BlockStorage", storage)
    if storage["_server"]:
        raise Problem(403, "INVALID_STATE", "Cannot delete a block storage attached to a server", None,
                      ("type", "message", "errors"))
    account.begin(KIND, storage, "REMOVING", "remove", "remove_block_storage")
    return 202, show(account, storage)
