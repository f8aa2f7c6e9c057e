# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public IPs: free ones, those of servers, and those of balancers (api-notes: assigned-to).

The one place where an address is kept: ``_server`` and ``_balancer`` say whose it is, ``_policy`` and ``_balancers`` what
a server's address is assigned to. What servers, policies and balancers show of addresses is read off here.
"""

from __future__ import annotations

from typing import Any

from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .errors import Problem, invalid
from .operations import Answer, list_operation, operation

KIND = "public_ips"


def give_address(account: Account, datacenter: dict[str, Any], **own: Any) -> dict[str, Any]:
    values = {"_server": None, "_balancer": None, "_policy": None, "_balancers": [], **own}
    return account.create(
        KIND,
        "IP",
        ip=account.new_address(),
        type="IPV4",
        datacenter=datacenter,
        reverse_dns=None,
        _state="ACTIVE",
        **values,
    )


@effect
def remove_address(account: Account, ip: dict[str, Any]) -> None:
    account.delete(KIND, ip)


def show(account: Account, ip: dict[str, Any]) -> dict[str, Any]:
    """Show an address and whose it is (api-notes: assigned-to)."""
    server = account.store.kind("servers").get(ip["_server"] or "")
    balancer = account.store.kind("load_balancers").get(ip["_balancer"] or "")
    owner = (
        {"id": server["id"], "name": server["name"], "type": "SERVER"}
        if server
        else {"id": balancer["id"], "name": balancer["name"], "type": "LOAD_BALANCER"}
        if balancer
        else None
    )
    return {
        **shown(ip),
        "state": account.state(ip),
        "assigned_to": owner,
        "is_dhcp": server is not None,
    }


def check_name(name: str) -> None:
    """Check a host name (api-notes: reverse-dns-form, reverse-dns-dot). :raises Problem: it is none."""
    if name and (" " in name or "." not in name):
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Wrong value Field(s) reverse_dns",
            {"invalid": "reverse_dns"},
        )


list_operation("list_public_ips", KIND, show)


@operation
def create_public_ip(account: Account, operation: Operation) -> Answer:
    if operation.body.get("type", "IPV4") != "IPV4":
        raise invalid("Invalid type. Only IPV4 allowed")
    check_name(operation.body.get("reverse_dns", ""))
    ip = give_address(account, datacenter(account, operation.body.get("datacenter_id")))
    ip["reverse_dns"] = operation.body.get("reverse_dns") or None
    account.save(KIND, ip)
    return 201, show(account, ip)


@operation
def get_public_ip(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["ip_id"]))


@operation
def update_public_ip(account: Account, operation: Operation) -> Answer:
    """Set or remove the name of an address (api-notes: empty-reverse-dns)."""
    ip = account.get(KIND, operation.params["ip_id"])
    check_name(operation.body.get("reverse_dns", ""))
    if "reverse_dns" in operation.body:
        ip["reverse_dns"] = operation.body["reverse_dns"] or None
    account.save(KIND, ip)
    return 202, show(account, ip)


@operation
def delete_public_ip(account: Account, operation: Operation) -> Answer:
    """Remove an address that nothing uses (api-notes: address-in-use, address-of-server)."""
    ip = account.get(KIND, operation.params["ip_id"])
    account.require_idle("PublicIp", ip)
    if ip["_balancer"]:
        raise Problem(403, "INVALID_STATE", "Cannot delete ip attached to load balancer")
    if ip["_server"]:
        raise Problem(403, "INVALID_STATE", "Cannot delete ip attached to server")
    account.begin(KIND, ip, "REMOVING", "address", "remove_address")
    return 202, show(account, ip)
