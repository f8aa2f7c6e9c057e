# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New objects, created in every way with every pair of other options.

Check mode announces the operations of the run, and the second run changes nothing.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from plays import LEAST, identity
from variants import variants

NETWORK = {"network_address": "192.168.1.0", "subnet_mask": "255.255.255.0"}

#: Ways to create an object of a module, by name.
WAYS: dict[str, dict[str, dict[str, Any]]] = {
    **{module: {"plain": options} for module, options in LEAST.items()},
    "server": {
        "own hardware": {
            "appliance": "debian12-64min",
            "vcore": 1,
            "cores_per_processor": 1,
            "ram": 1,
            "hdds": [{"size": 40, "is_main": True}],
        },
        "fixed size": {"appliance": "debian12-64min", "fixed_instance_size": "L"},
        "bare metal": {"appliance": "baremetal_debian12-64std", "baremetal_model": "BMC_L"},
        "clone": {"clone_of": "model", "allow_stop": True},
    },
    "firewall_policy": {"rules": {"rules": [{"port": "80"}, {"protocol": "ICMP"}]}},
    "role": {"plain": {}, "clone": {"clone_of": "watcher"}},
    "image": {"of a server": {"server": "model"}},
}
#: Further options of a module. A module that is not listed has a description.
MORE: dict[str, dict[str, Any]] = {
    **{module: {"description": "new"} for module in LEAST},
    "server": {
        "description": "new",
        "firewall_policy": "web",
        "monitoring_policy": "watch",
        "private_networks": ["net"],
        "load_balancers": ["lb"],
        "state": "stopped",
        "dvd": "debian-12-netinst",
        "hdds": "more disks",
        "ram": 2,
    },
    "load_balancer": {
        "description": "new",
        "server_ips": ["model"],
        "health_check_test": "NONE",
        "persistence": True,
        "method": "LEAST_CONNECTIONS",
    },
    "firewall_policy": {"description": "new", "server_ips": ["model"]},
    "monitoring_policy": {
        "description": "new",
        "agent": True,
        "ports": [{"port": 22}],
        "servers": ["model"],
        "thresholds": {"cpu": {"warning": {"value": 70}}},
        "email": "me@example.com",
    },
    "private_network": {"description": "new", "network_address": NETWORK, "servers": ["off"]},
    "block_storage": {"description": "new", "server": "model"},
    "shared_storage": {"description": "new", "servers": [{"server": "model", "rights": "RW"}]},
    "user": {
        "description": "new",
        "email": "me@example.com",
        "api_access": True,
        "allowed_ips": ["127.0.0.1", "192.0.2.1"],
        "enabled": False,
    },
    "role": {
        "description": "new",
        "enabled": False,
        "users": ["jane"],
        "permissions": {"vpn": {"show": True}},
    },
    "image": {"description": "new", "frequency": "DAILY"},
    "public_ip": {"type": "IPV4", "datacenter": "US"},
}
#: Disks in addition to the main one, by the way of creation.
DISKS = {
    "own hardware": [{"size": 60, "is_main": True}, {"size": 20}],
    "fixed size": [{"size": 100, "is_main": True}, {"size": 20}],
    "clone": [{"size": 60, "is_main": True}, {"size": 40}, {"size": 20}],
}


def combinations() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every way with sets of options in which each pair occurs that can go together."""
    found = []
    for module, ways in WAYS.items():
        for way in ways:
            names = [name for name in MORE[module] if possible(module, way, name)]
            pairs = set(itertools.combinations(names, 2)) or {(name,) for name in names} or {()}
            while pairs:
                chosen = list(min(pairs, key=names_in_order(names)))
                for name in names:
                    new = {
                        tuple(sorted((name, each), key=names.index))
                        for each in chosen
                        if each != name
                    }
                    if name not in chosen and new & pairs and len(chosen) < 5:
                        chosen.append(name)
                chosen.sort(key=names.index)
                pairs -= (
                    set(itertools.combinations(chosen, 2))
                    | {(name,) for name in chosen}
                    | {tuple(chosen)}
                )
                found.append((module, way, tuple(chosen)))
    return found


def names_in_order(names: list[str]):
    return lambda pair: [names.index(name) for name in pair]


def possible(module: str, way: str, name: str) -> bool:
    """Return whether a way of creation can use an option."""
    if module != "server":
        return True
    if name == "ram":
        return way == "clone"
    return name != "hdds" or way in DISKS


def options_of(module: str, way: str, names: tuple[str, ...]) -> dict[str, Any]:
    key = identity(module)
    options = {key: LEAST[module][key], **WAYS[module][way]}
    for name in names:
        value = MORE[module][name]
        if name == "hdds":
            options["hdds"] = DISKS[way]
        elif name == "network_address":
            options.update(value)
        elif name == "frequency":
            options.update(frequency=value, num_images=2)
        elif name == "ram":
            options.update(vcore=2, cores_per_processor=1, ram=2)
        else:
            options[name] = value
    return options


#: Objects to which options refer: the module, and the options that create them.
STOCK: list[tuple[str, dict[str, Any]]] = [
    ("private_network", {"name": "net"}),
    ("firewall_policy", {"name": "web", "rules": [{"port": "22"}]}),
    ("monitoring_policy", {"name": "watch"}),
    ("load_balancer", {"name": "lb", "rules": [{"port_balancer": 25, "port_server": 25}]}),
    ("user", {"name": "jane", "password": "Secret-1234"}),
    ("role", {"name": "watcher", "permissions": {"logs": {"show": True}}}),
    (
        "server",
        {
            "name": "model",
            "appliance": "debian12-64min",
            "vcore": 4,
            "cores_per_processor": 1,
            "ram": 4,
            "hdds": [{"size": 40, "is_main": True}, {"size": 40}],
        },
    ),
    (
        "server",
        {
            "name": "off",
            "appliance": "debian12-64min",
            "fixed_instance_size": "M",
            "power_on": False,
        },
    ),
]


def create_stock(tasks, wanted: dict[str, Any]) -> None:
    """Create the objects to which the options of a task refer."""
    for module, options in STOCK:
        if repr(options["name"]) in repr(wanted):
            tasks.ok(module, **options)


def shape(operations: list[dict[str, str]]) -> list[str]:
    return [
        f"{each['method']} " + re.sub(r"\b[0-9A-F]{32}\b|\{[^}]+\}", "*", each["path"])
        for each in operations
    ]


@pytest.mark.parametrize(
    "combination",
    variants(combinations(), group=lambda combination: combination[:2]),
    ids=lambda combination: "-".join([*combination[:2], *combination[2]]),
)
def test_a_new_object_is_made_as_announced_and_only_once(tasks, proxy, combination):
    module, way, names = combination
    options = options_of(module, way, names)
    create_stock(tasks, options)
    proxy.exchanges.clear()
    check, real, again = tasks.converge(module, **options)
    assert shape(check["operations"]) == shape(real["operations"])
    assert real["operations"][0]["method"] == "POST" and not real["warnings"], real["warnings"]
    assert not any("%7B" in each.path or "{" in each.path for each in proxy.exchanges)
    if module == "server":
        expected = "POWERED_OFF" if "state" in names else "POWERED_ON"
        assert again["server"]["status"]["state"] == expected


PARTS = [
    (
        "server_ip",
        {"server": "model", "number": 2},
        {"reverse_dns": "new.example.com", "firewall_policy": "web", "load_balancers": ["lb"]},
    ),
    ("server_snapshot", {"server": "model"}, {}),
]


@pytest.mark.parametrize(
    "module, options, more", PARTS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_new_part_is_made_as_announced_and_only_once(tasks, module, options, more):
    create_stock(tasks, {**options, **more})
    check, real, _again = tasks.converge(module, **options, **more)
    assert shape(check["operations"]) == shape(real["operations"]) and not real["warnings"]


def test_check_mode_knows_the_disks_of_planned_servers(tasks):
    tasks = tasks.in_run()
    for name, way in WAYS["server"].items():
        if name != "clone":
            tasks.ok("server", True, name=name, **way)
            tasks.ok("block_storage", True, name=f"disk of {name}", size=20, server=name)
