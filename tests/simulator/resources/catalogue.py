# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is only read: sizes, models, appliances, ISOs, datacenters, prices, ping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..account import Account
from ..catalogue import price_list
from ..contract import Operation
from ..errors import wrong_value
from ..kinds import (
    BAREMETAL_MODELS,
    DATACENTERS,
    DVD_ISOS,
    FIXED_INSTANCE_SIZES,
    RECOVERY_APPLIANCES,
    SERVER_APPLIANCES,
    Object,
)
from ..operations import operation
from ..resource import Resource


def datacenter(account: Account, identifier: str | None) -> dict[str, Any]:
    """Return a datacenter as objects show it.

    :param identifier: from a body; None: the default datacenter.
    :raises ApiError: 400 for an unknown id.
    """
    if identifier is not None and not account.exists(DATACENTERS, identifier):
        raise wrong_value("datacenter_id", identifier)
    center = account.find(DATACENTERS, identifier) or next(
        center for center in account.objects(DATACENTERS) if center["default"]
    )
    return {key: center[key] for key in ("id", "location", "country_code")}


def check_same_datacenter(center: Mapping[str, Any], server: Object, field: str) -> None:
    """Raise 400 if a server is in another datacenter than its storage."""
    if server["datacenter"]["id"] != center["id"]:
        raise wrong_value(field, server["id"])


def show(account: Account, obj: Object) -> dict[str, Any]:
    """Show an object (api-notes: architecture-key)."""
    return {
        account.readings["architecture-key"] if key == "os_architecture" else key: value
        for key, value in obj.public().items()
    }


def show_datacenter(account: Account, center: Object) -> dict[str, Any]:
    """Show a datacenter (api-notes: spain)."""
    spain = {"country_code": account.readings["spain"]} if center["country_code"] == "ES" else {}
    return {**center.public(), **spain}


for kind in (
    FIXED_INSTANCE_SIZES,
    BAREMETAL_MODELS,
    SERVER_APPLIANCES,
    RECOVERY_APPLIANCES,
    DVD_ISOS,
):
    Resource(kind, show).crud()

Resource(DATACENTERS, show_datacenter).crud()


@operation
def get_pricing(account: Account, _operation: Operation) -> Any:
    """Return the prices."""
    return price_list(account.readings)


@operation
def ping(_account: Account, _operation: Operation) -> Any:
    """Answer without a token (api-notes: ping-open, ping-answer)."""
    return ["PONG"]


@operation
def ping_auth(_account: Account, _operation: Operation) -> Any:
    """Answer if the token is valid (api-notes: ping-answer)."""
    return ["PONG"]
