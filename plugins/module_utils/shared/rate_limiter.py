# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget of the account, shared fairly by processes.

A process that finds no free request draws a ticket and sleeps until the reset that the API
announced. Tickets are served in the order of their due times. The ticket of a poll is due one
window later than that of other requests, so that a write does not wait behind polls.

Machines without a common file see only in the answers what the others use. While the answers show
such use, a machine sends one request at a time. It leaves as many requests to the others as they
are likely to send in the meantime.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import clock, waits
from .database import Connection
from .schema import upsert
from .store import Store
from .waits import Awaited, Wait
from .workers import Turnstile

#: Requests in a window, and its seconds (api-notes: rate-limit, rate-window).
DOCUMENTED_LIMIT = 25
WINDOW = 60.0
#: The priorities of requests: seconds by which their tickets are due later. POLL is for requests
#: that read the state of an object again, NORMAL for all others.
NORMAL = 0.0
POLL = WINDOW
#: Requests of the budget that polls leave to other requests.
RESERVE = 5
#: Seconds between two updates of a ticket.
HEARTBEAT = 1.0
#: Seconds without an update after which a ticket does not count any more.
HEARTBEAT_TIMEOUT = 5.0
#: Seconds by which answers in the same window may differ about its end.
JITTER = 2.0
#: Bounds of the seconds until a reset. A smaller number counts as MIN_RESET. A larger number is an
#: error of the API and counts as WINDOW.
MIN_RESET = 1.0
MAX_RESET = 86400.0
#: What a process waits for that finds no free request.
REQUEST = Awaited("the request budget")
#: Seconds after which the next request does not wait for the answer to the last one any more.
ANSWER_TIMEOUT = 5.0
#: Smaller values of ``Window.others`` count as 0.
LEAST_OTHERS = 0.1


class BudgetExhaustedError(Exception):
    """No request became free within the timeout."""


@dataclass(frozen=True)
class BudgetStatus:
    """The remaining budget.

    :param limit: requests in each window, None if the API does not count requests.
    :param resets_in: seconds until the whole budget is available again.
    """

    limit: int | None
    remaining: int
    resets_in: float

    def shortage(self, seconds: float) -> float:
        """Return how scarce requests are, for a process that sends the next one in ``seconds``.

        :returns: 0 if more than half of the budget is left or if it is reset by then, up to 1 if
            nothing is left.
        """
        if not self.limit or self.resets_in <= seconds:
            return 0.0
        return max(0.0, 1 - 2 * self.remaining / self.limit)


class RateLimiter:
    """The request budget of one account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        #: By priority: of the workers of this process, the first one draws a ticket.
        self._turnstiles: dict[float, Turnstile] = {}

    def acquire(self, timeout: float, priority: float = NORMAL) -> float:
        """Reserve one request. If none is free, sleep until the budget is reset.

        :param timeout: maximum seconds to sleep.
        :param priority: NORMAL or POLL.
        :returns: the seconds slept.
        :raises BudgetExhaustedError: the reset comes after the timeout.
        """
        started = clock.monotonic()
        turnstile = self._turnstiles.setdefault(priority, Turnstile())
        slept = not turnstile.is_free
        if not turnstile.enter(timeout):
            raise BudgetExhaustedError(
                f"The account's budget of requests is used up, and this request has waited for "
                f"{timeout:.0f} seconds behind other requests of the task."
            )
        try:
            slept = self._await_reservation(started, timeout, priority) or slept
        finally:
            waits.report(turnstile, None)
            turnstile.leave()
        return clock.monotonic() - started if slept else 0.0

    def _await_reservation(self, started: float, timeout: float, priority: float) -> bool:
        """Reserve one request. Return whether there was none at first.

        :param started: the beginning of the timeout (monotonic seconds).
        """
        ticket = ""
        while True:
            first = not ticket
            wait, ticket = self._try_reserve(ticket, priority)
            waited = clock.monotonic() - started
            if not wait:
                return bool(ticket)
            if first:
                owner = self._turnstiles[priority]
                self.report_wait(owner, [REQUEST], "allow a request", waited, timeout)
            left = timeout - waited
            if wait > left:
                self._store.write("DELETE FROM tickets WHERE id = ?", ticket)
                raise BudgetExhaustedError(
                    f"The account's budget of requests is used up for {wait:.0f} more seconds, and "
                    f"this request may wait for {left:.0f} more."
                )
            # Processes that wake up at the same time would wait for each other at the file.
            clock.sleep(min(wait, HEARTBEAT) + random.uniform(0.01, 0.2))

    def _try_reserve(self, ticket: str, priority: float) -> tuple[float, str]:
        """Return the seconds until the next attempt (0: a request is reserved) and the ticket.

        :param ticket: "" if the process has not drawn one.
        """

        def reserve(db: Connection) -> tuple[float, str]:
            now = clock.now()
            window = Window.load(db, now)
            if window.limit is None:
                return 0.0, ticket
            kept_free = min(RESERVE, window.limit // 5) if priority == POLL else 0
            # The first request of a window never waits.
            free = window.remaining - min(max(kept_free, window.others), window.limit - 1)
            before = self._tickets_before(db, ticket, now + priority, now)
            if free > before and not window.waits_for_answer(now):
                replace(window, remaining=window.remaining - 1, sent_at=now).save(db, now)
                if ticket:
                    db.execute("DELETE FROM tickets WHERE id = ?", (ticket,))
                return 0.0, ticket
            # If requests are free, the processes with earlier tickets will take them soon, or they
            # have ended.
            wait = HEARTBEAT if free > 0 else max(window.resets_at - now, 0.01)
            return wait, self._renew_ticket(db, ticket, now + priority, now)

        return self._store.transact(reserve)

    @staticmethod
    def _tickets_before(db: Connection, ticket: str, due_at: float, now: float) -> int:
        """Return the number of tickets of living processes that are due earlier."""
        if ticket:
            own = db.execute("SELECT due_at FROM tickets WHERE id = ?", (ticket,)).fetchone()
            due_at = own[0] if own else due_at
        (count,) = db.execute(
            "SELECT count(*) FROM tickets "
            "WHERE id != ? AND alive_at BETWEEN ? AND ? AND due_at < ?",
            (ticket, now - HEARTBEAT_TIMEOUT, now + HEARTBEAT_TIMEOUT, due_at),
        ).fetchone()
        return int(count)

    @staticmethod
    def _renew_ticket(db: Connection, ticket: str, due_at: float, now: float) -> str:
        """Return the ticket after an update, or a new one."""
        renew = "UPDATE tickets SET alive_at = ? WHERE id = ?"
        if ticket and db.execute(renew, (now, ticket)).rowcount:
            return ticket
        db.execute(
            "DELETE FROM tickets WHERE alive_at NOT BETWEEN ? AND ?",
            (now - HEARTBEAT_TIMEOUT, now + HEARTBEAT_TIMEOUT),
        )
        ticket = secrets.token_hex(8)
        db.execute("INSERT INTO tickets VALUES (?, ?, ?)", (ticket, due_at, now))
        return ticket

    def observe(self, limit: int | None, remaining: int | None, reset: float | None) -> None:
        """Learn from the rate-limit headers of an answer.

        :param remaining: None if the answer has no header. If no answer has ever had one, the API
            does not count requests.
        :param reset: seconds until the whole budget is available again, None if the answer does
            not say (api-notes: rate-reset-missing).
        """

        def learn(db: Connection) -> None:
            now = clock.now()
            known = Window.load(db, now)
            seconds = WINDOW if reset is None or reset > MAX_RESET else max(reset, MIN_RESET)
            if remaining is not None:
                known.after_answer(limit, remaining, now, seconds).save(db, now)
            elif not known.announced:
                replace(known, limit=None).save(db, now)

        self._store.transact(learn)

    def status(self) -> BudgetStatus:
        """Return the remaining budget."""
        now = clock.now()
        window = self._store.transact(lambda db: Window.load(db, now))
        return BudgetStatus(window.limit, window.remaining, window.resets_at - now)

    def report_wait(
        self, owner: object, awaited: Sequence[Awaited], effect: str, waited: float, limit: float
    ) -> BudgetStatus:
        """Report a wait to the observer of this process. Return the remaining budget.

        :param owner: the part of the process that waits; see :func:`waits.report`.
        :param effect: what has not happened yet: "settle".
        :param waited: the seconds for which it has waited.
        :param limit: maximum seconds to wait.
        """
        now, budget = clock.now(), self.status()
        wait = Wait(
            awaited,
            effect,
            began_at=now - waited,
            limit=limit,
            remaining=budget.remaining,
            request_limit=budget.limit,
            resets_at=now + budget.resets_in,
        )
        waits.report(owner, wait)
        return budget


@dataclass(frozen=True)
class Window:
    """The budget until its reset.

    :param limit: requests in each window, None if the API does not count requests.
    :param resets_at: seconds since the epoch.
    :param announced: whether an answer contained the limit. Otherwise it is the documented one.
    :param answered: whether an answer has shown this window.
    :param others: how many requests other machines are likely to send between two requests of this
        one. It rises to the number that an answer shows, and halves with each answer.
    :param sent_at: when the last request was reserved. 0: an answer has come since.
    """

    limit: int | None
    remaining: int
    resets_at: float
    announced: bool
    answered: bool = False
    others: float = 0.0
    sent_at: float = 0.0

    @classmethod
    def load(cls, db: Connection, now: float) -> Window:
        """Return the current window. After a reset, it is a new one."""
        row = db.execute(
            "SELECT request_limit, remaining, resets_at, announced, answered, others, "
            "sent_at, changed_at FROM budget"
        ).fetchone()
        if row is None:
            return cls(DOCUMENTED_LIMIT, DOCUMENTED_LIMIT, now + WINDOW, False)
        limit, remaining, resets_at, announced, answered, others, sent_at, changed_at = row
        limit = None if limit is None else int(limit)
        # The last change is in the future if the clock was set back since.
        if limit is not None and not changed_at - JITTER < now < resets_at:
            remaining, resets_at, answered = limit, now + WINDOW, False
        return cls(
            limit,
            int(remaining),
            float(resets_at),
            bool(announced),
            bool(answered),
            float(others),
            float(sent_at),
        )

    def save(self, db: Connection, now: float) -> None:
        """Save the window as the current one."""
        db.execute(
            upsert("budget", "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)"),
            (
                self.limit,
                self.remaining,
                self.resets_at,
                now,
                self.announced,
                self.answered,
                self.others,
                self.sent_at,
            ),
        )

    def waits_for_answer(self, now: float) -> bool:
        """Return whether the next request has to wait for the answer to the last one.

        That answer shows what other machines have used in the meantime.
        """
        return bool(self.others) and abs(now - self.sent_at) < ANSWER_TIMEOUT

    def after_answer(self, limit: int | None, remaining: int, now: float, reset: float) -> Window:
        """Return the window after an answer with these headers.

        :param reset: seconds until the reset.
        """
        resets_at = now + reset
        new_limit = limit or self.limit or DOCUMENTED_LIMIT
        others = self.others
        # This window also counts requests whose answers are still missing. Therefore the lower
        # number is valid, unless the API has begun a new window. A new window ends later by most
        # of its length.
        if self.limit is not None and resets_at - self.resets_at < max(JITTER, reset / 2):
            expected = max(0, new_limit - (self.limit - self.remaining))
            seen: float = max(0, expected - remaining)
            if not self.answered:
                # The first answer also shows what others had used before this machine began.
                seen = min(seen, others)
            others = max(seen, (others + seen) / 2)
            remaining = min(remaining, expected)
        others = others if others >= LEAST_OTHERS else 0.0
        return Window(new_limit, min(remaining, new_limit), resets_at, True, True, others)
