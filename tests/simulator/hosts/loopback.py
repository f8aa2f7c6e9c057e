# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loopback networks and ports that nothing else on this machine uses, so that simulators run side by side."""

from __future__ import annotations

import contextlib
import socket
from ipaddress import IPv4Network

WHOLE = IPv4Network("127.0.0.0/8")
FIRST, LAST = 80, 252


class Taken(Exception):
    """What is asked for is in use: one sentence."""


class Claim:
    """A network and its inner twin (see ``fabric``), kept from other simulators until ``close`` or the end of the process.

    :param network: None for the first free one of 127.80.0.0/16, 127.82.0.0/16 ... :raises Taken: another has it.
    """

    def __init__(self, network: IPv4Network | None = None) -> None:
        candidates = (
            [network]
            if network
            else [IPv4Network(f"127.{second}.0.0/16") for second in range(FIRST, LAST, 2)]
        )
        for each in candidates:
            self._locks = contextlib.ExitStack()
            if self._lock(each.network_address.packed[1]):
                self.network = each
                return
            self._locks.close()
        raise Taken(
            f"The network {network} is used by another simulator: leave --network out for a free one."
            if network
            else "Every loopback network is used by another simulator."
        )

    def _lock(self, second: int) -> bool:
        """Names of Linux's abstract sockets belong to one process and go with it."""
        try:
            for octet in (second, second + 1):
                self._locks.enter_context(socket.socket(socket.AF_UNIX)).bind(
                    f"\0cloudpanel-simulator/127.{octet}"
                )
        except OSError:
            return False
        return True

    def close(self) -> None:
        self._locks.close()


def is_free(port: int, address: str = "0.0.0.0") -> bool:
    """Whether one could listen there; 0.0.0.0 asks for all addresses at once."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError:
            return False
    return True


def free_port(preferred: int) -> int:
    """The port that one would like, or another that is free on all addresses."""
    if is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return probe.getsockname()[1]
