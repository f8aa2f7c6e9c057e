# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on a server: its addresses with their policy and balancers, and its membership in private networks."""

from __future__ import annotations

from typing import Any

from .account import Account, effect
from .contract import Operation
from .errors import invalid, not_found, unknown_id, wrong_value
from .load_balancers import attach, detach
from .operations import Answer, operation
from .private_networks import require_joinable
from .public_ips import give_address, remove_address
from .servers import (
    KIND,
    addresses,
    find,
    find_network,
    has_addresses,
    idle,
    in_form,
    show,
    show_ip,
)


def shown_addresses(account: Account, operation: Operation) -> list[dict[str, Any]]:
    server = find(account, operation)
    return addresses(account, server) if has_addresses(account, server) else []


def find_ip(account: Account, operation: Operation) -> dict[str, Any]:
    found = next(
        (ip for ip in shown_addresses(account, operation) if ip["id"] == operation.params["ip_id"]),
        None,
    )
    if found is None:
        raise not_found("server_ips")
    return found


@operation
def list_server_ips(account: Account, operation: Operation) -> Answer:
    return 200, [
        in_form(account, show_ip(account, ip)) for ip in shown_addresses(account, operation)
    ]


@operation
def get_server_ip(account: Account, operation: Operation) -> Answer:
    return 200, in_form(account, show_ip(account, find_ip(account, operation)))


@operation
def add_server_ip(account: Account, operation: Operation) -> Answer:
    """Add an address (api-notes: new-address-policy, only-ipv4)."""
    server = idle(account, operation)
    if operation.body.get(account.readings["address-type-key"], "IPV4") != "IPV4":
        raise invalid("Invalid type. Only IPV4 allowed")
    others = addresses(account, server)
    ip = give_address(
        account,
        server["datacenter"],
        _server=server["id"],
        _policy=others[0]["_policy"] if others else None,
    )
    server["_ips"].append(ip["id"])
    account.save(KIND, server)
    return 201, show(account, server)


@operation
def release_server_ip(account: Account, operation: Operation) -> Answer:
    server = idle(account, operation)
    ip = find_ip(account, operation)
    server["_ips"].remove(ip["id"])
    account.save(KIND, server)
    told = operation.query if account.readings["keep-address"] == "query" else operation.body
    if told.get("keep_ip"):
        account.save("public_ips", {**ip, "_server": None, "_policy": None, "_balancers": []})
    else:
        remove_address(account, ip)
    return 202, show(account, server)


@operation
def get_server_ip_firewall_policy(account: Account, operation: Operation) -> Answer:
    return 200, show_ip(account, find_ip(account, operation))[account.readings["policy-key"]]


@operation
def assign_server_ip_firewall_policy(account: Account, operation: Operation) -> Answer:
    server, ip = find(account, operation), find_ip(account, operation)
    if operation.body["id"] not in account.store.kind("firewall_policies"):
        raise wrong_value("id", operation.body["id"])
    account.save("public_ips", {**ip, "_policy": operation.body["id"]})
    account.touch("firewall_policies", operation.body["id"])
    return 202, show(account, server)


@operation
def list_server_ip_load_balancers(account: Account, operation: Operation) -> Answer:
    return 200, show_ip(account, find_ip(account, operation))["load_balancers"]


@operation
def assign_server_ip_load_balancer(account: Account, operation: Operation) -> Answer:
    server, ip = find(account, operation), find_ip(account, operation)
    if operation.body["load_balancer_id"] not in account.store.kind("load_balancers"):
        raise wrong_value("load_balancer_id", operation.body["load_balancer_id"])
    attach(account, ip, operation.body["load_balancer_id"])
    account.touch("load_balancers", operation.body["load_balancer_id"])
    return 202, show(account, server)


@operation
def unassign_server_ip_load_balancer(account: Account, operation: Operation) -> Answer:
    server, ip = find(account, operation), find_ip(account, operation)
    if operation.params["load_balancer_id"] not in ip["_balancers"]:
        raise not_found("server_balancers")
    detach(account, ip, operation.params["load_balancer_id"])
    account.touch("load_balancers", operation.params["load_balancer_id"])
    return 202, show(account, server)


# -- private networks: the answer shows the server before the change, which ends a while later


@effect
def network_joined(account: Account, server: dict[str, Any], network: str) -> None:
    found = account.store.kind("private_networks").get(network)
    if found:
        account.save(
            "private_networks",
            {**found, "_servers": list(dict.fromkeys([*found["_servers"], server["id"]]))},
        )


@effect
def network_left(account: Account, server: dict[str, Any], network: str) -> None:
    found = account.store.kind("private_networks").get(network)
    if found:
        account.save(
            "private_networks",
            {**found, "_servers": [each for each in found["_servers"] if each != server["id"]]},
        )


@operation
def assign_server_private_network(account: Account, operation: Operation) -> Answer:
    """Join a network; answer with the server as before (api-notes: network-join-shown-before)."""
    server = find(account, operation)
    if operation.body["id"] not in account.store.kind("private_networks"):
        raise unknown_id("id", operation.body["id"])
    require_joinable(account, server)
    account.begin(
        KIND, server, None, "join_network", "network_joined", network=operation.body["id"]
    )
    account.touch("private_networks", operation.body["id"])
    return 202, show(account, server)


@operation
def unassign_server_private_network(account: Account, operation: Operation) -> Answer:
    """Leave a network; answer with the server as before (api-notes: network-join-shown-before)."""
    server = find(account, operation)
    network = find_network(account, operation)
    require_joinable(account, server)
    account.begin(KIND, server, None, "join_network", "network_left", network=network["id"])
    account.touch("private_networks", network["id"])
    return 202, show(account, server)
