# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the series among the objects of a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.values import Object, get_path
from ..resources.index import LOOKUPS


def names_of(lookup: Lookup, element: Object) -> list[str]:
    """Return the names by which a task can refer to an element, the preferred one first."""
    shown = (get_path(element, name) for name in lookup.names)
    return [each for each in (lookup.task_name(element), *shown) if each]


def series_of(
    resource: Resource, objects: Iterable[Object]
) -> Iterator[tuple[Object, Sequence[Object]]]:
    """Yield the objects, each with the other ones of its series.

    One object stands for each series. An object that belongs to no series stands for itself.
    """
    if not resource.selection.forms_series:
        yield from ((obj, ()) for obj in objects)
        return
    named: dict[str, list[Object]] = {}
    for obj in objects:
        named.setdefault(names_of(LOOKUPS[resource.plural], obj)[0], []).append(obj)
    for group in named.values():
        latest = resource.selection.representative(group) if len(group) > 1 else None
        if latest:
            yield latest, [obj for obj in group if obj is not latest]
        else:
            yield from ((obj, ()) for obj in group)
