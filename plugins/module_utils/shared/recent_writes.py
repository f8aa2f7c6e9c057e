# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine has created and removed a moment ago, for lists that lag behind writes (api-notes: lagging-lists)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import clock
from .store import Store, unpack

#: What a write has made of an object. One that leaves is being removed, whatever state it shows (api-notes: removal).
CREATED, LEAVING, GONE = "created", "leaving", "gone"
#: What the removal of another object may have made of one.
DOUBTFUL = "doubtful"
#: Seconds for which a list may lack a new object, or show one that has gone with another one. An object that is removed does not return, so
#: that only the size of the table limits how long that is known.
LAG = 120.0
REMEMBERED = 3600.0


class RecentWrites:
    """The objects of one account that this machine has created or removed.

    :param going_with: the lists whose objects may go with one of another list, by that list.
    """

    def __init__(self, store: Store, going_with: Mapping[str, Sequence[str]]) -> None:
        self._store = store
        self._going_with = going_with

    def record_write(self, method: str, path: str, answer: Any) -> None:
        """Note what a write that the API has accepted makes of objects. :param answer: null to a removal: the object is gone."""
        collection, identifier, below = split_path(path)
        if method == "DELETE" and identifier and not below:
            self.note(collection, identifier, GONE if answer is None else LEAVING)
            for parts in self._going_with.get(collection, ()):
                self._doubt(parts, collection, identifier)
        elif creates_object(path, answer):
            self.note(collection, answer["id"], CREATED)

    def _doubt(self, parts: str, collection: str, identifier: str) -> None:
        """Note the objects of a list that a removed object shows, and those that show it, as far as lists have shown them."""
        shown = self._store.read(
            "SELECT element FROM elements WHERE path = ? AND id = ?", collection, identifier
        )
        showing = self._store.read(
            "SELECT id FROM elements WHERE path = ? AND instr(element, ?)", parts, f'"{identifier}"'
        )
        for each in {
            *(row[0] for row in showing),
            *(each for (text,) in shown for each in ids_in(unpack(text))),
        }:
            self.note(parts, each, DOUBTFUL)

    def note(self, path: str, identifier: str, change: str) -> None:
        def note(db: sqlite3.Connection) -> None:
            db.execute(
                "DELETE FROM recent WHERE at NOT BETWEEN ? AND ?",
                (clock.now() - REMEMBERED, clock.now()),
            )
            db.execute(
                "INSERT OR REPLACE INTO recent VALUES (?, ?, ?, ?)",
                (path, identifier, clock.now(), change),
            )

        self._store.transact(note)

    def forget(self, path: str, identifier: str) -> None:
        """Rely on what the API shows of an object."""
        self._store.write("DELETE FROM recent WHERE path = ? AND id = ?", path, identifier)

    def changes(self, path: str) -> dict[str, str]:
        """What is known of objects of a list, by id."""
        rows = self._store.read("SELECT id, at, change FROM recent WHERE path = ?", path)
        return {
            identifier: change
            for identifier, at, change in rows
            if 0 <= clock.now() - at < (REMEMBERED if change in (LEAVING, GONE) else LAG)
        }


def split_path(path: str) -> tuple[str, str, str]:
    """(the list, the id or "", the rest or "") of a path: /servers/1/ips is of /servers and 1."""
    collection, _slash, rest = path.strip("/").partition("/")
    identifier, _slash, below = rest.partition("/")
    return f"/{collection}", identifier, below


def ids_in(value: Any) -> Iterator[str]:
    """The ids of an object and of all that it shows."""
    inner = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    )
    if isinstance(value, Mapping) and isinstance(value.get("id"), str):
        yield value["id"]
    for each in inner:
        yield from ids_in(each)


def creates_object(path: str, answer: Any) -> bool:
    """Whether the answer to a write shows an object that the write has made, and not the one that its path names."""
    return (
        isinstance(answer, Mapping)
        and isinstance(answer.get("id"), str)
        and bool(answer["id"])
        and answer["id"] not in path
    )
