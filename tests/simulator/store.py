# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of an account, in memory or written through to an SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence

from .kinds import KINDS, Kind, Object


class Store:
    """Objects by kind and id, in the order of their creation.

    :param file: the SQLite file; None: the objects are kept in memory.
    """

    def __init__(self, file: str | None) -> None:
        self._db = _open(file) if file else None
        self._objects: dict[Kind, dict[str, Object]] = {}
        for plural, identifier, text in self._execute(
            "SELECT kind, id, object FROM objects ORDER BY rowid"
        ):
            kind = KINDS[plural]
            self.objects(kind)[identifier] = Object(kind, json.loads(text))

    def objects(self, kind: Kind) -> dict[str, Object]:
        """Return the objects of a kind by their ids."""
        return self._objects.setdefault(kind, {})

    def kinds(self) -> list[Kind]:
        """Return all kinds of which there are objects."""
        return list(self._objects)

    def save(self, obj: Object) -> None:
        """Add or replace an object."""
        obj.check_members()
        self.objects(obj.kind)[obj["id"]] = obj
        if self._db:
            self._execute(
                "INSERT INTO objects VALUES (?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET object = excluded.object",
                (obj.kind.plural, obj["id"], json.dumps(obj)),
            )

    def delete(self, obj: Object) -> None:
        """Remove an object."""
        self.objects(obj.kind).pop(obj["id"], None)
        self._execute("DELETE FROM objects WHERE kind = ? AND id = ?", (obj.kind.plural, obj["id"]))

    def clear(self) -> None:
        """Remove all objects."""
        self._objects.clear()
        self._execute("DELETE FROM objects")

    def _execute(self, statement: str, values: Sequence[str] = ()) -> Iterable[tuple[str, ...]]:
        """Return the rows of a statement. There are none if the objects are kept in memory."""
        return self._db.execute(statement, values) if self._db else ()


def _open(file: str) -> sqlite3.Connection:
    """Open the file, and create it if necessary. It holds tokens and passwords."""
    opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    os.fchmod(opened, 0o600)
    os.close(opened)
    # One thread at a time uses the connection.
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    db.execute(
        "CREATE TABLE IF NOT EXISTS objects"
        " (kind TEXT, id TEXT, object TEXT, PRIMARY KEY (kind, id))"
    )
    return db
