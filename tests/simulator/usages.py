# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usages: how long what is in the account was there in a range, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .account import Account
from .contract import Operation
from .operations import grouped_operation
from .ranges import offset, seconds, span
from .servers import addresses

Range = tuple[float, float]


def service(what: str, amount: float, unit: str, used: Range, **more: str) -> dict[str, Any]:
    """Usage is counted in minutes, and the average amount weighs them (api-notes: usage-numbers)."""
    amounts = {"avg_amount": f"{amount:.2f}", "unit": unit, "usage": int(used[1] - used[0]) // 60}
    return {
        **more,
        "type": what,
        **amounts,
        "detail": [{**amounts, "start_date": offset(used[0]), "end_date": offset(used[1])}],
    }


def used(objects: Iterable[dict[str, Any]], asked: Range) -> Iterator[tuple[dict[str, Any], Range]]:
    """The objects that were there in the range, and since when."""
    for obj in objects:
        began = seconds(obj["creation_date"])
        if began <= asked[1]:
            yield obj, (max(began, asked[0]), asked[1])


def of_server(account: Account, server: dict[str, Any], when: Range) -> list[dict[str, Any]]:
    hardware = server["hardware"]
    return [
        service("CPU", hardware["vcore"], "vCore", when),
        service("HDD", sum(disk["size"] for disk in hardware["hdds"]), "GB", when),
        service("RAM", hardware["ram"], "GB", when),
        *(service("IP", 1, "IP", when, name=ip["ip"]) for ip in addresses(account, server)),
    ]


@grouped_operation
def list_usages(account: Account, operation: Operation) -> dict[str, list[dict[str, Any]]]:
    """List usages in four groups (api-notes: usage-groups)."""
    asked = span(account, operation.query)
    servers = (each for each in account.all("servers") if each["_deployed"])
    unused = (ip for ip in account.all("public_ips") if not (ip["_server"] or ip["_balancer"]))
    return {
        "SERVERS": [
            {"id": each["id"], "name": each["name"], "services": of_server(account, each, when)}
            for each, when in used(servers, asked)
        ],
        "SHARED_STORAGES": [
            {"name": each["name"], "services": [service("size", each["size"], "GB", when)]}
            for each, when in used(account.all("shared_storages"), asked)
        ],
        "IMAGES": [
            {
                "id": each["id"],
                "name": each["name"],
                "services": [
                    service("size", sum(disk["size"] for disk in each["hdds"]), "GB", when)
                ],
            }
            for each, when in used(account.all("images"), asked)
        ],
        "PUBLIC_IPS": [
            {"name": ip["ip"], "services": [service("UNUSED_IP", 1, "IP", when)]}
            for ip, when in used(unused, asked)
        ],
    }
