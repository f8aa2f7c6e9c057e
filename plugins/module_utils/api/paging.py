# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read complete lists, whatever the page limit is and whatever changes between two pages.

The reference names no page limit (api-notes: page-limit), and it explains ``page`` and
``per_page`` the wrong way round (api-notes: paging). The pager learns both: the meaning of the
parameters once for each account, the page limit once for each list.

Pages overlap: each page begins at or before the last known element. If that element is not where
it was, objects were created or removed between the two pages, and the list is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..shared import clock
from ..shared.store import Store
from .errors import EndlessListError, UnsteadyListError

#: Elements that a request asks for. With overlaps, each page of a list of up to 20,000 elements
#: has at least 512 new elements.
PAGE_SIZE = 528
#: A page with fewer elements is never cut by a page limit.
SMALLEST_LIMIT = 5
#: A list that has more elements counts as one without an end.
MAX_ELEMENTS = 100_000
#: Seconds for which a learned page limit is valid.
LIMIT_LIFETIME = 3600
#: How a list is read until it does not change: with overlapping pages, then without. Pages
#: without overlaps are for an API that ignores the page size. Two reads must then agree.
OVERLAPPING = (True, True, True, False, False, False)
#: The parameters for number and size of a page: as clients use them, and as the reference says.
PARAMETER_NAMES = (["page", "per_page"], ["per_page", "page"])

#: Elements of several lists by name. A single list has the name "".
Lists = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class ListForm:
    """The form of an answer that contains a list (api-notes: bare-lists, usage-groups).

    :param identified: whether each element has an id.
    :param grouped: whether the answer is an object with several lists. None: both forms, and
        elements of all types, are valid.
    """

    identified: bool = True
    grouped: bool | None = False

    def problem(self, answer: Any) -> str | None:
        """Return the problem of an answer, such as "is not a list", or None."""
        if self.grouped is None:
            valid = isinstance(answer, list) or _is_group(answer)
            return None if valid else "is neither a list nor lists by name"
        if self.grouped and not _is_group(answer):
            return "does not consist of lists by name"
        if not self.grouped and not isinstance(answer, list):
            return "is not a list"
        problems = map(self._element_problem, self.split(answer).values())
        return next(filter(None, problems), None)

    def _element_problem(self, elements: Sequence[Any]) -> str | None:
        for position, element in enumerate(elements, 1):
            if not isinstance(element, dict):
                return f"is a list whose element {position} is not an object"
            if self.identified and not _has_id(element):
                return f"is a list whose element {position} has no id"
        return None

    def split(self, answer: Any) -> dict[str, list[Any]]:
        """Return the lists of an answer by name."""
        return {"": answer} if isinstance(answer, list) else dict(answer)

    def join(self, lists: Lists) -> Any:
        """Return lists by name in the form of an answer, with each id once."""
        if self.identified:
            lists = {
                name: list({element["id"]: element for element in elements}.values())
                for name, elements in lists.items()
            }
        return lists.get("", lists)


def object_problem(answer: Any) -> str | None:
    """Return the problem of an answer that should be an object with an id, or None."""
    return None if isinstance(answer, dict) and _has_id(answer) else "is not an object with an id"


def _has_id(element: Mapping[str, Any]) -> bool:
    return isinstance(element.get("id"), str) and bool(element["id"])


def _is_group(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and bool(answer)
        and all(isinstance(inner, list) for inner in answer.values())
    )


@dataclass(frozen=True)
class PageLimit:
    """The learned page limit of a list.

    :param length: elements of the longest page.
    :param is_limit: whether ``length`` is the page limit: a longer page was requested, and more
        elements followed.
    :param learned_at: seconds since the epoch.
    """

    length: int = 0
    is_limit: bool = False
    learned_at: float = 0.0

    @property
    def valid(self) -> bool:
        """Return whether the limit was learned recently."""
        return 0 <= clock.now() - self.learned_at < LIMIT_LIFETIME


class Pager:
    """Reads the lists of one account.

    :param store: keeps what the pager learns.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(
        self,
        path: str,
        fetch: Callable[[dict[str, int]], Lists],
        complete: bool = True,
        limit: int | None = None,
    ) -> Lists:
        """Return all elements of the lists of ``path``.

        :param fetch: returns the lists of the page with these query parameters.
        :param complete: False: elements may be missing if the list was exactly as long as the page
            limit and has grown since; see ``is_complete``.
        :param limit: return only so many elements of each list, from the beginning.
        :raises UnsteadyListError: the list changed each time that it was read.
        :raises EndlessListError: it has more than ``MAX_ELEMENTS`` elements.
        """
        first = self._first_page(fetch, limit)
        if self._is_whole_list(path, _length(first), complete) or _is_enough(first, limit):
            return _shortened(first, limit)
        lists, length = self._following_pages(path, fetch, first, limit)
        known = self._page_limit(path)
        is_limit = length < min(PAGE_SIZE, _length(lists)) or (
            known.is_limit and known.length == length
        )
        if is_limit or not _is_enough(lists, limit):
            self._store.set_fact(_fact_name(path), [length, is_limit, clock.now()])
        return _shortened(lists, limit)

    def is_complete(self, path: str, length: int, read_at: float) -> bool:
        """Return whether no element is missing in a list that was read before.

        :param length: the number of elements that the API returned.
        :param read_at: seconds since the epoch.
        """
        known = self._page_limit(path)
        return (
            length < SMALLEST_LIMIT
            or (known.valid and length < known.length)
            or (read_at <= known.learned_at and (not known.is_limit or length > known.length))
        )

    def page_count(self, path: str, elements: int) -> int:
        """Return the number of requests for a list with so many elements."""
        known = self._page_limit(path)
        return max(1, -(-elements // (known.length if known.is_limit else PAGE_SIZE)))

    # -- the first page

    def _first_page(self, fetch: Callable[[dict[str, int]], Lists], limit: int | None) -> Lists:
        size = PAGE_SIZE if limit is None else min(PAGE_SIZE, max(2, limit))
        pages = []
        for number_name, size_name in self._parameter_names():
            pages.append(fetch({number_name: 1, size_name: size}))
            # Two elements prove the meaning. With the other one, the page would have one element.
            if _length(pages[-1]) > 1:
                self._store.set_fact("paging", [number_name, size_name])
                break
        return max(pages, key=_length)

    def _parameter_names(self) -> Sequence[list[str]]:
        known = self._store.get_fact("paging")
        return [known] if known in PARAMETER_NAMES else PARAMETER_NAMES

    def _is_whole_list(self, path: str, length: int, complete: bool) -> bool:
        """Return whether a first page of this length is the whole list.

        If the length may be the page limit, the pager has to read the next page.
        """
        known = self._page_limit(path)
        if length < SMALLEST_LIMIT:
            return True
        may_be_whole = length < PAGE_SIZE and length <= known.length and known.valid
        return may_be_whole and (length < known.length or not (known.is_limit or complete))

    def _page_limit(self, path: str) -> PageLimit:
        fact = self._store.get_fact(_fact_name(path))
        valid = (
            isinstance(fact, list)
            and len(fact) == 3
            and all(isinstance(value, (int, float)) for value in fact)
        )
        return PageLimit(*fact) if valid else PageLimit()

    # -- the following pages

    def _following_pages(
        self,
        path: str,
        fetch: Callable[[dict[str, int]], Lists],
        first: Lists | None,
        limit: int | None,
    ) -> tuple[Lists, int]:
        """Return the whole lists and the length of their first page."""
        number_name, size_name = self._parameter_names()[0]

        def fetch_page(number: int, size: int) -> Lists:
            return fetch({number_name: number, size_name: size})

        previous = None
        for overlapping in OVERLAPPING:
            first = first or self._first_page(fetch, limit)
            lists = _read_once(path, fetch_page, first, overlapping, limit)
            if lists is not None:
                keys = {name: _keys(elements) for name, elements in lists.items()}
                if overlapping or keys == previous:
                    return lists, _length(first)
                previous = keys
            first = None
        raise UnsteadyListError(path)


def _read_once(
    path: str,
    fetch: Callable[[int, int], Lists],
    first: Lists,
    overlapping: bool,
    limit: int | None,
) -> Lists | None:
    """Read from the first page to the end, or until there are enough elements.

    :param fetch: returns the lists of the page with this number and size.
    :returns: None if elements have moved between two pages.
    :raises EndlessListError: there are more than ``MAX_ELEMENTS`` elements.
    """
    lists = {name: list(elements) for name, elements in first.items()}
    page_limit = _length(first)
    if page_limit < SMALLEST_LIMIT:
        return lists
    page_size = min(page_limit, PAGE_SIZE)
    while True:
        known = _length(lists)
        if overlapping:
            number, size = _overlapping_page(known, page_limit)
        else:
            number, size = known // page_size + 1, page_size
        if number * size <= known:
            return None
        page = fetch(number, size)
        if _length(page) > size and _keys(page) == _keys(first):
            return lists  # The list has no pages.
        if _length(page) > size or not _append(lists, page, (number - 1) * size):
            return None
        if _length(page) < size or _is_enough(lists, limit):
            return lists
        if _length(lists) > MAX_ELEMENTS:
            raise EndlessListError(path, MAX_ELEMENTS)


def _overlapping_page(known: int, page_limit: int) -> tuple[int, int]:
    """Return number and size of the page to read after so many known elements.

    The page begins at or before the last known element and ends as far behind it as possible.
    """
    last = known - 1
    size = max(range(page_limit, 0, -1), key=lambda size: (last // size + 1) * size)
    return last // size + 1, size


def _append(lists: dict[str, list[Any]], page: Lists, start: int) -> bool:
    """Append a page whose first element has the position ``start``.

    :returns: False if the page does not fit to the known elements.
    """
    for name in {**lists, **page}:
        known, elements = lists.setdefault(name, []), page.get(name, [])
        overlap = known[start:]
        if _keys(elements[: len(overlap)]) != _keys(overlap) or (elements and start > len(known)):
            return False
        known.extend(elements[len(overlap) :])
    return True


def _keys(elements: Any) -> list[str]:
    """Return texts that identify the elements of a list, or of lists by name."""
    if isinstance(elements, Mapping):
        return [key for name in sorted(elements) for key in (name, *_keys(elements[name]))]
    return [
        str(element.get("id") or element.get("name") or element)
        if isinstance(element, Mapping)
        else json.dumps(element)
        for element in elements
    ]


def _length(lists: Lists) -> int:
    """Return the number of elements of the longest list."""
    return max(map(len, lists.values()))


def _is_enough(lists: Lists, limit: int | None) -> bool:
    return limit is not None and _length(lists) >= limit


def _shortened(lists: Lists, limit: int | None) -> Lists:
    return lists if limit is None else {name: elements[:limit] for name, elements in lists.items()}


def _fact_name(path: str) -> str:
    return f"page limit of {path}"
