# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator in the process of the test, in simulated time, without sleeping and sockets.

Each program that uses ``requests`` can be its client: the modules of the collection
(``in_process``), the inventory, or another SDK.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, locks
from interceptor import Exchange, Interceptor
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from simulator.account import LIMITS, Account, Clock
from simulator.api import Answer, Api, RateLimit
from simulator.contract import Contract, Request
from simulator.lists import Paging
from simulator.readings import Readings
from simulator.seed import fill
from urllib3 import HTTPResponse

URL = "http://127.0.0.1:1/v1"
#: Seconds that a request takes.
LATENCY = 0.05
#: Requests after which a test is taken to be caught in a loop.
MOST_REQUESTS = 20000


class EndlessError(Exception):
    """A client sends requests without end."""


class SimulatedTime:
    """A clock that advances with each sleep, and a little with each reading of the time.

    It begins at the same time in each run, so that no test depends on the hour or on the date.
    """

    TICK = 1e-5
    #: Noon in the middle of a month, in seconds since the epoch.
    BEGIN = calendar.timegm((2026, 6, 15, 12, 0, 0))

    def __init__(self, began: float | None = None) -> None:
        self.began = float(self.BEGIN if began is None else began)
        self.passed = 0.0
        #: The seconds of each pause.
        self.pauses: list[float] = []

    def time(self) -> float:
        self.passed += self.TICK
        return self.began + self.passed

    def monotonic(self) -> float:
        return self.time()

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.passed += max(0.0, seconds)


class SteadyTime(SimulatedTime):
    """A clock that advances with each sleep only."""

    TICK = 0.0
    BEGIN = 1000


class SimulatedApi(Interceptor):
    """The API of one account in the block of ``connected``.

    It has the methods of SimulatorProcess and of InterceptingProxy. Parameters that are not
    described here are options of the command line of the simulator.

    :param readings: of the API.
    :param limits: of the account.
    :param caps: elements per page of single lists, by operationId.
    :param time: of the account and its clients. By default, a new one.
    """

    contract = Contract()

    def __init__(
        self,
        readings: Readings | None = None,
        *,
        servers: int = 0,
        linger: float = 20.0,
        rate_limit: int | None = None,
        rate_window: float = 60.0,
        cap: int = 1000,
        caps: Mapping[str, int] | None = None,
        limits: Mapping[str, int] | None = None,
        seed: int = 0,
        data: Path | None = None,
        token: str = "demo",
        time: SimulatedTime | None = None,
    ) -> None:
        super().__init__()
        self.url, self.token, self.source = URL, token, "127.0.0.1"
        self.time = time or SimulatedTime()
        log = os.environ.get("CLOUDPANEL_SIMULATOR_LOG")

        def make(chosen: Readings) -> Account:
            passing = Clock(1.0, self.time.monotonic, self.time.time())
            network = IPv4Network("198.18.0.0/15")
            account = Account(
                passing,
                data and str(data),
                network,
                linger,
                {**LIMITS, **(limits or {})},
                seed,
                readings=chosen,
            )
            fill(account, {token: None}, servers)
            return account

        self.api_core = Api(
            make,
            readings or Readings(),
            self.contract,
            RateLimit(rate_limit, rate_window, self.time.monotonic),
            Paging(cap=cap, caps=caps or {}),
            Path(log) if log else None,
        )

    @property
    def account(self) -> Account:
        return self.api_core.account

    @contextlib.contextmanager
    def connected(self) -> Iterator[SimulatedApi]:
        """Let all requests of the block go to this account, in its time.

        No other process waits for the locks of these tasks, so they need no heartbeat in real time.
        """

        def send(
            _adapter: HTTPAdapter, request: requests.PreparedRequest, **settings: Any
        ) -> requests.Response:
            return self._serve(request, settings.get("timeout"))

        with (
            mock.patch.object(HTTPAdapter, "send", send),
            mock.patch.object(requests.Session, "merge_environment_settings", own_settings),
            mock.patch.multiple(locks.Heartbeat, add=mock.DEFAULT, remove=mock.DEFAULT),
            clock.replaced(self.time),
        ):
            yield self

    # -- requests

    def _serve(self, request: requests.PreparedRequest, timeout: float | None) -> requests.Response:
        url = urlsplit(request.url)
        if not request.url.startswith(URL):
            raise requests.ConnectionError(f"{url.netloc} is not simulated")
        if len(self.exchanges) > MOST_REQUESTS:
            raise EndlessError(f"more than {MOST_REQUESTS} requests")
        body = request.body.encode() if isinstance(request.body, str) else request.body
        exchange = Exchange(
            request.method,
            url.path.removeprefix("/v1"),
            url.query,
            dict(request.headers),
            json.loads(body) if body else None,
        )
        until = self.time.monotonic() + (timeout or 86400)
        self.carry(exchange, self._forward, self.time.sleep)
        if self.time.monotonic() > until:
            self.time.passed -= self.time.monotonic() - until
            raise requests.ReadTimeout(f"{URL}: no answer within {timeout} s", request=request)
        return _response(request, exchange)

    def _forward(self, exchange: Exchange) -> None:
        answer = self._answer(exchange, exchange.headers)
        exchange.drop = not answer.status
        exchange.status, exchange.answer_headers = answer.status, dict(answer.headers)
        try:
            exchange.answer = json.loads(answer.data) if answer.data else None
        except ValueError:
            exchange.raw = answer.data

    def _answer(self, exchange: Exchange, headers: Mapping[str, str]) -> Answer:
        body = None if exchange.body is None else json.dumps(exchange.body).encode()
        request = Request(
            exchange.method.lower(),
            f"/v1{exchange.path}",
            dict(parse_qsl(exchange.query, keep_blank_values=True)),
            headers,
            body,
        )
        entry, fault = self.api_core.begin(request)
        self.time.sleep(LATENCY + (fault.seconds if fault and fault.fault == "slow" else 0))
        answer = self.api_core.answer(request, entry, fault, self.source)
        if answer.status:
            self.api_core.save_entry(entry)
        return answer

    # -- methods for tests

    def requests(self) -> list[dict[str, Any]]:
        """Return the log since the start or the last ``clear``."""
        return [vars(entry) for entry in self.api_core.log]

    def accepted(self) -> list[str]:
        """Return "METHOD /path" of every write in the log that was accepted."""
        return [
            f"{entry.method} {entry.path}"
            for entry in self.api_core.log
            if entry.method != "GET" and 0 < (entry.status or 0) < 400
        ]

    def clear(self) -> None:
        self.api_core.log.clear()
        self.exchanges.clear()

    def reset(self) -> None:
        self.api_core.reset()
        self.clear_rules()

    def fault(self, operation: str, fault: str, times: int = 1, seconds: float = 1.0) -> None:
        self.api_core.set_faults(
            [{"operation": operation, "fault": fault, "times": times, "seconds": seconds}]
        )

    def api(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Send a request of the test itself. Rules do not apply to it.

        :raises requests.HTTPError: the API rejected it.
        """
        answer = self.raw(method, path, body, **query)
        answer.raise_for_status()
        return answer.json()

    def raw(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        request = requests.Request(method, URL + path, params=query).prepare()
        url = urlsplit(request.url)
        exchange = Exchange(
            method,
            url.path.removeprefix("/v1"),
            url.query,
            {"X-TOKEN": self.token, "Content-Type": "application/json"},
            body,
        )
        self._forward(exchange)
        return _response(request, exchange)

    def settle(self) -> None:
        """Let all work come to its end."""
        self.time.sleep(3600)


def own_settings(
    session: requests.Session, _url: str, proxies: Any, stream: Any, verify: Any, cert: Any
) -> dict[str, Any]:
    """Return the settings of a request without those of the environment.

    The account is in this process, so no proxy applies. To read all variables takes as long as a
    small answer.
    """
    return {
        "proxies": proxies or {},
        "stream": session.stream if stream is None else stream,
        "verify": session.verify if verify is None else verify,
        "cert": session.cert if cert is None else cert,
    }


def _response(request: requests.PreparedRequest, exchange: Exchange) -> requests.Response:
    """Return the answer of an exchange.

    :raises requests.ConnectionError: the exchange ends without an answer.
    """
    if exchange.drop:
        raise requests.ConnectionError(f"{URL}: the connection was closed", request=request)
    data = exchange.raw if exchange.raw is not None else json.dumps(exchange.answer).encode()
    return response(request, exchange.status or 200, data, exchange.answer_headers)


def response(
    request: requests.PreparedRequest,
    status: int,
    data: bytes,
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    """Return a response of the library requests.

    :param data: the body.
    """
    made = requests.Response()
    made.status_code, made.raw = status, HTTPResponse(io.BytesIO(data), preload_content=False)
    made.headers = CaseInsensitiveDict({"Content-Type": "application/json", **(headers or {})})
    made.request, made.url, made.encoding = request, request.url, "utf-8"
    return made
