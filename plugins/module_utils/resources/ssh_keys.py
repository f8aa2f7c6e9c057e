# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. The API may show a key in another form than it got it; only the key material is compared (api-notes: public-keys)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.fields import DESCRIPTION, NAME, Field, Update
from ..model.limits import Limits
from ..model.public_keys import key_material
from ..model.resource import Resource, SecretFile
from .catalogue import NAMED, TEXTS


def compared(key: str | None) -> str | None:
    """The material of a key; a text that is none stays as it is."""
    try:
        return key and key_material(key)
    except ValueError:
        return key


def no_key(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    text = values.get("public_key")
    try:
        if text is None or key_material(text):
            return None
    except ValueError:
        pass
    return (
        "public_key is no public key. Give the whole line of a .pub file, such as ssh-ed25519 AAAA... me@home, or a public key in "
        "PKCS form."
    )


def generated(values: Mapping[str, Any]) -> bool:
    """The API makes a pair where it gets no public key (api-notes: key-pair, private-key-name)."""
    return not values.get("public_key")


class SshKey(Resource):
    name = "ssh_key"
    plural = "ssh_keys"
    title = "SSH key"
    path = "/ssh_keys"
    shape = ("id", "name", "description", "state", "servers", "md5", "public_key", "creation_date")
    nested = {**TEXTS, "servers": (NAMED,)}
    secrets = ("private_key",)
    secret_file = SecretFile(
        "private_key_file",
        "private key",
        "private_key",
        when=generated,
        remedy="Nobody can use this SSH key. Remove it with state absent, and run the task again.",
    )
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        Field("public_key", immutable=True, compare_as=compared, limits=Limits(shortest=1)),
    )
    # (api-notes: key-name-needed)
    updates = (Update("/ssh_keys/{id}", ("name", "description"), always=("name",)),)

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return no_key(values, current)


SSH_KEY = SshKey()
