# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys.

The API may show a key in another form. Only the key material is compared (api-notes: public-keys).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..model.calls import Update
from ..model.context import Context
from ..model.documentation import Attribute, Documentation, Secret
from ..model.fields import Field
from ..model.files import SecretFile
from ..model.limits import Limits
from ..model.mutability import IMMUTABLE
from ..model.public_keys import key_material
from ..model.resource import Resource
from .common import (
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    STATE,
    named,
    references,
)


class PublicKey(Field):
    """A public key. Only its material is compared."""

    def comparable(self, value: Any) -> Any:
        """Return the material of a key. A text that is no key is returned unchanged."""
        try:
            return value and key_material(value)
        except ValueError:
            return value


def invalid_key(text: str | None) -> str | None:
    """Return why a text is no public key, or None."""
    try:
        is_valid = text is None or bool(key_material(text))
    except ValueError:
        is_valid = False
    if is_valid:
        return None
    return (
        "public_key is no public key. Give the whole line of a .pub file, such as ssh-ed25519 "
        "AAAA... me@home, or a public key in PKCS form."
    )


class PrivateKeyFile(SecretFile):
    """The file for a private key that the API makes (api-notes: key-pair, private-key-name)."""

    title = "private key"
    remedy = "This SSH key cannot be used. Remove it with state absent, and run the task again."

    def is_made(self, values: Mapping[str, Any]) -> bool:
        """Return whether the task gives no public key, so that the API makes a pair."""
        return not values.get("public_key")


class SshKey(Resource):
    """SSH keys."""

    name = "ssh_key"
    title = "SSH key"
    path = "/ssh_keys"
    documentation = Documentation(
        description="Creates, changes and removes the SSH keys that can be installed on new "
        "servers.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("jane"),
        DESCRIPTION_ATTRIBUTE,
        STATE,
        references("servers", "The servers that were created with the key.", "server", "web1"),
        Attribute("md5", "The MD5 fingerprint.", sample="5df9f63916ebf8528697b629022993e8"),
        Attribute(
            "public_key",
            "The public key in the format that the API returns, usually without type and comment.",
            sample="AAAAC3NzaC1lZDI1NTE5AAAAIPk0",
        ),
        CREATION_DATE,
        Attribute(
            "private_key",
            "The private key, if the API generated the key pair in this task. Null without "
            "O(show_secrets=true).",
            sample="MIIEpAIBAAKCAQEAr7Fn",
            secret=Secret.ONCE,
        ),
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        PublicKey(
            "public_key",
            mutability=IMMUTABLE,
            limits=Limits(minimum=1),
            help=(
                "The public key, in OpenSSH format (with or without type and comment) or in PKCS "
                "format (base64 or PEM).",
                "The reference of the API allows 256 characters, which is enough for Ed25519 and "
                "ECDSA keys. Clients have observed that it accepts longer RSA keys. The module "
                "does not limit the length.",
                "Without this option, the API generates a key pair when the SSH key is created, "
                "and returns the private key once. Such a task needs O(private_key_file) or "
                "O(show_secrets=true). Otherwise it fails before the first write.",
                "Only the key material is compared, because the API can return the key in another "
                "format.",
            ),
        ),
    )
    options = (
        PrivateKeyFile(
            "private_key_file",
            "path",
            help=(
                "The path of the file for the private key that the API generates, on the host "
                "that runs the module.",
                "The directory must exist. This is checked before the key is created.",
                "Only the owner can read the file (mode V(0600)). It is written completely or not "
                "at all. It is written as soon as the private key is known, even if the task fails "
                "later.",
                "An existing file is not overwritten. If the task needs the file and it exists, "
                "the task fails before the first write.",
                "The option has no effect on an SSH key that exists.",
            ),
        ),
    )
    # (api-notes: key-name-needed)
    updates = (Update("/ssh_keys/{id}", ("name", "description"), always=("name",)),)

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options with the type and the comment of the key, if the API shows them."""
        shown, material = obj.get("public_key") or "", options.get("public_key") or ""
        return {**options, "public_key": shown if material in shown else material}

    def validate(self, context: Context) -> str | None:
        """Check the public key."""
        return invalid_key(context.values.get("public_key"))


SSH_KEY = SshKey()
