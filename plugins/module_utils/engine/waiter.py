# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task waits: for how long, how often it looks, and what it says when its time is over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..api.client import Client
from ..shared import clock

#: How far the interval between two looks is stretched where the budget is used up or much is left to do, and shrunk where
#: something is about to be ready.
STRETCH = 3.0
SHRINK = 0.25
#: For how long a task looks for what the API may show late: in intervals between two looks, and in time limits of a request; the
#: longer one counts. The API may still be at work when a request has timed out, and its lists may lag behind
#: (api-notes: lagging-lists).
LOOK_INTERVALS = 6
LOOK_TIMEOUTS = 4


class WaitTimeoutError(Exception):
    """What was waited for did not come within wait_timeout."""


@dataclass(frozen=True)
class WaitOptions:
    """Whether a task waits at all for its last step, for how long altogether, and the seconds between two looks
    (api-notes: no-jobs, polling)."""

    wait: bool = True
    timeout: float = 1800
    interval: float = 10


@dataclass(frozen=True)
class Progress:
    """The percent that an object shows, and the moment (monotonic seconds) of the look at it."""

    at: float
    percent: float


def pace(interval: float, shortage: float, first: Progress | None, now: Progress | None) -> float:
    """Seconds until the next look: more where the budget is short (shortage 0 to 1). Where the percent since the first look
    tells how long it will take, half of that while it is long, and the rest at once when it is short."""
    usual, longest = interval * (1 + STRETCH * shortage), interval * (1 + STRETCH)
    if not first or not now or now.percent <= first.percent:
        return usual
    left = (100 - now.percent) * (now.at - first.at) / (now.percent - first.percent)
    return min(longest, max(usual * SHRINK, left if left <= 2 * usual else left / 2))


class Waiter:
    """The waiting of one task."""

    def __init__(self, waiting: WaitOptions, client: Client) -> None:
        self.waiting = waiting
        self._client = client
        self._deadline = clock.monotonic() + waiting.timeout
        self._first: Progress | None = None
        self._hopes_until: float | None = None

    def forgo(self) -> None:
        """Wait no longer for the last step."""
        self.waiting = replace(self.waiting, wait=False)

    def extend(self, intervals: float) -> None:
        """Have at least so many intervals left."""
        self._deadline = max(self._deadline, clock.monotonic() + intervals * self.waiting.interval)

    @property
    def left(self) -> float:
        """Seconds until the time of the task is over."""
        return max(0.0, self._deadline - clock.monotonic())

    @property
    def look_for(self) -> float:
        """Seconds for which something is looked for that the API may show late, at most half of wait_timeout."""
        waiting = self.waiting
        return min(
            max(LOOK_INTERVALS * waiting.interval, LOOK_TIMEOUTS * self._client.settings.timeout),
            waiting.timeout / 2,
        )

    def hopes(self) -> bool:
        """Whether what new objects show late may still come: for ``look_for`` seconds from the first question on."""
        if self._hopes_until is None:
            self._hopes_until = clock.monotonic() + self.look_for
        return clock.monotonic() < self._hopes_until

    def pause(self, complaint: str, percent: float | None = None) -> None:
        """Sleep until the next look. :raises WaitTimeoutError: the task's time is over; ``complaint`` says what did not come."""
        now = clock.monotonic()
        if now >= self._deadline:
            raise WaitTimeoutError(
                f"{complaint} within wait_timeout ({self.waiting.timeout:g} s).{self._throttled()} "
                "Raise wait_timeout, or run the task again: it goes on from here."
            )
        progress = Progress(now, percent) if percent else None
        if not (progress and self._first) or progress.percent < self._first.percent:
            self._first = progress
        interval = self.waiting.interval
        pause = pace(
            interval, self._client.rate_limiter.status().shortage(interval), self._first, progress
        )
        clock.sleep(min(pause, self._deadline - now))

    def _throttled(self) -> str:
        throttled = self._client.throttled_seconds
        return (
            f" {throttled:.0f} s of them went into waiting for the account's request budget."
            if throttled >= 1
            else ""
        )

    def next_look(self) -> float:
        """The moment (seconds since the epoch) by which the object is looked at again at the latest."""
        return clock.now() + self.waiting.interval * (2 + STRETCH)
