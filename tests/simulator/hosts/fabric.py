# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the hosts and load balancers of the account on this machine, and publishes ports.

The public address 127.a.b.c of a server has an inner twin, 127.(a+1).b.c. Applications listen on
the twin, which is CLOUDPANEL_HOST_ADDRESS in their environment. Their ports are published on the
public address, for the connections that the firewall policy accepts. A rule for port 22 applies to
the port on which the SSH hosts listen.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from .firewall import allowed, opens
from .proxy import Choice, Proxy, Target
from .ssh import Machine, copy_files
from .world import Address, Balancer, FirewallRule, Host, ServerImage, Storage, World

#: Seconds between two searches for ports to publish.
INTERVAL = 0.2
SSH = 22
#: The state of a socket that listens, in /proc/net/tcp.
LISTENING = "0A"


def inner(ip: str) -> str:
    """Return the inner twin of a public address."""
    first, second, *rest = ip.split(".")
    return ".".join([first, str(int(second) + 1), *rest])


def listening() -> set[Target]:
    """Return each address and port on which a program of this machine listens."""
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state, *_rest = line.split()
        if state == LISTENING:
            address, port = local.split(":")
            found.add(
                (".".join(str(byte) for byte in reversed(bytes.fromhex(address))), int(port, 16))
            )
    return found


@dataclass
class Running:
    """The proxies and health checks of a load balancer."""

    balancer: Balancer
    choices: list[Choice] = field(default_factory=list)
    proxies: list[Proxy] = field(default_factory=list)
    checks: list[asyncio.Task[None]] = field(default_factory=list)

    def accepts(self, balancer: Balancer) -> bool:
        """Return whether only the servers of the load balancer, or the choice of them, differ."""
        now = self.balancer
        return balancer == replace(
            now,
            targets=balancer.targets,
            method=balancer.method,
            persistence=balancer.persistence,
        )

    def update(self, balancer: Balancer) -> None:
        """Choose other servers for new connections. Open connections stay."""
        self.balancer = balancer
        for choice in self.choices:
            choice.balancer = balancer


class Fabric:
    """All hosts, load balancers and published ports.

    :param root: the folder for the files of the hosts.
    :param ssh_port: the port on which they listen.
    """

    def __init__(self, root: Path, ssh_port: int) -> None:
        self._root = root
        self._ssh_port = ssh_port
        self._world = World()
        self._addresses: dict[str, tuple[Host, Address]] = {}
        self._machines: dict[str, Machine] = {}
        self._balancers: dict[str, Running] = {}
        self._images: dict[str, Path] = {}
        self._published: dict[Target, Proxy] = {}
        self._lock = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    async def reconcile(self, world: World) -> None:
        """Start, change and stop everything that differs from the last call."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._keep_publishing())
        async with self._lock:
            if world == self._world:
                return
            self._world = world
            self._addresses = {
                address.ip: (host, address) for host in world.hosts for address in host.addresses
            }
            self._update_images(world.images)
            self._update_storages(world.storages)
            await self._update_machines({host.id: host for host in world.hosts})
            await self._update_balancers({balancer.id: balancer for balancer in world.balancers})

    async def close(self) -> None:
        """Stop everything."""
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        async with self._lock:
            for running in self._balancers.values():
                await self._stop_balancer(running)
            for proxy in self._published.values():
                await proxy.stop()
            for machine in self._machines.values():
                await machine.stop()

    # -- images

    def _update_images(self, images: tuple[ServerImage, ...]) -> None:
        """Copy the homes of the servers of new images, and remove the copies of removed images."""
        for identifier in set(self._images) - {image.id for image in images}:
            shutil.rmtree(self._images.pop(identifier), ignore_errors=True)
        for image in images:
            if image.id in self._images:
                continue
            home, copy = self._root / image.server / "home", self._root / "images" / image.id
            if home.exists() and not copy.exists():
                copy_files(home, copy)
            self._images[image.id] = copy

    # -- block storages

    def _update_storages(self, storages: tuple[Storage, ...]) -> None:
        """Create and resize the files of storages, and remove those of removed storages.

        A file has a MB for each GB of its storage.
        """
        folder = self._root / "storages"
        folder.mkdir(parents=True, exist_ok=True)
        for path in set(folder.iterdir()) - {folder / storage.id for storage in storages}:
            shutil.rmtree(path, ignore_errors=True)
        for storage in storages:
            file = self._file(storage)
            file.parent.mkdir(exist_ok=True)
            file.touch()
            os.truncate(file, storage.size << 20)

    def _file(self, storage: Storage) -> Path:
        return self._root / "storages" / storage.id / "device"

    def _devices(self, server: str) -> list[Path]:
        """Return the files of the storages that a server has."""
        return [self._file(storage) for storage in self._world.storages if storage.server == server]

    # -- hosts

    async def _update_machines(self, hosts: dict[str, Host]) -> None:
        for identifier, machine in list(self._machines.items()):
            host = hosts.get(identifier)
            if host is None or self._restarts(machine.host, host) or not host.powered_on:
                await machine.stop()
                del self._machines[identifier]
            if host is None or host.incarnation != machine.host.incarnation:
                machine.wipe()
            machine.host = host or machine.host
        for identifier, host in hosts.items():
            if identifier in self._machines:
                self._machines[identifier].attach(self._devices(identifier))
            elif host.powered_on:
                await self._start_machine(host)

    @staticmethod
    def _restarts(before: Host, after: Host) -> bool:
        return before.incarnation != after.incarnation or [
            address.ip for address in before.addresses
        ] != [address.ip for address in after.addresses]

    async def _start_machine(self, host: Host) -> None:
        own = inner(host.addresses[0].ip) if host.addresses else "127.0.0.1"
        files = self._images.get(host.source or "")
        folder = self._root / host.id
        machine = Machine(host, folder, files, self._ssh_port, own, self._admits_ssh)
        try:
            await machine.start(self._devices(host.id))
        except OSError as error:
            print(f"Host {host.name} cannot start: {error}", file=sys.stderr)
            await machine.stop()
            return
        self._machines[host.id] = machine

    def _admits_ssh(self, source: str, ip: str) -> bool:
        return self._allows(ip, source, SSH) or self._allows(ip, source, self._ssh_port)

    def _allows(self, ip: str, source: str, port: int) -> bool:
        known = self._addresses.get(ip)
        return known is not None and allowed(known[1].rules, source, port)

    # -- published ports

    async def _keep_publishing(self) -> None:
        while True:
            async with self._lock:
                await self._publish()
            await asyncio.sleep(INTERVAL)

    async def _publish(self) -> None:
        listeners = listening()
        desired = {
            (ip, port)
            for ip, (host, address) in self._addresses.items()
            if host.powered_on
            for inner_ip, port in listeners
            if inner_ip == inner(ip) and opens(address.rules, port)
        }
        for target in set(self._published) - desired:
            await self._published.pop(target).stop()
        for ip, port in desired - set(self._published):
            proxy = Proxy(ip, port, self._to_inner(ip, port))
            with contextlib.suppress(OSError):
                await proxy.start()
                self._published[ip, port] = proxy

    def _to_inner(self, ip: str, port: int) -> Callable[[str], Target | None]:
        return lambda client: (inner(ip), port) if self._allows(ip, client, port) else None

    # -- balancers

    async def _update_balancers(self, balancers: dict[str, Balancer]) -> None:
        for identifier, running in list(self._balancers.items()):
            balancer = balancers.get(identifier)
            if balancer and running.accepts(balancer):
                running.update(balancer)
            else:
                await self._stop_balancer(self._balancers.pop(identifier))
        for identifier, balancer in balancers.items():
            if identifier not in self._balancers:
                self._balancers[identifier] = await self._start_balancer(balancer)

    async def _start_balancer(self, balancer: Balancer) -> Running:
        running = Running(balancer)
        for rule in balancer.rules:
            if rule.protocol != "TCP" or not rule.port_balancer:
                continue
            choice = Choice(balancer, rule, _source(rule.source), self._reach)
            choice.proxy = Proxy(balancer.ip, rule.port_balancer, choice, balancer.ip)
            try:
                await choice.proxy.start()
            except OSError as error:
                print(
                    f"Balancer {balancer.ip}:{rule.port_balancer} cannot start: {error}",
                    file=sys.stderr,
                )
                continue
            running.choices.append(choice)
            running.proxies.append(choice.proxy)
            if balancer.health_check_interval:
                running.checks.append(
                    asyncio.create_task(self._keep_checking(choice, balancer.health_check_interval))
                )
        return running

    @staticmethod
    async def _keep_checking(choice: Choice, interval: float) -> None:
        while True:
            await choice.check()
            await asyncio.sleep(interval)

    @staticmethod
    async def _stop_balancer(running: Running) -> None:
        for task in running.checks:
            task.cancel()
        await asyncio.gather(*running.checks, return_exceptions=True)
        for proxy in running.proxies:
            await proxy.stop()

    def _reach(self, ip: str, port: int, source: str) -> Target | None:
        """Return the target for the port of a server.

        Return None if the server is off, or its firewall blocks connections from the source.
        """
        known = self._addresses.get(ip)
        if known is None or not known[0].powered_on or not self._allows(ip, source, port):
            return None
        return inner(ip), port


def _source(source: str) -> Callable[[str], bool]:
    """Return a function that returns True for the addresses of a source."""
    rule = (FirewallRule("accept", "ANY", None, None, source),)
    return lambda client: allowed(rule, client, 0)
