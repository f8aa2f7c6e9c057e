# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Ansible run a process belongs to, and what a check-mode run announces to its later tasks."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from .reads import without_secrets
from .store import Store, pack, unpack

ANNOUNCEMENTS_LAST = 6 * 3600
NOT_A_RUN = (b"ansible-runner", b"ansible-test", b"ansible-navigator")


@dataclass(frozen=True)
class Run:
    """:param began: seconds since the epoch."""

    id: str
    began: float


def current_run() -> Run | None:
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
            age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
            found = Run(f"{pid}-{fields[19]}", time.time() - age)
        pid = int(fields[1])
    return found


class Announcements:
    """Planned objects, which the later tasks of the same run find among the real ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, run: str, path: str, identifier: str, planned: dict | None) -> None:
        """Let later tasks of the run see ``planned`` (None: removed) among the objects of ``path``."""
        self._store.write("DELETE FROM announcements WHERE at < ?", time.time() - ANNOUNCEMENTS_LAST)
        self._store.write("INSERT OR REPLACE INTO announcements VALUES (?, ?, ?, ?, ?)",
                          run, time.time(), path, identifier, pack(without_secrets(planned)))

    def of(self, run: str, path: str) -> dict[str, dict | None]:
        """What the run announced for ``path``, by id."""
        return self._store.transact(lambda db: {identifier: unpack(text) for identifier, text in db.execute(
            "SELECT id, object FROM announcements WHERE run = ? AND path = ? ORDER BY at", (run, path))})

    def retract(self, run: str) -> None:
        """Forget what a run announced: it has begun to write, and what it announced is no longer what will be."""
        self._store.write("DELETE FROM announcements WHERE run = ?", run)
