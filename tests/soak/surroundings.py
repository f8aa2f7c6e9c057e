# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API and the shared files of simulated processes, with faults at chosen requests."""

from __future__ import annotations

import errno
import itertools
import json
import math
import random
import secrets
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import requests
from ansible.module_utils import _internal
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import locks, shared_server
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from interceptor import Exchange
from simulated import URL, SimulatedApi, _response
from simulator.account import Account
from simulator.kinds import KINDS
from simulator.operations import LISTS
from simulator.readings import Readings
from soak.scheduler import Scheduler
from soak.sites import PLURALS

#: The requests of the account in a minute: fewer than documented, so that plays often wait.
LIMIT = 15
#: Seconds after a time-out at which the API does the work of a late request.
LATE = 20.0
#: Seconds between two attempts to take a lock. Shorter intervals make histories longer only.
LOCK_INTERVAL = 0.5
HTML = b"<html><body>Bad gateway</body></html>"


def _status(code: int) -> Callable[[Exchange], None]:
    def fail(exchange: Exchange) -> None:
        exchange.status = code
        exchange.answer = {"type": "INTERNAL_ERROR", "message": "a fault", "errors": None}

    return fail


def _drop(exchange: Exchange) -> None:
    exchange.drop = True


def _body(raw: bytes) -> Callable[[Exchange], None]:
    def replace(exchange: Exchange) -> None:
        exchange.raw = raw

    return replace


def _throttle(exchange: Exchange) -> None:
    exchange.status, exchange.answer = 429, None
    exchange.answer_headers = {"X-Rate-Limit-Limit": str(LIMIT), "X-Rate-Limit-Remaining": "0"}


#: Faults instead of the work of the API.
BEFORE = {"drop": _drop, "500": _status(500), "503": _status(503), "429": _throttle}
#: Faults of the answer, after the work.
AFTER = {
    "lost": _drop,
    "502": _status(502),
    "504": _status(504),
    "empty": _body(b""),
    "broken": _body(b'{"broken": '),
    "html": _body(HTML),
}
#: Time-outs: the work is done before the answer is due, or only after the client has given up.
TIMEOUTS = ("slow", "late")
FAULTS = (*BEFORE, *AFTER, *TIMEOUTS)


class SoakApi(SimulatedApi):
    """The account of a history."""

    def __init__(self, readings: Readings, scheduler: Scheduler) -> None:
        super().__init__(readings, rate_limit=LIMIT, time=scheduler.time)
        self._scheduler = scheduler
        self._late: list[tuple[float, Exchange]] = []
        self.injected = 0
        #: Requests that the API rejected because the budget was used up, except faults.
        self.rejected = 0

    def _serve(self, request: requests.PreparedRequest, timeout: float | None) -> requests.Response:
        process = self._scheduler.running
        self._scheduler.point()
        self.work_late()
        exchange = _exchange(request)
        name = process.next_fault(exchange.method != "GET") if process else ""
        self.injected += bool(name)
        if name == "late":
            self._late.append((self.time.passed + (timeout or 0) + LATE, exchange))
        elif name in BEFORE:
            BEFORE[name](exchange)
        else:
            self._forward(exchange)
            self.rejected += exchange.status == 429
            AFTER.get(name, lambda _exchange: None)(exchange)
        self._scheduler.record(
            f"{exchange.method} {exchange.path} {exchange.status} {name}".rstrip()
        )
        self._scheduler.point()
        if name in TIMEOUTS:
            self.time.sleep(timeout or 0)
            raise requests.ReadTimeout(f"{URL}: no answer within {timeout} s", request=request)
        return _response(request, exchange)

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """Return the objects of a kind. This costs no request of the budget, and no time."""
        account = self.account
        with account.clock.stopped():
            account.advance()
            show = LISTS[f"list_{PLURALS[kind]}"][1]
            return [show(account, obj) for obj in account.listed(KINDS[PLURALS[kind]])]

    def work_late(self, everything: bool = False) -> None:
        """Do the work of requests whose clients have given up."""
        due = [each for each in self._late if everything or each[0] <= self.time.passed]
        for each in due:
            self._late.remove(each)
            self._forward(each[1])


def _exchange(request: requests.PreparedRequest) -> Exchange:
    url = urlsplit(request.url)
    body = json.loads(request.body) if request.body else None
    path = url.path.removeprefix("/v1")
    return Exchange(str(request.method), path, url.query, dict(request.headers), body)


@contextmanager
def simulated(scheduler: Scheduler, readings: Readings) -> Iterator[SoakApi]:
    """Yield an account. In the block, all code uses it, simulated time, and the scheduler."""
    with in_turns(scheduler), SoakApi(readings, scheduler).connected() as api:
        yield api


@contextmanager
def in_turns(scheduler: Scheduler) -> Iterator[None]:
    """Let processes take turns at each access to a shared file, and draw numbers from a seed."""
    chance, numbers = random.Random(scheduler.chance.random()), itertools.count(0x1000)
    attempt, acquire = Store._attempt, locks._acquire

    def attempt_at_point(store: Store, work: Callable[[sqlite3.Connection], Any]) -> Any:
        if store.problem:
            return attempt(store, work)
        scheduler.point()
        result = attempt(store, _failing(work) if _disk_is_full(scheduler) else work)
        scheduler.point()
        return result

    def acquire_at_point(path: Path, guard: Path, end: float) -> int | None:
        scheduler.point()
        if _disk_is_full(scheduler):
            raise OSError(errno.ENOSPC, "No space left on device")
        return acquire(path, guard, end)

    class LockTime:
        time, monotonic = scheduler.time.time, scheduler.time.monotonic

        @staticmethod
        def sleep(seconds: float) -> None:
            scheduler.time.sleep(seconds)
            scheduler.beat()

    def token_bytes(count: int = 32) -> bytes:
        return chance.randbytes(count)

    with ExitStack() as stack:
        for owner, name, value in (
            (Store, "_attempt", attempt_at_point),
            (locks, "_acquire", acquire_at_point),
            (locks, "time", LockTime),
            (locks, "RETRY_INTERVAL", LOCK_INTERVAL),
            (shared_server, "time", LockTime),
            (shared_server, "MIN_RETRY_INTERVAL", LOCK_INTERVAL),
            (shared_server, "MAX_CLOCK_DIFFERENCE", math.inf),
            (Account, "new_id", staticmethod(lambda: f"{next(numbers):032X}")),
            (secrets, "token_bytes", token_bytes),
            (secrets, "token_hex", lambda count=32: token_bytes(count).hex()),
            (secrets, "choice", chance.choice),
            (uuid, "uuid4", lambda: uuid.UUID(int=chance.getrandbits(128))),
            (random, "uniform", chance.uniform),
            (_internal, "is_controller", False),
        ):
            stack.enter_context(mock.patch.object(owner, name, value))
        yield


def _disk_is_full(scheduler: Scheduler) -> bool:
    return bool(scheduler.running and scheduler.running.disk_full)


def _failing(work: Callable[[sqlite3.Connection], Any]) -> Callable[[sqlite3.Connection], Any]:
    """Return work that fails in a file, and not in memory."""

    def fail(db: sqlite3.Connection) -> Any:
        ((_number, _name, file),) = db.execute("PRAGMA database_list").fetchall()
        if file:
            raise sqlite3.OperationalError("database or disk is full")
        return work(db)

    return fail
