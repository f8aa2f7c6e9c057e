# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. How they are shown is a reading (api-notes: public-keys); left out, a pair is made (api-notes: key-pair)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from .account import Account, effect, shown
from .contract import Operation
from .errors import Problem
from .operations import Answer, list_operation, operation
from .refusals import wrong

KIND = "ssh_keys"
#: Characters of a public key where its length has a limit.
LONGEST = 256


def show(account: Account, key: dict[str, Any]) -> dict[str, Any]:
    servers = [
        {"id": each["id"], "name": each["name"]}
        for each in account.all("servers")
        if key["id"] in each["_key_ids"]
    ]
    return {
        **shown(key),
        "state": account.state(key),
        "servers": servers,
        "public_key": FORMS[account.readings["public-keys"]](key),
    }


def part(text: str) -> str:
    """The base64 of a key in OpenSSH or PKCS form. :raises Problem: there is none."""
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    found = next(
        (word for word in text.split() if word.startswith("AAAA")), "".join("".join(lines).split())
    )
    try:
        if base64.b64decode(found, validate=True) and (found.startswith("AAAA") or openssh(found)):
            return found
    except ValueError:
        pass
    raise Problem(400, "INVALID_PARAMETERS", " ", {"invalid": "public_key"})


def openssh(pkcs: str) -> str:
    """The line for hosts of a key in PKCS form. :raises ValueError: it is none."""
    import asyncssh  # takes long to import

    return asyncssh.import_public_key(base64.b64decode(pkcs)).export_public_key().decode().strip()


def pkcs(key: dict[str, Any]) -> str:
    """The PKCS form of a key, if it has one."""
    import asyncssh  # takes long to import

    found = key["public_key"]
    data = base64.b64decode(found)
    try:
        kind = data[4 : 4 + int.from_bytes(data[:4], "big")].decode()
        return base64.b64encode(
            asyncssh.import_public_key(f"{kind} {found}").export_public_key("pkcs8-der")
        ).decode()
    except ValueError:
        return found


#: How a key is shown, by the reading of public-keys.
FORMS: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "bare": lambda key: key["public_key"],
    "as-sent": lambda key: key["_sent"],
    "pkcs": pkcs,
}


@effect
def remove_ssh_key(account: Account, key: dict[str, Any]) -> None:
    account.delete(KIND, key)


list_operation("list_ssh_keys", KIND, show)


@operation
def create_ssh_key(account: Account, operation: Operation) -> Answer:
    """Create a key, or a pair (api-notes: key-pair, private-key-name, key-length, key-md5)."""
    text, private = operation.body.get("public_key"), {}
    if not text:
        import asyncssh  # takes long to import

        pair = asyncssh.generate_private_key("ssh-ed25519")
        text = pair.export_public_key().decode().strip()
        private = {"private_key": pair.export_private_key().decode()}
    if len(text) > LONGEST and account.readings["key-length"] == "256":
        raise wrong(operation.id, "public_key")
    found = part(text)
    key = account.create(
        KIND,
        None,
        name=operation.body["name"],
        description=operation.body.get("description", ""),
        md5=hashlib.md5(base64.b64decode(found), usedforsecurity=False).hexdigest(),
        _state="ACTIVE",
        public_key=found,
        _sent=text,
        _text=text if found.startswith("AAAA") else openssh(found),
    )
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
