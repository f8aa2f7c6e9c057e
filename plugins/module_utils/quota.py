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
import time
from dataclasses import dataclass

from .store import Store

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


class BudgetExhausted(Exception):
    """No request slot came free within the caller's patience (seconds)."""


@dataclass(frozen=True)
class Standing:
    """What is left of the budget. ceiling None: the API counts nothing. :param resets_in: seconds."""

    ceiling: int | None
    remaining: int
    resets_in: float

    def shortage(self, seconds: float) -> float:
        """For somebody who asks next in so many seconds: 0 where more than half of the budget is left or all of it is back by
        then, up to 1 where none is left."""
        return 0.0 if not self.ceiling or self.resets_in <= seconds else max(0.0, 1 - 2 * self.remaining / self.ceiling)


class Quota:
    """The budget of one account. All times are seconds since the epoch."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def acquire(self, patience: float, delay: float = WORK) -> float:
        """Take one request slot; sleep until the window resets where none is left.

        :param delay: WORK or POLL. :returns: the seconds slept.
        :raises BudgetExhausted: when that would take more than ``patience``.
        """
        began = time.monotonic()
        ticket = None
        while True:
            left, ticket = self._take(ticket, delay)
            waited = time.monotonic() - began
            if not left:
                return waited if ticket else 0.0
            if waited + left > patience:
                self._tear(ticket)
                raise BudgetExhausted(f"The account's budget of requests is used up for {left:.0f} more seconds; "
                                      f"this request had already waited {waited:.0f}.")
            # Processes that wake at the same moment would only queue at the file again.
            time.sleep(min(left, HEARTBEAT) + random.uniform(0.01, 0.2))

    def _take(self, ticket: int | None, delay: float) -> tuple[float, int | None]:
        """(seconds until it is worth another try or 0 where a slot was taken, the ticket that waits)."""
        with self._store.transaction() as db:
            now = time.time()
            ceiling, remaining, resets = self._window(db, now)
            if ceiling is None:
                return 0.0, ticket
            free = remaining - (min(RESERVE, ceiling // 5) if delay else 0)
            if free > self._ahead(db, ticket, now + delay, now):
                self._keep(db, ceiling, remaining - 1, resets)
                db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))
                return 0.0, ticket
            # Those ahead will take what is free in a moment, or have died.
            return HEARTBEAT if free > 0 else max(resets - now, 0.01), self._queue(db, ticket, now + delay, now)
        return 0.0, ticket  # the file failed; memory grants what is asked

    @staticmethod
    def _ahead(db: sqlite3.Connection, ticket: int | None, due: float, now: float) -> int:
        own = db.execute("SELECT due FROM tickets WHERE id = ?", (ticket,)).fetchone()
        return db.execute("SELECT count(*) FROM tickets WHERE id IS NOT ? AND alive BETWEEN ? AND ? AND due < ?",
                          (ticket, now - DEAD, now + DEAD, own[0] if own else due)).fetchone()[0]

    @staticmethod
    def _queue(db: sqlite3.Connection, ticket: int | None, due: float, now: float) -> int:
        if db.execute("UPDATE tickets SET alive = ? WHERE id = ?", (now, ticket)).rowcount:
            return ticket
        db.execute("DELETE FROM tickets WHERE alive NOT BETWEEN ? AND ?", (now - DEAD, now + DEAD))
        return db.execute("INSERT INTO tickets (due, alive) VALUES (?, ?)", (due, now)).lastrowid

    def _tear(self, ticket: int | None) -> None:
        with self._store.transaction() as db:
            db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))

    @staticmethod
    def _window(db: sqlite3.Connection, now: float) -> tuple[int | None, int, float]:
        row = db.execute("SELECT ceiling, remaining, resets FROM budget").fetchone()
        if row is None:
            return DOCUMENTED_LIMIT, DOCUMENTED_LIMIT, now + WINDOW
        ceiling, remaining, resets = row
        # A reset further away than a window means that the clock was set back.
        if ceiling is not None and not now < resets <= now + 2 * WINDOW:
            return ceiling, ceiling, now + WINDOW
        return ceiling, remaining, resets

    @staticmethod
    def _keep(db: sqlite3.Connection, ceiling: int | None, remaining: int, resets: float) -> None:
        db.execute("INSERT OR REPLACE INTO budget VALUES (1, ?, ?, ?)", (ceiling, remaining, resets))

    def observe(self, ceiling: int | None, remaining: int | None, reset: float | None) -> None:
        """Learn from an answer's rate-limit headers; all None: the API counts nothing.

        :param reset: seconds until the whole budget is back.
        """
        with self._store.transaction() as db:
            now = time.time()
            if remaining is None:
                self._keep(db, None, 0, 0.0)
                return
            resets = now + (WINDOW if reset is None else reset)
            known_ceiling, known, known_resets = self._window(db, now)
            # Requests in flight are counted here already, by the API not yet: the lower number holds,
            # unless the API has begun a new window, which ends later by most of its length.
            if known_ceiling is not None and resets - known_resets < max(JITTER, (resets - now) / 2):
                remaining = min(remaining, known)
            self._keep(db, ceiling or known_ceiling or DOCUMENTED_LIMIT, remaining, resets)

    def standing(self) -> Standing:
        with self._store.transaction() as db:
            now = time.time()
            ceiling, remaining, resets = self._window(db, now)
            return Standing(ceiling, remaining, resets - now)
        return Standing(None, 0, 0.0)  # the file failed
