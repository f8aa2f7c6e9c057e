# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may reach a port: firewall policies for what passes through the simulator. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from .world import FirewallRule

CARRIES_TCP = ("TCP", "TCP/UDP", "ANY")


def allowed(rules: Sequence[FirewallRule], source: str, port: int) -> bool:
    """Closed unless a rule accepts and none denies."""
    matching = [rule for rule in rules if _covers(rule, port) and _from(rule, source)]
    return any(rule.action == "accept" for rule in matching) and not any(
        rule.action == "deny" for rule in matching
    )


def opens(rules: Sequence[FirewallRule], port: int) -> bool:
    """Whether anybody at all may reach the port."""
    return any(rule.action == "accept" and _covers(rule, port) for rule in rules)


def _covers(rule: FirewallRule, port: int) -> bool:
    in_range = rule.port_from is None or rule.port_from <= port <= (rule.port_to or rule.port_from)
    return rule.protocol in CARRIES_TCP and in_range


def _from(rule: FirewallRule, source: str) -> bool:
    if rule.source in ("", "0.0.0.0"):
        return True
    first, dash, last = rule.source.partition("-")
    if dash:
        return ip_address(first) <= ip_address(source) <= ip_address(last)
    return ip_address(source) in ip_network(rule.source, strict=False)
