# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loopback networks and ports that no other program uses, so that simulators run side by side."""

from __future__ import annotations

import contextlib
import socket
from ipaddress import IPv4Network

WHOLE = IPv4Network("127.0.0.0/8")
#: The second octets of the networks for hosts.
FIRST, LAST = 80, 252


class InUseError(Exception):
    """A network, an address or a port is in use. The message is one sentence for the user."""


class Claim:
    """A network and its inner twin (see ``fabric``), which no other simulator uses.

    The claim ends with ``close`` or with the process.

    :param network: None: the first free one of 127.80.0.0/16, 127.82.0.0/16 ...
    :raises InUseError: another simulator has the network.
    """

    def __init__(self, network: IPv4Network | None = None) -> None:
        candidates = [network] if network else _networks()
        for candidate in candidates:
            self._locks = contextlib.ExitStack()
            if self._lock(candidate.network_address.packed[1]):
                self.network = candidate
                return
            self._locks.close()
        if network is None:
            raise InUseError("Every loopback network is used by another simulator.")
        raise InUseError(
            f"The network {network} is used by another simulator: "
            "remove --network to use a free one."
        )

    def _lock(self, second: int) -> bool:
        """Reserve a network and its twin. Return False if one of them is in use.

        Only one process can have the name of an abstract socket. The kernel frees it at its end.
        """
        try:
            for octet in (second, second + 1):
                self._locks.enter_context(socket.socket(socket.AF_UNIX)).bind(
                    f"\0cloudpanel-simulator/127.{octet}"
                )
        except OSError:
            return False
        return True

    def close(self) -> None:
        """End the claim."""
        self._locks.close()


def _networks() -> list[IPv4Network]:
    return [IPv4Network(f"127.{second}.0.0/16") for second in range(FIRST, LAST, 2)]


def is_free(port: int, address: str = "0.0.0.0") -> bool:
    """Return True if a program can listen on a port. 0.0.0.0 means all addresses together."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError:
            return False
    return True


def free_port(preferred: int) -> int:
    """Return the preferred port, or another one that is free on all addresses."""
    if is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])
