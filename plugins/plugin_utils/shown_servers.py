# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses and states of objects as results and the inventory show them. Pure functions."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import FAILED
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import is_transitional

VERSIONS = (4, 6)


class UnusableValueError(Exception):
    """A filter or a test got a value with which it cannot work."""


def addresses(value: Any, version: int | None = None, network: str | None = None) -> list[str]:
    """Return the IP addresses of a server, of several servers, or of elements of ``ips``.

    :param version: 4 or 6. None: both.
    :param network: only addresses in this network, such as 198.51.100.0/24.
    :raises UnusableValueError: the value or a parameter is not valid.
    """
    if version not in (None, *VERSIONS):
        raise UnusableValueError(f"version is {version!r}. Set it to 4 or 6.")
    try:
        wanted = ipaddress.ip_network(network, strict=False) if network else None
    except ValueError as error:
        raise UnusableValueError(
            f"network is {network!r}. Set it to a network such as 198.51.100.0/24."
        ) from error
    return [
        text
        for text, address in ((each, ipaddress.ip_address(each)) for each in _shown(value))
        if version in (None, address.version) and (wanted is None or address in wanted)
    ]


def public_address(value: Any, version: int = 4) -> str | None:
    """Return the main address of a server, or else its first one, or None if it has none.

    :param version: 4 or 6.
    :raises UnusableValueError: the value or the parameter is not valid.
    """
    if not isinstance(value, Mapping):
        raise UnusableValueError("The value is not a server. Give one server of a result.")
    found = addresses(value, version)
    main = [each["ip"] for each in value.get("ips") or () if each.get("main")]
    return next((each for each in found if each in main), next(iter(found), None))


def is_running(value: Any) -> bool:
    """Return whether a server is switched on."""
    return _state(value) == "POWERED_ON"


def is_stopped(value: Any) -> bool:
    """Return whether a server is switched off."""
    return _state(value) == "POWERED_OFF"


def is_changing(value: Any) -> bool:
    """Return whether an operation on an object is running."""
    return bool(is_transitional(_state(value)))


def is_ready(value: Any) -> bool:
    """Return whether an object has a state that lasts and that is not a failure."""
    state = _state(value)
    return bool(state) and state not in FAILED and not is_transitional(state)


def _shown(value: Any) -> Iterator[str]:
    """Yield the addresses that a value shows."""
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from _shown(each)
    elif isinstance(value, Mapping) and "ips" in value:
        yield from _shown(value["ips"] or [])
    elif isinstance(value, Mapping) and "ip" in value:
        if _is_address(value["ip"]):
            yield str(value["ip"])
    else:
        raise UnusableValueError(
            "The value contains something that is neither a server nor one of its ips. Give "
            "servers of a result."
        )


def _is_address(value: Any) -> bool:
    try:
        ipaddress.ip_address(str(value))
    except ValueError:
        return False
    return True


def _state(value: Any) -> str:
    """Return the state that an object, its ``status``, or a text shows; "" if it is unknown."""
    if isinstance(value, str):
        return value.upper()
    if isinstance(value, Mapping):
        for holder in (value.get("status"), value):
            if isinstance(holder, Mapping) and "state" in holder:
                return str(holder["state"] or "").upper()
    raise UnusableValueError(
        "The value shows no state. Give an object of a result, its status, or its state."
    )
