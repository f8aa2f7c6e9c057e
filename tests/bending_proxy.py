# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy in front of the simulator that records every request with its body, and that a test lets change requests and answers."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests


@dataclass
class Exchange:
    """One request and its answer. ``path`` is without /v1 and without the query.

    A rule may change ``status`` and ``answer`` (decoded JSON). ``raw`` replaces the body of the answer by bytes. ``drop`` closes
    the connection instead of answering.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int = 0
    answer: Any = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drop: bool = False


@dataclass
class Rule:
    method: str
    path: str
    before: Callable[[Exchange], Any] | None
    after: Callable[[Exchange], Any] | None
    times: float

    def matches(self, exchange: Exchange) -> bool:
        return self.times > 0 and self.method in ("*", exchange.method) and re.fullmatch(self.path, exchange.path) is not None


class BendingProxy:
    """A context manager. ``url`` is the address of the API behind the proxy, ``exchanges`` what came through."""

    def __init__(self, upstream: str) -> None:
        self.exchanges: list[Exchange] = []
        self._rules: list[Rule] = []
        self._upstream = upstream
        self._session = threading.local()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                proxy.handle(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> BendingProxy:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def bend(self, method: str, path: str, after: Callable[[Exchange], Any] | None = None, *,
             before: Callable[[Exchange], Any] | None = None, times: float = float("inf")) -> None:
        """Change exchanges whose method and path (a regular expression) match, ``times`` times.

        ``before`` sees the request before it is sent: if it sets ``drop`` or ``status``, nothing is sent. ``after`` sees the answer.
        """
        self._rules.append(Rule(method, path, before, after, times))

    def straighten(self) -> None:
        """Forget all rules and exchanges."""
        self._rules.clear()
        self.exchanges.clear()

    def sent(self, method: str = "*", path: str = ".*") -> list[Exchange]:
        return [each for each in self.exchanges if method in ("*", each.method) and re.fullmatch(path, each.path)]

    def writes(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.exchanges if each.method != "GET"]

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        path, _mark, query = handler.path.partition("?")
        data = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        exchange = Exchange(handler.command, path.removeprefix("/v1"), query, dict(handler.headers), json.loads(data) if data else None)
        self.exchanges.append(exchange)
        rules = [rule for rule in self._rules if rule.matches(exchange)]
        for rule in rules:
            rule.times -= 1
            if rule.before:
                rule.before(exchange)
        if not (exchange.drop or exchange.status or exchange.raw is not None):
            self._forward(handler, exchange, data)
        for rule in rules:
            if rule.after:
                rule.after(exchange)
        self._answer(handler, exchange)

    def _forward(self, handler: BaseHTTPRequestHandler, exchange: Exchange, data: bytes) -> None:
        session = getattr(self._session, "session", None) or requests.Session()
        self._session.session = session
        headers = {key: value for key, value in handler.headers.items() if key.lower() not in ("host", "content-length", "connection")}
        url = self._upstream + exchange.path + (f"?{exchange.query}" if exchange.query else "")
        answer = session.request(exchange.method, url, data=json.dumps(exchange.body) if data else None, headers=headers, timeout=30)
        exchange.status, exchange.answer = answer.status_code, answer.json() if answer.content else None
        exchange.answer_headers = {key: value for key, value in answer.headers.items() if key.lower().startswith("x-rate")}

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, exchange: Exchange) -> None:
        if exchange.drop:
            handler.close_connection = True
            return
        data = exchange.raw if exchange.raw is not None else json.dumps(exchange.answer).encode()
        try:
            handler.send_response(exchange.status or 200)
            for name, value in {"Content-Type": "application/json", **exchange.answer_headers, "Content-Length": str(len(data))}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            handler.close_connection = True


def dropped(exchange: Exchange) -> None:
    """Close the connection without an answer; as ``after`` the work is done, as ``before`` it is not."""
    exchange.drop = True


def delayed(seconds: float) -> Callable[[Exchange], None]:
    return lambda _exchange: time.sleep(seconds)
