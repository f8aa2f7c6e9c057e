# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account as hosts and balancers need to know it."""

from __future__ import annotations

from typing import Any

from .account import Account
from .hosts.world import Address, Balancer, BalancerRule, FirewallRule, Host, World
from .servers import addresses


def world(account: Account) -> World:
    servers = [server for server in account.all("servers") if server["_deployed"]]
    return World(
        tuple(host(account, server) for server in servers),
        tuple(balancer(account, each) for each in account.all("load_balancers") if each["ip"]),
    )


def host(account: Account, server: dict[str, Any]) -> Host:
    keys = [account.store.kind("ssh_keys").get(each) for each in server["_key_ids"]]
    texts = [key["_text"] for key in keys if key] + (
        [server["_key_text"]] if server["_key_text"] else []
    )
    return Host(
        id=server["id"],
        name=server["name"],
        incarnation=server["_incarnation"],
        powered_on=account.state(server) in ("POWERED_ON", "CONFIGURING")
        and server["_state"] == "POWERED_ON",
        addresses=tuple(Address(ip["ip"], rules(account, ip)) for ip in addresses(account, server)),
        keys=tuple(texts),
        password=server["first_password"] if server["ssh_password"] else None,
    )


def rules(account: Account, ip: dict[str, Any]) -> tuple[FirewallRule, ...]:
    policy = account.store.kind("firewall_policies").get(ip["_policy"] or "") or {"rules": ()}
    return tuple(
        FirewallRule(
            rule["action"], rule["protocol"], rule["port_from"], rule["port_to"], rule["source"]
        )
        for rule in policy["rules"]
    )


def balancer(account: Account, each: dict[str, Any]) -> Balancer:
    checks = each["health_check_test"] in ("TCP", "HTTP")
    return Balancer(
        id=each["id"],
        ip=each["ip"],
        method=each["method"],
        persistence=float(each["persistence_time"]) if each["persistence"] else None,
        health_check_interval=account.clock.real(each["health_check_interval"]) if checks else None,
        rules=tuple(
            BalancerRule(
                rule["protocol"], rule["port_balancer"], rule["port_server"], rule["source"]
            )
            for rule in each["rules"]
        ),
        targets=tuple(
            ip["ip"]
            for ip in account.all("public_ips")
            if each["id"] in ip["_balancers"] and ip["_server"]
        ),
    )
