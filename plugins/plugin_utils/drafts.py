# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and groups of a source before they are added to the inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.inventory.host import Host
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable

from .addresses import is_address, is_local
from .expressions import Expressions, as_data, trust_as_template
from .host_names import HostNames, host_names
from .host_values import HostValues, Variables
from .listed_servers import Server

#: Groups by datacenter, state and image: the attribute of a server, its member, and the prefix.
DEFAULT_GROUPS = (
    ("datacenter", "country_code", "datacenter"),
    ("status", "state", "state"),
    ("image", "name", "image"),
)
#: Values that users who manage a server can set. They must not lead to the controller.
SET_BY_USERS = ("name", "reverse_dns")
ADDRESS_VARIABLES = ("ansible_host", "ansible_ssh_host")
#: How often hosts are named again because groups have been created from host names.
MAX_ROUNDS = 3

#: The id of the server of each host that a source of this plugin has created.
SERVER_IDS: WeakKeyDictionary[Host, str] = WeakKeyDictionary()
#: Variables that Ansible sets when a host is added.
SOURCE_VARIABLES = ("inventory_file", "inventory_dir")


def default_groups(variable_name: Callable[[str], str]) -> list[dict[str, str]]:
    """Return the default groups as entries of the option keyed_groups.

    :param variable_name: returns the name of the variable that contains an attribute.
    """
    return [
        {
            "key": trust_as_template(f"{variable_name(attribute)}.{member} | lower"),
            "prefix": prefix,
        }
        for attribute, member, prefix in DEFAULT_GROUPS
    ]


class ComposedVariables(dict[str, Any]):
    """The composed variables of one host. Receives them in place of the inventory."""

    def set_variable(self, _host: str, variable: str, value: Any) -> None:
        """Set a variable, unless Ansible sets it."""
        if variable not in SOURCE_VARIABLES:
            self[variable] = value


class DraftedHost(NamedTuple):
    """A host that is not in the inventory yet.

    :param variables: the attributes of the server.
    :param composed: variables that have priority over ``variables``.
    """

    server_id: str
    desired_name: str
    variables: Mapping[str, Any]
    composed: Mapping[str, Any]

    @property
    def server_variables(self) -> dict[str, Any]:
        """The variables that Ansible does not set and that ``composed`` does not replace."""
        replaced = {*SOURCE_VARIABLES, *self.composed}
        return {name: value for name, value in self.variables.items() if name not in replaced}


class DraftedGroups(InventoryData):  # type: ignore[misc]
    """Groups that are not in the inventory yet, with the hosts in them.

    A host and a group can still have the same name.
    """

    def add(self, name: str, host: DraftedHost) -> None:
        """Add a host, with the variables that expressions cannot find elsewhere."""
        self.add_host(name)
        for variable, value in host.composed.items():
            self.set_variable(name, variable, value)

    def add_child(self, group: str, child: str) -> Any:
        """Add a host or a group to a group."""
        if child in self.hosts:
            return self.groups[group].add_host(self.hosts[child])
        return super().add_child(group, child)


class DraftingPlugin(BaseInventoryPlugin, Constructable):  # type: ignore[misc]
    """An inventory plugin that drafts all hosts and groups before it adds one.

    The inventory stays unchanged meanwhile, because the source may still be rejected.
    """

    _expressions: Expressions
    _values: HostValues
    #: Ids of servers with addresses that are not used, in order.
    _unconnectable: dict[str, None]

    def _draft_host(self, server: Server, variables: Variables) -> DraftedHost:
        """Return a host with its desired name and its composed variables."""
        name = self._values.host_name(server, variables)
        composed = ComposedVariables()
        if self.get_option("compose"):
            known = self._expressions.visible(variables)
            with self._in_place_of_inventory(composed):
                self._set_composite_vars(
                    self.get_option("compose"), known, name, strict=self.get_option("strict")
                )
        for variable in ADDRESS_VARIABLES:
            address = self._address(variable, composed.pop(variable, None), server, variables)
            if address:
                composed[variable] = as_data(address)
        return DraftedHost(server["id"], name, variables, composed)

    def _address(
        self, variable: str, composed: Any, server: Server, variables: Variables
    ) -> str | None:
        """Return the value of a variable that contains an address, or None.

        :param composed: the value that ``compose`` gives the variable.
        """
        choices = [("compose", str(composed))] if composed else []
        others: Iterable[tuple[str, str]] = ()
        if variable == "ansible_host":
            others = self._values.of_option("connect_with", server, variables)
        for choice, address in chain(choices, others):
            if is_address(address) and not (choice in SET_BY_USERS and is_local(address)):
                return address
            self._unconnectable.setdefault(server["id"])
        return None

    def _name_hosts(self, hosts: Sequence[DraftedHost]) -> tuple[HostNames, DraftedGroups]:
        """Return the names of the hosts, and the groups of the hosts with these names."""
        desired = [host.desired_name for host in hosts]
        identifiers = [host.server_id for host in hosts]
        owners = {
            name: SERVER_IDS[host]
            for name, host in self.inventory.hosts.items()
            if host in SERVER_IDS
        }
        known_groups = {*self.inventory.groups, *filter(None, [self._common_group])}
        for _round in range(MAX_ROUNDS):
            names = host_names(desired, identifiers, known_groups, owners)
            groups = self._draft_groups(names.names, hosts)
            known_groups.update(groups.groups)
            if known_groups.isdisjoint(names.names):
                return names, groups
        shared = sorted(known_groups.intersection(names.names))[0]
        raise AnsibleParserError(
            f"keyed_groups or groups creates the group {shared!r}, but one of its hosts has the "
            "same name. Give the group a prefix."
        )

    @property
    def _common_group(self) -> str | None:
        """The name of the group that contains every host of the source, or None."""
        name = self.get_option("group")
        return self._sanitize_group_name(name) if name else None

    def _draft_groups(self, names: Sequence[str], hosts: Sequence[DraftedHost]) -> DraftedGroups:
        """Return the groups that ``groups``, ``keyed_groups`` and ``default_groups`` create."""
        drafted = DraftedGroups()
        strict = self.get_option("strict")
        groups, keyed_groups = self.get_option("groups"), self.get_option("keyed_groups")
        if self.get_option("default_groups"):
            keyed_groups = [*default_groups(self._values.variable_name), *keyed_groups]
        if not groups and not keyed_groups:
            return drafted
        existing = self.inventory.hosts
        with self._in_place_of_inventory(drafted):
            for name, host in zip(names, hosts):
                drafted.add(name, host)
                known = self._expressions.visible(host.variables)
                if name in existing:
                    known = {**existing[name].get_vars(), **known}
                self._add_host_to_composed_groups(groups, known, name, strict=strict)
                self._add_host_to_keyed_groups(keyed_groups, known, name, strict=strict)
        return drafted

    def _compose(self, template: str, variables: Variables, *others: Any, **named: Any) -> Any:
        """Return the value of an expression, as Constructable does."""
        evaluate = partial(super()._compose, template, variables, *others, **named)
        if self.get_option("use_extra_vars") or not isinstance(template, str):
            return evaluate()
        # Constructable evaluates parent_group with these variables afterwards.
        self.templar.available_variables = variables
        return self._expressions.outcomes.of(f"{{{{ {template} }}}}", variables, evaluate)

    @contextmanager
    def _in_place_of_inventory(self, receiver: Any) -> Iterator[None]:
        """Let the methods of Constructable add to ``receiver`` instead of the inventory."""
        inventory, self.inventory = self.inventory, receiver  # type: ignore[has-type]
        try:
            yield
        finally:
            self.inventory = inventory
