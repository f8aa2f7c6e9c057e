# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file through which the processes of one account share what they know.

One small SQLite file for each token and address, in a directory that only the user can write to. It contains no secret: its
name is a hash, its content numbers and what lists show. A damaged file is replaced. If no file can be used, the same tables
are kept in the memory of this process, and ``problem`` says why nothing is shared.
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
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from .locks import locked

T = TypeVar("T")
NAME = "ansible-ionos-cloudpanel"
#: What marks the file as one of ours ("IONS"), and the version of its tables.
APPLICATION = 0x494F4E53
VERSION = 4
SCHEMA = """
CREATE TABLE budget (id INTEGER PRIMARY KEY CHECK (id = 1), ceiling INTEGER, remaining INTEGER, resets REAL,
                     at REAL, announced INTEGER);
CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL, alive REAL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE listings (path TEXT PRIMARY KEY, at REAL);
CREATE TABLE elements (path TEXT, id TEXT, position INTEGER, at REAL, element TEXT, PRIMARY KEY (path, id));
CREATE TABLE touches (path TEXT, id TEXT, at REAL, PRIMARY KEY (path, id));
CREATE TABLE recent (path TEXT, id TEXT, at REAL, change TEXT, PRIMARY KEY (path, id));
CREATE TABLE watchers (path TEXT, id TEXT, until REAL, PRIMARY KEY (path, id));
CREATE TABLE announcements (run TEXT, at REAL, path TEXT, id TEXT, object TEXT, PRIMARY KEY (run, path, id));
"""
#: Seconds to wait for a transaction of another process. Transactions take milliseconds: one that lasts longer is stopped.
PATIENCE = 5.0
#: Errors that damaged content can cause; those of them that callers cause; texts of those that a new file has as well.
DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError, TypeError)
MISUSE = (sqlite3.ProgrammingError, sqlite3.IntegrityError)
ENVIRONMENT = ("disk is full", "disk I/O", "unable to open", "readonly")


def account_digest(token: str, url: str) -> str:
    """Return what tells one token at one address from all others, without revealing the token."""
    return hashlib.sha256("\0".join((token, url.rstrip("/"))).encode()).hexdigest()[:32]


class Store:
    """The shared tables of one account. All times are seconds since the epoch."""

    def __init__(self, token: str, url: str, directory: Path | None = None) -> None:
        self._digest = account_digest(token, url)
        self._directory = directory
        self._file = Path()
        self._opened: os.stat_result | None = None
        self._db: sqlite3.Connection | None = None
        self._pid = 0
        #: Why nothing is shared; empty as long as the file can be used.
        self.problem = ""

    @property
    def shared(self) -> bool:
        return not self.problem

    @property
    def usable(self) -> bool:
        """Whether the file can be used, by trying."""
        self.read("SELECT 1")
        return self.shared

    # -- facts that were learnt of the API

    def get_fact(self, name: str) -> Any:
        return self.transact(
            lambda db: next(
                (
                    unpack(value)
                    for (value,) in db.execute("SELECT value FROM facts WHERE name = ?", (name,))
                ),
                None,
            )
        )

    def set_fact(self, name: str, value: Any) -> None:
        self.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, pack(value))

    # -- locks

    def lock(self, name: str, timeout: float) -> AbstractContextManager[bool | None]:
        """Let one process at a time into the block; see ``locks.locked``. Yields None, at once, if nothing is shared."""
        return locked(self._base, name, timeout) if self.usable else nullcontext()

    @property
    def _base(self) -> Path:
        return self._file.with_suffix("")

    # -- transactions

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.transact(lambda db: db.execute(query, values).fetchall())

    def write(self, statement: str, *values: Any) -> None:
        self.transact(lambda db: db.execute(statement, values))

    def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` as one transaction and return its result.

        ``work`` must have no other effects, because it can run again: on a new file if this one is damaged or blocked by a
        process that is stopped, and in memory if the file cannot be used.
        """
        if self.problem:
            return _committed(self._memory(), work)
        try:
            try:
                return _committed(self._connection(), work)
            except DAMAGE as error:
                if (
                    isinstance(error, MISUSE)
                    or self._is_current()
                    and any(word in str(error) for word in ENVIRONMENT)
                ):
                    raise
                self._replace()
                return _committed(self._connection(), work)
        except (sqlite3.OperationalError, OSError) as error:
            self._give_up(
                f"{self._file} cannot be used ({error})"
                if isinstance(error, sqlite3.Error)
                else str(error)
            )
            return _committed(self._memory(), work)

    # -- the file

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork, and another process may have replaced the file.
        if self._db is None or self._pid != os.getpid() or not self._is_current():
            self._file = self._place()
            self._opened = os.stat(self._file)
            self._open(str(self._file))
        return self._db

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(self._opened, os.stat(self._file))
        except OSError:
            return False

    def _place(self) -> Path:
        """Return the file in the first directory that can be used. :raises OSError: None can."""
        problems = []
        for directory in [self._directory] if self._directory else cache_directories():
            try:
                return private_file(directory / f"{self._digest}.sqlite")
            except OSError as error:
                problems.append(f"{directory} cannot be used ({error.strerror or error})")
        raise OSError("; ".join(problems))

    def _open(self, target: str) -> None:
        self._db = sqlite3.connect(
            target, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._pid = os.getpid()
        self._db.execute("PRAGMA synchronous = OFF")
        if self._version() != (APPLICATION, VERSION):
            _committed(self._db, self._lay_out)

    def _version(self) -> tuple[int, int]:
        return tuple(
            self._db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )

    def _lay_out(self, db: sqlite3.Connection) -> None:
        """Make the tables of a new file. :raises sqlite3.DatabaseError: It is not new."""
        if self._version() == (APPLICATION, VERSION):  # another process was faster
            return
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("The tables are of another version.")
        for statement in filter(str.strip, SCHEMA.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")

    def _replace(self) -> None:
        """Remove the file, unless another process has replaced it. What is open elsewhere stays as it is."""
        with locked(self._base, "replace", PATIENCE):
            if self._is_current():
                for path in (self._file.with_name(f"{self._file.name}-journal"), self._file):
                    path.unlink(missing_ok=True)
        self._db = None

    def _memory(self) -> sqlite3.Connection:
        if self._db is None:
            self._open(":memory:")
        return self._db

    def _give_up(self, reason: str) -> None:
        self._db = None
        self.problem = (
            "Tasks do not share their request budget, the lists that they read, and locks, and check mode does not know "
            f"what earlier tasks of the run would do: {reason}. Set CLOUDPANEL_CACHE_DIR to a directory that belongs to "
            "you and that no other user can write to."
        )


def _committed(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        result = work(db)
        db.execute("COMMIT")
        return result
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


# -- values in tables


def pack(value: Any) -> str:
    """Return a value as a text with a checksum, so that damage is noticed."""
    text = json.dumps(value)
    return f"{zlib.crc32(text.encode()):08x}{text}"


def unpack(packed: str) -> Any:
    """:raises json.JSONDecodeError: The text is not as it was written."""
    checksum, text = packed[:8], packed[8:]
    if checksum != f"{zlib.crc32(text.encode()):08x}":
        raise json.JSONDecodeError("The checksum is wrong.", text, 0)
    return json.loads(text)


# -- directories


def cache_directories() -> Iterator[Path]:
    """Yield where the file may be: CLOUDPANEL_CACHE_DIR, or the user's cache directory, or a directory for temporary files."""
    own = os.environ.get("CLOUDPANEL_CACHE_DIR")
    if own:
        yield Path(os.path.expanduser(own))
        return
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if os.path.isabs(base):
        yield Path(base) / NAME
    yield Path(tempfile.gettempdir()) / f"{NAME}-{os.geteuid()}"


def private_file(path: Path) -> Path:
    """Make sure that a file and its directory belong to this user and that nobody else can write to them.

    A file for which this is not so is replaced: others may have written to it.
    :raises OSError: The directory is not private, or the file cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for status in (os.lstat(path.parent), os.stat(path.parent)):
        _check_private(status)
    try:
        present = os.lstat(path)
        if (
            not stat.S_ISREG(present.st_mode)
            or present.st_uid != os.geteuid()
            or present.st_mode & 0o022
        ):
            path.unlink()
    except FileNotFoundError:
        pass
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        os.fchmod(file, 0o600)
    finally:
        os.close(file)
    return path


def _check_private(directory: os.stat_result) -> None:
    """Check a directory or a link to one."""
    if directory.st_uid not in (0, os.geteuid()):
        raise OSError(errno.EPERM, "it belongs to another user")
    if directory.st_mode & 0o022 and not stat.S_ISLNK(directory.st_mode):
        raise OSError(errno.EPERM, "other users can write to it")
