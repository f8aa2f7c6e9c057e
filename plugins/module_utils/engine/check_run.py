# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Ansible run a task belongs to, and what a check-mode run announces to its later tasks."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..resources.lists import LISTS
from ..shared import clock
from ..shared.store import Store, pack, unpack

#: Environment variable in which the action plugin passes the run to the module: id, start time, age in seconds.
VARIABLE = "CLOUDPANEL_RUN"
#: Seconds that a module may take from the action plugin to its first line. A larger difference is one of the clocks of two hosts.
START = 30
ANNOUNCEMENTS_LAST = 6 * 3600


@dataclass(frozen=True)
class Run:
    """:param began: seconds since the epoch."""

    id: str
    began: float

    def passed_on(self) -> str:
        """Return the value of ``VARIABLE`` for a module that starts now."""
        return f"{self.id} {self.began!r} {clock.now() - self.began!r}"


def current_run() -> Run | None:
    """Return the run that this task belongs to, with its start by the clock of this host. None: the module was started by hand."""
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    identifier, began, age = value.split()
    here = clock.now() - float(age)
    return Run(identifier, float(began) if abs(here - float(began)) < START else here)


class Announcements:
    """Planned objects, which the later tasks of the same run find among the real ones."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, run: str, path: str, identifier: str, planned: dict | None) -> None:
        """Let later tasks of the run see ``planned`` (None: removed) among the objects of ``path``."""
        self._store.write(
            "DELETE FROM announcements WHERE at < ?", clock.now() - ANNOUNCEMENTS_LAST
        )
        self._store.write(
            "INSERT OR REPLACE INTO announcements VALUES (?, ?, ?, ?, ?)",
            run,
            clock.now(),
            path,
            identifier,
            pack(LISTS.without_sensitive(path, planned)),
        )

    def of(self, run: str, path: str) -> dict[str, dict | None]:
        """What the run announced for ``path``, by id."""
        return self._store.transact(
            lambda db: {
                identifier: unpack(text)
                for identifier, text in db.execute(
                    "SELECT id, object FROM announcements WHERE run = ? AND path = ? ORDER BY at",
                    (run, path),
                )
            }
        )

    def retract(self, run: str) -> None:
        """Forget what a run announced: it has begun to write, and what it announced is no longer what will be."""
        self._store.write("DELETE FROM announcements WHERE run = ?", run)
