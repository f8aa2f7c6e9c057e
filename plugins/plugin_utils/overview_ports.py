# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports of an account that are open to all addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Members = Mapping[str, Any]
#: Sources that mean all addresses (api-notes: rule-source-default).
EVERYWHERE = ("", "0.0.0.0", "0.0.0.0/0", "::/0")
LAST_PORT = 65535
#: What listens on well-known ports.
SERVICES = {
    20: "FTP",
    21: "FTP",
    22: "SSH",
    23: "Telnet",
    25: "SMTP",
    53: "DNS",
    80: "HTTP",
    111: "RPC",
    135: "Windows RPC",
    139: "NetBIOS",
    389: "LDAP",
    443: "HTTPS",
    445: "SMB",
    1433: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    2375: "Docker",
    3306: "MySQL",
    3389: "Remote Desktop",
    5432: "PostgreSQL",
    5900: "VNC",
    6379: "Redis",
    6443: "Kubernetes",
    8080: "HTTP",
    8443: "HTTPS",
    9200: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
}


def open_ports(lists: Mapping[str, Any], expected: set[int]) -> list[dict[str, Any]]:
    """Return the rules that accept all addresses, the unexpected ones first.

    A firewall policy without addresses opens nothing, and neither does a load balancer without
    servers.

    :param expected: ports that may be open.
    """
    found = [*_policy_rules(lists), *_balancer_rules(lists)]
    for rule in found:
        first, last = rule["ports"]
        rule["expected"] = last - first < len(expected) and expected >= set(range(first, last + 1))
        rule["port"] = _text(first, last)
        rule["service"] = SERVICES.get(first, "") if first == last else ""
    return sorted(
        found, key=lambda rule: (rule["expected"], rule["via"], rule["ports"], rule["protocol"])
    )


def _policy_rules(lists: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the open rules of firewall policies that servers have."""
    for policy in lists.get("firewall_policies") or ():
        targets = [
            f"{each.get('server_name') or 'server'} ({each.get('ip') or 'new address'})"
            for each in policy.get("server_ips") or ()
        ]
        for rule in policy.get("rules") or ():
            if targets and rule.get("action") != "deny" and _is_open(rule):
                yield _entry("firewall policy", policy, rule, _ports(rule), targets)


def _balancer_rules(lists: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the open rules of load balancers that have servers."""
    for balancer in lists.get("load_balancers") or ():
        targets = [
            str(each.get("server_name") or each.get("ip") or "server")
            for each in balancer.get("server_ips") or ()
        ]
        for rule in balancer.get("rules") or ():
            port = int(rule.get("port_balancer") or 0)
            if targets and _is_open(rule):
                yield _entry(
                    "load balancer", balancer, rule, (port or 1, port or LAST_PORT), targets
                )


def _entry(
    kind: str, owner: Members, rule: Members, ports: tuple[int, int], targets: list[str]
) -> dict[str, Any]:
    """Return a rule of a policy or load balancer."""
    return {
        "kind": kind,
        "via": str(owner["name"]),
        "protocol": str(rule.get("protocol") or "ANY"),
        "ports": ports,
        "targets": sorted(targets),
    }


def _is_open(rule: Members) -> bool:
    """Return whether a rule accepts all addresses."""
    return str(rule.get("source") or "").strip() in EVERYWHERE


def _ports(rule: Members) -> tuple[int, int]:
    """Return the first and the last port (api-notes: rule-ports).

    A rule without ports is for all of them.
    """
    first, last = rule.get("port_from"), rule.get("port_to")
    return int(first or 1), int(last or first or LAST_PORT)


def _text(first: int, last: int) -> str:
    """Return ports as text."""
    if (first, last) == (1, LAST_PORT):
        return "all"
    return str(first) if first == last else f"{first}-{last}"
