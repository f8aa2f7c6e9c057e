# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of an account that run on this machine, in the form of ``hosts/world.py``."""

from __future__ import annotations

from .account import Account
from .hosts.world import (
    Address,
    Balancer,
    BalancerRule,
    FirewallRule,
    Host,
    ServerImage,
    Storage,
    World,
)
from .kinds import (
    BLOCK_STORAGES,
    FIREWALL_POLICIES,
    IMAGES,
    LOAD_BALANCERS,
    PUBLIC_IPS,
    SERVERS,
    SSH_KEYS,
    Object,
)
from .resources.server_answers import addresses


def world(account: Account) -> World:
    """Return all hosts, load balancers, images of hosts and block storages."""
    servers = [server for server in account.objects(SERVERS) if server["_deployed"]]
    balancers = [balancer for balancer in account.objects(LOAD_BALANCERS) if balancer["ip"]]
    return World(
        tuple(_host(account, server) for server in servers),
        tuple(_balancer(account, balancer) for balancer in balancers),
        tuple(
            ServerImage(image["id"], image["server_id"])
            for image in account.objects(IMAGES)
            if image["server_id"]
        ),
        tuple(
            Storage(storage["id"], storage["size"], storage["_server"])
            for storage in account.objects(BLOCK_STORAGES)
        ),
    )


def _host(account: Account, server: Object) -> Host:
    keys = [account.find(SSH_KEYS, identifier) for identifier in server["_key_ids"]]
    texts = [key["_text"] for key in keys if key]
    if server["_key_text"]:
        texts.append(server["_key_text"])
    runs = account.state(server) in ("POWERED_ON", "CONFIGURING")
    shown = [Address(ip["ip"], _rules(account, ip)) for ip in addresses(account, server)]
    return Host(
        id=server["id"],
        name=server["name"],
        incarnation=server["_incarnation"],
        source=server["_source"],
        powered_on=runs and server["_state"] == "POWERED_ON",
        addresses=tuple(shown),
        keys=tuple(texts),
        password=server["first_password"] if server["ssh_password"] else None,
    )


def _rules(account: Account, ip: Object) -> tuple[FirewallRule, ...]:
    policy = account.find(FIREWALL_POLICIES, ip["_policy"])
    keys = ("action", "protocol", "port_from", "port_to", "source")
    rules = policy["rules"] if policy else ()
    return tuple(FirewallRule(**{key: rule[key] for key in keys}) for rule in rules)


def _balancer(account: Account, balancer: Object) -> Balancer:
    interval = None
    if balancer["health_check_test"] in ("TCP", "HTTP"):
        interval = account.clock.real(balancer["health_check_interval"])
    keys = ("protocol", "port_balancer", "port_server", "source")
    return Balancer(
        id=balancer["id"],
        ip=balancer["ip"],
        method=balancer["method"],
        persistence=float(balancer["persistence_time"]) if balancer["persistence"] else None,
        health_check_interval=interval,
        rules=tuple(BalancerRule(**{key: rule[key] for key in keys}) for rule in balancer["rules"]),
        targets=tuple(
            ip["ip"]
            for ip in account.objects(PUBLIC_IPS)
            if balancer["id"] in ip["_balancers"] and ip["_server"]
        ),
    )
