# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and groups of a source before they are added to the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible.inventory.data import InventoryData

from .expressions import trust_as_template

#: Groups by datacenter, state and image. Each key is an expression without its prefix.
DEFAULT_GROUPS = (
    {"key": "datacenter.country_code | lower", "prefix": "datacenter"},
    {"key": "status.state | lower", "prefix": "state"},
    {"key": "image.name | lower", "prefix": "image"},
)
#: Variables that Ansible sets when a host is added.
SOURCE_VARIABLES = ("inventory_file", "inventory_dir")


def default_groups(prefix: str) -> list[dict[str, str]]:
    """Return the default groups as entries of the option keyed_groups.

    :param prefix: the beginning of the names of variables.
    """
    return [{**group, "key": trust_as_template(prefix + group["key"])} for group in DEFAULT_GROUPS]


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
