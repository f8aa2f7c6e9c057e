# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs run in turns: one at a time, in an order that depends on their sleeps only."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.locks import locked
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import (
    CancelledError,
    Turnstile,
    Workers,
)


def run(jobs, limit=10):
    """Run all jobs."""
    waiting = list(jobs)
    Workers(limit).run(lambda: waiting.pop(0) if waiting else None)


def sleeper(name, log, *naps):
    """Return a job that writes its name into a log after each nap."""

    def job():
        for seconds in naps:
            clock.sleep(seconds)
            log.append((name, round(clock.monotonic() - log[0])))

    return job


def test_sleeps_overlap(time):
    log = [clock.monotonic()]
    run([sleeper("a", log, 10, 10), sleeper("b", log, 15), sleeper("c", log, 5)])
    assert log[1:] == [("c", 5), ("a", 10), ("b", 15), ("a", 20)]


def test_a_short_sleep_is_not_left_out(time):
    log = [clock.monotonic()]

    def job():
        clock.sleep(0.5)
        log.append(clock.monotonic())

    run([job])
    assert log[1] - log[0] == pytest.approx(0.5, abs=0.01)


def test_the_search_for_jobs_and_the_jobs_have_the_same_clock(time):
    times = []

    def next_job():
        clock.sleep(5)
        times.append(clock.now())
        return None if times[2:] else lambda: times.append(clock.now())

    Workers(1).run(next_job)
    assert [each - times[0] for each in times] == pytest.approx([0, 0, 5], abs=0.01)
    assert times[0] == pytest.approx(time.began + 5, abs=0.01)


def test_one_job_runs_at_a_time(time):
    running = []

    def job():
        for _turn in range(20):
            running.append(threading.current_thread())
            assert len(running) == 1
            assert running[0].daemon  # the process can end while a job waits for an answer
            running.pop()
            clock.sleep(0.01)

    run([job] * 8)


def test_no_more_jobs_begin_than_the_limit_allows(time):
    log = [clock.monotonic()]
    run([sleeper(name, log, 10) for name in "abc"], limit=2)
    assert log[1:] == [("a", 10), ("b", 10), ("c", 20)]


def test_a_job_can_begin_after_another_one_has_ended(time):
    log, ended = [clock.monotonic()], []
    waiting = [sleeper("a", log, 30), lambda: (clock.sleep(10), ended.append(1))]

    def next_job():
        if waiting:
            return waiting.pop(0)
        return sleeper("b", log, 5) if ended and not ended.clear() else None

    Workers(5).run(next_job)
    assert log[1:] == [("b", 15), ("a", 30)]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()], ids=["error", "signal"])
def test_an_error_cancels_all_jobs_and_restores_the_clock(time, error):
    cleaned = []

    def failing():
        clock.sleep(5)
        raise error

    def waiting():
        try:
            clock.sleep(1000)
        except CancelledError:
            cleaned.append(True)
            raise

    with pytest.raises(type(error)):
        run([failing, waiting, waiting])
    assert cleaned == [True, True] and clock.current() is time


def test_a_lock_of_another_worker_is_awaited(time, tmp_path):
    log = [clock.monotonic()]

    def job(name):
        def hold():
            with locked(tmp_path / "base", "same", 100) as held:
                assert held
                clock.sleep(10)
                log.append((name, round(clock.monotonic() - log[0])))

        return hold

    def impatient():
        with locked(tmp_path / "base", "same", 3) as held:
            log.append((held, round(clock.monotonic() - log[0])))

    run([job("a"), job("b"), impatient])
    assert log[1:] == [(False, 3), ("a", 10), ("b", 20)]


def test_jobs_pass_a_turnstile_in_their_order(time):
    log, turnstile = [clock.monotonic()], Turnstile()

    def job(name, timeout):
        def wait():
            passed = turnstile.enter(timeout)
            log.append((name, passed, round(clock.monotonic() - log[0])))
            if passed:
                clock.sleep(10)
                turnstile.leave()

        return wait

    run([job("a", 100), job("b", 100), job("impatient", 5), job("c", 100)])
    assert log[1:] == [("a", True, 0), ("impatient", False, 5), ("b", True, 10), ("c", True, 20)]
    assert turnstile.is_free


@pytest.mark.parametrize("waiting", [1, 2])
def test_a_turnstile_is_free_after_its_jobs_were_cancelled(time, waiting):
    turnstile, passed = Turnstile(), []

    def inside():
        turnstile.enter(100)
        try:
            clock.sleep(5)
            raise KeyboardInterrupt
        finally:
            turnstile.leave()

    with pytest.raises(KeyboardInterrupt):
        run([inside, *[lambda: passed.append(turnstile.enter(100))] * waiting])
    assert turnstile.is_free and not passed
