# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget in simulated time: windows, answers, tickets and pauses."""

from __future__ import annotations

import secrets

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, waits
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    NORMAL,
    POLL,
    REQUEST,
    BudgetExhaustedError,
    RateLimiter,
    Window,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Awaited, Wait
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers
from simulated import SteadyTime

NOW = float(SteadyTime.BEGIN)
pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def time_class():
    return SteadyTime


@pytest.fixture
def store() -> Store:
    return Store.in_memory()


@pytest.fixture
def limiter(store, time) -> RateLimiter:
    return RateLimiter(store)


def tickets(store: Store) -> list[float]:
    """Return when the tickets are due, in seconds from the beginning."""
    return store.read(lambda due_at: due_at - NOW, "SELECT due_at FROM tickets ORDER BY due_at")


# -- windows


@pytest.mark.parametrize(
    "known, answer, expected",
    [
        # The same window: requests whose answers are missing count.
        (Window(25, 20, 1030, True), (25, 22, 30), (25, 20, 1030)),
        (Window(25, 20, 1030, True), (25, 10, 30), (25, 10, 1030)),
        (Window(25, 20, 1030, False), (10, 9, 30), (10, 5, 1030)),
        (Window(25, 5, 1030, False), (10, 9, 30), (10, 0, 1030)),
        (Window(10, 8, 1030, True), (25, 24, 30), (25, 23, 1030)),
        # A new window ends later by half of its length, and by two seconds.
        (Window(25, 20, 1001, True), (25, 24, 60), (25, 24, 1060)),
        (Window(25, 20, 1030, True), (25, 24, 60), (25, 24, 1060)),
        (Window(25, 20, 1031, True), (25, 24, 60), (25, 20, 1060)),
        (Window(25, 20, 999, True), (25, 24, 1), (25, 24, 1001)),
        (Window(25, 20, 999.5, True), (25, 24, 1), (25, 20, 1001)),
        # A window that ends earlier than known is the same one.
        (Window(25, 20, 1050, True), (25, 24, 10), (25, 20, 1010)),
        # Nothing was counted before.
        (Window(None, 0, 0, False), (25, 24, 60), (25, 24, 1060)),
        # An answer without a limit, and one with more than the limit.
        (Window(30, 30, 1060, True), (None, 9, 60), (30, 9, 1060)),
        (Window(None, 0, 0, False), (None, 9, 60), (25, 9, 1060)),
        (Window(None, 0, 0, False), (25, 99, 60), (25, 25, 1060)),
    ],
)
def test_what_an_answer_tells_about_the_window(known, answer, expected):
    limit, remaining, reset = answer
    assert known.after_answer(limit, remaining, NOW, reset) == Window(*expected, True, True)


@pytest.mark.parametrize(
    "answered, others, remaining, expected",
    [
        # The number rises at once, and halves if an answer shows fewer requests of others.
        (True, 0, 13, 7),
        (True, 2, 13, 7),
        (True, 8, 16, 6),
        (True, 8, 20, 4),
        (True, 8, 22, 4),
        (True, 0.2, 20, 0.1),
        (True, 0.18, 20, 0),
        # Others may have sent the requests that the first answer shows at any time before.
        (False, 0, 13, 0),
        (False, 4, 13, 4),
        (False, 8, 13, 7.5),
    ],
)
def test_an_answer_shows_the_requests_of_other_machines(answered, others, remaining, expected):
    known = Window(25, 20, 1030, True, answered, others)
    assert known.after_answer(25, remaining, NOW, 30).others == expected


def test_a_new_window_keeps_the_number_of_requests_of_others(store):
    before = Window(25, 3, 1030, True, True, 4.0, 990.0)
    assert loaded(store, before, 1029) == before
    assert loaded(store, before, 1030) == Window(25, 25, 1090, True, False, 4.0, 990.0)
    assert before.after_answer(25, 24, NOW + 31, 60).others == 4.0


@pytest.mark.parametrize("since, waits", [(0, True), (4.9, True), (5, False), (-4.9, True)])
def test_a_request_waits_for_the_last_answer_if_others_send_requests(since, waits):
    assert Window(25, 20, 1030, True, True, 1.0, NOW).waits_for_answer(NOW + since) is waits
    assert not Window(25, 20, 1030, True, True, 0.0, NOW).waits_for_answer(NOW + since)


def loaded(store: Store, saved: Window, now: float) -> Window:
    """Return a window that was saved at NOW, as it is loaded later."""
    store.transact(lambda db: saved.save(db, NOW))
    return store.transact(lambda db: Window.load(db, now))


def test_a_new_account_has_the_documented_budget(store):
    window = store.transact(lambda db: Window.load(db, NOW))
    assert window == Window(25, 25, 1060, False)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(
    "now, is_same", [(1000, True), (1029, True), (1030, False), (999, True), (998, False)]
)
def test_a_window_ends_at_its_reset_or_if_the_clock_is_set_back(store, announced, now, is_same):
    saved = Window(10, 3, 1030, announced)
    expected = saved if is_same else Window(10, 10, now + 60, announced)
    assert loaded(store, saved, now) == expected


def test_a_budget_without_a_limit_stays_without_one(store):
    assert loaded(store, Window(None, 0, 0, False), 5000).limit is None


@pytest.mark.parametrize(
    "reset, seconds", [(None, 60), (0, 1), (0.5, 1), (30, 30), (86400, 86400), (86401, 60)]
)
def test_the_reset_of_an_answer(limiter, reset, seconds):
    limiter.observe(25, 0, reset)
    status = limiter.status()
    assert (status.limit, status.remaining, status.resets_in) == (25, 0, seconds)


def test_an_answer_without_headers_ends_a_budget_that_was_not_announced(limiter, time):
    limiter.observe(None, None, None)
    assert limiter.status().limit is None
    assert [limiter.acquire(0) for _each in range(100)] == [0.0] * 100 and not time.pauses
    limiter.observe(25, 10, 60)
    limiter.observe(None, None, None)
    assert (limiter.status().limit, limiter.status().remaining) == (25, 10)


# -- requests


def taken(limiter: RateLimiter, priority: float) -> int:
    """Return how many requests can be reserved at once."""
    count = 0
    try:
        while True:
            assert limiter.acquire(0, priority) == 0.0
            count += 1
    except BudgetExhaustedError:
        return count


@pytest.mark.parametrize(
    "limit, priority, count",
    [(25, NORMAL, 25), (25, POLL, 20), (50, POLL, 45), (10, POLL, 8), (9, POLL, 8), (4, POLL, 4)],
)
def test_polls_leave_a_part_of_the_budget(limiter, time, limit, priority, count):
    limiter.observe(limit, limit, 60)
    assert taken(limiter, priority) == count and not time.pauses
    assert limiter.status().remaining == limit - count


def test_a_request_without_budget_waits_for_the_reset_in_small_steps(limiter, store, time):
    limiter.observe(25, 0, 10)
    slept = limiter.acquire(11)
    assert 10 < slept < 12 and slept == pytest.approx(sum(time.pauses))
    assert all(1.01 <= pause <= 1.2 for pause in time.pauses[:-1]) and 8 < len(time.pauses) < 11
    assert tickets(store) == [] and limiter.status().remaining == 24
    assert limiter.acquire(10) == 0.0


def test_a_request_that_cannot_wait_so_long_says_how_long(limiter, store, time):
    limiter.observe(25, 0, 60)
    with pytest.raises(BudgetExhaustedError) as caught:
        limiter.acquire(59)
    assert str(caught.value) == (
        "The account's budget of requests is used up for 60 more seconds, and this request may "
        "wait for 59 more."
    )
    assert tickets(store) == [] and not time.pauses
    assert limiter.acquire(60) > 60


def test_the_wait_of_a_request_is_reported_once_and_ended(limiter, time):
    reports = []
    limiter.observe(25, 0, 10)
    with waits.observed(lambda *report: reports.append(report)):
        limiter.acquire(20)
        with pytest.raises(BudgetExhaustedError):
            limiter.observe(25, 0, 60)
            limiter.acquire(5)
    (owner, first), (_owner, end), (_again, second), (_last, last) = reports
    assert {each for each, _wait in reports} == {owner}
    assert first == Wait([REQUEST], "allow a request", NOW, 20, 0, 25, NOW + 10)
    assert second.limit == 5 and end is last is None


def test_a_wait_is_reported_with_its_beginning_and_with_the_budget(limiter):
    reports, awaited = [], [Awaited("server web")]
    limiter.observe(25, 7, 30)
    with waits.observed(lambda _owner, wait: reports.append(wait)):
        assert limiter.report_wait(limiter, awaited, "settle", 40, 900) == limiter.status()
    assert reports == [Wait(awaited, "settle", NOW - 40, 900, 7, 25, NOW + 30)]


def test_the_requests_of_jobs_wait_for_each_other_and_not_longer_than_they_may(limiter, time):
    limiter.observe(25, 0, 30)
    errors = []

    def impatient() -> None:
        with pytest.raises(BudgetExhaustedError) as caught:
            limiter.acquire(20)
        errors.append((str(caught.value), clock.now() - NOW))

    jobs = [lambda: limiter.acquire(60), impatient]
    Workers(2).run(lambda: jobs.pop(0) if jobs else None)
    message = (
        "The account's budget of requests is used up, and this request has waited for 20 seconds "
        "behind other requests of the task."
    )
    assert errors == [(message, 20)]


def test_the_tickets_of_polls_are_due_later(limiter, store, time):
    sleep, seen = time.sleep, []
    time.sleep = lambda seconds: (seen.extend(tickets(store)), sleep(seconds))
    for priority, later in ((POLL, 60), (NORMAL, 0)):
        limiter.observe(25, 0, 5)
        seen.clear()
        due = time.passed + later
        limiter.acquire(60, priority)
        assert seen and seen == [pytest.approx(due)] * len(seen)


def other_ticket(store: Store, due: float, alive: float) -> None:
    """Draw a ticket of another process. Both times are seconds from now."""
    now = clock.now()
    ticket = secrets.token_hex(8)
    store.write("INSERT INTO tickets VALUES (?, ?, ?)", ticket, now + due, now + alive)


@pytest.mark.parametrize(
    "due, alive, waits",
    [
        (-1, 0, True),
        (-1, -5, True),
        (-1, 5, True),
        (-1, -6, False),  # its process has ended
        (-1, 6, False),
        (0, 0, False),  # it is not due earlier
        (60, 0, False),  # a poll
    ],
)
def test_a_free_request_is_left_to_a_living_ticket_that_is_due_earlier(
    limiter, store, time, due, alive, waits
):
    limiter.observe(25, 1, 60)
    other_ticket(store, due, alive)
    slept = limiter.acquire(30)
    # The other process does not renew its ticket, so it counts for some seconds.
    assert (slept > 0) is waits
    if waits:
        assert time.pauses[0] <= 1.2 and slept == pytest.approx(alive + 5, abs=1.3)


def test_a_request_waits_for_other_tickets_no_longer_than_it_may(limiter, store, time):
    sleep = time.sleep

    def renew(seconds: float) -> None:
        sleep(seconds)
        if time.passed < 10:
            store.write("UPDATE tickets SET alive_at = ?", clock.now())

    time.sleep = renew
    limiter.observe(25, 1, 60)
    other_ticket(store, -1, 0)
    with pytest.raises(BudgetExhaustedError, match="for 1 more seconds, and"):
        limiter.acquire(3)
    assert time.passed < 4


def test_a_poll_leaves_a_free_request_to_a_ticket_that_is_due_before_its_own(limiter, store):
    limiter.observe(25, 6, 60)
    other_ticket(store, 59, 0)
    with pytest.raises(BudgetExhaustedError):
        limiter.acquire(0, POLL)
    assert limiter.acquire(0) == 0.0


def test_several_tickets_leave_the_requests_that_are_left_over(limiter, store, time):
    limiter.observe(25, 3, 60)
    for _each in range(2):
        other_ticket(store, -1, 0)
    assert limiter.acquire(0) == 0.0
    with pytest.raises(BudgetExhaustedError, match="used up for 1 more seconds"):
        limiter.acquire(0)


def test_a_new_ticket_removes_those_of_processes_that_have_ended(limiter, store):
    for alive in (-6, -4, 4, 6):
        other_ticket(store, alive, alive)
    limiter.observe(25, 0, 60)
    limiter._try_reserve(None, NORMAL)
    assert tickets(store) == [-4, 0, 4]
