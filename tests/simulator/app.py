# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side: access, rate limit, faults, the log of requests, and the way of a request through contract and account."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import web
from openapi_core.exceptions import OpenAPIError

from . import (block_storages, choices, firewall_policies, images, load_balancers, logs, monitoring_center, monitoring_policies,
               permissions, private_networks, public_ips, roles, server_media, server_parts, servers, shared_storage_access,
               shared_storages, ssh_keys, usages, users, vpns)
from .account import Account
from .contract import Contract, Operation, Request, Response
from .errors import LOWER, Problem
from .gate import Gate
from .lists import CHANGES, Paging, change, project, search
from .operations import GROUPS, LISTS, OPERATIONS
from .view import world

OPEN = ("ping",)
#: Imported for the operations that they register.
BEHAVIOUR = (block_storages, choices, firewall_policies, images, load_balancers, monitoring_center, monitoring_policies,
             private_networks, public_ips, roles, server_media, server_parts, servers, shared_storage_access, shared_storages,
             ssh_keys, usages, vpns)


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
    """Fixed windows of real seconds. ``limit`` None: nothing is counted and no header sent."""

    def __init__(self, limit: int | None, window: float) -> None:
        self.limit = limit
        self._window = window
        self._began = 0.0
        self._used = 0

    def take(self) -> bool:
        now = time.monotonic()
        if now - self._began >= self._window:
            self._began, self._used = now, 0
        self._used += 1
        return self.limit is None or self._used <= self.limit

    @property
    def headers(self) -> dict[str, str]:
        if self.limit is None:
            return {}
        reset = max(1, -int(-(self._began + self._window - time.monotonic()) // 1))
        return {"X-Rate-Limit-Limit": str(self.limit), "X-Rate-Limit-Remaining": str(max(0, self.limit - self._used)),
                "X-Rate-Limit-Reset": str(reset)}


class Dropped(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Simulator:
    """:param make: a new account, for the start and each reset. :param fabric: hosts and balancers, or None.
    :param log_file: takes every answered request as a line of JSON. :param gate: guards the control paths."""

    make: Callable[[], Account]
    contract: Contract
    rate: RateLimit
    paging: Paging
    fabric: Any = None
    log_file: Path | None = None
    gate: Gate | None = None
    log: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = self.make()
        self._wake = asyncio.Event()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=2 ** 22, middlewares=[self.gate.middleware] if self.gate else [])
        app.router.add_get("/simulator/requests", self.show_requests)
        app.router.add_delete("/simulator/requests", self.clear_requests)
        app.router.add_put("/simulator/faults", self.set_faults)
        app.router.add_post("/simulator/reset", self.reset)
        app.router.add_route("*", "/v1/{path:.*}", self.handle)
        app.cleanup_ctx.append(self.background)
        return app

    # -- control

    async def show_requests(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(entry) for entry in self.log])

    async def clear_requests(self, _request: web.Request) -> web.Response:
        self.log.clear()
        return web.json_response({})

    async def set_faults(self, request: web.Request) -> web.Response:
        """A fault that cannot happen would let a test pass that tests nothing."""
        try:
            faults = [Fault(**each) for each in await request.json()]
        except (TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"Faults are a list of objects with operation, fault, times and seconds: {error}") from error
        for fault in faults:
            operations = LISTS if fault.fault in CHANGES else ("*", *self.contract.operations)
            if fault.fault not in FAULTS or fault.operation not in operations:
                raise web.HTTPBadRequest(text=f"There is no fault {fault.fault!r} of an operation {fault.operation!r}; "
                                              f"faults are {', '.join(FAULTS)}, operations are those of the contract or *, for "
                                              f"{' and '.join(CHANGES)} those of lists.")
        self.faults = faults
        return web.json_response([asdict(fault) for fault in self.faults])

    async def reset(self, _request: web.Request) -> web.Response:
        self.account.store.clear()
        self.account = self.make()
        self.log.clear()
        self.faults.clear()
        await self.reconcile()
        return web.json_response({})

    # -- the API

    async def handle(self, request: web.Request) -> web.StreamResponse:
        began = time.monotonic()
        entry = Entry(request.method, request.path.removeprefix("/v1"), dict(request.query), request.headers.get("User-Agent", ""))
        self.log.append(entry)
        try:
            status, answer = await self.answer(request, entry)
        except Dropped:
            request.transport.abort()
            return web.Response()
        finally:
            entry.duration = round(time.monotonic() - began, 4)
        entry.status = status
        self.write_down(entry)
        return web.Response(status=status, body=answer, content_type="application/json", headers=self.rate.headers)

    def write_down(self, entry: Entry) -> None:
        if self.log_file:
            with self.log_file.open("a") as file:
                file.write(json.dumps(asdict(entry)) + "\n")

    async def answer(self, request: web.Request, entry: Entry) -> tuple[int, bytes]:
        """The status and body of an answer; refusals are answers too."""
        body = await request.read()
        plain = Request(request.method.lower(), request.path, dict(request.query), dict(request.headers), body or None)
        after = None
        try:
            entry.operationId = self.contract.find(plain)["operationId"]
            after = await self.misbehave(entry.operationId)
            if not self.rate.take():
                raise Problem(429, "TOO_MANY_REQUESTS", "Too many requests", None, LOWER)
            with self.account.clock.stopped():
                self.account.advance()
                user = None if entry.operationId in OPEN else \
                    users.authenticate(self.account, request.headers.get("X-TOKEN"), request.remote)
                status, answer = self.work(plain, user)
        except Problem as problem:
            status, answer = problem.status, problem.body
            entry.error = f"{problem.type}: {problem.message}"
        if after in CHANGES:
            change(self.account, LISTS[entry.operationId][0](self.account, self.contract.read(plain)), after)
        data = json.dumps(answer).encode()
        status, data = self.checked(plain, status, data, entry)
        if self.fabric:
            await self.reconcile()
        if after == "drop_after":
            raise Dropped
        return status, b'{"broken": ' if after == "broken_json" else data

    def work(self, request: Request, user: dict[str, Any] | None) -> tuple[int, Any]:
        """Read, check and carry out a request. :raises Problem: what the API refuses."""
        operation = replace(self.contract.read(request), path=request.path, user=user)
        if user:
            permissions.require(self.account, user, operation)
        if operation.id in LISTS:
            return 200, self.listed(operation)
        if operation.id in GROUPS:
            return 200, self.grouped(operation)
        function = OPERATIONS.get(operation.id)
        if function is None:
            raise Problem(501, "NOT_SIMULATED", f"The simulator does not know {operation.id} yet", None, LOWER)
        status, answer = function(self.account, operation)
        if request.method != "get":
            logs.record(self.account, operation, answer)
        self._wake.set()
        return status, answer

    def listed(self, operation: Operation) -> list[dict[str, Any]]:
        select, show = LISTS[operation.id]
        objects: Any = list(select(self.account, operation))
        if operation.query.get("q") or operation.query.get("sort"):
            elements = search([show(self.account, each) for each in objects], operation.query)
            page = self.paging.cut(operation.id, elements, operation.query)
        else:
            page = [show(self.account, each) for each in self.paging.cut(operation.id, objects, operation.query)]
        return [project(element, operation.query) for element in page]

    def grouped(self, operation: Operation) -> dict[str, Any]:
        groups = GROUPS[operation.id](self.account, operation).items()
        query = operation.query
        return project({name: self.paging.cut(operation.id, search(elements, query), query) for name, elements in groups}, query)

    def checked(self, request: Request, status: int, data: bytes, entry: Entry) -> tuple[int, bytes]:
        """The answer, or a 500 where it breaks the contract: a defect of the simulator that must show."""
        if status not in (200, 201, 202) or "fields" in request.query:
            return status, data
        try:
            self.contract.check(request, Response(status, data))
        except OpenAPIError as error:
            cause = error.__cause__ or error
            entry.error = f"broken contract: {cause}"
            print(f"{entry.operationId} answers against the contract: {cause}", file=sys.stderr)
            return 500, json.dumps({"type": "BROKEN_CONTRACT", "message": str(cause), "errors": None}).encode()
        return status, data

    async def misbehave(self, operation: str) -> str | None:
        """Carry out a fault that is due; the name of one that comes after the work."""
        fault = next((each for each in self.faults if each.operation in (operation, "*") and each.times > 0), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.fault == "drop_before":
            raise Dropped
        if fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.fault.isdigit():
            raise Problem(int(fault.fault), "INTERNAL_ERROR", "As asked by a fault", None, LOWER)
        return fault.fault

    # -- hosts, and work that ends while nobody asks

    async def reconcile(self) -> None:
        if self.fabric:
            await self.fabric.reconcile(world(self.account))

    async def background(self, _app: web.Application) -> Any:
        task = asyncio.create_task(self.keep_time()) if self.fabric else None
        yield
        if task:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self.fabric.close()

    async def keep_time(self) -> None:
        """Let hosts start and stop when their servers do, and not only at the next request."""
        while True:
            ends, clock = self.account.next_end(), self.account.clock
            pause = None if ends is None else max(0.0, clock.real(ends - clock.now()))
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            if self.account.advance():
                await self.reconcile()
