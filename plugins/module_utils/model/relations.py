# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an object is, and how objects refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .checks import as_described, check_elements, check_object, shows
from .documentation import Attribute
from .errors import MalformedError
from .fields import IdReference, Reference
from .values import get_path, with_path

if TYPE_CHECKING:
    from .resource import Resource


@dataclass(frozen=True)
class ParentResource:
    """The resource whose objects contain the objects of another one.

    :param resource: the resource of the parent.
    :param response_path: where the parent shows its child, or the list of its children, dotted.
    """

    resource: Resource
    response_path: str

    @property
    def option(self) -> str:
        """The option that names the parent, and the attribute of a child that shows it."""
        return self.resource.name

    @property
    def path(self) -> str:
        """The path of the list of parents."""
        return self.resource.path

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the parent in its normal form.

        :raises MalformedError: the answer does not show it.
        """
        check_object("it", answer)
        with as_described():
            parent = self.resource.normalize(dict(answer))
        if not self.is_shown(parent):
            raise MalformedError(f"it has no {self.response_path}")
        shown = get_path(parent, self.response_path)
        check_elements(
            self.response_path, shown if shown is None or isinstance(shown, list) else [shown]
        )
        return parent

    def is_shown(self, parent: Mapping[str, Any]) -> bool:
        """Return whether the parent shows its child or children. Otherwise they are unknown."""
        return shows(parent, self.response_path)

    def children(self, parent: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the children, each with its number, its parent, and the state of the parent."""
        parent = self.read(parent)
        owner = {"id": parent["id"], "name": parent.get("name")}
        path = self.resource.state_path
        state = get_path(parent, path)
        return [
            with_path({**child, "number": number, self.option: owner}, path, state)
            for number, child in enumerate(self._shown(parent), 1)
        ]

    def without(
        self,
        parent: Mapping[str, Any],
        identifier: str | None,
        replacement: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """Return the parent with a child replaced by another one, or by none."""
        children = [child for child in self._shown(parent) if child["id"] != identifier]
        if replacement:
            children.append(dict(replacement))
        is_list = isinstance(get_path(parent, self.response_path), list)
        shown = children if is_list else next(iter(children), None)
        return with_path(parent, self.response_path, shown)

    def _shown(self, parent: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        shown = get_path(parent, self.response_path)
        return list(shown) if isinstance(shown, list) else [shown] if shown else []


@dataclass(frozen=True)
class Lookup:
    """The list in which references to one kind of object are searched. Its methods are pure.

    :param title: the name of such an object in messages.
    :param path: the path of the list.
    :param names: where an element shows the names that a task may use besides its id, dotted.
    """

    title: str
    path: str
    names: tuple[str, ...] = ("name",)

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the elements of an object of the list to which a task can refer."""
        return (obj,)

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return bool(shown == value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal. Lists are indexed by it."""
        return str(name)

    def latest(self, elements: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return which of several elements with one name the name stands for, or None."""
        return None

    def task_name(self, element: Mapping[str, Any]) -> str | None:
        """Return the name of an element without what the API adds to it, or None."""
        name: str | None = get_path(element, self.names[0])
        return name

    def explain(self, objects: Sequence[Mapping[str, Any]], value: str) -> str | None:
        """Return why a value names no element although it names something else, or None."""
        return None

    def is_expected(
        self, objects: Sequence[Mapping[str, Any]], value: str, may_come: Callable[[], bool]
    ) -> bool:
        """Return whether a value will soon name an element.

        :param may_come: whether new objects may still get what they do not show yet.
        """
        return False

    def check(self, element: Mapping[str, Any]) -> None:
        """Check what plans need of an element.

        :raises MalformedError: the element has another form than documented.
        """

    def shown(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """Return what other objects show of an element besides its id."""
        return {"name": element.get("name")}

    def has_name(self, element: Mapping[str, Any], name: str) -> bool:
        """Return whether an element has a name, unchanged or as the API has changed it."""
        return any(self.equal(get_path(element, key), name) for key in self.names)


@dataclass(frozen=True)
class BackReference:
    """The part of an object that shows another object which refers to it.

    :param path: the path of the list of the object that shows it.
    :param id: the id of that object, or of its element in the list ``in_list``.
    :param key: where it shows it, dotted; "": the whole object is ``element``.
    :param element: what it shows.
    :param in_list: the list in that object whose element shows it.
    :param many: whether it shows a list of them, or one.
    """

    path: str
    id: str
    key: str
    element: Mapping[str, Any]
    in_list: str = ""
    many: bool = True

    #: Whether it replaces another one that the object shows, if it shows one.
    replaces: ClassVar[bool] = True


def shown_references(attributes: Iterable[Attribute]) -> tuple[Reference, ...]:
    """Return the references in attributes that no option sets."""
    return tuple(
        (Reference if each.attributes else IdReference)(each.name, to=each.to)
        for each in attributes
        if each.to
    )
