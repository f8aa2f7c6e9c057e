# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List answers that the processes of an account share, and what their own writes have made of them.

A listing is what a list showed at some moment. A write of ours does not make it worthless: names and ids
in it still stand, what was created is added, and only what the write may have changed in other objects is
*touched*: its details are to be read again before anybody relies on them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import clock
from .recent_writes import creates_object, split_path
from .store import Store, pack, unpack

#: Keys of objects that are never kept, nor handed out in lists (api-notes: key-in-answers, first-password, kerberos-file, private-key-name).
SECRETS = (
    "first_password",
    "private_key",
    "key",
    "kerberos_content_file",
    "config_zip_file",
    "password",
)
EVERY = "*"
#: Before the id of an element that a DELETE of ours may have removed.
GONE = "gone "
#: Keys by which objects are found, and which a PUT can change.
NAMES = ("name", "reverse_dns")


def without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: None if name in SECRETS else without_secrets(inner)
            for name, inner in value.items()
        }
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class ListRules:
    """What writes can change in the lists of an API. Lists are named by their paths.

    :param constant: lists that no write changes.
    :param going_with: by list, other lists whose objects may be removed with an object of the list.
    :param independent: lists in which a write to one object never changes another object.
    """

    constant: Sequence[str] = ()
    going_with: Mapping[str, Sequence[str]] = field(default_factory=dict)
    independent: Sequence[str] = ()


@dataclass(frozen=True)
class CachedList:
    """The elements of a list as it was at a moment (seconds since the epoch).

    :param times: of elements that a write of ours has added or replaced since.
    :param touches: when a write of ours may have changed details, by id; EVERY stands for all, and for the list itself.
    """

    read_at: float
    elements: Sequence[Any]
    times: Mapping[str, float] = field(default_factory=dict)
    touches: Mapping[str, float] = field(default_factory=dict)

    def element_read_at(self, identifier: str) -> float:
        """When an element was as it is here."""
        return self.times.get(identifier, self.read_at)

    def stale_since(self, identifier: str = EVERY) -> float:
        """When an element (EVERY: the list as such) may have changed after it was read; 0: it has not."""
        touched = max(self.touches.get(EVERY, 0.0), self.touches.get(identifier, 0.0))
        return touched if touched > self.element_read_at(identifier) else 0.0

    def may_be_removed(self, identifier: str) -> bool:
        """Whether an element may have been removed after it was read."""
        return self.touches.get(GONE + identifier, 0.0) > self.element_read_at(identifier)


class ListCache:
    """The listings of one account."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(
        self, path: str, since: float, read: Callable[[], Sequence[Any]], lock: str, timeout: float
    ) -> CachedList:
        """What the list of ``path`` showed at some moment after ``since``. Where nobody knows, one process reads and
        all others that ask meanwhile under the same ``lock`` take its answer.

        :param timeout: seconds to wait for another process's answer.
        """
        known = self.peek(path, since)
        if known is None:
            with self._store.lock(lock, timeout):
                known = self.peek(path, since) or self._keep(path, clock.now(), read())
        return known

    def peek(self, path: str, since: float) -> CachedList | None:
        """What was read after ``since``, if anybody has."""

        def load(db: sqlite3.Connection) -> CachedList | None:
            row = db.execute(
                "SELECT at FROM listings WHERE path = ? AND at BETWEEN ? AND ?",
                (path, since, clock.now()),
            ).fetchone()
            if row is None:
                return None
            elements = db.execute(
                "SELECT id, at, element FROM elements WHERE path = ? ORDER BY position", (path,)
            ).fetchall()
            touches = db.execute("SELECT id, at FROM touches WHERE path = ?", (path,)).fetchall()
            return CachedList(
                row[0],
                [unpack(text) for _id, _at, text in elements],
                {identifier: at for identifier, at, _text in elements if at != row[0]},
                dict(touches),
            )

        return self._store.transact(load)

    def _keep(self, path: str, at: float, elements: Sequence[Any]) -> CachedList:
        elements = [without_secrets(element) for element in elements]
        rows = [
            (path, _identity(element, position), position, at, pack(element))
            for position, element in enumerate(elements)
        ]

        def keep(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO listings VALUES (?, ?)", (path, at))
            db.execute("DELETE FROM elements WHERE path = ?", (path,))
            db.execute("DELETE FROM touches WHERE path = ? AND at < ?", (path, at))
            db.executemany("INSERT OR REPLACE INTO elements VALUES (?, ?, ?, ?, ?)", rows)

        self._store.transact(keep)
        return CachedList(at, elements)

    # -- writes of ours

    def record_write(
        self,
        method: str,
        path: str,
        body: Any,
        answer: Any,
        lasting: Sequence[str],
        independent: Sequence[str],
    ) -> None:
        """Note what a write has made of its own list, and that it may have touched all others but the ``lasting`` ones.

        :param independent: lists in which a write to one object never changes another one.
        """
        collection, identifier, below = split_path(path)
        created = creates_object(path, answer)

        def note(db: sqlite3.Connection) -> None:
            if created:
                self._add(db, collection, answer)
            elif not identifier or self._renames(db, collection, identifier, body):
                db.execute("DELETE FROM listings WHERE path = ?", (collection,))
            if identifier:
                self._touch(db, collection, identifier)
            # What joins one object of a list may leave another one: a server has one monitoring policy.
            if collection not in independent and (method == "DELETE" or below):
                self._touch(db, collection, EVERY)
            if method == "DELETE":
                self._may_be_gone(db, path.rpartition("/")[2])

        self._store.transact(note)
        self.invalidate_related(collection, lasting)

    @staticmethod
    def _touch(db: sqlite3.Connection, path: str, identifier: str) -> None:
        db.execute(
            "INSERT OR REPLACE INTO touches VALUES (?, ?, ?)", (path, identifier, clock.now())
        )

    @staticmethod
    def _may_be_gone(db: sqlite3.Connection, identifier: str) -> None:
        """Note that an object may have been removed, and with it those that refer to it, such as the addresses of a server."""
        db.execute(
            "INSERT OR REPLACE INTO touches SELECT path, ? || id, ? FROM elements WHERE id = ? OR instr(element, ?)",
            (GONE, clock.now(), identifier, f'"{identifier}"'),
        )

    @staticmethod
    def _add(db: sqlite3.Connection, path: str, element: Mapping[str, Any]) -> None:
        db.execute(
            "INSERT OR REPLACE INTO elements VALUES (?, ?, (SELECT count(*) FROM elements WHERE path = ?), ?, ?)",
            (path, element["id"], path, clock.now(), pack(without_secrets(element))),
        )

    @staticmethod
    def _renames(db: sqlite3.Connection, path: str, identifier: str, body: Any) -> bool:
        """Whether a write gives an object another name than the list shows, so that the list is no longer searched by it."""
        row = db.execute(
            "SELECT element FROM elements WHERE path = ? AND id = ?", (path, identifier)
        ).fetchone()
        present = unpack(row[0]) if row else {}
        return isinstance(body, Mapping) and any(
            body[key] != present.get(key) for key in NAMES if key in body
        )

    def invalidate_related(self, path: str, lasting: Sequence[str]) -> None:
        """Note that something of the list of ``path`` has begun or come to its end, which other lists may show."""
        self._store.write(
            "INSERT OR REPLACE INTO touches SELECT path, ?, ? FROM listings WHERE path != ? "
            f"AND path NOT IN ({', '.join('?' * len(lasting))})",
            EVERY,
            clock.now(),
            path,
            *lasting,
        )

    # -- who waits

    def register_waiter(self, path: str, identifier: str, until: float) -> int:
        """Say that an object is looked at again before ``until``. :returns: how many objects of its list are."""

        def watch(db: sqlite3.Connection) -> int:
            db.execute(
                "INSERT OR REPLACE INTO watchers VALUES (?, ?, ?)", (path, identifier, until)
            )
            db.execute("DELETE FROM watchers WHERE until < ?", (clock.now(),))
            return db.execute("SELECT count(*) FROM watchers WHERE path = ?", (path,)).fetchone()[0]

        return self._store.transact(watch)

    def cached_length(self, path: str) -> int:
        """Elements of the list when it was last read; 0: it never was."""
        return self._store.read("SELECT count(*) FROM elements WHERE path = ?", path)[0][0]


def _identity(element: Any, position: int) -> str:
    return (
        element["id"]
        if isinstance(element, Mapping) and isinstance(element.get("id"), str)
        else str(position)
    )
