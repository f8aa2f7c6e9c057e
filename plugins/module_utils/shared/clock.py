# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of the collection. All pauses and all timestamps come from it.

Tests replace it by a clock with simulated time, which never sleeps. Only locks between processes
use the real time, because other processes hold them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Clock(Protocol):
    """A clock. All times are seconds."""

    def time(self) -> float:
        """Return the seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds that never decrease."""

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


#: The module ``time`` is the real clock.
_clock: Clock = time


def current() -> Clock:
    """Return the clock in use."""
    return _clock


def now() -> float:
    """Return the seconds since the epoch."""
    return _clock.time()


def monotonic() -> float:
    """Return seconds that never decrease, even if the clock of the machine is set back."""
    return _clock.monotonic()


def sleep(seconds: float) -> None:
    """Return after so many seconds."""
    _clock.sleep(seconds)


@contextmanager
def replaced(clock: Clock) -> Iterator[None]:
    """Use another clock in the block."""
    global _clock
    former, _clock = _clock, clock
    try:
        yield
    finally:
        _clock = former
