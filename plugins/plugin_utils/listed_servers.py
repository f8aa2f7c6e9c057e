# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read servers as the list operation shows them, and choose among them."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import MalformedError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import get_path
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.catalogue import (
    DATACENTER,
    country,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER

from .host_names import IDENTIFIER

Server = Mapping[str, Any]


class MalformedServerError(Exception):
    """An element of the list is not a server as documented."""


def read_server(element: Any) -> dict[str, Any]:
    """Return a server in its normal form, without secrets. :raises MalformedServerError: the element is not usable as a server."""
    try:
        server = SERVER.read(element)
    except MalformedError as error:
        raise MalformedServerError(
            f"a server in the list has other members than documented: {error}"
        ) from error
    if not IDENTIFIER.fullmatch(server["id"]):
        raise MalformedServerError("a server in the list has no valid id")
    return {key: value for key, value in server.items() if key not in SERVER.secrets}


def public_address(server: Server) -> Mapping[str, Any]:
    """Return the address to reach a server at: the main one (api-notes: main-address), else the first IPv4 address, else an empty object."""
    ips = [ip for ip in server["ips"] if ip.get("ip") and ":" not in str(ip["ip"])]
    return next((ip for ip in ips if ip.get("main")), ips[0] if ips else {})


def datacenter_names(server: Server) -> list[str]:
    """Return what the datacenter of a server can be called, the shortest name first."""
    names = (
        country(get_path(server, f"datacenter.{key}")) for key in (*DATACENTER.display_names, "id")
    )
    return [str(name) for name in names if name]


def state(server: Server) -> str:
    return str(get_path(server, SERVER.state_path) or "")


#: What hostnames and connect_with can name.
NAMED: dict[str, Callable[[Server], Any]] = {
    "name": lambda server: server["name"],
    "id": lambda server: server["id"],
    "public_ipv4": lambda server: public_address(server).get("ip"),
    "reverse_dns": lambda server: public_address(server).get("reverse_dns"),
}


@dataclass(frozen=True)
class Selection:
    """Which servers become hosts. An empty option selects all."""

    datacenters: Sequence[str] = ()
    states: Sequence[str] = ()
    name_pattern: str | None = None

    def includes(self, server: Server) -> bool:
        return (
            (
                not self.datacenters
                or any(name in map(country, self.datacenters) for name in datacenter_names(server))
            )
            and (not self.states or state(server).upper() in map(str.upper, self.states))
            and (not self.name_pattern or fnmatch.fnmatchcase(server["name"], self.name_pattern))
        )

    def complaints(self, servers: Sequence[Server]) -> list[str]:
        """Return a sentence for each value that no server has."""
        if not servers:
            return []
        places = {tuple(datacenter_names(server)) for server in servers}
        states = {state(server) for server in servers}
        found = [
            f"datacenters has {name!r}, where no server is. The servers are in {_enumerated(place[0] for place in places if place)}."
            for name in self.datacenters
            if not any(country(name) in place for place in places)
        ]
        return found + [
            f"states has {name!r}, but no server is in that state. The servers are in {_enumerated(states)}."
            for name in self.states
            if name.upper() not in {each.upper() for each in states}
        ]


def _enumerated(names: Iterable[str]) -> str:
    return ", ".join(sorted(name for name in names if name.isprintable()))


class PrivateAddresses:
    """The private addresses that the user knows, because the API does not tell them (api-notes: no-private-addresses, private-address), by name or id of the
    server. A name of several servers stands for none."""

    def __init__(self, known: Mapping[str, Any], servers: Sequence[Server]) -> None:
        self._known = {str(key): value for key, value in known.items()}
        self._names = Counter(server["name"] for server in servers) if known else Counter()
        self._ids = {server["id"] for server in servers} if known else set()

    def of(self, server: Server) -> Any:
        name = server["name"]
        return self._known.get(server["id"]) or (
            self._known.get(name) if self._names[name] == 1 and name not in self._ids else None
        )

    def complaints(self) -> list[str]:
        """Return a sentence for each key that does not stand for one server."""
        if not self._names:
            return []
        unknown = [key for key in self._known if key not in self._ids and not self._names[key]]
        ambiguous = [key for key in self._known if key not in self._ids and self._names[key] > 1]
        return [
            f"private_addresses has {key!r}, which is neither the name nor the id of a server."
            for key in unknown
        ] + [
            f"private_addresses has {key!r}, the name of {self._names[key]} servers. Use their ids."
            for key in ambiguous
        ]
