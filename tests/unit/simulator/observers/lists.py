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
    return [
        each["name"]
        for each in api.api("GET", "/server_appliances", page=1, per_page=2, fields="name")
    ]


@observer("page-limit")
def page_limit(api: SimulatedApi) -> Any:
    for number in range(70):
        api.api("POST", "/vpns", {"name": f"vpn{number}"})
    return len(api.api("GET", "/vpns", per_page=1000))


def vpns(api: SimulatedApi) -> list[str]:
    return [each["name"] for each in api.api("GET", "/vpns")]


@observer("list-order")
def list_order(api: SimulatedApi) -> Any:
    for name in ("one", "two"):
        api.api("POST", "/vpns", {"name": name})
    return vpns(api)


@observer("lagging-lists")
def lagging_lists(api: SimulatedApi) -> Any:
    """Return the list after a creation, 30 seconds later, and after the removal."""
    vpn = api.api("POST", "/vpns", {"name": "office"})
    seen = [vpns(api)]
    api.time.sleep(30)
    seen.append(vpns(api))
    api.api("DELETE", f"/vpns/{vpn['id']}")
    while api.raw("GET", f"/vpns/{vpn['id']}").ok:
        api.time.sleep(1)
    return [*seen, vpns(api)]


@observer("success-codes")
def success_codes(api: SimulatedApi) -> Any:
    role = api.api("POST", "/roles", {"name": "watcher"})
    api.settle()
    return api.raw("PUT", f"/roles/{role['id']}", {"description": "sees"}).status_code


@observer("empty-texts")
def empty_texts(api: SimulatedApi) -> Any:
    vpn = api.api("POST", "/vpns", {"name": "office"})
    return vpn["description"], vpns(api), api.api("GET", "/vpns")[0]["description"]


@observer("removal")
def removal(api: SimulatedApi) -> Any:
    return [
        api.api("DELETE", f"{path}/{api.api('POST', path, body)['id']}")["state"]
        for path, body in (("/vpns", {"name": "office"}), ("/ssh_keys", {"name": "key"}))
    ]


@observer("unknown-members")
def unknown_members(api: SimulatedApi) -> Any:
    return [
        api.raw("POST", "/vpns", {"name": "office", **more}).status_code
        for more in ({"color": "red"}, {"description": None})
    ]
