# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fast checks whether values are valid for the schemas of the contract.

Each schema becomes one function, which returns yes or no. It is many times as fast as jsonschema.
For a value that is not valid, jsonschema explains why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

#: Returns whether a value is valid.
Check = Callable[[Any], bool]
#: Keywords that do not restrict values.
NOTES = frozenset(("default", "description", "example", "examples", "title"))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


TYPES: dict[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
#: Keywords with a number: the values that they restrict, and the comparison.
COMPARISONS: dict[str, tuple[Check, Callable[[Any, Any], bool]]] = {
    "maxLength": (TYPES["string"], lambda value, limit: len(value) <= limit),
    "maximum": (_is_number, lambda value, limit: value <= limit),
    "minLength": (TYPES["string"], lambda value, limit: len(value) >= limit),
    "minimum": (_is_number, lambda value, limit: value >= limit),
    "multipleOf": (_is_number, lambda value, step: value % step == 0),
}


class Schemas:
    """The schemas of an OpenAPI document. A check is made when it is first used."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.at: Callable[[str], Check] = cache(self._at)
        #: By keyword: makes a check of the operand and the schema that contains it.
        self._makers: dict[str, Callable[[Any, Mapping[str, Any]], Check]] = {
            "$ref": self._ref,
            "additionalProperties": self._additional_properties,
            "allOf": self._all_of,
            "anyOf": self._any_of,
            "enum": self._enum,
            "items": self._items,
            "not": self._not,
            "oneOf": self._one_of,
            "properties": self._properties,
            "required": self._required,
            "type": self._type,
        }

    def _at(self, pointer: str) -> Check:
        """Return the check of the schema at a JSON pointer that begins with "#/"."""
        part: Any = self._document
        for name in pointer.split("/")[1:]:
            part = part[name.replace("~1", "/").replace("~0", "~")]
        return self.check(part)

    def check(self, schema: Mapping[str, Any]) -> Check:
        """Return the check of a schema.

        :raises ValueError: it has a keyword that has no check here.
        """
        checks = []
        for keyword, operand in schema.items():
            if keyword in COMPARISONS:
                checks.append(_comparison(*COMPARISONS[keyword], operand))
            elif keyword in self._makers:
                checks.append(self._makers[keyword](operand, schema))
            elif keyword not in NOTES and not keyword.startswith("x-"):
                raise ValueError(f"There is no check for the keyword {keyword} of a schema.")
        return _all(checks)

    # -- checks of keywords

    def _ref(self, pointer: str, _schema: Mapping[str, Any]) -> Check:
        def check(value: Any) -> bool:
            return self.at(pointer)(value)  # when it is used: schemas can be recursive

        return check

    def _type(self, names: Any, _schema: Mapping[str, Any]) -> Check:
        if isinstance(names, str):
            return TYPES[names]
        return _any([TYPES[name] for name in names])

    def _enum(self, allowed: list[Any], _schema: Mapping[str, Any]) -> Check:
        # For Python, True is 1. For JSON, it is not.
        known = {(isinstance(value, bool), value) for value in allowed}
        return lambda value: (
            not isinstance(value, (dict, list)) and (isinstance(value, bool), value) in known
        )

    def _required(self, names: list[str], _schema: Mapping[str, Any]) -> Check:
        return lambda value: not isinstance(value, dict) or all(name in value for name in names)

    def _properties(self, schemas: Mapping[str, Any], _schema: Mapping[str, Any]) -> Check:
        checks = [(name, self.check(schema)) for name, schema in schemas.items()]
        return lambda value: (
            not isinstance(value, dict)
            or all(check(value[name]) for name, check in checks if name in value)
        )

    def _additional_properties(self, others: Any, schema: Mapping[str, Any]) -> Check:
        known = frozenset(schema.get("properties", ()))
        if isinstance(others, bool):
            return lambda value: others or not isinstance(value, dict) or known.issuperset(value)
        check = self.check(others)
        return lambda value: (
            not isinstance(value, dict)
            or all(check(member) for name, member in value.items() if name not in known)
        )

    def _items(self, schema: Mapping[str, Any], _schema: Mapping[str, Any]) -> Check:
        check = self.check(schema)
        return lambda value: not isinstance(value, list) or all(map(check, value))

    def _all_of(self, schemas: list[Any], _schema: Mapping[str, Any]) -> Check:
        return _all([self.check(schema) for schema in schemas])

    def _any_of(self, schemas: list[Any], _schema: Mapping[str, Any]) -> Check:
        return _any([self.check(schema) for schema in schemas])

    def _one_of(self, schemas: list[Any], _schema: Mapping[str, Any]) -> Check:
        checks = [self.check(schema) for schema in schemas]
        return lambda value: sum(check(value) for check in checks) == 1

    def _not(self, schema: Mapping[str, Any], _schema: Mapping[str, Any]) -> Check:
        check = self.check(schema)
        return lambda value: not check(value)


def _comparison(concerns: Check, compare: Callable[[Any, Any], bool], operand: Any) -> Check:
    return lambda value: not concerns(value) or compare(value, operand)


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


def _any(checks: list[Check]) -> Check:
    return lambda value: any(check(value) for check in checks)
