# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data that the methods of descriptions receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .children import Children


@dataclass(frozen=True)
class Desired:
    """The desired state and values of a task.

    :param state: the option ``state``.
    :param values: the values by option, with references resolved.
    :param options: the options that are not attributes of the object.
    :param unused: values that apply to new objects only and differ from the current object.
    :param details: by id, the objects that the resource or a child list needs completely.
    :param labels: the names of ids that the object shows without a name.
    :param resume: the power state to which the object has to return, because an earlier task
        that stopped it has not started it again; None: it stays as it is.
    :param created: whether this task has created the object. It may be stopped without consent.
    :param series: the other objects of the series that the object represents.
    :param excluded: the ids of elements that the API shows in a child list although they are no
        children (see ``Children.exclude``).
    """

    state: str
    values: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    unused: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    resume: str | None = None
    created: bool = False
    series: Sequence[Mapping[str, Any]] = ()
    excluded: frozenset[str] = frozenset()

    def purges(self, children: Children) -> bool:
        """Return whether children are removed that the task does not list."""
        return self.options.get(children.purge_option) is not False


@dataclass(frozen=True)
class Context:
    """The one argument of the methods of a description.

    :param desired: what the task asks for.
    :param current: the object as the API shows it; empty for a new one.
    :param view: the current object in the terms of the options; empty for a new one.
    :param planned: the object after the steps that are planned so far; empty if it is removed.
    :param planned_view: the planned object in the terms of the options.
    :param address: the address from which the API sees this machine, if it is known.
    """

    desired: Desired
    current: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    planned: Mapping[str, Any] = field(default_factory=dict)
    planned_view: Mapping[str, Any] = field(default_factory=dict)
    address: str | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """The desired values by option."""
        return self.desired.values

    @property
    def options(self) -> Mapping[str, Any]:
        """The options that are not attributes of the object."""
        return self.desired.options

    def value(self, name: str) -> Any:
        """Return the desired value of an option, or else the current one."""
        return self.values.get(name, self.view.get(name))
