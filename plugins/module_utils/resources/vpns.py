# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPNs, and the configuration that a client of one needs."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from ..model.fields import DESCRIPTION, NAME, Field, Reference, Update
from ..model.resource import Download, Resource
from .catalogue import PLACE, TEXTS, at_place


class Vpn(Resource):
    name = "vpn"
    plural = "vpns"
    title = "VPN"
    path = "/vpns"
    shape = (
        "id",
        "name",
        "description",
        "state",
        "datacenter",
        "type",
        "ips",
        "cloudpanel_id",
        "creation_date",
    )
    nested = {**TEXTS, "datacenter": PLACE, "ips": (None,)}
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
    )
    updates = (Update("/vpns/{id}", ("name", "description")),)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return at_place(obj)


VPN = Vpn()


#: What zipfile raises for archives that are damaged, encrypted or packed in a way that it does not know.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
)


def archive(text: str) -> bytes:
    """Decode the archive of an answer (api-notes: vpn-configuration). :raises ValueError: It is none, or has no files."""
    content = b64decode("".join(text.split()), validate=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            files = [member for member in opened.infolist() if not member.is_dir()]
    except UNREADABLE as error:
        raise ValueError("The archive cannot be read.") from error
    if not files:
        raise ValueError("The archive has no files.")
    return content


def same_members(present: bytes, asked: bytes) -> bool:
    """Archives of the same files are the same, whenever they were packed. One that cannot be read differs from all others."""
    try:
        return present == asked or members(present) == members(asked)
    except UNREADABLE:
        return False


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


VPN_CONFIGURATION = Download(
    "vpn_configuration",
    "configuration",
    VPN,
    path="/vpns/{id}/configuration_file",
    source="config_zip_file",
    decode=archive,
    equal=same_members,
)
