# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the elements of a stack, which follows from their references. Pure.

An element comes after the elements that it refers to. An element that is removed comes before them,
and after all elements that refer to it now. Numbers of elements are their positions in a list.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..model.errors import ValidationError
from ..model.fields import Field, Reference
from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.values import Object, Ref, refs_in
from ..resources.index import LOOKUPS
from .stack_elements import Element

#: By position, the positions of the elements that come before.
Edges = dict[int, set[int]]


def edges_of(elements: Sequence[Element]) -> Edges:
    """Return by position the elements that an element refers to.

    :raises ValidationError: an element refers to one that is removed.
    """
    known = _Names(elements)
    edges: Edges = {position: set() for position in range(len(elements))}
    for position, element in enumerate(elements):
        for option, kinds, value in _references(element):
            for target in known.find(kinds, value):
                if target == position:
                    continue
                other = elements[target]
                if other.removes and not element.removes:
                    raise ValidationError(
                        f"{element.path}.{option} refers to {other.label}, which is to be absent. "
                        "Remove the reference, or keep the object."
                    )
                edges[position].add(target)
    _add_numbers(elements, edges)
    return edges


def creation_order(elements: Sequence[Element], edges: Mapping[int, set[int]]) -> list[int]:
    """Return the positions so that each element comes after those that it refers to.

    Independent elements keep the order of the description.

    :raises ValidationError: the references form a cycle.
    """
    found = _sorted(edges)
    if len(found) < len(edges):
        left = {position: edges[position] - set(found) for position in edges}
        cycle = _cycle({key: targets for key, targets in left.items() if key not in set(found)})
        raise ValidationError(
            f"The references form a cycle: {' -> '.join(elements[each].label for each in cycle)}. "
            "Remove one of these references, and set it in a second task."
        )
    return found


def removals(
    elements: Mapping[int, Element], edges: Mapping[int, set[int]], objects: Mapping[int, Object]
) -> tuple[list[int], Edges]:
    """Return the positions of the elements that are removed, in the order of their removal.

    The second value contains by position the elements that have to be finished before.

    :param elements: all elements, also those that only the owner adds.
    :param edges: the references of the description.
    :param objects: by position, the objects as they are now.
    """
    before: Edges = {position: set() for position in sorted(edges) if elements[position].removes}
    for position in before:
        for target in edges[position] & before.keys():
            before[target].add(position)
    for user, target in _uses(elements, objects, before.keys()):
        # If two objects use each other, the later one of the description is removed first.
        mutual = user in before and target in before[user]
        if not (mutual and user < target):
            before[target].add(user)
            before.get(user, set()).discard(target)
    order = _removal_order(before)
    rank = {position: number for number, position in enumerate(order)}
    return order, {
        position: {each for each in users if rank.get(each, -1) < rank[position]}
        for position, users in before.items()
    }


def _uses(
    elements: Mapping[int, Element], objects: Mapping[int, Object], removed: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield the elements that use a removed one, each with the removed one.

    An object uses those that it refers to. Some references are shown only by the object that is
    used: an SSH key shows the servers that were created with it.
    """
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for position in sorted(objects.keys() & removed):
        for identifier in _own_ids(elements[position], objects[position]):
            owners[identifier].add(position)

    def find(identifiers: Iterable[str]) -> set[int]:
        return {position for each in identifiers for position in owners.get(each, ())}

    for position, obj in objects.items() if owners else ():
        used = find(ref.id for ref in _references_of(elements[position].resource, obj))
        yield from ((position, target) for target in sorted(used - {position}))
        if position in removed:
            users = find(_ids_in(obj)) - used - {position}
            yield from ((user, position) for user in sorted(users))


def _removal_order(before: Mapping[int, set[int]]) -> list[int]:
    own = {position: before[position] & before.keys() for position in before}
    order: list[int] = []
    while len(order) < len(own):
        left = {key: targets.difference(order) for key, targets in own.items() if key not in order}
        found = _sorted({-key: {-each for each in left[key]} for key in left})
        # In a cycle, the element that the description names last is removed first.
        order += [-each for each in found] or [max(left)]
    return order


# -- references


class _Names:
    """The elements by the names that references can use."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self._by_name: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_path: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._unequal: dict[tuple[str, str], list[int]] = {}
        for position, element in enumerate(elements):
            for name in element.names:
                self._by_name[element.resource.path, name].append(position)
                self._by_path[element.resource.path].append((name, position))

    def find(self, kinds: Iterable[str], value: str) -> list[int]:
        """Return the elements that a reference to some kinds of objects names."""
        for kind in kinds:
            lookup = LOOKUPS[kind]
            found = self._by_name.get((lookup.path, value)) or self._similar(kind, lookup, value)
            if found:
                return found
        return []

    def _similar(self, kind: str, lookup: Lookup, value: str) -> list[int]:
        """Return the elements with an equal name that is written in another way."""
        if (kind, value) not in self._unequal:
            self._unequal[kind, value] = [
                position
                for name, position in self._by_path.get(lookup.path, ())
                if lookup.equal(name, value)
            ]
        return self._unequal[kind, value]


def _references(element: Element) -> Iterator[tuple[str, Sequence[str], str]]:
    """Yield the references of an element: the path of the option, the kinds and the value."""
    resource, options = element.resource, element.options
    yield from _in_fields(resource.fields, options, "")
    for children in resource.children:
        for position, child in enumerate(options.get(children.name) or ()):
            path = f"{children.name}[{position}]"
            if children.fields:
                yield from _in_fields(children.fields, child, f"{path}.")
            elif children.to:
                value = child.get("id") if isinstance(child, Mapping) else child
                if value:
                    yield path, (children.to,), str(value)


def _in_fields(
    fields: Iterable[Field], options: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, Sequence[str], str]]:
    for field in fields:
        value = options.get(field.name)
        if isinstance(field, Reference) and value:
            for each in value if isinstance(value, list) else [value]:
                yield f"{prefix}{field.name}", field.kinds, str(each)


def _add_numbers(elements: Sequence[Element], edges: Edges) -> None:
    """Let elements that are found by a number follow each other."""
    numbered: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, element in enumerate(elements):
        number = element.options.get(element.resource.selection.number_option)
        if number:
            numbered[element.resource.plural].append((number, position))
    for group in numbered.values():
        ordered = [position for _number, position in sorted(group)]
        for former, position in zip(ordered, ordered[1:]):
            edges[position].add(former)


def _own_ids(element: Element, obj: Object) -> Iterator[str]:
    """Yield the ids under which other objects show an object: its own and those of its parts."""
    yield obj["id"]
    for lookup in LOOKUPS.values():
        if lookup.path == element.resource.path:
            yield from (part["id"] for part in lookup.expand(obj))


def _references_of(resource: Resource, obj: Object) -> list[Ref]:
    """Return the references of an object, also those that only its creation sets."""
    created_with = [field.view(obj) for field in resource.fields if not field.managed]
    return refs_in([resource.view(obj), created_with])


def _ids_in(value: Any) -> Iterator[str]:
    """Yield the ids of all objects that a value shows."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for inner in value.values():
            yield from _ids_in(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _ids_in(inner)


# -- graphs


def _sorted(edges: Mapping[int, set[int]]) -> list[int]:
    """Return the numbers in topological order, smaller ones first. Those in cycles are missing."""
    followers: defaultdict[int, list[int]] = defaultdict(list)
    missing = {}
    for number, targets in edges.items():
        missing[number] = len(targets)
        for target in targets:
            followers[target].append(number)
    ready = [number for number, count in missing.items() if not count]
    heapq.heapify(ready)
    found = []
    while ready:
        number = heapq.heappop(ready)
        found.append(number)
        for follower in followers[number]:
            missing[follower] -= 1
            if not missing[follower]:
                heapq.heappush(ready, follower)
    return found


def _cycle(edges: Mapping[int, set[int]]) -> list[int]:
    """Return a cycle. The first element is repeated at the end."""
    path = [min(edges)]
    while True:
        number = min(edges[path[-1]])
        if number in path:
            return [*path[path.index(number) :], number]
        path.append(number)
