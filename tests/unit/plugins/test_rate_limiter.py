# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget, with real processes."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import rate_limiter as module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    POLL,
    BudgetExhaustedError,
    RateLimiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.schema import upsert
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SimulatedTime

URL = "https://api.example.com/v1"
spawn = multiprocessing.get_context("fork")
pytestmark = pytest.mark.usefixtures("each_database")


def opened(directory: Path) -> RateLimiter:
    return RateLimiter(Store("token", URL, directory))


def take_until_empty(directory: Path, taken) -> None:
    limiter = opened(directory)
    try:
        while True:
            limiter.acquire(timeout=0)
            with taken.get_lock():
                taken.value += 1
    except BudgetExhaustedError:
        pass


def in_processes(count: int, target, *args) -> None:
    processes = [spawn.Process(target=target, args=args) for _each in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert all(process.exitcode == 0 for process in processes)


def test_processes_never_reserve_the_same_request(tmp_path):
    taken = spawn.Value("i", 0)
    in_processes(30, take_until_empty, tmp_path, taken)
    assert taken.value == module.DOCUMENTED_LIMIT


def test_headers_of_the_api_override_the_count(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(100, 3, 50)
    taken = spawn.Value("i", 0)
    in_processes(5, take_until_empty, tmp_path, taken)
    assert taken.value == 3


def test_requests_in_flight_are_not_forgotten_when_an_older_answer_comes(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(25, 10, 50)
    for _each in range(8):
        limiter.acquire(0)
    limiter.observe(25, 9, 50)
    taken = spawn.Value("i", 0)
    take_until_empty(tmp_path, taken)
    assert taken.value == 2


@pytest.mark.parametrize("window", [60, 6])
def test_a_new_window_is_noticed_before_the_old_one_was_to_end(tmp_path, window):
    limiter = opened(tmp_path)
    limiter.observe(25, 2, 1)
    limiter.observe(25, 24, window)
    taken = spawn.Value("i", 0)
    take_until_empty(tmp_path, taken)
    assert taken.value == 24


def test_requests_in_flight_count_when_the_first_answer_shows_a_lower_limit(tmp_path):
    limiter = opened(tmp_path)
    for _request in range(3):
        limiter.acquire(timeout=0)
    limiter.observe(15, 14, 50)
    assert limiter.status().remaining == 12


def test_an_exhausted_budget_is_waited_for(tmp_path):
    with clock.replaced(SimulatedTime()):
        opened(tmp_path).observe(25, 0, 40)
        assert opened(tmp_path).acquire(timeout=60) > 39


def test_waiting_ends_with_a_message(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(25, 0, 40)
    with pytest.raises(BudgetExhaustedError, match="budget of requests is used up"):
        limiter.acquire(timeout=5)


def test_an_api_that_counts_nothing_is_not_throttled(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(None, None, None)
    for _each in range(200):
        assert limiter.acquire(0) == 0


def test_a_clock_set_back_does_not_lock_the_budget(tmp_path, monkeypatch):
    limiter = opened(tmp_path)
    limiter.observe(25, 0, 40)
    earlier = time.time() - 7200
    monkeypatch.setattr(module.clock, "now", lambda: earlier)
    assert limiter.acquire(timeout=0) == 0


def test_accounts_do_not_share(tmp_path):
    RateLimiter(Store("one", URL, tmp_path)).observe(25, 0, 40)
    assert RateLimiter(Store("two", URL, tmp_path)).acquire(timeout=0) == 0


def test_writes_have_priority_and_polls_leave_a_reserve(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(25, 7, 50)
    for _each in range(2):
        limiter.acquire(0, POLL)
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(0, POLL)
    for _each in range(5):
        limiter.acquire(0)


def served(directory: Path, priority: float, name: str, order) -> None:
    opened(directory).acquire(30, priority)
    order.put((time.monotonic(), name))


def queued(directory: Path, count: int) -> None:
    """Wait until so many processes have drawn a ticket."""
    store, end = Store("token", URL, directory), time.monotonic() + 20
    while time.monotonic() < end:
        if store.read(int, "SELECT count(*) FROM tickets")[0] >= count:
            return
        time.sleep(0.01)
    raise AssertionError("no process waits")


class SharedTime:
    """A clock of several processes, which stands still until it is advanced."""

    def __init__(self) -> None:
        self._now = spawn.Value("d", time.time())

    def time(self) -> float:
        return self._now.value

    monotonic = time

    def sleep(self, seconds: float) -> None:
        until = self.time() + seconds
        while self.time() < until:
            time.sleep(0.005)

    def advance(self, seconds: float, directory: Path) -> None:
        """Let time pass. Processes that wait renew their tickets in each second.

        A slow process may begin to sleep so late that it renews its ticket only after more time.
        """
        store, end = Store("token", URL, directory), self.time() + seconds
        while self.time() < end:
            self._now.value += 0.5
            latest = time.monotonic() + 2
            while time.monotonic() < latest and store.read(
                int,
                "SELECT 1 FROM tickets WHERE alive_at < ?",
                self.time() - module.HEARTBEAT - 1,
            ):
                time.sleep(0.005)


def test_waiting_processes_are_served_in_order_and_writes_before_polls(tmp_path):
    passing, order, processes = SharedTime(), spawn.Queue(), []
    with clock.replaced(passing):
        opened(tmp_path).observe(2, 0, 6)
        for number, (name, priority) in enumerate((("poll", POLL), ("first", 0), ("second", 0)), 1):
            processes.append(spawn.Process(target=served, args=(tmp_path, priority, name, order)))
            processes[-1].start()
            queued(tmp_path, number)
        passing.advance(10, tmp_path)
    assert {order.get(timeout=20)[1], order.get(timeout=20)[1]} == {"first", "second"}
    assert order.empty()
    processes[0].kill()


def test_a_process_killed_while_it_waits_reserves_no_request(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(1, 0, 5)
    waiting = spawn.Process(target=served, args=(tmp_path, 0, "killed", spawn.Queue()))
    waiting.start()
    queued(tmp_path, 1)
    waiting.kill()
    waiting.join()
    with clock.replaced(SimulatedTime(time.time())):
        assert limiter.acquire(timeout=module.HEARTBEAT_TIMEOUT + 10) > 0


@pytest.mark.exhaustive
def test_all_of_many_processes_get_a_request(tmp_path):
    opened(tmp_path).observe(20, 0, 1)
    order = spawn.Queue()
    processes = [
        spawn.Process(target=served, args=(tmp_path, POLL if number % 2 else 0, str(number), order))
        for number in range(16)
    ]
    for process in processes:
        process.start()
    assert len({order.get(timeout=30) for _each in processes}) == 16


@pytest.mark.parametrize(
    "reset, seconds",
    [(0, 1), (0.2, 1), (30, 30), (300, 300), (5000, 5000), (10**23, 60), (None, 60)],
)
def test_a_reset_is_obeyed_as_announced_unless_it_is_absurd(tmp_path, reset, seconds):
    limiter = opened(tmp_path)
    limiter.observe(25, 0, reset)
    assert limiter.status().remaining == 0 and limiter.status().resets_in == pytest.approx(
        seconds, abs=0.5
    )
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(timeout=0)


def test_an_answer_without_headers_does_not_unlock_a_budget_that_was_announced(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(25, 0, 40)
    limiter.observe(None, None, None)
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(timeout=5)


def test_more_than_the_limit_is_never_left(tmp_path):
    limiter = opened(tmp_path)
    limiter.observe(25, 10**9, 40)
    assert limiter.status().remaining == 25


def test_a_window_that_ends_earlier_than_announced_counts_requests_in_flight(tmp_path):
    """Answers in one window differ about its end, by up to JITTER seconds."""
    limiter = opened(tmp_path)
    limiter.observe(25, 10, 1)
    for _each in range(4):
        limiter.acquire(0)
    limiter.observe(25, 9, 2.5)
    assert limiter.status().remaining == 6


def test_a_new_window_is_as_long_as_documented(tmp_path):
    limiter = opened(tmp_path)
    with clock.replaced(SimulatedTime()):
        limiter.observe(25, 0, 10)
        clock.sleep(11)
        status = limiter.status()
    assert status.remaining == 25
    assert status.resets_in == pytest.approx(module.WINDOW)


def test_a_waiting_process_renews_its_ticket_before_others_ignore_it(tmp_path):
    limiter, passing, pauses = opened(tmp_path), SimulatedTime(), []
    sleep = passing.sleep

    def recorded(seconds: float) -> None:
        pauses.append(seconds)
        sleep(seconds)

    passing.sleep = recorded
    with clock.replaced(passing):
        limiter.observe(25, 0, 40)
        limiter.acquire(timeout=60)
    assert max(pauses) < module.HEARTBEAT_TIMEOUT


def test_a_process_is_served_before_those_that_began_to_wait_later(tmp_path):
    limiter, passing, store = opened(tmp_path), SimulatedTime(), Store("token", URL, tmp_path)
    sleep = passing.sleep

    def let_another_wait(seconds: float) -> None:
        sleep(seconds)
        values = "later", began + 1, clock.now()
        store.write(upsert("tickets", "VALUES (?, ?, ?)"), *values)

    passing.sleep = let_another_wait
    with clock.replaced(passing):
        began = clock.now()
        limiter.observe(1, 0, 40)
        assert limiter.acquire(timeout=60) < 42


def test_a_process_that_cannot_wait_for_the_reset_fails_at_once(tmp_path):
    limiter = opened(tmp_path)
    with clock.replaced(SimulatedTime()):
        limiter.observe(25, 0, 40)
        began = clock.monotonic()
        with pytest.raises(BudgetExhaustedError):
            limiter.acquire(timeout=30)
        assert clock.monotonic() - began < module.HEARTBEAT


# -- other machines, which the answers show


def shared_with_others(directory: Path, remaining: int, others: int) -> RateLimiter:
    """Return a limiter whose last answer showed that others had sent so many requests."""
    limiter = opened(directory)
    limiter.observe(25, remaining + others + 1, 50)
    limiter.acquire(0)
    limiter.observe(25, remaining, 50)
    return limiter


def test_a_machine_that_shares_the_budget_waits_for_each_answer(tmp_path):
    limiter = shared_with_others(tmp_path, 17, others=4)
    limiter.acquire(0)
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(0)
    limiter.observe(25, 12, 50)
    limiter.acquire(0)


def test_a_lost_answer_is_not_waited_for_until_the_reset(tmp_path):
    limiter = shared_with_others(tmp_path, 17, others=4)
    with clock.replaced(SimulatedTime()):
        limiter.acquire(0)
        assert 4 < limiter.acquire(timeout=20) < 7


def test_a_machine_leaves_the_requests_that_others_are_likely_to_send(tmp_path):
    limiter = shared_with_others(tmp_path, 5, others=4)
    limiter.acquire(0)
    limiter.observe(25, 2, 50)
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(timeout=40)


def test_a_machine_whose_answers_show_no_others_uses_the_whole_budget(tmp_path):
    limiter = shared_with_others(tmp_path, 20, others=4)
    for left in range(19, 12, -1):
        limiter.acquire(0)
        limiter.observe(25, left, 50)
    taken = spawn.Value("i", 0)
    in_processes(3, take_until_empty, tmp_path, taken)
    assert taken.value == 13


def test_requests_before_the_first_one_of_a_machine_are_not_those_of_a_rival(tmp_path):
    limiter = opened(tmp_path)
    limiter.acquire(0)
    limiter.observe(25, 3, 50)
    taken = spawn.Value("i", 0)
    in_processes(3, take_until_empty, tmp_path, taken)
    assert taken.value == 3


@pytest.mark.parametrize("priority", [0, POLL])
def test_the_first_request_of_a_window_never_waits_for_others(tmp_path, priority):
    limiter = opened(tmp_path)
    with clock.replaced(SimulatedTime()):
        limiter.observe(25, 25, 50)
        limiter.observe(25, 0, 50)
        assert 45 < limiter.acquire(60, priority) < 55
