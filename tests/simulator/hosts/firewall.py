# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies: whether a connection through the simulator is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from .world import FirewallRule

#: The protocols of rules that apply to TCP.
TCP = ("TCP", "TCP/UDP", "ANY")


def allowed(rules: Sequence[FirewallRule], source: str, port: int) -> bool:
    """Return True if a rule accepts a TCP connection and no rule denies it."""
    actions = {rule.action for rule in rules if _has_port(rule, port) and _has_source(rule, source)}
    return "accept" in actions and "deny" not in actions


def opens(rules: Sequence[FirewallRule], port: int) -> bool:
    """Return True if a rule accepts TCP connections to a port from any address."""
    return any(rule.action == "accept" and _has_port(rule, port) for rule in rules)


def _has_port(rule: FirewallRule, port: int) -> bool:
    in_range = rule.port_from is None or rule.port_from <= port <= (rule.port_to or rule.port_from)
    return rule.protocol in TCP and in_range


def _has_source(rule: FirewallRule, source: str) -> bool:
    if rule.source in ("", "0.0.0.0"):
        return True
    first, dash, last = rule.source.partition("-")
    if dash:
        return int(ip_address(first)) <= int(ip_address(source)) <= int(ip_address(last))
    return ip_address(source) in ip_network(rule.source, strict=False)
