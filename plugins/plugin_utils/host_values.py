# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select the servers that become hosts, and find the values of options for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean

from .expressions import Expressions, as_data
from .listed_servers import VALUES, PrivateAddresses, Selection, Server
from .source_options import RESERVED_PREFIX

Variables = Mapping[str, Any]


class HostValues:
    """The values of the hosts of one source.

    :param get_option: returns an option of the source.
    :param servers: all servers of the account. They are not kept, to save memory.
    """

    def __init__(
        self,
        get_option: Callable[[str], Any],
        expressions: Expressions,
        servers: Sequence[Server],
    ) -> None:
        self._get_option = get_option
        self._expressions = expressions
        self._prefix, self._suffix = get_option("hostvars_prefix"), get_option("hostvars_suffix")
        #: All hosts share the names of their variables, to save memory.
        self._usable_name = cache(self._find_usable_name)
        self._private = PrivateAddresses(get_option("private_addresses"), servers)
        self._selection = Selection(
            tuple(map(str, get_option("datacenters"))),
            tuple(map(str, get_option("states"))),
            get_option("name_pattern"),
        )

    def warnings(self, servers: Sequence[Server]) -> Iterator[str]:
        """Yield warnings about values of options that fit to no server of the account."""
        yield from self._selection.warnings(servers)
        yield from self._private.warnings()

    def selected_hosts(self, servers: Iterable[Server]) -> Iterator[tuple[Server, Variables]]:
        """Yield the servers that become hosts, each with the variables of the host."""
        for server in servers:
            if self._selection.includes(server):
                variables = self._variables(server)
                if self._is_included(variables):
                    yield server, variables

    def host_name(self, server: Server, variables: Variables) -> str:
        """Return the host name that the option hostnames gives a server, or its id."""
        choices = self.of_option("hostnames", server, variables)
        return next((name for _choice, name in choices), str(server["id"]))

    def of_option(
        self, option: str, server: Server, variables: Variables
    ) -> Iterator[tuple[str, str]]:
        """Yield the values that an option lists and that a server has, in order.

        Each value comes after the text by which the option names it.

        :param option: hostnames or connect_with.
        :raises AnsibleParserError: the option has an unknown text.
        """
        for choice in self._get_option(option):
            if choice in VALUES:
                value = VALUES[choice](server)
            elif choice == "private_ipv4":
                value = self._private.of(server)
            elif self._expressions.is_template(choice):
                value = self._expressions.host_value(f"{option}: {choice}", choice, variables)
            else:
                raise AnsibleParserError(
                    f"{option} has {choice!r}. Use {', '.join(VALUES)}, private_ipv4 or a Jinja "
                    "template."
                )
            if value:
                yield choice, str(value)

    def _is_included(self, variables: Variables) -> bool:
        """Return whether the option filters includes a host."""
        for entry in self._get_option("filters"):
            ((verdict, expression),) = entry.items()
            label = f"filters: {verdict}: {expression}"
            value = self._expressions.host_value(label, f"{{{{ {expression} }}}}", variables)
            if boolean(value, strict=False):
                return bool(verdict == "include")
        return True

    def _variables(self, server: Server) -> Variables:
        """Return the variables of a host. They are data and never evaluated as templates."""
        attributes = {
            **server,
            "public_ipv4": VALUES["public_ipv4"](server),
            "private_ipv4": self._private.of(server),
        }
        named = ((self._usable_name(name), value) for name, value in attributes.items())
        return {name: as_data(value) for name, value in named if name}

    def variable_name(self, attribute: str) -> str:
        """Return the name of the variable that contains an attribute."""
        return f"{self._prefix}{attribute}{self._suffix}"

    def _find_usable_name(self, attribute: str) -> str | None:
        """Return the name of the variable that contains an attribute, or None if it is not set."""
        name = self.variable_name(attribute)
        return name if name.isidentifier() and not name.startswith(RESERVED_PREFIX) else None
