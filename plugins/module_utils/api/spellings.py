# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of request bodies that have two names, of which an API may know only one.

A body has the value under both names. An API that ignores unknown members would accept the wrong
name alone and do nothing with it. If the API rejects a name, the next body has only the other one.
The shared file keeps what was learned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..shared.store import Store

#: Words of a message that rejects a member, and of one that misses a member.
UNKNOWN = re.compile(r"unknown|unexpected|unrecogni[sz]ed", re.IGNORECASE)
MISSING = re.compile(r"required|missing", re.IGNORECASE)


class Spellings:
    """The names of the members in the bodies of one resource.

    :param path: of the list of the resource.
    :param names: the documented name to the other name of a member.
    """

    def __init__(self, store: Store, path: str, names: Mapping[str, str]) -> None:
        self._store = store
        self._path = path
        self._names = names
        self._tried: set[tuple[str, str]] = set()

    def spell(self, body: Any) -> Any:
        """Return a body with each value under all names that may be right."""
        if not isinstance(body, Mapping):
            return body
        return {name: value for member, value in body.items() for name in self._used(member)}

    def learn(self, body: Any, status: int | None, message: str, errors: Any) -> bool:
        """Learn from a rejection.

        :param status: HTTP status of the rejection.
        :param message: message of the API.
        :param errors: details of the API.
        :returns: whether the body should be sent again, because it would have another name.
        """
        if status != 400 or not isinstance(body, Mapping):
            return False
        learned = False
        for member in self._names.keys() & body.keys():
            name = self._right_name(member, message, f"{message} {json.dumps(errors)}")
            if name and (member, name) not in self._tried:
                self._tried.add((member, name))
                self._store.set_fact(self._fact_name(member), name)
                learned = True
        return learned

    def _used(self, member: str) -> tuple[str, ...]:
        if member not in self._names:
            return (member,)
        known = self._store.get_fact(self._fact_name(member))
        return (known,) if known else (member, self._names[member])

    def _right_name(self, member: str, message: str, text: str) -> str | None:
        """Return the name that a rejection leaves, or None if it is about something else.

        :param text: message and details of the rejection.
        """
        other, used = self._names[member], self._used(member)
        if len(used) == 1:
            left = other if used == (member,) else member
            rejected = UNKNOWN.search(message) and _contains(text, used[0], left)
            missed = MISSING.search(message) and _contains(text, left, used[0])
            return left if rejected or missed else None
        if UNKNOWN.search(message) and _contains(text, member, other):
            return other
        return member if _contains(text, other, member) else None

    def _fact_name(self, member: str) -> str:
        return f"spelling {self._path} {member}"


def _contains(text: str, name: str, other: str) -> bool:
    """Return whether a text contains a name of a member.

    Some messages use the plural. It counts unless it is the other name.
    """
    plural = "" if other == f"{name}s" else "s?"
    return re.search(rf"\b{re.escape(name)}{plural}\b", text) is not None
