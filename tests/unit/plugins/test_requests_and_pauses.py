# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the transport gives to the library requests, and when it sends a request again.

The answers are scripted, and the time is simulated.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    NotSentError,
    ResponseLostError,
    UnresolvedPathError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.settings import (
    ConnectionSettings,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    MAX_ERROR,
    Request,
    Transport,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    NORMAL,
    POLL,
    BudgetExhaustedError,
)

GET, PUT, POST = (Request(method, "/servers/1") for method in ("GET", "PUT", "POST"))
DELETE = Request("DELETE", "/servers/1")


def answer(status: int = 200, body: Any = None, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response.headers.update({name.replace("_", "-"): text for name, text in headers.items()})
    return response


class Scripted:
    """The session of requests and the rate limiter of a transport.

    :ivar sent: the arguments of the requests.
    :ivar acquired: the timeouts and priorities with which requests were reserved.
    :ivar observed: the limit, the remaining requests and the reset of each answer.
    """

    def __init__(self, *answers: Any, budget_timeout: float = 100.0, token: str = "token") -> None:
        settings = ConnectionSettings.checked(token, "https://api.example.com/v1", 30, True)
        self.transport = Transport(settings, self, budget_timeout, "tests")
        vars(self.transport)["_session"] = self
        self.sent: list[dict[str, Any]] = []
        self.acquired: list[tuple[float, float]] = []
        self.observed: list[tuple[Any, Any, Any]] = []
        self.waits: list[float] = []
        self._answers = list(answers)

    def acquire(self, timeout: float, priority: float) -> float:
        self.acquired.append((timeout, priority))
        if self.waits and self.waits[0] > timeout:
            raise BudgetExhaustedError("The budget is used up.")
        return self.waits.pop(0) if self.waits else 0.0

    def observe(self, *values: Any) -> None:
        self.observed.append(values)

    def request(self, method: str, url: str, **settings: Any) -> requests.Response:
        self.sent.append({"method": method, "url": url, **settings})
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, Exception):
            raise given
        return given

    def fails(self, request: Request) -> ApiError:
        with pytest.raises(ApiError) as caught:
            self.transport.send(request)
        return caught.value


pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def pauses(time) -> list[float]:
    """Return the pauses in seconds."""
    return time.pauses


# -- requests


def test_what_is_sent():
    script = Scripted(answer())
    script.transport.send(Request("PUT", "/servers/1", {"a": True}, {"b": True, "c": ["x", False]}))
    (sent,) = script.sent
    assert sent.pop("hooks")["response"]
    assert sent == {
        "method": "PUT",
        "url": "https://api.example.com/v1/servers/1",
        "params": {"b": "true", "c": "x,false"},
        "timeout": 30,
        "verify": True,
        "allow_redirects": False,
        "data": '{"a": true}',
    }
    assert script.acquired == [(100.0, NORMAL)]


def test_a_request_without_body_and_query():
    script = Scripted(answer())
    script.transport.send(Request("GET", "/servers", priority=POLL))
    assert script.sent[0]["data"] is None and script.sent[0]["params"] == {}
    script.transport.send(Request("POST", "/servers", {}, {"page": 1}))
    assert script.sent[1]["data"] == "{}" and script.sent[1]["params"] == {"page": 1}
    assert script.acquired == [(100.0, POLL), (100.0, NORMAL)]


@pytest.mark.parametrize("token, sent", [("token", "token"), ("", None)])
def test_headers(token, sent):
    headers = Scripted(token=token).transport._headers
    assert headers.pop("X-TOKEN", None) == sent
    assert headers == {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": "ansible-ionos.cloudpanel tests",
    }


def test_a_path_that_is_not_complete_is_not_sent():
    script = Scripted(answer())
    with pytest.raises(UnresolvedPathError, match="^GET /servers/{id} was not sent, because its"):
        script.transport.send(Request("GET", "/servers/{id}"))
    assert not script.sent and not script.acquired


# -- answers


@pytest.mark.parametrize("body", [{"a": 1}, [], 5, None, "text"])
def test_the_answer_is_decoded(body):
    assert Scripted(answer(202, body)).transport.send(GET) == body


def test_an_empty_answer_is_none():
    assert Scripted(answer(204, b"")).transport.send(GET) is None


@pytest.mark.parametrize(
    "text, number",
    [("12", 12), ("0", 0), ("999999999", 999999999), ("1234567890", None), ("-1", None)]
    + [("1.5", None), ("x", None), ("", None), (None, None)],
)
def test_the_budget_is_learned_from_headers(text, number):
    names = ("X_Rate_Limit_Limit", "X_Rate_Limit_Remaining", "X_Rate_Limit_Reset")
    for position, name in enumerate(names):
        script = Scripted(answer(**({} if text is None else {name: text})))
        script.transport.send(GET)
        expected = [None] * 3
        expected[position] = number
        assert script.observed == [tuple(expected)]


def test_after_a_429_nothing_remains_whatever_the_headers_say():
    script = Scripted(answer(429, X_Rate_Limit_Remaining="7"), answer(X_Rate_Limit_Remaining="7"))
    script.transport.send(GET)
    assert script.observed == [(None, 0, None), (None, 7, None)]


@pytest.mark.parametrize("extra, message", [(0, "m"), (1, "")])
def test_a_long_explanation_of_an_error_is_left_out(extra, message):
    body = json.dumps({"type": "X", "message": "m"}).encode()
    script = Scripted(answer(400, body + b" " * (MAX_ERROR - len(body) + extra)))
    assert script.fails(GET).message == message


def test_a_redirect_names_the_target_without_its_query():
    script = Scripted(answer(302, b"", location="https://other.example.com/v1?token=x#y"))
    error = script.fails(GET)
    assert (error.status, error.type) == (302, "REDIRECT")
    assert error.message == (
        "The address has moved to https://other.example.com/v1. Set api_url to the address of the "
        "API"
    )


# -- repetitions


@pytest.mark.parametrize("request_", [GET, PUT, DELETE], ids=lambda each: each.method)
@pytest.mark.parametrize(
    "trouble",
    [answer(500), answer(503), answer(200, b"<html>"), requests.ConnectionError("reset")],
    ids=["500", "503", "html", "reset"],
)
def test_a_request_that_can_be_repeated_is_sent_four_times(pauses, request_, trouble):
    script = Scripted(trouble)
    script.fails(request_)
    assert len(script.sent) == 4 and pauses == [1.0, 2.0, 4.0]
    pauses.clear()
    assert Scripted(trouble, answer(200, {"id": "1"})).transport.send(request_) == {"id": "1"}
    assert pauses == [1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 499])
def test_a_rejected_request_is_not_repeated(pauses, status):
    script = Scripted(answer(status, {"type": "X"}))
    for request in (GET, PUT, POST, DELETE):
        error = script.fails(request)
        assert error.status == status and not error.repeated
    assert len(script.sent) == 4 and not pauses


@pytest.mark.parametrize("trouble", [answer(500), answer(200, b"x"), requests.ReadTimeout("late")])
def test_a_post_that_may_have_been_carried_out_is_not_repeated(pauses, trouble):
    script = Scripted(trouble)
    assert isinstance(script.fails(POST), ResponseLostError)
    assert len(script.sent) == 1 and not pauses


def test_what_was_not_sent_is_repeated_even_if_it_is_a_post(pauses):
    script = Scripted(requests.ConnectTimeout("no"), answer(201, {"id": "1"}))
    assert script.transport.send(POST) == {"id": "1"} and pauses == [1.0]
    assert isinstance(Scripted(requests.ConnectTimeout("no")).fails(POST), NotSentError)


@pytest.mark.parametrize(
    "trouble, repeated", [(answer(500), True), (requests.ConnectTimeout("no"), False)]
)
def test_the_rejection_of_a_repetition_says_so(trouble, repeated):
    assert Scripted(trouble, answer(400)).fails(PUT).repeated is repeated
    assert Scripted(trouble, trouble, answer(400)).fails(PUT).repeated is repeated
    # A request that was sent once may have been carried out, whatever happens to later attempts.
    later = requests.ConnectTimeout("no")
    assert Scripted(trouble, later, answer(400)).fails(PUT).repeated is repeated


def test_the_removal_that_a_repetition_does_not_find_has_succeeded():
    assert Scripted(answer(500), answer(404, {"type": "X"})).transport.send(DELETE) is None
    not_sent = Scripted(requests.ConnectTimeout("no"), answer(404, {"type": "X"}))
    assert not_sent.fails(DELETE).status == 404
    assert Scripted(answer(500), answer(404, {"type": "X"})).fails(PUT).status == 404


def test_an_answer_that_is_not_valid_counts_as_unreadable(pauses):
    request = Request("GET", "/servers", validate=lambda answer: answer or "is empty")
    assert Scripted(answer(200, 0), answer(200, None)).fails(request).type == "UNREADABLE"
    assert pauses == [1.0, 2.0, 4.0]


# -- the budget


def test_pauses_after_429_are_doubled_up_to_a_limit(pauses):
    script = Scripted(answer(429))
    error = script.fails(GET)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 9]
    assert script.transport.throttled_seconds == 100 and error.status is None
    assert str(error) == (
        "The account's budget of requests is used up, and GET /servers/1 was not accepted within "
        "100 s. Run fewer tasks at the same time. With a larger wait_timeout, modules wait longer."
    )


def test_a_request_may_wait_for_the_budget_until_the_end_of_its_time(pauses):
    script = Scripted(answer(429), budget_timeout=1.0)
    assert "within 1 s" in str(script.fails(GET)) and pauses == [1]
    assert Scripted(answer(429), budget_timeout=0.9).fails(GET) and pauses == [1]


def test_a_429_does_not_count_as_an_attempt(pauses):
    limited = [answer(429)] * 5
    assert Scripted(*limited, answer(500), answer(200, 5)).transport.send(GET) == 5
    assert pauses == [1, 2, 4, 8, 16, 1.0]
    assert Scripted(answer(429), answer(201, 5)).transport.send(POST) == 5


def test_each_request_may_wait_for_the_budget_as_long_as_the_first_one():
    script = Scripted(answer())
    script.waits = [60.0, 70.0]
    script.transport.send(GET)
    script.transport.send(GET)
    assert [timeout for timeout, _priority in script.acquired] == [100.0, 100.0]
    assert script.transport.throttled_seconds == 130.0


def test_the_attempts_of_a_request_share_its_time():
    script = Scripted(answer(429), answer(500), answer())
    script.waits = [60.0, 20.0, 5.0]
    script.transport.send(GET)
    assert [timeout for timeout, _priority in script.acquired] == [100.0, 39.0, 19.0]


def test_a_request_for_which_no_budget_is_left_is_not_sent():
    script = Scripted(answer())
    script.waits = [101.0]
    error = script.fails(GET)
    assert not script.sent and error.status is None and not isinstance(error, NotSentError)
    assert str(error) == (
        "GET /servers/1 was not sent. The budget is used up. Run fewer tasks at the same time. "
        "With a larger wait_timeout, modules wait longer."
    )
