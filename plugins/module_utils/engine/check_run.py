# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run of Ansible that a task belongs to, and what a check run announces to its later tasks."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..resources.search_keys import keys_of
from ..shared import clock
from ..shared.cached_list import ANY_KEY
from ..shared.database import Connection
from ..shared.schema import upsert
from ..shared.store import Store, pack, unpack

#: The environment variable in which the action plugin passes the run to a module: the id, the start
#: time (seconds since the epoch), and the age of the run (seconds).
VARIABLE = "CLOUDPANEL_RUN"
#: Seconds that a module may take from the action plugin to its first line. A larger difference
#: means that the clocks of two hosts differ.
MAX_STARTUP = 30
#: Seconds after which announcements are removed.
ANNOUNCEMENT_LIFETIME = 6 * 3600
#: The search key of announced objects that are removed. No name has it.
REMOVED_KEY = "\0removed"


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
        row = (self._run, now, path, identifier, pack(planned))
        keys = _keys_of(path, planned)

        def save(db: Connection) -> None:
            known = db.execute("SELECT 1 FROM announcements WHERE run = ? LIMIT 1", (self._run,))
            if not known.fetchone():
                _remove_old(db, now - ANNOUNCEMENT_LIFETIME)
            db.execute(upsert("announcements", "VALUES (?, ?, ?, ?, ?)"), row)
            db.executemany(
                "INSERT INTO announcement_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(self._run, path, key, identifier) for key in keys],
            )

        self._store.transact(save)

    def of(self, path: str) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list by id. None stands for a removed object."""
        return self._select(
            "SELECT id, object FROM announcements WHERE run = ? AND path = ? ORDER BY at",
            [(self._run, path)],
        )

    def find(
        self, path: str, ids: Collection[str], keys: Collection[str] = ()
    ) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list with one of the ids or search keys."""
        if keys:
            keys = {ANY_KEY, *keys}
        by_id = self._select(
            "SELECT id, object FROM announcements WHERE run = ? AND path = ? AND id = ?",
            [(self._run, path, identifier) for identifier in ids],
        )
        by_key = self._select(
            "SELECT id, object FROM announcements WHERE run = ? AND path = ? AND id IN "
            "(SELECT id FROM announcement_keys WHERE run = ? AND path = ? AND key = ?) ORDER BY at",
            [(self._run, path, self._run, path, key) for key in sorted(keys)],
        )
        return {**by_id, **by_key}

    def retract(self) -> None:
        """Remove the announcements, because the run has begun to write."""

        def remove(db: Connection) -> None:
            for table in ("announcements", "announcement_keys"):
                db.execute(f"DELETE FROM {table} WHERE run = ?", (self._run,))

        self._store.transact(remove)

    def _select(
        self, query: str, parameters: Sequence[Sequence[str]]
    ) -> dict[str, Mapping[str, Any] | None]:
        """Return the objects that a query finds with any of several groups of parameters."""
        if not parameters:
            return {}
        return self._store.transact(
            lambda db: {
                identifier: unpack(text)
                for group in parameters
                for identifier, text in db.execute(query, group)
            }
        )


def _keys_of(path: str, planned: Mapping[str, Any] | None) -> Collection[str]:
    """Return the search keys of an announced object."""
    return keys_of(path, planned) if planned else (REMOVED_KEY,)


def _remove_old(db: Connection, limit: float) -> None:
    db.execute("DELETE FROM announcements WHERE at < ?", (limit,))
    db.execute("DELETE FROM announcement_keys WHERE run NOT IN (SELECT run FROM announcements)")


class OwnAnnouncements:
    """The planned objects of one process, in its memory.

    They come after those of the check run that the process belongs to.

    :param earlier: what earlier tasks of the check run have announced. None: nothing.
    """

    def __init__(self, earlier: Announcements | None) -> None:
        self._earlier = earlier
        self._own: dict[str, dict[str, Mapping[str, Any] | None]] = {}
        self._all: dict[str, dict[str, Mapping[str, Any] | None]] = {}
        #: By path and search key, the ids of all objects.
        self._ids: dict[str, dict[str, dict[str, None]]] = {}

    @property
    def shared(self) -> bool:
        """Whether other tasks of the check run can see what is published."""
        return self._earlier is not None

    def add(self, path: str, identifier: str, planned: Mapping[str, Any] | None) -> None:
        """Announce an object; see :meth:`Announcements.add`."""
        self.of(path)
        self._own.setdefault(path, {})[identifier] = planned
        self._add(path, identifier, planned)

    def of(self, path: str) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list by id. None stands for a removed object."""
        if path not in self._all:
            self._all[path] = {}
            earlier = self._earlier.of(path) if self._earlier else {}
            for identifier, planned in earlier.items():
                self._add(path, identifier, planned)
        return self._all[path]

    def find(
        self, path: str, ids: Collection[str], keys: Collection[str] = ()
    ) -> Mapping[str, Mapping[str, Any] | None]:
        """Return the announced objects of a list with one of the ids or search keys."""
        objects, found = self.of(path), self._ids.get(path, {})
        searched = sorted({ANY_KEY, *keys}) if keys else ()
        expected = dict.fromkeys(
            [*ids, *(identifier for key in searched for identifier in found.get(key, ()))]
        )
        return {identifier: objects[identifier] for identifier in expected if identifier in objects}

    def publish(self) -> None:
        """Announce all objects of this process to the later tasks of the check run."""
        if self._earlier is None:
            return
        for path, objects in self._own.items():
            for identifier, planned in objects.items():
                self._earlier.add(path, identifier, planned)

    def _add(self, path: str, identifier: str, planned: Mapping[str, Any] | None) -> None:
        self._all[path][identifier] = planned
        for key in _keys_of(path, planned):
            self._ids.setdefault(path, {}).setdefault(key, {})[identifier] = None
