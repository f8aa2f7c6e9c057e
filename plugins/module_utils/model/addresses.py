# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling for addresses, networks and masks. A text that is none of these stays as it is, for the checks to refuse."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, ip_address


def one_address(address: str) -> str:
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return address


def one_source(source: str) -> str:
    """What a rule applies to: a network or a range. A single address has no length and no end, and 0.0.0.0 stands for all addresses."""
    first, dash, last = (part.strip() for part in source.partition("-"))
    try:
        if dash:
            first, last = sorted((IPv4Address(first), IPv4Address(last)))
            return str(first) if first == last else f"{first}-{last}"
        network = IPv4Network(source, strict=False)
    except ValueError:
        return source
    return str(network.network_address) if network.prefixlen in (0, 32) else str(network)


def one_mask(mask: str) -> str:
    """A mask with dots, also for a length such as 24."""
    try:
        return str(IPv4Network(f"0.0.0.0/{mask.strip().lstrip('/')}", strict=False).netmask)
    except ValueError:
        return mask


def same_address(shown: str | None, asked: str | None) -> bool:
    return one_address(str(shown)) == one_address(str(asked))


def same_host(shown: str | None, asked: str | None) -> bool:
    """Whether two addresses or DNS names are the same. Upper case and a final dot make no difference in DNS."""
    return _host(shown) == _host(asked)


def _host(name: str | None) -> str:
    return one_address(str(name or "").rstrip(".").lower())


def same_mailbox(shown: str | None, asked: str | None) -> bool:
    """Whether two mail addresses are the same. Only the case of the domain makes no difference."""
    return _mailbox(shown) == _mailbox(asked)


def _mailbox(address: str | None) -> tuple[str, str]:
    local, _at, domain = (address or "").rpartition("@")
    return local, domain.lower()
