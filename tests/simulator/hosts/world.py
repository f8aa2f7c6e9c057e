# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts, load balancers, images and block storages of this machine, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FirewallRule:
    """A rule of a firewall policy.

    :param action: accept or deny.
    :param protocol: as in the API.
    :param port_from: the first port; None: all ports.
    :param source: an address, a network or a range; 0.0.0.0: all addresses.
    """

    action: str
    protocol: str
    port_from: int | None
    port_to: int | None
    source: str


@dataclass(frozen=True)
class Address:
    """A public address of a host.

    :param rules: those of its firewall policy. Without rules, all connections are blocked.
    """

    ip: str
    rules: tuple[FirewallRule, ...]


@dataclass(frozen=True)
class Host:
    """A server.

    :param incarnation: another text after each installation, which replaces the home.
    :param source: the id of the image that is installed, or another id.
    :param keys: the public keys that it accepts, in OpenSSH form.
    :param password: the password that it accepts, or None.
    """

    id: str
    name: str
    incarnation: str
    source: str | None
    powered_on: bool
    addresses: tuple[Address, ...]
    keys: tuple[str, ...]
    password: str | None


@dataclass(frozen=True)
class BalancerRule:
    """A rule of a load balancer."""

    protocol: str
    port_balancer: int
    port_server: int
    source: str


@dataclass(frozen=True)
class Balancer:
    """A load balancer.

    :param persistence: the real seconds for which a client keeps its server; None: it does not.
    :param health_check_interval: the real seconds between two checks; None: there are none.
    :param targets: the public addresses of its servers.
    """

    id: str
    ip: str
    method: str
    persistence: float | None
    health_check_interval: float | None
    rules: tuple[BalancerRule, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class ServerImage:
    """An image of a server.

    :param server: the id of the server.
    """

    id: str
    server: str


@dataclass(frozen=True)
class Storage:
    """A block storage.

    :param size: in GB.
    :param server: the id of the server that has it, or None.
    """

    id: str
    size: int
    server: str | None


@dataclass(frozen=True)
class World:
    """All hosts, load balancers, images of hosts and block storages."""

    hosts: tuple[Host, ...] = ()
    balancers: tuple[Balancer, ...] = ()
    images: tuple[ServerImage, ...] = ()
    storages: tuple[Storage, ...] = ()
