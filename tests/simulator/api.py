# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a request: faults, rate limit, token, contract, permission, operation, log.

There is no network here: ``app`` carries requests over HTTP.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from multidict import CIMultiDict

from . import permissions, resources, variants
from .account import Account
from .contract import Contract, ContractError, Operation, Request
from .errors import SPELLINGS, ApiError
from .lists import LIST_FAULTS, Paging, apply_fault, search, select_fields
from .operations import GROUPS, LISTS, OPERATIONS
from .readings import Readings
from .resources import logs, users

resources.load()

#: Operations that need no token (api-notes: ping-open).
OPEN = ("ping",)
FAULTS = (
    "500",
    "502",
    "503",
    "429",
    "drop_before",
    "drop_after",
    "slow",
    "broken_json",
    *LIST_FAULTS,
)


@dataclass
class Fault:
    """A fault of an operation.

    :param operation: an operationId, or "*" for all operations.
    :param fault: one of ``FAULTS``.
    :param times: how many requests have it.
    :param seconds: the delay of a slow answer.
    """

    operation: str
    fault: str
    times: int = 1
    seconds: float = 1.0


@dataclass
class Entry:
    """An entry of the request log."""

    method: str
    path: str
    query: Mapping[str, str]
    agent: str
    operationId: str | None = None
    status: int | None = None
    duration: float = 0.0
    error: str | None = None


class RateLimit:
    """A number of requests in each window (api-notes: rate-limit, rate-window).

    :param limit: the number; None: there is no limit, and no header about it.
    :param window: the length of a window in seconds.
    :param now: returns the time in seconds.
    """

    def __init__(
        self, limit: int | None, window: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self._window = window
        self._now = now
        self._began = float("-inf")
        self._used = 0

    def take(self) -> bool:
        """Count a request. Return False if it is above the limit."""
        now = self._now()
        if now - self._began >= self._window:
            self._began, self._used = now, 0
        self._used += 1
        return self.limit is None or self._used <= self.limit

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an answer."""
        if self.limit is None:
            return {}
        reset = max(1, -int(-(self._began + self._window - self._now()) // 1))
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(max(0, self.limit - self._used)),
            "X-Rate-Limit-Reset": str(reset),
        }


@dataclass(frozen=True)
class Answer:
    """An answer. Status 0: the connection is closed without an answer."""

    status: int
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


DROPPED = Answer(0)


@dataclass
class Api:
    """The API of one account.

    :param make: returns a new account, for the start and for each reset.
    :param readings: the readings at the start.
    :param log_file: gets each answered request as a line of JSON.
    """

    make: Callable[[Readings], Account]
    readings: Readings
    contract: Contract
    rate: RateLimit
    paging: Paging
    log_file: Path | None = None
    log: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = self._new_account(self.readings)

    def _new_account(self, readings: Readings) -> Account:
        account = self.make(readings)
        account.open()
        return account

    def reset(self, readings: Readings | None = None) -> None:
        """Replace the account by a new one, and empty the log and the list of faults.

        :param readings: by default those of the start.
        """
        self.account.store.clear()
        self.account = self._new_account(readings or self.readings)
        self.log.clear()
        self.faults.clear()

    def set_faults(self, faults: Any) -> None:
        """Set the faults of the following requests.

        :param faults: a list of objects with the members of ``Fault``.
        :raises ValueError: a fault can never happen. A test with it would test nothing.
        """
        try:
            new = [Fault(**fault) for fault in faults]
        except TypeError as error:
            raise ValueError(
                f"Faults are a list of objects with operation, fault, times and seconds: {error}"
            ) from error
        for fault in new:
            operations = LISTS if fault.fault in LIST_FAULTS else ("*", *self.contract.operations)
            if fault.fault not in FAULTS or fault.operation not in operations:
                raise ValueError(
                    f"There is no fault {fault.fault!r} of an operation {fault.operation!r}. "
                    f"Faults are {', '.join(FAULTS)}. Operations are those of the contract, or * "
                    f"for all. {' and '.join(LIST_FAULTS)} need an operation that lists objects."
                )
        self.faults = new

    def begin(self, request: Request) -> tuple[Entry, Fault | None]:
        """Log a request, and count the fault that it has.

        :returns: the entry of the log and the fault. The caller delays a slow answer.
        """
        entry = Entry(
            request.method.upper(),
            request.path.removeprefix("/v1"),
            dict(request.query),
            request.headers.get("User-Agent", ""),
        )
        self.log.append(entry)
        try:
            entry.operationId = self.contract.find(request).id
        except ApiError:
            return entry, None
        operations = (entry.operationId, "*")
        for fault in self.faults:
            if fault.operation in operations and fault.times > 0:
                fault.times -= 1
                return entry, fault
        return entry, None

    def answer(
        self, request: Request, entry: Entry, fault: Fault | None, remote: str | None
    ) -> Answer:
        """Return the answer to a request, which may be an error.

        :param entry: the result of ``begin``, as ``fault``.
        :param remote: the address from which the request comes.
        """
        name = fault.fault if fault else ""
        if name == "drop_before":
            return DROPPED
        try:
            if name.isdigit():
                self.contract.find(request)
                raise ApiError(int(name), "INTERNAL_ERROR", "As asked by a fault")
            if not self.rate.take():
                raise ApiError(429, "TOO_MANY_REQUESTS", "Too many requests")
            status, answer = self._work(request, remote)
        except ApiError as error:
            status, answer = error.status, self._error(error, entry.operationId)
            entry.error = f"{error.type}: {error.message}"
        if name in LIST_FAULTS:
            select, _show = LISTS[str(entry.operationId)]
            apply_fault(self.account, select(self.account, self._read(request)), name)
        status, data = self._checked(request, status, json.dumps(answer).encode(), entry)
        if status < 300:
            readings = self.account.readings
            status = variants.older_status(readings, entry.operationId, status)
            data = variants.with_empty_texts(readings, data)
        if name == "drop_after":
            return DROPPED
        entry.status = status
        return Answer(status, b'{"broken": ' if name == "broken_json" else data, self.rate.headers)

    def save_entry(self, entry: Entry) -> None:
        """Append an entry to the file of the log."""
        if self.log_file:
            with self.log_file.open("a") as file:
                file.write(json.dumps(asdict(entry)) + "\n")

    def perform(self, request: Request, remote: str | None) -> tuple[int, Any]:
        """Return status and answer of a request, without faults, rate limit and log."""
        try:
            return self._work(request, remote)
        except ApiError as error:
            return error.status, self._error(error, None)

    def _error(self, error: ApiError, operation: str | None) -> dict[str, Any]:
        """Return the body of an error (api-notes: error-keys)."""
        keys = SPELLINGS.get(self.account.readings["error-keys"])
        return error.body(keys or self.contract.error_keys(operation, error.status))

    def _read(self, request: Request) -> Operation:
        lenient = self.account.readings["unknown-members"] == "ignored"
        return self.contract.read(request, lenient=lenient)

    def _work(self, request: Request, remote: str | None) -> tuple[int, Any]:
        """Return status and answer of a request. Raise ApiError."""
        definition = self.contract.find(request)
        with self.account.clock.stopped():
            self.account.advance()
            user = None
            if definition.id not in OPEN:
                token = CIMultiDict(request.headers).get("X-TOKEN")
                user = users.authenticate(self.account, token, remote)
            operation = replace(self._read(request), path=request.path, user=user)
            if user:
                permissions.require(self.account, user, operation)
            answer = self._carry_out(operation)
            if request.method != "get":
                logs.record(self.account, operation, answer)
            return definition.success, answer

    def _carry_out(self, operation: Operation) -> Any:
        if operation.id in LISTS:
            return self._list(operation)
        if operation.id in GROUPS:
            return self._groups(operation)
        function = OPERATIONS.get(operation.id)
        if function is None:
            raise ApiError(501, "NOT_SIMULATED", f"The simulator does not know {operation.id} yet")
        return function(self.account, operation)

    def _list(self, operation: Operation) -> list[dict[str, Any]]:
        """Return a page of a list (api-notes: bare-lists, list-order)."""
        select, show = LISTS[operation.id]
        account, query = self.account, operation.query
        paging = self.paging.with_readings(account.readings)
        objects = list(select(account, operation))
        if account.readings["list-order"] == "newest":
            objects.reverse()
        if query.get("q") or query.get("sort"):
            elements = search([show(account, obj) for obj in objects], query)
            page = paging.page(operation.id, elements, query)
        else:
            page = [show(account, obj) for obj in paging.page(operation.id, objects, query)]
        return [select_fields(element, query) for element in page]

    def _groups(self, operation: Operation) -> dict[str, Any]:
        """Return a page of each list of an operation (api-notes: usage-paging)."""
        query, paging = operation.query, self.paging.with_readings(self.account.readings)
        groups = {
            name: paging.page(operation.id, search(elements, query), query)
            for name, elements in GROUPS[operation.id](self.account, operation).items()
        }
        return select_fields(groups, query)

    def _checked(
        self, request: Request, status: int, data: bytes, entry: Entry
    ) -> tuple[int, bytes]:
        """Return an answer, or a 500 if it breaks the contract.

        Such an answer is a defect of the simulator, which must not stay unnoticed.
        """
        if status not in (200, 201, 202) or "fields" in request.query:
            return status, data
        try:
            self.contract.check(request, status, data)
        except ContractError as error:
            entry.error = f"broken contract: {error}"
            print(f"{entry.operationId} breaks the contract: {error}", file=sys.stderr)
            body = {"type": "BROKEN_CONTRACT", "message": str(error), "errors": None}
            return 500, json.dumps(body).encode()
        return status, data
