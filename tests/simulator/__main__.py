# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator: ``python tests/simulator --port 8080 --token demo``. README.md tells what it does."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web  # noqa: E402
from simulator.account import LIMITS, Account, Clock  # noqa: E402
from simulator.api import Api, RateLimit  # noqa: E402
from simulator.app import Simulator  # noqa: E402
from simulator.contract import Contract  # noqa: E402
from simulator.gate import Gate  # noqa: E402
from simulator.hosts import loopback  # noqa: E402
from simulator.lists import Paging  # noqa: E402
from simulator.operations import GROUPS, LISTS  # noqa: E402
from simulator.readings import MIXED, SWITCHES, WORLDS, Readings, choices  # noqa: E402
from simulator.seed import fill  # noqa: E402

#: Other users of the machine cannot read it there, unlike on the command line.
TOKEN = "CLOUDPANEL_SIMULATOR_TOKEN"
PLAIN = IPv4Network("198.18.0.0/15")


def more_than_zero(kind: type) -> Callable[[str], float]:
    def parsed(text: str) -> float:
        number = kind(text)
        if number <= 0:
            raise argparse.ArgumentTypeError(f"{text} is not more than 0")
        return number

    parsed.__name__ = kind.__name__
    return parsed


def limit(text: str) -> tuple[str, int]:
    what, _equals, number = text.partition("=")
    if what not in LIMITS or not number.isdigit():
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form WHAT=N with one of {', '.join(LIMITS)}"
        )
    return what, int(number)


def page_caps(text: str) -> dict[str, int]:
    """ "50,servers=7": for all lists, and for the one of /servers. The default has an empty name."""
    caps = {}
    for part in text.split(","):
        name, _equals, number = part.rpartition("=")
        if (
            not number.isdigit()
            or int(number) < 1
            or (name and f"list_{name}" not in {*LISTS, *GROUPS})
        ):
            raise argparse.ArgumentTypeError(
                f"{part!r} is not of the form N or LIST=N with a list such as servers"
            )
        caps[name and f"list_{name}"] = int(number)
    return caps


def reading(text: str) -> tuple[str, str]:
    name, _equals, value = text.partition("=")
    try:
        Readings(chosen={name: value})
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form NAME=READING: {choices(name)}"
        ) from error
    return name, value


def world(text: str) -> str:
    try:
        Readings(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="simulator", description="The Cloud Panel API in a process."
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=8080, help="port to listen on; 0 takes a free one")
    add(
        "--token",
        action="append",
        help=f"the token of an owner (may be given more than once; default: {TOKEN} of the environment, "
        "otherwise demo, with --hosts a random one that is printed to stderr)",
    )
    add(
        "--speed",
        type=more_than_zero(float),
        default=1.0,
        help="simulated seconds that pass in a real one",
    )
    add(
        "--linger",
        type=float,
        default=20.0,
        help="simulated seconds that a server refuses changes after one looks done",
    )
    add(
        "--rate-limit",
        type=more_than_zero(int),
        help="requests in a window; without it nothing is counted",
    )
    add("--rate-window", type=more_than_zero(float), default=60.0, help="real seconds of a window")
    add(
        "--page-size",
        type=more_than_zero(int),
        default=1000,
        help="elements of a page where no number is asked for",
    )
    add(
        "--page-cap",
        type=page_caps,
        default={},
        metavar="N[,LIST=N]...",
        help="elements of a page at the most (1000), and of the pages of single lists, such as 50,servers=7",
    )
    add(
        "--world",
        type=world,
        default="default",
        metavar="W",
        help=f"the readings of the API: {', '.join(WORLDS)} or {MIXED}:SEED",
    )
    add(
        "--reading",
        action="append",
        default=[],
        type=reading,
        metavar="NAME=READING",
        help="a reading that is not that of the world",
    )
    add("--readings", action="store_true", help="print all readings and end")
    add(
        "--swapped-paging",
        dest="reading",
        action="append_const",
        const=("paging", "swapped"),
        help="the same as --reading paging=swapped",
    )
    add(
        "--lenient",
        dest="reading",
        action="append_const",
        const=("unknown-members", "ignored"),
        help="the same as --reading unknown-members=ignored",
    )
    add(
        "--limit",
        action="append",
        default=[],
        type=limit,
        metavar="WHAT=N",
        help=f"limits of the account: {', '.join(LIMITS)}",
    )
    add("--data", help="keep the account in this file")
    add("--log", type=Path, help="append every answered request to this file, as a line of JSON")
    add("--servers", type=int, default=0, help="begin with so many running servers")
    add("--seed", type=int, default=0, help="what the series of the monitoring center come from")
    add(
        "--deletion-log-state",
        dest="reading",
        action="append",
        type=lambda text: reading(f"deletion-log-state={text}"),
        metavar="S",
        help="the same as --reading deletion-log-state=S",
    )
    add(
        "--hosts",
        action="store_true",
        help="give every running server an SSH host, every balancer a proxy",
    )
    add("--ssh-port", type=int, default=2222, help="port of the SSH hosts")
    add(
        "--hosts-dir",
        help="where the hosts keep their files (default: a folder that goes at the end)",
    )
    add(
        "--network",
        type=IPv4Network,
        help="network of the public addresses (default: 198.18.0.0/15, with --hosts a free "
        "one of 127.80.0.0/16, 127.82.0.0/16 ...)",
    )
    options = parser.parse_args(arguments)
    options.generated = options.hosts and not (options.token or os.environ.get(TOKEN))
    options.token = options.token or [
        os.environ.get(TOKEN) or (secrets.token_urlsafe(24) if options.generated else "demo")
    ]
    if options.data and not Path(options.data).absolute().parent.is_dir():
        parser.error(f"argument --data: there is no folder {Path(options.data).absolute().parent}")
    if options.hosts and options.network and not options.network.subnet_of(loopback.WHOLE):
        parser.error(f"argument --network: with --hosts it has to lie in {loopback.WHOLE}")
    return options


async def serve(options: argparse.Namespace, hosts_dir: Path) -> None:
    fabric, network, limits = None, options.network or PLAIN, {**LIMITS, **dict(options.limit)}
    if options.hosts:
        from simulator.hosts.fabric import Fabric

        claim = loopback.Claim(options.network)  # holds as long as it is referred to
        network = claim.network
        if not loopback.is_free(options.ssh_port, str(network[1])):
            raise loopback.Taken(
                f"Port {options.ssh_port} is in use, where SSH hosts are to listen: choose another --ssh-port."
            )
        fabric = Fabric(hosts_dir, options.ssh_port)

    def make(readings: Readings) -> Account:
        account = Account(
            Clock(options.speed),
            options.data,
            network,
            options.linger,
            limits,
            options.seed,
            readings,
        )
        fill(account, dict.fromkeys(options.token), options.servers)
        return account

    paging = Paging(options.page_size, options.page_cap.get("", 1000), caps=options.page_cap)
    api = Api(
        make,
        Readings(options.world, dict(options.reading)),
        Contract(),
        RateLimit(options.rate_limit, options.rate_window),
        paging,
        options.log,
    )
    simulator = Simulator(api, fabric, Gate(options.host, options.token))
    runner = web.AppRunner(simulator.application(), access_log=None)
    await runner.setup()
    await simulator.reconcile()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
    except OSError as error:
        await runner.cleanup()
        raise loopback.Taken(
            in_use(options) if error.errno == errno.EADDRINUSE else f"Cannot listen: {error}."
        ) from error
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    port = runner.addresses[0][1]
    if options.generated:
        print(f"The token is {options.token[0]}", file=sys.stderr, flush=True)
    print(f"http://{options.host}:{port}/v1", flush=True)
    await stop.wait()
    await runner.cleanup()


def in_use(options: argparse.Namespace) -> str:
    return f"{options.host}:{options.port} is in use: choose another --port, or 0 for a free one."


def table() -> str:
    """All switches and their readings, with the worlds of each."""
    lines = []
    for each in SWITCHES.values():
        lines.append(f"{each.name}: {each.question}")
        for value, meaning in each.readings.items():
            worlds = ", ".join(name for name in WORLDS if each.reading(name) == value)
            lines.append(f"    {value}: {meaning}{worlds and f' ({worlds})'}")
    return "\n".join(lines)


def main() -> int:
    options = parse()
    if options.readings:
        print(table())
        return 0
    with tempfile.TemporaryDirectory(prefix="cloudpanel-hosts-") as folder:
        try:
            asyncio.run(serve(options, Path(options.hosts_dir or folder)))
        except loopback.Taken as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
