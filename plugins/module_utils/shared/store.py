# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store: what the processes of one account know.

It is a small SQLite file for each token and URL (shared_file.py), or a schema of a PostgreSQL
server (shared_server.py). It contains no secret: its name is a hash, and its tables contain numbers
and what lists show (schema.py). If the database cannot be used, the same tables are kept in the
memory of this process, and ``Store.problem`` says why nothing is shared.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from .database import SERVER_VARIABLE, Connection, Database, T, UnusableError, transaction
from .schema import upsert
from .shared_file import SharedFile, open_database

if os.environ.get(SERVER_VARIABLE):
    # Users without a server do not need it. With one, Ansible imports it before it forks.
    import_module(f"{__package__}.shared_server")


def account_digest(token: str, url: str) -> str:
    """Return a text that identifies a token and a URL and does not reveal the token."""
    return hashlib.sha256("\0".join((token, url.rstrip("/"))).encode()).hexdigest()[:32]


class Store:
    """The shared tables of one account. All times are seconds since the epoch.

    :param directory: of the file. By default, the server or the directory that the environment
        names is used.
    :raises ValueError: the server cannot be used with this value of the environment.
    """

    def __init__(self, token: str, url: str, directory: Path | None = None) -> None:
        self._database = _database(account_digest(token, url), directory)
        self._private: Connection | None = None
        self._report: Callable[[str], None] = lambda _problem: None
        #: Why nothing is shared, "" as long as the database can be used.
        self.problem = ""

    @classmethod
    def in_memory(cls) -> Store:
        """Return a store that belongs to this process alone."""
        store = cls("", "", Path())
        store.problem = "private"
        return store

    @property
    def shared(self) -> bool:
        """Return whether the database could be used so far."""
        return not self.problem

    @property
    def usable(self) -> bool:
        """Try whether the database can be used, if it is not open yet."""
        self._attempt(lambda _db: None)
        return self.shared

    def report_problem(self, report: Callable[[str], None]) -> None:
        """Open the database. Report its problem now, or as soon as it cannot be used any more."""
        if self.problem:
            report(self.problem)
        self._report = report
        self._attempt(lambda _db: None)

    # -- facts about the API

    def get_fact(self, name: str) -> Any:
        """Return a value that ``set_fact`` saved, or None."""
        query = "SELECT value FROM facts WHERE name = ?"

        def get(db: Connection) -> Any:
            rows = db.execute(query, (name,)).fetchall()
            return unpack(rows[0][0]) if rows else None

        return self._attempt(get)

    def set_fact(self, name: str, value: Any) -> None:
        """Save a JSON value."""
        self.write(upsert("facts", "VALUES (?, ?)"), name, pack(value))

    # -- locks

    @contextmanager
    def lock(self, name: str, timeout: float) -> Iterator[bool | None]:
        """Run the block in one process at a time; see ``locks.locked``.

        Yield None at once if nothing is shared.
        """
        with self.lock_all([name], timeout) as held:
            yield held

    @contextmanager
    def lock_all(self, names: Sequence[str], timeout: float) -> Iterator[bool | None]:
        """Run the block while no other process holds one of these locks.

        Yield None at once if nothing is shared.
        """
        with ExitStack() as stack:
            held = None
            if self.usable:
                try:
                    held = stack.enter_context(self._database.all_locked(names, timeout))
                except UnusableError as error:
                    self._stop_sharing(error)
            yield held

    @property
    def lock_was_lost(self) -> bool:
        """Return whether another process has taken a lock that this process holds.

        Then it must not write, because its knowledge of the object may be wrong.
        """
        return self._database.lock_was_lost

    # -- transactions

    def read(self, convert: Callable[..., T], query: str, *values: Any) -> list[T]:
        """Return ``convert(*row)`` for each row of a query as one transaction.

        A row that ``convert`` cannot use, such as a text instead of a number, is a damage.
        """
        return self._attempt(lambda db: [convert(*row) for row in db.execute(query, values)])

    def write(self, statement: str, *values: Any) -> None:
        """Execute a statement as one transaction."""
        self.transact(lambda db: db.execute(statement, values))

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` as one transaction and return its result.

        ``work`` must have no other effects, because it can run again: on a new file if this one is
        damaged or blocked by a suspended process, on a new connection, and in memory if the
        database cannot be used. It converts the values that it returns, because those of a damaged
        file can have any type.
        """
        return self._attempt(lambda db: transaction(db, work))

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        """Run ``work``, which begins and ends its transactions; see :meth:`transact`."""
        if not self.problem:
            try:
                return self._database.attempt(work)
            except UnusableError as error:
                self._stop_sharing(error)
        return work(self._memory())

    def _memory(self) -> Connection:
        if self._private is None:
            self._private = open_database()
        return self._private

    def _stop_sharing(self, reason: UnusableError) -> None:
        self.problem = (
            "Tasks do not share their request budget, the lists that they read, and locks, and "
            f"check mode does not know what earlier tasks of the run would do: {reason}. "
            f"{reason.remedy}"
        )
        self._report(self.problem)


def _database(digest: str, directory: Path | None) -> Database:
    """Return the database of an account.

    :raises ValueError: the environment names a server in a form that is not valid.
    """
    url = os.environ.get(SERVER_VARIABLE)
    if directory is None and url:
        from .shared_server import SharedServer

        return SharedServer(url, digest)
    return SharedFile(digest, directory)


# -- values in tables


def pack(value: Any) -> str:
    """Return a JSON value as a text with a checksum, so that ``unpack`` notices damage."""
    text = json.dumps(value)
    return f"{zlib.crc32(text.encode()):08x}{text}"


def unpack(packed: str) -> Any:
    """Return the value that ``pack`` received.

    :raises json.JSONDecodeError: the text is damaged.
    """
    checksum, text = packed[:8], packed[8:]
    if checksum != f"{zlib.crc32(text.encode()):08x}":
        raise json.JSONDecodeError("wrong checksum", text, 0)
    return json.loads(text)
