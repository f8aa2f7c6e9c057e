# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks between real processes: nested locks, and holders that end, stop or work."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import locks
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.locks import (
    all_locked,
    locked,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers
from forked import context, process

pytestmark = pytest.mark.exhaustive  # they wait for other processes in real time


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(locks, "HEARTBEAT", 0.1)
    monkeypatch.setattr(locks, "HEARTBEAT_TIMEOUT", 0.8)


@pytest.fixture
def base(tmp_path) -> Path:
    return tmp_path / "locks"


def hold(base: Path, names: list[str], ready, seconds: float) -> None:
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(locked(base, name, 5))
        ready.set()
        time.sleep(seconds)


@contextlib.contextmanager
def held(base: Path, *names: str, seconds: float = 60) -> Iterator[multiprocessing.Process]:
    """Another process holds the locks."""
    ready = context.Event()
    with process(hold, base, list(names), ready, seconds) as holder:
        assert ready.wait(10)
        yield holder


def take(base: Path, name: str, patience: float) -> tuple[bool, float]:
    """(whether the lock was held, the seconds until the block began)."""
    began = time.monotonic()
    with locked(base, name, patience) as success:
        return success, time.monotonic() - began


def test_a_lock_is_waited_for_while_its_holder_lives(base):
    with held(base, "one", seconds=1.4):
        success, waited = take(base, "one", 30)
    assert success and waited > 1.2  # longer than a process without a heartbeat is waited for


def test_waiting_ends(base):
    with held(base, "one"):
        success, waited = take(base, "one", 1.2)
    assert not success and 1.2 <= waited < 5


def test_nested_locks_are_independent(base):
    with held(base, "a", "b"):
        assert take(base, "c", 0)[0]
        assert not take(base, "a", 0)[0] and not take(base, "b", 0)[0]
    with locked(base, "a", 0) as outer:
        with locked(base, "b", 0) as inner:
            assert outer and inner
        with process(hold, base, ["a"], ready := context.Event(), 0):
            assert not ready.wait(0.5)
    assert take(base, "a", 0)[0]


def test_one_thread_updates_the_files_of_all_locks_until_the_last_one_is_released(base):
    threads = threading.active_count()
    with locked(base, "outer", 0):
        (outer,) = base.parent.iterdir()
        with locked(base, "inner", 0):
            assert threading.active_count() == threads + 1
        assert threading.active_count() == threads + 1
        os.utime(outer, (0, 0))
        end = time.monotonic() + 10
        while not outer.stat().st_mtime and time.monotonic() < end:
            time.sleep(0.02)
        assert outer.stat().st_mtime
    assert threading.active_count() == threads


def test_a_killed_holder_releases_at_once(base):
    with held(base, "one") as holder:
        holder.kill()
        holder.join()
        success, waited = take(base, "one", 30)
    assert success and waited < 0.5


def test_a_stopped_holder_delays_others_by_seconds_once(base):
    with held(base, "one") as holder:
        os.kill(holder.pid, signal.SIGSTOP)
        success, waited = take(base, "one", 30)
        assert success and 0.5 < waited < 5
        assert take(base, "one", 30)[1] < 0.5


def test_a_stopped_holder_that_goes_on_does_not_release_the_lock_of_its_successor(base):
    with held(base, "one", seconds=1) as holder:
        os.kill(holder.pid, signal.SIGSTOP)
        with locked(base, "one", 30) as success:
            assert success
            os.kill(holder.pid, signal.SIGCONT)
            holder.join()
            with process(hold, base, ["one"], ready := context.Event(), 0):
                assert not ready.wait(0.5)


def add_one(base: Path, counter, inside) -> None:
    with locked(base, "one", 30) as success:
        assert success
        with inside.get_lock():
            inside.value += 1
            assert inside.value == 1
        number = counter.value
        time.sleep(0.02)
        counter.value = number + 1
        with inside.get_lock():
            inside.value -= 1


def test_waiting_processes_continue_one_at_a_time_after_a_stopped_holder(base):
    counter, inside = context.Value("i", 0), context.Value("i", 0)
    with held(base, "one") as holder:
        os.kill(holder.pid, signal.SIGSTOP)
        waiting = [
            context.Process(target=add_one, args=(base, counter, inside)) for _each in range(12)
        ]
        for each in waiting:
            each.start()
        for each in waiting:
            each.join(30)
    assert [each.exitcode for each in waiting] == [0] * 12 and counter.value == 12


def test_files_of_old_locks_are_removed(base, monkeypatch):
    monkeypatch.setattr(locks, "UNUSED_AFTER", 0.0)
    with held(base, "in use"):
        for number in range(locks.MAX_FILES + 20):
            assert take(base, f"server/{number}\0ü", 0)[0]
        assert len(list(base.parent.iterdir())) <= locks.MAX_FILES + 1
        assert not take(base, "in use", 0)[0]


def test_the_block_runs_even_if_files_cannot_be_locked(tmp_path):
    (tmp_path / "file").write_text("")
    assert take(tmp_path / "file" / "locks", "one", 5) == (None, pytest.approx(0, abs=1))
    with Store("token", "https://api.example.com/v1", tmp_path / "file").lock("one", 5) as success:
        assert not success


def test_a_worker_does_not_wait_for_a_lock_whose_file_could_not_be_opened(tmp_path):
    base = tmp_path / "missing" / "locks"
    assert take(base, "one", 5)[0] is None
    base.parent.mkdir()
    taken: list[tuple[bool, float]] = []
    jobs: list[Callable[[], None] | None] = [lambda: taken.append(take(base, "one", 5)), None]
    Workers(1).run(lambda: jobs.pop(0) if jobs else None)
    assert taken == [(True, pytest.approx(0, abs=2))]


def test_a_store_locks_in_its_own_directory(tmp_path):
    stores = [Store(token, "https://api.example.com/v1", tmp_path) for token in ("a", "a", "b")]
    with (
        stores[0].lock("one", 5) as first,
        stores[2].lock("one", 0) as other,
        stores[1].lock("one", 0) as second,
    ):
        assert (first, other, second) == (True, True, False)


def test_locks_that_are_held_stay_alive_while_others_are_awaited(base):
    """A process that waits for its second lock is not taken to hang."""
    with held(base, "b", seconds=3), process(take_both, base) as child:
        time.sleep(1)
        taken, waited = take(base, "a", 30)
        assert taken and waited > 1
        child.join()


def take_both(base: Path) -> None:
    with all_locked(base, ["a", "b"], 60) as taken:
        assert taken


def test_all_locks_are_released_if_one_is_not_free(base):
    with held(base, "b"):
        with all_locked(base, ["a", "b"], 0.2) as taken:
            assert taken is False
        assert take(base, "a", 0.2)[0]
