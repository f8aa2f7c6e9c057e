# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to a PostgreSQL server that never waits for an answer without a limit.

It uses libpq through the library psycopg, because cursors of psycopg wait for a server that does
not respond until the network fails.
"""

from __future__ import annotations

import re
import select
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

#: Why psycopg cannot be imported, or "".
IMPORT_PROBLEM: str = ""
try:
    from psycopg import OperationalError, pq
except ImportError as error:
    IMPORT_PROBLEM = str(error)

#: Parameters of connections that the URL can replace. A connection to a machine without power or
#: network fails after some seconds.
PARAMETERS = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "fallback_application_name": "ionos.cloudpanel",
}
#: The most rows in one statement. PostgreSQL limits the number of its parameters.
MAX_ROWS = 1000
#: Seconds to wait for the answer to a statement. The server ends a statement before.
ANSWER_TIMEOUT = 15.0
#: The types of parameters, by the types of Python, and the types of values in answers.
INT8, FLOAT8, TEXT = 20, 701, 25
DECODERS: dict[int, Callable[[bytes], Any]] = {
    16: b"t".__eq__,
    20: int,
    21: int,
    23: int,
    26: int,
    700: float,
    701: float,
}
#: Texts of PostgreSQL contain no NUL.
ESCAPED = str.maketrans({"\0": "\x1a0", "\x1a": "\x1a1"})
#: Classes and codes of errors after which the connection is closed: by an administrator, by a
#: restart, or because a transaction took too long.
CLOSING = ("08", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04")


class ConnectionLostError(Exception):
    """The connection cannot be established, or was closed. The text is the reason."""


class NoAnswerError(Exception):
    """The server does not answer in time."""


class StatementError(Exception):
    """The server rejects a statement.

    :param state: the code of the error (SQLSTATE).
    """

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state


class Rows:
    """The rows of an answer."""

    def __init__(self, rows: Sequence[Sequence[Any]], rowcount: int) -> None:
        self.rowcount = rowcount
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        """Yield all rows that are left."""
        return self._rows


def parameters(url: str) -> dict[str, str]:
    """Return the parameters of a connection.

    :raises ValueError: the URL is not valid, or the library is missing. The text has no password.
    """
    reason = IMPORT_PROBLEM
    if reason:
        raise ValueError(
            f"needs the Python library psycopg 3, and {sys.executable} cannot import it "
            f"({reason}). Install psycopg[binary] for this Python."
        )
    try:
        parsed = pq.Conninfo.parse(url.encode())
    except Exception:  # its text can contain the password
        raise ValueError(
            "is no valid URL of a PostgreSQL database, such as "
            "postgresql://user@host/database?sslmode=verify-full. Encode special characters of a "
            "password with percent signs, or use a password file."
        ) from None
    known = {each.keyword.decode(): each.val for each in parsed}
    defaults = {name: value for name, value in PARAMETERS.items() if name in known}
    return {**defaults, **{name: value.decode() for name, value in known.items() if value}}


class PostgresConnection:
    """A connection in the process that has opened it.

    :param options: the parameters.
    :raises ConnectionLostError: the server cannot be reached, or rejects the connection.
    """

    def __init__(self, options: dict[str, str]) -> None:
        quoted = {
            name: re.sub(r"([\\'])", r"\\\1", value)
            for name, value in {**options, "client_encoding": "UTF8"}.items()
        }
        self._pq = pq.PGconn.connect(
            " ".join(f"{name}='{value}'" for name, value in quoted.items()).encode()
        )
        if self._pq.status != pq.ConnStatus.OK:
            message = self._pq.error_message.decode(errors="replace")
            self._pq.finish()
            raise ConnectionLostError(_without_secrets(_one_line(message), options))
        self._pq.nonblocking = 1

    @property
    def in_transaction(self) -> bool:
        """Return whether a transaction has begun and not ended."""
        return self._pq.transaction_status in (
            pq.TransactionStatus.INTRANS,
            pq.TransactionStatus.INERROR,
        )

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        """Execute a statement with a question mark for each value."""
        parts = statement.split("?")
        numbered = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1))
        encoded = [_encoded(value) for value in values]
        return self._send(
            lambda: self._pq.send_query_params(
                (numbered + parts[-1]).encode(),
                [each for each, _type in encoded],
                [each for _value, each in encoded],
            )
        )

    def execute_all(self, statements: str) -> Rows:
        """Execute several statements without values. Return the rows of the last one."""
        return self._send(lambda: self._pq.send_query(statements.encode()))

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> Rows:
        """Execute an INSERT with ``VALUES (?, ...)`` for several rows."""
        changed = 0
        for first in range(0, len(rows), MAX_ROWS):
            part = rows[first : first + MAX_ROWS]
            group = f"({', '.join('?' * len(part[0]))})"
            groups = ", ".join([group] * len(part))
            values = [value for row in part for value in row]
            changed += self.execute(statement.replace(group, groups, 1), values).rowcount
        return Rows([], changed)

    def close(self) -> None:
        """End the connection."""
        self._pq.finish()

    def _send(self, send: Callable[[], None]) -> Rows:
        """Return the rows of the last statement that ``send`` sends."""
        end = time.monotonic() + ANSWER_TIMEOUT
        rows = Rows([], 0)
        try:
            send()
            self._flush(end)
            while (result := self._result(end)) is not None:
                if result.status == pq.ExecStatus.FATAL_ERROR:
                    self._raise(result)
                rows = Rows(_decoded(result), result.command_tuples or 0)
        except OperationalError as error:
            raise ConnectionLostError(_one_line(str(error))) from None
        return rows

    def _flush(self, end: float) -> None:
        while self._pq.flush():
            self._wait(select.POLLIN | select.POLLOUT, end)
            self._pq.consume_input()

    def _result(self, end: float) -> Any:
        while self._pq.is_busy():
            self._wait(select.POLLIN, end)
            self._pq.consume_input()
        return self._pq.get_result()

    def _wait(self, events: int, end: float) -> None:
        poll = select.poll()
        poll.register(self._pq.socket, events)
        if not poll.poll(max(0.0, end - time.monotonic()) * 1000):
            self.close()
            raise NoAnswerError("the server does not answer")

    def _raise(self, error: Any) -> None:
        """Raise the error of an answer, after the rest of the answer."""
        while self._pq.status == pq.ConnStatus.OK and self._pq.get_result() is not None:
            pass
        state = (error.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
        message = _one_line((error.error_message or b"").decode(errors="replace"))
        if not state or state.startswith(CLOSING) or self._pq.status != pq.ConnStatus.OK:
            raise ConnectionLostError(message)
        raise StatementError(state, message)


def _encoded(value: Any) -> tuple[bytes | None, int]:
    """Return a value as libpq expects it, and its type."""
    if value is None:
        return None, 0
    if isinstance(value, int):
        return str(int(value)).encode(), INT8
    if isinstance(value, float):
        return repr(value).encode(), FLOAT8
    return str(value).translate(ESCAPED).encode(errors="replace"), TEXT


def _decoded(result: Any) -> list[list[Any]]:
    """Return the rows of an answer."""
    decoders = [DECODERS.get(result.ftype(column), _text) for column in range(result.nfields)]
    return [
        [
            None if value is None else decode(value)
            for decode, value in (
                (decode, result.get_value(row, column)) for column, decode in enumerate(decoders)
            )
        ]
        for row in range(result.ntuples)
    ]


def _text(value: bytes) -> str:
    text = value.decode()
    return text.replace("\x1a0", "\0").replace("\x1a1", "\x1a") if "\x1a" in text else text


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _without_secrets(message: str, options: dict[str, str]) -> str:
    for name in ("password", "sslpassword"):
        if options.get(name):
            message = message.replace(options[name], "***")
    return message
