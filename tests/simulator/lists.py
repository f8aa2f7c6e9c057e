# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List parameters: page, per_page, sort, q, fields (api-notes: list-parameters)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .account import Account
from .ranges import moment

#: Faults of lists: what happens right after a page has been answered. "vanish" removes the first object of the list without a
#: trace, "appear" puts another one in front of it.
CHANGES = ("vanish", "appear")


@dataclass(frozen=True)
class Paging:
    """:param size: elements of a page where nobody asks for a number, :param cap: and at the most.
    :param caps: the same for single lists, by operationId.
    :param swapped: page is the size and per_page the number, as the reference explains them (api-notes: paging)."""

    size: int = 1000
    cap: int = 1000
    swapped: bool = False
    caps: Mapping[str, int] = field(default_factory=dict)

    def reading(self, readings: Mapping[str, str]) -> Paging:
        """The same, in the readings of an account. What the command line says holds in every reading."""
        return replace(
            self,
            cap=min(self.cap, int(readings["page-limit"])),
            swapped=self.swapped or readings["paging"] == "swapped",
        )

    def cut(
        self, operation: str, elements: Sequence[Any], query: Mapping[str, Any]
    ) -> Sequence[Any]:
        """The elements of a page (api-notes: first-page)."""
        number, size = query.get("page"), query.get("per_page")
        if self.swapped:
            number, size = size, number
        size = min(max(size or self.size, 1), self.caps.get(operation, self.cap))
        first = (max(number or 1, 1) - 1) * size
        return elements[first : first + size]


def change(account: Account, objects: Iterable[Mapping[str, Any]], how: str) -> None:
    """Let an object of a list vanish or appear."""
    first = next(iter(objects), None)
    if first is None:
        return
    kind = next(kind for kind in account.store.kinds() if first["id"] in account.store.kind(kind))
    if how == "vanish":
        account.store.delete(kind, first["id"])
        return
    others = list(account.all(kind))
    account.store.kind(kind).clear()
    identifier = account.new_id()
    for obj in (
        {**first, "id": identifier, "name": f"{first.get('name')}-{secrets.token_hex(4)}"},
        *others,
    ):
        account.save(kind, obj)


def dig(obj: Any, path: str) -> Any:
    for part in path.split("."):
        obj = obj.get(part) if isinstance(obj, dict) else None
    return obj


def rank(value: Any) -> tuple[int, float, str]:
    """Where a value stands in an order: null, then numbers and dates, then texts."""
    if value is None:
        return 0, 0, ""
    number = value if isinstance(value, (int, float)) else moment(str(value))
    return (2, 0, str(value)) if number is None else (1, number, "")


def search(elements: list[dict[str, Any]], query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Elements that contain ``q`` anywhere, in the order of ``sort`` (api-notes: search, sort)."""
    if query.get("q"):
        elements = [
            each for each in elements if str(query["q"]) in json.dumps(each, ensure_ascii=False)
        ]
    order = query.get("sort")
    if order:
        name = order.lstrip("-")
        elements = sorted(
            elements, key=lambda each: rank(dig(each, name)), reverse=order.startswith("-")
        )
    return elements


def project(element: dict[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """Only the asked ``fields``; nested ones with a dot, through lists as well (api-notes: fields)."""
    if not query.get("fields"):
        return element
    wanted: dict[str, Any] = {}
    for path in str(query["fields"]).split(","):
        below = wanted
        for part in path.strip().split("."):
            below = below.setdefault(part, {})
    return choose(element, wanted)


def choose(value: Any, wanted: Mapping[str, Any]) -> Any:
    """:param wanted: names, and what is wanted below them; nothing there is all."""
    if isinstance(value, list):
        return [choose(each, wanted) for each in value]
    if not wanted or not isinstance(value, dict):
        return value
    return {name: choose(value[name], below) for name, below in wanted.items() if name in value}
