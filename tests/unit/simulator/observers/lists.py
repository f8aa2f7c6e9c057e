# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of all lists."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from worlds import observer


@observer("paging")
def paging(api: SimulatedApi) -> Any:
    return [each["name"] for each in api.api("GET", "/server_appliances", page=1, per_page=2, fields="name")]


@observer("page-limit")
def page_limit(api: SimulatedApi) -> Any:
    for number in range(70):
        api.api("POST", "/vpns", {"name": f"vpn{number}"})
    return len(api.api("GET", "/vpns", per_page=1000))
