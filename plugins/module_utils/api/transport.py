# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send single requests: session, authentication, request budget and repeated attempts."""

from __future__ import annotations

import json
import re
import socket
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any

from ..shared import clock
from ..shared.rate_limiter import NORMAL, BudgetExhaustedError, RateLimiter
from .answer_limits import ENCODING, AnswerLimitError, read_within_limits
from .errors import (
    TIMEOUT,
    ApiError,
    NotSentError,
    ResponseLostError,
    UnresolvedPathError,
    rejection,
    unreadable,
)
from .settings import ConnectionSettings
from .texts import is_deeper, printable

#: Seconds before each further attempt, for requests that can be repeated.
BACKOFF = (1.0, 2.0, 4.0)
REPEATABLE = ("GET", "PUT", "DELETE")
#: Seconds before the next request after a 429, whatever the answer announces. They are doubled
#: after each further 429.
THROTTLE_PAUSE = 1.0
MAX_THROTTLE_PAUSE = 30.0
#: Maximum levels of objects and lists in an answer. The API needs less than ten. Recursive
#: functions support some hundreds.
MAX_DEPTH = 50
#: Bytes of the longest explanation of an error. To mask secrets in texts takes time and memory.
MAX_ERROR = 256 * 1024
#: What to do if the request budget is used up.
BUDGET_ADVICE = "Run fewer tasks at the same time. With a larger wait_timeout, modules wait longer."
#: Limit, remaining requests and seconds until the reset (api-notes: rate-limit).
RATE_HEADERS = ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")
#: Stands for a body that cannot be decoded.
UNREADABLE = object()

#: Returns the problem of a decoded answer, such as "is not a list", or None.
Validator = Callable[[Any], "str | None"]


def accept_any(_answer: Any) -> None:
    """Accept every answer."""


def send_always() -> None:
    """Refuse no request."""


def requests_installed() -> bool:
    """Return whether the library requests is installed."""
    return find_spec("requests") is not None


@dataclass(frozen=True)
class Request:
    """A request to the API.

    :param path: below the URL of the API.
    :param body: JSON value, None for no body.
    :param priority: NORMAL, or POLL for a request that can wait longer than others.
    :param validate: an answer that is not valid counts as one that cannot be decoded.
    :param refusal: returns why the request must not be sent any more, or None. It is called when
        a request of the budget is reserved.
    """

    method: str
    path: str
    body: Any = None
    query: Mapping[str, Any] | None = None
    priority: float = NORMAL
    validate: Validator = accept_any
    refusal: Callable[[], str | None] = send_always

    @property
    def operation(self) -> str:
        """Return what messages call the request."""
        return f"{self.method} {self.path}"


class Transport:
    """The connection to the API with one token.

    :param budget_timeout: seconds that one request may wait for the request budget.
    :param user_agent: the end of the header User-Agent.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        limiter: RateLimiter,
        budget_timeout: float,
        user_agent: str,
    ) -> None:
        #: Seconds that requests have waited for the request budget so far.
        self.throttled_seconds = 0.0
        self._settings = settings
        self._budget_timeout = budget_timeout
        self._limiter = limiter
        # (api-notes: token-header, content-type)
        self._headers = {
            **({"X-TOKEN": settings.token} if settings.token else {}),
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": ENCODING,
            "User-Agent": f"ansible-ionos.cloudpanel {user_agent}".strip(),
        }

    @cached_property
    def _session(self) -> Any:
        # Imported here because a task that finds everything in cached lists does not need it.
        import requests

        session = requests.Session()
        session.headers.update(self._headers)
        # Without an authentication object, requests would send the credentials in ~/.netrc.
        session.auth = _keep_unchanged
        return session

    def send(self, request: Request) -> Any:
        """Send a request, again if necessary, and return its decoded answer.

        See ``Client.request``.
        """
        if "{" in request.path:
            raise UnresolvedPathError(
                f"{request.operation} was not sent, because its path is not complete."
            )
        pauses = iter(BACKOFF)
        throttle_pause = THROTTLE_PAUSE
        repeated = False
        deadline = self.throttled_seconds + self._budget_timeout
        while True:
            try:
                return self._attempt(request, deadline)
            except ApiError as error:
                if error.status == 429:
                    self._pause_after_429(request.operation, deadline, throttle_pause)
                    throttle_pause = min(2 * throttle_pause, MAX_THROTTLE_PAUSE)
                    continue
                if request.method == "DELETE" and repeated and error.status == 404:
                    return None
                if not _may_succeed_later(error):
                    error.repeated = repeated
                    raise
                if request.method not in REPEATABLE and not isinstance(error, NotSentError):
                    raise ResponseLostError(**error.as_dict()) from error
                pause = next(pauses, None)
                if pause is None:
                    raise
                repeated = repeated or not isinstance(error, NotSentError)
                clock.sleep(pause)

    def _attempt(self, request: Request, deadline: float) -> Any:
        """Send a request once and return its decoded answer.

        :param deadline: maximum of ``throttled_seconds``.
        """
        # The import takes a while, and a reserved request should be sent in the current window.
        session = self._session
        try:
            self.throttled_seconds += self._limiter.acquire(
                deadline - self.throttled_seconds, request.priority
            )
        except BudgetExhaustedError as error:
            message = f"{request.operation} was not sent. {error} {BUDGET_ADVICE}"
            raise ApiError(request.operation, message=message) from error
        refusal = request.refusal()
        if refusal:
            raise NotSentError(request.operation, type="REFUSED", message=refusal)
        try:
            response = self._exchange(session, request)
        except AnswerLimitError as error:
            raise unreadable(request.operation, str(error)) from None
        except OSError as error:  # the base class of all exceptions of requests
            # Imported here because most tasks do not need it.
            from .connection_errors import connection_error

            raise connection_error(error, request.operation, self._settings.url) from error
        self._observe_budget(response)
        answer = _decode(request.operation, response)
        problem = request.validate(answer)
        if problem:
            raise unreadable(request.operation, problem)
        return answer

    def _exchange(self, session: Any, request: Request) -> Any:
        """Send a request with a session of requests and return the response."""
        with warnings.catch_warnings():
            # urllib3 warns on stderr about each request without verification. The user gets one
            # warning from ``Client.warnings``.
            warnings.filterwarnings("ignore", "Unverified HTTPS request")
            # REQUESTS_CA_BUNDLE would override ``verify`` of the session. A redirect would send
            # the token to another host.
            return session.request(
                request.method,
                self._settings.url + request.path,
                params=_encoded(request.query),
                timeout=self._settings.timeout,
                verify=self._settings.verify,
                allow_redirects=False,
                data=None if request.body is None else json.dumps(request.body),
                hooks={"response": self._read_body},
            )

    def _read_body(self, response: Any, **_settings: Any) -> None:
        read_within_limits(response, self._settings.timeout)

    def _pause_after_429(self, operation: str, deadline: float, seconds: float) -> None:
        """Wait for some seconds. The rate limiter knows how long the budget is used up.

        :param deadline: maximum of ``throttled_seconds``.
        :raises ApiError: the request has waited too long.
        """
        left = deadline - self.throttled_seconds
        if left < THROTTLE_PAUSE:
            raise ApiError(
                operation,
                message=f"The account's budget of requests is used up, and {operation} was not "
                f"accepted within {self._budget_timeout:g} s. {BUDGET_ADVICE}",
            )
        seconds = min(seconds, left)
        clock.sleep(seconds)
        self.throttled_seconds += seconds

    def _observe_budget(self, response: Any) -> None:
        limit, remaining, reset = (_number(response.headers.get(name)) for name in RATE_HEADERS)
        self._limiter.observe(limit, 0 if response.status_code == 429 else remaining, reset)

    def source_address(self) -> str | None:
        """Return the IP address from which the API receives the requests of this machine.

        None: this machine cannot know it, because of a proxy, or because a private address is
        replaced on the way to a public API. Sends nothing.
        """
        from requests.utils import get_environ_proxies

        if get_environ_proxies(self._settings.url):
            return None
        try:
            family, *_kind, peer = socket.getaddrinfo(
                *self._settings.address, type=socket.SOCK_DGRAM
            )[0]
            with socket.socket(family, socket.SOCK_DGRAM) as udp:
                udp.connect(peer)
                own, other = (ip_address(end[0]) for end in (udp.getsockname(), udp.getpeername()))
        except (OSError, ValueError):
            return None
        return str(own) if own.is_global or not other.is_global else None


def _keep_unchanged(request: Any) -> Any:
    return request


def _decode(operation: str, response: Any) -> Any:
    """Return the decoded body of an answer with any 2xx (api-notes: success-codes)."""
    try:
        if not response.ok and len(response.content) > MAX_ERROR:
            raise ValueError("too long")
        body = response.json() if response.content else None
        if is_deeper(body, MAX_DEPTH):
            body = UNREADABLE
    except (ValueError, RecursionError):
        body = UNREADABLE
    status = response.status_code
    if response.is_redirect:
        target = printable(re.split("[?#]", response.headers["location"])[0])
        raise ApiError(
            operation,
            status,
            "REDIRECT",
            f"The address has moved to {target}. Set api_url to the address of the API",
        )
    if not response.ok:
        raise rejection(operation, status, body)
    if body is UNREADABLE:
        raise ApiError(
            operation,
            type="UNREADABLE",
            message=f"{operation} was answered with {status} and a body that is not JSON. Check "
            "that api_url is the address of the Cloud Panel API.",
        )
    return body


def _may_succeed_later(error: ApiError) -> bool:
    """Return whether the same request may succeed in a moment."""
    if error.status is None:
        return error.type in ("CONNECTION", TIMEOUT, "UNREADABLE")
    return error.status >= 500


def _encoded(query: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a query with true and false in lower case, and lists joined by commas.

    (api-notes: keep-server-ips, fields)
    """

    def encode(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return ",".join(str(encode(element)) for element in value)
        return str(value).lower() if isinstance(value, bool) else value

    return {name: encode(value) for name, value in (query or {}).items()}


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else None
