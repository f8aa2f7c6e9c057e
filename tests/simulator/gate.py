# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to the control paths: for programs of this machine, and for others with a token.

Web pages have no access.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp import web
from yarl import URL


@dataclass(frozen=True)
class Gate:
    """The check of requests to the control paths.

    :param host: the address or name on which the simulator listens.
    :param tokens: the tokens of the owners.
    """

    host: str
    tokens: list[str]

    def error(self, request: web.Request) -> str | None:
        """Return why a request cannot control the simulator, or None if it can."""
        if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
            return "Web pages cannot control the simulator."
        # Another name can belong to a web page that uses it for this address (DNS rebinding).
        name = URL(f"http://{request.headers.get('Host', '')}").host or ""
        if name not in ("localhost", self.host) and not _is_address(name):
            return f"{name!r} is not the name of the simulator."
        local = request.remote is not None and ip_address(request.remote).is_loopback
        if not local and request.headers.get("X-TOKEN") not in self.tokens:
            return "From another machine a token is needed."
        return None

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Carry out a request, or answer 403."""
        error = self.error(request) if request.path.startswith("/simulator/") else None
        if error:
            raise web.HTTPForbidden(text=error)
        return await handler(request)


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
