# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select objects: by the option filters, and by what the API searches for (q, sort, limit)."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ValidationError
from .fields import Field, Reference
from .values import LABELS, suggest_names

#: Returns whether a name in an answer and a name in a task are equal.
EqualNames = Callable[[Any, Any], bool]
#: Stands for the option of an attribute that no option sets.
NO_OPTION = Field("")
BOOLEANS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


@dataclass(frozen=True)
class Search:
    """A search by the API, which makes answers shorter (api-notes: search, sort).

    :param q: text that the elements contain, "" for all elements.
    :param sort: attribute that gives the order, with a hyphen before it for the reverse order.
    :param limit: maximum number of elements.
    """

    q: str = ""
    sort: str = ""
    limit: int | None = None

    def __bool__(self) -> bool:
        return bool(self.q or self.sort or self.limit)

    @classmethod
    def from_options(cls, params: Mapping[str, Any]) -> Search:
        """Return the search that the options of a module give.

        :raises ValidationError: the options contradict each other.
        """
        search = cls(params.get("q") or "", params.get("sort") or "", params.get("limit"))
        if search and params.get("id"):
            raise ValidationError(
                "q, sort and limit cannot be used with id, which selects one object. Remove them."
            )
        if search.limit is not None and search.limit < 1:
            raise ValidationError(f"limit is {search.limit}; it has to be 1 or more.")
        other = next((name for name in ("name", "filters") if params.get(name)), None)
        if search.limit and other:
            raise ValidationError(
                f"limit cannot be used with {other}, because the API counts the elements before "
                f"{other} is applied. Remove one of them, or use q."
            )
        return search

    @property
    def sort_paths(self) -> list[str]:
        """Return the path of the attribute that gives the order, or no path."""
        return [self.sort.removeprefix("-")] if self.sort else []

    @property
    def query(self) -> dict[str, str]:
        """Return the query parameters."""
        return {name: value for name, value in (("q", self.q), ("sort", self.sort)) if value}

    def matches(self, obj: Mapping[str, Any]) -> bool:
        """Return whether the API would find a planned object, which it does not know yet."""
        return self.q in json.dumps(obj, ensure_ascii=False)


def flatten(filters: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return filters by dotted path. A nested dictionary is the same as a dotted path."""
    flat: dict[str, Any] = {}
    for key, value in filters.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            flat.update(flatten(value, f"{path}."))
        else:
            flat[path] = value
    return flat


# -- checks


def check_attributes(
    option: str, paths: Iterable[str], attributes: Sequence[str], title: str
) -> None:
    """Check the first attribute of each path in an option.

    :param attributes: the attributes of the objects.
    :param title: what messages call an object.
    :raises ValidationError: no object has the attribute.
    """
    for path in paths:
        attribute = str(path).partition(".")[0]
        if attribute not in attributes:
            raise ValidationError(
                f"{option} has {path!r}, but no {title} has {attribute}. "
                f"{suggest_names(attribute, attributes)}"
            )


def check_filters(filters: Mapping[str, Any], objects: Sequence[Any], title: str) -> None:
    """Check that filters can match objects such as these.

    :raises ValidationError: none of the objects has an attribute, or an attribute never has the
        value.
    """
    for path, desired in flatten(filters).items():
        _check_value(path, desired, values_at("filters", path, objects, title))


def values_at(option: str, path: str, objects: Iterable[Any], title: str) -> list[Any]:
    """Return the values of objects at the path of an option, without those that are null.

    :raises ValidationError: none of the objects has the attribute.
    """
    values, parent = list(objects), ""
    for part in path.split("."):
        values = _elements_present(values)
        members = _members(values)
        if members and part not in members and not part.isdigit():
            raise ValidationError(
                f"{option} has {path!r}, but no {title} has {parent}{part}. "
                f"{suggest_names(part, members)}"
            )
        if values and not members and not part.isdigit():
            raise ValidationError(f"{option} has {path!r}, but {parent[:-1]} has no attributes.")
        values, parent = _step(values, part), f"{parent}{part}."
    return _elements_present(values)


def _check_value(path: str, desired: Any, values: Sequence[Any]) -> None:
    """Check that an attribute with these values can have a desired value.

    :raises ValidationError: it cannot.
    """
    members = _members(values)
    types = {type(value) for value in values}
    for choice in desired if isinstance(desired, list) else [desired]:
        if choice in (None, ""):
            continue
        comparison = f"filters compares {path} with {choice!r}"
        if members and not set(members) & set(LABELS):
            attributes = ", ".join(f"{path}.{name}" for name in members)
            raise ValidationError(
                f"{comparison}, but it is an object. Use one of its attributes: {attributes}."
            )
        if types == {bool} and _boolean(choice) is None:
            raise ValidationError(f"{comparison}, but it is true or false.")
        if types and types <= {int, float} and _number(choice) is None:
            raise ValidationError(f"{comparison}, but it is a number.")


def _members(values: Iterable[Any]) -> list[str]:
    """Return the attributes of all objects among the values."""
    return sorted({str(name) for value in values if isinstance(value, Mapping) for name in value})


# -- matching


def matches(
    obj: Mapping[str, Any],
    filters: Mapping[str, Any],
    fields: Sequence[Field] = (),
    equal_names: Mapping[str, EqualNames] | None = None,
) -> bool:
    """Return whether an object matches all filters.

    :param fields: the options of the resource. Values are compared as those of the option.
    :param equal_names: how names of other objects are compared, by the dotted path at which the
        object shows them.
    """
    options = {field.response_path: field for field in fields if not isinstance(field, Reference)}
    return all(
        _matches_path(
            obj,
            path,
            desired,
            options.get(path, NO_OPTION),
            _equal_names_at(path, equal_names or {}),
        )
        for path, desired in flatten(filters).items()
    )


def _equal_names_at(path: str, equal_names: Mapping[str, EqualNames]) -> EqualNames:
    """Return how to compare values at the path of another object, or of one of its names."""
    attribute = ".".join(part for part in path.split(".") if not part.isdigit())
    parent, _dot, name = attribute.rpartition(".")
    return (
        equal_names.get(attribute)
        or (equal_names.get(parent) if name in LABELS else None)
        or operator.eq
    )


def _matches_path(
    obj: Mapping[str, Any], path: str, desired: Any, option: Field, equal_names: EqualNames
) -> bool:
    values: Sequence[Any] = [obj]
    for part in path.split("."):
        values = _step(_elements_present(values), part)
    values = _elements_present(values)
    choices = desired if isinstance(desired, list) and desired else [desired]
    if any(choice in (None, "", [], {}) for choice in choices) and not any(values):
        return True
    return any(
        _equal(value, choice)
        or _equal_as_option(option, value, choice)
        or _equal_as_name(equal_names, value, choice)
        for value in values
        for choice in choices
    )


def _elements_present(values: Iterable[Any]) -> list[Any]:
    """Return the values that are not null, with the elements of lists instead of the lists."""
    present: list[Any] = []
    for value in values:
        if isinstance(value, list):
            present.extend(_elements_present(value))
        elif value not in (None, {}):
            present.append(value)
    return present


def _step(values: Sequence[Any], part: str) -> list[Any]:
    """Return the attribute ``part`` of each value. A number selects one of the values."""
    if part.isdigit() and not any(isinstance(value, Mapping) and part in value for value in values):
        return list(values[int(part) : int(part) + 1])
    return [value.get(part) for value in values if isinstance(value, Mapping)]


def _equal_as_name(equal_names: EqualNames, value: Any, desired: Any) -> bool:
    """Return whether a value is a desired name.

    :param value: an object with one of the names, or a name.
    """
    names = (
        [value[name] for name in LABELS if value.get(name)]
        if isinstance(value, Mapping)
        else [value]
    )
    is_name = isinstance(desired, str) and desired != ""
    return any(
        _equal(name, desired) or (is_name and isinstance(name, str) and equal_names(name, desired))
        for name in names
    )


def _equal_as_option(option: Field, value: Any, desired: Any) -> bool:
    """Return whether a value equals a text that a task could give as the option."""
    return isinstance(desired, str) and not option.differs(
        option.comparable(option.normalize(value)), option.normalize(desired)
    )


def _equal(value: Any, desired: Any) -> bool:
    """Return whether a value equals a desired value, which may be its text."""
    if isinstance(value, bool):
        return value is _boolean(desired)
    if isinstance(value, (int, float)):
        return value == _number(desired)
    return value == desired or str(value) == str(desired)


def _boolean(value: Any) -> bool | None:
    return BOOLEANS.get(str(value).lower())


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        known = _boolean(value)
        return None if known is None else float(known)
