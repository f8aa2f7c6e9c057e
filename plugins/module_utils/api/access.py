# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings of a connection have to be, before anything is sent. No message shows a secret."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def clean_token(token: str) -> str:
    """Return the token without blanks and line ends around it. :raises ValueError: It cannot be a token."""
    cleaned = token.strip()
    if token and not cleaned:
        raise ValueError(
            "api_token contains only blanks. Set it to the API key that the Cloud Panel shows."
        )
    if not re.fullmatch(r"[!-~]*", cleaned):
        raise ValueError(
            "api_token contains a blank, a line end, or another character that cannot be in a token. Copy the API key "
            "from the Cloud Panel again."
        )
    return cleaned


def checked_url(url: str) -> SplitResult:
    """:raises ValueError: It is not the address of an API."""
    if "@" in url or "?" in url or "#" in url:
        raise ValueError(
            "api_url contains a user name, a password, a query or a fragment (@, ? or #). Set it to an address of the "
            "form https://host/v1; only api_token gives access."
        )
    try:
        address = urlsplit(url)
        valid = (
            address.scheme in ("http", "https")
            and address.hostname
            and (address.port is None or address.port > 0)
        )
    except ValueError:
        valid = False
    if not valid or not re.fullmatch(r"[!-~]+", url):
        raise ValueError(f"api_url is not an address of the form https://host/v1: {url!r}.")
    return address


def checked_timeout(timeout: float) -> float:
    """:raises ValueError: It is not a length of time."""
    if not (math.isfinite(timeout) and timeout > 0):
        raise ValueError(f"api_timeout is {timeout:g}; it has to be more than 0 seconds.")
    return timeout


def insecurities(address: SplitResult, verify: bool | str) -> Iterator[str]:
    """Yield warnings about a connection that others can read or answer."""
    if address.scheme == "http" and not _is_loopback(address.hostname):
        yield "api_url begins with http, so that api_token is sent without encryption. Use https."
    if address.scheme == "https" and verify is False:
        yield (
            "validate_certs is false, so that another host can pretend to be the API and read api_token. Name the certificate of "
            "the authority in ca_path instead."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
