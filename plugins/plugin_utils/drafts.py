# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and groups of a source before they are added to the inventory."""

from __future__ import annotations

from typing import Any

from ansible.inventory.data import InventoryData

from .expressions import trust_as_template

#: Groups by datacenter, state and image. Each key is an expression without its prefix.
DEFAULT_GROUPS = (
    {"key": "datacenter.country_code | lower", "prefix": "datacenter"},
    {"key": "status.state | lower", "prefix": "state"},
    {"key": "image.name | lower", "prefix": "image"},
)


def default_groups(prefix: str) -> list[dict[str, str]]:
    """Return the default groups as entries of the option keyed_groups.

    :param prefix: the beginning of the names of variables.
    """
    return [{**group, "key": trust_as_template(prefix + group["key"])} for group in DEFAULT_GROUPS]


class Draft(InventoryData):  # type: ignore[misc]
    """Hosts and groups that are not in the inventory yet.

    A host and a group can still have the same name.
    """

    def add_child(self, group: str, child: str) -> Any:
        """Add a host or a group to a group."""
        if child in self.hosts:
            return self.groups[group].add_host(self.hosts[child])
        return super().add_child(group, child)
