# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions of stacks, and what tests read of their results."""

from __future__ import annotations

from typing import Any

from plays import KEY, SERVER

BALANCED = [{"port_balancer": 80, "port_server": 80}]
#: An environment with objects of all kinds. Each kind refers to others where that is possible.
SHOP: dict[str, list[dict[str, Any]]] = {
    "ssh_keys": [{"name": "shop-key", "public_key": KEY}],
    "private_networks": [{"name": "shop-net"}],
    "firewall_policies": [{"name": "shop-web", "rules": [{"port": "22"}, {"port": "80"}]}],
    "public_ips": [{"reverse_dns": "shop-www.example.com"}],
    "monitoring_policies": [{"name": "shop-watch", "ports": [{"port": 80}]}],
    "images": [{"name": "shop-image", "server": "shop-db"}],
    "block_storages": [{"name": "shop-data", "size": 20, "server": "shop-db"}],
    "shared_storages": [
        {"name": "shop-files", "size": 50, "servers": [{"server": "shop-web-1", "rights": "RW"}]}
    ],
    "servers": [
        {
            "name": "shop-web-{n}",
            "count": 2,
            **SERVER,
            "ssh_keys": ["shop-key"],
            "firewall_policy": "shop-web",
            "load_balancers": ["shop-balancer"],
            "private_networks": ["shop-net"],
            "monitoring_policy": "shop-watch",
        },
        {"name": "shop-db", **SERVER, "public_ip": "shop-www.example.com"},
    ],
    "load_balancers": [{"name": "shop-balancer", "rules": BALANCED}],
    "vpns": [{"name": "shop-vpn"}],
    "users": [{"name": "shop-jane", "password": "Correct-Horse-7"}],
    "roles": [{"name": "shop-role", "users": ["shop-jane"]}],
}


def servers(count: int, **options: Any) -> dict[str, list[dict[str, Any]]]:
    """Return a stack of equal servers."""
    return {"servers": [{"name": "web-{n}", "count": count, **SERVER, **options}]}


def sent(result: dict[str, Any]) -> list[str]:
    """Return "METHOD /path" of each operation of a result."""
    return [f"{each['method']} {each['path'].partition('?')[0]}" for each in result["operations"]]


def elements(result: dict[str, Any]) -> list[str]:
    """Return the elements of the operations, each one once, in order."""
    return [*dict.fromkeys(each["element"] for each in result["operations"])]


def writes(simulator: Any) -> list[str]:
    """Return all requests that write, whether they were accepted or not."""
    return [
        f"{each['method']} {each['path']}"
        for each in simulator.requests()
        if each["method"] != "GET"
    ]
