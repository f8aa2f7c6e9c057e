# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the store. All times are seconds since the epoch.

SQLite and PostgreSQL understand the statements.
"""

from __future__ import annotations

import re
from functools import cache

#: Marks the file as one of this collection ("IONS").
APPLICATION_ID = 0x494F4E53
#: The version of the tables. Change it with each change of a table.
VERSION = 8
TABLES = (
    # The request budget in the current window, one row. request_limit: NULL if the API does not
    # count requests. announced: 1 if an answer contained the limit, 0 if it is the documented one.
    # ``rate_limiter.Window`` describes answered, others and sent_at.
    """CREATE TABLE budget (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        request_limit INTEGER,
        remaining INTEGER,
        resets_at REAL,
        changed_at REAL,
        announced INTEGER,
        answered INTEGER,
        others REAL,
        sent_at REAL)""",
    # The processes that wait for the request budget, served by due_at. A process updates alive_at
    # while it waits.
    """CREATE TABLE tickets (
        id TEXT PRIMARY KEY,
        due_at REAL,
        alive_at REAL)""",
    # What was learned about the API, and notes about suspended objects. value: packed JSON.
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT)",
    # The cached lists by the path of their operation. length: the number of elements that the API
    # returned. usable: 0 after an own write that may have changed names or added objects.
    # indexed: 1 if element_keys contains the search keys of all elements.
    """CREATE TABLE lists (
        path TEXT PRIMARY KEY,
        read_at REAL,
        length INTEGER,
        usable INTEGER,
        indexed INTEGER)""",
    # The elements of cached lists. read_at: later than that of the list if an own write added or
    # replaced the element. element: packed JSON without sensitive values.
    """CREATE TABLE elements (
        path TEXT,
        id TEXT,
        position INTEGER,
        read_at REAL,
        element TEXT,
        PRIMARY KEY (path, id))""",
    # The search keys by which elements are found. A key may also belong to other names.
    """CREATE TABLE element_keys (
        path TEXT,
        key TEXT,
        id TEXT,
        PRIMARY KEY (path, key, id)) WITHOUT ROWID""",
    # The elements that a write may have changed. id: "*" for all elements and the list itself.
    "CREATE TABLE stale (path TEXT, id TEXT, since REAL, PRIMARY KEY (path, id))",
    # The elements that a DELETE may have removed.
    "CREATE TABLE removals (path TEXT, id TEXT, since REAL, PRIMARY KEY (path, id))",
    # What this machine has created and removed. change: see recent_writes.py.
    """CREATE TABLE recent_writes (
        path TEXT,
        id TEXT,
        written_at REAL,
        change TEXT,
        PRIMARY KEY (path, id))""",
    # The objects that processes poll, until the next poll at the latest.
    "CREATE TABLE waiters (path TEXT, id TEXT, until REAL, PRIMARY KEY (path, id))",
    # The planned objects of check runs. object: packed JSON, null for a removed object.
    """CREATE TABLE announcements (
        run TEXT,
        at REAL,
        path TEXT,
        id TEXT,
        object TEXT,
        PRIMARY KEY (run, path, id))""",
    # The search keys of planned objects, as in element_keys.
    """CREATE TABLE announcement_keys (
        run TEXT,
        path TEXT,
        key TEXT,
        id TEXT,
        PRIMARY KEY (run, path, key, id)) WITHOUT ROWID""",
)


@cache
def upsert(table: str, source: str) -> str:
    """Return the statement that inserts rows and replaces those with the same primary keys.

    :param source: VALUES, or a SELECT with WHERE, because SQLite needs that before ON CONFLICT.
    """
    (statement,) = (each for each in TABLES if each.startswith(f"CREATE TABLE {table} ("))
    columns = re.findall(r"(\w+) (?:INTEGER|REAL|TEXT)", statement)
    (keys,) = re.findall(r"PRIMARY KEY \((.+?)\)|(\w+) \w+ PRIMARY KEY", statement)
    changes = ", ".join(f"{each} = excluded.{each}" for each in columns)
    return f"INSERT INTO {table} {source} ON CONFLICT ({''.join(keys)}) DO UPDATE SET {changes}"
