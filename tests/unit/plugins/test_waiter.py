# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a task looks, and how long it waits."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import (
    Progress,
    Waiter,
    WaitOptions,
    WaitTimeoutError,
    next_interval,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, waits
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    BudgetStatus,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Awaited
from hypothesis import given
from hypothesis import strategies as st
from simulated import SteadyTime


@pytest.mark.parametrize(
    "shortage, first, now, expected",
    [
        (0, None, None, 10),
        (1, None, None, 40),
        (0.5, None, None, 25),
        (0, Progress(0, 10), Progress(10, 20), 40),  # 80 s are left
        (0, Progress(0, 10), Progress(30, 40), 30),  # 60 s are left: half of them
        (0, Progress(0, 10), Progress(70, 80), 20),  # 20 s are left: all of them
        (0, Progress(0, 10), Progress(65, 75), 12.5),  # 25 s are left: half of them
        (0, Progress(0, 10), Progress(85, 95), 5),
        (0, Progress(0, 10), Progress(10, 95), 2.5),  # less than a second is left
        (1, Progress(0, 10), Progress(10, 95), 10),
        (1, Progress(0, 10), Progress(50, 50), 40),  # 62 s are left
        (0, Progress(0, 40), Progress(10, 40), 10),  # it stands still
        (0, Progress(0, 90), Progress(10, 5), 10),  # something new has begun
    ],
)
def test_pace(shortage, first, now, expected):
    assert next_interval(10, shortage, first, now) == pytest.approx(expected)


@given(st.floats(0.1, 60), st.floats(0, 1), st.floats(1, 99), st.floats(1, 99))
def test_the_pace_has_bounds(interval, shortage, first, second):
    assert (
        interval / 4
        <= next_interval(interval, shortage, Progress(0, first), Progress(5, second))
        <= 4 * interval
    )


@pytest.mark.parametrize(
    "ceiling, remaining, shortage",
    [(None, 0, 0), (25, 25, 0), (24, 12, 0), (24, 6, 0.5), (25, 0, 1)],
)
def test_shortage(ceiling, remaining, shortage):
    assert BudgetStatus(ceiling, remaining, 30).shortage(10) == shortage


def test_budget_that_returns_before_the_next_poll_is_no_shortage():
    assert BudgetStatus(25, 0, 30).shortage(40) == 0


# -- waiting


@pytest.fixture
def time_class():
    return SteadyTime


def waiter(
    remaining=25, resets_in=3600, throttled=0.0, request_timeout=30, locks=(), **options
) -> Waiter:
    """Return a waiter for an account with a budget of 25 requests.

    It keeps the reports of its waits in the attribute ``reports``, and the locks that it asked for
    in ``asked``.

    :param locks: what the store yields for each attempt to take locks.
    """
    reports: list[tuple[Any, ...]] = []

    def report_wait(*report: Any) -> BudgetStatus:
        reports.append(report)
        return BudgetStatus(25, remaining, resets_in)

    asked: list[tuple[Any, ...]] = []
    outcomes = list(locks)

    def lock_all(names: Any, timeout: float) -> Any:
        asked.append((names, timeout))
        return nullcontext(outcomes.pop(0))

    client = SimpleNamespace(
        store=SimpleNamespace(lock_all=lock_all),
        settings=SimpleNamespace(timeout=request_timeout),
        throttled_seconds=throttled,
        rate_limiter=SimpleNamespace(report_wait=report_wait),
    )
    made = Waiter(WaitOptions(**options), client)
    made.reports, made.asked = reports, asked
    return made


def pauses(waiting, time, *percents) -> list[float]:
    """Return the lengths of pauses of an object that shows this progress."""
    found = []
    for percent in percents:
        began = time.passed
        waiting.pause("settle", Awaited("The server", percent=percent))
        found.append(round(time.passed - began, 3))
    return found


def test_pauses_have_the_interval_of_the_task(time):
    assert pauses(waiter(interval=7), time, None, None, 0) == [7, 7, 7]


def test_a_short_budget_makes_pauses_longer_unless_it_is_reset_before(time):
    assert pauses(waiter(remaining=0, interval=10), time, None) == [40]
    assert pauses(waiter(remaining=0, interval=10, resets_in=10), time, None) == [10]


def test_progress_makes_pauses_shorter(time):
    # 40 percent in 10 s: 10 s are left.
    assert pauses(waiter(), time, 20, 60, 99) == [10, 10, 2.5]


def test_progress_is_measured_from_the_start_of_the_operation(time):
    # 10 percent in 10 s: 70 s are left, of which the pause takes half.
    assert pauses(waiter(), time, 20, 30, 40) == [10, 35, pytest.approx(40)]
    # It stood still at first: 40 percent in 20 s.
    assert pauses(waiter(), time, 20, 20, 60) == [10, 10, 20]
    # Another operation has begun. Its first progress says nothing about its duration.
    assert pauses(waiter(), time, 80, 10, 60) == [10, 10, pytest.approx(8)]
    # So has it after an answer without progress.
    assert pauses(waiter(), time, 10, None, 90) == [10, 10, 10]


def test_each_pause_is_reported(time):
    waiting, server = waiter(timeout=100, interval=20), Awaited("The server")
    waiting.pause("settle", server)
    waiting.extend(10)
    waiting.pause("appear", server, server)
    assert waiting.reports == [
        (waiting, (server,), "settle", 0, 100),
        (waiting, (server, server), "appear", 20, 220),
    ]


def test_several_objects_are_as_far_as_the_last_one(time):
    waiting = waiter()
    for percents in ((20, 90), (100, 60)):
        waiting.pause("settle", *(Awaited("server", percent=each) for each in percents))
    assert time.passed == 20
    waiting.pause("settle", Awaited("server", percent=90), Awaited("server"))
    assert time.passed == 30


def test_the_end_of_a_wait_is_reported():
    waiting, ended = waiter(), []
    with waits.observed(lambda owner, wait: ended.append((owner, wait))):
        waiting.end()
    assert ended == [(id(waiting), None)]


@pytest.mark.parametrize("held", [True, None])
def test_free_locks_are_taken_without_a_report(time, held):
    waiting = waiter(locks=[held])
    with waiting.locked(["a", "b"], "the same server"):
        assert waiting.asked == [(["a", "b"], 0)]
    assert not waiting.reports


def test_a_wait_for_locks_is_reported_until_it_ends(time):
    waiting, ended = waiter(locks=[False, True], timeout=100), []
    time.sleep(30)
    with (
        waits.observed(lambda owner, wait: ended.append((owner, wait))),
        waiting.locked(["a"], "the same server"),
    ):
        assert waiting.asked == [(["a"], 0), (["a"], 70)] and ended == [(id(waiting), None)]
    effect = "end its work on the same server"
    assert waiting.reports == [(waiting, [Awaited("another task")], effect, 30, 100)]


def test_locks_that_do_not_become_free_end_the_task(time):
    message = (
        r"^Another task has managed the same server for as long as wait_timeout "
        r"\(100 s\). Raise wait_timeout, or run the task again.$"
    )
    with (
        pytest.raises(WaitTimeoutError, match=message),
        waiter(locks=[False, False], timeout=100).locked(["a"], "the same server"),
    ):
        raise AssertionError("the block runs without the lock")


def test_the_error_names_each_object(time):
    objects = Awaited('server "a"', "1", "DEPLOYING"), Awaited('server "b"', "2", "ON")
    with pytest.raises(WaitTimeoutError) as caught:
        waiter(timeout=0).pause("settle", *objects)
    assert str(caught.value).startswith(
        'server "a" (id 1, last state DEPLOYING), server "b" (id 2, last state ON) did not settle'
    )


def test_the_time_of_a_task_ends_with_a_message(time):
    waiting = waiter(timeout=30, interval=20)
    assert pauses(waiting, time, None, None) == [20, 10] and waiting.remaining == 0
    time.sleep(5)
    assert waiting.remaining == 0
    with pytest.raises(WaitTimeoutError) as caught:
        waiting.pause("settle", Awaited("The server"))
    assert str(caught.value) == (
        "The server did not settle within wait_timeout (30 s). Raise wait_timeout, or run the task "
        "again: it continues from here."
    )


@pytest.mark.parametrize(
    "throttled, words",
    [(0.9, ""), (1, " For 1 s of them, the task waited for the request budget of the account.")],
)
def test_the_message_tells_how_long_the_task_waited_for_the_budget(time, throttled, words):
    waiting = waiter(timeout=0, throttled=throttled)
    with pytest.raises(WaitTimeoutError) as caught:
        waiting.pause("settle", Awaited("The server"))
    assert f"(0 s).{words} Raise" in str(caught.value)


def test_more_time_is_given_where_too_little_is_left(time):
    waiting = waiter(timeout=100, interval=10)
    waiting.extend(5)
    assert waiting.remaining == 100
    waiting.extend(30)
    assert waiting.remaining == 300


@pytest.mark.parametrize(
    "request_timeout, interval, timeout, seconds",
    [(30, 10, 1800, 120), (10, 10, 1800, 60), (30, 40, 1800, 240), (30, 10, 100, 50)],
)
def test_the_api_may_lag_for_some_intervals_or_requests(
    time, request_timeout, interval, timeout, seconds
):
    waiting = waiter(request_timeout=request_timeout, interval=interval, timeout=timeout)
    assert waiting.lag_limit == seconds
    time.sleep(20)
    assert waiting.may_still_appear()  # the first call begins the time
    time.sleep(seconds - 1)
    assert waiting.may_still_appear()
    time.sleep(1)
    assert not waiting.may_still_appear()


def test_other_processes_learn_when_the_next_poll_happens_at_the_latest(time):
    assert waiter(interval=10).next_poll() - clock.now() == pytest.approx(50)


def test_a_task_can_stop_waiting_and_keeps_its_other_options(time):
    waiting = waiter(interval=7)
    assert waiting.options.wait and waiting.remaining == 1800
    waiting.stop_waiting()
    assert waiting.options == WaitOptions(wait=False, interval=7)
