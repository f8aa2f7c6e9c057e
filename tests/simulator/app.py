# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side: the paths of the API and those that control the simulator."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from .api import Api
from .contract import Request
from .gate import Gate
from .readings import Readings
from .view import world


@dataclass
class Simulator:
    """:param fabric: hosts and balancers, or None. :param gate: guards the control paths."""

    api: Api
    fabric: Any = None
    gate: Gate | None = None

    def __post_init__(self) -> None:
        self._wake = asyncio.Event()

    def application(self) -> web.Application:
        app = web.Application(
            client_max_size=2**22, middlewares=[self.gate.middleware] if self.gate else []
        )
        app.router.add_get("/simulator/requests", self.show_requests)
        app.router.add_delete("/simulator/requests", self.clear_requests)
        app.router.add_put("/simulator/faults", self.set_faults)
        app.router.add_post("/simulator/reset", self.reset)
        app.router.add_route("*", "/v1/{path:.*}", self.handle)
        app.cleanup_ctx.append(self.background)
        return app

    # -- control

    async def show_requests(self, _request: web.Request) -> web.Response:
        return web.json_response([asdict(entry) for entry in self.api.log])

    async def clear_requests(self, _request: web.Request) -> web.Response:
        self.api.log.clear()
        return web.json_response({})

    async def set_faults(self, request: web.Request) -> web.Response:
        try:
            self.api.set_faults(await request.json())
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.json_response([asdict(fault) for fault in self.api.faults])

    async def reset(self, request: web.Request) -> web.Response:
        """The body may name a world and readings."""
        try:
            asked = await request.json() if request.can_read_body else {}
            self.api.reset(
                Readings(asked.get("world", "default"), asked.get("readings")) if asked else None
            )
        except (AttributeError, ValueError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        await self.reconcile()
        return web.json_response({})

    # -- the API

    async def handle(self, request: web.Request) -> web.StreamResponse:
        began = time.monotonic()
        body = await request.read()
        plain = Request(
            request.method.lower(),
            request.path,
            dict(request.query),
            dict(request.headers),
            body or None,
        )
        entry, fault = self.api.begin(plain)
        if fault and fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
        answer = self.api.answer(plain, entry, fault, request.remote)
        self._wake.set()
        if self.fabric:
            await self.reconcile()
        entry.duration = round(time.monotonic() - began, 4)
        if not answer.status:
            request.transport.abort()
            return web.Response()
        self.api.write_down(entry)
        return web.Response(
            status=answer.status,
            body=answer.data,
            content_type="application/json",
            headers=answer.headers,
        )

    # -- hosts, and work that ends while nobody asks

    async def reconcile(self) -> None:
        if self.fabric:
            await self.fabric.reconcile(world(self.api.account))

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
            ends, clock = self.api.account.next_end(), self.api.account.clock
            pause = None if ends is None else max(0.0, clock.real(ends - clock.now()))
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            if self.api.account.advance():
                await self.reconcile()
