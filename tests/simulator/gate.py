# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the control paths of the simulator: programs of this machine, and others with a token. No web page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from yarl import URL


@dataclass(frozen=True)
class Gate:
    """:param host: the address or name that the simulator listens on."""

    host: str
    tokens: list[str]

    def complaint(self, request: web.Request) -> str | None:
        """Return why a request may not control the simulator."""
        if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
            return "Web pages cannot control the simulator."
        # A name that leads here could be of a web page that has taken it over (DNS rebinding).
        name = URL(f"http://{request.headers.get('Host', '')}").host or ""
        if name not in ("localhost", self.host) and not _is_address(name):
            return f"{name!r} is not the name of the simulator."
        if not (
            ip_address(request.remote).is_loopback or request.headers.get("X-TOKEN") in self.tokens
        ):
            return "From another machine a token is needed."
        return None

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        complaint = self.complaint(request) if request.path.startswith("/simulator/") else None
        if complaint:
            raise web.HTTPForbidden(text=complaint)
        return await handler(request)


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
