# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP proxies: for published ports, and for load balancers, which choose a server."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable

from .world import Balancer, BalancerRule

CHUNK = 65536
#: The end of a connection: (address, port)
Target = tuple[str, int]


class Proxy:
    """A proxy for one address and port.

    :param choose: returns the target for the address of a client, or None.
    :param local: the address from which it connects to targets; None: any.
    """

    def __init__(
        self, ip: str, port: int, choose: Callable[[str], Target | None], local: str | None = None
    ) -> None:
        self.ip = ip
        self.port = port
        self._choose = choose
        self._local = (local, 0) if local else None
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.connections: Counter[Target] = Counter()

    async def start(self) -> None:
        """Start to listen. Raise OSError if this is not possible."""
        self._server = await asyncio.start_server(
            self._accept, self.ip, self.port, reuse_address=True
        )

    async def stop(self) -> None:
        """Stop to listen, and end all connections."""
        if self._server:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            await self._carry(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = self._choose(writer.get_extra_info("peername")[0])
        if target is None:
            return
        inner_reader, inner_writer = await asyncio.open_connection(*target, local_addr=self._local)
        self.connections[target] += 1
        try:
            await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))
        finally:
            self.connections[target] -= 1
            inner_writer.close()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send all data from one side to the other, and then the end."""
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


class Choice:
    """The choice of a server by a rule of a load balancer.

    It depends on method, persistence, and the last health check.

    :param allows: returns True if the rule accepts the address of a client.
    :param reach: returns the target for the address of a server, its port, and the address of the
        load balancer; None if the server is off, or its firewall blocks the connection.
    """

    def __init__(
        self,
        balancer: Balancer,
        rule: BalancerRule,
        allows: Callable[[str], bool],
        reach: Callable[[str, int, str], Target | None],
    ) -> None:
        self.balancer = balancer
        self.rule = rule
        self.proxy: Proxy | None = None
        self._allows = allows
        self._reach = reach
        self._turn = 0
        self._dead: set[str] = set()
        self._kept: dict[str, tuple[str, float]] = {}

    def __call__(self, client: str) -> Target | None:
        """Return the target for the address of a client, or None."""
        alive = [server for server in self.balancer.targets if server not in self._dead]
        if not alive or not self._allows(client):
            return None
        server = self._kept_server(client, alive) or self._next(alive)
        self._kept[client] = (server, time.monotonic())
        return self._reach(server, self.rule.port_server, self.balancer.ip)

    def _kept_server(self, client: str, alive: list[str]) -> str | None:
        server, since = self._kept.get(client, ("", 0.0))
        persistence = self.balancer.persistence
        lasts = persistence is not None and time.monotonic() - since < persistence
        return server if lasts and server in alive else None

    def _next(self, alive: list[str]) -> str:
        if self.balancer.method == "LEAST_CONNECTIONS":
            return min(alive, key=self._load)
        self._turn += 1
        return alive[self._turn % len(alive)]

    def _load(self, server: str) -> int:
        target = self._reach(server, self.rule.port_server, self.balancer.ip)
        return self.proxy.connections[target] if self.proxy and target else 0

    async def check(self) -> None:
        """Connect to each server. One that does not answer gets no connections until it does."""
        for server in self.balancer.targets:
            target = self._reach(server, self.rule.port_server, self.balancer.ip)
            if target and await answers(target, self.balancer.ip):
                self._dead.discard(server)
            else:
                self._dead.add(server)


async def answers(target: Target, local: str) -> bool:
    """Return True if a target accepts a connection from an address within two seconds."""
    try:
        _reader, writer = await asyncio.wait_for(
            asyncio.open_connection(*target, local_addr=(local, 0)), 2
        )
    except (OSError, asyncio.TimeoutError):
        return False
    writer.close()
    return True
