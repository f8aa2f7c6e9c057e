# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring addresses, networks, masks and mailboxes to one spelling. Pure functions.

A text that is not an address stays unchanged, so that the checks of options or the API reject it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, ip_address


def normalize_address(address: str) -> str:
    """Return an IP address in its usual spelling."""
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return address


def normalize_source(source: str) -> str:
    """Return the source of a rule: an address, a network such as 10.0.0.0/8, or a range a-b.

    A network or range of one address becomes the address. 0.0.0.0 stands for all addresses.
    """
    first, dash, last = (part.strip() for part in source.partition("-"))
    try:
        if dash:
            low, high = sorted((IPv4Address(first), IPv4Address(last)))
            return str(low) if low == high else f"{low}-{high}"
        network = IPv4Network(source, strict=False)
    except ValueError:
        return source
    return str(network.network_address) if network.prefixlen in (0, 32) else str(network)


def normalize_mask(mask: str) -> str:
    """Return a subnet mask such as 255.255.255.0, also for a prefix length such as 24 or /24."""
    try:
        return str(IPv4Network(f"0.0.0.0/{mask.strip().lstrip('/')}", strict=False).netmask)
    except ValueError:
        return mask


def same_address(current: str | None, desired: str | None) -> bool:
    """Return whether two texts are the same IP address."""
    return normalize_address(str(current)) == normalize_address(str(desired))


def same_host(current: str | None, desired: str | None) -> bool:
    """Return whether two IP addresses or DNS names are the same."""
    return normalize_host(current) == normalize_host(desired)


def normalize_host(name: str | None) -> str:
    """Return an IP address or DNS name in its usual spelling.

    DNS ignores upper case and a final dot.
    """
    return normalize_address(str(name or "").rstrip(".").lower())


def same_mailbox(current: str | None, desired: str | None) -> bool:
    """Return whether two mail addresses are the same. Only the domain ignores upper case."""
    return _normalize_mailbox(current) == _normalize_mailbox(desired)


def _normalize_mailbox(address: str | None) -> tuple[str, str]:
    local, _at, domain = (address or "").rpartition("@")
    return local, domain.lower()
