# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private networks. Members join, leave and see their network removed while they are off and have no snapshot
(api-notes: join-network, members-without-snapshot)."""

from __future__ import annotations

import ipaddress
from typing import Any

from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .errors import Problem, not_found, too_many, wrong_state, wrong_value
from .operations import Answer, list_operation, operation

KIND = "private_networks"


def show(account: Account, network: dict[str, Any]) -> dict[str, Any]:
    return {**shown(network), "state": account.state(network), "servers": members(account, network)}


def members(account: Account, network: dict[str, Any]) -> list[dict[str, Any]]:
    servers = account.store.kind("servers")
    return [
        {"id": each, "name": servers[each]["name"]}
        for each in network["_servers"]
        if each in servers
    ]


def check_network(body: dict[str, Any]) -> None:
    """An address and a mask that belong together (api-notes: network-address-and-mask)."""
    if not (body.get("network_address") or body.get("subnet_mask")):
        return
    try:
        ipaddress.IPv4Network(f"{body.get('network_address')}/{body.get('subnet_mask')}")
    except ValueError:
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Wrong value Field(s) network_address",
            {"invalid": "network_address"},
        ) from None


def require_joinable(account: Account, server: dict[str, Any]) -> None:
    """Refuse a server that may not join or leave (api-notes: join-network, members-without-snapshot). :raises Problem: 403."""
    account.require_idle("Server", server)
    if account.state(server) != "POWERED_OFF" and account.readings["join-network"] == "off":
        raise wrong_state(
            "The server has to be powered off", "Server", server["id"], account.state(server)
        )
    if server["snapshot"]:
        raise wrong_state(
            "The server has a snapshot", "Server", server["id"], account.state(server)
        )


@effect
def remove_private_network(account: Account, network: dict[str, Any]) -> None:
    account.delete(KIND, network)


list_operation("list_private_networks", KIND, show)


@operation
def create_private_network(account: Account, operation: Operation) -> Answer:
    """Create a network, up to a number (api-notes: network-limit)."""
    body = operation.body
    count = len(account.store.kind(KIND)) + 1
    if count > account.limits["private_networks"]:
        raise too_many("private_network", count, account.limits["private_networks"], whole=True)
    check_network(body)
    network = account.create(
        KIND,
        "pn",
        name=body["name"],
        description=body.get("description", ""),
        datacenter=datacenter(account, body.get("datacenter_id")),
        network_address=body.get("network_address", ""),
        subnet_mask=body.get("subnet_mask", ""),
        _servers=[],
        _state="ACTIVE",
    )
    account.begin(KIND, network, "CONFIGURING", "private_network")
    return 202, show(account, network)


@operation
def get_private_network(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["private_network_id"]))


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    network = account.get(KIND, operation.params["private_network_id"])
    account.require_idle("PrivateNetwork", network)
    return network


@operation
def update_private_network(account: Account, operation: Operation) -> Answer:
    network = idle(account, operation)
    check_network({**network, **operation.body})
    network.update(operation.body)
    account.begin(KIND, network, "CONFIGURING", "change")
    return 200, show(account, network)


@operation
def delete_private_network(account: Account, operation: Operation) -> Answer:
    """Remove a network whose members are off (api-notes: network-removal)."""
    network = idle(account, operation)
    for member in members(account, network):
        require_joinable(account, account.get("servers", member["id"]))
    account.begin(KIND, network, "REMOVING", "remove", "remove_private_network")
    return 202, show(account, network)


@operation
def list_private_network_servers(account: Account, operation: Operation) -> Answer:
    return 200, members(account, account.get(KIND, operation.params["private_network_id"]))


@operation
def get_private_network_server(account: Account, operation: Operation) -> Answer:
    found = [
        each
        for each in list_private_network_servers(account, operation)[1]
        if each["id"] == operation.params["server_id"]
    ]
    if not found:
        raise not_found("servers")
    return 200, found[0]


@operation
def attach_private_network_servers(account: Account, operation: Operation) -> Answer:
    """Add members; answer with the list of members (api-notes: answer-is-list)."""
    network = idle(account, operation)
    if not operation.body["servers"]:
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Required field(s) servers missing or empty. ",
            {"required": "servers"},
        )
    unknown = next(
        (each for each in operation.body["servers"] if each not in account.store.kind("servers")),
        None,
    )
    if unknown:
        raise wrong_value("servers", unknown)
    for identifier in operation.body["servers"]:
        require_joinable(account, account.get("servers", identifier))
    network["_servers"] = list(dict.fromkeys([*network["_servers"], *operation.body["servers"]]))
    account.begin(KIND, network, "CONFIGURING", "join_network")
    return 202, members(account, network)


@operation
def detach_private_network_server(account: Account, operation: Operation) -> Answer:
    network = idle(account, operation)
    get_private_network_server(account, operation)
    require_joinable(account, account.get("servers", operation.params["server_id"]))
    network["_servers"].remove(operation.params["server_id"])
    account.begin(KIND, network, "CONFIGURING", "join_network")
    return 202, show(account, network)
