# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account of the runs: it knows which secrets its answers contain, and can be hostile."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote, urlsplit

from intercepting_proxy import InterceptingProxy
from interceptor import Exchange
from simulator.process import SimulatorProcess

from .canaries import Canary, answered

#: What the account does with a write whose body contains a text.
ECHO, ECHO_WITH_500, ECHO_AS_TEXT, REDIRECT = "echo-it", "echo-500", "echo-text", "redirect-it"
DROP, SLOW = "drop-it", "slow-it"
#: Seconds of a slow answer. Tasks about it have a smaller api_timeout.
SECONDS = 1.5


class Account(InterceptingProxy):
    """A simulated account that accepts several tokens, also through this as an HTTP proxy.

    :param tokens: the tokens that it accepts.
    """

    def __init__(self, simulator: SimulatorProcess, tokens: list[str]) -> None:
        super().__init__(simulator.url)
        self._simulator, self._tokens = simulator, set(tokens)

    def reset(self) -> None:
        """Empty the account, and forget all requests."""
        self._simulator.reset()
        self.clear_rules()
        self.intercept("POST", ".*", before=_disturb)
        self.intercept("PUT", ".*", before=_disturb)
        self.intercept("*", ".*", before=self._authenticate)

    def secrets(self) -> list[Canary]:
        """Return the secrets in all answers since the last ``reset``."""
        found = {
            (canary.kind, canary.text): canary
            for exchange in self.exchanges
            for canary in answered(exchange.answer)
            if exchange.status < 400
        }
        return list(found.values())

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        if "://" in handler.path:  # a request to an HTTP proxy
            parts = urlsplit(handler.path)
            handler.path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        super().handle(handler)

    def _forward(self, handler: BaseHTTPRequestHandler, exchange: Exchange, data: bytes) -> None:
        del handler.headers["X-TOKEN"]
        handler.headers["X-TOKEN"] = self._simulator.token
        super()._forward(handler, exchange, data)

    def _authenticate(self, exchange: Exchange) -> None:
        """Refuse other tokens, with an answer that repeats them."""
        token = exchange.headers.get("X-TOKEN", "")
        if token not in self._tokens:
            exchange.status = 401
            exchange.answer = {"type": "TOKEN", "message": f"not {token}", "errors": [token]}


def _disturb(exchange: Exchange) -> None:
    """Answer a write as its body demands. Error messages repeat the body in several spellings."""
    text = json.dumps(exchange.body)
    echo = {
        "type": "ECHO",
        "message": f"not {text} nor {exchange.body} nor {json.dumps(exchange.body)!r}",
        "errors": {"body": exchange.body, "query": quote(text)},
    }
    if ECHO in text:
        exchange.status, exchange.answer = 400, echo
    elif ECHO_WITH_500 in text:
        exchange.status, exchange.answer = 500, echo
    elif ECHO_AS_TEXT in text:
        exchange.raw = text[1:].encode()
    elif REDIRECT in text:
        exchange.status, exchange.answer = 302, {}
        exchange.answer_headers = {"Location": f"http://127.0.0.1:1/{quote(text)}?{quote(text)}"}
    elif DROP in text:
        exchange.drop = True
    elif SLOW in text:
        exchange.delay = SECONDS
