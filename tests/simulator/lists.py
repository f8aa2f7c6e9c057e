# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters of lists: page, per_page, sort, q, fields (api-notes: list-parameters)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .account import Account
from .kinds import Object
from .ranges import parse_date

#: Faults of lists, which happen after a page was answered: "vanish" removes the first object of the
#: list, "appear" adds another one before it.
LIST_FAULTS = ("vanish", "appear")


@dataclass(frozen=True)
class Paging:
    """The division of lists into pages.

    :param size: the elements of a page for a request without a number.
    :param cap: the most elements of a page.
    :param swapped: whether page is the size and per_page the number (api-notes: paging).
    :param caps: the most elements of a page of single lists, by operationId.
    """

    size: int = 1000
    cap: int = 1000
    swapped: bool = False
    caps: Mapping[str, int] = field(default_factory=dict)

    def with_readings(self, readings: Mapping[str, str]) -> Paging:
        """Return the paging in the readings of an account (api-notes: page-limit, paging).

        The command line has precedence.
        """
        return replace(
            self,
            cap=min(self.cap, int(readings["page-limit"])),
            swapped=self.swapped or readings["paging"] == "swapped",
        )

    def page(
        self, operation: str, elements: Sequence[Any], query: Mapping[str, Any]
    ) -> Sequence[Any]:
        """Return the elements of the page of a query (api-notes: first-page)."""
        number, size = query.get("page"), query.get("per_page")
        if self.swapped:
            number, size = size, number
        size = min(max(size or self.size, 1), self.caps.get(operation, self.cap))
        first = (max(number or 1, 1) - 1) * size
        return elements[first : first + size]


def apply_fault(account: Account, objects: Iterable[Object], fault: str) -> None:
    """Let an object of a list vanish or appear."""
    first = next(iter(objects), None)
    if first is None:
        return
    if fault == "vanish":
        account.store.delete(first)
        return
    others = account.objects(first.kind)
    account.store.objects(first.kind).clear()
    name = f"{first.get('name')}-{secrets.token_hex(4)}"
    account.save(Object(first.kind, {**first, "id": account.new_id(), "name": name}))
    for obj in others:
        account.save(obj)


def get_path(value: Any, path: str) -> Any:
    """Return the member with a dotted path, or None."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def sort_key(value: Any) -> tuple[int, float, str]:
    """Return the place of a value in an order: null, then numbers and dates, then texts."""
    if value is None:
        return 0, 0, ""
    number = value if isinstance(value, (int, float)) else parse_date(str(value))
    return (2, 0, str(value)) if number is None else (1, number, "")


def search(elements: list[dict[str, Any]], query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the elements that contain ``q``, in the order of ``sort``.

    (api-notes: search, sort)
    """
    if query.get("q"):
        text = str(query["q"])
        elements = [
            element for element in elements if text in json.dumps(element, ensure_ascii=False)
        ]
    order = query.get("sort")
    if order:
        path = order.lstrip("-")
        elements = sorted(
            elements,
            key=lambda element: sort_key(get_path(element, path)),
            reverse=order.startswith("-"),
        )
    return elements


def select_fields(element: dict[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """Return only the members in ``fields`` (api-notes: fields).

    A nested member has a dotted path, which also leads through lists.
    """
    if not query.get("fields"):
        return element
    selected: dict[str, Any] = {}
    for path in str(query["fields"]).split(","):
        below = selected
        for part in path.strip().split("."):
            below = below.setdefault(part, {})
    result: dict[str, Any] = _select(element, selected)
    return result


def _select(value: Any, selected: Mapping[str, Any]) -> Any:
    """Return the selected members of a value.

    :param selected: their names, each with the selection inside it; empty: the whole value.
    """
    if isinstance(value, list):
        return [_select(element, selected) for element in value]
    if not selected or not isinstance(value, dict):
        return value
    return {name: _select(value[name], below) for name, below in selected.items() if name in value}
