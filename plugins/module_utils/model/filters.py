# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select objects: by their attributes (a filter that can never match is refused), and by what the API searches for."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .fields import Field, Reference, ValidationError
from .values import LABELS, suggest_names

Alike = Callable[[Any, Any], bool]
#: the option of an attribute that no option sets
ANY = Field("")
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
    """What the API is asked to list, so that fewer pages are read (api-notes: search, sort).

    :param q: text that the elements contain. :param sort: attribute that gives their order. :param limit: how many of them at the most.
    """

    q: str = ""
    sort: str = ""
    limit: int | None = None

    def __bool__(self) -> bool:
        return bool(self.q or self.sort or self.limit)

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Search:
        """:raises ValidationError: the options contradict others."""
        search = cls(params.get("q") or "", params.get("sort") or "", params.get("limit"))
        if search and params.get("id"):
            raise ValidationError(
                "q, sort and limit are given with id, which names one object. Leave them out."
            )
        if search.limit is not None and search.limit < 1:
            raise ValidationError(f"limit is {search.limit}; it has to be 1 or more.")
        other = next((name for name in ("name", "filters") if params.get(name)), None)
        if search.limit and other:
            raise ValidationError(
                f"limit is given with {other}, but the API counts what it lists, whatever {other} selects. Leave out one of them, or "
                "use q."
            )
        return search

    @property
    def order(self) -> list[str]:
        """The path of the attribute that gives the order, if there is one."""
        return [self.sort.removeprefix("-")] if self.sort else []

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in (("q", self.q), ("sort", self.sort)) if value}

    def finds(self, obj: Mapping[str, Any]) -> bool:
        """Whether the API would find an object that it does not know yet."""
        return self.q in json.dumps(obj, ensure_ascii=False)


def by_path(filters: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Filters by dotted path. A nested dictionary is the same as a dotted path."""
    found: dict[str, Any] = {}
    for key, value in filters.items():
        path = f"{prefix}{key}"
        found.update(
            by_path(value, f"{path}.") if isinstance(value, Mapping) and value else {path: value}
        )
    return found


def check_attributes(option: str, paths: Iterable[str], shape: Sequence[str], title: str) -> None:
    """:raises ValidationError: an option has a path to an attribute that no object has. :param shape: the attributes of the objects."""
    for path in paths:
        attribute = str(path).partition(".")[0]
        if attribute not in shape:
            raise ValidationError(
                f"{option} has {path!r}, but no {title} has {attribute}. {suggest_names(attribute, shape)}"
            )


def check(filters: Mapping[str, Any], objects: Sequence[Any], title: str) -> None:
    """:raises ValidationError: a path that leads to nothing in any of the objects, or a value that the attribute cannot have."""
    for path, asked in by_path(filters).items():
        _check_value(path, asked, values_at("filters", path, objects, title))


def values_at(option: str, path: str, objects: Iterable[Any], title: str) -> list[Any]:
    """What objects hold at the path of an option. :raises ValidationError: it leads to nothing in any of them."""
    values, way = list(objects), ""
    for part in path.split("."):
        values = _present(values)
        members = sorted(
            {str(name) for value in values if isinstance(value, Mapping) for name in value}
        )
        if members and part not in members and not part.isdigit():
            raise ValidationError(
                f"{option} has {path!r}, but no {title} has {way}{part}. {suggest_names(part, members)}"
            )
        if values and not members and not part.isdigit():
            raise ValidationError(f"{option} has {path!r}, but {way[:-1]} has no attributes.")
        values, way = _step(values, part), f"{way}{part}."
    return _present(values)


def _check_value(path: str, asked: Any, values: Sequence[Any]) -> None:
    """:raises ValidationError: no attribute of this kind can have the value."""
    members = sorted(
        {str(name) for value in values if isinstance(value, Mapping) for name in value}
    )
    for each in asked if isinstance(asked, list) else [asked]:
        if each in (None, ""):
            continue
        if members and not set(members) & set(LABELS):
            raise ValidationError(
                f"filters compares {path} with {each!r}, but it is an object. Name one of its attributes: "
                f"{', '.join(f'{path}.{name}' for name in members)}."
            )
        kinds = {type(value) for value in values}
        if kinds == {bool} and _boolean(each) is None:
            raise ValidationError(
                f"filters compares {path} with {each!r}, but it is true or false."
            )
        if kinds and kinds <= {int, float} and _number(each) is None:
            raise ValidationError(f"filters compares {path} with {each!r}, but it is a number.")


def passes(
    obj: Mapping[str, Any],
    filters: Mapping[str, Any],
    fields: Sequence[Field] = (),
    alikes: Mapping[str, Alike] | None = None,
) -> bool:
    """Whether an object matches all filters.

    :param fields: the options whose values the object shows, possibly in another spelling.
    :param alikes: how a name is compared with the other objects that the object shows, by their dotted path.
    """
    options = {each.response_path: each for each in fields if not isinstance(each, Reference)}
    return all(
        _matches(obj, path, asked, options.get(path, ANY), _alike_at(path, alikes or {}))
        for path, asked in by_path(filters).items()
    )


def _alike_at(path: str, alikes: Mapping[str, Alike]) -> Alike:
    """How what is found at a path is compared: another object, or a name of one."""
    place = ".".join(part for part in path.split(".") if not part.isdigit())
    whole, _dot, name = place.rpartition(".")
    return alikes.get(place) or (alikes.get(whole) if name in LABELS else None) or operator.eq


def _matches(obj: Mapping[str, Any], path: str, asked: Any, option: Field, alike: Alike) -> bool:
    values: Sequence[Any] = [obj]
    for part in path.split("."):
        values = _step(_present(values), part)
    found = _present(values)
    choices = asked if isinstance(asked, list) and asked else [asked]
    if any(choice in (None, "", [], {}) for choice in choices) and not any(found):
        return True
    return any(
        _equal(value, choice)
        or _same_option(option, value, choice)
        or _same_name(alike, value, choice)
        for value in found
        for choice in choices
    )


def _present(values: Iterable[Any]) -> list[Any]:
    """The values that are there, with the elements of lists instead of the lists."""
    found: list[Any] = []
    for value in values:
        found.extend(
            _present(value)
            if isinstance(value, list)
            else [value]
            if value not in (None, {})
            else []
        )
    return found


def _step(values: Sequence[Any], part: str) -> list[Any]:
    """What the values hold below an attribute; a number is a position among them."""
    if part.isdigit() and not any(isinstance(value, Mapping) and part in value for value in values):
        return list(values[int(part) : int(part) + 1])
    return [value.get(part) for value in values if isinstance(value, Mapping)]


def _same_name(alike: Alike, value: Any, asked: Any) -> bool:
    """Whether a name is one of the names of an object, or is the same as another name. :param value: the object, or the other name."""
    labels = (
        [value[name] for name in LABELS if value.get(name)]
        if isinstance(value, Mapping)
        else [value]
    )
    named = isinstance(asked, str) and asked != ""
    return any(
        _equal(label, asked) or (named and isinstance(label, str) and alike(label, asked))
        for label in labels
    )


def _same_option(option: Field, value: Any, asked: Any) -> bool:
    return isinstance(asked, str) and not option.differs(
        option.compare_as(option.normalized(value)), option.normalized(asked)
    )


def _equal(value: Any, asked: Any) -> bool:
    """Whether a value is the same as one that may be given as text."""
    if isinstance(value, bool):
        return value is _boolean(asked)
    if isinstance(value, (int, float)):
        return value == _number(asked)
    return value == asked or str(value) == str(asked)


def _boolean(asked: Any) -> bool | None:
    return BOOLEANS.get(str(asked).lower())


def _number(asked: Any) -> float | None:
    try:
        return float(asked)
    except (TypeError, ValueError):
        known = _boolean(asked)
        return None if known is None else float(known)
