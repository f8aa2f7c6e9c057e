# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a session of ``requests``, without HTTP, in a time of its own: answers take a fraction of a millisecond."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any
from unittest import mock

from simulator import account as accounts
from simulator import users
from simulator.account import Account, Clock
from simulator.app import OPEN, RateLimit, Simulator
from simulator.contract import Contract, Request
from simulator.errors import Problem
from simulator.lists import Paging
from simulator.seed import fill

LIMITS = {"hdds": 8, "private_networks": 50, "monitoring_policies": 50, "block_storages": 10, "shared_storages": 10}
TOKEN = "demo"
URL = "http://cloudpanel.invalid/v1"
#: Requests after which a task is taken to be caught in a loop.
MOST_REQUESTS = 2000


class EndlessError(Exception):
    """A task sends requests without end."""


class Time:
    """Time that passes only when somebody sleeps, and a little with each look at the clock."""

    TICK = 1e-5

    def __init__(self) -> None:
        self.began = time.time()
        self.passed = 0.0

    def now(self) -> float:
        self.passed += self.TICK
        return self.began + self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += max(0.0, seconds)

    @contextlib.contextmanager
    def instead(self) -> Iterator[None]:
        with mock.patch.multiple(time, time=self.now, monotonic=self.now, sleep=self.sleep):
            yield


@dataclass
class Exchange:
    """One request and its answer. ``path`` is without /v1."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int = 0
    answer: Any = None
    accepted: bool = False

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass
class Response:
    """What the client reads of a response."""

    status_code: int
    answer: Any
    headers: dict[str, str] = field(default_factory=dict)
    is_redirect: bool = False
    content: bytes = b"JSON"

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def json(self) -> Any:
        return self.answer


class StandIn:
    """An account behind a session. ``restore`` brings it back to what it held when it was ``keep``-ed.

    :param bend: changes an answer before it is returned.
    """

    def __init__(self) -> None:
        self.time = Time()
        self.exchanges: list[Exchange] = []
        self.bend: Callable[[Exchange], Any] = lambda exchange: None
        self._ids = 0
        self._kept: dict[str, list[dict[str, Any]]] = {}
        self._read: dict[str, tuple[int, Any]] = {}
        self._is_kept = False
        with self.time.instead(), self._counted_ids():
            self._simulator = Simulator(self._new_account, Contract(), RateLimit(None, 60), Paging())
            fill(self._simulator.account, {TOKEN: None})

    def keep(self) -> None:
        store = self._simulator.account.store
        self._kept = copy.deepcopy({kind: list(store.kind(kind).values()) for kind in store.kinds()})
        self._read.clear()
        self._is_kept = True

    def restore(self) -> None:
        """Hold what was kept. The account is made anew with the first write."""
        self.exchanges = []
        if not self._is_kept:
            self._simulator.account = self._new_account()
            for kind, objects in self._kept.items():
                for obj in objects:
                    self._simulator.account.save(kind, copy.deepcopy(obj))
            self._is_kept = True
        self._ids = 0

    @contextlib.contextmanager
    def connected(self, client: type) -> Iterator[None]:
        """Let every client use this account."""
        with mock.patch.object(client, "_session", self), self.time.instead(), self._counted_ids():
            yield

    def request(self, method: str, url: str, params: dict[str, Any], data: str | None, **_settings: Any) -> Response:
        query = {name: str(value) for name, value in params.items()}
        exchange = Exchange(method, url.removeprefix(URL), query, None if data is None else json.loads(data))
        self.exchanges.append(exchange)
        if len(self.exchanges) > MOST_REQUESTS:
            raise EndlessError(f"more than {MOST_REQUESTS} requests")
        exchange.status, exchange.answer = self._answer(exchange)
        exchange.accepted = exchange.status < 400
        self.bend(exchange)
        return Response(exchange.status, exchange.answer)

    def _answer(self, exchange: Exchange) -> tuple[int, Any]:
        if exchange.writes:
            self._is_kept = False
        elif self._is_kept:
            key = json.dumps([exchange.path, exchange.query])
            if key not in self._read:
                self._read[key] = self._work(exchange)
            return copy.deepcopy(self._read[key])
        return copy.deepcopy(self._work(exchange))

    def _work(self, exchange: Exchange) -> tuple[int, Any]:
        body = None if exchange.body is None else json.dumps(exchange.body).encode()
        request = Request(exchange.method.lower(), f"/v1{exchange.path}", exchange.query, {"X-TOKEN": TOKEN}, body)
        account = self._simulator.account
        try:
            operation = self._simulator.contract.find(request)["operationId"]
            with account.clock.stopped():
                account.advance()
                user = None if operation in OPEN else users.authenticate(account, TOKEN, "127.0.0.1")
                status, answer = self._simulator.work(request, user)
        except Problem as problem:
            status, answer = problem.status, problem.body
        return status, json.loads(json.dumps(answer))

    @staticmethod
    def _new_account() -> Account:
        return Account(Clock(1.0), None, IPv4Network("198.18.0.0/15"), 0.0, LIMITS)

    @contextlib.contextmanager
    def _counted_ids(self) -> Iterator[None]:
        """Let the same task get the same ids each time."""
        def new_id() -> str:
            self._ids += 1
            return f"{self._ids + (0x1000 if self._kept else 0):032X}"
        with mock.patch.object(accounts.Account, "new_id", staticmethod(new_id)):
            yield
