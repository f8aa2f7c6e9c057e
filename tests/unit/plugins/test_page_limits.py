# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pager asks for, learns and remembers, request by request."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import paging
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import EndlessListError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.paging import (
    LIMIT_LIFETIME,
    OVERLAPPING,
    PAGE_SIZE,
    ListForm,
    PageLimit,
    Pager,
    UnsteadyListError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SteadyTime

NOW = float(SteadyTime.BEGIN)
FACT = "page limit of /servers"


class Api:
    """A list with a page limit.

    :ivar queries: the number and the size of each page that was asked for.
    """

    def __init__(self, total: int, limit: int = 1000, key: str = "id") -> None:
        self.elements: list[Any] = [{key: str(number)} for number in range(total)]
        self.limit = limit
        self.queries: list[tuple[int, int]] = []

    def __call__(self, query: dict[str, int]) -> dict[str, list[Any]]:
        number, size = query["page"], query["per_page"]
        self.queries.append((number, size))
        size = min(size, self.limit)
        return {"": self.elements[(number - 1) * size : number * size]}


pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def time_class():
    return SteadyTime


@pytest.fixture
def store() -> Store:
    store = Store.in_memory()
    store.set_fact("paging", ["page", "per_page"])
    return store


@pytest.fixture
def pager(store) -> Pager:
    return Pager(store)


def read(pager: Pager, api: Api, **options: Any) -> int:
    """Return the number of elements that the pager finds. They are the first ones of the list."""
    found = pager.read("/servers", api, **options)[""]
    assert found == api.elements[: len(found)]
    return len(found)


# -- a limited number of elements


@pytest.mark.parametrize(
    "limit, size", [(None, PAGE_SIZE), (1, 2), (2, 2), (3, 3), (10, 10), (PAGE_SIZE + 1, PAGE_SIZE)]
)
def test_the_first_page_has_no_more_elements_than_wanted(pager, limit, size):
    api = Api(600)
    read(pager, api, limit=limit)
    assert api.queries[0] == (1, size)


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 9, 10, 11, 30])
@pytest.mark.parametrize("cap", [5, 1000])
def test_only_the_wanted_elements_are_returned(pager, limit, cap):
    api = Api(20, cap)
    assert read(pager, api, limit=limit) == min(limit, 20)
    assert len(api.queries) <= 2 + limit // 4 if cap == 5 else len(api.queries) <= 2
    assert read(pager, api) == 20


def test_enough_elements_on_the_first_page_teach_nothing(pager, store):
    assert read(pager, Api(20), limit=5) == 5 and store.get_fact(FACT) is None
    assert read(pager, Api(100, 5), limit=10) == 10 and store.get_fact(FACT) == [5, True, NOW]


# -- the meaning of the parameters


def test_two_elements_prove_the_meaning_of_the_parameters():
    store = Store.in_memory()
    api = Api(1)
    assert read(Pager(store), api) == 1 and len(api.queries) == 2
    assert store.get_fact("paging") is None
    api = Api(2)
    assert read(Pager(store), api) == 2 and api.queries == [(1, PAGE_SIZE)]
    assert store.get_fact("paging") == ["page", "per_page"]
    api = Api(1)
    assert read(Pager(store), api) == 1 and len(api.queries) == 1


# -- page limits


@pytest.mark.parametrize(
    "total, cap, known, learned",
    [
        (4, 1000, None, None),  # too short to be cut
        (5, 1000, None, [5, False]),
        (30, 1000, None, [30, False]),
        (100, 50, None, [50, True]),
        (50, 50, None, [50, False]),
        (50, 50, [50, True], [50, True]),
        (50, 50, [50, False], [50, False]),
        (50, 1000, [40, True], [50, False]),
        (49, 50, [50, True], [50, True]),
        (600, 1000, None, [528, False]),
    ],
)
def test_what_a_list_teaches_about_its_page_limit(pager, store, total, cap, known, learned):
    if known:
        store.set_fact(FACT, [*known, NOW])
    assert read(pager, Api(total, cap)) == total
    assert store.get_fact(FACT) == (learned and [*learned, NOW])


@pytest.mark.parametrize(
    "total, known, complete, is_whole",
    [
        (4, None, True, True),
        (5, None, True, False),
        (49, [50, True], True, True),
        (50, [50, True], True, False),
        (50, [50, True], False, False),
        (50, [50, False], True, False),
        (50, [50, False], False, True),
        (51, [50, False], False, False),
        (527, [600, False], True, True),
        (528, [600, False], True, False),
    ],
)
def test_a_first_page_that_may_be_cut_is_followed_by_another_one(
    pager, store, total, known, complete, is_whole
):
    if known:
        store.set_fact(FACT, [*known, NOW])
    api = Api(total)
    assert read(pager, api, **({} if complete else {"complete": False})) == total
    assert (len(api.queries) == 1) is is_whole


@pytest.mark.parametrize(
    "learned, length, read_at, expected",
    [
        (None, 4, NOW, True),
        (None, 5, NOW, False),
        ([50, True], 49, NOW + 1, True),
        ([50, True], 50, NOW, False),
        ([50, True], 51, NOW, True),
        ([50, True], 51, NOW + 1, False),
        ([50, False], 50, NOW, True),
        ([50, False], 50, NOW + 1, False),
    ],
)
def test_whether_a_list_that_was_read_before_is_complete(
    pager, store, learned, length, read_at, expected
):
    if learned:
        store.set_fact(FACT, [*learned, NOW])
    assert pager.is_complete("/servers", length, read_at) is expected


@pytest.mark.parametrize(
    "age, valid", [(-1, False), (0, True), (LIMIT_LIFETIME - 1, True), (LIMIT_LIFETIME, False)]
)
def test_a_learned_limit_is_valid_for_an_hour(pager, store, age, valid):
    assert LIMIT_LIFETIME == 3600
    store.set_fact(FACT, [50, True, NOW - age])
    assert pager.is_complete("/servers", 49, NOW + 10) is valid


@pytest.mark.parametrize("fact", [[50, True], [50, True, "x"], ["50", True, NOW], 50, "abc", {}])
def test_a_limit_of_another_form_is_not_used(pager, store, fact):
    store.set_fact(FACT, fact)
    assert not pager.is_complete("/servers", 49, NOW) and pager.page_count("/servers", 60) == 1


def test_without_knowledge_there_is_no_limit(time):
    time.sleep(LIMIT_LIFETIME)
    assert PageLimit() == PageLimit(0, False, 0.0) and not PageLimit().valid


def test_a_list_may_have_as_many_elements_as_the_maximum(pager, monkeypatch):
    assert paging.MAX_ELEMENTS == 100_000  # as docs/security.md says
    monkeypatch.setattr(paging, "MAX_ELEMENTS", 18)  # the end of the second page
    assert read(pager, Api(18, 10)) == 18
    with pytest.raises(EndlessListError):
        read(pager, Api(27, 10))


# -- lists that change


def test_a_list_is_read_three_times_with_overlaps_and_three_times_without(pager):
    class Changing(Api):
        def __call__(self, query: dict[str, int]) -> dict[str, list[Any]]:
            page = super().__call__(query)
            self.elements = [{"id": f"{len(self.queries)}-{each}"} for each in range(20)]
            return page

    api = Changing(20, 10)
    with pytest.raises(UnsteadyListError):
        pager.read("/servers", api)
    overlaps = []
    for (number, size), (next_number, next_size) in zip(api.queries, api.queries[1:]):
        if (number, size) == (1, PAGE_SIZE):
            overlaps.append((next_number - 1) * next_size < 10)
    assert overlaps == list(OVERLAPPING) == [True] * 3 + [False] * 3


def test_a_list_that_has_become_short_is_complete(pager):
    class Shrinking(Api):
        def __call__(self, query: dict[str, int]) -> dict[str, list[Any]]:
            page = super().__call__(query)
            del self.elements[3:]
            return page

    api = Shrinking(20, 10)
    assert pager.read("/servers", api) == {"": api.elements} and len(api.elements) == 3


@pytest.mark.parametrize("key", ["id", "name"])
def test_an_element_whose_state_changes_between_two_pages_is_the_same_one(pager, key):
    class Working(Api):
        def __call__(self, query: dict[str, int]) -> dict[str, list[Any]]:
            page = super().__call__(query)[""]
            return {"": [{**element, "percent": len(self.queries)} for element in page]}

    api = Working(30, 10, key)
    found = pager.read("/servers", api)[""]
    assert [element[key] for element in found] == [str(number) for number in range(30)]
    assert api.queries.count((1, PAGE_SIZE)) == 1


def test_elements_that_are_no_objects_are_told_apart(pager):
    api = Api(0, 10)
    api.elements = [str(number) for number in range(30)]
    assert read(pager, api) == 30


@pytest.mark.parametrize("key", ["id", "name", "other"])
def test_elements_without_an_id_are_told_apart_by_their_name_or_by_all_they_show(pager, key):
    assert read(pager, Api(30, 7, key)) == 30


def test_pages_that_ignore_number_and_size_are_one_list(pager):
    api = Api(9)
    everything = {"": api.elements}

    def fetch(query: dict[str, int]) -> dict[str, list[Any]]:
        api(query)
        return everything

    assert pager.read("/servers", fetch) == everything and len(api.queries) == 2


def test_several_lists_are_limited_one_by_one(pager):
    lists = {"a": [{"id": "1"}] * 5, "b": [{"id": "2"}] * 2}
    found = pager.read("/servers", lambda query: lists, limit=3)
    assert {name: len(elements) for name, elements in found.items()} == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    "answer, valid",
    [({"a": []}, True), ({"a": [], "b": 5}, False), ({"a": 5, "b": 5}, False), ({}, False)],
)
def test_lists_by_name_are_all_lists(answer, valid):
    assert (ListForm(grouped=True).problem(answer) is None) is valid
    assert (ListForm(grouped=None).problem(answer) is None) is valid
