# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public IPs, and what uses them (api-notes: assigned-to).

Only the internal members of a public IP contain the server or load balancer that has it, and the
firewall policy and load balancers that it is assigned to. Other objects compute it from them.
"""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, invalid, invalid_value
from ..kinds import LOAD_BALANCERS, PUBLIC_IPS, SERVERS, Object
from ..resource import Resource, removed, unguarded
from ..work import Work
from .catalogue import datacenter


def new_public_ip(account: Account, datacenter: dict[str, Any], **internal: Any) -> Object:
    """Create a public IP. ``internal`` has internal members that are not empty."""
    free: dict[str, Any] = {"_server": None, "_balancer": None, "_policy": None, "_balancers": []}
    return account.create(
        PUBLIC_IPS,
        ip=account.new_address(),
        type="IPV4",
        datacenter=datacenter,
        reverse_dns=None,
        **{**free, **internal},
    )


def release(account: Account, ip: Object) -> None:
    """Take a public IP from its server, and keep it."""
    account.update(ip, _server=None, _policy=None, _balancers=[])


def assign_balancer(account: Account, ip: Object, balancer: str) -> None:
    """Assign a public IP of a server to a load balancer."""
    others = [identifier for identifier in ip["_balancers"] if identifier != balancer]
    account.update(ip, _balancers=[*others, balancer])


def unassign_balancer(account: Account, ip: Object, balancer: str) -> None:
    """Undo ``assign_balancer``."""
    others = [identifier for identifier in ip["_balancers"] if identifier != balancer]
    account.update(ip, _balancers=others)


def show(account: Account, ip: Object) -> dict[str, Any]:
    """Show a public IP, and what it is assigned to (api-notes: assigned-to)."""
    server = account.find(SERVERS, ip["_server"])
    balancer = account.find(LOAD_BALANCERS, ip["_balancer"])
    owner = None
    if server:
        owner = {**server.reference(), "type": "SERVER"}
    elif balancer:
        owner = {**balancer.reference(), "type": "LOAD_BALANCER"}
    return {**account.show(ip), "assigned_to": owner, "is_dhcp": server is not None}


def check_reverse_dns(name: str) -> None:
    """Raise 400 for a text that is no host name (api-notes: reverse-dns-form, reverse-dns-dot)."""
    if name and (" " in name or "." not in name):
        raise invalid_value("reverse_dns")


def create(account: Account, operation: Operation) -> Object:
    """Create a free public IP (api-notes: only-ipv4)."""
    body = operation.body
    if body.get("type", "IPV4") != "IPV4":
        raise invalid("Invalid type. Only IPV4 allowed")
    check_reverse_dns(body.get("reverse_dns", ""))
    ip = new_public_ip(account, datacenter(account, body.get("datacenter_id")))
    ip["reverse_dns"] = body.get("reverse_dns") or None
    return ip


def update(_account: Account, ip: Object, operation: Operation) -> None:
    """Change the reverse DNS name, or remove it (api-notes: empty-reverse-dns)."""
    check_reverse_dns(operation.body.get("reverse_dns", ""))
    if "reverse_dns" in operation.body:
        ip["reverse_dns"] = operation.body["reverse_dns"] or None


def check_removal(account: Account, ip: Object, _operation: Operation) -> None:
    """Raise 403 if something uses the public IP (api-notes: address-in-use, address-of-server)."""
    account.require_idle(ip)
    if ip["_balancer"]:
        raise ApiError(403, "INVALID_STATE", "Cannot delete ip attached to load balancer")
    if ip["_server"]:
        raise ApiError(403, "INVALID_STATE", "Cannot delete ip attached to server")


Resource(PUBLIC_IPS, show, unguarded).crud(
    create=create,
    update=update,
    delete=check_removal,
    deleting=Work("REMOVING", "address", removed),
)
