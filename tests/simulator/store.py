# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of an account, written through to an SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3

from .kinds import KINDS, Kind, Object


class Store:
    """Objects by kind and id, in the order of their creation.

    :param file: the SQLite file; None: the objects are kept in memory.
    """

    def __init__(self, file: str | None) -> None:
        if file:  # It holds tokens and passwords.
            opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            os.fchmod(opened, 0o600)
            os.close(opened)
        # One thread at a time uses the connection.
        self._db = sqlite3.connect(
            file or ":memory:", isolation_level=None, check_same_thread=False
        )
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS objects"
            " (kind TEXT, id TEXT, object TEXT, PRIMARY KEY (kind, id))"
        )
        self._objects: dict[Kind, dict[str, Object]] = {}
        for plural, identifier, text in self._db.execute(
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
        self._db.execute(
            "INSERT INTO objects VALUES (?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET object = excluded.object",
            (obj.kind.plural, obj["id"], json.dumps(obj)),
        )

    def delete(self, obj: Object) -> None:
        """Remove an object."""
        self.objects(obj.kind).pop(obj["id"], None)
        self._db.execute(
            "DELETE FROM objects WHERE kind = ? AND id = ?", (obj.kind.plural, obj["id"])
        )

    def clear(self) -> None:
        """Remove all objects."""
        self._objects.clear()
        self._db.execute("DELETE FROM objects")
