# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. The API shows a key without its algorithm and comment (api-notes: public-keys); only the key material is compared."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from ..description import Resource, SecretFile
from ..fields import DESCRIPTION, NAME, Field, Update
from ..limits import Limits
from .catalogue import NAMED


def material(key: str | None) -> str | None:
    """The base64 part of a key, whatever stands around it (api-notes: public-keys)."""
    parts = (key or "").split()
    return next((part for part in parts if part.startswith("AAAA")), key)


def no_key(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    text = values.get("public_key")
    try:
        if text is None or b64decode(material(text), validate=True)[4:].startswith((b"ssh-", b"ecdsa-", b"sk-")):
            return None
    except (binascii.Error, ValueError):
        pass
    return "public_key is no public key. Give the whole line of a .pub file, such as ssh-ed25519 AAAA... me@home."


def generated(values: Mapping[str, Any]) -> bool:
    """The API makes a pair where it gets no public key (api-notes: key-pair, private-key-name)."""
    return not values.get("public_key")


SSH_KEY = Resource(
    name="ssh_key", plural="ssh_keys", title="SSH key", path="/ssh_keys",
    shape=("id", "name", "description", "state", "servers", "md5", "public_key", "creation_date"),
    nested={"servers": (NAMED,)},
    secrets=("private_key",),
    secret_file=SecretFile("private_key_file", "private key", "private_key", made=generated,
                           remedy="Nobody can use this SSH key. Remove it with state absent, and run the task again."),
    fields=(
        Field("name", limits=NAME, needed=True),
        Field("description", limits=DESCRIPTION),
        Field("public_key", fixed=True, normal=material, limits=Limits(shortest=1)),
    ),
    updates=(Update("/ssh_keys/{id}", ("name", "description"), always=("name",)),),  # (api-notes: key-name-needed)
    checks=(no_key,),
)
