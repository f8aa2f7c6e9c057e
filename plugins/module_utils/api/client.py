# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of the Cloud Panel API: requests, complete lists, and lists shared by processes.

client = Client(token)
server = client.get("/servers/1")
policies = client.fetch_all("/firewall_policies")
client.request("PUT", "/servers/1", {"name": "web"})
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ..shared import clock
from ..shared.cached_list import CachedList, KeysOf
from ..shared.list_cache import ListCache, any_key
from ..shared.list_rules import ListRules
from ..shared.rate_limiter import NORMAL, POLL, RateLimiter
from ..shared.recent_writes import CREATED, GONE, LEAVING, UNCERTAIN, RecentWrites
from ..shared.store import Store
from .errors import ApiError, NotSentError
from .paging import ListForm, Pager, object_problem
from .settings import DEFAULT_URL, ConnectionSettings
from .texts import path_to
from .transport import Request, Transport, Validator, accept_any

NO_RULES = ListRules()


class Client:
    """A session with one account.

    :param token: "" for requests that need none.
    :param timeout: seconds for a connection and for each read.
    :param verify: False, True, or the path of a CA bundle.
    :param budget_timeout: seconds that one request may wait for the request budget.
    :param share: whether lists are shared with other processes.
    :param store: the shared file. By default, the file of the account in the cache directory.
    :param user_agent: the end of the header User-Agent.
    :param list_rules: see ``ListRules``.
    :param keys_of: see ``KeysOf``.
    :param warnings: takes sentences for the user, the first ones about the connection and the
        shared file. None: a new list.
    :raises NotSentError: a parameter is not valid.
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
        user_agent: str = "",
        list_rules: ListRules = NO_RULES,
        keys_of: KeysOf = any_key,
        warnings: list[str] | None = None,
    ) -> None:
        try:
            settings = ConnectionSettings.checked(token, url, timeout, verify)
            self.store = store or Store(settings.token, settings.url)
        except ValueError as error:
            raise NotSentError("", type="SETTING", message=str(error)) from None
        self.settings = settings
        self.rate_limiter = RateLimiter(self.store)
        self.transport = Transport(settings, self.rate_limiter, budget_timeout, user_agent)
        self.recent_writes = RecentWrites(self.store, list_rules.removed_with)
        self._budget_timeout = budget_timeout
        self._share = share
        self._list_cache = ListCache(self.store, list_rules, keys_of)
        #: The lists of this client. Own writes also concern the lists of other processes.
        self._lists = (
            self._list_cache if share else ListCache(Store.in_memory(), list_rules, keys_of)
        )
        self._pager = Pager(self.store)
        self.warnings: list[str] = [] if warnings is None else warnings
        self.warnings.extend(settings.warnings())
        self.store.report_problem(self.warnings.append)

    @property
    def throttled_seconds(self) -> float:
        """Return how long requests have waited for the request budget so far."""
        return self.transport.throttled_seconds

    def uses_token(self, token: str | None) -> bool:
        """Return whether this is the token of the session. Takes the same time for each token."""
        return isinstance(token, str) and hmac.compare_digest(
            token.encode(errors="replace"), self.settings.token.encode()
        )

    def source_address(self) -> str | None:
        """Return the IP address that the API sees; see ``Transport.source_address``."""
        return self.transport.source_address()

    # -- single requests

    def get(
        self,
        path: str,
        query: Mapping[str, Any] | None = None,
        priority: float = NORMAL,
        validate: Validator = accept_any,
    ) -> Any:
        """Send a GET request and return its decoded answer; see ``request``.

        :param validate: an answer that is not valid counts as one that cannot be decoded.
        """
        return self.transport.send(Request("GET", path, None, query, priority, validate))

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        priority: float = NORMAL,
    ) -> Any:
        """Send a request and return its decoded answer.

        After a 429, the request waits and is sent again. After a lost connection, a 5xx or an
        answer that cannot be decoded, GET, PUT and DELETE are sent again. If a repeated DELETE is
        answered with 404, it has succeeded.

        :param priority: NORMAL, or POLL for a request that can wait longer than others.
        :raises ResponseLostError: a POST may have been carried out.
        :raises ApiError: all other errors.
        """
        if method == "GET":
            return self.get(path, query, priority)
        answer = None

        def refusal() -> str | None:
            if not self.store.lock_was_lost:
                return None
            return (
                f"{method} {path} was not sent, because the connection to the database of "
                "CLOUDPANEL_SHARED_STORE was closed, and another task has managed the same object "
                "since. Run the task again."
            )

        try:
            answer = self.transport.send(
                Request(method, path, body, query, priority, refusal=refusal)
            )
            self.recent_writes.record_write(method, path, answer)
        finally:
            # A request that failed may have been carried out, so cached lists may be wrong.
            self._list_cache.record_write(method, path, body, answer)
        return answer

    # -- complete lists

    def fetch_all(
        self,
        path: str,
        query: Mapping[str, Any] | None = None,
        priority: float = NORMAL,
        *,
        paged: bool = True,
        identified: bool = True,
        grouped: bool | None = False,
        complete: bool = True,
        limit: int | None = None,
    ) -> Any:
        """Return all elements of a list, or of several lists by name.

        :param paged: whether the list has pages.
        :param identified: see ``ListForm``.
        :param grouped: see ``ListForm``.
        :param complete: see ``Pager.read``.
        :param limit: maximum number of elements, see ``Pager.read``.
        :raises UnsteadyListError: the list changed each time that it was read.
        :raises EndlessListError: the list is longer than modules read.
        """
        form = ListForm(identified, grouped)
        if not paged:
            return self.get(path, query, priority, form.problem)

        def fetch(page: dict[str, int]) -> dict[str, list[Any]]:
            return form.split(self.get(path, {**(query or {}), **page}, priority, form.problem))

        return form.join(self._pager.read(path, fetch, complete, limit))

    # -- cached lists

    def cached_list(
        self,
        path: str,
        since: float,
        paged: bool = True,
        priority: float = NORMAL,
        identified: bool = True,
        complete: bool = True,
    ) -> CachedList:
        """Return a list that was read after ``since``, without sensitive values.

        :param since: seconds since the epoch.
        :param complete: False if it does no harm that elements are missing, see ``Pager.read``.
        """

        def read() -> list[Any]:
            elements: list[Any] = self.fetch_all(
                path, priority=priority, paged=paged, identified=identified, complete=complete
            )
            return self._with_recent_writes(path, elements) if identified else elements

        if not self._share:
            since = clock.now()
        elif complete and paged:
            known = self.peek(path, since, paged, identified)
            if known and not self.is_complete(path, known):
                since = clock.now()
        # Polls use a separate lock, because a poll holds it while it waits for the request budget.
        return self._lists.get(path, since, read, f"{path} {priority}", self._budget_timeout)

    def cached_answer(self, path: str, since: float, check: Callable[[Any], object]) -> Any:
        """Return an answer that no write changes, as it was after ``since``.

        :param since: seconds since the epoch.
        :param check: raises an error for an answer that must not be cached.
        """

        def read() -> list[Any]:
            answer = self.get(path)
            check(answer)
            return [answer]

        if not self._share:
            since = clock.now()
        return self._lists.get(path, since, read, path, self._budget_timeout).elements[0]

    def peek(
        self, path: str, since: float, paged: bool = True, identified: bool = True
    ) -> CachedList | None:
        """Return a list that any process read after ``since``, or None. Sends nothing.

        :param paged: as in :meth:`cached_list`.
        :param identified: as in :meth:`cached_list`.
        """

        def recover() -> CachedList:
            return self.cached_list(path, clock.now(), paged, identified=identified)

        return self._lists.peek(path, since, recover) if self._share else None

    def is_complete(self, path: str, cached: CachedList) -> bool:
        """Return whether no element is missing in a list with pages."""
        return self._pager.is_complete(path, cached.length, cached.read_at)

    def page_count(self, path: str) -> int:
        """Return the number of requests that it takes to read a list."""
        return self._pager.page_count(path, self._list_cache.cached_length(path))

    def poll(self, path: str, identifier: str, since: float, until: float) -> Any:
        """Return an object as it was after ``since``.

        If other processes poll objects of the same list, the list is read for all of them, unless
        that takes more requests.

        :param path: of the list that contains the object.
        :param since: seconds since the epoch.
        :param until: the time of the next poll at the latest, in seconds since the epoch.
        :raises ApiError: with status 404 if the object does not exist any more.
        """
        waiters = self._list_cache.register_waiter(path, identifier, until) if self._share else 1
        if waiters > self.page_count(path):
            cached = self.cached_list(path, since, priority=POLL, complete=False)
            element = cached.element(identifier)
            if element is not None:
                return element
        return self.get(path_to(path, identifier), priority=POLL)

    def invalidate_related(self, path: str) -> None:
        """Mark other lists as stale after an object of the list ``path`` changed its state."""
        self._list_cache.invalidate_related(path)

    # -- recent writes

    def record_removal(self, path: str, identifier: str) -> None:
        """Record that the API does not know an object any more."""
        self.recent_writes.record(path, identifier, GONE)

    def ids_being_removed(self, path: str, ids: Collection[str] | None = None) -> set[str]:
        """Return the ids of the objects that this machine is removing or has removed.

        :param ids: only these objects. None: all objects of the list.
        """
        return {
            identifier
            for identifier, change in self.recent_writes.changes(path, ids).items()
            if change in (LEAVING, GONE)
        }

    def _with_recent_writes(self, path: str, elements: list[Any]) -> list[Any]:
        """Return a list corrected by recent writes of this machine (api-notes: lagging-lists).

        Objects that were created are added, and objects that were removed are left out.
        """
        changes = self.recent_writes.changes(path)
        listed = {element["id"] for element in elements}
        fetched = {
            identifier: self._fetch_if_present(path, identifier)
            for identifier, change in changes.items()
            if change == (UNCERTAIN if identifier in listed else CREATED)
        }
        present = [
            fetched.get(element["id"], element)
            for element in elements
            if changes.get(element["id"]) != GONE
        ]
        added = [element for identifier, element in fetched.items() if identifier not in listed]
        return [element for element in (*present, *added) if element is not None]

    def _fetch_if_present(self, path: str, identifier: str) -> Any:
        try:
            return self.get(path_to(path, identifier), validate=object_problem)
        except ApiError as error:
            if error.status != 404:
                raise
            self.record_removal(path, identifier)
            return None
