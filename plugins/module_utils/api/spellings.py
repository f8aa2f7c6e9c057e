# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of request bodies that have two names, of which an API may know only one.

A body has the value under both names, because an API that ignores unknown members would accept the wrong name alone and do
nothing with it. If the API refuses a name, the next body has the other one. The shared file of the account keeps what was learned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..shared.store import Store

UNKNOWN = re.compile(r"unknown|unexpected|unrecogni[sz]ed", re.IGNORECASE)
MISSING = re.compile(r"required|missing", re.IGNORECASE)


class Spellings:
    """The names that the members of the bodies of one resource have.

    :param names: the documented name to the other one.
    """

    def __init__(self, store: Store, path: str, names: Mapping[str, str]) -> None:
        self._store = store
        self._path = path
        self._names = names
        self._tried: set[tuple[str, str]] = set()

    def spelled(self, body: Any) -> Any:
        """Return a body with each value under all names that may be right."""
        if not isinstance(body, Mapping):
            return body
        return {name: value for member, value in body.items() for name in self._taken(member)}

    def learn(self, body: Any, status: int | None, message: str, errors: Any) -> bool:
        """Take note of a refusal. Return whether the body is worth sending again, with another name."""
        if status != 400 or not isinstance(body, Mapping):
            return False
        learned = False
        for member in self._names.keys() & body.keys():
            name = self._right(member, message, f"{message} {json.dumps(errors)}")
            if name and (member, name) not in self._tried:
                self._tried.add((member, name))
                self._store.set_fact(self._key(member), name)
                learned = True
        return learned

    def _taken(self, member: str) -> tuple[str, ...]:
        if member not in self._names:
            return (member,)
        known = self._store.get_fact(self._key(member))
        return (known,) if known else (member, self._names[member])

    def _right(self, member: str, message: str, text: str) -> str | None:
        """The only name that is left after a refusal; None: the refusal is about something else."""
        other, taken = self._names[member], self._taken(member)
        if len(taken) == 1:
            left = other if taken == (member,) else member
            wrong = UNKNOWN.search(message) and _names(text, taken[0], left)
            return (
                left
                if wrong or (MISSING.search(message) and _names(text, left, taken[0]))
                else None
            )
        if UNKNOWN.search(message) and _names(text, member, other):
            return other
        return member if _names(text, other, member) else None

    def _key(self, member: str) -> str:
        return f"spelling {self._path} {member}"


def _names(text: str, name: str, other: str) -> bool:
    """Whether a text names a member. Some refusals name it in the plural, unless that is the other name."""
    plural = "" if other == f"{name}s" else "s?"
    return re.search(rf"\b{re.escape(name)}{plural}\b", text) is not None
