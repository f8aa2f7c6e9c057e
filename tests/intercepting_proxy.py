# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy in front of the simulator, for tests with several processes. ``simulated`` needs none."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from interceptor import Exchange, Interceptor


class InterceptingProxy(Interceptor):
    """A context manager. ``url`` is the address of the API behind the proxy."""

    def __init__(self, upstream: str) -> None:
        super().__init__()
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

    def __enter__(self) -> InterceptingProxy:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        path, _mark, query = handler.path.partition("?")
        data = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        exchange = Exchange(
            handler.command,
            path.removeprefix("/v1"),
            query,
            dict(handler.headers),
            json.loads(data) if data else None,
        )
        self.carry(exchange, lambda each: self._forward(handler, each, data), time.sleep)
        self._answer(handler, exchange)

    def _forward(self, handler: BaseHTTPRequestHandler, exchange: Exchange, data: bytes) -> None:
        session = getattr(self._session, "session", None) or requests.Session()
        self._session.session = session
        headers = {
            key: value
            for key, value in handler.headers.items()
            if key.lower() not in ("host", "content-length", "connection")
        }
        url = self._upstream + exchange.path + (f"?{exchange.query}" if exchange.query else "")
        answer = session.request(
            exchange.method,
            url,
            data=json.dumps(exchange.body) if data else None,
            headers=headers,
            timeout=30,
        )
        exchange.status, exchange.answer = (
            answer.status_code,
            answer.json() if answer.content else None,
        )
        exchange.answer_headers = {
            key: value for key, value in answer.headers.items() if key.lower().startswith("x-rate")
        }

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, exchange: Exchange) -> None:
        if exchange.drop:
            handler.close_connection = True
            return
        data = exchange.raw if exchange.raw is not None else json.dumps(exchange.answer).encode()
        try:
            handler.send_response(exchange.status or 200)
            for name, value in {
                "Content-Type": "application/json",
                **exchange.answer_headers,
                "Content-Length": str(len(data)),
            }.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            handler.close_connection = True
