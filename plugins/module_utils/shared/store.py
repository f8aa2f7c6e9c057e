# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared file: what the processes of one account know.

It is a small SQLite file for each token and URL, in a directory to which only the user can write.
It contains no secret: its name is a hash, and its tables contain numbers and what lists show
(schema.py). A damaged file is replaced. If no file can be used, the same tables are kept in the
memory of this process, and ``Store.problem`` says why nothing is shared.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

from .locks import all_locked, locked
from .schema import APPLICATION_ID, TABLES, VERSION

T = TypeVar("T")
#: The name of the directory with the shared files.
DIRECTORY_NAME = "ansible-ionos-cloudpanel"
#: Seconds to wait for a transaction of another process. Transactions take milliseconds, so a
#: process with a longer one is suspended.
TRANSACTION_TIMEOUT = 5.0
#: Errors that a damaged file can cause.
DAMAGE_ERRORS = (sqlite3.DatabaseError, ValueError, TypeError)
#: Those of them that only a mistake of the caller causes.
CALLER_ERRORS = (sqlite3.ProgrammingError, sqlite3.IntegrityError)
#: Texts of errors that a new file would not avoid.
ENVIRONMENT_ERRORS = ("disk is full", "disk I/O", "unable to open", "readonly")


def account_digest(token: str, url: str) -> str:
    """Return a text that identifies a token and a URL and does not reveal the token."""
    return hashlib.sha256("\0".join((token, url.rstrip("/"))).encode()).hexdigest()[:32]


class Store:
    """The shared tables of one account. All times are seconds since the epoch.

    :param directory: of the file. By default, the first of ``cache_directories`` that can be used.
    """

    def __init__(self, token: str, url: str, directory: Path | None = None) -> None:
        self._digest = account_digest(token, url)
        self._directory = directory
        self._file = Path()
        self._opened: os.stat_result | None = None
        self._db: sqlite3.Connection | None = None
        self._pid = 0
        #: Why nothing is shared, "" as long as the file can be used.
        self.problem = ""

    @classmethod
    def in_memory(cls) -> Store:
        """Return a store that belongs to this process alone."""
        store = cls("", "")
        store.problem = "private"
        return store

    @property
    def shared(self) -> bool:
        """Return whether the file could be used so far."""
        return not self.problem

    @property
    def usable(self) -> bool:
        """Try whether the file can be used, if it is not open yet."""
        self._attempt(lambda _db: None)
        return self.shared

    # -- facts about the API

    def get_fact(self, name: str) -> Any:
        """Return a value that ``set_fact`` saved, or None."""
        query = "SELECT value FROM facts WHERE name = ?"

        def get(db: sqlite3.Connection) -> Any:
            rows = db.execute(query, (name,)).fetchall()
            return unpack(rows[0][0]) if rows else None

        return self._attempt(get)

    def set_fact(self, name: str, value: Any) -> None:
        """Save a JSON value."""
        self.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, pack(value))

    # -- locks

    def lock(self, name: str, timeout: float) -> AbstractContextManager[bool | None]:
        """Run the block in one process at a time; see ``locks.locked``.

        Yield None at once if nothing is shared.
        """
        return self.lock_all([name], timeout)

    def lock_all(self, names: Sequence[str], timeout: float) -> AbstractContextManager[bool | None]:
        """Run the block while no other process holds one of these locks.

        Yield None at once if nothing is shared.
        """
        return all_locked(self._base, names, timeout) if self.usable else nullcontext()

    @property
    def _base(self) -> Path:
        return self._file.with_suffix("")

    # -- transactions

    def read(self, convert: Callable[..., T], query: str, *values: Any) -> list[T]:
        """Return ``convert(*row)`` for each row of a query as one transaction.

        A row that ``convert`` cannot use, such as a text instead of a number, is a damage.
        """
        return self._attempt(lambda db: [convert(*row) for row in db.execute(query, values)])

    def write(self, statement: str, *values: Any) -> None:
        """Execute a statement as one transaction."""
        self._attempt(lambda db: db.execute(statement, values))

    def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` as one transaction and return its result.

        ``work`` must have no other effects, because it can run again: on a new file if this one is
        damaged or blocked by a suspended process, and in memory if the file cannot be used. It
        converts the values that it returns, because those of a damaged file can have any type.
        """
        return self._attempt(lambda db: _transaction(db, work))

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work``, which begins and ends its transactions; see :meth:`transact`."""
        if self.problem:
            return work(self._memory())
        try:
            try:
                return work(self._connection())
            except DAMAGE_ERRORS as error:
                if isinstance(error, CALLER_ERRORS) or self._is_environment_error(error):
                    raise
                self._replace()
                return work(self._connection())
        except (sqlite3.OperationalError, OSError) as error:
            reason = str(error)
            if isinstance(error, sqlite3.Error):
                reason = f"{self._file} cannot be used ({error})"
            self._stop_sharing(reason)
            return work(self._memory())

    # -- the file

    def _connection(self) -> sqlite3.Connection:
        # A connection cannot be used after a fork. Another process may have replaced the file.
        if self._db is None or self._pid != os.getpid() or not self._is_current():
            self._file = self._find_file()
            self._opened = os.stat(self._file)
            self._db = self._open(str(self._file))
        return self._db

    def _is_current(self) -> bool:
        """Return whether the path still leads to the file that is open."""
        if self._opened is None:
            return False
        try:
            return os.path.samestat(self._opened, os.stat(self._file))
        except OSError:
            return False

    def _is_environment_error(self, error: Exception) -> bool:
        return self._is_current() and any(words in str(error) for words in ENVIRONMENT_ERRORS)

    def _find_file(self) -> Path:
        """Return the file in the first directory that can be used.

        :raises OSError: no directory can be used.
        """
        problems = []
        for directory in [self._directory] if self._directory else cache_directories():
            try:
                return private_file(directory / f"{self._digest}.sqlite")
            except OSError as error:
                problems.append(f"{directory} cannot be used ({error.strerror or error})")
        raise OSError("; ".join(problems))

    def _open(self, target: str) -> sqlite3.Connection:
        self._db = db = sqlite3.connect(
            target, timeout=TRANSACTION_TIMEOUT, isolation_level=None, check_same_thread=False
        )
        self._pid = os.getpid()
        # After a loss of power, the file may be damaged. Then it is replaced.
        db.execute("PRAGMA synchronous = OFF")
        # To empty the journal is cheaper than to create and remove it in each transaction.
        db.execute("PRAGMA journal_mode = TRUNCATE")
        # Without a change, a transaction still shows whether this process may write.
        _transaction(db, _change_nothing if _is_own(db) else _create_tables)
        return db

    def _replace(self) -> None:
        """Remove the file, unless another process has replaced it.

        Processes that have opened it can still use it.
        """
        with locked(self._base, "replace", TRANSACTION_TIMEOUT):
            if self._is_current():
                for path in (self._file.with_name(f"{self._file.name}-journal"), self._file):
                    path.unlink(missing_ok=True)
        self._db = None

    def _memory(self) -> sqlite3.Connection:
        return self._db or self._open(":memory:")

    def _stop_sharing(self, reason: str) -> None:
        self._db = None
        self.problem = (
            "Tasks do not share their request budget, the lists that they read, and locks, and "
            f"check mode does not know what earlier tasks of the run would do: {reason}. Set "
            "CLOUDPANEL_CACHE_DIR to a directory that belongs to you and that no other user can "
            "write to."
        )


def _transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(db)
        db.execute("COMMIT")
        return result
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


# -- tables


def _is_own(db: sqlite3.Connection) -> bool:
    """Return whether the file has the tables of this version and nothing else.

    Other statements in the file, such as triggers, could change or refuse each write.
    """
    application, version = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("application_id", "user_version")
    )
    statements = _statements(db) if (application, version) == (APPLICATION_ID, VERSION) else ()
    return sorted(statements) == sorted(TABLES)


def _change_nothing(_db: sqlite3.Connection) -> None:
    """Change nothing."""


def _statements(db: sqlite3.Connection) -> list[str]:
    """Return the statements with which everything in the file was created."""
    # SQLite itself creates the other ones.
    query = "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    return [str(statement) for (statement,) in db.execute(query)]


def _create_tables(db: sqlite3.Connection) -> None:
    """Create the tables of a new file.

    :raises sqlite3.DatabaseError: the file has other tables.
    """
    if _is_own(db):  # another process created them
        return
    if _statements(db):
        raise sqlite3.DatabaseError("another version")
    for statement in TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


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


# -- directories


def cache_directories() -> Iterator[Path]:
    """Yield the directories in which the file can be.

    These are CLOUDPANEL_CACHE_DIR, or else the user's cache directory and a temporary directory.
    """
    configured = os.environ.get("CLOUDPANEL_CACHE_DIR")
    if configured:
        yield Path(os.path.expanduser(configured))
        return
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if os.path.isabs(base):
        yield Path(base) / DIRECTORY_NAME
    yield Path(tempfile.gettempdir()) / f"{DIRECTORY_NAME}-{os.geteuid()}"


def private_file(path: Path) -> Path:
    """Create a file that belongs to this user and to which no other user can write.

    An existing file that is not private is replaced, because others may have written to it.

    :returns: the path.
    :raises OSError: the directory is not private, or the file cannot be created.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for status in (os.lstat(path.parent), os.stat(path.parent)):
        _check_private(status)
    with suppress(FileNotFoundError):
        if not _is_private_file(os.lstat(path)):
            path.unlink()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        os.fchmod(file, 0o600)
    finally:
        os.close(file)
    return path


def _is_private_file(status: os.stat_result) -> bool:
    return (
        stat.S_ISREG(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & 0o022
    )


def _check_private(directory: os.stat_result) -> None:
    """Check a directory, or a link to one.

    :raises OSError: other users can write to it.
    """
    if directory.st_uid not in (0, os.geteuid()):
        raise OSError(errno.EPERM, "it belongs to another user")
    if directory.st_mode & 0o022 and not stat.S_ISLNK(directory.st_mode):
        raise OSError(errno.EPERM, "other users can write to it")
