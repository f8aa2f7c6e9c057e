# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access of the account to its shared storages.

It has one password, and one entry for each datacenter (api-notes: storage-access).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from typing import Any

from ..account import Account
from ..contract import Operation
from ..kinds import DATACENTERS, SHARED_STORAGE_ACCESS, Object
from ..operations import operation
from ..work import CHANGE

#: Numbers of the format of keytabs.
KEYTAB = 0x0502
PRINCIPAL_NAME = 1
AES256 = 18
#: Members that are not shown, by the readings of access-members.
HIDDEN = {"example": ("id",), "schema": ("id", "datacenter", "needs_password_reset")}


def new_access(account: Account) -> None:
    """Create the entries of a new account, which have no password.

    (api-notes: needs-password-reset)
    """
    for number, center in enumerate(account.objects(DATACENTERS), 1):
        user = f"uid{int(center['id'][:5], 16)}"
        members = {
            "id": center["id"],
            "datacenter": {key: center[key] for key in ("id", "location", "country_code")},
            "user_domain": rf"nas{number}\{user}",
            "needs_password_reset": 1,
            "kerberos_content_file": keytab(
                f"NAS{number}.LAN", f"{user}.nas{number}.lan", secrets.token_bytes(32)
            ),
            "_state": "ACTIVE",
        }
        account.save(Object(SHARED_STORAGE_ACCESS, members))


def keytab(realm: str, host: str, key: bytes) -> str:
    """Return the base64 of a keytab for nfs/host with a key (api-notes: kerberos-file)."""
    entry = struct.pack(">H", 2) + b"".join(counted(text.encode()) for text in (realm, "nfs", host))
    entry += struct.pack(">IIBH", PRINCIPAL_NAME, 0, 1, AES256) + counted(key)
    return base64.b64encode(struct.pack(">HI", KEYTAB, len(entry)) + entry).decode()


def password_key(realm: str, host: str, password: str) -> bytes:
    """Return the key that belongs to a password."""
    return hashlib.pbkdf2_hmac("sha1", password.encode(), (realm + host).encode(), 4096, 32)


def counted(data: bytes) -> bytes:
    """Return data after its length."""
    return struct.pack(">H", len(data)) + data


def show(account: Account, access: Object) -> dict[str, Any]:
    """Show an entry (api-notes: access-members)."""
    hidden = HIDDEN[account.readings["access-members"]]
    return {key: value for key, value in account.show(access).items() if key not in hidden}


@operation
def get_shared_storage_access(account: Account, _operation: Operation) -> Any:
    """Show all entries (api-notes: storage-access)."""
    return [show(account, access) for access in account.objects(SHARED_STORAGE_ACCESS)]


@operation
def update_shared_storage_access(account: Account, operation: Operation) -> Any:
    """Change the password, and so the Kerberos file of each entry (api-notes: storage-access)."""
    entries = account.objects(SHARED_STORAGE_ACCESS)
    for access in entries:
        account.require_idle(access)
    for access in entries:
        domain, user = access["user_domain"].split("\\")
        realm, host = f"{domain.upper()}.LAN", f"{user}.{domain}.lan"
        file = keytab(realm, host, password_key(realm, host, operation.body["password"]))
        access.update(needs_password_reset=0, kerberos_content_file=file)
        account.begin(access, CHANGE)
    return [show(account, access) for access in entries]
