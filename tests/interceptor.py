# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record every exchange with the API, and let a test change requests and answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Exchange:
    """One request and its answer. Rules can change them.

    :param path: without /v1 and without the query.
    :param answer: decoded JSON.
    :param raw: bytes that replace the body of the answer.
    :param drop: whether the connection is closed without an answer.
    :param delay: seconds to wait: before the work if ``before`` sets it, after it if ``after`` does
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
    delay: float = 0.0


@dataclass
class Rule:
    method: str
    path: str
    before: Callable[[Exchange], Any] | None
    after: Callable[[Exchange], Any] | None
    times: float

    def matches(self, exchange: Exchange) -> bool:
        return (
            self.times > 0
            and self.method in ("*", exchange.method)
            and re.fullmatch(self.path, exchange.path) is not None
        )


class Interceptor:
    """Stands between a client and the API. ``exchanges`` contains all requests and answers."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._rules: list[Rule] = []

    def intercept(
        self,
        method: str,
        path: str,
        after: Callable[[Exchange], Any] | None = None,
        *,
        before: Callable[[Exchange], Any] | None = None,
        times: float = float("inf"),
    ) -> None:
        """Change exchanges whose method and path (a regular expression) match, ``times`` times.

        :param before: changes the request. If it sets ``drop`` or ``status``, nothing is sent.
        :param after: changes the answer.
        """
        self._rules.append(Rule(method, path, before, after, times))

    def clear_rules(self) -> None:
        """Forget all rules and exchanges."""
        self._rules.clear()
        self.exchanges.clear()

    def sent(self, method: str = "*", path: str = ".*") -> list[Exchange]:
        return [
            each
            for each in self.exchanges
            if method in ("*", each.method) and re.fullmatch(path, each.path)
        ]

    def writes(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.exchanges if each.method != "GET"]

    def carry(
        self,
        exchange: Exchange,
        forward: Callable[[Exchange], None],
        sleep: Callable[[float], None],
    ) -> None:
        """Apply the rules to an exchange.

        :param forward: sends the request to the API, and sets status and answer.
        """
        self.exchanges.append(exchange)
        rules = [rule for rule in self._rules if rule.matches(exchange)]
        for rule in rules:
            rule.times -= 1
            if rule.before:
                rule.before(exchange)
        sleep(exchange.delay)
        exchange.delay = 0.0
        if not (exchange.drop or exchange.status or exchange.raw is not None):
            forward(exchange)
        for rule in rules:
            if rule.after:
                rule.after(exchange)
        sleep(exchange.delay)


def dropped(exchange: Exchange) -> None:
    """Close the connection without an answer: after the work as ``after``, else as ``before``."""
    exchange.drop = True


def delayed(seconds: float) -> Callable[[Exchange], None]:
    """Return a rule that lets time pass: after the work as ``after``, else as ``before``."""

    def delay(exchange: Exchange) -> None:
        exchange.delay += seconds

    return delay
