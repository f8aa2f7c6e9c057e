# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account's request budget, and what else processes have to tell each other.

One small SQLite file for a token and an address, in the user's cache directory, readable by the user
alone. It holds no secret: its name is a hash, its content numbers and announced objects. Where the
file cannot be used (read-only home, full disk, damaged), the same tables live in the memory of this
process: everything works, only unshared.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DOCUMENTED_LIMIT = 25
WINDOW = 60.0
ANNOUNCEMENTS_LAST = 6 * 3600
NOT_A_RUN = (b"ansible-runner", b"ansible-test", b"ansible-navigator")

SCHEMA = """
CREATE TABLE IF NOT EXISTS budget (
    id INTEGER PRIMARY KEY CHECK (id = 1), ceiling INTEGER, remaining INTEGER, resets REAL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS announcements (
    run TEXT, at REAL, path TEXT, id TEXT, object TEXT, PRIMARY KEY (run, path, id));
"""


class BudgetExhausted(Exception):
    """No request slot came free within the caller's patience (seconds)."""


def cache_directory() -> Path:
    """Where the file lies: CLOUDPANEL_CACHE_DIR, else the user's cache directory."""
    own = os.environ.get("CLOUDPANEL_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "ansible-ionos-cloudpanel"


def run_id() -> str | None:
    """The Ansible run that this process belongs to: its outermost ancestor that is an Ansible program.

    None where processes cannot be looked up (no /proc) or where there is none.
    """
    pid, found = os.getpid(), None
    while pid > 1:
        try:
            program = [os.path.basename(word) for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:2]]
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            return found
        if any(word.startswith(b"ansible") and word not in NOT_A_RUN for word in program):
            found = f"{pid}-{fields[19]}"
        pid = int(fields[1])
    return found


class Quota:
    """What the processes of one account share. All times are seconds since the epoch."""

    def __init__(self, token: str, url: str, directory: Path | None = None) -> None:
        digest = hashlib.sha256("\0".join((token, url)).encode()).hexdigest()
        self._file = (directory or cache_directory()) / f"{digest[:32]}.sqlite"
        self._db: sqlite3.Connection | None = None
        self._pid = 0
        self.shared = True

    # -- the budget

    def acquire(self, patience: float) -> float:
        """Take one request slot; sleep until the window resets where none is left.

        :returns: the seconds slept. :raises BudgetExhausted: when that would take more than ``patience``.
        """
        waited = 0.0
        while True:
            pause = self._take()
            if not pause:
                return waited
            # Processes that wake at the same moment would only queue at the file again.
            pause += random.uniform(0.05, 0.5)
            if waited + pause > patience:
                raise BudgetExhausted(
                    f"The account's budget of requests is used up for {pause:.0f} more seconds; "
                    f"this request had already waited {waited:.0f}.")
            time.sleep(pause)
            waited += pause

    def _take(self) -> float:
        with self._transaction() as db:
            now = time.time()
            ceiling, remaining, resets = self._window(db, now)
            if ceiling is None:
                return 0.0
            if remaining > 0:
                self._store(db, ceiling, remaining - 1, resets)
                return 0.0
            return resets - now

    @staticmethod
    def _window(db: sqlite3.Connection, now: float) -> tuple[int | None, int, float]:
        row = db.execute("SELECT ceiling, remaining, resets FROM budget").fetchone()
        if row is None:
            return DOCUMENTED_LIMIT, DOCUMENTED_LIMIT, now + WINDOW
        ceiling, remaining, resets = row
        # A reset further away than a window means that the clock was set back.
        if ceiling is not None and not now < resets <= now + 2 * WINDOW:
            return ceiling, ceiling, now + WINDOW
        return ceiling, remaining, resets

    @staticmethod
    def _store(db: sqlite3.Connection, ceiling: int | None, remaining: int, resets: float) -> None:
        db.execute("INSERT OR REPLACE INTO budget VALUES (1, ?, ?, ?)", (ceiling, remaining, resets))

    def observe(self, ceiling: int | None, remaining: int | None, reset: float | None) -> None:
        """Learn from an answer's rate-limit headers; all None: the API counts nothing.

        :param reset: seconds until the whole budget is back.
        """
        with self._transaction() as db:
            now = time.time()
            if remaining is None:
                self._store(db, None, 0, 0.0)
                return
            resets = now + (WINDOW if reset is None else reset)
            _ceiling, known, known_resets = self._window(db, now)
            # Requests in flight are counted here already, by the API not yet: the lower number holds,
            # unless the API has begun a new window.
            if _ceiling is not None and resets < known_resets + WINDOW / 2:
                remaining = min(remaining, known)
            self._store(db, ceiling or _ceiling or DOCUMENTED_LIMIT, remaining, resets)

    # -- what was learnt of the API

    def recall(self, name: str) -> Any:
        with self._transaction() as db:
            row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def remember(self, name: str, value: Any) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    # -- what a check-mode run has announced

    def announce(self, run: str, path: str, identifier: str, planned: dict | None) -> None:
        """Let later tasks of the same run see ``planned`` (None: removed) among the objects of ``path``."""
        with self._transaction() as db:
            db.execute("DELETE FROM announcements WHERE at < ?", (time.time() - ANNOUNCEMENTS_LAST,))
            db.execute("INSERT OR REPLACE INTO announcements VALUES (?, ?, ?, ?, ?)",
                       (run, time.time(), path, identifier, json.dumps(planned)))

    def announced(self, run: str, path: str) -> dict[str, dict | None]:
        """What this run announced for ``path``, by id."""
        with self._transaction() as db:
            rows = db.execute("SELECT id, object FROM announcements WHERE run = ? AND path = ? ORDER BY at",
                              (run, path)).fetchall()
        return {identifier: json.loads(text) for identifier, text in rows}

    def retract(self, run: str) -> None:
        """Forget what a run announced: it has begun to write, and what it announced is no longer what will be."""
        with self._transaction() as db:
            db.execute("DELETE FROM announcements WHERE run = ?", (run,))

    # -- the file

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._begin()
        try:
            yield db
            db.execute("COMMIT")
        except sqlite3.Error:
            # The step was made on a file that failed under it. It is lost; the next ones go to memory.
            self._to_memory()

    def _begin(self) -> sqlite3.Connection:
        for _attempt in range(2):
            try:
                db = self._connection()
                db.execute("BEGIN IMMEDIATE")
                return db
            except (sqlite3.Error, OSError):
                self._to_memory()
        raise RuntimeError("SQLite cannot open a database in memory.")

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork.
        if self._db is None or self._pid != os.getpid():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            self._open(str(self._file))
        return self._db

    def _open(self, target: str) -> None:
        self._db = sqlite3.connect(target, timeout=10, isolation_level=None, check_same_thread=False)
        self._pid = os.getpid()
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)

    def _to_memory(self) -> None:
        self.shared = False
        self._open(":memory:")
