# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A socket in memory, in simulated time: the bytes of one HTTP answer, and how it ends.

The libraries requests, urllib3 and http.client run unchanged above it.
"""

from __future__ import annotations

import contextlib
import io
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from unittest import mock

from urllib3.util import connection

#: How a connection ends after the data: it is closed or reset, or nothing more arrives. REFUSED:
#: there is no connection.
CLOSED, RESET, SILENT, REFUSED = "closed", "reset", "silent", "refused"


@dataclass(frozen=True)
class Reply:
    """Bytes that a client receives. :param end: see ``CLOSED``."""

    data: bytes = b""
    end: str = CLOSED


def http(
    status: int, body: bytes, *headers: str, length: int | None = None, end: str = CLOSED
) -> Reply:
    """Return an HTTP answer.

    :param headers: further lines of the head.
    :param length: the announced length of the body; -1: none is announced.
    """
    announced = len(body) if length is None else length
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/json",
        *([] if announced < 0 else [f"Content-Length: {announced}"]),
        *headers,
    ]
    return Reply("\r\n".join([*lines, "", ""]).encode("latin-1") + body, end)


class MemorySocket:
    """A connection that takes a request and delivers one reply.

    :param reply: called when the client begins to read.
    :param sleep: lets the time of the client pass.
    """

    def __init__(self, reply: Callable[[], Reply], sleep: Callable[[float], None]) -> None:
        self._reply = reply
        self._sleep = sleep
        self._timeout: float | None = None

    def settimeout(self, seconds: float | None) -> None:
        self._timeout = seconds

    def sendall(self, _data: bytes) -> None:
        pass

    def makefile(self, *_arguments: Any, **_options: Any) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._reply(), self._await_nothing))

    def close(self) -> None:
        pass

    def shutdown(self, _how: int) -> None:
        pass

    def _await_nothing(self) -> None:
        self._sleep(self._timeout or 86400)
        raise TimeoutError("timed out")


class _Stream(io.RawIOBase):
    """The bytes of a reply, and its end."""

    def __init__(self, reply: Reply, wait: Callable[[], None]) -> None:
        super().__init__()
        self._data = io.BytesIO(reply.data)
        self._end = reply.end
        self._wait = wait

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._data.readinto(buffer)
        if not size and self._end == RESET:
            raise ConnectionResetError(104, "Connection reset by peer")
        if not size and self._end == SILENT:
            self._wait()
        return size


@contextlib.contextmanager
def answering(reply: Callable[[], Reply], sleep: Callable[[float], None]) -> Iterator[None]:
    """Let each new connection of urllib3 in the block deliver a reply. See ``MemorySocket``.

    The reply is made before the connection, because it can be REFUSED.
    """

    def connect(*_address: Any, **_options: Any) -> MemorySocket:
        made = reply()
        if made.end == REFUSED:
            raise ConnectionRefusedError(111, "Connection refused")
        return MemorySocket(lambda: made, sleep)

    with mock.patch.object(connection, "create_connection", connect):
        yield


def serve(listener: socket.socket, reply: Reply) -> None:
    """Deliver a reply over a real connection. Its end has to be CLOSED or RESET."""
    with listener.accept()[0] as client:
        client.recv(65536)
        client.sendall(reply.data)
        if reply.end == RESET:
            linger = (1).to_bytes(4, "little") + bytes(4)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
