# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine has created and removed recently.

Lists may show it with a delay (api-notes: lagging-lists).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from . import clock
from .database import Connection
from .schema import upsert
from .store import Store, unpack

#: What a write did to an object. An object that is LEAVING is being removed, whatever state the
#: API shows (api-notes: removal).
CREATED, LEAVING, GONE = "created", "leaving", "gone"
#: The removal of another object may have removed this one.
UNCERTAIN = "uncertain"
#: Seconds for which a list may miss a created object, or show an UNCERTAIN one.
LIST_DELAY = 120.0
#: Seconds for which all changes are kept. A removed object never returns, so only the size of the
#: table limits this time.
LIFETIME = 3600.0
#: The most ids in one query. SQLite limits the number of its parameters.
MAX_IDS = 500


class RecentWrites:
    """The objects of one account that this machine has created or removed.

    :param removed_with: see ``ListRules``.
    """

    def __init__(self, store: Store, removed_with: Mapping[str, Sequence[str]]) -> None:
        self._store = store
        self._removed_with = removed_with

    def record_write(self, method: str, path: str, answer: Any) -> None:
        """Record what a write that the API accepted does to objects.

        :param answer: None as the answer to a DELETE says that the object is gone.
        """
        collection, identifier, below = split_path(path)
        if method == "DELETE" and identifier and not below:
            self.record(collection, identifier, GONE if answer is None else LEAVING)
            for related in self._removed_with.get(collection, ()):
                self._record_uncertain(related, collection, identifier)
        elif creates_object(path, answer):
            self.record(collection, answer["id"], CREATED)

    def _record_uncertain(self, related: str, collection: str, identifier: str) -> None:
        """Record the objects of another list that may be removed together with an object.

        These are the objects that it shows and the objects that show it, according to cached lists.
        """
        shown = self._store.read(
            lambda text: ids_in(unpack(text)),
            "SELECT element FROM elements WHERE path = ? AND id = ?",
            collection,
            identifier,
        )
        showing = self._store.read(
            str,
            "SELECT id FROM elements WHERE path = ? AND replace(element, ?, '') != element",
            related,
            f'"{identifier}"',
        )
        for uncertain in {*showing, *(inner for ids in shown for inner in ids)}:
            self.record(related, uncertain, UNCERTAIN)

    def record(self, path: str, identifier: str, change: str) -> None:
        """Record a change of an object of the list ``path``.

        :param change: CREATED, LEAVING, GONE or UNCERTAIN.
        """

        def save(db: Connection) -> None:
            db.execute(
                "DELETE FROM recent_writes WHERE written_at NOT BETWEEN ? AND ?",
                (clock.now() - LIFETIME, clock.now() + LIFETIME),
            )
            db.execute(
                upsert("recent_writes", "VALUES (?, ?, ?, ?)"),
                (path, identifier, clock.now(), change),
            )

        self._store.transact(save)

    def forget(self, path: str, identifier: str) -> None:
        """Remove what was recorded about an object, so that only the API decides about it."""
        self._store.write("DELETE FROM recent_writes WHERE path = ? AND id = ?", path, identifier)

    def changes(self, path: str, ids: Collection[str] | None = None) -> dict[str, str]:
        """Return the valid changes of objects of a list, by id.

        :param ids: only those of these objects. None: those of all objects.
        """
        query = "SELECT id, written_at, change FROM recent_writes WHERE path = ?"
        values = [path]
        if ids is not None and len(ids) <= MAX_IDS:
            query += f" AND id IN ({', '.join('?' * len(ids))})"
            values += ids
        return {
            identifier: change
            for identifier, age, change in self._store.read(_with_age, query, *values)
            if -LIFETIME <= age < (LIFETIME if change in (LEAVING, GONE) else LIST_DELAY)
        }


def _with_age(identifier: str, written_at: float, change: str) -> tuple[str, float, str]:
    """Return a row with the seconds since the write.

    They are negative if the clock was set back since.
    """
    return identifier, clock.now() - written_at, change


def split_path(path: str) -> tuple[str, str, str]:
    """Return the list, the id and the rest of a path.

    /servers/1/ips is split into /servers, 1 and ips. Missing parts are "".
    """
    collection, _slash, rest = path.strip("/").partition("/")
    identifier, _slash, below = rest.partition("/")
    return f"/{collection}", identifier, below


def ids_in(value: Any) -> Iterator[str]:
    """Yield the ids of an object and of all objects inside it."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value["id"]
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from ids_in(inner)


def creates_object(path: str, answer: Any) -> bool:
    """Return whether the answer to a write shows a new object, which the path does not name."""
    return (
        isinstance(answer, Mapping)
        and isinstance(answer.get("id"), str)
        and bool(answer["id"])
        and answer["id"] not in path
    )
