# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leave out the elements of a child list that are no children (see ``Children.exclude``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..model.children import Children
from ..model.resource import Resource
from ..model.values import Object


def without_excluded(
    resource: Resource,
    values: Mapping[str, Any],
    obj: Object,
    excluded_ids: Callable[[Children], set[str]],
) -> Object:
    """Return the object without excluded elements in the child lists that the task manages.

    :param values: the desired values by option.
    :param excluded_ids: returns the ids of the excluded elements of a child list.
    """
    for children in resource.children:
        if children.exclude and values.get(children.name) is not None:
            excluded = excluded_ids(children)
            elements = [
                element
                for _view, element in children.elements(obj)
                if element.get("id") not in excluded
            ]
            obj = children.with_elements(obj, elements)
    return obj


def with_excluded(resource: Resource, own: Object, whole: Object, planned: Object) -> Object:
    """Return the planned object with the excluded elements of the current object.

    :param own: the current object without the excluded elements.
    :param whole: the current object with them.
    """
    for children in resource.children:
        if not children.exclude:
            continue
        own_ids = {element.get("id") for _view, element in children.elements(own)}
        excluded = [
            element
            for _view, element in children.elements(whole)
            if element.get("id") not in own_ids
        ]
        if excluded:
            elements = [element for _view, element in children.elements(planned)]
            planned = children.with_elements(planned, [*elements, *excluded])
    return planned
