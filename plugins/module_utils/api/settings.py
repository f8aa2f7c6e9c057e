# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the settings of a connection: token, URL and timeout. Pure functions.

No message contains the token or another secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

#: (api-notes: base-url, former-url)
DEFAULT_URL = "https://cloudpanel-api.ionos.com/v1"


@dataclass(frozen=True)
class ConnectionSettings:
    """The checked settings of a connection.

    :param token: "" for requests that need none.
    :param url: without a slash at its end.
    :param timeout: seconds for a connection and for each read.
    :param verify: False, True, or the path of a CA bundle.
    """

    token: str
    url: str
    timeout: float
    verify: bool | str

    @classmethod
    def checked(
        cls, token: str, url: str, timeout: float, verify: bool | str
    ) -> ConnectionSettings:
        """Return the settings. :raises ValueError: one of them is not valid."""
        token = clean_token(token)
        parse_url(url)
        return cls(token, url.rstrip("/"), check_timeout(timeout), verify)

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port of the API."""
        parts = parse_url(self.url)
        return parts.hostname or "", parts.port or 443

    def warnings(self) -> Iterator[str]:
        """Yield warnings about a connection that others can read or answer."""
        return security_warnings(parse_url(self.url), self.verify)


def clean_token(token: str) -> str:
    """Return the token without blanks and line ends around it.

    :raises ValueError: the text cannot be a token.
    """
    cleaned = token.strip()
    if token and not cleaned:
        raise ValueError(
            "api_token contains only blanks. Set it to the API key that the Cloud Panel shows."
        )
    if not re.fullmatch(r"[!-~]*", cleaned):
        raise ValueError(
            "api_token contains a blank, a line end, or another character that cannot be in a "
            "token. Copy the API key from the Cloud Panel again."
        )
    return cleaned


def parse_url(url: str) -> SplitResult:
    """Return the parts of the URL of an API.

    :raises ValueError: the text is not such a URL.
    """
    if "@" in url or "?" in url or "#" in url:
        raise ValueError(
            "api_url contains a user name, a password, a query or a fragment (@, ? or #). Set it "
            "to an address of the form https://host/v1. The only credentials are api_token."
        )
    try:
        parts = urlsplit(url)
        valid = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        valid = False
    if not valid or not re.fullmatch(r"[!-~]+", url):
        raise ValueError(f"api_url is not an address of the form https://host/v1: {url!r}.")
    return parts


def check_timeout(timeout: float) -> float:
    """Return a timeout in seconds.

    :raises ValueError: the number is not a positive, finite length of time.
    """
    if not (math.isfinite(timeout) and timeout > 0):
        raise ValueError(f"api_timeout is {timeout:g}; it has to be more than 0 seconds.")
    return timeout


def security_warnings(url: SplitResult, verify: bool | str) -> Iterator[str]:
    """Yield warnings about a connection that others can read or answer.

    :param verify: False, True, or the path of a CA bundle.
    """
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        yield "api_url begins with http, so api_token is sent without encryption. Use https."
    if url.scheme == "https" and verify is False:
        yield (
            "validate_certs is false, so another host can pretend to be the API and read "
            "api_token. Set ca_path to the certificate of the authority instead."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
