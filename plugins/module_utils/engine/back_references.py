# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planned change of one object makes of others. Pure: check mode shows its later tasks what comes of it.

A server that joins a monitoring policy shows that policy, and so leaves the policy that it showed before, which then no longer shows
the server. Each object that changes is followed in the same way, until nothing changes any more.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..model.fields import Assignment, Children
from ..model.resource import BackReference, Resource
from ..model.values import get_path, set_path
from ..resources.registry import LOOKUPS, RESOURCES

Object = Mapping[str, Any]
#: Objects by (path of their list, id); None: removed.
Objects = dict["tuple[str, str]", "Object | None"]


def consequences(
    path: str, before: Object | None, after: Object | None, known: Callable[[str], Sequence[Object]]
) -> Objects:
    """Return the objects that change with one object of ``path``, and that object itself.

    :param before, after: None: there is none. :param known: path to the objects of a list as later tasks see them so far.
    """
    changed: Objects = {}
    lists: dict[str, Sequence[Object]] = {}
    applied: list[tuple[BackReference, bool]] = []
    pending = [(path, before, after)]
    while pending:
        path, before, after = pending.pop(0)
        changed[path, (after or before or {})["id"]] = after
        for echo, there in _differences(RESOURCES[path], before, after):
            if (echo, there) in applied:
                continue
            applied.append((echo, there))
            if echo.path not in lists:
                lists[echo.path] = known(echo.path)
            holder = _holder(
                echo, (changed.get((echo.path, each["id"]), each) for each in lists[echo.path])
            )
            shown = _with(echo, holder, there)
            if shown != holder:
                pending.append((echo.path, holder, shown))
    return changed


def without_removed(path: str, obj: Object, removed: Callable[[str], set[str]]) -> Object:
    """An object of ``path`` without the members that have been removed. :param removed: path to the ids of removed objects."""
    resource = RESOURCES.get(path)
    for children in resource.children if resource else ():
        gone = removed(_path_of(children))
        if gone and any(element["id"] in gone for _view, element in children.elements(obj)):
            obj = copy.deepcopy(dict(obj))
            children.store(
                obj,
                [element for _view, element in children.elements(obj) if element["id"] not in gone],
            )
    for each in resource.fields if resource else ():
        if isinstance(each, Assignment) and not each.for_each:
            present = each.view(obj)
            if present and present.id in removed(LOOKUPS[each.to].path):
                obj = copy.deepcopy(dict(obj))
                each.write(obj, None)
    return obj


def _path_of(children: Children) -> str:
    """The list of the objects that are the elements; "" where they are none."""
    kind = children.to or next(
        (getattr(inner, "to", "") for inner in children.fields if getattr(inner, "inline", False)),
        "",
    )
    return LOOKUPS[kind].path if kind else ""


def _differences(
    resource: Resource, before: Object | None, after: Object | None
) -> Iterator[tuple[BackReference, bool]]:
    """What other objects no longer show (False) and what they show now (True)."""
    old, new = (list(resource.back_references(obj)) if obj else [] for obj in (before, after))
    places = [_place(echo) for echo in new]
    yield from ((echo, False) for echo in old if echo not in new and _place(echo) not in places)
    yield from ((echo, True) for echo in new if echo not in old)


def _place(echo: BackReference) -> tuple[str, ...]:
    return echo.path, echo.id, echo.key, echo.element["id"] if echo.many else ""


def _holder(echo: BackReference, objects: Iterable[Object | None]) -> Object | None:
    return next((obj for obj in objects if obj and _target(echo, obj) is not None), None)


def _target(echo: BackReference, obj: Object) -> Any:
    """The object, or the element of it, that shows something."""
    targets = obj.get(echo.in_list) or [] if echo.in_list else [obj]
    return next((each for each in targets if each["id"] == echo.id), None)


def _with(echo: BackReference, holder: Object | None, there: bool) -> Object | None:
    """An object that shows what an echo says, or no longer does."""
    if not echo.key:
        return RESOURCES[echo.path].normalize({**(holder or {}), **echo.element}) if there else None
    if holder is None:
        return None
    present = get_path(_target(echo, holder), echo.key)
    value = (_members if echo.many else _member)(echo, present, there)
    if value == present or not (value or present):
        return holder
    shown = copy.deepcopy(dict(holder))
    set_path(_target(echo, shown), echo.key, value)
    return shown


def _members(echo: BackReference, present: Sequence[Object] | None, there: bool) -> list[Object]:
    element, others = echo.element, list(present or ())
    if not there:
        return [each for each in others if each["id"] != element["id"]]
    if all(each["id"] != element["id"] for each in others):
        return [*others, element]
    return [{**each, **element} if each["id"] == element["id"] else each for each in others]


def _member(echo: BackReference, present: Object | None, there: bool) -> Object | None:
    own = bool(present) and present["id"] == echo.element["id"]
    if not there:
        return None if own else present
    return (
        {**present, **echo.element}
        if own
        else echo.element
        if echo.replaces or not present
        else present
    )
