# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator: ``python tests/simulator --port 8080 --token demo``. README.md tells what it does."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from ipaddress import IPv4Network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web  # noqa: E402
from simulator.account import Account, Clock  # noqa: E402
from simulator.app import RateLimit, Simulator  # noqa: E402
from simulator.contract import Contract  # noqa: E402
from simulator.lists import Paging  # noqa: E402
from simulator.seed import fill  # noqa: E402

LIMITS = {"hdds": 8, "private_networks": 50, "monitoring_policies": 50, "block_storages": 10, "shared_storages": 10}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description="The Cloud Panel API in a process.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=8080, help="port to listen on; 0 takes a free one")
    add("--token", action="append", help="the token of an owner (may be given more than once; default: demo)")
    add("--speed", type=float, default=1.0, help="simulated seconds that pass in a real one")
    add("--linger", type=float, default=20.0, help="simulated seconds that a server refuses changes after one looks done")
    add("--rate-limit", type=int, help="requests in a window; without it nothing is counted")
    add("--rate-window", type=float, default=60.0, help="real seconds of a window")
    add("--page-size", type=int, default=1000, help="elements of a page where no number is asked for")
    add("--page-cap", type=int, default=1000, help="elements of a page at the most")
    add("--swapped-paging", action="store_true", help="read page and per_page the way the reference explains them")
    add("--lenient", action="store_true", help="take null, unknown and loosely typed members of bodies, as the live API does")
    add("--limit", action="append", default=[], metavar="WHAT=N", help=f"limits of the account: {', '.join(LIMITS)}")
    add("--data", help="keep the account in this file")
    add("--servers", type=int, default=0, help="begin with so many running servers")
    add("--seed", type=int, default=0, help="what the series of the monitoring center come from")
    add("--deletion-log-state", choices=("COMPLETED", "OK"), default="COMPLETED", help="what logs show of a deletion that is done")
    add("--hosts", action="store_true", help="give every running server an SSH host, every balancer a proxy")
    add("--ssh-port", type=int, default=2222, help="port of the SSH hosts")
    add("--hosts-dir", help="where the hosts keep their files (default: a folder that goes at the end)")
    add("--network", type=IPv4Network, help="network of the public addresses (default: 198.18.0.0/15, with --hosts 127.80.0.0/16)")
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace, hosts_dir: Path) -> None:
    fabric = None
    if options.hosts:
        from simulator.hosts.fabric import Fabric
        fabric = Fabric(hosts_dir, options.ssh_port)
    network = options.network or IPv4Network("127.80.0.0/16" if options.hosts else "198.18.0.0/15")
    limits = {**LIMITS, **{name: int(number) for name, _equals, number in (each.partition("=") for each in options.limit)}}

    def make() -> Account:
        account = Account(Clock(options.speed), options.data, network, options.linger, limits, options.seed, options.deletion_log_state)
        fill(account, dict.fromkeys(options.token or ["demo"]), options.servers)
        return account

    simulator = Simulator(make, Contract(options.lenient), RateLimit(options.rate_limit, options.rate_window),
                          Paging(options.page_size, options.page_cap, options.swapped_paging), fabric)
    runner = web.AppRunner(simulator.application(), access_log=None)
    await runner.setup()
    await simulator.reconcile()
    site = web.TCPSite(runner, options.host, options.port)
    await site.start()
    port = runner.addresses[0][1]
    print(f"http://{options.host}:{port}/v1", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    options = parse()
    with tempfile.TemporaryDirectory(prefix="cloudpanel-hosts-") as folder:
        asyncio.run(serve(options, Path(options.hosts_dir or folder)))


if __name__ == "__main__":
    main()
