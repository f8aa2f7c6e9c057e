# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator without HTTP and in simulated time. An answer takes a fraction of a millisecond.

It stands for a session of ``requests``, or for the network below ``requests``.
"""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import requests
import simulated
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from requests.adapters import HTTPAdapter
from simulator import account as accounts
from simulator import catalogue
from simulator.account import LIMITS, Account, Clock
from simulator.api import Answer, Api, RateLimit
from simulator.contract import Contract, Request
from simulator.kinds import KINDS, Object
from simulator.lists import Paging
from simulator.readings import Readings
from simulator.seed import fill

TOKEN = "demo"
URL = "http://cloudpanel.invalid/v1"
#: Requests after which a task is taken to be caught in a loop.
MOST_REQUESTS = 4000


@dataclass
class Exchange:
    """One request and its answer.

    :param path: without /v1.
    :param data: the text of the body.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    data: str | None = None
    status: int = 0
    answer: Any = None
    accepted: bool = False

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass
class Response:
    """The members of a response that the client uses."""

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


class InMemoryApi:
    """An account behind a session. ``restore`` returns it to its state at the call of ``keep``.

    :param readings: of the API; by default those without a world.
    :param began: the time at the start in seconds since the epoch; by default now.
    :ivar mutate: changes an answer before it is returned.
    """

    def __init__(self, began: float | None = None, readings: Readings | None = None) -> None:
        self.time = simulated.SimulatedTime()
        self.time.began = self.time.began if began is None else began
        self.exchanges: list[Exchange] = []
        self.mutate: Callable[[Exchange], Any] = lambda exchange: None
        self._ids = 0
        #: The objects that can change: the plural of the kind and the members, as JSON.
        self._kept = ""
        self._read: dict[str, tuple[int, Any]] = {}
        self._is_kept = False
        with self._counted_ids():
            self.core = Api(
                self._new_account, readings or Readings(), Contract(), RateLimit(None, 60), Paging()
            )
            fill(self.core.account, {TOKEN: None})

    def keep(self) -> None:
        self._kept = json.dumps(
            [
                (kind.plural, obj)
                for kind in self.core.account.store.kinds()
                if kind not in catalogue.OBJECTS
                for obj in self.core.account.objects(kind)
            ]
        )
        self._read.clear()
        self._is_kept = True

    def restore(self) -> None:
        """Return to the kept state. The account is created again with the first write."""
        self.exchanges = []
        if not self._is_kept:
            self.core.account = self._new_account(self.core.readings)
            for plural, members in json.loads(self._kept):
                self.core.account.save(Object(KINDS[plural], members))
            for kind, objects in catalogue.OBJECTS.items():
                for members in objects:
                    self.core.account.save(Object(kind, members))
            self._is_kept = True
        self._ids = 0

    def objects(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the objects of the kept account, each with the plural of its kind."""
        return [tuple(each) for each in json.loads(self._kept)]

    @contextlib.contextmanager
    def connected(self, transport: type) -> Iterator[None]:
        """Let every transport use this account."""
        with (
            mock.patch.object(transport, "_session", self),
            clock.replaced(self.time),
            self._counted_ids(),
        ):
            yield

    @contextlib.contextmanager
    def over_requests(self) -> Iterator[None]:
        """Let all requests that the library requests has prepared go to this account."""

        def send(
            _adapter: HTTPAdapter, request: requests.PreparedRequest, **_settings: Any
        ) -> requests.Response:
            if not request.url.startswith(f"{URL}/"):
                raise requests.ConnectionError("This address is not simulated", request=request)
            parts, body = urlsplit(request.url), request.body
            exchange = Exchange(
                request.method,
                parts.path.removeprefix("/v1"),
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                None if body is None else json.loads(body),
                body,
            )
            self._count(exchange)
            self.carry_out(exchange)
            return simulated.response(
                request, exchange.status, json.dumps(exchange.answer).encode()
            )

        with (
            mock.patch.object(HTTPAdapter, "send", send),
            mock.patch.object(
                requests.Session, "merge_environment_settings", simulated.own_settings
            ),
            clock.replaced(self.time),
            self._counted_ids(),
        ):
            yield

    def request(
        self, method: str, url: str, params: dict[str, Any], data: str | None, **_settings: Any
    ) -> Response:
        query = {name: str(value) for name, value in params.items()}
        body = None if data is None else json.loads(data)
        exchange = Exchange(method, url.removeprefix(URL), query, body, data)
        self._count(exchange)
        return self.respond(exchange)

    def _count(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        if len(self.exchanges) > MOST_REQUESTS:
            raise simulated.EndlessError(f"more than {MOST_REQUESTS} requests")

    def respond(self, exchange: Exchange) -> Any:
        """Carry out a request. Return its response."""
        self.carry_out(exchange)
        self.mutate(exchange)
        return Response(exchange.status, exchange.answer)

    def send(self, request: Request) -> Answer:
        """Return the answer of the simulator to a request, as over HTTP."""
        self._is_kept = self._is_kept and request.method == "get"
        entry, fault = self.core.begin(request)
        return self.core.answer(request, entry, fault, "127.0.0.1")

    def carry_out(self, exchange: Exchange) -> None:
        """Carry out a request, and set its status and answer."""
        exchange.status, exchange.answer = self._answer(exchange)
        exchange.accepted = exchange.status < 400

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
        request = Request(
            exchange.method.lower(), f"/v1{exchange.path}", exchange.query, {"X-TOKEN": TOKEN}, body
        )
        status, answer = self.core.perform(request, "127.0.0.1")
        return status, json.loads(json.dumps(answer))

    def _new_account(self, readings: Readings) -> Account:
        return Account(
            Clock(1.0, self.time.monotonic, self.time.time()),
            None,
            IPv4Network("198.18.0.0/15"),
            0.0,
            LIMITS,
            readings=readings,
        )

    @contextlib.contextmanager
    def _counted_ids(self) -> Iterator[None]:
        """Let the same task get the same ids each time."""

        def new_id() -> str:
            self._ids += 1
            return f"{self._ids + (0x1000 if self._kept else 0):032X}"

        with mock.patch.object(accounts.Account, "new_id", staticmethod(new_id)):
            yield
