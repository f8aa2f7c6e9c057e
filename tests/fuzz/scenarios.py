# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of all modules on a stocked account, and what the inventory makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import modules
from plays import LEAST, identity

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me@home"
INVENTORY = "inventory"
OWN = {
    "vcore": 4,
    "cores_per_processor": 1,
    "ram": 4,
    "hdds": [{"size": 40, "is_main": True}, {"size": 60}],
}
IMAGE = {"appliance": "debian12-64min"}

#: Objects that the account has, as tasks leave them unchanged.
STOCK: list[tuple[str, dict[str, Any]]] = [
    (
        "private_network",
        {
            "name": "net",
            "description": "old",
            "network_address": "192.168.1.0",
            "subnet_mask": "255.255.255.0",
        },
    ),
    ("private_network", {"name": "spare net"}),
    (
        "firewall_policy",
        {
            "name": "fw",
            "description": "old",
            "rules": [
                {"port": "22"},
                {"protocol": "ICMP"},
                {"port": "80-90", "source": "10.0.0.0/8"},
            ],
        },
    ),
    ("firewall_policy", {"name": "shut", "rules": [{"port": "1"}]}),
    (
        "monitoring_policy",
        {
            "name": "watch",
            "description": "old",
            "agent": True,
            "ports": [{"port": 22}, {"port": 80}],
            "processes": [{"process": "sshd"}],
            "thresholds": {"cpu": {"warning": {"value": 70, "alert": True}}},
        },
    ),
    ("monitoring_policy", {"name": "spare watch"}),
    (
        "load_balancer",
        {
            "name": "lb",
            "description": "old",
            "health_check_interval": 30,
            "rules": [
                {"port_balancer": 25, "port_server": 25},
                {"port_balancer": 80, "port_server": 8080},
            ],
        },
    ),
    ("ssh_key", {"name": "key", "description": "old", "public_key": KEY}),
    (
        "server",
        {
            "name": "model",
            "description": "old",
            **IMAGE,
            **OWN,
            "private_networks": ["net"],
            "load_balancers": ["lb"],
            "monitoring_policy": "watch",
            "firewall_policy": "fw",
            "allow_stop": True,
        },
    ),
    ("server", {"name": "small", **IMAGE, "fixed_instance_size": "M"}),
    ("server", {"name": "off", **IMAGE, "fixed_instance_size": "M", "state": "stopped"}),
    ("server_ip", {"server": "model", "number": 2, "reverse_dns": "two.example.com"}),
    ("server_snapshot", {"server": "small"}),
    ("block_storage", {"name": "disk", "description": "old", "size": 40, "server": "model"}),
    (
        "shared_storage",
        {
            "name": "share",
            "description": "old",
            "size": 100,
            "servers": [{"server": "model", "rights": "RW"}, {"server": "small"}],
        },
    ),
    (
        "user",
        {
            "name": "jane",
            "description": "old",
            "email": "jane@example.com",
            "password": "Secret-1234",
            "api_access": True,
            "allowed_ips": ["192.0.2.1", "192.0.2.2"],
        },
    ),
    ("user", {"name": "joe", "password": "Secret-1234"}),
    (
        "role",
        {
            "name": "watcher",
            "description": "old",
            "users": ["jane"],
            "permissions": {"logs": {"show": True}, "vpn": {"show": True}},
        },
    ),
    ("vpn", {"name": "tunnel", "description": "old"}),
    ("image", {"name": "copy", "description": "old", "server": "small"}),
    ("public_ip", {"reverse_dns": "spare.example.com"}),
]
#: The objects of the account with other values.
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("private_network", {"name": "net", "description": "new"}),
    ("private_network", {"name": "spare net", "servers": ["off"]}),
    (
        "firewall_policy",
        {
            "name": "fw",
            "description": "new",
            "rules": [{"port": "22"}, {"port": "443"}],
            "server_ips": ["small"],
            "purge_server_ips": False,
        },
    ),
    ("firewall_policy", {"name": "fw", "rules": [{"port": "443"}], "purge_rules": False}),
    (
        "monitoring_policy",
        {
            "name": "watch",
            "description": "new",
            "email": "me@example.com",
            "ports": [{"port": 22}, {"port": 443}],
            "processes": [],
            "servers": ["small"],
            "thresholds": {"cpu": {"warning": {"value": 60}}},
        },
    ),
    (
        "load_balancer",
        {
            "name": "lb",
            "description": "new",
            "method": "LEAST_CONNECTIONS",
            "server_ips": ["small"],
            "rules": [{"port_balancer": 25, "port_server": 26}],
        },
    ),
    ("ssh_key", {"name": "key", "description": "new"}),
    (
        "server",
        {
            "name": "model",
            "description": "new",
            "private_networks": ["spare net"],
            "load_balancers": [],
            "monitoring_policy": "spare watch",
            "firewall_policy": "shut",
            "dvd": "debian-12-netinst",
            "allow_stop": True,
        },
    ),
    (
        "server",
        {
            "name": "model",
            "vcore": 2,
            "cores_per_processor": 1,
            "ram": 8,
            "allow_stop": True,
            "allow_disk_removal": True,
            "hdds": [{"size": 40, "is_main": True}, {"size": 80}, {"size": 20}],
        },
    ),
    (
        "server",
        {"name": "model", "hdds": [{"size": 40, "is_main": True}], "allow_disk_removal": True},
    ),
    ("server", {"name": "small", "fixed_instance_size": "L"}),
    ("server", {"name": "off", "state": "running"}),
    ("server", {"name": "model", "state": "stopped"}),
    ("server", {"name": "small", "state": "restarted"}),
    ("server", {"name": "off", "state": "rebuilt", "appliance": "debian12-64std"}),
    (
        "server_ip",
        {
            "server": "model",
            "number": 2,
            "reverse_dns": "new.example.com",
            "firewall_policy": "shut",
            "load_balancers": ["lb"],
        },
    ),
    ("server_snapshot", {"server": "small", "state": "restored"}),
    ("block_storage", {"name": "disk", "description": "new", "size": 60, "server": "small"}),
    (
        "shared_storage",
        {
            "name": "share",
            "description": "new",
            "size": 150,
            "servers": [{"server": "model", "rights": "R"}],
        },
    ),
    (
        "shared_storage_access",
        {"datacenter": "DE", "password": "Secret-1234", "update_password": "always"},
    ),
    (
        "user",
        {
            "name": "jane",
            "description": "new",
            "email": "new@example.com",
            "enabled": False,
            "allowed_ips": ["192.0.2.1", "192.0.2.3"],
        },
    ),
    ("user_api_key", {"user": "jane", "show_secrets": True}),
    (
        "role",
        {
            "name": "watcher",
            "description": "new",
            "users": ["joe"],
            "permissions": {"logs": {"show": False}, "vpn": {"create": True}},
        },
    ),
    (
        "role",
        {"name": "watcher", "exact_permissions": True, "permissions": {"logs": {"show": True}}},
    ),
    ("vpn", {"name": "tunnel", "description": "new"}),
    ("image", {"name": "copy", "description": "new"}),
    ("public_ip", {"server": "small", "reverse_dns": "small.example.com"}),
    (
        "stack",
        {
            "vpns": [{"name": "tunnel", "description": "new"}],
            "servers": [{"name": "off", "state": "running"}],
        },
    ),
]
#: Objects that the account does not have.
CREATIONS: list[tuple[str, dict[str, Any]]] = [
    ("private_network", {"name": "new", "servers": ["off"]}),
    ("firewall_policy", {"name": "new", "rules": [{"port": "80"}], "server_ips": ["small"]}),
    (
        "monitoring_policy",
        {"name": "new", "agent": True, "ports": [{"port": 22}], "servers": ["small"]},
    ),
    (
        "load_balancer",
        {
            "name": "new",
            "rules": [{"port_balancer": 80, "port_server": 80}],
            "server_ips": ["small"],
            "datacenter": "DE",
        },
    ),
    ("ssh_key", {"name": "new", "public_key": KEY}),
    ("ssh_key", {"name": "new", "show_secrets": True}),
    (
        "server",
        {
            "name": "new",
            **IMAGE,
            **OWN,
            "private_networks": ["net"],
            "load_balancers": ["lb"],
            "monitoring_policy": "watch",
        },
    ),
    (
        "server",
        {
            "name": "new",
            **IMAGE,
            "fixed_instance_size": "L",
            "state": "stopped",
            "ssh_keys": ["key"],
            "datacenter": "DE",
            "hdds": [{"size": 80, "is_main": True}, {"size": 20}],
        },
    ),
    (
        "server",
        {"name": "new", "appliance": "baremetal_debian12-64std", "baremetal_model": "BMC_L"},
    ),
    ("server", {"name": "new", "clone_of": "off", "firewall_policy": "fw"}),
    (
        "server_ip",
        {"server": "small", "number": 2, "reverse_dns": "new.example.com", "firewall_policy": "fw"},
    ),
    ("server_snapshot", {"server": "off"}),
    ("block_storage", {"name": "new", "size": 20, "server": "small"}),
    (
        "shared_storage",
        {"name": "new", "size": 50, "servers": [{"server": "model", "rights": "RW"}]},
    ),
    (
        "user",
        {
            "name": "new",
            "password": "Secret-1234",
            "description": "x",
            "api_access": True,
            "allowed_ips": ["192.0.2.1"],
        },
    ),
    ("role", {"name": "new", "users": ["joe"], "permissions": {"vpn": {"show": True}}}),
    ("role", {"name": "new", "clone_of": "watcher"}),
    ("vpn", {"name": "new", "description": "x"}),
    ("image", {"name": "new", "server": "off", "frequency": "DAILY", "num_images": 2}),
    ("public_ip", {"reverse_dns": "new.example.com"}),
    ("public_ip", {"server": "off", "reverse_dns": "off.example.com"}),
    (
        "stack",
        {
            "servers": [
                {"name": "new", **IMAGE, "fixed_instance_size": "L", "firewall_policy": "new"}
            ],
            "firewall_policies": [{"name": "new", "rules": [{"port": "80"}]}],
        },
    ),
]
REMOVALS: list[tuple[str, dict[str, Any]]] = [
    ("private_network", {"name": "spare net"}),
    ("firewall_policy", {"name": "shut"}),
    ("monitoring_policy", {"name": "spare watch"}),
    ("load_balancer", {"name": "lb"}),
    ("ssh_key", {"name": "key"}),
    ("server", {"name": "off", "keep_ips": True}),
    ("server_ip", {"server": "model", "number": 2}),
    ("server_snapshot", {"server": "small"}),
    ("block_storage", {"name": "disk"}),
    ("shared_storage", {"name": "share"}),
    ("user", {"name": "joe"}),
    ("role", {"name": "watcher"}),
    ("vpn", {"name": "tunnel"}),
    ("image", {"name": "copy"}),
    ("public_ip", {"reverse_dns": "spare.example.com"}),
]


def others(tasks: list[tuple[str, dict[str, Any]]], name: str, **more: Any) -> Iterator[Any]:
    """Yield a task for each resource without one. :param name: of its object."""
    for module, options in LEAST.items():
        if module not in {listed for listed, _options in tasks}:
            yield module, {**options, identity(module): name, **more}


STOCK += others(STOCK, "x", description="old")
CHANGES += others(CHANGES, "x", description="new")
CREATIONS += others(CREATIONS, "new")
REMOVALS += others(REMOVALS, "x")
#: Tasks that only read. Names are those of the account's objects.
READINGS: list[tuple[str, dict[str, Any]]] = [
    *((each.name, {}) for each in modules().values() if each.kind == "info"),
    ("server_info", {"name": ["model", "off"], "wait": True, "show_secrets": True}),
    (
        "server_info",
        {"filters": {"status.state": "POWERED_ON", "hardware.ram": 4, "ips.ip": "198.18.0.1"}},
    ),
    ("user_info", {"name": ["jane"], "show_secrets": True, "wait": True}),
    ("user_info", {"show_secrets": True, "filters": {"api.active": True}}),
    ("public_ip_info", {"filters": {"assigned_to.name": "model"}}),
    ("firewall_policy_info", {"name": ["fw"], "filters": {"rules.port_from": 22}}),
    ("image_info", {"name": ["copy"], "filters": {"description": "old"}}),
    ("shared_storage_access_info", {"show_secrets": True}),
    ("server_snapshot_info", {"server": "small"}),
    ("log_info", {}),
    ("log_info", {"period": "LAST_HOUR", "filters": {"action": "CREATE"}}),
    ("monitoring_info", {}),
    ("monitoring_info", {"server": "model"}),
    ("monitoring_info", {"filters": {"name": "model"}}),
    ("usage_info", {}),
    ("usage_info", {"period": "LAST_7D", "filters": {"name": "model"}}),
    ("pricing_info", {}),
    ("permission_info", {}),
    ("ping", {}),
    ("ping", {"anonymous": True}),
    ("vpn_configuration", {"name": "tunnel", "dest": "FOLDER/vpn.zip", "wait": True}),
]
REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("api_request", {"path": "/servers"}),
    ("api_request", {"path": "/servers", "all_pages": True}),
    (
        "api_request",
        {
            "path": "/usages",
            "query": {"period": "LAST_24H"},
            "all_pages": True,
            "show_secrets": True,
        },
    ),
    (
        "api_request",
        {"method": "POST", "path": "/public_ips", "body": {"reverse_dns": "x.example.com"}},
    ),
    ("api_request", {"method": "POST", "path": "/vpns", "body": {"name": "x"}, "wait": True}),
]
SOURCES: list[dict[str, Any]] = [
    {},
    {
        "default_groups": True,
        "hostnames": ["reverse_dns", "name"],
        "connect_with": ["reverse_dns", "public_ipv4"],
        "datacenters": ["DE"],
        "states": ["POWERED_ON"],
    },
    {
        "keyed_groups": [{"key": "cloudpanel_monitoring_policy.name", "prefix": "p"}],
        "filters": [{"exclude": "cloudpanel_name == 'off'"}],
        "compose": {"ram": "cloudpanel_hardware.ram"},
        "private_addresses": {"model": "10.0.0.1"},
        "connect_with": ["private_ipv4"],
    },
]


@dataclass(frozen=True)
class Scenario:
    """A task, or a source of the inventory. :param purpose: what the task is to prove."""

    purpose: str
    module: str
    options: Mapping[str, Any]
    check: bool = False

    def filled(self, folder: Path) -> dict[str, Any]:
        """Return the options with the path of the folder."""
        return {
            name: value.replace("FOLDER", str(folder)) if isinstance(value, str) else value
            for name, value in self.options.items()
        }

    def __str__(self) -> str:
        mode = " in check mode" if self.check else ""
        return f"{self.purpose} {self.module} {dict(self.options)}{mode}"


def scenarios() -> list[Scenario]:
    removals = [(module, {**options, "state": "absent"}) for module, options in REMOVALS]
    return [
        *(
            Scenario(purpose, *task, check)
            for purpose, tasks in (
                ("keep", STOCK),
                ("change", CHANGES),
                ("create", CREATIONS),
                ("remove", removals),
            )
            for task in tasks
            for check in (True, False)
        ),
        *(
            Scenario("keep", module, {**options, "show_costs": True})
            for module, options in STOCK
            if modules()[module].subject.is_billed
        ),
        *(Scenario("read", *task) for task in READINGS),
        *(Scenario("request" if task[1].get("method") else "read", *task) for task in REQUESTS),
        *(Scenario("read", INVENTORY, options) for options in SOURCES),
    ]
