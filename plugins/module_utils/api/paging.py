# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads whole lists, whatever the page limit of the API is and whatever changes between two pages.

The reference names no page limit (api-notes: page-limit) and explains ``page`` and ``per_page`` the wrong way round (api-notes: paging).
Both are learned: the meaning of the parameters once per account, the page limit per list.

Pages overlap: each page begins at or before the last element of the page before it. If that element is not where it was, objects were
created or deleted in between, and the list is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..shared import clock
from ..shared.store import Store

#: Elements that a request asks for. With overlaps it brings at least 512 new ones up to 20,000 elements.
PAGE_SIZE = 528
#: A shorter answer is never a page that the API has cut.
SMALLEST_LIMIT = 5
#: Seconds for which a page limit that was learned counts.
LIMIT_LASTS = 3600
#: How a list is read until it holds still. Pages that do not overlap are for an API that does not take every page size; two reads
#: in succession then have to agree.
OVERLAPPING = (True, True, True, False, False, False)
#: The names of the parameters for the number and the size of a page: as clients use them, and as the reference explains them.
READINGS = (["page", "per_page"], ["per_page", "page"])

Lists = Mapping[str, Sequence[Any]]


class UnsteadyListError(Exception):
    """A list changed while it was read, each time."""


@dataclass(frozen=True)
class Form:
    """What the answer with a list has to look like.

    :param identified: whether each element has an id. :param grouped: whether the answer holds several lists by name; None: both
    forms and elements of all types are valid.
    """

    identified: bool = True
    grouped: bool | None = False

    def complaint(self, answer: Any) -> str | None:
        """What is wrong with an answer, or None (api-notes: bare-lists, usage-groups)."""
        if self.grouped is None:
            return (
                None
                if isinstance(answer, list) or _holds_lists(answer)
                else "is neither a list nor lists by name"
            )
        if self.grouped and not _holds_lists(answer):
            return "does not consist of lists by name"
        if not self.grouped and not isinstance(answer, list):
            return "is not a list"
        return next(filter(None, map(self._element_complaint, self.lists(answer).values())), None)

    def _element_complaint(self, elements: Sequence[Any]) -> str | None:
        for position, element in enumerate(elements, 1):
            if not isinstance(element, dict):
                return f"is a list whose element {position} is not an object"
            if self.identified and not (isinstance(element.get("id"), str) and element["id"]):
                return f"is a list whose element {position} has no id"
        return None

    def lists(self, answer: Any) -> dict[str, list[Any]]:
        return {"": answer} if isinstance(answer, list) else dict(answer)

    def answer(self, lists: Lists) -> Any:
        """The counterpart of ``lists``, in which each id occurs once."""
        if self.identified:
            lists = {
                name: list({element["id"]: element for element in elements}.values())
                for name, elements in lists.items()
            }
        return lists[""] if "" in lists else lists


def _holds_lists(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and bool(answer)
        and all(isinstance(inner, list) for inner in answer.values())
    )


@dataclass(frozen=True)
class Learned:
    """What is known of the page limit of a list.

    :param length: the longest page that was seen. :param cut: whether elements followed it although more had been asked for, so that it
    is the page limit. :param at: when (seconds since the epoch).
    """

    length: int = 0
    cut: bool = False
    at: float = 0.0

    @property
    def counts(self) -> bool:
        return 0 <= clock.now() - self.at < LIMIT_LASTS


class Pager:
    """Reads the lists of one account. :param store: keeps what is learned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(
        self,
        path: str,
        fetch: Callable[[dict[str, int]], Lists],
        complete: bool = True,
        limit: int | None = None,
    ) -> Lists:
        """Return all elements of the lists of ``path``, or the first ``limit`` of each.

        :param fetch: page parameters to the lists of that page, by name.
        :param complete: False: elements may be missing if the list was as long as the page limit by chance, and has grown since then. See
            ``is_complete``.
        :raises UnsteadyListError: the list changed each time that it was read.
        """
        first = self._first(fetch, limit)
        if self._is_whole(path, _length(first), complete) or _enough(first, limit):
            return _shortened(first, limit)
        lists, length = self._behind(fetch, first, limit)
        learned = self._learned(path)
        cut = length < min(PAGE_SIZE, _length(lists)) or (learned.cut and learned.length == length)
        if cut or not _enough(lists, limit):
            self._store.set_fact(_fact(path), [length, cut, clock.now()])
        return _shortened(lists, limit)

    def is_complete(self, path: str, length: int, at: float) -> bool:
        """Whether nothing is missing in a list that showed so many elements at a moment."""
        learned = self._learned(path)
        return (
            length < SMALLEST_LIMIT
            or (learned.counts and length < learned.length)
            or (at <= learned.at and (not learned.cut or length > learned.length))
        )

    def page_count(self, path: str, elements: int) -> int:
        """The requests that reading so many elements takes."""
        learned = self._learned(path)
        return max(1, -(-elements // (learned.length if learned.cut else PAGE_SIZE)))

    # -- the first page

    def _first(self, fetch: Callable[[dict[str, int]], Lists], limit: int | None) -> Lists:
        pages = []
        for number, size in self._readings():
            pages.append(
                fetch(
                    {number: 1, size: PAGE_SIZE if limit is None else min(PAGE_SIZE, max(2, limit))}
                )
            )
            # Two elements prove a reading: the other one would have asked for pages of one.
            if _length(pages[-1]) > 1:
                self._store.set_fact("paging", [number, size])
                break
        return max(pages, key=_length)

    def _readings(self) -> Sequence[list[str]]:
        known = self._store.get_fact("paging")
        return [known] if known in READINGS else READINGS

    def _is_whole(self, path: str, length: int, complete: bool) -> bool:
        """Whether a first page of this length is the whole list. If its length may be the limit, the next page is looked at."""
        learned = self._learned(path)
        if length < SMALLEST_LIMIT:
            return True
        if length >= PAGE_SIZE or length > learned.length or not learned.counts:
            return False
        return length < learned.length or not (learned.cut or complete)

    def _learned(self, path: str) -> Learned:
        fact = self._store.get_fact(_fact(path))
        sound = (
            isinstance(fact, list)
            and len(fact) == 3
            and all(isinstance(each, (int, float)) for each in fact)
        )
        return Learned(*fact) if sound else Learned()

    # -- the pages after it

    def _behind(
        self, fetch: Callable[[dict[str, int]], Lists], first: Lists | None, limit: int | None
    ) -> tuple[Lists, int]:
        """(the whole lists, the length of their first page)."""
        number_name, size_name = self._readings()[0]
        before = None
        for overlapping in OVERLAPPING:
            first = first or self._first(fetch, limit)
            lists = _sweep(
                lambda number, size: fetch({number_name: number, size_name: size}),
                first,
                overlapping,
                limit,
            )
            if lists is not None:
                found = {name: _keys(elements) for name, elements in lists.items()}
                if overlapping or found == before:
                    return lists, _length(first)
                before = found
            first = None
        raise UnsteadyListError


def _sweep(
    fetch: Callable[[int, int], Lists], first: Lists, overlapping: bool, limit: int | None
) -> Lists | None:
    """Read on from the first page to the end, or until there are enough elements. Return None if elements have moved between two pages."""
    lists = {name: list(elements) for name, elements in first.items()}
    page_limit = _length(first)
    if page_limit < SMALLEST_LIMIT:
        return lists
    page_size = min(page_limit, PAGE_SIZE)
    while True:
        seen = _length(lists)
        number, size = (
            _overlapping_page(seen, page_limit)
            if overlapping
            else (seen // page_size + 1, page_size)
        )
        if number * size <= seen:
            return None
        page = fetch(number, size)
        if _length(page) > size and _keys(page) == _keys(first):
            return lists  # This list knows no pages.
        if _length(page) > size:
            return None
        if not _join(lists, page, (number - 1) * size):
            return None
        if _length(page) < size or _enough(lists, limit):
            return lists


def _enough(lists: Lists, limit: int | None) -> bool:
    return limit is not None and _length(lists) >= limit


def _shortened(lists: Lists, limit: int | None) -> Lists:
    return lists if limit is None else {name: elements[:limit] for name, elements in lists.items()}


def _overlapping_page(seen: int, page_limit: int) -> tuple[int, int]:
    """(number, size) of the page that begins at or before the last of the ``seen`` elements and ends as far behind it as possible."""
    last = seen - 1
    size = max(range(page_limit, 0, -1), key=lambda size: (last // size + 1) * size)
    return last // size + 1, size


def _join(lists: dict[str, list[Any]], page: Lists, start: int) -> bool:
    """Add a page that begins at ``start``. Return False if it does not fit to the elements that are known."""
    for name in {**lists, **page}:
        known, elements = lists.setdefault(name, []), page.get(name, [])
        again = known[start:]
        if _keys(elements[: len(again)]) != _keys(again) or (elements and start > len(known)):
            return False
        known.extend(elements[len(again) :])
    return True


def _keys(elements: Any) -> list[str]:
    """What tells the elements of a list, or of lists by name, from others."""
    if isinstance(elements, Mapping):
        return [key for name in sorted(elements) for key in (name, *_keys(elements[name]))]
    return [
        str(each.get("id") or each.get("name") or each)
        if isinstance(each, Mapping)
        else json.dumps(each)
        for each in elements
    ]


def _length(lists: Lists) -> int:
    return max(map(len, lists.values()), default=0)


def _fact(path: str) -> str:
    return f"page limit of {path}"
