# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the command line. README.md describes them."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

from . import resources
from .account import LIMITS
from .hosts import loopback
from .operations import GROUPS, LISTS
from .readings import MIXED, SWITCHES, WORLDS, Readings, choices

resources.load()  # It fills LISTS and GROUPS.

#: The environment variable of the token. Unlike the command line, other users cannot read it.
TOKEN = "CLOUDPANEL_SIMULATOR_TOKEN"


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the options. End the program if one of them is wrong.

    :param arguments: by default those of the process.
    """
    parser = argparse.ArgumentParser(
        prog="simulator", description="The Cloud Panel API as a local process."
    )
    _add_network_options(parser)
    _add_account_options(parser)
    _add_list_options(parser)
    _add_readings_options(parser)
    _add_hosts_options(parser)
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


def _add_network_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="the address to listen on")
    add("--port", type=int, default=8080, help="the port to listen on; 0: a free port")
    add(
        "--token",
        action="append",
        help="the token of an owner of the account; can be repeated (default: the environment "
        f"variable {TOKEN}, or demo; with --hosts a random token, printed to stderr)",
    )
    add(
        "--rate-limit",
        type=positive(int),
        help="the number of requests in a window (default: no limit)",
    )
    add(
        "--rate-window",
        type=positive(float),
        default=60.0,
        help="the length of a window in real seconds",
    )
    add("--log", type=Path, help="append each answered request to this file, as a line of JSON")


def _add_account_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--speed",
        type=positive(float),
        default=1.0,
        help="the simulated seconds in a real second",
    )
    add(
        "--linger",
        type=float,
        default=20.0,
        help="the simulated seconds for which a server refuses changes after its state shows that "
        "the last one is complete",
    )
    add(
        "--limit",
        action="append",
        default=[],
        type=limit,
        metavar="WHAT=N",
        help=f"a limit of the account: {', '.join(LIMITS)}",
    )
    add("--data", help="keep the account in this file")
    add("--servers", type=int, default=0, help="the number of running servers at the start")
    add("--seed", type=int, default=0, help="determines the samples of the monitoring center")


def _add_list_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--page-size",
        type=positive(int),
        default=1000,
        help="the elements of a page for a request without a number",
    )
    add(
        "--page-cap",
        type=page_caps,
        default={},
        metavar="N[,LIST=N]...",
        help="the most elements of a page (default: 1000), also for single lists: 50,servers=7",
    )


def _add_readings_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
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
        help="a reading that differs from the world; can be repeated",
    )
    add("--readings", action="store_true", help="print all readings and exit")
    for option, name, value in (
        ("--swapped-paging", "paging", "swapped"),
        ("--lenient", "unknown-members", "ignored"),
    ):
        add(
            option,
            dest="reading",
            action="append_const",
            const=(name, value),
            help=f"the same as --reading {name}={value}",
        )
    add(
        "--deletion-log-state",
        dest="reading",
        action="append",
        type=lambda text: reading(f"deletion-log-state={text}"),
        metavar="S",
        help="the same as --reading deletion-log-state=S",
    )


def _add_hosts_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--hosts",
        action="store_true",
        help="run an SSH host for each running server and a proxy for each load balancer",
    )
    add("--ssh-port", type=int, default=2222, help="the port of the SSH hosts")
    add(
        "--hosts-dir",
        help="the folder for the files of the hosts (default: a temporary folder)",
    )
    add(
        "--network",
        type=IPv4Network,
        help="the network of the public IPs (default: 198.18.0.0/15, with --hosts a free one of "
        "127.80.0.0/16, 127.82.0.0/16 ...)",
    )


# -- types of options


def positive(number_type: type[int] | type[float]) -> Callable[[str], float]:
    """Return a type for numbers above 0."""

    def parsed(text: str) -> float:
        number = number_type(text)
        if number <= 0:
            raise argparse.ArgumentTypeError(f"{text} is not more than 0")
        return number

    parsed.__name__ = number_type.__name__
    return parsed


def limit(text: str) -> tuple[str, int]:
    """Return name and value of WHAT=N."""
    name, _equals, number = text.partition("=")
    if name not in LIMITS or not number.isdigit():
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form WHAT=N with one of {', '.join(LIMITS)}"
        )
    return name, int(number)


def page_caps(text: str) -> dict[str, int]:
    """Return the numbers of "50,servers=7" by operationId. The name of the default is empty."""
    caps = {}
    for part in text.split(","):
        name, _equals, number = part.rpartition("=")
        identifier = name and f"list_{name}"
        known = not name or identifier in {*LISTS, *GROUPS}
        if not number.isdigit() or int(number) < 1 or not known:
            raise argparse.ArgumentTypeError(
                f"{part!r} is not of the form N or LIST=N with a list such as servers"
            )
        caps[identifier] = int(number)
    return caps


def reading(text: str) -> tuple[str, str]:
    """Return name and value of NAME=READING."""
    name, _equals, value = text.partition("=")
    try:
        Readings(chosen={name: value})
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form NAME=READING: {choices(name)}"
        ) from error
    return name, value


def world(text: str) -> str:
    """Return the name of a world."""
    try:
        Readings(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


# -- output


def readings_table() -> str:
    """Return all switches and their readings, each with its worlds."""
    lines = []
    for switch in SWITCHES.values():
        lines.append(f"{switch.name}: {switch.question}")
        for value, meaning in switch.readings.items():
            worlds = ", ".join(name for name in WORLDS if switch.reading(name) == value)
            lines.append(f"    {value}: {meaning}{worlds and f' ({worlds})'}")
    return "\n".join(lines)
