# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys. The API shows a key without its algorithm and comment; only the key material is compared."""

from __future__ import annotations

from ..description import DESCRIPTION, NAME, Field, Limits, Resource, Update


def material(key: str | None) -> str | None:
    """The base64 part of a key, whatever stands around it (behaviour, names the server changes)."""
    parts = (key or "").split()
    return next((part for part in parts if part.startswith("AAAA")), key)


SSH_KEY = Resource(
    name="ssh_key", plural="ssh_keys", title="SSH key", path="/ssh_keys",
    shape=("id", "name", "description", "state", "servers", "md5", "public_key", "creation_date"),
    secrets=("private_key",),
    fields=(
        Field("name", limits=NAME, needed=True),
        Field("description", limits=DESCRIPTION),
        Field("public_key", fixed=True, normal=material, limits=Limits(shortest=1)),
    ),
    updates=(Update("/ssh_keys/{id}", ("name", "description"), always=("name",)),),
)
