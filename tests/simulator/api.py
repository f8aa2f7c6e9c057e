# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a request through faults, rate limit, contract, token, permission and behaviour. No network: ``app`` carries it over HTTP."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from multidict import CIMultiDict

from . import (
    block_storages,
    choices,
    firewall_policies,
    images,
    load_balancers,
    logs,
    monitoring_center,
    monitoring_policies,
    permissions,
    private_networks,
    public_ips,
    roles,
    server_media,
    server_parts,
    servers,
    shared_storage_access,
    shared_storages,
    ssh_keys,
    usages,
    users,
    variants,
    vpns,
)
from .account import Account
from .contract import Contract, ContractError, Operation, Request
from .errors import SPELLINGS, Problem
from .lists import CHANGES, Paging, change, project, search
from .operations import GROUPS, LISTS, OPERATIONS
from .readings import Readings

#: Operations that need no token (api-notes: ping-open).
OPEN = ("ping",)
#: Imported for the operations that they register.
BEHAVIOUR = (
    block_storages,
    choices,
    firewall_policies,
    images,
    load_balancers,
    monitoring_center,
    monitoring_policies,
    private_networks,
    public_ips,
    roles,
    server_media,
    server_parts,
    servers,
    shared_storage_access,
    shared_storages,
    ssh_keys,
    usages,
    vpns,
)


FAULTS = ("500", "502", "503", "429", "drop_before", "drop_after", "slow", "broken_json", *CHANGES)


@dataclass
class Fault:
    """Something that goes wrong ``times`` times with an operation ("*": with any).

    fault: one of FAULTS; seconds: how slow.
    """

    operation: str
    fault: str
    times: int = 1
    seconds: float = 1.0


@dataclass
class Entry:
    """A line of the request log."""

    method: str
    path: str
    query: Mapping[str, str]
    agent: str
    operationId: str | None = None
    status: int | None = None
    duration: float = 0.0
    error: str | None = None


class RateLimit:
    """Fixed windows of seconds. ``limit`` None: nothing is counted and no header sent.

    :param now: tells the seconds, by default real ones.
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
        now = self._now()
        if now - self._began >= self._window:
            self._began, self._used = now, 0
        self._used += 1
        return self.limit is None or self._used <= self.limit

    @property
    def headers(self) -> dict[str, str]:
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
    """What goes back to the client. ``status`` 0: the connection is closed without an answer."""

    status: int
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


DROPPED = Answer(0)


@dataclass
class Api:
    """:param make: a new account in these readings, for the start and each reset.
    :param log_file: takes every answered request as a line of JSON."""

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
        """Begin with a new account, an empty log and no faults. :param readings: by default those of the start."""
        self.account.store.clear()
        self.account = self._new_account(readings or self.readings)
        self.log.clear()
        self.faults.clear()

    def set_faults(self, asked: Any) -> None:
        """:raises ValueError: a fault that cannot happen. It would let a test pass that tests nothing."""
        try:
            faults = [Fault(**each) for each in asked]
        except TypeError as error:
            raise ValueError(
                f"Faults are a list of objects with operation, fault, times and seconds: {error}"
            ) from error
        for fault in faults:
            operations = LISTS if fault.fault in CHANGES else ("*", *self.contract.operations)
            if fault.fault not in FAULTS or fault.operation not in operations:
                raise ValueError(
                    f"There is no fault {fault.fault!r} of an operation {fault.operation!r}; faults are {', '.join(FAULTS)}, "
                    f"operations are those of the contract or *, for {' and '.join(CHANGES)} those of lists."
                )
        self.faults = faults

    def begin(self, request: Request) -> tuple[Entry, Fault | None]:
        """Log a request. :returns: its entry, and the fault that is due, whose ``seconds`` pass before a slow answer."""
        entry = Entry(
            request.method.upper(),
            request.path.removeprefix("/v1"),
            dict(request.query),
            request.headers.get("User-Agent", ""),
        )
        self.log.append(entry)
        try:
            entry.operationId = self.contract.find(request).id
        except Problem:
            return entry, None
        fault = next(
            (
                each
                for each in self.faults
                if each.operation in (entry.operationId, "*") and each.times > 0
            ),
            None,
        )
        if fault:
            fault.times -= 1
        return entry, fault

    def answer(
        self, request: Request, entry: Entry, fault: Fault | None, remote: str | None
    ) -> Answer:
        """Carry out a request; refusals are answers too. :param remote: the address that it comes from."""
        after = fault.fault if fault else None
        if after == "drop_before":
            return DROPPED
        try:
            if after and after.isdigit():
                self.contract.find(request)
                raise Problem(int(after), "INTERNAL_ERROR", "As asked by a fault")
            if not self.rate.take():
                raise Problem(429, "TOO_MANY_REQUESTS", "Too many requests")
            status, answer = self._work(request, remote)
        except Problem as problem:
            status, answer = problem.status, self._refusal(problem, entry.operationId)
            entry.error = f"{problem.type}: {problem.message}"
        if after in CHANGES:
            change(
                self.account, LISTS[entry.operationId][0](self.account, self._read(request)), after
            )
        status, data = self._checked(request, status, json.dumps(answer).encode(), entry)
        if status < 300:
            status, data = (
                variants.older_status(self.account.readings, entry.operationId, status),
                variants.spelled(self.account.readings, data),
            )
        if after == "drop_after":
            return DROPPED
        entry.status = status
        return Answer(status, b'{"broken": ' if after == "broken_json" else data, self.rate.headers)

    def write_down(self, entry: Entry) -> None:
        if self.log_file:
            with self.log_file.open("a") as file:
                file.write(json.dumps(asdict(entry)) + "\n")

    def _refusal(self, problem: Problem, operation: str | None) -> dict[str, Any]:
        """The body of an error, with members as the reading spells them."""
        reading = self.account.readings["error-keys"]
        return problem.body(
            SPELLINGS.get(reading) or self.contract.error_keys(operation, problem.status)
        )

    def _read(self, request: Request) -> Operation:
        return self.contract.read(
            request, lenient=self.account.readings["unknown-members"] == "ignored"
        )

    def perform(self, request: Request, remote: str | None) -> tuple[int, Any]:
        """Carry out a request without faults, rate limit and log. :returns: the status and the answer, which may be a refusal."""
        try:
            return self._work(request, remote)
        except Problem as problem:
            return problem.status, self._refusal(problem, None)

    def _work(self, request: Request, remote: str | None) -> tuple[int, Any]:
        operation = self.contract.find(request).id
        with self.account.clock.stopped():
            self.account.advance()
            user = (
                None
                if operation in OPEN
                else users.authenticate(
                    self.account, CIMultiDict(request.headers).get("X-TOKEN"), remote
                )
            )
            return self._carry_out(request, user)

    def _carry_out(self, request: Request, user: dict[str, Any] | None) -> tuple[int, Any]:
        """Read, check and carry out a request. :raises Problem: what the API refuses."""
        operation = replace(self._read(request), path=request.path, user=user)
        if user:
            permissions.require(self.account, user, operation)
        if operation.id in LISTS:
            return 200, self._listed(operation)
        if operation.id in GROUPS:
            return 200, self._grouped(operation)
        function = OPERATIONS.get(operation.id)
        if function is None:
            raise Problem(501, "NOT_SIMULATED", f"The simulator does not know {operation.id} yet")
        status, answer = function(self.account, operation)
        if request.method != "get":
            logs.record(self.account, operation, answer)
        return status, answer

    def _listed(self, operation: Operation) -> list[dict[str, Any]]:
        select, show = LISTS[operation.id]
        paging = self.paging.reading(self.account.readings)
        objects: Any = list(select(self.account, operation))
        if self.account.readings["list-order"] == "newest":
            objects.reverse()
        if operation.query.get("q") or operation.query.get("sort"):
            elements = search([show(self.account, each) for each in objects], operation.query)
            page = paging.cut(operation.id, elements, operation.query)
        else:
            page = [
                show(self.account, each)
                for each in paging.cut(operation.id, objects, operation.query)
            ]
        return [project(element, operation.query) for element in page]

    def _grouped(self, operation: Operation) -> dict[str, Any]:
        groups = GROUPS[operation.id](self.account, operation).items()
        query, paging = operation.query, self.paging.reading(self.account.readings)
        return project(
            {
                name: paging.cut(operation.id, search(elements, query), query)
                for name, elements in groups
            },
            query,
        )

    def _checked(
        self, request: Request, status: int, data: bytes, entry: Entry
    ) -> tuple[int, bytes]:
        """The answer, or a 500 where it breaks the contract: a defect of the simulator that must show."""
        if status not in (200, 201, 202) or "fields" in request.query:
            return status, data
        try:
            self.contract.check(request, status, data)
        except ContractError as error:
            entry.error = f"broken contract: {error}"
            print(f"{entry.operationId} answers against the contract: {error}", file=sys.stderr)
            return 500, json.dumps(
                {"type": "BROKEN_CONTRACT", "message": str(error), "errors": None}
            ).encode()
        return status, data
