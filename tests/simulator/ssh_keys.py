# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. They come back without their algorithm and comment (api-notes: public-keys); left out, a pair is made (api-notes: key-pair)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from .account import Account, effect, shown
from .contract import Operation
from .errors import Problem
from .operations import Answer, list_operation, operation

KIND = "ssh_keys"


def show(account: Account, key: dict[str, Any]) -> dict[str, Any]:
    servers = [{"id": each["id"], "name": each["name"]} for each in account.all("servers") if key["id"] in each["_key_ids"]]
    return {**shown(key), "state": account.state(key), "servers": servers}


def material(text: str) -> str:
    """The base64 part. :raises Problem: where there is none."""
    part = next((word for word in text.split() if word.startswith("AAAA")), "")
    try:
        base64.b64decode(part, validate=True)
    except binascii.Error:
        part = ""
    if not part:
        raise Problem(400, "INVALID_PARAMETERS", " ", {"invalid": "public_key"})
    return part


@effect
def remove_ssh_key(account: Account, key: dict[str, Any]) -> None:
    account.delete(KIND, key)


list_operation("list_ssh_keys", KIND, show)


@operation
def create_ssh_key(account: Account, operation: Operation) -> Answer:
    text, private = operation.body.get("public_key"), {}
    if not text:
        import asyncssh  # takes long to import
        pair = asyncssh.generate_private_key("ssh-ed25519")
        text = pair.export_public_key().decode().strip()
        private = {"private_key": pair.export_private_key().decode()}
    part = material(text)
    key = account.create(KIND, None, name=operation.body["name"], description=operation.body.get("description", ""),
                         md5=hashlib.md5(base64.b64decode(part), usedforsecurity=False).hexdigest(), public_key=part,
                         _text=text, _state="ACTIVE")
    key["creation_date"] = account.clock.day_first_stamp()
    account.save(KIND, key)
    return 201, {**show(account, key), **private}


@operation
def get_ssh_key(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["ssh_key_id"]))


@operation
def update_ssh_key(account: Account, operation: Operation) -> Answer:
    key = account.get(KIND, operation.params["ssh_key_id"])
    key.update(operation.body)
    account.save(KIND, key)
    return 202, show(account, key)


@operation
def delete_ssh_key(account: Account, operation: Operation) -> Answer:
    key = account.get(KIND, operation.params["ssh_key_id"])
    account.require_idle("SshKey", key)
    account.begin(KIND, key, "DELETING", "remove", "remove_ssh_key")
    return 202, show(account, key)
