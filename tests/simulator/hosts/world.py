# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account asks of the machine it runs on: hosts and balancers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FirewallRule:
    """action: accept or deny; protocol as the API spells it; ports None = every port; source 0.0.0.0 = everybody, else an
    address or network.
    """

    action: str
    protocol: str
    port_from: int | None
    port_to: int | None
    source: str


@dataclass(frozen=True)
class Address:
    """A public address of a host with the rules of its firewall policy (none: everything is blocked)."""

    ip: str
    rules: tuple[FirewallRule, ...]


@dataclass(frozen=True)
class Host:
    """A server. incarnation changes when it is imaged anew: its home starts empty again."""

    id: str
    name: str
    incarnation: str
    powered_on: bool
    addresses: tuple[Address, ...]
    keys: tuple[str, ...]
    password: str | None


@dataclass(frozen=True)
class BalancerRule:
    protocol: str
    port_balancer: int
    port_server: int
    source: str


@dataclass(frozen=True)
class Balancer:
    """persistence: seconds a client stays with its server, None for never. health_check_interval: real seconds, None for
    no check. targets: server addresses.
    """

    id: str
    ip: str
    method: str
    persistence: float | None
    health_check_interval: float | None
    rules: tuple[BalancerRule, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class World:
    hosts: tuple[Host, ...] = ()
    balancers: tuple[Balancer, ...] = ()
