# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that resources return to explain one aspect of themselves. All methods are pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .context import Context


@dataclass(frozen=True)
class PowerCycle:
    """The stop of an object for a change that it accepts only while it is off.

    :param on: the transition that starts it.
    :param off: the transition that stops it.
    :param consent: the option that allows a task to stop it.
    :param create_key: the key of the creation body, and the option, that says whether a new object
        is started.
    :param synonym: another name of the state after ``on``.
    """

    on: str
    off: str
    consent: str
    create_key: str
    synonym: str


class Selection:
    """The selection of one object among several that match the options of a task.

    This one selects none. A subclass sets the members, and overrides the methods.
    """

    #: The option that names an object by its number among similar ones; "": there is none.
    number_option: ClassVar[str] = ""
    #: Further options that :meth:`numbered` needs.
    options: ClassVar[tuple[str, ...]] = ()
    #: Whether objects with one name can belong together, as a series.
    forms_series: ClassVar[bool] = False

    def numbered(
        self, objects: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        """Return the objects that have a number, in the order of the numbers."""
        return ()

    def number_complaint(self, number: int, present: int, removal: bool) -> str | None:
        """Return why a number is invalid for this number of objects, or None."""
        return None

    def representative(self, objects: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return the object that represents a series; None: the objects do not belong together."""
        return None


class LatePart:
    """A list that an object always has, and that a new object may show late.

    (api-notes: late-addresses) This one is never late. A subclass sets the path, and overrides the
    methods.
    """

    #: Where the object shows the list, dotted; "": there is none.
    path: ClassVar[str] = ""

    def is_missing(self, obj: Mapping[str, Any], now: float) -> bool:
        """Return whether an object is new and does not show the list yet."""
        return False

    def completed(self, obj: Mapping[str, Any], now: float) -> dict[str, Any]:
        """Return an object as it will be when it shows the list."""
        return dict(obj)

    def concerns(self, options: Mapping[str, Any]) -> bool:
        """Return whether options concern the list."""
        return False


class TokenUsers:
    """The users whose access an object decides on. A subclass sets the members."""

    #: The path of their list.
    path: ClassVar[str]
    #: Where they show the token of their requests, dotted.
    token_path: ClassVar[str]
    #: What the task uses of the object, in messages: ``the token of``.
    relation: ClassVar[str]
    #: The option that allows a task to end the access of the token in use.
    consent: ClassVar[str]

    def affected(self, context: Context) -> Iterable[str]:
        """Return the ids of the users who may lose access."""
        raise NotImplementedError

    def lockout(self, context: Context) -> str | None:
        """Return why such a user loses access, or None."""
        raise NotImplementedError
