# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. The readings decide how they are shown (api-notes: public-keys)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError
from ..kinds import SERVERS, SSH_KEYS, Object
from ..operations import operation
from ..refusals import wrong
from ..resource import Resource, removed, unguarded
from ..work import Work

#: The most characters of a public key, if there is a limit (api-notes: key-length).
MOST_CHARACTERS = 256


def show(account: Account, key: Object) -> dict[str, Any]:
    """Show a key and the servers that were installed with it."""
    servers = [
        server.reference() for server in account.objects(SERVERS) if key["id"] in server["_key_ids"]
    ]
    public_key = FORMS[account.readings["public-keys"]](key)
    return {**account.show(key), "servers": servers, "public_key": public_key}


def base64_part(text: str) -> str:
    """Return the base64 of a public key in OpenSSH or PKCS form.

    :raises ApiError: 400 for another text.
    """
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    openssh = (word for word in text.split() if word.startswith("AAAA"))
    found = next(openssh, "".join("".join(lines).split()))
    try:
        if base64.b64decode(found, validate=True) and (
            found.startswith("AAAA") or pkcs_to_openssh(found)
        ):
            return found
    except ValueError:
        pass
    raise ApiError(400, "INVALID_PARAMETERS", " ", {"invalid": "public_key"})


def pkcs_to_openssh(pkcs: str) -> str:
    """Return the OpenSSH form of a key in PKCS form. Raise ValueError if it is none."""
    import asyncssh  # takes long to import

    key = asyncssh.import_public_key(base64.b64decode(pkcs))
    return str(key.export_public_key().decode().strip())


def pkcs(key: Object) -> str:
    """Return the PKCS form of a key, if it has one."""
    import asyncssh  # takes long to import

    found = str(key["public_key"])
    data = base64.b64decode(found)
    try:
        algorithm = data[4 : 4 + int.from_bytes(data[:4], "big")].decode()
        public = asyncssh.import_public_key(f"{algorithm} {found}")
        return base64.b64encode(public.export_public_key("pkcs8-der")).decode()
    except ValueError:
        return found


#: How a key is shown, by the readings of public-keys.
FORMS: Mapping[str, Callable[[Object], str]] = {
    "bare": lambda key: str(key["public_key"]),
    "as-sent": lambda key: str(key["_sent"]),
    "pkcs": pkcs,
}


@operation
def create_ssh_key(account: Account, operation: Operation) -> Any:
    """Create a key. Without a public key, the answer has a private key.

    (api-notes: key-pair, private-key-name, key-length, key-md5, day-first-dates)
    """
    text, private = operation.body.get("public_key"), {}
    if not text:
        import asyncssh  # takes long to import

        pair = asyncssh.generate_private_key("ssh-ed25519")
        text = pair.export_public_key().decode().strip()
        private = {"private_key": pair.export_private_key().decode()}
    if len(text) > MOST_CHARACTERS and account.readings["key-length"] == "256":
        raise wrong(operation.id, "public_key")
    found = base64_part(text)
    key = account.create(
        SSH_KEYS,
        name=operation.body["name"],
        description=operation.body.get("description", ""),
        md5=hashlib.md5(base64.b64decode(found), usedforsecurity=False).hexdigest(),
        public_key=found,
        creation_date=account.clock.day_first_stamp(),
        _sent=text,
        _text=text if found.startswith("AAAA") else pkcs_to_openssh(found),
    )
    return {**show(account, key), **private}


def update(_account: Account, key: Object, operation: Operation) -> None:
    """Change the texts of a key."""
    key.update(operation.body)


def check_removal(account: Account, key: Object, _operation: Operation) -> None:
    """Raise 403 if the key is being removed."""
    account.require_idle(key)


Resource(SSH_KEYS, show, unguarded).crud(
    update=update, delete=check_removal, deleting=Work("DELETING", "remove", removed)
)
