# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks and operations as the tests write and read them."""

from __future__ import annotations

import re
from typing import Any

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me@home"
SERVER = {"appliance": "debian12-64min", "fixed_instance_size": "M"}
#: The fewest options that create an object of each resource. The image is of a server "web".
LEAST: dict[str, dict[str, Any]] = {
    "block_storage": {"name": "x", "size": 20},
    "firewall_policy": {"name": "x", "rules": [{"port": "80"}]},
    "image": {"name": "x", "server": "web"},
    "load_balancer": {"name": "x", "rules": [{"port_balancer": 80, "port_server": 80}]},
    "monitoring_policy": {"name": "x"},
    "private_network": {"name": "x"},
    "public_ip": {"reverse_dns": "x.example.com"},
    "role": {"name": "x"},
    "server": {"name": "x", **SERVER},
    "shared_storage": {"name": "x", "size": 50},
    "ssh_key": {"name": "x", "public_key": KEY},
    "user": {"name": "x", "password": "Correct-Horse-7"},
    "vpn": {"name": "x"},
}


def identity(module: str) -> str:
    """Return the option by which a task finds an object of a resource."""
    return next(iter(LEAST[module]))


def least(*without: str) -> dict[str, dict[str, Any]]:
    """Return the options that create an object of each resource except those of some modules."""
    return {module: options for module, options in LEAST.items() if module not in without}


def task(module: str, **options: Any) -> dict[str, Any]:
    keywords = {
        key: options.pop(key)
        for key in ("check_mode", "diff", "loop", "register", "ignore_errors")
        if key in options
    }
    return {f"ionos.cloudpanel.{module}": options, "name": module, **keywords}


def servers(*names: str, **options: Any) -> list[dict[str, Any]]:
    made = [task("server", name=name, **SERVER, wait=False, **options) for name in names]
    return [*made, task("server_info", name=list(names), wait=True)]


def converge(module: str, **options: Any) -> list[dict[str, Any]]:
    """Return a task three times: in check mode, for real, and again."""
    return [
        task(module, **options, check_mode=True, diff=True),
        task(module, **options, diff=True),
        task(module, **options),
    ]


def shape(operations: list[dict[str, str]]) -> list[str]:
    """Operations with every id, known or not, as a star."""
    return [
        f"{each['method']} " + re.sub(r"\b[0-9A-F]{32}\b|\{[^}]+\}", "*", each["path"])
        for each in operations
    ]


def stack(count: int = 2) -> list[dict[str, Any]]:
    """Return the tasks of a web stack."""
    names = [f"web{number}" for number in range(count)]
    return [
        task("ssh_key", name="key", public_key=KEY),
        task("firewall_policy", name="web", rules=[{"port": "22"}, {"port": "80"}]),
        task("private_network", name="net"),
        task("monitoring_policy", name="mon", ports=[{"port": 80}]),
        task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]),
        *[
            task(
                "server",
                name=name,
                **SERVER,
                ssh_keys=["key"],
                firewall_policy="web",
                load_balancers=["lb"],
                private_networks=["net"],
                monitoring_policy="mon",
            )
            for name in names
        ],
        task("load_balancer", name="lb", server_ips=names),
        *[task("public_ip", server=name, reverse_dns=f"{name}.example.com") for name in names],
        task("server", name=names[0], state="stopped"),
        task("server_info", name=names, wait=True),
    ]


def rule(port: int | None, **more: Any) -> dict[str, Any]:
    """Return a rule of a firewall policy as the API shows it."""
    return {
        "protocol": "TCP",
        "port_from": port,
        "port_to": port,
        "action": "allow",
        "source": "0.0.0.0",
        "description": None,
        **more,
    }
