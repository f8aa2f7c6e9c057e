# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of the API that the processes of an account share.

A cached list is the list as one process read it, with the time of the reading. A write of this
machine does not make it useless. Names and ids stay valid, a created object is added, and only
what the write may have changed becomes *stale*: it is read again before a task uses it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import clock
from .list_rules import ListRules
from .recent_writes import creates_object, split_path
from .store import Store, pack, unpack

#: Stands for all elements of a list and for the list itself.
ALL = "*"


@dataclass(frozen=True)
class CachedList:
    """A list as one process read it. All times are seconds since the epoch.

    :param element_times: by id, when elements were read that an own write added or replaced.
    :param stale: by id or ALL, since when an element may be different from what is cached.
    :param removals: by id, when an element may have been removed.
    """

    read_at: float
    elements: Sequence[Any]
    element_times: Mapping[str, float] = field(default_factory=dict)
    stale: Mapping[str, float] = field(default_factory=dict)
    removals: Mapping[str, float] = field(default_factory=dict)

    def element_read_at(self, identifier: str) -> float:
        """Return when an element was read."""
        return self.element_times.get(identifier, self.read_at)

    def stale_since(self, identifier: str = ALL) -> float:
        """Return when the cached element became stale, or 0 if it is current.

        :param identifier: id of the element, or ALL for the list itself.
        """
        since = max(self.stale.get(ALL, 0.0), self.stale.get(identifier, 0.0))
        return since if since > self.element_read_at(identifier) else 0.0

    def may_be_removed(self, identifier: str) -> bool:
        """Return whether an element may have been removed after it was read."""
        return self.removals.get(identifier, 0.0) > self.element_read_at(identifier)


class ListCache:
    """The cached lists of one account."""

    def __init__(self, store: Store, rules: ListRules) -> None:
        self._store = store
        self._rules = rules

    # -- reading

    def get(
        self, path: str, since: float, read: Callable[[], Sequence[Any]], lock: str, timeout: float
    ) -> CachedList:
        """Return a list that was read after ``since``. If there is none, one process reads it.

        :param read: reads the list from the API.
        :param lock: processes with the same name of a lock wait for the process that reads.
        :param timeout: maximum seconds to wait for that process.
        """
        cached = self.peek(path, since)
        if cached is None:
            with self._store.lock(lock, timeout):
                cached = self.peek(path, since) or self._save(path, clock.now(), read())
        return cached

    def peek(self, path: str, since: float) -> CachedList | None:
        """Return a list that any process read after ``since``, or None."""

        def load(db: sqlite3.Connection) -> CachedList | None:
            row = db.execute(
                "SELECT read_at FROM lists WHERE path = ? AND read_at BETWEEN ? AND ?",
                (path, since, clock.now()),
            ).fetchone()
            if row is None:
                return None
            (read_at,) = row
            elements = db.execute(
                "SELECT id, read_at, element FROM elements WHERE path = ? ORDER BY position",
                (path,),
            ).fetchall()
            return CachedList(
                read_at,
                [unpack(text) for _id, _read_at, text in elements],
                {identifier: at for identifier, at, _text in elements if at != read_at},
                dict(db.execute("SELECT id, since FROM stale WHERE path = ?", (path,))),
                dict(db.execute("SELECT id, since FROM removals WHERE path = ?", (path,))),
            )

        return self._store.transact(load)

    def cached_length(self, path: str) -> int:
        """Return the number of elements that the list had when it was read last, or 0."""
        ((count,),) = self._store.read("SELECT count(*) FROM elements WHERE path = ?", path)
        return int(count)

    def _save(self, path: str, read_at: float, elements: Sequence[Any]) -> CachedList:
        elements = [self._rules.without_sensitive(path, element) for element in elements]
        rows = [
            (path, _key(element, position), position, read_at, pack(element))
            for position, element in enumerate(elements)
        ]

        def save(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO lists VALUES (?, ?)", (path, read_at))
            db.execute("DELETE FROM elements WHERE path = ?", (path,))
            db.execute("DELETE FROM stale WHERE path = ? AND since < ?", (path, read_at))
            db.execute("DELETE FROM removals WHERE path = ? AND since < ?", (path, read_at))
            db.executemany("INSERT OR REPLACE INTO elements VALUES (?, ?, ?, ?, ?)", rows)

        self._store.transact(save)
        return CachedList(read_at, elements)

    # -- own writes

    def record_write(self, method: str, path: str, body: Any, answer: Any) -> None:
        """Record what a write may have changed in its own list and in other lists.

        :param answer: None if it was lost.
        """
        collection, identifier, below = split_path(path)
        created = creates_object(path, answer)

        def record(db: sqlite3.Connection) -> None:
            if created:
                self._add(db, collection, answer)
            elif not identifier or self._renames(db, collection, identifier, body):
                db.execute("DELETE FROM lists WHERE path = ?", (collection,))
            if identifier:
                self._mark_stale(db, collection, identifier)
            # What is added to one object may be taken from another one: a server has only one
            # monitoring policy.
            if collection not in self._rules.independent and (method == "DELETE" or below):
                self._mark_stale(db, collection, ALL)
            if method == "DELETE":
                self._record_removal(db, path.rpartition("/")[2])

        self._store.transact(record)
        self.invalidate_related(collection)

    def invalidate_related(self, path: str) -> None:
        """Mark all other lists as stale that may show objects of the list ``path``."""
        unchanged = (path, *self._rules.constant)
        self._store.write(
            "INSERT OR REPLACE INTO stale SELECT path, ?, ? FROM lists "
            f"WHERE path NOT IN ({', '.join('?' * len(unchanged))})",
            ALL,
            clock.now(),
            *unchanged,
        )

    def _add(self, db: sqlite3.Connection, path: str, element: Mapping[str, Any]) -> None:
        shown = self._rules.without_sensitive(path, element)
        db.execute(
            "INSERT OR REPLACE INTO elements "
            "VALUES (?, ?, (SELECT count(*) FROM elements WHERE path = ?), ?, ?)",
            (path, element["id"], path, clock.now(), pack(shown)),
        )

    def _renames(self, db: sqlite3.Connection, path: str, identifier: str, body: Any) -> bool:
        """Return whether a write renames the object. The cached list has its former name."""
        row = db.execute(
            "SELECT element FROM elements WHERE path = ? AND id = ?", (path, identifier)
        ).fetchone()
        cached = unpack(row[0]) if row else {}
        return isinstance(body, Mapping) and any(
            body[key] != cached.get(key) for key in self._rules.names_in(path) if key in body
        )

    @staticmethod
    def _mark_stale(db: sqlite3.Connection, path: str, identifier: str) -> None:
        db.execute("INSERT OR REPLACE INTO stale VALUES (?, ?, ?)", (path, identifier, clock.now()))

    @staticmethod
    def _record_removal(db: sqlite3.Connection, identifier: str) -> None:
        """Record that an object may have been removed.

        The objects that refer to it may have been removed too, such as the addresses of a server.
        """
        db.execute(
            "INSERT OR REPLACE INTO removals "
            "SELECT path, id, ? FROM elements WHERE id = ? OR instr(element, ?)",
            (clock.now(), identifier, f'"{identifier}"'),
        )

    # -- waiters

    def register_waiter(self, path: str, identifier: str, until: float) -> int:
        """Record that a process polls an object again before ``until``.

        :returns: the number of objects of the list that processes poll.
        """

        def register(db: sqlite3.Connection) -> int:
            db.execute("INSERT OR REPLACE INTO waiters VALUES (?, ?, ?)", (path, identifier, until))
            db.execute("DELETE FROM waiters WHERE until < ?", (clock.now(),))
            (count,) = db.execute("SELECT count(*) FROM waiters WHERE path = ?", (path,)).fetchone()
            return int(count)

        return self._store.transact(register)


def _key(element: Any, position: int) -> str:
    """Return the id of an element, or its position if it has none."""
    if isinstance(element, Mapping) and isinstance(element.get("id"), str):
        return str(element["id"])
    return str(position)
