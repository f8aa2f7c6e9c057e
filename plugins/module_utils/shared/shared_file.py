# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared file: the tables of one account in a small SQLite file, and its locks next to it.

The file is in a directory to which only the user can write. A damaged file is replaced.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from .database import TRANSACTION_TIMEOUT, Connection, T, UnusableError, transaction
from .locks import all_locked, locked
from .schema import APPLICATION_ID, TABLES, VERSION

#: The name of the directory with the shared files.
DIRECTORY_NAME = "ansible-ionos-cloudpanel"
#: The remedy if no file can be used.
REMEDY = (
    "Set CLOUDPANEL_CACHE_DIR to a directory that belongs to you and that no other user can write "
    "to."
)
#: Errors that a damaged file can cause.
DAMAGE_ERRORS = (sqlite3.DatabaseError, ValueError, TypeError)
#: Those of them that only a mistake of the caller causes.
CALLER_ERRORS = (sqlite3.ProgrammingError, sqlite3.IntegrityError)
#: Texts of errors that a new file would not avoid.
ENVIRONMENT_ERRORS = ("disk is full", "disk I/O", "unable to open", "readonly")


class SharedFile:
    """The database in a file.

    :param digest: identifies the account, and names the file.
    :param directory: of the file. By default, the first of ``cache_directories`` that can be used.
    """

    #: The kernel releases the lock of a file only when the process ends.
    lock_was_lost = False
    #: The file of the connection, what it was at that time, and the process that has opened it.
    _file: Path
    _opened: os.stat_result
    _pid: int

    def __init__(self, digest: str, directory: Path | None) -> None:
        self._digest = digest
        self._directory = directory
        self._db: sqlite3.Connection | None = None

    def attempt(self, work: Callable[[Connection], T]) -> T:
        """Return the result of ``work``; see ``Database.attempt``."""
        try:
            try:
                return work(self._connection())
            except DAMAGE_ERRORS as error:
                if isinstance(error, CALLER_ERRORS) or self._is_environment_error(error):
                    raise
                self._replace()
                return work(self._connection())
        except (sqlite3.OperationalError, OSError) as error:
            self._db = None
            reason = str(error)
            if isinstance(error, sqlite3.Error):
                reason = f"{self._file} cannot be used ({error})"
            raise UnusableError(reason, REMEDY) from error

    def all_locked(
        self, names: Sequence[str], timeout: float
    ) -> AbstractContextManager[bool | None]:
        """Run the block while this process holds locks; see ``locks.all_locked``."""
        return all_locked(self._base, names, timeout)

    @property
    def _base(self) -> Path:
        return self._file.with_suffix("")

    def _connection(self) -> sqlite3.Connection:
        # A connection cannot be used after a fork. Another process may have replaced the file.
        if self._db is None or self._pid != os.getpid() or not self._is_current():
            self._file = self._find_file()
            self._opened = os.stat(self._file)
            self._db = open_database(str(self._file))
            self._pid = os.getpid()
        return self._db

    def _is_current(self) -> bool:
        """Return whether the path still leads to the file that is open."""
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

    def _replace(self) -> None:
        """Remove the file, unless another process has replaced it.

        Processes that have opened it can still use it.
        """
        with locked(self._base, "replace", TRANSACTION_TIMEOUT):
            if self._is_current():
                for path in (self._file.with_name(f"{self._file.name}-journal"), self._file):
                    path.unlink(missing_ok=True)


def open_database(target: str = ":memory:") -> sqlite3.Connection:
    """Return a connection to a file, or to tables in memory."""
    db = sqlite3.connect(
        target, timeout=TRANSACTION_TIMEOUT, isolation_level=None, check_same_thread=False
    )
    # After a loss of power, the file may be damaged. Then it is replaced.
    db.execute("PRAGMA synchronous = OFF")
    # To empty the journal is cheaper than to create and remove it in each transaction.
    db.execute("PRAGMA journal_mode = TRUNCATE")
    # Without a change, a transaction still shows whether this process may write.
    transaction(db, _change_nothing if _is_own(db) else _create_tables)
    return db


# -- tables


def _is_own(db: Connection) -> bool:
    """Return whether the file has the tables of this version and nothing else.

    Other statements in the file, such as triggers, could change or refuse each write.
    """
    application, version = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("application_id", "user_version")
    )
    statements = _statements(db) if (application, version) == (APPLICATION_ID, VERSION) else ()
    return sorted(statements) == sorted(TABLES)


def _change_nothing(_db: Connection) -> None:
    """Change nothing."""


def _statements(db: Connection) -> list[str]:
    """Return the statements with which everything in the file was created."""
    # SQLite itself creates the other ones.
    query = "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    return [str(statement) for (statement,) in db.execute(query)]


def _create_tables(db: Connection) -> None:
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
