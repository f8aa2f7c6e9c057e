# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts for tests and pictures of the role account_report, as options of the module stack."""

from __future__ import annotations

from typing import Any

Options = dict[str, Any]
SYSTEM = {"appliance": "debian12-64min"}
POLICIES = [
    {"name": "web", "rules": [{"port": "80"}, {"port": "443"}]},
    {
        "name": "database",
        "rules": [{"port": "5432"}, {"port": "22", "source": "203.0.113.7"}],
    },
    {"name": "unused", "rules": [{"port": "3389"}]},
]


def balancer(name: str) -> Options:
    rules = [{"port_balancer": port, "port_server": port} for port in (80, 443)]
    return {"name": name, "rules": rules}


#: Five servers. Port 5432 is open to all addresses, and one server is stopped.
FIVE: Options = {
    "private_networks": [
        {"name": "backend", "network_address": "10.0.0.0", "subnet_mask": "255.255.255.0"}
    ],
    "firewall_policies": POLICIES,
    "load_balancers": [balancer("shop")],
    "servers": [
        {
            "name": "web-{n}",
            "count": 3,
            **SYSTEM,
            "fixed_instance_size": "M",
            "firewall_policy": "web",
            "load_balancers": ["shop"],
            "private_networks": ["backend"],
        },
        {
            "name": "database",
            **SYSTEM,
            "vcore": 4,
            "cores_per_processor": 1,
            "ram": 8,
            "hdds": [{"size": 120, "is_main": True}],
            "firewall_policy": "database",
            "private_networks": ["backend"],
        },
        {
            "name": "staging",
            **SYSTEM,
            "fixed_instance_size": "S",
            "firewall_policy": "web",
            "state": "stopped",
        },
    ],
    "block_storages": [{"name": "database-data", "size": 200, "server": "database"}],
    "shared_storages": [
        {"name": "uploads", "size": 100, "servers": [{"server": "web-1"}, {"server": "web-2"}]}
    ],
}

#: 500 servers in groups with the same connections.
MANY: Options = {
    "private_networks": [
        {"name": "backend", "network_address": "10.0.0.0", "subnet_mask": "255.255.0.0"}
    ],
    "firewall_policies": POLICIES,
    "load_balancers": [balancer("shop"), balancer("api")],
    "servers": [
        {
            "name": f"{name}-{{n:03}}",
            "count": count,
            **SYSTEM,
            "fixed_instance_size": size,
            "firewall_policy": policy,
            **more,
        }
        for name, count, size, policy, more in (
            ("web", 300, "M", "web", {"load_balancers": ["shop"]}),
            ("api", 120, "L", "web", {"load_balancers": ["api"]}),
            ("worker", 60, "M", "web", {}),
            ("database", 10, "XL", "database", {"private_networks": ["backend"]}),
            ("staging", 10, "S", "web", {"load_balancers": ["api", "shop"], "state": "stopped"}),
        )
    ],
    "block_storages": [
        {
            "name": "data-{n:03}",
            "count": 10,
            "size": 100,
            "server": "database-{n:03}",
        }
    ],
    "shared_storages": [
        {"name": "uploads", "size": 500, "servers": [{"server": "web-001"}, {"server": "web-002"}]}
    ],
}
