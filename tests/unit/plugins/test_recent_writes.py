# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine remembers about the objects that it has created or removed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_cache import ListCache
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_rules import ListRules
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.recent_writes import (
    CREATED,
    GONE,
    LEAVING,
    MAX_IDS,
    UNCERTAIN,
    RecentWrites,
    creates_object,
    ids_in,
    split_path,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SteadyTime
from wrong_clock import WrongClock

pytestmark = pytest.mark.usefixtures("time", "each_database")


@pytest.fixture
def time_class():
    return SteadyTime


@pytest.fixture
def store() -> Store:
    return Store.in_memory()


@pytest.fixture
def writes(store) -> RecentWrites:
    return RecentWrites(store, {"/servers": ("/public_ips",)})


@pytest.mark.parametrize(
    "path, parts",
    [
        ("/servers", ("/servers", "", "")),
        ("/servers/1", ("/servers", "1", "")),
        ("/servers/1/", ("/servers", "1", "")),
        ("/servers/1/ips", ("/servers", "1", "ips")),
        ("/servers/1/ips/2", ("/servers", "1", "ips/2")),
    ],
)
def test_the_parts_of_a_path(path, parts):
    assert split_path(path) == parts


@pytest.mark.parametrize(
    "answer, expected",
    [
        ({"id": "2"}, True),
        ({"id": "1"}, False),  # the object of the path
        ({"id": ""}, False),
        ({"id": 2}, False),
        ({}, False),
        ([{"id": "2"}], False),
        (None, False),
    ],
)
def test_the_answer_to_a_creation_shows_an_id_that_the_path_does_not_contain(answer, expected):
    assert creates_object("/servers/1/clone", answer) is expected


def test_the_ids_of_an_object_and_of_all_inside_it():
    inner = {"id": "b", "more": [{"id": "c"}, {"id": 5}, "text"], "other": {"x": {"id": "d"}}}
    assert sorted(ids_in({"id": "a", "inner": inner})) == ["a", "b", "c", "d"]
    assert list(ids_in("text")) == list(ids_in(None)) == []


@pytest.mark.parametrize(
    "method, path, answer, changes",
    [
        ("POST", "/servers", {"id": "2"}, {"2": CREATED}),
        ("POST", "/servers/1/clone", {"id": "2"}, {"2": CREATED}),
        ("POST", "/servers", None, {}),
        ("PUT", "/servers/1", {"id": "1"}, {}),
        ("DELETE", "/servers/1", None, {"1": GONE}),
        ("DELETE", "/servers/1", {"id": "1"}, {"1": LEAVING}),
        ("DELETE", "/servers/1/ips/2", None, {}),
        ("DELETE", "/servers/1/ips/2", {"id": "1"}, {}),
        ("DELETE", "/servers", None, {}),
    ],
)
def test_what_a_write_does_to_objects(writes, method, path, answer, changes):
    writes.record_write(method, path, answer)
    assert writes.changes("/servers") == changes
    assert writes.changes("/images") == {}


def test_what_may_be_removed_together_with_an_object(writes, store):
    """These are the objects that it shows, and those that show it."""
    cache = ListCache(store, ListRules())
    lists: dict[str, list[dict[str, Any]]] = {
        "/servers": [{"id": "S", "ips": [{"id": "I1"}]}, {"id": "T", "ips": [{"id": "I3"}]}],
        "/public_ips": [{"id": "I2", "assigned_to": {"id": "S"}}, {"id": "I3"}],
        "/images": [{"id": "M", "server": {"id": "S"}}],
    }
    for path, elements in lists.items():
        cache.get(path, 0, lambda elements=elements: elements, "lock", 1)
    writes.record_write("DELETE", "/servers/S", None)
    uncertain = writes.changes("/public_ips")
    assert {"I1", "I2"} <= uncertain.keys() and "I3" not in uncertain
    assert set(uncertain.values()) == {UNCERTAIN}
    assert writes.changes("/images") == {} and writes.changes("/servers") == {"S": GONE}


@pytest.mark.parametrize(
    "change, seconds",
    [(CREATED, 120), (UNCERTAIN, 120), (GONE, 3600), (LEAVING, 3600)],
)
def test_how_long_a_change_is_valid(writes, time, change, seconds):
    writes.record("/servers", "1", change)
    time.sleep(seconds - 1)
    assert writes.changes("/servers") == {"1": change}
    time.sleep(1)
    assert writes.changes("/servers") == {}


@pytest.mark.parametrize("error, known", [(-3600, True), (-3601, False)])
def test_a_change_from_before_the_clock_was_set_back_is_valid_for_a_while(
    writes, time, error, known
):
    writes.record("/servers", "1", GONE)
    with clock.replaced(WrongClock(time, error)):
        assert ("1" in writes.changes("/servers")) is known


@pytest.mark.parametrize("seconds, kept", [(-4000, 1), (-3000, 2), (3000, 2), (4000, 1)])
def test_old_changes_are_removed_from_the_table(writes, store, time, seconds, kept):
    writes.record("/servers", "1", GONE)
    with clock.replaced(WrongClock(time, seconds)):
        writes.record("/servers", "2", GONE)
    assert store.read(int, "SELECT count(*) FROM recent_writes") == [kept]


def test_the_last_change_of_an_object_counts_until_it_is_forgotten(writes):
    writes.record("/servers", "1", CREATED)
    writes.record("/servers", "1", LEAVING)
    writes.record("/servers", "2", GONE)
    assert writes.changes("/servers") == {"1": LEAVING, "2": GONE}
    writes.forget("/servers", "1")
    assert writes.changes("/servers") == {"2": GONE}


@pytest.mark.parametrize("count", [0, 1, MAX_IDS, MAX_IDS + 1])
def test_changes_of_some_objects_are_found(writes, count):
    for identifier in ("0", "x"):
        writes.record("/servers", identifier, GONE)
    found = writes.changes("/servers", [str(number) for number in range(count)])
    assert found.get("0") == (GONE if count else None)
    assert ("x" in found) is (count > MAX_IDS)  # more than asked for, in one query
