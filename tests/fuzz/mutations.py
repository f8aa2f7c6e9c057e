# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutate answers: replace a value anywhere in a true answer by an unusual or invalid one."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Way = tuple["str | int", ...]

MISSING = object()
#: Values of all types.
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    17,
    -1,
    1.5,
    10**30,
    math.nan,
    math.inf,
    "",
    "x",
    "17",
    " ",
    "{id}",
    "../x",
    "ÄÖ\u202e\n",
    [],
    {},
    [None],
    [[]],
    ["x"],
    [17],
    [{}],
    {"id": None},
    {"id": "x"},
    {"id": 5, "name": 7},
    {"x": {"y": []}},
]
IDS: list[Any] = ["", None, 0, 5, True, [], {}, "../servers", "a b", "{id}"]


@dataclass(frozen=True)
class Mutation:
    """A change of one value.

    :param kind: kind of the change.
    :param way: path of the value.
    :param value: the new value.
    :param legal: whether the API could return the new value.
    """

    kind: str
    way: Way
    value: Any
    legal: bool = False

    def allowed(self, value: Any) -> bool:
        """Return whether the API could return the new value instead of ``value``.

        It could if the value is null, or has the same type. 0 and 1 are false and true. A member
        with an id is a reference, which can lead to another object.
        """
        references = [isinstance(each, dict) and "id" in each for each in (value, self.value)]
        if all(references) and self.way and isinstance(self.way[-1], str):
            return True
        if self.legal or self.value in (None, "", [], {}):
            return True
        if isinstance(value, bool) and self.value in (0, 1):
            return True
        return (
            type(self.value) is type(value)
            and isinstance(value, (str, int))
            and self.way[-1:] != ("id",)
        )

    def apply(self, answer: Any) -> Any:
        """Return the answer with this change, or unchanged if it does not contain the path."""
        if not self.way:
            return copy.deepcopy(self.value)
        answer = copy.deepcopy(answer)
        holder = answer
        try:
            for part in self.way[:-1]:
                holder = holder[part]
            if self.value is MISSING:
                del holder[self.way[-1]]
            elif isinstance(holder, dict) or self.way[-1] < len(holder):
                holder[self.way[-1]] = copy.deepcopy(self.value)
        except (LookupError, TypeError):
            pass
        return answer

    def __str__(self) -> str:
        text = "missing" if self.value is MISSING else repr(self.value)
        short = text if len(text) < 100 else text[:100] + "..."
        return f"{self.kind} at {'.'.join(map(str, self.way)) or 'the top'}: {short}"


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Return the paths of all values in an answer; of long lists, only first and last elements."""
    yield way
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ways(inner, (*way, key))
    elif isinstance(value, list):
        for position in sorted(
            {*range(min(len(value), 3)), *range(max(0, len(value) - 2), len(value))}
        ):
            yield from ways(value[position], (*way, position))


def at(answer: Any, way: Way) -> Any:
    """Return the value at a path."""
    for part in way:
        answer = answer[part]
    return answer


def mutated(answer: Any, others: Sequence[Any], chance: random.Random) -> Mutation:
    """Return a random change of an answer.

    :param others: answers to other requests.
    """
    by_form: dict[tuple[str, ...], list[Way]] = {}
    for way in ways(answer):
        by_form.setdefault(
            tuple("*" if isinstance(part, int) else part for part in way), []
        ).append(way)
    way = chance.choice(by_form[chance.choice(sorted(by_form))])
    value = at(answer, way)
    kinds = ["type", "type", "type", "missing", "missing", "null", "deep", "other"]
    if isinstance(value, dict):
        kinds += ["extra", "member", "member"]
    if isinstance(value, list):
        kinds += ["twice", "same name", "huge", "alien", "alien", "empty"]
    if way and way[-1] == "id":
        kinds = ["id"] * 3 + ["type", "missing", "null", "other id"]
    return _made(chance.choice(kinds), way, value, answer, others, chance)


def _made(
    kind: str, way: Way, value: Any, answer: Any, others: Sequence[Any], chance: random.Random
) -> Mutation:
    if kind == "missing" and way and isinstance(way[-1], str):
        return Mutation(kind, way, MISSING)
    if kind == "null":
        return Mutation(kind, way, None)
    if kind == "empty":
        return Mutation(kind, way, [], legal=True)
    if kind == "id":
        return Mutation(kind, way, chance.choice(IDS))
    if kind == "other id":
        # An element with another id is the same as another element.
        return Mutation(
            kind, way, chance.choice(ids([answer, *others])), legal=isinstance(answer, list)
        )
    if kind == "deep":
        return Mutation(
            kind, way, nested(value, chance.choice([5, 40, 60, 200]), chance.random() < 0.5)
        )
    if kind == "other" and others:
        return Mutation(
            kind,
            way,
            chance.choice(others) if not way else _somewhere(chance.choice(others), chance),
        )
    if kind == "extra":
        return Mutation(kind, way, {**value, "surprise": chance.choice(VALUES), "": {}}, legal=True)
    if kind == "member" and value:
        return Mutation(kind, (*way, chance.choice(sorted(value))), chance.choice(VALUES))
    if kind == "twice" and value:
        return Mutation(kind, way, [*value, chance.choice(value)], legal=True)
    if kind == "same name" and value and isinstance(value[-1], dict):
        return Mutation(kind, way, [*value, {**chance.choice(value), "id": "ANOTHER"}], legal=True)
    if kind == "huge":
        return Mutation(kind, way, _huge(value), legal=True)
    if kind == "alien":
        alien = chance.choice([*VALUES, *(_somewhere(each, chance) for each in others)])
        position = chance.randrange(len(value) + 1)
        return Mutation(kind, way, [*value[:position], alien, *value[position:]])
    return Mutation(
        "type", way, chance.choice([each for each in VALUES if type(each) is not type(value)])
    )


def nested(value: Any, levels: int, lists: bool) -> Any:
    for _level in range(levels):
        value = [value] if lists else {"x": value}
    return value


def _huge(value: list[Any]) -> list[Any]:
    pattern = value[0] if value else "x"
    return value + [
        {**pattern, "id": f"HUGE{number}", "name": f"huge {number}"}
        if isinstance(pattern, dict)
        else pattern
        for number in range(1500)
    ]


def ids(values: Sequence[Any]) -> list[str]:
    """Return the ids of all objects in values."""
    return sorted(
        {
            inner
            for value in values
            for way in ways(value)
            if way and way[-1] == "id" and isinstance(inner := at(value, way), str)
        }
    ) or ["x"]


def _somewhere(value: Any, chance: random.Random) -> Any:
    return at(value, chance.choice(list(ways(value))))
