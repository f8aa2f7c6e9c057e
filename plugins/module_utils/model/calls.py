# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of an object: changes of attributes, transitions between states, and creations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .context import Context
from .values import require


@dataclass(frozen=True)
class Call:
    """One operation.

    Names in braces in the path, and each :class:`~.values.Placeholder` in the body, are resolved
    from a scope: the object, with ``item`` (the child), ``value`` (the desired value) and
    ``options`` (the options of the task that are not attributes).
    """

    method: str
    path: str
    body: Any = None
    query: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Update:
    """A PUT and the options that it carries.

    Other options keep their values (api-notes: partial-updates). A subclass may override the
    methods.

    :param path: its path.
    :param fields: the options. The PUT is sent if one of them changes.
    :param always: the options that each PUT carries, changed or not.
    """

    path: str
    fields: tuple[str, ...]
    always: tuple[str, ...] = ()

    #: Whether it is made for each new object, because the result of the creation is not known.
    after_creation: ClassVar[bool] = False
    #: Whether it is made while the object is stopped, if the object is stopped for another reason.
    run_while_stopped: ClassVar[bool] = False
    #: What the user can do if the API rejects it because of the state of the object.
    remedy: ClassVar[str] = ""

    def validate(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Return why the options cannot be changed, or None."""
        return None

    def requires_stop(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Return what the object has to be stopped for ("change ram"), or None."""
        return None

    def runs_last(self, changed: Mapping[str, Any]) -> bool:
        """Return whether all other changes have to come first."""
        return False

    def companions(self, changed: Mapping[str, Any]) -> tuple[str, ...]:
        """Return options that the PUT has to carry together with those that change."""
        return ()

    def body(self, values: dict[str, Any]) -> Any:
        """Return the body. ``values`` are those of the options by their key."""
        return values

    def effects(self, obj: Mapping[str, Any], changed: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the object with all that the PUT changes besides its options."""
        return obj


@dataclass(frozen=True)
class Transition:
    """The operation that brings an object into a state. A subclass may override the methods.

    :param to: the state that the API shows afterwards; "": it shows no state.
    :param action: the operation.
    """

    to: str
    action: Call | None = None

    #: Whether it changes the state only, so that an object in the state does not need it.
    only_state: ClassVar[bool] = True
    #: Whether its answer shows secrets that it has made.
    returns_secrets: ClassVar[bool] = False
    #: Options that are create_only, and that this transition uses as well.
    options: ClassVar[tuple[str, ...]] = ()

    def call(self, context: Context, state: Any) -> Call:
        """Return the operation for an object in a state."""
        return require(self.action)

    def is_due(self, context: Context, state: Any) -> bool:
        """Return whether the operation is needed for an object in a state."""
        return bool(state != self.to)

    def repeats(self, options: Mapping[str, Any]) -> bool:
        """Return whether it is made each time that a task asks for it."""
        return False

    def validate_creation(self, context: Context) -> str | None:
        """Return why the state is impossible for an object that does not exist yet, or None."""
        return None

    def effects(self, context: Context) -> Mapping[str, Any]:
        """Return the planned object with all that the operation changes besides the state."""
        return context.planned

    def reason(self, label: str, name: str) -> str:
        """Return what the operation is for. ``name`` is the value of the option ``state``."""
        return f"bring {label} to {name}"


@dataclass(frozen=True)
class RepeatedTransition(Transition):
    """A transition that is made each time that a task asks for it."""

    only_state = False

    def is_due(self, context: Context, state: Any) -> bool:
        """Return whether the operation is needed for an object in a state."""
        return True

    def repeats(self, options: Mapping[str, Any]) -> bool:
        """Return whether it is made each time that a task asks for it."""
        return True


@dataclass(frozen=True)
class Creation:
    """Another way to create an object than a POST to its list. A subclass overrides the methods.

    :param when: the option with which a task chooses it.
    """

    when: str

    #: The other options that it carries.
    options: ClassVar[tuple[str, ...]] = ()
    #: Where the object that ``when`` names shows the objects that it contains, dotted.
    parent_list: ClassVar[str] = ""
    #: Where the answer shows the new object, dotted; "": the answer is the new object.
    result_path: ClassVar[str] = ""

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation."""
        raise NotImplementedError

    def planned_object(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the object that it creates. ``obj`` is the object of a usual creation."""
        return dict(obj)
