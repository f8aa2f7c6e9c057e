# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remember the state to which a stopped object has to return.

A task stops a server for a change and starts it again. If the task is killed in between, the next
task that manages the server finds the note and starts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..shared import clock
from ..shared.store import Store

#: Seconds after which a note is ignored, because a user may have decided otherwise since then.
LIFETIME = 7 * 24 * 3600


class Suspensions:
    """The notes about the objects of one list, in the shared file of the account.

    :param path: the path of the list.
    """

    def __init__(self, store: Store, path: str) -> None:
        self._store = store
        self._path = path

    def note(self, obj: Mapping[str, Any], state: str) -> None:
        """Note that an object has to return to a state.

        :param obj: the object. One without an id is noted by its name.
        :param state: the state as the API names it, such as ``POWERED_ON``.
        """
        key = next(self._keys(obj))
        self._store.set_fact(key, {"state": state, "at": clock.now()})

    def state(self, obj: Mapping[str, Any]) -> str | None:
        """Return the state to which an object has to return, or None."""
        for key in self._keys(obj):
            noted = self._valid(key)
            if noted:
                return str(noted["state"])
        return None

    def note_unfinished(self, obj: Mapping[str, Any]) -> None:
        """Note that a task has created an object and failed before it completed the plan.

        A later task may stop the object for the rest of the plan, as for a new object.
        """
        self._store.set_fact(self._unfinished(obj), {"at": clock.now()})

    def is_unfinished(self, obj: Mapping[str, Any]) -> bool:
        """Return whether a task has created an object and not completed the plan."""
        return self._valid(self._unfinished(obj)) is not None

    def clear(self, obj: Mapping[str, Any]) -> None:
        """Remove the notes about an object."""
        for key in (*self._keys(obj), self._unfinished(obj)):
            if self._store.get_fact(key):
                self._store.set_fact(key, None)

    def _valid(self, key: str) -> Any:
        noted = self._store.get_fact(key)
        # The note is in the future if the clock was set back since.
        return noted if noted and abs(clock.now() - noted["at"]) < LIFETIME else None

    def _unfinished(self, obj: Mapping[str, Any]) -> str:
        return f"unfinished {self._path} id {obj.get('id')}"

    def _keys(self, obj: Mapping[str, Any]) -> Iterator[str]:
        for name in ("id", "name"):
            if obj.get(name):
                yield f"suspended {self._path} {name} {obj[name]}"
