# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search keys of objects: the texts by which tasks find objects in lists.

An object has its id and names as keys, and also the ids and names of the parts that a task can
refer to. Equal names have the same key, but a key can also belong to other names. So a search by
keys returns at least all objects that match, and the caller compares them. A key of a long text is
its beginning, because databases limit the size of keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..model.checks import as_described, check_elements
from ..model.errors import MalformedError
from ..model.fields import Reference
from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.values import Ref, get_path
from ..shared.cached_list import ANY_KEY
from .index import LOOKUP_KINDS, LOOKUPS, RESOURCES

#: The most characters of a key.
LONGEST_KEY = 200


def keys_of(path: str, element: Any) -> Collection[str]:
    """Return the search keys of an element of a list.

    An element that does not show all its names in the documented form can be any object, so that
    every search has to find it: its only key is ANY_KEY.
    """
    resource = RESOURCES.get(path)
    try:
        with as_described():
            keys = set(_own_keys(resource, element) if resource else ())
            for kind in LOOKUP_KINDS.get(path, ()):
                keys.update(_reference_keys(LOOKUPS[kind], element))
    except MalformedError:
        return {ANY_KEY}
    return _cut(keys)


def keys_of_value(resource: Resource, value: Any) -> Collection[str] | None:
    """Return the search keys of the objects that an option with this value finds.

    None: the list has no keys for it.
    """
    if isinstance(value, Ref):
        return _cut([value.id])
    lookup = resource.lookup()
    return _cut([lookup.search_key(value)]) if lookup else None


def keys_of_reference(lookup: Lookup, value: str) -> Collection[str]:
    """Return the search keys of the objects that a reference with this value can name."""
    return _cut([value, lookup.search_key(value)])


def _cut(keys: Iterable[str]) -> set[str]:
    return {key[:LONGEST_KEY] for key in keys}


def _own_keys(resource: Resource, element: Any) -> Iterator[str]:
    """Yield the id of an object, and the ids of objects by which tasks find it.

    :raises MalformedError: the object does not show what tasks find it by.
    """
    obj = resource.read(element)
    fields = [each for each in resource.fields if each.name in resource.find_by]
    shown = [each for each in fields if each.response_path]
    missing = resource.missing_members(obj, [each.name for each in shown])
    if missing:
        raise MalformedError(f"it does not show {' and '.join(missing)}")
    yield obj["id"]
    for field in shown:
        ref = field.view(obj) if isinstance(field, Reference) else None
        if ref:
            yield ref.id


def _reference_keys(lookup: Lookup, element: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids and names of what references can name in an element.

    :raises MalformedError: it has no id.
    """
    parts = list(lookup.expand(element))
    check_elements("it", parts)
    for part in parts:
        yield part["id"]
        for name in lookup.names:
            value = get_path(part, name)
            if value:
                yield lookup.search_key(value)
