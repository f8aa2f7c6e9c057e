# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account's request budget, shared fairly between processes.

Whoever finds no slot left draws a ticket and sleeps until the reset that the API announced. Tickets are
served in the order in which they fall due: work at once, polls a window later, so that a write does not
wait behind looks at what is deploying, and a poll waits at most a window longer than its turn.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass, replace

from . import clock
from .store import Store

#: (api-notes: rate-limit, rate-window)
DOCUMENTED_LIMIT = 25
WINDOW = 60.0
#: Seconds by which the ticket of a request falls due later: what a task needs to go on, and looks at what is passing.
WORK = 0.0
POLL = WINDOW
#: The part of the budget that polls leave to work.
RESERVE = 5
#: Seconds between two signs of life of a ticket, and after which one without them counts no longer.
HEARTBEAT = 1.0
DEAD = 5.0
#: Seconds by which answers of one window may differ on its end.
JITTER = 2.0
#: Bounds of the seconds until a reset. What is announced below is taken as this; what is announced above is an error of the
#: API, and taken as a whole window.
SHORTEST = 1.0
LONGEST = 86400.0


class BudgetExhaustedError(Exception):
    """No request slot came free within the caller's patience (seconds)."""


@dataclass(frozen=True)
class BudgetStatus:
    """What is left of the budget. ceiling None: the API counts nothing. :param resets_in: seconds."""

    ceiling: int | None
    remaining: int
    resets_in: float

    def shortage(self, seconds: float) -> float:
        """For somebody who asks next in so many seconds: 0 where more than half of the budget is left or all of it is back by
        then, up to 1 where none is left."""
        return (
            0.0
            if not self.ceiling or self.resets_in <= seconds
            else max(0.0, 1 - 2 * self.remaining / self.ceiling)
        )


class RateLimiter:
    """The budget of one account. All times are seconds since the epoch."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def acquire(self, timeout: float, delay: float = WORK) -> float:
        """Take one request slot; sleep until the window resets where none is left.

        :param delay: WORK or POLL. :returns: the seconds slept.
        :raises BudgetExhaustedError: when that would take more than ``timeout``.
        """
        began = clock.monotonic()
        ticket = None
        while True:
            left, ticket = self._take(ticket, delay)
            waited = clock.monotonic() - began
            if not left:
                return waited if ticket else 0.0
            if waited + left > timeout:
                self._tear(ticket)
                raise BudgetExhaustedError(
                    f"The account's budget of requests is used up for {left:.0f} more seconds, and this "
                    f"request has already waited for {waited:.0f}."
                )
            # Processes that wake at the same moment would only queue at the file again.
            clock.sleep(min(left, HEARTBEAT) + random.uniform(0.01, 0.2))

    def _take(self, ticket: int | None, delay: float) -> tuple[float, int | None]:
        """Return (seconds until it is worth another try or 0 if a slot was taken, the ticket that waits)."""

        def take(db: sqlite3.Connection) -> tuple[float, int | None]:
            now = clock.now()
            window = Window.load(db, now)
            if window.ceiling is None:
                return 0.0, ticket
            free = window.remaining - (min(RESERVE, window.ceiling // 5) if delay else 0)
            if free > self._ahead(db, ticket, now + delay, now):
                replace(window, remaining=window.remaining - 1).save(db, now)
                db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))
                return 0.0, ticket
            # Those ahead will take what is free in a moment, or have died.
            return HEARTBEAT if free > 0 else max(window.resets - now, 0.01), self._queue(
                db, ticket, now + delay, now
            )

        return self._store.transact(take)

    @staticmethod
    def _ahead(db: sqlite3.Connection, ticket: int | None, due: float, now: float) -> int:
        own = db.execute("SELECT due FROM tickets WHERE id = ?", (ticket,)).fetchone()
        return db.execute(
            "SELECT count(*) FROM tickets WHERE id IS NOT ? AND alive BETWEEN ? AND ? AND due < ?",
            (ticket, now - DEAD, now + DEAD, own[0] if own else due),
        ).fetchone()[0]

    @staticmethod
    def _queue(db: sqlite3.Connection, ticket: int | None, due: float, now: float) -> int:
        if db.execute("UPDATE tickets SET alive = ? WHERE id = ?", (now, ticket)).rowcount:
            return ticket
        db.execute("DELETE FROM tickets WHERE alive NOT BETWEEN ? AND ?", (now - DEAD, now + DEAD))
        return db.execute("INSERT INTO tickets (due, alive) VALUES (?, ?)", (due, now)).lastrowid

    def _tear(self, ticket: int | None) -> None:
        self._store.write("DELETE FROM tickets WHERE id = ?", ticket)

    def observe(self, ceiling: int | None, remaining: int | None, reset: float | None) -> None:
        """Learn from an answer's rate-limit headers.

        :param remaining: None: The answer has no header. If no answer had one, the API counts nothing.
        :param reset: seconds until the whole budget is back; None: the answer does not say (api-notes: rate-reset-missing).
        """

        def learn(db: sqlite3.Connection) -> None:
            now = clock.now()
            known = Window.load(db, now)
            seconds = WINDOW if reset is None or reset > LONGEST else max(reset, SHORTEST)
            if remaining is not None:
                known.after(ceiling, remaining, now, seconds).save(db, now)
            elif not known.announced:
                Window(None, 0, 0.0, False).save(db, now)

        self._store.transact(learn)

    def status(self) -> BudgetStatus:
        now = clock.now()
        window = self._store.transact(lambda db: Window.load(db, now))
        return BudgetStatus(window.ceiling, window.remaining, window.resets - now)


@dataclass(frozen=True)
class Window:
    """The budget until it is reset.

    :param ceiling: requests for each window; None: The API counts nothing. :param resets: seconds since the epoch.
    :param announced: whether the API has said so; otherwise it is what the reference documents.
    """

    ceiling: int | None
    remaining: int
    resets: float
    announced: bool

    @classmethod
    def load(cls, db: sqlite3.Connection, now: float) -> Window:
        row = db.execute("SELECT ceiling, remaining, resets, announced, at FROM budget").fetchone()
        if row is None:
            return cls(DOCUMENTED_LIMIT, DOCUMENTED_LIMIT, now + WINDOW, False)
        ceiling, remaining, resets, announced, at = row
        # The time of the last change is in the future if the clock was set back since.
        if ceiling is not None and not at - JITTER < now < resets:
            return cls(ceiling, ceiling, now + WINDOW, bool(announced))
        return cls(ceiling, remaining, resets, bool(announced))

    def save(self, db: sqlite3.Connection, now: float) -> None:
        db.execute(
            "INSERT OR REPLACE INTO budget VALUES (1, ?, ?, ?, ?, ?)",
            (self.ceiling, self.remaining, self.resets, now, self.announced),
        )

    def after(self, ceiling: int | None, remaining: int, now: float, reset: float) -> Window:
        """Return the window after an answer with these headers."""
        resets = now + reset
        # Requests in flight are counted here already, by the API not yet: the lower number holds,
        # unless the API has begun a new window, which ends later by most of its length.
        if self.ceiling is not None and resets - self.resets < max(JITTER, reset / 2):
            remaining = min(remaining, self.remaining)
        limit = ceiling or self.ceiling or DOCUMENTED_LIMIT
        return Window(limit, min(remaining, limit), resets, True)
