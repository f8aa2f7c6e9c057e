# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leave out the elements of a child list that are no children (see ``Children.exclude``). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..model.children import Children
from ..model.context import Desired
from ..model.resource import Resource
from ..model.values import Object


def managed_lists(resource: Resource, desired: Desired) -> list[Children]:
    """Return the child lists that the task manages and that can show excluded elements."""
    return [
        children
        for children in resource.children
        if children.exclude and desired.values.get(children.name) is not None
    ]


def shown_ids(lists: Iterable[Children], obj: Object) -> list[str]:
    """Return the ids of the elements that an object shows in child lists."""
    shown = (each for children in lists for each in _elements(children, obj))
    return [each["id"] for each in shown if each.get("id")]


def without_excluded(lists: Iterable[Children], obj: Object, excluded: Collection[str]) -> Object:
    """Return an object without the excluded elements of child lists.

    :param excluded: the ids of the excluded elements.
    """
    for children in lists:
        own = [each for each in _elements(children, obj) if each.get("id") not in excluded]
        obj = children.with_elements(obj, own)
    return obj


def with_excluded(
    lists: Iterable[Children], obj: Object, current: Object, excluded: Collection[str]
) -> Object:
    """Return an object with the excluded elements that the current object shows."""
    for children in lists:
        shown = [each for each in _elements(children, current) if each.get("id") in excluded]
        obj = children.with_elements(obj, [*_elements(children, obj), *shown])
    return obj


def _elements(children: Children, obj: Object) -> list[Mapping[str, Any]]:
    return [element for _view, element in children.elements(obj)]
