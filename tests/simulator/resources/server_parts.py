# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IPs of a server, with their firewall policy and load balancers, and its private networks."""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import invalid, not_found, unknown_id, wrong_value
from ..kinds import FIREWALL_POLICIES, LOAD_BALANCERS, PRIVATE_NETWORKS, Object
from ..operations import operation
from ..resource import union
from ..work import Work, effect
from .private_networks import members, require_joinable
from .public_ips import assign_balancer, new_public_ip, release, unassign_balancer
from .server_answers import (
    RESOURCE,
    addresses,
    networks,
    show,
    show_ip,
    shows_addresses,
    with_empty_members,
)

IP_NOT_FOUND = ("IP_NOT_FOUND", "Public IP not found")
BALANCER_NOT_FOUND = ("LOAD_BALANCER_NOT_FOUND", "Load balancer not found")
NETWORK_NOT_FOUND = ("NETWORK_NOT_FOUND", "Private network not found")


# -- IPs


def visible_ips(account: Account, server: Object) -> list[Object]:
    """Return the IPs that a server shows already (api-notes: late-addresses)."""
    return addresses(account, server) if shows_addresses(account, server) else []


def show_ip_alone(account: Account, ip: Object) -> dict[str, Any]:
    """Show an IP by itself."""
    return with_empty_members(account, show_ip(account, ip))


def add_ip(account: Account, server: Object, operation: Operation) -> None:
    """Add an IP (api-notes: new-address-policy, only-ipv4, address-type-key)."""
    if operation.body.get(account.readings["address-type-key"], "IPV4") != "IPV4":
        raise invalid("Invalid type. Only IPV4 allowed")
    others = addresses(account, server)
    policy = others[0]["_policy"] if others else None
    ip = new_public_ip(account, server["datacenter"], _server=server["id"], _policy=policy)
    server["_ips"].append(ip["id"])


def release_ip(account: Account, server: Object, ip: Any, operation: Operation) -> None:
    """Take an IP from a server, and remove it if it is not kept (api-notes: keep-address)."""
    server["_ips"].remove(ip["id"])
    in_query = account.readings["keep-address"] == "query"
    if (operation.query if in_query else operation.body).get("keep_ip"):
        release(account, ip)
    else:
        account.delete(ip)


RESOURCE.child_list(
    "ips",
    visible_ips,
    missing=IP_NOT_FOUND,
    show=show_ip_alone,
    add=add_ip,
    remove=release_ip,
)


def require_ip(account: Account, operation: Operation) -> tuple[Object, Object]:
    """Return the server and the IP of the path. Raise 404."""
    server = RESOURCE.find(account, operation)
    for ip in visible_ips(account, server):
        if ip["id"] == operation.ids[1]:
            return server, ip
    raise not_found(IP_NOT_FOUND)


@operation
def get_server_ip_firewall_policy(account: Account, operation: Operation) -> Any:
    """Show the firewall policy of an IP."""
    _server, ip = require_ip(account, operation)
    return show_ip(account, ip)[account.readings["policy-key"]]


@operation
def assign_server_ip_firewall_policy(account: Account, operation: Operation) -> Any:
    """Assign an IP to a firewall policy (api-notes: unknown-id-in-body)."""
    (server, ip), policy = require_ip(account, operation), operation.body["id"]
    if not account.exists(FIREWALL_POLICIES, policy):
        raise wrong_value("id", policy)
    account.update(ip, _policy=policy)
    account.begin_side_change(FIREWALL_POLICIES, policy)
    return show(account, server)


@operation
def list_server_ip_load_balancers(account: Account, operation: Operation) -> Any:
    """Show the load balancers of an IP."""
    _server, ip = require_ip(account, operation)
    return show_ip(account, ip)["load_balancers"]


@operation
def assign_server_ip_load_balancer(account: Account, operation: Operation) -> Any:
    """Assign an IP to a load balancer (api-notes: unknown-id-in-body)."""
    (server, ip), balancer = require_ip(account, operation), operation.body["load_balancer_id"]
    if not account.exists(LOAD_BALANCERS, balancer):
        raise wrong_value("load_balancer_id", balancer)
    assign_balancer(account, ip, balancer)
    account.begin_side_change(LOAD_BALANCERS, balancer)
    return show(account, server)


@operation
def unassign_server_ip_load_balancer(account: Account, operation: Operation) -> Any:
    """Unassign an IP from a load balancer."""
    (server, ip), balancer = require_ip(account, operation), operation.ids[2]
    if balancer not in ip["_balancers"]:
        raise not_found(BALANCER_NOT_FOUND)
    unassign_balancer(account, ip, balancer)
    account.begin_side_change(LOAD_BALANCERS, balancer)
    return show(account, server)


# -- private networks: the answers show the server before the change
# (api-notes: network-join-shown-before)


@effect
def network_joined(account: Account, server: Object, network: str) -> None:
    """Let a server join a network that still exists."""
    joined = account.find(PRIVATE_NETWORKS, network)
    if joined:
        account.update(joined, _servers=union(joined["_servers"], [server["id"]]))


@effect
def network_left(account: Account, server: Object, network: str) -> None:
    """Let a server leave a network that still exists."""
    left = account.find(PRIVATE_NETWORKS, network)
    if left:
        servers = [identifier for identifier in left["_servers"] if identifier != server["id"]]
        account.update(left, _servers=servers)


JOIN = Work(None, "join_network", network_joined)
LEAVE = Work(None, "join_network", network_left)


@operation
def list_server_private_networks(account: Account, operation: Operation) -> Any:
    """List the networks of a server."""
    return networks(account, RESOURCE.find(account, operation))


def require_network(account: Account, server: Object, operation: Operation) -> Object:
    """Return the network of the path. Raise 404 if the server is not in it."""
    network = account.get(PRIVATE_NETWORKS, operation.ids[1], NETWORK_NOT_FOUND)
    if server["id"] not in network["_servers"]:
        raise not_found(NETWORK_NOT_FOUND)
    return network


@operation
def get_server_private_network(account: Account, operation: Operation) -> Any:
    """Show a whole network, with null instead of empty texts (api-notes: network-unset)."""
    network = require_network(account, RESOURCE.find(account, operation), operation)
    return {
        **{key: network[key] for key in ("id", "cloudpanel_id", "name", "creation_date")},
        **{key: network[key] or None for key in ("network_address", "subnet_mask", "description")},
        "state": account.state(network),
        "servers": members(account, network),
    }


@operation
def assign_server_private_network(account: Account, operation: Operation) -> Any:
    """Let a server join a network."""
    server, network = RESOURCE.find(account, operation), operation.body["id"]
    if not account.exists(PRIVATE_NETWORKS, network):
        raise unknown_id("id", network)
    require_joinable(account, server)
    account.begin(server, JOIN, network=network)
    account.begin_side_change(PRIVATE_NETWORKS, network)
    return show(account, server)


@operation
def unassign_server_private_network(account: Account, operation: Operation) -> Any:
    """Let a server leave a network."""
    server = RESOURCE.find(account, operation)
    network = require_network(account, server, operation)
    require_joinable(account, server)
    account.begin(server, LEAVE, network=network["id"])
    account.begin_side_change(PRIVATE_NETWORKS, network["id"])
    return show(account, server)
