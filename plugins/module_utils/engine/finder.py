# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the object of a task: by its id, or by the options that identify it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..model.checks import check_elements
from ..model.errors import MalformedError, ValidationError
from ..model.resource import Resource
from ..model.values import PLANNED, Object, get_path, is_id, to_text
from ..resources.search_keys import keys_of_value
from ..shared import clock
from .answers import check_known, usable
from .planned_objects import PlannedObjects
from .reader import ObjectReader
from .references import list_ids, resource_of

Values = Mapping[str, Any]


class ResourceFinder:
    """Finds objects of one resource.

    :param waits: the task waits for an object that its parent does not show yet. Otherwise such an
        object is a planned object.
    """

    def __init__(
        self, resource: Resource, reader: ObjectReader, planned: PlannedObjects, waits: bool
    ) -> None:
        self._resource = resource
        self._reader = reader
        self._planned = planned
        self._waits = waits

    def find(self, identifier: str | None, values: Values, removal: bool = False) -> Object | None:
        """Return the object with this id, or else the object with these values, or None.

        :param values: values by option, as :meth:`OptionResolver.find_values` returns them.
        :param removal: whether the task removes the object.
        :raises ValidationError: several objects match, or no option identifies an object.
        :raises AnswerError: an object does not fit its description.
        """
        with usable(f"GET {self._resource.list_path}"):
            if identifier:
                found = self._by_id(identifier)
            else:
                found = self._by_values(values, removal) or self._in_parent(values)
            if found and not self._planned.include(self._resource, found):
                self._resource.check(found)
            return found

    def series(self, obj: Object, values: Values) -> list[Object]:
        """Return the other objects of the series that ``obj`` stands for."""
        given = self._given(values)
        objects = self._reader.objects_of(self._resource, self._keys(given, values))
        found = self._matching(given, values, objects)
        return [each for each in found if each["id"] != obj["id"]]

    def rivals(self, obj: Object, values: Values) -> list[Object]:
        """Read the other objects that match the values of an object that was just created."""
        strongest = self._given(values)[:1]
        if strongest == [self._resource.selection.number_option]:
            return self.numbered_rivals(obj, values, self._reader.reread(self._resource))
        return [
            each
            for each in self._reader.reread(self._resource, self._keys(strongest, values))
            if each["id"] != obj["id"]
            and not self._resource.is_removing(each)
            and all(self._matches(name, values, each) for name in strongest)
        ]

    def numbered_rivals(
        self, obj: Object, values: Values, objects: Sequence[Object]
    ) -> list[Object]:
        """Return the other objects that have the number of a new object, or a higher one.

        Only the next number is created. If there are more objects than this number, others have
        appeared at the same time. The order of objects of the same second says nothing.

        :param objects: the objects of the resource.
        """
        selection = self._resource.selection
        remaining = [each for each in objects if not self._resource.is_removing(each)]
        number, numbered = values[selection.number_option], selection.numbered(remaining, values)
        if len(numbered) <= number:
            return []
        return [each for each in numbered[number - 1 :] if each["id"] != obj["id"]]

    def complete(self, obj: Object, options: Collection[str]) -> Object:
        """Return the object with all members that the options are compared with.

        If the list does not show them, the object itself is read.

        :raises AnswerError: the API does not show them.
        """
        resource = self._resource
        if self._planned.include(resource, obj) or not resource.unknown_members(obj, options):
            return obj
        found = None
        if not resource.parent and resource.has_ids:
            found = self._reader.get(resource, obj["id"])
        operation = f"GET {'/'.join(resource.location(obj))}"
        check_known(resource, found or obj, options, operation)
        return found or obj

    # -- by id

    def _by_id(self, identifier: str) -> Object | None:
        planned = self._planned.find(self._resource.path, identifier)
        if planned:
            return planned[identifier]
        found = self._reader.find_cached(self._resource, identifier)
        if found or identifier.startswith(PLANNED):
            return found
        check_id("id", identifier)
        return self._reader.get(self._resource, identifier)

    # -- by values

    def _by_values(self, values: Values, removal: bool) -> Object | None:
        resource, reader, given = self._resource, self._reader, self._given(values)
        if not given and not resource.is_only_child:
            raise ValidationError(
                f"{' or '.join(resource.find_by)} is empty. "
                f"The task needs a value to find the {resource.title}."
            )
        if given == [resource.selection.number_option]:
            return self._by_number(values, removal)
        if resource.parent:
            children = resource.parent.children(values[resource.parent.option].object)
            return self._unique(given, values, [resource.read(child) for child in children])
        keys = self._keys(given, values)
        found = self._unique(given, values, reader.objects_of(resource, keys, complete=False))
        found = found or self._unique(given, values, reader.objects_of(resource, keys))
        if not reader.is_stale(resource, found):
            return found
        if found and reader.has_pages(resource.path):
            return self._by_id(found["id"])
        return self._unique(given, values, reader.reread(resource, keys))

    def _by_number(self, values: Values, removal: bool) -> Object | None:
        """Return the object with a number."""
        resource, reader = self._resource, self._reader
        objects = reader.objects_of(resource)
        if any(reader.is_stale(resource, obj) for obj in (None, *objects)):
            objects = reader.reread(resource)
        remaining = [obj for obj in objects if not resource.is_removing(obj)]
        selection = resource.selection
        numbered = selection.numbered(remaining, values)
        number = values[selection.number_option]
        error = selection.number_complaint(number, len(numbered), removal)
        if error:
            raise ValidationError(error)
        return numbered[number - 1] if number <= len(numbered) else None

    def _in_parent(self, values: Values) -> Object | None:
        """Return the object that another object shows. The list may show it later.

        (api-notes: lagging-lists, late-addresses)
        """
        resource = self._resource
        creation = next(
            (each for each in resource.creations if each.parent_list and values.get(each.when)),
            None,
        )
        if not creation:
            return None
        field, ref = resource.reference(creation.when), values[creation.when]
        owner = resource_of(field)
        if self._planned.include(owner, {"id": ref.id}):
            return None
        shown = self._reader.get(owner, ref.id) or {}
        elements = get_path(shown, creation.parent_list)
        check_elements(creation.parent_list, elements)
        if not (self._waits or elements) and (
            owner.is_transitional(shown) or owner.late_part.is_missing(shown, clock.now())
        ):
            planned = resource.complete(creation.planned_object(resource.complete({}), values))
            return {**planned, "id": f"{PLANNED}{resource.name}:{ref.label}"}
        objects = (self._by_id(element["id"]) for element in elements or ())
        return self._unique(self._given(values), values, [obj for obj in objects if obj])

    def _given(self, values: Values) -> list[str]:
        """Return the options of the task that identify the object, the strongest first."""
        return [name for name in self._resource.find_by if values.get(name)]

    def _keys(self, given: Sequence[str], values: Values) -> Collection[str] | None:
        """Return the search keys of the objects with the strongest value. None: all objects."""
        return keys_of_value(self._resource, values[given[0]]) if given else None

    def _unique(
        self, given: Sequence[str], values: Values, objects: Sequence[Object]
    ) -> Object | None:
        """Return the only object that matches.

        :raises ValidationError: several objects match (api-notes: names-not-unique).
        """
        found = self._matching(given, values, objects)
        latest = self._resource.selection.representative(found) if len(found) > 1 else None
        if len(found) > 1 and not latest:
            raise ValidationError(
                f"There are {len(found)} objects with the {given[0]} "
                f"{to_text(values[given[0]])!r}: {list_ids(found)}. "
                "Use the id of the object that you mean."
            )
        return latest or next(iter(found), None)

    def _matching(
        self, given: Sequence[str], values: Values, objects: Sequence[Object]
    ) -> list[Object]:
        """Return the objects with the strongest value, and of these the ones with the other values.

        A weaker value that no object has is ignored. Objects that are being removed count only if
        there is no other object.
        """
        strongest = given[:1]
        found = [
            obj for obj in objects if all(self._matches(name, values, obj) for name in strongest)
        ]
        if not found:
            self._check_shown(strongest, objects)
        exact = [
            obj
            for obj in found
            if all(self._resource.field(name).view(obj) == values[name] for name in strongest)
        ]
        found = exact or found
        for name in given[1:]:
            found = [obj for obj in found if self._matches(name, values, obj)] or found
        return [obj for obj in found if not self._resource.is_removing(obj)] or found[:1]

    def _matches(self, name: str, values: Values, obj: Object) -> bool:
        field = self._resource.field(name)
        return not field.differs(field.view(obj), values[name])

    def _check_shown(self, names: Iterable[str], objects: Sequence[Object]) -> None:
        """Raise MalformedError if an object does not show what it is found by.

        Such an object may be the object of the task.
        """
        resource = self._resource
        for obj in objects:
            missing = (
                [] if self._planned.include(resource, obj) else resource.missing_members(obj, names)
            )
            if missing:
                raise MalformedError(
                    f"it does not show {' and '.join(missing)} of {resource.label(obj)}"
                )


def check_id(option: str, value: str) -> None:
    """Raise ValidationError if the value is not an id of the API (api-notes: ids)."""
    if not is_id(value):
        raise ValidationError(
            f"{option} is {value!r}, but ids consist of letters, digits, - and _ only. "
            "Correct the id, or remove it and set the name."
        )
