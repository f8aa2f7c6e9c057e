# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers are installed from, and what their DVD drive reads: appliances, images, ISOs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..account import Account
from ..errors import ApiError, unknown_id
from ..kinds import DVD_ISOS, IMAGES, SERVER_APPLIANCES, Object

#: The members that describe the system of an image or appliance.
SYSTEM = ("os_family", "os", "os_version", "os_architecture", "licenses")
UNKNOWN_SYSTEM = {
    "os_family": "Other",
    "os": "Other",
    "os_version": "Other",
    "os_architecture": 64,
    "licenses": [],
}


def system(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an appliance or image that describe its system."""
    return {**UNKNOWN_SYSTEM, **{key: source[key] for key in SYSTEM if key in source}}


def installation_source(
    account: Account,
    identifier: str,
    error: ApiError,
    server_type: str,
    center: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Return the appliance or image for a server of a type in a datacenter.

    (api-notes: appliance-fits)

    :param error: is raised if there is none, or it does not fit.
    :raises ApiError: this error, or 403 for an image that is not ready.
    """
    source: Mapping[str, Any] | None = account.find(SERVER_APPLIANCES, identifier)
    image = account.find(IMAGES, identifier)
    if source is None and image:
        account.require_idle(image)
        source = {
            **image,  # (api-notes: bare-metal-images)
            "server_type_compatibility": image["_server_types"],
            "available_datacenters": [image["datacenter"]["id"]],
        }
    if (
        source is None
        or server_type not in source["server_type_compatibility"]
        or center["id"] not in source["available_datacenters"]
    ):
        raise error
    return source


def dvd(account: Account, identifier: str, center: Mapping[str, Any]) -> Object:
    """Return an ISO: one of the API, or an imported one in the datacenter.

    (api-notes: iso-as-dvd)

    :raises ApiError: 400 if there is none, 403 if it is not ready.
    """
    iso = account.find(DVD_ISOS, identifier)
    if iso:
        return iso
    image = account.find(IMAGES, identifier)
    if image is None or image["type"] != "ISO" or image["datacenter"]["id"] != center["id"]:
        raise unknown_id("id", identifier)
    account.require_idle(image)
    return image
