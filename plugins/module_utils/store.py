# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file through which the processes of one account share what they know.

One small SQLite file for a token and an address, in the user's cache directory, readable by the user
alone. It holds no secret: its name is a hash, its content numbers and what lists show. Where the file
cannot be used (read-only home, full disk, locked for long), the same tables live in the memory of this
process: everything works, only unshared. A damaged file is replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from .locks import locked

VERSION = 2
SCHEMA = """
CREATE TABLE budget (id INTEGER PRIMARY KEY CHECK (id = 1), ceiling INTEGER, remaining INTEGER, resets REAL);
CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL, alive REAL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE listings (path TEXT PRIMARY KEY, at REAL);
CREATE TABLE elements (path TEXT, id TEXT, position INTEGER, at REAL, element TEXT, PRIMARY KEY (path, id));
CREATE TABLE touches (path TEXT, id TEXT, at REAL, PRIMARY KEY (path, id));
CREATE TABLE watchers (path TEXT, id TEXT, until REAL, PRIMARY KEY (path, id));
CREATE TABLE announcements (run TEXT, at REAL, path TEXT, id TEXT, object TEXT, PRIMARY KEY (run, path, id));
"""


def cache_directory() -> Path:
    """Where the file lies: CLOUDPANEL_CACHE_DIR, else the user's cache directory."""
    own = os.environ.get("CLOUDPANEL_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "ansible-ionos-cloudpanel"


class Store:
    """The shared tables of one account. All times are seconds since the epoch."""

    def __init__(self, token: str, url: str, directory: Path | None = None) -> None:
        digest = hashlib.sha256("\0".join((token, url.rstrip("/"))).encode()).hexdigest()
        self._file = (directory or cache_directory()) / f"{digest[:32]}.sqlite"
        self._db: sqlite3.Connection | None = None
        self._pid = 0
        self.shared = True

    @property
    def usable(self) -> bool:
        """Whether the file can be shared, by trying."""
        self.recall("")
        return self.shared

    # -- facts that were learnt of the API

    def recall(self, name: str) -> Any:
        with self.transaction() as db:
            row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def remember(self, name: str, value: Any) -> None:
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    # -- locks

    def lock(self, name: str, patience: float) -> AbstractContextManager[bool]:
        """Let one process at a time into the block; see ``locks.locked``. Yields False, at once, if nothing is shared."""
        return locked(self._file.with_suffix(""), name, patience) if self.usable else nullcontext(False)

    # -- the file

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A step that is made whole or not at all. One whose file fails under it is lost without an error; what the
        block would have returned is then missing."""
        db = self._begin()
        try:
            yield db
            db.execute("COMMIT")
        except sqlite3.Error:
            self._to_memory()
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def _begin(self) -> sqlite3.Connection:
        for way in (self._use_file, self._replace_file, self._to_memory):
            try:
                way()
                self._db.execute("BEGIN IMMEDIATE")
                return self._db
            except (sqlite3.Error, OSError):
                continue
        raise RuntimeError("SQLite cannot open a database in memory.")

    def _use_file(self) -> None:
        # A connection must not cross a fork.
        if self._db is None or self._pid != os.getpid():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            self._open(str(self._file))

    def _replace_file(self) -> None:
        """Start anew where the file is no database (any more)."""
        if not self._is_sound():
            self._file.unlink()
        self._db = None
        self._use_file()

    def _is_sound(self) -> bool:
        """:raises sqlite3.OperationalError: nobody can tell (locked, unreadable)."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=1)) as db:
            try:
                return db.execute("PRAGMA quick_check").fetchone() == ("ok",)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                return False

    def _open(self, target: str) -> None:
        self._db = sqlite3.connect(target, timeout=10, isolation_level=None, check_same_thread=False)
        self._pid = os.getpid()
        self._db.execute("PRAGMA synchronous = OFF")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self._lay_out()

    def _lay_out(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            tables = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
            for statement in (*(f"DROP TABLE {name}" for (name,) in tables), *filter(str.strip, SCHEMA.split(";"))):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute("COMMIT")

    def _to_memory(self) -> None:
        self.shared = False
        self._open(":memory:")
