# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that Ansible can connect to. Pure functions."""

from __future__ import annotations

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

LABEL = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)"
DNS_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?")
MAX_DNS_NAME = 253
#: A label that resolvers read as a number. A name that ends in such a label is an IPv4 address in
#: an unusual spelling.
NUMBER = r"(?:[0-9]+|0x[0-9a-f]*)"
ENDS_IN_NUMBER = re.compile(rf"(?:.*\.)?{NUMBER}\.?")
NUMBERS = re.compile(rf"{NUMBER}(?:\.{NUMBER}){{0,3}}")
LOCAL_NAMES = (
    "localhost",
    "localhost.localdomain",
    "localhost4",
    "localhost6",
    "ip6-localhost",
    "ip6-loopback",
)


def is_address(value: Any) -> bool:
    """Return whether a value is an IP address, or a DNS host name that is not the controller."""
    if not isinstance(value, str) or "%" in value:
        return False
    try:
        ip_address(value)
        return True
    except ValueError:
        return is_dns_name(value) and not is_local(value)


def is_dns_name(text: str) -> bool:
    """Return whether a text is a valid DNS host name."""
    return (
        len(text) <= MAX_DNS_NAME
        and DNS_NAME.fullmatch(text) is not None
        and ENDS_IN_NUMBER.fullmatch(text.lower()) is None
    )


def is_local(text: str) -> bool:
    """Return whether a text is a name or an address of the controller.

    The text can have any spelling that a resolver accepts.
    """
    text = unicodedata.normalize("NFKC", text).casefold().rstrip(".")
    if text in LOCAL_NAMES or text.endswith(".localhost"):
        return True
    address = _ip(text)
    address = getattr(address, "ipv4_mapped", None) or address
    return address is not None and (address.is_loopback or address.is_unspecified)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        # inet_aton accepts short, octal and hexadecimal spellings, such as 127.1.
        return ip_address(socket.inet_aton(text) if NUMBERS.fullmatch(text) else text)
    except (ValueError, OSError):
        return None
