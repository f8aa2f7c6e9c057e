# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the planned change of one object changes in other objects. Pure.

Check mode shows the changed objects to later tasks. A server that joins a monitoring policy shows
that policy. It leaves the policy that it showed before, which then no longer shows the server. Each
changed object is followed in the same way, until nothing changes any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Optional

from ..model.fields import Assignment
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import PLANNED, Object, get_path, with_path
from ..resources.index import LOOKUPS, RESOURCES

#: Objects by (path of their list, id); None: removed.
Objects = dict[tuple[str, str], Optional[Object]]


def consequences(
    path: str,
    before: Object | None,
    after: Object | None,
    known: Callable[[str, Collection[str]], Sequence[Object]],
) -> Objects:
    """Return the objects that change with one object of a list, and that object itself.

    :param path: the path of the list.
    :param before: the object before its change; None: there is none.
    :param after: the object after its change; None: it is removed.
    :param known: return the objects of a list with one of several search keys, as later tasks see
        them so far.
    """
    changed: Objects = {}
    shown: dict[tuple[str, str], Sequence[Object]] = {}
    applied: set[tuple[str, bool]] = set()
    pending = [(path, before, after)]
    is_new = before is None
    while pending:
        path, before, after = pending.pop(0)
        changed[path, (after or before or {})["id"]] = after
        for back_reference, is_shown in _differences(RESOURCES[path], before, after):
            difference = repr(back_reference), is_shown
            if difference in applied:
                continue
            applied.add(difference)
            other, key = back_reference.path, back_reference.id
            if (other, key) not in shown:
                shown[other, key] = known(other, (key,))
            objects = (changed.get((other, each["id"]), each) for each in shown[other, key])
            holder = _holder(back_reference, objects)
            updated = _updated(back_reference, holder, is_shown, is_new)
            if updated != holder:
                pending.append((other, holder, updated))
        is_new = False
    return changed


def without_removed(
    path: str, obj: Mapping[str, Any], removed: Callable[[str], set[str]]
) -> dict[str, Any]:
    """Return an object of a list without references to removed objects.

    :param removed: return the ids of the removed objects of a list.
    """
    resource = RESOURCES.get(path)
    if not resource:
        return dict(obj)
    for children in resource.children:
        gone = removed(LOOKUPS[children.kind].path) if children.kind else set()
        elements = [element for _view, element in children.elements(obj)] if gone else []
        left = [element for element in elements if element["id"] not in gone]
        if len(left) < len(elements):
            obj = children.with_elements(obj, left)
    for field in resource.fields:
        if isinstance(field, Assignment) and not field.per_element:
            current = field.view(obj)
            if current and current.id in removed(LOOKUPS[field.kinds[0]].path):
                obj = field.with_value(obj, None)
    return dict(obj)


def _differences(
    resource: Resource, before: Object | None, after: Object | None
) -> Iterator[tuple[BackReference, bool]]:
    """Yield what other objects no longer show (False) and what they show now (True)."""
    if before and after:
        before, after = _without_common(before, after)
    old, new = (
        {repr(each): each for each in resource.back_references(obj)} if obj else {}
        for obj in (before, after)
    )
    places = {_place(each) for each in new.values()}
    yield from (
        (each, False) for key, each in old.items() if key not in new and _place(each) not in places
    )
    yield from ((each, True) for key, each in new.items() if key not in old)


def _without_common(before: Object, after: Object) -> tuple[Object, Object]:
    """Return two states of an object without the elements with which lists of both begin.

    Both states show the same of these elements, unless other attributes differ. A policy can have
    thousands of members, and each plan adds one.
    """
    if _without_lists(before) != _without_lists(after):
        return before, after
    for name, old in before.items():
        new, count = after.get(name), len(old) if isinstance(old, list) else 0
        if count and isinstance(new, list) and new[:count] == old:
            before, after = {**before, name: []}, {**after, name: new[count:]}
    return before, after


def _without_lists(obj: Object) -> dict[str, object]:
    return {name: value for name, value in obj.items() if not isinstance(value, list)}


def _place(back_reference: BackReference) -> tuple[str, ...]:
    """Return where an object shows something. In a list, each element has its own place."""
    element = back_reference.element["id"] if back_reference.many else ""
    return back_reference.path, back_reference.id, back_reference.key, element


def _holder(back_reference: BackReference, objects: Iterable[Object | None]) -> Object | None:
    """Return the object that shows something."""
    return next((obj for obj in objects if obj and _target(back_reference, obj) is not None), None)


def _target(back_reference: BackReference, obj: Object) -> Any:
    """Return the object, or its element, that shows something."""
    targets = obj.get(back_reference.in_list) or [] if back_reference.in_list else [obj]
    return next((each for each in targets if each["id"] == back_reference.id), None)


def _updated(
    back_reference: BackReference, holder: Object | None, is_shown: bool, is_new: bool
) -> Object | None:
    """Return an object that shows something, or shows it no longer.

    :param is_new: the object that refers to it is new.
    """
    if not back_reference.key:
        if not is_shown:
            return None
        return RESOURCES[back_reference.path].normalize(
            {**(holder or {}), **back_reference.element}
        )
    if holder is None:
        return None
    target = _target(back_reference, holder)
    current = get_path(target, back_reference.key)
    if back_reference.many:
        value: Any = _members(back_reference, current or (), is_shown, is_new)
    else:
        value = _member(back_reference, current, is_shown)
    if value == current or not (value or current):
        return holder
    updated = with_path(target, back_reference.key, value)
    if target is holder:
        return updated
    elements = [updated if each is target else each for each in holder[back_reference.in_list]]
    return {**holder, back_reference.in_list: elements}


def _members(
    back_reference: BackReference, others: Sequence[Object], is_shown: bool, is_new: bool
) -> list[Object]:
    """Return the list that an object shows. No list shows parts of a new object yet."""
    element = back_reference.element
    if not is_shown:
        return [each for each in others if each["id"] != element["id"]]
    is_planned = is_new and element["id"].startswith(PLANNED)
    if is_planned or element["id"] not in map(itemgetter("id"), others):
        return [*others, element]
    return [{**each, **element} if each["id"] == element["id"] else each for each in others]


def _member(back_reference: BackReference, current: Object | None, is_shown: bool) -> Object | None:
    """Return the one object that an object shows."""
    element = back_reference.element
    is_own = current is not None and bool(current) and current["id"] == element["id"]
    if not is_shown:
        return None if is_own else current
    if is_own and current:
        return {**current, **element}
    return element if back_reference.replaces or not current else current
