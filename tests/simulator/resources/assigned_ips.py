# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public IPs that are assigned to a firewall policy or a load balancer, in the form of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import wrong_value
from ..kinds import PUBLIC_IPS, SERVERS, Object

#: Code and message of the 404 (api-notes: assigned-not-found).
NOT_ASSIGNED = SERVERS.not_found


def assigned_ips(account: Account, obj: Object, member: str) -> Sequence[dict[str, Any]]:
    """Return the public IPs of servers that are assigned to an object.

    :param member: the internal member of a public IP that contains the id of the object.
    """
    return [
        {
            "id": ip["id"],
            "ip": ip["ip"],
            "server_name": account.get(SERVERS, ip["_server"])["name"],
        }
        for ip in account.objects(PUBLIC_IPS)
        if ip["_server"] and (ip[member] == obj["id"] or obj["id"] in (ip[member] or ()))
    ]


def ips_in_body(account: Account, operation: Operation) -> list[Object]:
    """Return the public IPs in a body (api-notes: server-ips-are-ips).

    :raises ApiError: 400 for an empty list, and for an IP that no server has.
    """
    ips = []
    for identifier in operation.elements("server_ips"):
        ip = account.find(PUBLIC_IPS, identifier)
        if ip is None or not ip["_server"]:
            raise wrong_value("server_ips", identifier)
        ips.append(ip)
    return ips
