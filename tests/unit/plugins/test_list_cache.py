# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that processes share, and the effect of own writes on them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_cache import ListCache
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_rules import ListRules
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers
from simulated import SteadyTime

spawn = multiprocessing.get_context("fork")
WEB, DB = {"id": "W", "name": "web", "first_password": "geheim"}, {"id": "D", "name": "db"}
RULES = ListRules(
    constant=("/datacenters",),
    independent=("/servers",),
    sensitive={"/servers": ("first_password", "api.key")},
    names={"/public_ips": ("reverse_dns",)},
)
pytestmark = pytest.mark.usefixtures("each_database")


def opened(directory: Path) -> ListCache:
    return ListCache(store_in(directory), RULES)


def store_in(directory: Path) -> Store:
    return Store("token", "https://api.example.com/v1", directory)


def wrote(cache: ListCache, method: str, path: str, body=None, answer=None) -> None:
    cache.record_write(method, path, body, answer)


def never() -> list:
    raise AssertionError("it was read again")


@pytest.fixture
def cache(tmp_path) -> ListCache:
    return opened(tmp_path)


def read(cache: ListCache, path: str = "/servers", since: float = 0, answer=never):
    return cache.get(path, since, answer, path, 5)


def test_an_answer_is_shared_while_it_is_young_enough(cache, tmp_path):
    first = read(cache, answer=lambda: [WEB, DB])
    assert read(opened(tmp_path)).elements == first.elements
    assert read(opened(tmp_path), since=time.time(), answer=lambda: [DB]).elements == [DB]


def test_no_sensitive_value_is_stored_or_returned(cache, tmp_path):
    listing = read(cache, answer=lambda: [WEB])
    wrote(cache, "POST", "/servers", {}, {"id": "N", "name": "new", "first_password": "geheim2"})
    assert listing.elements[0]["first_password"] is None
    assert b"geheim" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_key_is_sensitive_only_where_the_rules_name_it(cache):
    element = {"id": "W", "key": "id_rsa", "api": {"key": "geheim", "active": True}}
    (in_rules,) = read(cache, answer=lambda: [element]).elements
    assert in_rules == {"id": "W", "key": "id_rsa", "api": {"key": None, "active": True}}
    assert read(cache, "/ssh_keys", answer=lambda: [element]).elements == [element]


def test_a_new_object_is_added_to_the_cached_list(cache):
    read(cache, answer=lambda: [WEB])
    wrote(cache, "POST", "/servers", {"name": "db"}, DB)
    listing = read(cache)
    assert [each["name"] for each in listing.elements] == ["web", "db"]
    assert (
        not listing.stale_since() and not listing.stale_since("W") and not listing.stale_since("D")
    )


def test_a_write_below_an_object_makes_the_object_stale(cache):
    read(cache, answer=lambda: [WEB, DB])
    wrote(cache, "PUT", "/servers/W/hardware", {"ram": 2}, {"id": "W"})
    listing = read(cache)
    assert listing.stale_since("W") and not listing.stale_since("D") and not listing.stale_since()


@pytest.mark.parametrize(
    "path, method, siblings",
    [
        ("/policies/W/servers", "POST", True),
        ("/policies/W/servers/S", "DELETE", True),
        ("/policies/W", "DELETE", True),
        ("/policies/W", "PUT", False),
        ("/policies", "POST", False),
        ("/servers/W/hardware", "PUT", False),
        ("/servers/W", "DELETE", False),
    ],
)
def test_a_new_member_makes_other_elements_stale(cache, path, method, siblings):
    collection = "/" + path.split("/")[1]
    read(cache, collection, answer=lambda: [WEB, DB])
    wrote(cache, method, path, {}, {"id": "W"} if path.count("/") > 1 else {"id": "N"})
    assert bool(read(cache, collection).stale_since("D")) is siblings


def test_a_removal_makes_the_object_and_references_to_it_stale(cache):
    read(cache, answer=lambda: [WEB, DB])
    read(
        cache,
        "/public_ips",
        answer=lambda: [{"id": "I", "assigned_to": {"id": "W"}}, {"id": "J", "assigned_to": None}],
    )
    wrote(cache, "PUT", "/servers/D", {})
    wrote(cache, "DELETE", "/servers/W")
    assert [read(cache).may_be_removed(each) for each in "WD"] == [True, False]
    assert [read(cache, "/public_ips").may_be_removed(each) for each in "IJ"] == [True, False]
    since = time.time()
    assert not cache.get("/servers", since, lambda: [WEB], "/servers", 5).may_be_removed("W")
    wrote(cache, "DELETE", "/servers/D/ips/J")
    assert read(cache, "/public_ips").may_be_removed("J")


def test_a_write_makes_other_lists_stale_unless_they_are_constant(cache):
    for path in ("/servers", "/firewall_policies", "/datacenters"):
        read(cache, path, answer=lambda: [WEB])
    wrote(cache, "POST", "/servers", {}, DB)
    assert (
        read(cache, "/firewall_policies").stale_since("W")
        and read(cache, "/firewall_policies").stale_since()
    )
    assert not read(cache, "/datacenters").stale_since()
    assert not read(cache, "/firewall_policies", time.time(), lambda: [WEB]).stale_since()


@pytest.mark.parametrize(
    "path, body, kept",
    [
        ("/servers", {"name": "web", "description": "x"}, True),
        ("/servers", {"name": "other"}, False),
        ("/servers", {"reverse_dns": "web.example.com"}, True),
        ("/servers", {"description": "x"}, True),
        ("/public_ips", {"reverse_dns": "web.example.com"}, False),
        ("/public_ips", {"name": "web.example.com"}, True),
    ],
)
def test_a_new_name_removes_the_list_from_the_cache(cache, path, body, kept):
    read(cache, path, answer=lambda: [WEB])
    wrote(cache, "PUT", f"{path}/W", body, {"id": "W"})
    assert (cache.peek(path, 0, never) is not None) is kept


def test_a_creation_whose_answer_was_lost_removes_the_list_from_the_cache(cache):
    read(cache, answer=lambda: [WEB])
    wrote(cache, "POST", "/servers", {"name": "db"}, None)
    assert cache.peek("/servers", 0, never) is None


def test_after_the_clock_is_set_back_later_lists_are_not_used(cache, monkeypatch):
    read(cache, answer=lambda: [WEB])
    earlier = time.time() - 3600
    monkeypatch.setattr(time, "time", lambda: earlier)
    assert read(cache, answer=lambda: [DB]).elements == [DB]


def test_after_the_clock_is_set_back_later_elements_are_stale(cache, monkeypatch):
    listing, now = read(cache, answer=lambda: [WEB]), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    wrote(cache, "POST", "/servers", {"name": "db"}, DB)
    wrote(cache, "POST", "/servers", {"name": "new"}, {"id": "N"})
    monkeypatch.setattr(time, "time", lambda: now + 1)
    assert read(cache).element_read_at("D") == 0.0
    wrote(cache, "PUT", "/servers/D", {"description": "new"}, DB)
    wrote(cache, "DELETE", "/servers/D")
    loaded = read(cache)
    assert loaded.stale_since("D") and loaded.may_be_removed("D")
    monkeypatch.setattr(time, "time", lambda: now - 1)
    for each, identifier in ((loaded, "W"), (loaded, "N"), (listing, "W")):
        assert not each.stale_since() and not each.stale_since(identifier)
        assert not each.may_be_removed(identifier)


def test_what_was_read_after_a_write_is_not_stale(cache, tmp_path):
    with clock.replaced(SteadyTime()):
        read(cache, answer=lambda: [WEB])
        wrote(cache, "PUT", "/servers/W/hardware", {}, {"id": "W"})
        assert not read(cache).stale_since("W")  # both at the same time
        clock.sleep(1)
        wrote(cache, "PUT", "/servers/D/hardware", {}, {"id": "D"})
        clock.sleep(1)
        wrote(cache, "POST", "/servers", {}, DB)
        assert not read(cache).stale_since("D")
        read(cache, since=clock.now(), answer=lambda: [WEB])
    assert store_in(tmp_path).read(str, "SELECT id FROM stale") == []


def test_elements_without_ids_are_shared(cache, tmp_path):
    elements = [{"name": "a"}, {"name": "b"}, "c"]
    for each in (cache, opened(tmp_path)):
        assert read(each, answer=lambda: elements).elements == elements


def test_of_several_jobs_one_reads_the_list(cache, time):
    reads = []
    jobs = [lambda: read(cache, answer=lambda: reads.append(clock.sleep(1)) or [WEB])] * 2
    Workers(2).run(lambda: jobs.pop() if jobs else None)
    assert len(reads) == 1


def read_counted(directory: Path, counter) -> None:
    def answer() -> list:
        with counter.get_lock():
            counter.value += 1
        time.sleep(0.2)
        return [WEB]

    assert read(opened(directory), since=BEGAN, answer=answer).elements[0]["id"] == "W"


BEGAN = time.time()


@pytest.mark.exhaustive
def test_thirty_processes_that_ask_at_once_send_one_request(tmp_path):
    counter = spawn.Value("i", 0)
    processes = [
        spawn.Process(target=read_counted, args=(tmp_path, counter)) for _each in range(30)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 30
    assert counter.value == 1


def die(reading) -> None:
    reading.set()
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.exhaustive
def test_other_processes_continue_after_the_reading_one_is_killed(tmp_path):
    counter = spawn.Value("i", 0)
    reading = spawn.Event()
    killed = spawn.Process(
        target=read, args=(opened(tmp_path),), kwargs={"answer": lambda: die(reading)}
    )
    killed.start()
    assert reading.wait(20)
    processes = [
        spawn.Process(target=read_counted, args=(tmp_path, counter)) for _each in range(10)
    ]
    for process in processes:
        process.start()
    for process in (killed, *processes):
        process.join()
    assert killed.exitcode == -signal.SIGKILL
    assert [process.exitcode for process in processes] == [0] * 10
    assert counter.value == 1


def test_waiters_are_counted_until_their_next_poll(cache, tmp_path):
    soon = time.time() + 60
    assert cache.register_waiter("/servers", "W", soon) == 1
    assert opened(tmp_path).register_waiter("/servers", "D", soon) == 2
    assert opened(tmp_path).register_waiter("/load_balancers", "L", soon) == 1
    cache.register_waiter("/servers", "W", time.time() - 1)
    assert opened(tmp_path).register_waiter("/servers", "D", soon) == 1
