# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account's own access to its shared storages: one password, and one entry a datacenter."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from typing import Any

from .account import Account, shown
from .contract import Operation
from .operations import Answer, operation

KIND = "shared_storage_access"
KEYTAB = 0x0502
PRINCIPAL_NAME = 1
AES256 = 18


def open_access(account: Account) -> None:
    """What a new account has: entries that nobody has set a password for (api-notes: needs-password-reset)."""
    for number, center in enumerate(account.all("datacenters"), 1):
        user = f"uid{int(center['id'][:5], 16)}"
        account.save(
            KIND,
            {
                "id": center["id"],
                "datacenter": {key: center[key] for key in ("id", "location", "country_code")},
                "user_domain": rf"nas{number}\{user}",
                "needs_password_reset": 1,
                "_state": "ACTIVE",
                "kerberos_content_file": keytab(
                    f"NAS{number}.LAN", f"{user}.nas{number}.lan", secrets.token_hex()
                ),
            },
        )


def keytab(realm: str, host: str, password: str) -> str:
    """The base64 of an MIT keytab for nfs/host, whose key is made of the password."""
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), (realm + host).encode(), 4096, 32)
    entry = struct.pack(">H", 2) + b"".join(counted(text.encode()) for text in (realm, "nfs", host))
    entry += struct.pack(">IIBH", PRINCIPAL_NAME, 0, 1, AES256) + counted(key)
    return base64.b64encode(struct.pack(">HI", KEYTAB, len(entry)) + entry).decode()


def counted(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


#: Members that are never shown, by the reading of access-members.
HIDDEN = {"example": ("id",), "schema": ("id", "datacenter", "needs_password_reset")}


def show(account: Account, access: dict[str, Any]) -> dict[str, Any]:
    hidden = HIDDEN[account.readings["access-members"]]
    return {
        key: value
        for key, value in {**shown(access), "state": account.state(access)}.items()
        if key not in hidden
    }


@operation
def get_shared_storage_access(account: Account, _operation: Operation) -> Answer:
    return 200, [show(account, each) for each in account.all(KIND)]


@operation
def update_shared_storage_access(account: Account, operation: Operation) -> Answer:
    """A new password, and so new Kerberos files, everywhere (api-notes: storage-access)."""
    for access in account.all(KIND):
        account.require_idle("SharedStorageAccess", access)
    for access in account.all(KIND):
        domain, user = access["user_domain"].split("\\")
        access.update(
            needs_password_reset=0,
            kerberos_content_file=keytab(
                f"{domain.upper()}.LAN", f"{user}.{domain}.lan", operation.body["password"]
            ),
        )
        account.begin(KIND, access, "CONFIGURING", "change")
    return 202, [show(account, each) for each in account.all(KIND)]
