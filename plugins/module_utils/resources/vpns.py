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

from ..model.calls import Update
from ..model.documentation import Attribute, Documentation
from ..model.fields import Field
from ..model.files import Download
from ..model.resource import Resource
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    STATE,
    datacenter_option,
    named,
    reference,
)
from .places import at_place


class Vpn(Resource):
    """VPNs."""

    name = "vpn"
    title = "VPN"
    path = "/vpns"
    documentation = Documentation(
        description=(
            "Creates, changes and removes VPNs.",
            "M(ionos.cloudpanel.vpn_configuration) downloads the files that a client needs to "
            "connect.",
        ),
        see_also=("vpn_configuration",),
    )
    attributes = (
        ID,
        named("office"),
        DESCRIPTION_ATTRIBUTE,
        STATE,
        DATACENTER_ATTRIBUTE,
        Attribute("type", "The type of the VPN: V(SSL).", sample="SSL"),
        Attribute("ips", "The addresses of the VPN.", "list", sample=["10.131.1.233"]),
        CLOUDPANEL_ID,
        CREATION_DATE,
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        datacenter_option(),
    )
    updates = (Update("/vpns/{id}", ("name", "description")),)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return at_place(obj)


VPN = Vpn()


#: The errors of zipfile for archives that are damaged, encrypted, or packed in an unknown way.
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
    """Return the archive of an answer (api-notes: vpn-configuration).

    :raises ValueError: the text contains none, or one without files.
    """
    content = b64decode("".join(text.split()), validate=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            files = [member for member in opened.infolist() if not member.is_dir()]
    except UNREADABLE as error:
        raise ValueError("no archive") from error
    if not files:
        raise ValueError("no files")
    return content


def same_files(current: bytes, desired: bytes) -> bool:
    """Return whether two archives contain the same files.

    An archive that cannot be read differs from all others.
    """
    try:
        return current == desired or members(current) == members(desired)
    except UNREADABLE:
        return False


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


class VpnConfiguration(Download):
    """The archive with the configuration of a client."""

    def decode(self, text: str) -> bytes:
        """Return the archive.

        :raises ValueError: the text contains none.
        """
        return archive(text)

    def equal(self, current: bytes, desired: bytes) -> bool:
        """Return whether two archives contain the same files."""
        return same_files(current, desired)


VPN_CONFIGURATION = VpnConfiguration(
    "vpn_configuration",
    "configuration",
    VPN,
    path="/vpns/{id}/configuration_file",
    response_path="config_zip_file",
    options=(
        Field(
            "name",
            help="The name of the VPN. Without O(id), the task finds the VPN by this exact name.",
        ),
        Field(
            "dest",
            "path",
            required=True,
            help=(
                "The path of the ZIP file to write, on the host of the task. Its directory must "
                "exist.",
                "Only a regular file is replaced. If the path is a symbolic link, the link is "
                "replaced, not its target.",
            ),
        ),
        Field(
            "mode",
            "raw",
            default="0600",
            help="The permissions of the file, as in M(ansible.builtin.file). By default, only "
            "the owner can read it.",
        ),
    ),
    results=(
        Attribute(
            "vpn_configuration",
            "The downloaded file.",
            "dict",
            (
                Attribute("dest", "The path of the file.", sample="/etc/openvpn/office.zip"),
                Attribute(
                    "checksum",
                    "The SHA-256 checksum of the file. Null if it is not known in check mode.",
                    sample="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                ),
                reference("vpn", "The VPN.", "VPN", "office"),
            ),
        ),
    ),
    documentation=Documentation(
        summary="Fetch the configuration of a VPN of an IONOS Cloud Panel account",
        description=(
            "Downloads the archive with the configuration, certificates and key that a client of "
            "a VPN needs, and writes it to a file.",
            "The file is replaced only if the files in the archive differ. It contains a private "
            "key, which results and diffs do not contain.",
        ),
        see_also=("vpn", "ansible.builtin.unarchive"),
    ),
)
