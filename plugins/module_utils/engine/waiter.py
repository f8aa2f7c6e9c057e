# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide when a task polls next, and when its time has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from ..api.client import Client
from ..shared import clock, waits
from ..shared.rate_limiter import BudgetStatus
from ..shared.waits import Awaited

#: The interval between two polls grows by up to this factor while the budget is short.
STRETCH = 3.0
#: The interval shrinks to this part of itself when the object is almost ready.
SHRINK = 0.25
#: How long a task looks for something that the API may show late: so many intervals between two
#: polls, or so many timeouts of a request, whichever is longer. The API may still be at work when a
#: request has timed out, and its lists may lag behind (api-notes: lagging-lists).
LAG_INTERVALS = 6
LAG_TIMEOUTS = 4
#: What a task waits for that finds the lock of an object taken.
OTHER_TASK = Awaited("another task")


class WaitTimeoutError(Exception):
    """A task has waited for ``wait_timeout`` seconds in vain."""


@dataclass(frozen=True)
class WaitOptions:
    """The options of a task that control how it waits (api-notes: no-jobs, polling).

    :param wait: wait for the effect of the last step.
    :param timeout: seconds for which the task waits altogether.
    :param interval: seconds between two polls.
    """

    wait: bool = True
    timeout: float = 1800
    interval: float = 10


@dataclass(frozen=True)
class Progress:
    """The progress that an object has shown.

    :param at: when it was read (monotonic seconds).
    :param percent: from 0 to 100.
    """

    at: float
    percent: float


def next_interval(
    interval: float, shortage: float, first: Progress | None, latest: Progress | None
) -> float:
    """Return the seconds until the next poll.

    If the progress lets the function estimate the remaining time, it returns half of that time, or
    all of it if it is short.

    :param interval: the interval that the task has chosen, in seconds.
    :param shortage: how short the budget is: 0 (enough) to 1 (used up).
    :param first: the first progress of the running operation.
    :param latest: the latest progress.
    """
    usual, longest = interval * (1 + STRETCH * shortage), interval * (1 + STRETCH)
    if not first or not latest or latest.percent <= first.percent:
        return usual
    elapsed, done = latest.at - first.at, latest.percent - first.percent
    left = (100 - latest.percent) * elapsed / done
    return min(longest, max(usual * SHRINK, left if left <= 2 * usual else left / 2))


class Waiter:
    """Lets one task wait.

    :ivar options: the wait options of the task.
    """

    def __init__(self, options: WaitOptions, client: Client) -> None:
        self.options = options
        self._client = client
        self._began = clock.monotonic()
        self._deadline = self._began + options.timeout
        self._first_progress: Progress | None = None
        self._lag_deadline: float | None = None

    def stop_waiting(self) -> None:
        """Do not wait for the effect of the last step."""
        self.options = replace(self.options, wait=False)

    def extend(self, intervals: float) -> None:
        """Move the deadline so that at least this many intervals are left."""
        self._deadline = max(self._deadline, clock.monotonic() + intervals * self.options.interval)

    @property
    def remaining(self) -> float:
        """The seconds until the deadline, at least 0."""
        return max(0.0, self._deadline - clock.monotonic())

    @property
    def lag_limit(self) -> float:
        """The seconds for which the API may lag behind its writes, at most half of the timeout."""
        options = self.options
        return min(
            max(LAG_INTERVALS * options.interval, LAG_TIMEOUTS * self._client.settings.timeout),
            options.timeout / 2,
        )

    def may_still_appear(self) -> bool:
        """Return whether a new object may still show what it does not show yet.

        That is so for ``lag_limit`` seconds after the first call.
        """
        if self._lag_deadline is None:
            self._lag_deadline = clock.monotonic() + self.lag_limit
        return clock.monotonic() < self._lag_deadline

    def next_poll(self) -> float:
        """Return when the next poll happens at the latest (seconds since the epoch)."""
        return clock.now() + self.options.interval * (2 + STRETCH)

    def pause(self, effect: str, *awaited: Awaited) -> None:
        """Report a wait, and sleep until the next poll.

        :param effect: what has not happened yet, for the message: "settle".
        :param awaited: what the task waits for.
        :raises WaitTimeoutError: the deadline has passed.
        """
        now, options = clock.monotonic(), self.options
        if now >= self._deadline:
            subject = ", ".join(map(str, awaited))
            raise WaitTimeoutError(
                f"{subject} did not {effect} within wait_timeout ({options.timeout:g} s)."
                f"{self._throttled()} Raise wait_timeout, or run the task again: it continues from "
                "here."
            )
        percent = min(each.percent or 0 for each in awaited)
        progress = Progress(now, percent) if percent else None
        first = self._first_progress
        if not (progress and first) or progress.percent < first.percent:
            self._first_progress = progress
        shortage = self._report(awaited, effect).shortage(options.interval)
        seconds = next_interval(options.interval, shortage, self._first_progress, progress)
        clock.sleep(min(seconds, self._deadline - now))

    @contextmanager
    def locked(self, names: Sequence[str], subject: str) -> Iterator[None]:
        """Hold locks of objects, and report a wait for them.

        :param names: the names of the locks; see :meth:`Store.lock_all`.
        :param subject: what other tasks may work on: "the same server".
        :raises WaitTimeoutError: another process holds one for longer than this task may wait.
        """
        with ExitStack() as stack:
            held = stack.enter_context(self._client.store.lock_all(names, 0))
            if held is False:
                self._report([OTHER_TASK], f"end its work on {subject}")
                try:
                    held = stack.enter_context(self._client.store.lock_all(names, self.remaining))
                finally:
                    self.end()
            if held is False:
                raise WaitTimeoutError(
                    f"Another task has managed {subject} for as long as wait_timeout "
                    f"({self.options.timeout:g} s). Raise wait_timeout, or run the task again."
                )
            yield

    def _report(self, awaited: Sequence[Awaited], effect: str) -> BudgetStatus:
        """Report a wait. Return the remaining budget."""
        waited, limit = clock.monotonic() - self._began, self._deadline - self._began
        return self._client.rate_limiter.report_wait(self, awaited, effect, waited, limit)

    def end(self) -> None:
        """Report that the task no longer waits."""
        waits.report(self, None)

    def _throttled(self) -> str:
        seconds = self._client.throttled_seconds
        if seconds < 1:
            return ""
        return (
            f" For {seconds:.0f} s of them, the task waited for the request budget of the account."
        )
