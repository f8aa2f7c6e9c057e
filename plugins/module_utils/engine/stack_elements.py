# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elements of a stack: one for each object that its description contains. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.errors import ValidationError
from ..model.resource import Resource
from .stack_owner import Owner

#: The place of the number in the texts of a group: {n}, or {n:02} for two digits.
NUMBER = re.compile(r"\{n(?::(\d+))?\}")


@dataclass(frozen=True)
class Element:
    """One object of a stack, with the options of its module.

    :param path: where the description contains it: ``servers[2]``.
    :param name: its name in messages, if it has no name among its options.
    """

    resource: Resource
    path: str
    options: Mapping[str, Any]
    name: str = ""

    @property
    def state(self) -> str:
        """The desired state."""
        return str(self.options.get("state") or next(iter(self.resource.states)))

    @property
    def removes(self) -> bool:
        """Whether the object is to be absent."""
        return self.state == "absent"

    @property
    def label(self) -> str:
        """The element in messages and results: servers[2] "web1"."""
        return f'{self.path} "{self.name or self.identity[1]}"'

    @property
    def identity(self) -> tuple[str, Any]:
        """The strongest option that identifies the object, with its value."""
        names = ("id", *self.resource.find_by)
        return next(
            ((name, self.options[name]) for name in names if self.options.get(name)), ("name", "")
        )

    @property
    def names(self) -> list[str]:
        """The names by which other elements can refer to the object."""
        lookup = self.resource.lookup()
        options = ("id", *(lookup.names if lookup else ()))
        return [str(self.options[name]) for name in options if self.options.get(name)]


def elements_of(
    resources: Sequence[Resource], params: Mapping[str, Any], owner: Owner, removes: bool
) -> list[Element]:
    """Return the elements of a stack, in the order of its description.

    :param resources: the resources that a stack can contain.
    :param removes: whether all objects are to be absent.
    :raises ValidationError: a group has no pattern, or two elements are the same object.
    """
    found = [
        element
        for resource in resources
        for position, options in enumerate(params.get(resource.plural) or ())
        for element in _group(resource, f"{resource.plural}[{position}]", options)
    ]
    if removes:
        return _distinct([_with(element, state="absent") for element in found])
    return _distinct([_owned(element, owner) for element in found])


def _with(element: Element, **options: Any) -> Element:
    return Element(element.resource, element.path, {**element.options, **options})


def _owned(element: Element, owner: Owner) -> Element:
    if element.removes:
        return element
    return _with(element, **owner.options(element.resource, element.path, element.options))


def _distinct(elements: list[Element]) -> list[Element]:
    """Return the elements.

    :raises ValidationError: two of them are the same object.
    """
    known: dict[tuple[str, Any], Element] = {}
    for element in elements:
        finding = tuple(
            str(element.options[name])
            for name in ("id", *element.resource.finding_options)
            if element.options.get(name)
        )
        twin = known.setdefault((element.resource.plural, finding), element)
        if twin is not element:
            raise ValidationError(
                f"{twin.path} and {element.label} are the same {element.resource.title}. Remove "
                "one of them, or give it another name."
            )
    return elements


# -- groups


def _group(resource: Resource, path: str, options: Mapping[str, Any]) -> Iterator[Element]:
    """Yield the elements of a group of equal objects, or the only one if there is no count."""
    count = options.get("count")
    own = {name: value for name, value in options.items() if name != "count"}
    if count is None:
        yield Element(resource, path, own)
        return
    _check_pattern(resource, path, own, count)
    secret = {field.name for field in resource.fields if field.sensitive}
    for number in range(1, count + 1):
        numbered = {
            name: value if name in secret else _fill(value, number) for name, value in own.items()
        }
        if own.get(resource.selection.number_option):
            numbered[resource.selection.number_option] += number - 1
        yield Element(resource, path, numbered)


def _check_pattern(resource: Resource, path: str, options: Mapping[str, Any], count: int) -> None:
    """Check that the objects of a group differ in the options that identify them.

    :raises ValidationError: they do not.
    """
    if options.get("id"):
        raise ValidationError(
            f"{path} has an id and a count. An id identifies one object. Remove one of them."
        )
    given = [name for name in resource.find_by if options.get(name)]
    if resource.selection.number_option in given:
        return
    if not any(NUMBER.search(str(options[name])) for name in given):
        name = next(iter(given), resource.find_by[0])
        raise ValidationError(
            f"{path}.{name} is {options.get(name)!r}, but count is {count}. Write {{n}} or "
            f"{{n:02}} into it, so that each object has its own {name}."
        )


def _fill(value: Any, number: int) -> Any:
    """Return a value in which the number replaces its place in each text."""
    if isinstance(value, str):
        return NUMBER.sub(lambda match: f"{number:{match.group(1) or ''}}", value)
    if isinstance(value, Mapping):
        return {key: _fill(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(inner, number) for inner in value]
    return value
