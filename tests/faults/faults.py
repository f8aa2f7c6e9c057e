# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults of the campaign: data, with a function that makes each of them happen."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import (
    get_path,
    with_path,
)
from faults.memory_socket import REFUSED, RESET, SILENT, Reply, http

#: The requests that a fault strikes: those of one operation, all that read after the first one
#: of these, or only those that show the object that this operation has written.
WRITE, READS, SUBJECT = "write", "reads after it", "reads of its object"
#: A function that makes a fault happen. None: the answer is in the exchange.
Strike = Callable[[Any], "Reply | None"]
#: How many requests a fault strikes.
TIMES = {"once": 1.0, "three times": 3.0, "forever": float("inf")}

HTML = b"<html><body><h1>Service portal</h1></body></html>"
INVALID_STATE = {
    "type": "INVALID_STATE",
    "message": "Operation not allowed when Server is in state: CONFIGURING",
    "errors": {"state": "CONFIGURING"},
}


@dataclass(frozen=True)
class Fault:
    """A fault.

    :param family: the column of the table.
    :param sites: the requests that it can strike.
    :param removes: whether it removes the object that the operation has written.
    """

    name: str
    family: str
    strike: Strike
    sites: tuple[str, ...] = (WRITE, READS)
    removes: bool = False

    def __str__(self) -> str:
        return self.name


# -- answers, after the work of the request or without it


def without_work(reply: Reply) -> Strike:
    """Return a strike after which the request is not carried out."""
    return lambda _incident: reply


def after_work(make: Callable[[int, bytes], Reply]) -> Strike:
    """Return a strike that replies after the work.

    :param make: makes the reply of the true status and body.
    """
    return lambda incident: make(*incident.work())


def lost(reply: Reply) -> Strike:
    """Return a strike after which the true answer is replaced."""
    return after_work(lambda _status, _body: reply)


def with_body(body: bytes, *headers: str) -> Strike:
    """Return a strike after which the body is replaced."""
    return after_work(lambda status, _body: http(status, body, *headers))


def half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


def error(status: int) -> Reply:
    """Return an error of the API, or of the gateway in front of it."""
    if status == 500:
        text = {"type": "INTERNAL_ERROR", "message": "Internal error", "errors": None}
        return http(status, json.dumps(text).encode())
    return http(status, HTML)


def too_many(*headers: str) -> Reply:
    text = {"type": "TOO_MANY_REQUESTS", "message": "Too many requests", "errors": None}
    return http(429, json.dumps(text).encode(), *headers)


def rate(limit: str, remaining: str, reset: str) -> tuple[str, ...]:
    names = ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")
    return tuple(f"{name}: {value}" for name, value in zip(names, (limit, remaining, reset)))


GZIP, CHUNKED = "Content-Encoding: gzip", "Transfer-Encoding: chunked"


# -- slow answers, late lists, and changes of the object


def slow_before(incident: Any) -> Reply:
    """Do the work at once, and answer too late."""
    incident.work()
    return Reply(end=SILENT)


def slow_during(incident: Any) -> Reply:
    """Do the work while the task looks for it."""
    incident.postpone(requests=2)
    return Reply(end=SILENT)


def slow_after(incident: Any) -> Reply:
    """Do the work after the task has stopped to look for it."""
    incident.postpone()
    return Reply(end=SILENT)


def late_lists(reads: int, reply: Reply | None = None) -> Strike:
    """Return a strike after which so many reads of a list show it as it was before.

    :param reply: replaces the answer.
    """

    def strike(incident: Any) -> Reply | None:
        incident.freeze_lists(reads)
        incident.work()
        return reply

    return strike


def vanishes(incident: Any) -> None:
    """Let another client remove the object after the work."""
    incident.work()
    incident.remove_subject()


def busy(incident: Any) -> Reply:
    return http(403, json.dumps(INVALID_STATE).encode())


def in_state(state: str) -> Strike:
    """Return a strike after which an object shows another state."""

    def strike(incident: Any) -> None:
        incident.work()
        path = incident.state_path
        incident.change_subject(
            lambda obj: with_path(obj, path, state) if get_path(obj, path) else obj
        )

    return strike


DROPPED = Reply()
FAULTS = (
    Fault("connection refused", "connection", without_work(Reply(end=REFUSED))),
    Fault("dropped before the work", "connection", without_work(DROPPED)),
    Fault("dropped after the work", "connection", lost(DROPPED)),
    Fault(
        "reset in the body",
        "connection",
        after_work(lambda status, body: http(status, half(body), length=len(body), end=RESET)),
    ),
    *(
        Fault(f"{status} before the work", "5xx", without_work(error(status)))
        for status in (500, 502, 503, 504)
    ),
    *(
        Fault(f"{status} after the work", "5xx", lost(error(status)), (WRITE,))
        for status in (500, 502, 503, 504)
    ),
    Fault("429 with headers", "429", without_work(too_many(*rate("25", "0", "30")))),
    Fault("429 without headers", "429", without_work(too_many())),
    Fault("429 with reset 0", "429", without_work(too_many(*rate("25", "0", "0")))),
    Fault("429 with reset 10^23", "429", without_work(too_many(*rate("25", "0", "1" + 23 * "0")))),
    Fault("429 with texts", "429", without_work(too_many(*rate("-5", "²", "soon")))),
    Fault("slow, work before", "slow", slow_before),
    Fault("slow, work during the lookups", "slow", slow_during, (WRITE,)),
    Fault("slow, work after the lookups", "slow", slow_after, (WRITE,)),
    Fault("empty body", "body", with_body(b"")),
    Fault("broken JSON", "body", with_body(b'{"broken": ')),
    Fault(
        "JSON that ends early", "body", after_work(lambda status, body: http(status, half(body)))
    ),
    *(
        Fault(f"JSON {text}", "body", with_body(text.encode()))
        for text in ("{}", "[]", "null", "17", '"x"', "[null]")
    ),
    Fault("HTML after the work", "body", with_body(HTML, "Content-Type: text/html")),
    Fault("HTML before the work", "body", without_work(http(200, HTML))),
    Fault("redirect 301", "body", without_work(http(301, b"", "Location: https://example.com/v1"))),
    Fault("redirect 307", "body", without_work(http(307, b"", "Location: https://example.com/v1"))),
    Fault(
        "gzip", "encoding", after_work(lambda status, body: http(status, gzip.compress(body), GZIP))
    ),
    Fault(
        "gzip that ends early",
        "encoding",
        after_work(lambda status, body: http(status, half(gzip.compress(body)), GZIP)),
    ),
    Fault(
        "gzip that is none", "encoding", after_work(lambda status, body: http(status, body, GZIP))
    ),
    Fault(
        "chunks",
        "encoding",
        after_work(
            lambda status, body: http(status, chunked(body) + chunked(b""), CHUNKED, length=-1)
        ),
    ),
    Fault(
        "chunks that end early",
        "encoding",
        after_work(lambda status, body: http(status, half(chunked(body)), CHUNKED, length=-1)),
    ),
    Fault(
        "chunks without a size",
        "encoding",
        after_work(lambda status, body: http(status, b"x\r\n" + body, CHUNKED, length=-1)),
    ),
    Fault(
        "body shorter than its length",
        "encoding",
        after_work(lambda status, body: http(status, body, length=len(body) + 1)),
    ),
    Fault(
        "byte order mark",
        "encoding",
        after_work(lambda status, body: http(status, b"\xef\xbb\xbf" + body)),
    ),
    Fault("Latin-1", "encoding", with_body('{"name": "Zürich"}'.encode("latin-1"))),
    Fault("list one read late", "late lists", late_lists(1), (WRITE,)),
    Fault("list three reads late", "late lists", late_lists(3), (WRITE,)),
    Fault("lost answer, list one read late", "late lists", late_lists(1, DROPPED), (WRITE,)),
    Fault("lost answer, list three reads late", "late lists", late_lists(3, DROPPED), (WRITE,)),
    Fault("object disappears", "object", vanishes, (WRITE,), removes=True),
    Fault("object fails", "object", in_state("ERROR"), (SUBJECT,)),
    Fault("object stays busy", "object", in_state("CONFIGURING"), (SUBJECT,)),
    Fault("object refuses", "object", busy, (WRITE,)),
)
FAMILIES = tuple(dict.fromkeys(each.family for each in FAULTS))
