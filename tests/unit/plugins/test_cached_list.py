# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cached lists whose elements are found by search keys, without decoding the whole list."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import cached_list, clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.cached_list import (
    ANY_KEY,
    CachedList,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_cache import ListCache
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_rules import ListRules
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers

spawn = multiprocessing.get_context("fork")
COUNT = 300
RULES = ListRules(independent=("/servers",))
SERVERS = [{"id": f"S{number}", "name": f"web{number}"} for number in range(COUNT)]
pytestmark = pytest.mark.usefixtures("each_database")


def keys_of(path: str, element: Any) -> Collection[str]:
    return (element["id"], element["name"]) if "name" in element else (ANY_KEY,)


def no_keys(path: str, element: Any) -> Collection[str]:
    raise AssertionError("an element was indexed again")


def opened(directory: Path, keys=keys_of) -> ListCache:
    return ListCache(Store("token", "https://api.example.com/v1", directory), RULES, keys)


def never() -> Any:
    raise AssertionError("the list was read again")


def read(cache: ListCache, answer=never, since: float = 0) -> CachedList:
    return cache.get("/servers", since, answer, "lock", 5)


@pytest.fixture
def cache(tmp_path) -> ListCache:
    cache = opened(tmp_path)
    read(cache, lambda: SERVERS)
    return cache


@pytest.fixture
def decoded(monkeypatch) -> list[str]:
    """Return the texts of all elements that are decoded."""
    texts: list[str] = []
    unpack = cached_list.unpack
    monkeypatch.setattr(cached_list, "unpack", lambda text: texts.append(text) or unpack(text))
    return texts


def test_a_search_decodes_only_the_elements_that_it_finds(cache, tmp_path, decoded):
    assert read(cache).find(["web7"]) == [SERVERS[7]]
    decoded.clear()
    listing = read(opened(tmp_path, no_keys))
    assert listing.find(["web5"]) == [SERVERS[5]] and listing.find(["S5"]) == [SERVERS[5]]
    assert listing.element("S6") == SERVERS[6] and listing.element("web6") is None
    assert listing.find(["unknown"]) == [] and listing.length == COUNT
    assert len(decoded) == 2


def test_elements_are_found_in_the_order_of_the_list(cache):
    assert read(cache).find(["web9", "web3", "S5", "web3"]) == [SERVERS[3], SERVERS[5], SERVERS[9]]


def test_the_process_that_read_the_list_decodes_nothing(tmp_path, decoded):
    listing = read(opened(tmp_path), lambda: SERVERS)
    assert listing.find(["web5"]) == [SERVERS[5]] and len(listing.elements) == COUNT
    assert decoded == []


def test_what_a_process_has_read_or_loaded_needs_the_shared_file_no_more(tmp_path):
    answers = [SERVERS]
    whole, part = read(opened(tmp_path), answers.pop), read(opened(tmp_path))
    assert part.element("S5") == SERVERS[5]
    Store("token", "https://api.example.com/v1", tmp_path).write("DELETE FROM lists")
    assert whole.elements == SERVERS and whole.element("unknown") is None
    assert part.element("S5") == SERVERS[5]


def test_an_element_without_a_name_is_found_by_every_search(tmp_path):
    nameless = {"id": "N"}
    listing = read(opened(tmp_path), lambda: [*SERVERS[:2], nameless])
    assert listing.find(["web1"]) == [SERVERS[1], nameless]
    assert read(opened(tmp_path)).find(["web5"]) == [nameless]


@pytest.mark.parametrize("indexed", [True, False])
def test_an_object_that_an_own_write_added_is_found(cache, tmp_path, indexed):
    if indexed:
        read(cache).find(["web1"])
    new = {"id": "N", "name": "new"}
    cache.record_write("POST", "/servers", {"name": "new"}, new)
    listing = read(opened(tmp_path))
    assert listing.find(["new"]) == [new] == listing.find(["N"]) and listing.length == COUNT
    assert listing.elements == [*SERVERS, new]


def test_an_element_that_was_found_shows_its_age(cache, tmp_path):
    read(cache).find(["web1"])
    cache.record_write("PUT", "/servers/S1/hardware", {}, {"id": "S1"})
    cache.record_write("DELETE", "/servers/S2", None, None)
    listing = read(opened(tmp_path))
    listing.find(["web1", "web2", "web3"])
    assert [bool(listing.stale_since(f"S{number}")) for number in (1, 2, 3)] == [True, True, False]
    assert [listing.may_be_removed(f"S{number}") for number in (1, 2, 3)] == [False, True, False]
    assert [read(opened(tmp_path)).may_be_removed(f"S{number}") for number in (2, 3)] == [
        True,
        False,
    ]
    cache.record_write("POST", "/servers", {}, {"id": "N", "name": "new"})
    listing = read(opened(tmp_path))
    assert listing.element_read_at("S1") == listing.element_read_at("unknown") == listing.read_at
    assert listing.element_read_at("N") > listing.read_at


def test_a_list_with_a_new_name_stays_readable_for_the_task_that_uses_it(cache, tmp_path):
    listing = read(opened(tmp_path))
    cache.record_write("PUT", "/servers/S1", {"name": "other"}, {"id": "S1"})
    assert listing.find(["web5"]) == [SERVERS[5]]
    assert cache.peek("/servers", 0, never) is None


def test_a_list_that_another_process_reads_again_is_indexed_anew(cache, tmp_path):
    old = read(cache)
    newer = [{"id": "S1", "name": "renamed"}]
    read(opened(tmp_path), lambda: newer, since=time.time())
    assert old.find(["renamed"]) == newer and old.find(["web5"]) == []
    assert read(opened(tmp_path, no_keys)).find(["S1"]) == newer


@pytest.mark.parametrize("each_database", ["file"], indirect=True)
@pytest.mark.parametrize(
    "use, expected",
    [
        (lambda listing: listing.find(["web5"]), [SERVERS[5]]),
        (lambda listing: listing.element("S5"), SERVERS[5]),
        (lambda listing: listing.elements, SERVERS),
        (lambda listing: listing.may_be_removed("S5"), False),
    ],
)
@pytest.mark.parametrize("indexed", [True, False])
def test_a_list_in_a_damaged_file_is_read_again(cache, tmp_path, indexed, use, expected):
    if indexed:
        read(cache).find(["web1"])
    reads: list[int] = []
    listing = read(opened(tmp_path), lambda: reads.append(1) or SERVERS)
    (file,) = tmp_path.glob("*.sqlite")
    file.write_bytes(b"no database" * 1000)
    assert use(listing) == expected
    assert reads == [1]
    assert listing.find(["web6"]) == [SERVERS[6]] and reads == [1]


@pytest.mark.parametrize("each_database", ["file"], indirect=True)
def test_a_list_is_read_again_between_two_searches(cache, tmp_path):
    listing = read(opened(tmp_path), lambda: SERVERS)
    assert listing.find(["web5"]) == [SERVERS[5]]
    (file,) = tmp_path.glob("*.sqlite")
    file.unlink()
    assert listing.find(["web5", "web6"]) == [SERVERS[5], SERVERS[6]]


def test_a_single_damaged_element_is_never_missing(cache, tmp_path):
    read(cache).find(["web1"])
    store = Store("token", "https://api.example.com/v1", tmp_path)
    store.write("UPDATE elements SET element = 'damaged' WHERE id = 'S5'")
    assert read(opened(tmp_path), lambda: SERVERS).find(["web5"]) == [SERVERS[5]]


def test_of_several_jobs_one_indexes_the_list(tmp_path, time):
    read(opened(tmp_path), lambda: SERVERS)
    indexed = []

    def counted(path: str, element: Any) -> Collection[str]:
        clock.sleep(0 if indexed else 1)
        indexed.append(element["id"])
        return keys_of(path, element)

    def job() -> None:
        assert read(opened(tmp_path, counted)).find(["web5"]) == [SERVERS[5]]

    jobs = [job, job]
    Workers(2).run(lambda: jobs.pop() if jobs else None)
    assert len(indexed) == COUNT


def search(directory: Path, counter) -> None:
    def counted(path: str, element: Any) -> Collection[str]:
        with counter.get_lock():
            counter.value += 1
        time.sleep(0.001)
        return keys_of(path, element)

    assert read(opened(directory, counted)).find(["web5"]) == [SERVERS[5]]


@pytest.mark.exhaustive
def test_of_many_processes_one_indexes_the_list(cache, tmp_path):
    counter = spawn.Value("i", 0)
    processes = [spawn.Process(target=search, args=(tmp_path, counter)) for _each in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    assert counter.value == COUNT


def test_no_sensitive_value_is_a_key(tmp_path):
    rules = ListRules(sensitive={"/servers": ("name",)})
    store = Store("token", "https://api.example.com/v1", tmp_path)
    cache = ListCache(store, rules, lambda path, element: [str(element["name"]), element["id"]])
    assert read(cache, lambda: [{"id": "S", "name": "geheim"}]).find(["geheim"]) == []
    cache.record_write("POST", "/servers", {}, {"id": "N", "name": "geheim2"})
    assert b"geheim" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
