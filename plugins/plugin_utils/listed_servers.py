# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the servers of the list operation and select those that become hosts. Pure functions."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import MalformedError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import get_path
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.catalogue import DATACENTER
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.places import (
    country,
    same_country,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER

from .host_names import IDENTIFIER

Server = Mapping[str, Any]
T = TypeVar("T")


class MalformedServerError(Exception):
    """An element of the list is not a server as documented."""


def consume(elements: list[T]) -> Iterator[T]:
    """Yield the elements of a list in order, and remove each of them from the list.

    This saves memory if large elements are turned into others.
    """
    elements.reverse()
    while elements:
        yield elements.pop()


def read_server(element: Any) -> dict[str, Any]:
    """Return an element of the list as a server in its normal form, without secrets.

    :raises MalformedServerError: the element is not a server.
    """
    try:
        server = SERVER.read(element)
    except MalformedError as error:
        raise MalformedServerError(
            f"a server in the list has an undocumented form: {error}"
        ) from error
    if not IDENTIFIER.fullmatch(server["id"]):
        raise MalformedServerError("a server in the list has no valid id")
    return {name: value for name, value in server.items() if name not in SERVER.secrets}


def public_address(server: Server) -> Mapping[str, Any]:
    """Return the address to connect to: the main one (api-notes: main-address), or the first IPv4.

    The result is an object with ip and reverse_dns, which is empty if there is no address.
    """
    addresses = [ip for ip in server.get("ips", ()) if ip.get("ip") and ":" not in str(ip["ip"])]
    first = addresses[0] if addresses else {}
    return next((address for address in addresses if address.get("main")), first)


def datacenter_names(server: Server) -> list[str]:
    """Return the names of the datacenter of a server, the shortest one first."""
    keys = (*DATACENTER.lookup().names, "id")
    names = (country(get_path(server, f"datacenter.{key}")) for key in keys)
    return [str(name) for name in names if name]


def state(server: Server) -> str:
    """Return the state that the API shows, or ""."""
    return str(get_path(server, SERVER.state_path) or "")


#: The values of a server that hostnames and connect_with can name.
VALUES: dict[str, Callable[[Server], Any]] = {
    "name": lambda server: server["name"],
    "id": lambda server: server["id"],
    "public_ipv4": lambda server: public_address(server).get("ip"),
    "reverse_dns": lambda server: public_address(server).get("reverse_dns"),
}


@dataclass(frozen=True)
class Selection:
    """The options that select servers. An empty option selects all."""

    datacenters: Sequence[str] = ()
    states: Sequence[str] = ()
    name_pattern: str | None = None

    def includes(self, server: Server) -> bool:
        """Return whether a server is selected."""
        return (
            (
                not self.datacenters
                or any(
                    same_country(name, other)
                    for name in datacenter_names(server)
                    for other in self.datacenters
                )
            )
            and (not self.states or state(server).upper() in map(str.upper, self.states))
            and (not self.name_pattern or fnmatch.fnmatchcase(server["name"], self.name_pattern))
        )

    def warnings(self, servers: Sequence[Server]) -> Iterator[str]:
        """Yield a warning for each value that selects no server."""
        if not servers:
            return
        places = {tuple(datacenter_names(each)) for each in servers if self.datacenters}
        for name in self.datacenters:
            if not any(same_country(name, other) for place in places for other in place):
                yield (
                    f"datacenters has {name!r}, but no server is in that datacenter. "
                    f"The servers are in {_joined(place[0] for place in places if place)}."
                )
        states = {state(each) for each in servers if self.states}
        for name in self.states:
            if name.upper() not in map(str.upper, states):
                yield (
                    f"states has {name!r}, but no server is in that state. "
                    f"The servers are in {_joined(states)}."
                )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(name for name in names if name.isprintable()))


class PrivateAddresses:
    """The private addresses of servers, by name or id (api-notes: no-private-addresses).

    The API shows no private addresses (api-notes: private-address), so the user has to set them.

    :param addresses: the option. A name that several servers have is not used.
    """

    def __init__(self, addresses: Mapping[str, Any], servers: Sequence[Server]) -> None:
        self._addresses = {str(key): value for key, value in addresses.items()}
        self._names = Counter(server["name"] for server in servers) if addresses else Counter()
        self._ids = {server["id"] for server in servers} if addresses else set()

    def of(self, server: Server) -> Any:
        """Return the private address of a server, or None."""
        name = server["name"]
        is_unique = self._names[name] == 1 and name not in self._ids
        return self._addresses.get(server["id"]) or (
            self._addresses.get(name) if is_unique else None
        )

    def warnings(self) -> Iterator[str]:
        """Yield a warning for each key that does not identify one server."""
        if not self._names:
            return
        names = [key for key in self._addresses if key not in self._ids]
        for name in names:
            if not self._names[name]:
                yield (
                    f"private_addresses has {name!r}, which is neither the name nor the id of a "
                    "server."
                )
        for name in names:
            if self._names[name] > 1:
                yield (
                    f"private_addresses has {name!r}, which is the name of {self._names[name]} "
                    "servers. Use their ids."
                )
