# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists are complete: with each page limit, both readings of the parameters, and changes."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.paging import (
    LIMIT_LIFETIME,
    PAGE_SIZE,
    ListForm,
    Pager,
    UnsteadyListError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store

LIMITS = (7, 12, 32, 50, 64, 128, 1000)


class Api:
    """A list behind pages. :param between: changes the elements after each page."""

    def __init__(
        self,
        total: int,
        limit: int,
        swapped: bool = False,
        between: Callable[[Api], Any] = lambda api: None,
    ) -> None:
        self.elements: list[Any] = [{"id": str(number)} for number in range(total)]
        self.limit, self.swapped, self.between = limit, swapped, between
        self.requests = 0

    def __call__(self, query: dict[str, int]) -> dict[str, list[Any]]:
        self.requests += 1
        page = self.cut(self.elements, query)
        self.between(self)
        return {"": page}

    def cut(self, elements: list[Any], query: dict[str, int]) -> list[Any]:
        number, size = (
            (query["per_page"], query["page"])
            if self.swapped
            else (query["page"], query["per_page"])
        )
        size = min(size, self.limit)
        return elements[(number - 1) * size : number * size]


@pytest.fixture
def pager(tmp_path) -> Pager:
    return Pager(Store("token", "https://api.example.com/v1", tmp_path))


def ids(pager: Pager, api: Api, path: str = "/servers", complete: bool = True) -> list[str]:
    lists = pager.read(path, api, complete)
    return [element["id"] for element in ListForm().join(lists)]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("limit", LIMITS)
def test_no_element_is_missed_or_doubled_with_any_page_limit(pager, limit, swapped):
    totals = {0, 1, 2, 5, 9, 100, 203, 1203} | {
        times * limit + more for times in (1, 2, 3) for more in (-1, 0, 1)
    }
    for total in totals:
        api = Api(total, limit, swapped)
        for _each in range(2):
            assert ids(pager, api, f"/{total}") == [str(number) for number in range(total)]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_known_page_limit_is_right_for_every_length(pager, limit):
    ids(pager, Api(2 * limit, limit))
    for total in sorted(
        (*range(30), limit - 1, limit, limit + 1, 2 * limit, 203),
        key=lambda total: random.Random(total).random(),
    ):
        assert len(ids(pager, Api(total, limit))) == total


@pytest.mark.parametrize("limit", LIMITS)
def test_a_list_that_grows_beyond_the_limit_is_never_cut(pager, limit):
    for total in range(limit - 2, limit + 3):
        assert len(ids(pager, Api(total, limit))) == total


@pytest.mark.parametrize("limit", [7, 50])
def test_an_incomplete_read_says_whether_the_list_is_complete(pager, limit):
    ids(pager, Api(limit, limit))
    began = time.time()
    assert len(
        ids(pager, Api(limit + 1, limit), complete=False)
    ) == limit and not pager.is_complete("/servers", limit, began)
    assert len(ids(pager, Api(limit + 1, limit))) == limit + 1 and pager.is_complete(
        "/servers", limit + 1, began
    )
    assert not pager.is_complete("/servers", limit, began)
    assert pager.is_complete("/servers", limit - 1, time.time()) and not pager.is_complete(
        "/images", limit, time.time()
    )


@pytest.mark.parametrize("total", [419, 420, 421, 840, 1300])
@pytest.mark.parametrize("limit", [5, 6, 7])
def test_lists_whose_pages_cannot_overlap_are_read_twice(pager, total, limit):
    assert ids(pager, Api(total, limit)) == [str(number) for number in range(total)]


def test_each_list_has_a_limit_of_its_own(pager):
    for path, limit in (("/servers", 1000), ("/images", 7), ("/users", 64)):
        for total in (100, 3, 7, 64):
            assert len(ids(pager, Api(total, limit), path)) == total


def test_a_list_within_one_page_costs_one_request_once_that_is_known(pager):
    api = Api(23, 1000)
    assert (len(ids(pager, api, complete=False)), api.requests) == (23, 2)
    for total, sure in ((23, False), (22, True), (10, True), (4, True)):
        api = Api(total, 1000)
        assert (len(ids(pager, api, complete=sure)), api.requests) == (total, 1)


def test_a_short_list_needs_no_second_page(pager):
    api = Api(4, 1000)
    assert (len(ids(pager, api)), api.requests) == (4, 1)


def test_learned_limits_are_verified_after_some_time(pager, monkeypatch):
    ids(pager, Api(100, 1000))
    later = time.time() + LIMIT_LIFETIME + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert len(ids(pager, Api(100, 50))) == 100


@pytest.mark.parametrize("fact", [None, 5, "x", [1], ["a", "b", "c"], {"length": 1000}])
def test_a_damaged_fact_is_ignored(pager, fact):
    pager._store.set_fact("page limit of /servers", fact)
    pager._store.set_fact("paging", fact)
    assert len(ids(pager, Api(100, 64))) == 100


@pytest.mark.parametrize("total, requests", [(528, 2), (1000, 2), (10_000, 20), (20_000, 40)])
def test_overlaps_cost_no_request_beyond_one_for_512_elements(pager, total, requests):
    api = Api(total, 1000)
    assert (len(ids(pager, api)), api.requests) == (total, requests)
    assert requests <= math.ceil(total / 512)


@pytest.mark.parametrize("limit", LIMITS)
def test_overlaps_cost_few_requests_with_a_small_limit(pager, limit):
    api = Api(400, limit)
    ids(pager, api)
    assert api.requests <= 2 * math.ceil(400 / limit) + 1


# -- changes between two pages


def removing(position: int, times: int = 1) -> Callable[[Api], None]:
    def between(api: Api) -> None:
        if api.requests <= times:
            del api.elements[position]

    return between


@pytest.mark.parametrize("limit", LIMITS[:-1])
@pytest.mark.parametrize("position", [0, 6, -1])
@pytest.mark.parametrize("times", [1, 2])
def test_a_removal_between_two_pages_hides_nothing(pager, limit, position, times):
    api = Api(2 * limit + 3, limit, between=removing(position, times))
    found = ids(pager, api)
    assert {element["id"] for element in api.elements} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("limit", LIMITS[:-1])
@pytest.mark.parametrize("first", [True, False])
def test_a_creation_between_two_pages_duplicates_nothing(pager, limit, first):
    def between(api: Api) -> None:
        if api.requests == 1:
            api.elements.insert(0 if first else len(api.elements), {"id": "new"})

    api = Api(2 * limit + 3, limit, between=between)
    found = ids(pager, api)
    assert len(found) == len(set(found)) and set(map(str, range(2 * limit + 3))) <= set(found)


def test_a_list_that_always_changes_is_an_error(pager):
    api = Api(5000, 50, between=lambda api: api.elements.pop(0))
    with pytest.raises(UnsteadyListError):
        ids(pager, api)


def test_random_changes_never_hide_permanent_elements(pager):
    for seed in range(200):
        chance = random.Random(seed)
        limit, total = chance.choice(LIMITS[:5]), chance.randrange(20, 160)

        def between(api: Api, chance=chance) -> None:
            if chance.random() < 0.15 and api.elements:
                del api.elements[chance.randrange(len(api.elements))]
            if chance.random() < 0.1:
                api.elements.append({"id": f"new {api.requests}"})

        api = Api(total, limit, between=between)
        before = {element["id"] for element in api.elements}
        try:
            found = ids(pager, api, f"/{seed}")
        except UnsteadyListError:
            continue
        assert before & {element["id"] for element in api.elements} <= set(found), seed
        assert len(found) == len(set(found))


# -- elements without ids, several lists by name


@pytest.mark.parametrize("limit", LIMITS)
def test_equal_elements_without_ids_are_all_returned(pager, limit):
    for total in (limit + 3, 5 * limit):
        api = Api(0, limit)
        api.elements = [{"name": "data", "size": 50}] * total
        assert len(pager.read("/usages", api)[""]) == total


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("totals", [(0, 0, 0), (0, 1, 0), (3, 60, 0), (10, 25, 31), (7, 14, 14)])
def test_no_element_of_several_lists_is_lost(pager, totals, swapped):
    api = Api(0, 10, swapped)
    groups = {
        f"GROUP{position}": [{"name": "same"} for _each in range(total)]
        for position, total in enumerate(totals)
    }
    found = pager.read(
        "/usages",
        lambda query: {name: api.cut(elements, query) for name, elements in groups.items()},
    )
    assert found == groups


# -- an API that goes its own way


def test_a_list_without_pages_is_read_once(pager):
    class Unpaged(Api):
        def cut(self, elements, query):
            return elements

    for total in (0, 3, 20, 600):
        assert len(ids(pager, Unpaged(total, 0))) == total


def test_a_list_with_a_fixed_page_size_is_read_completely(pager):
    class Fixed(Api):
        def cut(self, elements, query):
            return elements[(query["page"] - 1) * 20 : query["page"] * 20]

    for total in (19, 20, 21, 40, 75):
        assert ids(pager, Fixed(total, 0)) == [str(number) for number in range(total)]


def test_more_pages_take_more_requests(pager):
    assert (
        pager.page_count("/servers", 0),
        pager.page_count("/servers", PAGE_SIZE),
        pager.page_count("/servers", PAGE_SIZE + 1),
    ) == (1, 1, 2)
    ids(pager, Api(100, 50))
    assert pager.page_count("/servers", 100) == 2


# -- what is no list


@pytest.mark.parametrize(
    "answer, problem",
    [
        ({}, "is not a list"),
        (None, "is not a list"),
        (17, "is not a list"),
        ("x", "is not a list"),
        ({"servers": []}, "is not a list"),
        ([None], "element 1 is not an object"),
        ([{"id": "1"}, 5], "element 2 is not an object"),
        ([{"name": "k"}], "element 1 has no id"),
        ([{"id": None}], "has no id"),
        ([{"id": 5}], "has no id"),
        ([{"id": ""}], "has no id"),
        ([{"id": ["1"]}], "has no id"),
    ],
)
def test_invalid_lists_are_rejected(answer, problem):
    assert problem in ListForm().problem(answer)


@pytest.mark.parametrize(
    "form, answer, valid",
    [
        (ListForm(), [], True),
        (ListForm(), [{"id": "1"}], True),
        (ListForm(identified=False), [{"name": "x"}], True),
        (ListForm(False, True), {"SERVERS": [], "IMAGES": [{"name": "x"}]}, True),
        (ListForm(False, True), {}, False),
        (ListForm(False, True), [], False),
        (ListForm(False, True), {"SERVERS": None}, False),
        (ListForm(False, None), ["PONG"], True),
        (ListForm(False, None), {"a": []}, True),
        (ListForm(False, None), {}, False),
        (ListForm(False, None), {"id": "1"}, False),
    ],
)
def test_the_form_of_a_list_depends_on_its_operation(form, answer, valid):
    assert (form.problem(answer) is None) is valid
