# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cloud Panel API over HTTP: authentication, errors, retries, lists. Knows no Ansible."""

from __future__ import annotations

import hmac
import json
import re
import socket
import ssl
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any

from ..shared import clock
from ..shared.list_cache import CachedList, ListCache, ListRules, without_secrets
from ..shared.rate_limiter import POLL, WORK, BudgetExhaustedError, RateLimiter
from ..shared.recent_writes import CREATED, DOUBTFUL, GONE, LEAVING, RecentWrites
from ..shared.store import Store
from .access import checked_timeout, checked_url, clean_token, insecurities
from .paging import Form, Pager, UnsteadyListError
from .texts import is_deeper, path_to, printable, printable_texts

#: (api-notes: base-url, former-url)
DEFAULT_URL = "https://cloudpanel-api.ionos.com/v1"
#: Seconds before each further try where trying again is safe.
BACKOFF = (1.0, 2.0, 4.0)
#: Levels of objects and lists in an answer. The API needs less than ten; functions that recurse stand some hundreds.
DEEPEST_ANSWER = 50
#: Seconds before the next request after a 429, whatever it announces.
THROTTLED = 1.0
REPEATABLE = ("GET", "PUT", "DELETE")
#: What to do if the budget of requests is used up.
SPARE = "Run fewer tasks at a time. Modules wait longer with a larger wait_timeout."
#: (api-notes: rate-limit)
RATE_HEADERS = ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")

#: status or type: what to do (api-notes: general-errors, missing-permission)
ADVICE = {
    401: "The API does not accept this token. Check api_token (CLOUDPANEL_API_TOKEN): it is shown in the "
    "Cloud Panel under Management, Users, API Key, and the user's API access must be switched on",
    406: "The API refuses requests from this address. Add it to the user's allowed addresses in the Cloud "
    "Panel, or run the task on a host whose address is allowed",
    "NOT_ALLOWED_ERROR": "{operation} is not allowed: the object cannot be changed so, or the user of this token lacks a "
    "permission that a role has to give; permission_info shows what the user may do",
}


@dataclass
class ApiError(Exception):
    """A request that failed; ``status`` is None where no answer came. Both spellings of the API's keys are read
    (api-notes: error-form, error-keys)."""

    operation: str
    status: int | None = None
    type: str | None = None
    message: str = ""
    errors: Any = None

    def __str__(self) -> str:
        if self.status is None:
            return self.message
        advice = ADVICE.get(self.status) or ADVICE.get(self.type)
        if advice:
            return f"{advice.format(operation=self.operation)} ({self.detail})."
        return f"{self.operation} was answered with {self.status} {self.detail}."

    @property
    def detail(self) -> str:
        """The words of the API: the type and the message, or the details where the message is empty."""
        details = (
            ", ".join(f"{name}: {value}" for name, value in self.errors.items())
            if isinstance(self.errors, Mapping)
            else ""
        )
        return (
            ": ".join(
                part for part in (self.type, self.message.strip().rstrip(".") or details) if part
            )
            or "no explanation"
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "type": self.type,
            "message": self.message,
            "errors": self.errors,
            "operation": self.operation,
        }


class ResponseLostError(ApiError):
    """A POST that may or may not have been carried out (api-notes: lost-connections): look before sending it again."""


class NotSentError(ApiError):
    """No connection came about, so that nothing can have been carried out."""


class UnresolvedPathError(Exception):
    """A path still has a placeholder. This is a defect of the collection; nothing was sent."""


class Client:
    """A session with one account.

    :param token: "" for requests that need none.
    :param timeout: seconds for a connection and for each read.
    :param verify: False, True, or the path of a CA bundle.
    :param patience: seconds that one request may wait for the account's budget.
    :param share: whether lists are shared with other processes.
    :param store: where they share; by default the account's file in the cache directory.
    :param agent: what the API is told of who asks.
    :param lists: what writes can change in lists.
    :raises NotSentError: One of these is not valid.
    """

    def __init__(
        self,
        token: str,
        url: str = DEFAULT_URL,
        timeout: float = 30,
        verify: bool | str = True,
        budget_timeout: float = 1800,
        share: bool = True,
        store: Store | None = None,
        agent: str = "",
        lists: ListRules = ListRules(),
    ) -> None:
        try:
            self._token = clean_token(token)
            self._address = checked_url(url)
            self.timeout = checked_timeout(timeout)
        except ValueError as error:
            raise NotSentError("", type="SETTING", message=str(error)) from None
        self.url = url.rstrip("/")
        self.store = store or Store(self._token, self.url)
        self.rate_limiter = RateLimiter(self.store)
        self.list_rules = lists
        self.list_cache = ListCache(self.store)
        self.recent_writes = RecentWrites(self.store, lists.going_with)
        self.pager = Pager(self.store)
        self.budget_timeout = budget_timeout
        self.throttled_seconds = 0.0
        self._share = share
        self._verify = verify
        # (api-notes: token-header, content-type)
        self._headers = {
            **({"X-TOKEN": self._token} if self._token else {}),
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"ansible-ionos.cloudpanel {agent}".strip(),
        }

    @cached_property
    def _session(self) -> Any:
        # Imported with the first request: a task that finds all that it needs in shared reads goes without.
        import requests

        session = requests.Session()
        session.headers.update(self._headers)
        # Without an own way of authentication, requests would send what ~/.netrc has for the host.
        session.auth = _token_only
        return session

    def warnings(self) -> list[str]:
        """What the user should know about the connection and the file that processes share."""
        return [
            *insecurities(self._address, self._verify),
            *([] if self.store.usable else [self.store.problem]),
        ]

    def get(
        self,
        path: str,
        query: dict[str, Any] | None = None,
        delay: float = WORK,
        check: Callable[[Any], str | None] = lambda answer: None,
    ) -> Any:
        """:param check: what is wrong with an answer, or None. An answer that is not valid is one that cannot be read."""
        return self._carry("GET", path, None, query, delay, check)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: dict[str, Any] | None = None,
        delay: float = WORK,
    ) -> Any:
        """Send one operation and return its decoded answer. ``delay`` is WORK or POLL.

        429 is waited for. Lost connections, 5xx and unreadable answers are tried again for GET, PUT and DELETE;
        a DELETE that is then answered with 404 has done its work.

        :raises ResponseLostError: a POST that may have been carried out. :raises ApiError: everything else.
        """
        if method == "GET":
            return self.get(path, query, delay)
        answer = None
        try:
            answer = self._carry(method, path, body, query, delay)
            self.recent_writes.record_write(method, path, answer)
        finally:
            # Whatever came of it: what was read before may be wrong now.
            self.list_cache.record_write(
                method, path, body, answer, self.list_rules.constant, self.list_rules.independent
            )
        return answer

    def _carry(
        self,
        method: str,
        path: str,
        body: Any,
        query: dict[str, Any] | None,
        delay: float,
        check: Callable[[Any], str | None] = lambda answer: None,
    ) -> Any:
        if "{" in path:
            raise UnresolvedPathError(
                f"{method} {path} was not sent, because its path is not complete."
            )
        operation = f"{method} {path}"
        pauses = iter(BACKOFF)
        repeated = False
        patience = self.throttled_seconds + self.budget_timeout
        while True:
            try:
                answer = self._decode(
                    operation,
                    self._send(method, path, body, query, patience - self.throttled_seconds, delay),
                )
                _refuse_unreadable(operation, check(answer))
                return answer
            except ApiError as error:
                if error.status == 429:
                    self._pause(operation, patience)
                    continue
                if method == "DELETE" and repeated and error.status == 404:
                    return None
                if not _passing(error):
                    raise
                if method not in REPEATABLE and not isinstance(error, NotSentError):
                    raise ResponseLostError(**error.as_dict()) from error
                pause = next(pauses, None)
                if pause is None:
                    raise
                repeated = True
                clock.sleep(pause)

    def _pause(self, operation: str, patience: float) -> None:
        """Wait after a 429. How long its budget is used up is known to the quota."""
        if self.throttled_seconds + THROTTLED > patience:
            raise ApiError(
                operation,
                message=(
                    f"The account's budget of requests is used up, and {operation} was not accepted within "
                    f"{self.budget_timeout:g} s. {SPARE}"
                ),
            )
        clock.sleep(THROTTLED)
        self.throttled_seconds += THROTTLED

    def _send(
        self,
        method: str,
        path: str,
        body: Any,
        query: dict[str, Any] | None,
        patience: float,
        delay: float,
    ) -> Any:
        operation = f"{method} {path}"
        # Importing takes a while; a slot is used at once, in the window for which it was granted.
        session = self._session
        try:
            self.throttled_seconds += self.rate_limiter.acquire(patience, delay)
        except BudgetExhaustedError as error:
            raise ApiError(operation, message=f"{error} {SPARE}") from error
        try:
            # verify goes with each request, because REQUESTS_CA_BUNDLE would overrule that of the session; redirects are
            # not followed, because the token would go with them.
            with warnings.catch_warnings():
                # urllib3 warns on stderr of every request without verification; the user is told once.
                warnings.filterwarnings("ignore", "Unverified HTTPS request")
                response = session.request(
                    method,
                    self.url + path,
                    params=_spelled(query),
                    timeout=self.timeout,
                    verify=self._verify,
                    allow_redirects=False,
                    data=None if body is None else json.dumps(body),
                )
        except OSError as error:  # what all exceptions of requests are
            raise _unreachable(error, operation, self.url) from error
        self._observe(response)
        return response

    def _observe(self, response: Any) -> None:
        ceiling, remaining, reset = (_number(response.headers.get(name)) for name in RATE_HEADERS)
        if response.status_code == 429:
            remaining = 0
        self.rate_limiter.observe(ceiling, remaining, reset)

    @staticmethod
    def _decode(operation: str, response: Any) -> Any:
        try:
            answer = response.json() if response.content else None
            if is_deeper(answer, DEEPEST_ANSWER):
                answer = UNREADABLE
        except (ValueError, RecursionError):
            answer = UNREADABLE
        if response.is_redirect:
            raise ApiError(
                operation,
                response.status_code,
                "REDIRECT",
                f"The address has moved to "
                f"{_without_query(response.headers['location'])}. Set api_url to where the API is",
            )
        if response.ok:  # any 2xx (api-notes: success-codes)
            if answer is UNREADABLE:
                raise ApiError(
                    operation,
                    message=f"{operation} was answered with {response.status_code} "
                    "and a body that is not JSON.",
                    type="UNREADABLE",
                )
            return answer
        keys = (
            {key.lower(): value for key, value in printable_texts(answer).items()}
            if isinstance(answer, dict)
            else {}
        )
        if response.status_code == 404 and "type" not in keys:
            keys["message"] = (
                "This is not an answer of the Cloud Panel API. Check api_url, which ends in /v1"
            )
        raise ApiError(
            operation,
            response.status_code,
            _text(keys.get("type")),
            _text(keys.get("message")) or "",
            keys.get("errors"),
        )

    # -- who asks

    def uses_token(self, token: str | None) -> bool:
        """Whether it is the token of this session."""
        return isinstance(token, str) and hmac.compare_digest(
            token.encode(errors="replace"), self._token.encode()
        )

    def source_address(self) -> str | None:
        """The address that the API sees requests come from, where this machine can tell: not behind a proxy, nor where
        a private address becomes another one on its way to a public API. Sends nothing."""
        from requests.utils import get_environ_proxies

        address = self._address
        if get_environ_proxies(self.url):
            return None
        try:
            family, *_kind, peer = socket.getaddrinfo(
                address.hostname, address.port or 443, type=socket.SOCK_DGRAM
            )[0]
            with socket.socket(family, socket.SOCK_DGRAM) as udp:
                udp.connect(peer)
                own, other = (ip_address(end[0]) for end in (udp.getsockname(), udp.getpeername()))
        except (OSError, ValueError):
            return None
        return str(own) if own.is_global or not other.is_global else None

    # -- lists

    def fetch_all(
        self,
        path: str,
        query: dict[str, Any] | None = None,
        delay: float = WORK,
        *,
        paged: bool = True,
        identified: bool = True,
        grouped: bool | None = False,
        complete: bool = True,
        limit: int | None = None,
    ) -> Any:
        """Every element of a list, or of each of several lists by name (list_usages).

        :param paged: whether the list knows pages. :param identified, grouped: see Form. :param complete, limit: see Pager.read.
        """
        form = Form(identified, grouped)
        if not paged:
            return self.get(path, query, delay, form.complaint)

        def fetch(page: dict[str, int]) -> dict[str, Any]:
            return form.lists(self.get(path, {**(query or {}), **page}, delay, form.complaint))

        try:
            return form.answer(self.pager.read(path, fetch, complete, limit))
        except UnsteadyListError as error:
            raise ApiError(
                f"GET {path}",
                type="UNSTEADY",
                message=f"GET {path} showed other elements each time that the list was "
                "read. Run the task again when fewer objects are being created and removed.",
            ) from error

    def cached_list(
        self,
        path: str,
        since: float,
        paged: bool = True,
        delay: float = WORK,
        identified: bool = True,
        complete: bool = True,
    ) -> CachedList:
        """All elements of a list as they were at some moment after ``since`` (seconds since the epoch), without secrets.

        :param complete: False where it does no harm if something is missing, see Pager.read.
        """

        def read() -> list[Any]:
            elements = self.fetch_all(
                path, delay=delay, paged=paged, identified=identified, complete=complete
            )
            return self._with_recent(path, elements) if identified else elements

        if not self._share:
            return CachedList(clock.now(), [without_secrets(element) for element in read()])
        known = self.list_cache.peek(path, since) if complete and paged else None
        if known and not self.is_complete(path, known):
            since = clock.now()
        # What only polls does not hold up what works: it waits for its turn with the lock in its hand.
        return self.list_cache.get(path, since, read, f"{path} {delay}", self.budget_timeout)

    def _with_recent(self, path: str, elements: list[Any]) -> list[Any]:
        """Elements of a list that may lag behind, with all that this machine has just created and without what it has removed."""
        changes = self.recent_writes.changes(path)
        listed = {element["id"] for element in elements}
        asked = {
            identifier: self._fetch_if_present(path, identifier)
            for identifier, change in changes.items()
            if change == (DOUBTFUL if identifier in listed else CREATED)
        }
        known = [
            asked.get(element["id"], element)
            for element in elements
            if changes.get(element["id"]) != GONE
        ]
        new = [element for identifier, element in asked.items() if identifier not in listed]
        return [element for element in (*known, *new) if element is not None]

    def _fetch_if_present(self, path: str, identifier: str) -> Any:
        """An object by its id; None: it is no more."""
        try:
            return self.get(path_to(path, identifier))
        except ApiError as error:
            if error.status != 404:
                raise
            self.record_removal(path, identifier)
            return None

    def record_removal(self, path: str, identifier: str) -> None:
        """Note that the API does not know an object any more."""
        self.recent_writes.note(path, identifier, GONE)

    def ids_being_removed(self, path: str) -> set[str]:
        """The ids of objects that this machine has begun to remove, whatever they show."""
        return {
            identifier
            for identifier, change in self.recent_writes.changes(path).items()
            if change in (LEAVING, GONE)
        }

    def is_complete(self, path: str, listing: CachedList) -> bool:
        """Whether nothing is missing in a list with pages."""
        return self.pager.is_complete(
            path, len(listing.elements) - len(listing.times), listing.read_at
        )

    def page_count(self, path: str) -> int:
        """The requests that reading a list takes."""
        return self.pager.page_count(path, self.list_cache.cached_length(path))

    def peek(self, path: str, since: float) -> CachedList | None:
        """What is known of a list that was read after ``since``, by whomever; sends nothing."""
        return self.list_cache.peek(path, since) if self._share else None

    def poll(self, path: str, identifier: str, since: float, until: float) -> Any:
        """An object as it was after ``since``, to be looked at again before ``until``. Where others are watched too it is
        taken out of the list, which is then read for all of them, unless that costs more requests.

        :raises ApiError: 404: it is gone.
        """
        watched = self.list_cache.register_waiter(path, identifier, until) if self._share else 1
        if watched > self.page_count(path):
            listing = self.cached_list(path, since, delay=POLL, complete=False)
            found = next(
                (element for element in listing.elements if element["id"] == identifier), None
            )
            if found:
                return found
        return self.get(path_to(path, identifier), delay=POLL)

    def invalidate_related(self, path: str) -> None:
        """Note that an object of ``path`` has come to its end, which other lists may show."""
        self.list_cache.invalidate_related(path, self.list_rules.constant)


UNREADABLE = object()


def available() -> bool:
    """Whether the library is there that requests are sent with."""
    return find_spec("requests") is not None


def _spelled(query: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a query as the API spells it: true and false (api-notes: keep-server-ips), lists with commas (api-notes: fields)."""

    def spell(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return ",".join(str(spell(each)) for each in value)
        return str(value).lower() if isinstance(value, bool) else value

    return {name: spell(value) for name, value in (query or {}).items()}


def _text(value: Any) -> str | None:
    """A member of an error, which should be a text."""
    return value if value is None or isinstance(value, str) else printable(json.dumps(value))


def _number(text: str | None) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,9}", text or "") else None


def _refuse_unreadable(operation: str, complaint: str | None) -> None:
    if complaint:
        raise ApiError(
            operation,
            type="UNREADABLE",
            message=(
                f"{operation} was answered, but the answer {complaint}. Check that api_url is the address of the Cloud Panel API."
            ),
        )


def _passing(error: ApiError) -> bool:
    """True where the same request may succeed in a moment."""
    if error.status is None:
        return error.type in ("CONNECTION", "UNREADABLE")
    return error.status >= 500


def _unreachable(error: Exception, operation: str, url: str) -> ApiError:
    from requests import exceptions

    text = str(error)
    if isinstance(
        error, (exceptions.MissingSchema, exceptions.InvalidURL, exceptions.InvalidSchema)
    ):
        return NotSentError(
            operation,
            type="ADDRESS",
            message=f"api_url is not an address of the form https://host/v1: {url}",
        )
    if "CA certificate bundle" in text:
        return NotSentError(
            operation,
            type="TLS",
            message=(
                "The file or directory with the certificates of authorities does not exist. Check ca_path, REQUESTS_CA_BUNDLE and "
                f"CURL_CA_BUNDLE ({text})."
            ),
        )
    if isinstance(error, (exceptions.SSLError, ssl.SSLError)):
        return NotSentError(operation, type="TLS", message=_tls_failure(error, url))
    if (
        "Name or service not known" in text
        or "NameResolutionError" in text
        or "getaddrinfo" in text
    ):
        return ApiError(
            operation,
            type="ADDRESS",
            message=(
                f"The host of api_url is unknown: {url}. Check api_url and the name service of this machine."
            ),
        )
    if isinstance(error, exceptions.ConnectTimeout) or "NewConnectionError" in text:
        return NotSentError(
            operation,
            type="CONNECTION",
            message=f"No connection to {url}: {_reason(text)}. Check api_url and the network.",
        )
    if isinstance(error, exceptions.Timeout):
        return ApiError(
            operation,
            type="CONNECTION",
            message=f"{operation} was not answered within api_timeout.",
        )
    return ApiError(
        operation, type="CONNECTION", message=f"The connection to {url} broke during {operation}."
    )


def _tls_failure(error: Exception, url: str) -> str:
    cause = _cause(error, ssl.SSLError)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"The certificate of {url} cannot be verified: {cause.verify_message}. Check api_url, ca_path and validate_certs."
    reason = str(getattr(cause, "reason", None) or _reason(str(error))).replace("_", " ").lower()
    return (
        f"No encrypted connection to {url}: {reason}. Check api_url and ca_path; the server may offer only versions of TLS "
        "that are no longer accepted, or none."
    )


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """Return the exception of a kind that is the reason of another one, however libraries have wrapped it."""
    while error is not None and not isinstance(error, kind):
        inner = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
        error = next((each for each in inner if isinstance(each, BaseException)), None)
    return error


def _token_only(request: Any) -> Any:
    return request


def _without_query(location: str) -> str:
    return printable(re.split("[?#]", location)[0])


def _reason(text: str) -> str:
    return text.rsplit(":", 1)[-1].strip(" )'\"")
