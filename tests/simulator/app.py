# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator over HTTP: the paths of the API, and the paths that control the simulator."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from .api import Api
from .contract import Request
from .gate import Gate
from .readings import Readings
from .view import world

if TYPE_CHECKING:  # It needs asyncssh, which takes long to import.
    from .hosts.fabric import Fabric


@dataclass
class Simulator:
    """An API, and the hosts of its account.

    :param fabric: runs hosts and load balancers, or None.
    :param gate: protects the control paths, or None.
    """

    api: Api
    fabric: Fabric | None = None
    gate: Gate | None = None

    def __post_init__(self) -> None:
        self._wake = asyncio.Event()

    def application(self) -> web.Application:
        """Return the web application."""
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
        """Answer the log of requests."""
        return web.json_response([asdict(entry) for entry in self.api.log])

    async def clear_requests(self, _request: web.Request) -> web.Response:
        """Empty the log of requests."""
        self.api.log.clear()
        return web.json_response({})

    async def set_faults(self, request: web.Request) -> web.Response:
        """Set faults, or answer 400 if one can never happen."""
        try:
            self.api.set_faults(await request.json())
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.json_response([asdict(fault) for fault in self.api.faults])

    async def reset(self, request: web.Request) -> web.Response:
        """Replace the account. The body can contain a world and readings."""
        try:
            body = await request.json() if request.can_read_body else {}
            readings = None
            if body:
                readings = Readings(body.get("world", "default"), body.get("readings"))
            self.api.reset(readings)
        except (AttributeError, ValueError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        await self.reconcile()
        return web.json_response({})

    # -- the API

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to the API, or close its connection."""
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
        await self.reconcile()
        entry.duration = round(time.monotonic() - began, 4)
        if not answer.status:
            if request.transport:
                request.transport.abort()
            return web.Response()
        self.api.save_entry(entry)
        return web.Response(
            status=answer.status,
            body=answer.data,
            content_type="application/json",
            headers=answer.headers,
        )

    # -- hosts, and work that ends between two requests

    async def reconcile(self) -> None:
        """Let the hosts be as the account shows them."""
        if self.fabric:
            await self.fabric.reconcile(world(self.api.account))

    async def background(self, _app: web.Application) -> AsyncIterator[None]:
        """Run ``keep_time`` while the application runs, if there are hosts."""
        if self.fabric is None:
            yield
            return
        task = asyncio.create_task(self.keep_time())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await self.fabric.close()

    async def keep_time(self) -> None:
        """Start and stop hosts when their servers do, not only at the next request."""
        while True:
            ends, clock = self.api.account.next_end(), self.api.account.clock
            pause = None if ends is None else max(0.0, clock.real(ends - clock.now()))
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            if self.api.account.advance():
                await self.reconcile()
