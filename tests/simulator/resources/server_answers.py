# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How servers and their parts are shown."""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..kinds import (
    FIREWALL_POLICIES,
    LOAD_BALANCERS,
    MONITORING_POLICIES,
    PRIVATE_NETWORKS,
    PUBLIC_IPS,
    SERVERS,
    Object,
)
from ..resource import Resource
from . import block_storages

#: Members of servers and of their IPs that are an object, or a list (api-notes: empty-members).
OBJECTS = ("dvd", "snapshot", "alerts", "monitoring_policy", "firewall_policy", "firewall_policies")
LISTS = ("ips", "private_networks", "load_balancers")


def show(account: Account, server: Object) -> dict[str, Any]:
    """Show a server by itself."""
    return with_empty_members(account, _show(account, server))


def _show(account: Account, server: Object) -> dict[str, Any]:
    """Show a server (api-notes: idle-percent, no-fixed-size, new-server-answer)."""
    policy = account.find(MONITORING_POLICIES, server["_monitoring"])
    idle = 0 if account.readings["idle-percent"] == "zero" else None
    no_size = 0 if account.readings["no-fixed-size"] == "zero" else None
    ips = None
    if shows_addresses(account, server):
        ips = [show_ip(account, ip) for ip in addresses(account, server)]
    return {
        **server.public(),
        "hardware": {
            **server["hardware"],
            "fixed_instance_size_id": server["hardware"]["fixed_instance_size_id"] or no_size,
            "hdds": disks(account, server),
        },
        "status": {"state": account.state(server), "percent": account.percent(server) or idle},
        "ips": ips,
        "private_networks": networks(account, server) if server["_deployed"] else None,
        "monitoring_policy": policy.reference() if policy else None,
    }


def show_in_list(account: Account, server: Object) -> dict[str, Any]:
    """Show a server as lists do (api-notes: listed-servers)."""
    answer = _show(account, server)
    ips = [{**ip, "reverse_dns": ip["reverse_dns"] or ""} for ip in answer["ips"] or []]
    for ip in ips:
        del ip["main"]
    listed = {
        **answer,
        "ips": ips,
        "dvd": answer["dvd"] or {},
        "snapshot": answer["snapshot"] or {},
        "private_networks": answer["private_networks"] or [],
        "status": {**answer["status"], "percent": answer["status"]["percent"] or 0},
    }
    return with_empty_members(account, listed)


def show_action(account: Account, server: Object) -> dict[str, Any]:
    """Show a server as the answers to actions do (api-notes: work-percent)."""
    answer = show(account, server)
    if account.readings["work-percent"] == "null":
        answer["status"] = {**answer["status"], "percent": None}
    return answer


def with_empty_members(account: Account, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a server or an IP with its empty members (api-notes: empty-members)."""
    empty = account.readings["empty-members"]
    if empty == "plain":
        return answer
    changed = dict(answer)
    for key in (*OBJECTS, *LISTS):
        if key in answer and not answer[key]:
            changed[key] = None if empty == "null" else []
    if changed.get("ips"):
        changed["ips"] = [with_empty_members(account, ip) for ip in changed["ips"]]
    return changed


# -- parts of a server


def disks(account: Account, server: Object) -> list[dict[str, Any]]:
    """Return its own disks, and its block storages (api-notes: block-storage-among-disks)."""
    if not server["_deployed"]:
        return []
    return [*server["hardware"]["hdds"], *block_storages.disks(account, server)]


def shows_addresses(account: Account, server: Object) -> bool:
    """Return True if a server shows its IPs already (api-notes: late-addresses)."""
    return bool(server["_deployed"]) and account.clock.now() >= server.get("_addressed", 0)


def addresses(account: Account, server: Object) -> list[Object]:
    """Return the IPs of a server.

    A list that is late can show a removed server. Its former IPs are not its own any more.
    """
    ips = (account.find(PUBLIC_IPS, identifier) for identifier in server["_ips"])
    return [ip for ip in ips if ip and ip["_server"] == server["id"]]


def show_ip(account: Account, ip: Object) -> dict[str, Any]:
    """Show an IP as servers do.

    (api-notes: main-address, address-has-policy, address-has-balancers, policy-key)
    """
    policy = account.find(FIREWALL_POLICIES, ip["_policy"])
    server = account.get(SERVERS, ip["_server"])
    return {
        "id": ip["id"],
        "ip": ip["ip"],
        "type": ip["type"],
        "reverse_dns": ip["reverse_dns"],
        "main": server["_ips"][0] == ip["id"],
        account.readings["policy-key"]: policy.reference() if policy else None,
        "load_balancers": account.references(LOAD_BALANCERS, ip["_balancers"]),
    }


def networks(account: Account, server: Object) -> list[dict[str, Any]]:
    """Return the private networks of a server."""
    return [
        network.reference()
        for network in account.objects(PRIVATE_NETWORKS)
        if server["id"] in network["_servers"]
    ]


RESOURCE = Resource(SERVERS, show)
