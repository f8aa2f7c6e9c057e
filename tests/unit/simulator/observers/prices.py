# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of prices."""

from __future__ import annotations

import copy
from typing import Any

from simulated import SimulatedApi
from worlds import observer


def plans(api: SimulatedApi) -> dict[str, Any]:
    return api.api("GET", "/pricing")["pricing_plans"]


@observer("pricing-names")
def pricing_names(api: SimulatedApi) -> Any:
    return sorted(plans(api)["server"]), sorted(plans(api)["software_licenses"][1])


@observer("block-storage-price")
def block_storage_price(api: SimulatedApi) -> Any:
    return "block_storage" in plans(api)


@observer("price-permission")
def price_permission(api: SimulatedApi) -> Any:
    user = {"name": "jane", "password": "Secret-1234"}
    path = f"/users/{api.api('POST', '/users', user)['id']}"
    api.settle()
    api.api("PUT", f"{path}/api", {"active": True})
    api.settle()
    other = copy.copy(api)
    other.token = api.api("GET", path)["api"]["key"]
    return other.raw("GET", "/pricing").status_code
