# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Damage the shared file: its bytes, its tables, its values, or what is at its path."""

from __future__ import annotations

import base64
import os
import pickle
import random
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.schema import (
    TABLES,
    VERSION,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import pack, unpack
from fuzz.mutations import mutated

#: A change of the shared file as JSON. The member ``kind`` is the name of a function of this file.
Damage = dict[str, Any]
#: What the victim of a link contains. No task may change it.
VICTIM = b"This file belongs to another user.\n" * 200
#: The user who owns foreign files, if this user can give files away.
OTHER_USER = 65534
CONTENTS: list[bytes] = [
    b"",
    b"\0" * 4096,
    b"SQLite format 3\0",
    b"SQLite format 3\0" + b"\xff" * 8192,
    pickle.dumps({"lists": [1, 2, 3]}),
    b"cos\nsystem\n(S'exit 1'\ntR.",
    b'{"lists": []}',
    b"<html></html>",
    b"PK\x03\x04" + b"x" * 5000,
]
PATHS = [
    "directory",
    "full directory",
    "link",
    "dangling link",
    "link to itself",
    "hard link",
    "pipe",
    "socket",
    "foreign file",
    "writable by others",
    "read-only",
    "journal",
    "journal directory",
    "journal link",
    "locks",
    "folder is a file",
    "folder is a link",
    "folder is writable by others",
    "foreign folder",
]
NAMES = [statement.split()[2] for statement in TABLES]
STATEMENTS = [
    "DROP TABLE {table}",
    "DELETE FROM {table}",
    "ALTER TABLE {table} RENAME TO other",
    "ALTER TABLE {table} ADD COLUMN other",
    "DROP TABLE {table}; CREATE TABLE {table} (x)",
    "DROP TABLE {table}; CREATE VIEW {table} AS SELECT 1 AS id, 2 AS path, 3 AS value",
    "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
    "CREATE TRIGGER t BEFORE UPDATE ON {table} BEGIN SELECT RAISE(IGNORE); END",
    "CREATE UNIQUE INDEX i ON {table} (1)",
    "PRAGMA user_version = 0",
    f"PRAGMA user_version = {VERSION - 1}",
    f"PRAGMA user_version = {VERSION + 1}",
    "PRAGMA application_id = 1",
    "PRAGMA journal_mode = WAL",
    "PRAGMA auto_vacuum = FULL; VACUUM",
]
VALUES: list[Any] = [None, 0, -1, 1, 2**62, -(2**62), 1e300, -1e300, "", "x", "*", "\0", "1e9"]


# -- a random damage


def random_damage(chance: random.Random) -> Damage:
    """Return a damage of any kind."""
    kind = chance.choice(["bytes", "bytes", "content", "path", "path", "tables", "value", "packed"])
    seed = chance.randrange(2**32)
    if kind == "bytes":
        return {
            "kind": kind,
            "seed": seed,
            "form": chance.choice(["cut", "flip", "fill", "append"]),
        }
    if kind == "content":
        content = chance.choice([*CONTENTS, chance.randbytes(chance.choice([1, 100, 20000]))])
        return {"kind": kind, "content": base64.b64encode(content).decode()}
    if kind == "path":
        return {"kind": kind, "form": chance.choice(PATHS)}
    table = chance.choice(NAMES)
    if kind == "tables":
        return {"kind": kind, "sql": chance.choice(STATEMENTS).format(table=table)}
    if kind == "value":
        return random_value(table, chance)
    return {"kind": kind, "table": table, "seed": seed}


def random_value(table: str, chance: random.Random) -> Damage:
    """Return a damage that sets a column of all rows, or adds a row."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(";".join(TABLES))
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    if chance.random() < 0.3:
        marks = ", ".join("?" for _column in columns)
        sql = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"
        return {"kind": "value", "sql": sql, "values": chance.choices(VALUES, k=len(columns))}
    sql = f"UPDATE OR IGNORE {table} SET {chance.choice(columns)} = ?"
    return {"kind": "value", "sql": sql, "values": [chance.choice(VALUES)]}


def is_plausible(damage: Damage) -> bool:
    """Return whether the file remains one that this collection could have written."""
    return damage["kind"] in ("value", "packed") or damage.get("sql", "").startswith("DELETE")


def apply(damage: Damage, file: Path) -> None:
    """Damage a file."""
    FUNCTIONS[damage["kind"]](file, **{name: damage[name] for name in damage if name != "kind"})


# -- the kinds of damages


def damage_bytes(file: Path, seed: int, form: str) -> None:
    chance, data = random.Random(seed), bytearray(file.read_bytes())
    at = chance.randrange(len(data))
    if form == "cut":
        del data[at:]
    elif form == "append":
        data += chance.randbytes(5000)
    elif form == "fill":
        end = min(len(data), at + chance.choice([16, 512, 4096]))
        data[at:end] = bytes([chance.choice([0, 255, 65])]) * (end - at)
    else:
        for _flip in range(chance.choice([1, 3, 50])):
            data[chance.choice([chance.randrange(len(data)), chance.randrange(200)])] ^= (
                1 << chance.randrange(8)
            )
    file.write_bytes(data)


def damage_content(file: Path, content: str) -> None:
    file.write_bytes(base64.b64decode(content))


def damage_tables(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as db, suppress(sqlite3.Error):
        db.executescript(sql)


def damage_value(file: Path, sql: str, values: list[Any]) -> None:
    """Write values that need not fit the columns. SQLite refuses some of them."""
    with closing(sqlite3.connect(file)) as db, suppress(sqlite3.Error), db:
        db.execute(sql, values)


def damage_packed(file: Path, table: str, seed: int) -> None:
    """Replace a value in the JSON of rows. The checksum fits."""
    table, column = packed_column(table)
    with closing(sqlite3.connect(file)) as db:
        for row, text in db.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
            value = unpack(text)
            changed = mutated(value, (), random.Random(seed)).apply(value)
            db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (pack(changed), row))
        db.commit()


def packed_column(table: str) -> tuple[str, str]:
    """Return a table with packed JSON, and its column."""
    packed = {"facts": "value", "announcements": "object"}
    return (table, packed[table]) if table in packed else ("elements", "element")


def damage_path(file: Path, form: str) -> None:
    folder, victim = file.parent, file.parent.parent / "victim"
    victim.write_bytes(VICTIM)
    if form.startswith("journal"):
        _damage_journal(file.with_name(f"{file.name}-journal"), victim, form)
    elif form == "locks":
        for number in range(150):
            (folder / f"{file.stem}-{number:032x}.lock").mkdir()
        (folder / f"{file.stem}-guard.lock").mkdir()
    elif "folder" in form:
        _damage_folder(folder, form)
    elif form in ("foreign file", "writable by others", "read-only"):
        file.chmod({"writable by others": 0o666, "read-only": 0o400}.get(form, 0o600))
        if form == "foreign file" and os.geteuid() == 0:
            os.chown(file, OTHER_USER, OTHER_USER)
    else:
        file.unlink()
        _put(file, victim, form)


def _damage_journal(journal: Path, victim: Path, form: str) -> None:
    if form == "journal":
        header = bytes.fromhex("d9d505f920a163d7") + b"\0\0\0\1" * 4
        journal.write_bytes(header + b"\xff" * 9000)
    else:
        _put(journal, victim, "link" if form == "journal link" else "full directory")


def _damage_folder(folder: Path, form: str) -> None:
    if form == "folder is writable by others":
        folder.chmod(0o777)
    elif form == "foreign folder":
        if os.geteuid() == 0:
            os.chown(folder, OTHER_USER, OTHER_USER)
    else:
        other = folder.with_name("other")
        folder.rename(other)
        if form == "folder is a link":
            folder.symlink_to(other)
        else:
            folder.write_bytes(b"x")


def _put(path: Path, victim: Path, form: str) -> None:
    """Put something that is not a file of this collection at a path."""
    if "directory" in form:
        path.mkdir()
        if form == "full directory":
            (path / "x").touch()
    elif form == "hard link":
        path.hardlink_to(victim)
    elif "link" in form:
        target = {"link": victim, "dangling link": path.with_name("missing")}.get(form, path)
        path.symlink_to(target)
    elif form == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.bind(str(path))


FUNCTIONS = {
    "bytes": damage_bytes,
    "content": damage_content,
    "tables": damage_tables,
    "value": damage_value,
    "packed": damage_packed,
    "path": damage_path,
}
