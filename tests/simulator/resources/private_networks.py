# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private networks.

Servers join and leave while they are off and have no snapshot
(api-notes: join-network, members-without-snapshot).
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import invalid_value, wrong_state
from ..kinds import PRIVATE_NETWORKS, SERVERS, Object
from ..resource import REMOVAL, Resource, ids_in_body, union
from ..work import CHANGE, Work
from .catalogue import datacenter

JOIN = Work("CONFIGURING", "join_network")


def show(account: Account, network: Object) -> dict[str, Any]:
    """Show a network."""
    return {**account.show(network), "servers": members(account, network)}


def members(account: Account, network: Object) -> list[dict[str, Any]]:
    """Return the servers of a network."""
    return account.references(SERVERS, network["_servers"])


def check_address(members: Mapping[str, Any]) -> None:
    """Raise 400 if address and mask do not fit (api-notes: network-address-and-mask)."""
    address, mask = members.get("network_address"), members.get("subnet_mask")
    if address or mask:
        try:
            IPv4Network(f"{address}/{mask}")
        except ValueError:
            raise invalid_value("network_address") from None


def require_joinable(account: Account, server: Object) -> None:
    """Raise 403 if a server cannot join or leave now.

    (api-notes: join-network, members-without-snapshot)
    """
    account.require_idle(server)
    state = account.state(server)
    if state != "POWERED_OFF" and account.readings["join-network"] == "off":
        raise wrong_state("The server has to be powered off", "Server", server["id"], state)
    if server["snapshot"]:
        raise wrong_state("The server has a snapshot", "Server", server["id"], state)


def create(account: Account, operation: Operation) -> Object:
    """Create a network (api-notes: network-limit)."""
    body = operation.body
    account.check_limit(PRIVATE_NETWORKS, "private_network", whole=True)
    check_address(body)
    return account.create(
        PRIVATE_NETWORKS,
        name=body["name"],
        description=body.get("description", ""),
        datacenter=datacenter(account, body.get("datacenter_id")),
        network_address=body.get("network_address", ""),
        subnet_mask=body.get("subnet_mask", ""),
        _servers=[],
    )


def update(_account: Account, network: Object, operation: Operation) -> None:
    """Change a network."""
    check_address({**network, **operation.body})
    network.update(operation.body)


def check_removal(account: Account, network: Object, _operation: Operation) -> None:
    """Raise 403 if a server of the network cannot leave (api-notes: network-removal)."""
    for member in members(account, network):
        require_joinable(account, account.get(SERVERS, member["id"]))


def attach(account: Account, network: Object, operation: Operation) -> Any:
    """Attach servers, and answer with all servers (api-notes: answer-is-list)."""
    identifiers = ids_in_body(account, operation, "servers", SERVERS)
    for identifier in identifiers:
        require_joinable(account, account.get(SERVERS, identifier))
    network["_servers"] = union(network["_servers"], identifiers)
    return members(account, network)


def detach(account: Account, network: Object, member: Any, _operation: Operation) -> None:
    """Detach a server."""
    require_joinable(account, account.get(SERVERS, member["id"]))
    network["_servers"].remove(member["id"])


NETWORKS = Resource(PRIVATE_NETWORKS, show)
NETWORKS.crud(
    create=create,
    creating=Work("CONFIGURING", "private_network"),
    update=update,
    updating=CHANGE,
    delete=check_removal,
    deleting=REMOVAL,
)
NETWORKS.child_list(
    "servers", members, missing=SERVERS.not_found, add=attach, remove=detach, work=JOIN
)
