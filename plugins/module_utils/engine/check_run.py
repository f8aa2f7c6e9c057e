# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run of Ansible that a task belongs to, and what a check run announces to its later tasks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..shared import clock
from ..shared.store import Store, pack, unpack

#: The environment variable in which the action plugin passes the run to a module: the id, the start
#: time (seconds since the epoch), and the age of the run (seconds).
VARIABLE = "CLOUDPANEL_RUN"
#: Seconds that a module may take from the action plugin to its first line. A larger difference
#: means that the clocks of two hosts differ.
MAX_STARTUP = 30
#: Seconds after which announcements are removed.
ANNOUNCEMENT_LIFETIME = 6 * 3600


@dataclass(frozen=True)
class Run:
    """One start of Ansible.

    :param began: seconds since the epoch.
    """

    id: str
    began: float

    def passed_on(self) -> str:
        """Return the value of ``VARIABLE`` for a module that starts now."""
        return f"{self.id} {self.began!r} {clock.now() - self.began!r}"


def current_run() -> Run | None:
    """Return the run that this task belongs to, or None if the module was started by hand.

    Its start time is in terms of the clock of this host.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    identifier, began, age = value.split()
    began_here = clock.now() - float(age)
    clocks_agree = abs(began_here - float(began)) < MAX_STARTUP
    return Run(identifier, float(began) if clocks_agree else began_here)


class Announcements:
    """The planned objects of one check run, in the shared file.

    :param run: the id of the run.
    """

    def __init__(self, store: Store, run: str) -> None:
        self._store = store
        self._run = run

    def add(self, path: str, identifier: str, planned: Mapping[str, Any] | None) -> None:
        """Announce an object to the later tasks of the run.

        :param path: the path of the list that contains the object.
        :param planned: the object without sensitive values. None: the object is removed.
        """
        now = clock.now()
        self._store.write("DELETE FROM announcements WHERE at < ?", now - ANNOUNCEMENT_LIFETIME)
        self._store.write(
            "INSERT OR REPLACE INTO announcements VALUES (?, ?, ?, ?, ?)",
            self._run,
            now,
            path,
            identifier,
            pack(planned),
        )

    def of(self, path: str) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list by id. None stands for a removed object."""
        return self._store.transact(
            lambda db: {
                identifier: unpack(text)
                for identifier, text in db.execute(
                    "SELECT id, object FROM announcements WHERE run = ? AND path = ? ORDER BY at",
                    (self._run, path),
                )
            }
        )

    def retract(self) -> None:
        """Remove the announcements, because the run has begun to write."""
        self._store.write("DELETE FROM announcements WHERE run = ?", self._run)


class OwnAnnouncements:
    """The planned objects of one process, in its memory.

    They come after those of the check run that the process belongs to.

    :param earlier: what earlier tasks of the check run have announced. None: nothing.
    """

    def __init__(self, earlier: Announcements | None) -> None:
        self._earlier = earlier
        self._own: dict[str, dict[str, Mapping[str, Any] | None]] = {}
        self._all: dict[str, dict[str, Mapping[str, Any] | None]] = {}

    def add(self, path: str, identifier: str, planned: Mapping[str, Any] | None) -> None:
        """Announce an object; see :meth:`Announcements.add`."""
        self._own.setdefault(path, {})[identifier] = planned
        self._known(path)[identifier] = planned

    def of(self, path: str) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list by id. None stands for a removed object."""
        return self._known(path)

    def publish(self) -> None:
        """Announce all objects of this process to the later tasks of the check run."""
        if self._earlier is None:
            return
        for path, objects in self._own.items():
            for identifier, planned in objects.items():
                self._earlier.add(path, identifier, planned)

    def _known(self, path: str) -> dict[str, Mapping[str, Any] | None]:
        if path not in self._all:
            self._all[path] = dict(self._earlier.of(path)) if self._earlier else {}
        return self._all[path]
