# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usages: how long objects existed in a range, and their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..account import Account
from ..contract import Operation
from ..kinds import IMAGES, PUBLIC_IPS, SERVERS, SHARED_STORAGES, Object
from ..operations import grouped_operation
from ..ranges import offset, seconds, span
from .server_answers import addresses

#: The first and the last second.
Range = tuple[float, float]


def service(kind: str, amount: float, unit: str, range_: Range, **more: str) -> dict[str, Any]:
    """Return the usage of a service, in minutes (api-notes: usage-numbers)."""
    minutes = int(range_[1] - range_[0]) // 60
    amounts = {"avg_amount": f"{amount:.2f}", "unit": unit, "usage": minutes}
    detail = {**amounts, "start_date": offset(range_[0]), "end_date": offset(range_[1])}
    return {**more, "type": kind, **amounts, "detail": [detail]}


def existing(objects: Iterable[Object], range_: Range) -> Iterator[tuple[Object, Range]]:
    """Yield the objects that existed in a range, and their part of it."""
    for obj in objects:
        began = seconds(obj["creation_date"])
        if began <= range_[1]:
            yield obj, (max(began, range_[0]), range_[1])


def size_of(disks: Iterable[dict[str, Any]]) -> float:
    """Return the size of all disks."""
    return float(sum(disk["size"] for disk in disks))


def services_of_server(account: Account, server: Object, range_: Range) -> list[dict[str, Any]]:
    """Return the usage of the parts of a server."""
    hardware = server["hardware"]
    return [
        service("CPU", hardware["vcore"], "vCore", range_),
        service("HDD", size_of(hardware["hdds"]), "GB", range_),
        service("RAM", hardware["ram"], "GB", range_),
        *(service("IP", 1, "IP", range_, name=ip["ip"]) for ip in addresses(account, server)),
    ]


@grouped_operation
def list_usages(account: Account, operation: Operation) -> dict[str, list[dict[str, Any]]]:
    """List usages in four groups (api-notes: usage-groups, usage-group-names)."""
    whole = span(account, operation.query)
    servers = (server for server in account.objects(SERVERS) if server["_deployed"])
    free_ips = (ip for ip in account.objects(PUBLIC_IPS) if not (ip["_server"] or ip["_balancer"]))
    return {
        "SERVERS": [
            {**server.reference(), "services": services_of_server(account, server, part)}
            for server, part in existing(servers, whole)
        ],
        "SHARED_STORAGES": [
            {"name": storage["name"], "services": [service("size", storage["size"], "GB", part)]}
            for storage, part in existing(account.objects(SHARED_STORAGES), whole)
        ],
        "IMAGES": [
            {**image.reference(), "services": [service("size", size_of(image["hdds"]), "GB", part)]}
            for image, part in existing(account.objects(IMAGES), whole)
        ],
        "PUBLIC_IPS": [
            {"name": ip["ip"], "services": [service("UNUSED_IP", 1, "IP", part)]}
            for ip, part in existing(free_ips, whole)
        ],
    }
