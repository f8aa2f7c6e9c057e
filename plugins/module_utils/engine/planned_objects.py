# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the planned objects of a check run, and show them to its later tasks.

A task in check mode announces the object that it would leave. Later tasks of the same run read the
planned objects instead of the objects that the API shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from ..model.checks import as_described
from ..model.resource import Resource
from ..model.values import PLANNED, Object
from ..resources.index import LISTS
from .answers import usable
from .check_run import REMOVED_KEY


class Announced(Protocol):
    """The place of planned objects."""

    def add(self, path: str, identifier: str, planned: Object | None) -> None:
        """Announce an object of the list ``path``. None: the object is removed."""

    def of(self, path: str) -> Mapping[str, Object | None]:
        """Return the announced objects of a list by id. None stands for a removed object."""

    def find(
        self, path: str, ids: Collection[str], keys: Collection[str] = ()
    ) -> Mapping[str, Object | None]:
        """Return the announced objects of a list with one of the ids or search keys."""


class PlannedObjects:
    """The objects that earlier plans have announced.

    :param announced: where they are kept. None: the task writes, or its tasks cannot share data.
        Then there are no planned objects.
    """

    def __init__(self, announced: Announced | None) -> None:
        self._announced = announced

    def find(self, path: str, identifier: str) -> Mapping[str, Object | None]:
        """Return the planned object of a list with an id, by its id; None: it is removed."""
        return self._announced.find(path, (identifier,)) if self._announced else {}

    def include(self, resource: Resource, obj: Object) -> bool:
        """Return whether ``obj`` comes from an earlier task of the check run, not from the API."""
        return obj["id"].startswith(PLANNED) or bool(self.find(resource.list_path, obj["id"]))

    def overlay(
        self, path: str, objects: Sequence[Object], keys: Collection[str] | None = None
    ) -> list[Object]:
        """Return the objects of a list as they will be after the earlier tasks of the check run.

        :param objects: the objects that the API shows.
        :param keys: the search keys that the objects have. None: these are all objects.
        :raises AnswerError: an object does not fit its description.
        """
        if not self._announced:
            return list(objects)
        # Imported here because only check mode needs it.
        from .back_references import without_removed

        with usable(f"GET {path}"), as_described():
            present = {obj["id"]: obj for obj in objects}
            if keys is None:
                announced = self._announced.of(path)
            else:
                announced = self._announced.find(path, present, keys)
            expected = [obj for obj in {**present, **announced}.values() if obj is not None]
            return [without_removed(path, obj, self._removed_ids) for obj in expected]

    def shown(self, resource: Resource, obj: Object) -> Object | None:
        """Return an object as it will be after the earlier tasks of the check run, or None.

        :param obj: the object that the API shows.
        """
        return next(iter(self.overlay(resource.path, [obj], ())), None)

    def announce(
        self,
        resource: Resource,
        current: Object | None,
        planned: Object | None,
        read: Callable[[str, Collection[str]], Sequence[Object]],
    ) -> None:
        """Show later tasks of the check run a planned object, and what it changes in others.

        :param current: the object before the plan. None: the plan creates it.
        :param planned: the object after the plan. None: the plan removes it.
        :param read: returns the objects of a list with one of several search keys.
        """
        obj = planned or current
        if not (self._announced and obj):
            return
        path, parent = resource.list_path, resource.parent
        if parent:
            owner_id = obj[parent.option]["id"]
            owner = next((each for each in read(path, (owner_id,)) if each["id"] == owner_id), None)
            if owner is None:
                return
            replaced_id = current["id"] if current else None
            current, planned = owner, parent.without(owner, replaced_id, planned)
        from .back_references import consequences

        with usable(f"GET {path}"), as_described():
            changes = consequences(path, current, planned, read)
        for (changed_path, identifier), changed in changes.items():
            shown = LISTS.without_sensitive(changed_path, dict(changed)) if changed else None
            self._announced.add(changed_path, identifier, shown)

    def _removed_ids(self, path: str) -> set[str]:
        if not (path and self._announced):
            return set()
        found = self._announced.find(path, (), (REMOVED_KEY,))
        return {identifier for identifier, obj in found.items() if obj is None}
