# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store needs of a database: connections, transactions and locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
#: Seconds to wait for a transaction of another process. Transactions take milliseconds, so a
#: process with a longer one is suspended.
TRANSACTION_TIMEOUT = 5.0
#: The environment variable with the URL of a database on a server.
SERVER_VARIABLE = "CLOUDPANEL_SHARED_STORE"
#: Begins a transaction. The transactions of an account run one after the other.
BEGIN = "BEGIN IMMEDIATE"


class UnusableError(Exception):
    """The database cannot be used."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


class Cursor(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """Return the number of rows that the statement has changed."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield all rows that are left."""


class Connection(Protocol):
    """A connection to a database, for statements that SQLite and PostgreSQL understand.

    Values replace the question marks of a statement.
    """

    @property
    def in_transaction(self) -> bool:
        """Return whether a transaction has begun and not ended."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Cursor:
        """Execute a statement."""

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> Cursor:
        """Execute an INSERT with ``VALUES (?, ...)`` for several rows. Their keys differ."""


def transaction(db: Connection, work: Callable[[Connection], T]) -> T:
    """Return the result of ``work``, which runs as one transaction."""
    db.execute(BEGIN)
    try:
        result = work(db)
        db.execute("COMMIT")
        return result
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


class Database(Protocol):
    """The tables and locks of one account."""

    @property
    def lock_was_lost(self) -> bool:
        """Return whether another process may have taken a lock that this process holds."""

    def attempt(self, work: Callable[[Connection], T]) -> T:
        """Return the result of ``work``, which begins and ends its transactions.

        It can run again; see ``Store.transact``.

        :raises UnusableError: the database cannot be used.
        """

    def all_locked(
        self, names: Sequence[str], timeout: float
    ) -> AbstractContextManager[bool | None]:
        """Run the block while this process holds locks; see ``locks.all_locked``.

        :raises UnusableError: the database cannot be used.
        """
