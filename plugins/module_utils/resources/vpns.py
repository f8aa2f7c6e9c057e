# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPNs, and the configuration that a client of one needs."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode

from ..description import Download, Resource
from ..fields import DESCRIPTION, NAME, Field, Reference, Update

VPN = Resource(
    name="vpn", plural="vpns", title="VPN", path="/vpns",
    shape=("id", "name", "description", "state", "datacenter", "type", "ips", "cloudpanel_id", "creation_date"),
    fields=(
        Field("name", limits=NAME, needed=True),
        Field("description", limits=DESCRIPTION),
        Reference("datacenter", to="datacenters", send="datacenter_id", read="datacenter", fixed=True),
    ),
    updates=(Update("/vpns/{id}", ("name", "description")),),
)


def same_members(present: bytes, asked: bytes) -> bool:
    """Archives of the same files are the same, whenever they were packed."""
    try:
        return present == asked or members(present) == members(asked)
    except zipfile.BadZipFile:
        return False


def members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


VPN_CONFIGURATION = Download(
    "vpn_configuration", "configuration", VPN, path="/vpns/{id}/configuration_file", source="config_zip_file",
    decode=b64decode, alike=same_members,
)
