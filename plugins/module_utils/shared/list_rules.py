# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for lists of the API. Lists are named by the paths of their operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ListRules:
    """The rules for all lists of an API.

    :param constant: lists that no write changes.
    :param unpaged: lists without pages.
    :param removed_with: by list, other lists whose objects may be removed with an object of it.
    :param independent: lists in which a write to one object never changes another object.
    :param sensitive: by list, the dotted paths of sensitive attributes of its elements.
    :param names: by list, the attributes by which tasks find its objects and which a PUT can
        change. By default ``name``.
    """

    constant: Sequence[str] = ()
    unpaged: Sequence[str] = ()
    removed_with: Mapping[str, Sequence[str]] = field(default_factory=dict)
    independent: Sequence[str] = ()
    sensitive: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def names_in(self, path: str) -> Sequence[str]:
        """Return the attributes by which tasks find the objects of a list."""
        return self.names.get(path, ("name",))

    def without_sensitive(self, path: str, element: Any) -> Any:
        """Return an element of a list in which sensitive attributes are null."""
        for attribute in self.sensitive.get(path, ()):
            element = without_attribute(element, attribute)
        return element


def without_attribute(obj: Any, path: str) -> Any:
    """Return an object in which the attribute at a dotted path is null, if the object has it."""
    key, _dot, rest = path.partition(".")
    if not isinstance(obj, Mapping) or key not in obj:
        return obj
    return {**obj, key: without_attribute(obj[key], rest) if rest else None}
