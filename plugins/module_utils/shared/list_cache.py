# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of the API that the processes of an account share.

A cached list is the list as one process read it, with the time of the reading. A write of this
machine does not make it useless. Names and ids stay valid, a created object is added, and only
what the write may have changed becomes *stale*: it is read again before a task uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import clock
from .cached_list import ALL, ANY_KEY, INSERT_KEY, CachedElement, CachedList, KeysOf
from .database import Connection
from .list_rules import ListRules
from .recent_writes import creates_object, split_path
from .schema import upsert
from .store import Store, pack, unpack


def any_key(path: str, element: Any) -> Sequence[str]:
    """Let every search find an element."""
    return (ANY_KEY,)


class ListCache:
    """The cached lists of one account.

    :param keys_of: see ``KeysOf``.
    """

    def __init__(self, store: Store, rules: ListRules, keys_of: KeysOf = any_key) -> None:
        self._store = store
        self._rules = rules
        self._keys_of = keys_of

    # -- reading

    def get(
        self, path: str, since: float, read: Callable[[], Sequence[Any]], lock: str, timeout: float
    ) -> CachedList:
        """Return a list that was read after ``since``. If there is none, one process reads it.

        :param read: reads the list from the API.
        :param lock: processes with the same name of a lock wait for the process that reads.
        :param timeout: maximum seconds to wait for that process.
        """

        def recover() -> CachedList:
            return self.get(path, clock.now(), read, lock, timeout)

        cached = self.peek(path, since, recover)
        if cached is None:
            with self._store.lock(lock, timeout):
                cached = self.peek(path, since, recover) or self._save(
                    path, clock.now(), read(), recover
                )
        return cached

    def peek(self, path: str, since: float, recover: Callable[[], CachedList]) -> CachedList | None:
        """Return a list that any process read after ``since``, or None.

        :param recover: see ``CachedList``.
        """

        def cached_list(read_at: float, length: int, stale: float | None) -> CachedList:
            return self._cached_list(path, float(read_at), int(length), float(stale or 0), recover)

        found = self._store.read(
            cached_list,
            "SELECT read_at, length, (SELECT since FROM stale WHERE path = lists.path AND id = ?) "
            "FROM lists WHERE path = ? AND usable = 1 AND read_at BETWEEN ? AND ?",
            ALL,
            path,
            since,
            clock.now(),
        )
        return found[0] if found else None

    def cached_length(self, path: str) -> int:
        """Return the number of elements that the list had when it was read last, or 0."""
        (count,) = self._store.read(int, "SELECT count(*) FROM elements WHERE path = ?", path)
        return count

    def _cached_list(
        self,
        path: str,
        read_at: float,
        length: int,
        stale: float,
        recover: Callable[[], CachedList],
    ) -> CachedList:
        return CachedList(self._store, path, read_at, length, stale, self._keys_of, recover)

    def _save(
        self,
        path: str,
        read_at: float,
        elements: Sequence[Any],
        recover: Callable[[], CachedList],
    ) -> CachedList:
        shown = [
            CachedElement(
                _id(element, position),
                position,
                self._rules.without_sensitive(path, element),
                read_at,
            )
            for position, element in enumerate(elements)
        ]
        # A list can contain an element twice.
        unique = {each.id: each for each in shown}.values()
        rows = [(path, each.id, each.position, read_at, pack(each.value)) for each in unique]

        def save(db: Connection) -> None:
            db.execute(upsert("lists", "VALUES (?, ?, ?, 1, 0)"), (path, read_at, len(elements)))
            for table in ("elements", "element_keys"):
                db.execute(f"DELETE FROM {table} WHERE path = ?", (path,))
            for table in ("stale", "removals"):
                db.execute(f"DELETE FROM {table} WHERE path = ? AND since < ?", (path, read_at))
            db.executemany("INSERT INTO elements VALUES (?, ?, ?, ?, ?)", rows)

        self._store.transact(save)
        cached = self._cached_list(path, read_at, len(elements), 0.0, recover)
        cached.take(shown)
        return cached

    # -- own writes

    def record_write(self, method: str, path: str, body: Any, answer: Any) -> None:
        """Record what a write may have changed in its own list and in other lists.

        :param answer: None if it was lost.
        """
        collection, identifier, below = split_path(path)
        created = creates_object(path, answer)

        def record(db: Connection) -> None:
            if created:
                self._add(db, collection, answer)
            elif not identifier or self._renames(db, collection, identifier, body):
                db.execute("UPDATE lists SET usable = 0 WHERE path = ?", (collection,))
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
            upsert(
                "stale",
                "SELECT path, ?, ? FROM lists "
                f"WHERE usable = 1 AND path NOT IN ({', '.join('?' * len(unchanged))})",
            ),
            ALL,
            clock.now(),
            *unchanged,
        )

    def _add(self, db: Connection, path: str, element: Mapping[str, Any]) -> None:
        shown = self._rules.without_sensitive(path, element)
        db.execute(
            upsert(
                "elements", "VALUES (?, ?, (SELECT count(*) FROM elements WHERE path = ?), ?, ?)"
            ),
            (path, element["id"], path, clock.now(), pack(shown)),
        )
        keys = [(path, key, element["id"]) for key in self._keys_of(path, shown)]
        db.executemany(INSERT_KEY, keys)

    def _renames(self, db: Connection, path: str, identifier: str, body: Any) -> bool:
        """Return whether a write renames the object. The cached list has its former name."""
        row = db.execute(
            "SELECT element FROM elements WHERE path = ? AND id = ?", (path, identifier)
        ).fetchone()
        cached = unpack(row[0]) if row else {}
        return isinstance(body, Mapping) and any(
            body[key] != cached.get(key) for key in self._rules.names_in(path) if key in body
        )

    @staticmethod
    def _mark_stale(db: Connection, path: str, identifier: str) -> None:
        db.execute(upsert("stale", "VALUES (?, ?, ?)"), (path, identifier, clock.now()))

    @staticmethod
    def _record_removal(db: Connection, identifier: str) -> None:
        """Record that an object may have been removed.

        The objects that refer to it may have been removed too, such as the addresses of a server.
        """
        db.execute(
            upsert(
                "removals",
                "SELECT path, id, ? FROM elements "
                "WHERE id = ? OR replace(element, ?, '') != element",
            ),
            (clock.now(), identifier, f'"{identifier}"'),
        )

    # -- waiters

    def register_waiter(self, path: str, identifier: str, until: float) -> int:
        """Record that a process polls an object again before ``until``.

        :returns: the number of objects of the list that processes poll.
        """

        def register(db: Connection) -> int:
            db.execute(upsert("waiters", "VALUES (?, ?, ?)"), (path, identifier, until))
            db.execute("DELETE FROM waiters WHERE until < ?", (clock.now(),))
            (count,) = db.execute("SELECT count(*) FROM waiters WHERE path = ?", (path,)).fetchone()
            return int(count)

        return self._store.transact(register)


def _id(element: Any, position: int) -> str:
    """Return the id of an element, or its position if it has none."""
    if isinstance(element, Mapping) and isinstance(element.get("id"), str):
        return str(element["id"])
    return str(position)
