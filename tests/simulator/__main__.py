# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator: ``python tests/simulator --port 8080 --token demo``. See README.md."""

from __future__ import annotations

import argparse
import asyncio
import errno
import signal
import sys
import tempfile
from ipaddress import IPv4Network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web  # noqa: E402
from simulator.account import LIMITS, Account, Clock  # noqa: E402
from simulator.api import Api, RateLimit  # noqa: E402
from simulator.app import Simulator  # noqa: E402
from simulator.command_line import parse, readings_table  # noqa: E402
from simulator.contract import Contract  # noqa: E402
from simulator.gate import Gate  # noqa: E402
from simulator.hosts import loopback  # noqa: E402
from simulator.lists import Paging  # noqa: E402
from simulator.readings import Readings  # noqa: E402
from simulator.seed import fill  # noqa: E402

#: The network of the public IPs without --hosts.
NETWORK = IPv4Network("198.18.0.0/15")


def new_api(options: argparse.Namespace, network: IPv4Network) -> Api:
    """Return the API of a new account."""

    def make(readings: Readings) -> Account:
        account = Account(
            Clock(options.speed),
            options.data,
            network,
            options.linger,
            {**LIMITS, **dict(options.limit)},
            options.seed,
            readings,
        )
        fill(account, dict.fromkeys(options.token), options.servers)
        return account

    return Api(
        make,
        Readings(options.world, dict(options.reading)),
        Contract(),
        RateLimit(options.rate_limit, options.rate_window),
        Paging(options.page_size, options.page_cap.get("", 1000), caps=options.page_cap),
        options.log,
    )


async def serve(options: argparse.Namespace, hosts_dir: Path) -> None:
    """Serve requests until a signal arrives.

    :param hosts_dir: the folder for the files of the hosts.
    :raises InUseError: the simulator cannot listen.
    """
    fabric, network = None, options.network or NETWORK
    if options.hosts:
        from simulator.hosts.fabric import Fabric

        claim = loopback.Claim(options.network)  # ends when nothing refers to it
        network = claim.network
        if not loopback.is_free(options.ssh_port, str(network[1])):
            raise loopback.InUseError(
                f"Port {options.ssh_port} is in use. The SSH hosts cannot listen on it: "
                "choose another --ssh-port."
            )
        fabric = Fabric(hosts_dir, options.ssh_port)
    api = new_api(options, network)
    simulator = Simulator(api, fabric, Gate(options.host, options.token))
    runner = web.AppRunner(simulator.application(), access_log=None)
    await runner.setup()
    await simulator.reconcile()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
    except OSError as error:
        await runner.cleanup()
        raise loopback.InUseError(listen_error(options, error)) from error
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if options.generated:
        print(f"The token is {options.token[0]}", file=sys.stderr, flush=True)
    print(f"http://{options.host}:{runner.addresses[0][1]}/v1", flush=True)
    await stop.wait()
    await runner.cleanup()


def listen_error(options: argparse.Namespace, error: OSError) -> str:
    """Return the message about an address on which the simulator cannot listen."""
    if error.errno != errno.EADDRINUSE:
        return f"Cannot listen: {error}."
    address = f"{options.host}:{options.port}"
    return f"{address} is in use: choose another --port, or 0 for a free one."


def main() -> int:
    """Run the simulator, and return the exit status."""
    options = parse()
    if options.readings:
        print(readings_table())
        return 0
    with tempfile.TemporaryDirectory(prefix="cloudpanel-hosts-") as folder:
        try:
            asyncio.run(serve(options, Path(options.hosts_dir or folder)))
        except loopback.InUseError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
