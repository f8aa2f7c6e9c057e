# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of the API as one process read it. A task decodes only the elements that it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from . import clock
from .database import Connection, T
from .store import Store, unpack

#: Stands for all elements of a list and for the list itself.
ALL = "*"
#: The search key of the elements that every search finds.
ANY_KEY = ""
#: Returns the search keys of an element, by the path of its list and the element.
KeysOf = Callable[[str, Any], Collection[str]]
INSERT_KEY = "INSERT INTO element_keys VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
#: Seconds to wait for another process that writes the search keys of a list.
INDEX_TIMEOUT = 30.0


class CachedElement(NamedTuple):
    """An element of a cached list. All times are seconds since the epoch.

    :param id: its id, or its position if it has none.
    :param read_at: later than that of the list if an own write added or replaced the element.
    :param stale_since: since when it may be different, or 0.
    :param removed_since: since when it may have been removed, or 0.
    """

    id: str
    position: int
    value: Any
    read_at: float
    stale_since: float = 0.0
    removed_since: float = 0.0


class CachedList:
    """A list as one process read it. All times are seconds since the epoch.

    :param store: contains the elements.
    :param path: the path of the list.
    :param read_at: when it was read.
    :param length: the number of elements that the API returned.
    :param stale: since when any element may be different, or 0.
    :param keys_of: see ``KeysOf``.
    :param recover: returns the list again if the store has lost it, because a damaged file was
        replaced.
    """

    def __init__(
        self,
        store: Store,
        path: str,
        read_at: float,
        length: int,
        stale: float,
        keys_of: KeysOf,
        recover: Callable[[], CachedList],
    ) -> None:
        self.read_at = read_at
        self.length = length
        self._store = store
        self._path = path
        self._stale = stale
        self._keys_of = keys_of
        self._recover = recover
        self._known: dict[str, CachedElement] = {}
        self._found: dict[str, list[str]] = {}
        self._is_whole = False

    # -- elements

    @property
    def elements(self) -> list[Any]:
        """All elements in the order of the list."""
        self._load_all()
        return [each.value for each in self._known.values()]

    def find(self, keys: Collection[str]) -> list[Any]:
        """Return the elements with one of these search keys, in the order of the list."""
        wanted = {ANY_KEY, *keys}
        missing = [key for key in wanted if key not in self._found]
        while missing:
            found = self._select(self._indexed_elements, missing)
            if found is None:
                self._index()
            else:
                ids, elements = found
                self._known.update((each.id, each) for each in elements)
                self._found.update(ids)
            missing = [key for key in wanted if key not in self._found]
        matching = {identifier for key in wanted for identifier in self._found[key]}
        matched = (self._known[each] for each in matching if each in self._known)
        return [each.value for each in sorted(matched, key=_position)]

    def element(self, identifier: str) -> Any:
        """Return the element with an id, or None."""
        found = self._element(identifier)
        return found.value if found else None

    def take(self, elements: Iterable[CachedElement]) -> None:
        """Use these elements. They are the whole list, in its order."""
        self._known = {each.id: each for each in elements}
        self._is_whole = True

    # -- age

    def element_read_at(self, identifier: str) -> float:
        """Return when an element, or the list if it has no such element, was read."""
        found = self._element(identifier)
        return _past(found.read_at if found else self.read_at)

    def stale_since(self, identifier: str = ALL) -> float:
        """Return when the cached element became stale, or 0 if it is current.

        :param identifier: id of the element, or ALL for the list itself.
        """
        found = None if identifier == ALL else self._element(identifier)
        since = max(self._stale, found.stale_since if found else 0.0)
        return since if since > _past(found.read_at if found else self.read_at) else 0.0

    def may_be_removed(self, identifier: str) -> bool:
        """Return whether an element may have been removed after it was read."""
        found = self._element(identifier)
        return found is not None and found.removed_since > _past(found.read_at)

    # -- internals

    def _load_all(self) -> None:
        if not self._is_whole:
            self.take(self._select(self._all_elements))

    def _element(self, identifier: str) -> CachedElement | None:
        if identifier not in self._known and not self._is_whole:
            for found in self._select(self._load, [identifier]):
                self._known[identifier] = found
        return self._known.get(identifier)

    def _select(self, query: Callable[..., T], *arguments: Any) -> T:
        """Return the result of a query. If the store has lost the list, read it again first.

        :param query: a function of the database and the arguments.
        """

        def select(db: Connection) -> tuple[T] | None:
            present = db.execute(
                "SELECT 1 FROM lists WHERE path = ? AND read_at >= ?", (self._path, self.read_at)
            ).fetchone()
            return (query(db, *arguments),) if present else None

        result = self._store.transact(select)
        while result is None:
            vars(self).update(vars(self._recover()))
            result = self._store.transact(select)
        return result[0]

    def _all_elements(self, db: Connection) -> list[CachedElement]:
        stale, removals = (
            dict(db.execute(f"SELECT id, since FROM {table} WHERE path = ?", (self._path,)))
            for table in ("stale", "removals")
        )
        rows = db.execute(
            "SELECT id, position, element, read_at FROM elements WHERE path = ? ORDER BY position",
            (self._path,),
        )
        return [
            self._known.get(each)
            or _element(each, position, text, read_at, stale.get(each), removals.get(each))
            for each, position, text, read_at in rows.fetchall()
        ]

    def _indexed_elements(
        self, db: Connection, keys: Iterable[str]
    ) -> tuple[dict[str, list[str]], list[CachedElement]] | None:
        """Return the ids by search key, and the elements that are not known yet.

        :returns: None if the list has no search keys yet.
        """
        (indexed,) = db.execute(
            "SELECT indexed FROM lists WHERE path = ?", (self._path,)
        ).fetchone()
        if not indexed:
            return None
        ids: dict[str, list[str]] = {}
        for key in keys:
            rows = db.execute(
                "SELECT id FROM element_keys WHERE path = ? AND key = ?", (self._path, key)
            )
            ids[key] = [identifier for (identifier,) in rows]
        needed = {each for found in ids.values() for each in found if each not in self._known}
        return ids, self._load(db, needed)

    def _load(self, db: Connection, ids: Iterable[str]) -> list[CachedElement]:
        found = []
        for identifier in ids:
            rows = db.execute(
                "SELECT id, position, element, read_at, "
                "(SELECT since FROM stale s WHERE s.path = e.path AND s.id = e.id), "
                "(SELECT since FROM removals r WHERE r.path = e.path AND r.id = e.id) "
                "FROM elements e WHERE path = ? AND id = ?",
                (self._path, identifier),
            )
            found += [_element(*row) for row in rows]
        return found

    def _index(self) -> None:
        """Write the search keys of all elements, unless another process has done so."""
        query = "SELECT read_at, indexed FROM lists WHERE path = ?"
        with self._store.lock(f"{self._path} keys", INDEX_TIMEOUT):
            read_at, indexed = self._select(lambda db: db.execute(query, (self._path,)).fetchone())
            if indexed:
                return
            if read_at != self.read_at:  # Another process has read the list again.
                self.read_at, self._known, self._found, self._is_whole = read_at, {}, {}, False
            self._load_all()
            keys = [
                (self._path, key, each.id)
                for each in self._known.values()
                for key in self._keys_of(self._path, each.value)
            ]

            def save(db: Connection) -> None:
                if db.execute(query, (self._path,)).fetchone()[0] == read_at:
                    db.executemany(INSERT_KEY, keys)
                    db.execute("UPDATE lists SET indexed = 1 WHERE path = ?", (self._path,))

            self._select(save)


def _element(
    identifier: str,
    position: int,
    text: str,
    read_at: float,
    stale: float | None,
    removed: float | None,
) -> CachedElement:
    """Return the element of a row."""
    return CachedElement(
        identifier,
        int(position),
        unpack(text),
        float(read_at),
        float(stale or 0),
        float(removed or 0),
    )


def _past(read_at: float) -> float:
    """Return when something was read. 0: this is in the future, so the clock was set back."""
    return read_at if read_at <= clock.now() else 0.0


def _position(element: CachedElement) -> int:
    return element.position
