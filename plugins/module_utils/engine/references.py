# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the objects that references name, by id or name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from ..model.checks import as_described, check_elements
from ..model.children import Children
from ..model.errors import ValidationError
from ..model.fields import Field, Reference
from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.values import PLANNED, Object, Ref, get_path, suggest_names
from ..resources.index import LISTS, LOOKUPS, RESOURCES
from ..resources.search_keys import keys_of_reference
from ..shared.waits import Awaited
from .answers import usable
from .planned_objects import PlannedObjects
from .reader import ObjectReader
from .waiter import Waiter

#: Seconds for which a list that no write changes is used before it is read again.
CONSTANT_LIST_MAX_AGE = 3600


class ReferenceNotFoundError(ValidationError):
    """An option refers to an object that does not exist."""


class ReferenceResolver:
    """Resolves references: the name or id of an object becomes a :class:`Ref`.

    :param waiter: waits for an object that a running operation is about to create. None: such an
        object is a planned object.
    :param warnings: takes a warning for each missing object, because an earlier task may create it.
        None: a missing object is an error.
    """

    def __init__(
        self,
        reader: ObjectReader,
        planned: PlannedObjects,
        waiter: Waiter | None = None,
        warnings: list[str] | None = None,
    ) -> None:
        self._reader = reader
        self._planned = planned
        self._waiter = waiter
        self._warnings = warnings

    def resolve(self, reference: Reference, value: str) -> Ref:
        """Return the object that an option names.

        :param value: the id or the name of the object.
        :raises ReferenceNotFoundError: no object has the id or name.
        :raises ValidationError: several objects have the name.
        """
        pattern, option = reference.literal_pattern, reference.name
        if pattern and re.fullmatch(pattern, value.strip(), re.DOTALL):
            return Ref(value, value)
        lookups = lookups_of(reference)
        lookup, found = self.find(lookups, value, reference.needs_details)
        while not found and any(self._is_expected(each, value) for each in lookups):
            if not self._waiter:
                return _planned_ref(reference, lookup, value)
            self._waiter.pause("appear", Awaited(f"{option}: the {lookup.title} of {value!r}"))
            self._reader.expire()
            lookup, found = self.find(lookups, value, reference.needs_details)
        if len(found) == 1:
            return _ref(found[0], lookup)
        if found:
            raise ValidationError(
                f"{option}: {len(found)} objects have the name {value!r} ({lookup.title}): "
                f"{list_ids(found)}. Use the id of the object that you mean."
            )
        reasons = (self._missing_reason(each, value) for each in lookups)
        reason = next(filter(None, reasons), None) or self._not_found(lookups, value)
        if not any(each.path in RESOURCES for each in lookups):  # No task can create it.
            raise ReferenceNotFoundError(f"{option}: {reason}")
        self.report_missing(f"{option}: {reason}")
        return _planned_ref(reference, lookup, value)

    def resolve_unique(self, reference: Reference, value: str) -> Ref | None:
        """Return the object that ``value`` names, or None if there is none or more than one."""
        lookup, found = self.find(lookups_of(reference), value)
        return _ref(found[0], lookup) if len(found) == 1 else None

    def find(
        self, lookups: Sequence[Lookup], value: str, needs_details: bool = False
    ) -> tuple[Lookup, list[Object]]:
        """Return the elements with the id or else the name ``value``, and the lookup that has them.

        Lists that are already known are searched first, then lists as they are now.
        """
        for fresh in (False, True):
            for lookup in lookups:
                owners = self._owners(lookup, fresh, keys_of_reference(lookup, value))
                with usable(f"GET {lookup.path}"), as_described():
                    found = matching(lookup, [element for element, _owner in owners], value)
                if found and not any(
                    self._may_have_changed(lookup, element, owner, needs_details)
                    for element, owner in owners
                    if element in found
                ):
                    self.check(lookup, found)
                    return lookup, found
        return lookups[0], []

    def elements_of(
        self, lookup: Lookup, ids: Collection[str] | None = None, fresh: bool = False
    ) -> list[Object]:
        """Return elements that references can name.

        :param ids: only the elements with these ids. None: all elements.
        :param fresh: do not use a list that was read before this task began.
        """
        elements = [element for element, _owner in self._owners(lookup, fresh, ids)]
        return [each for each in elements if ids is None or each["id"] in ids]

    def check(self, lookup: Lookup, elements: Iterable[Object]) -> None:
        """Raise AnswerError if an element does not show in the documented form what plans need."""
        with usable(f"GET {lookup.path}"):
            for element in elements:
                if not self._planned.find(lookup.path, element["id"]):
                    lookup.check(element)

    def comparers(
        self, fields: Iterable[Field], children: Iterable[Children] = ()
    ) -> dict[str, Callable[[Any, Any], bool]]:
        """Return functions that compare a referenced object with a name, by their dotted path.

        If the API shows only the id of an object, its name is looked up when it is compared.
        """
        references = [
            (each.location, each.kinds, each.id_only)
            for each in fields
            if isinstance(each, Reference) and each.response_path
        ]
        references += [(each.response_path, (each.to,), False) for each in children if each.to]
        return {
            path.replace("[]", ""): self._compare_id(kinds) if id_only else _compare_name(kinds)
            for path, kinds, id_only in references
        }

    def report_missing(self, message: str) -> None:
        """Raise ReferenceNotFoundError, or warn if an earlier task may create the object."""
        if self._warnings is None:
            raise ReferenceNotFoundError(message)
        self._warnings.append(
            f"{message} An earlier task may create it; check mode cannot verify this here."
        )

    # -- internals

    def _compare_id(self, kinds: Sequence[str]) -> Callable[[Any, Any], bool]:
        lookups = [LOOKUPS[kind] for kind in kinds]

        @cache
        def ids(name: str) -> set[str]:
            return {element["id"] for element in self.find(lookups, name)[1]}

        return lambda shown_id, name: shown_id in ids(name)

    def _is_expected(self, lookup: Lookup, value: str) -> bool:
        """Return whether a running operation is about to create the element."""
        objects = self._named(lookup, value)
        may_appear = self._waiter.may_still_appear if self._waiter else lambda: True
        with usable(f"GET {lookup.path}"), as_described():
            return bool(lookup.is_expected(objects, value, may_appear))

    def _missing_reason(self, lookup: Lookup, value: str) -> str | None:
        objects = self._named(lookup, value)
        with usable(f"GET {lookup.path}"), as_described():
            return lookup.explain(objects, value)

    def _not_found(self, lookups: Sequence[Lookup], value: str) -> str:
        names = {
            str(get_path(element, name))
            for lookup in lookups
            for element in self.elements_of(lookup)
            for name in lookup.names
            if get_path(element, name)
        }
        titles = " or ".join(lookup.title for lookup in lookups)
        suggestion = suggest_names(value, names) if names else "The account has none."
        return f"no {titles} has the name or id {value!r}. {suggestion}"

    def _named(self, lookup: Lookup, value: str) -> list[Object]:
        """Return the objects of the list that have a name or id, also in another lookup."""
        keys = keys_of_reference(lookup, value)
        return self._reader.elements_of(lookup.path, keys=keys)

    def _owners(
        self, lookup: Lookup, fresh: bool, keys: Collection[str] | None
    ) -> list[tuple[Object, Object]]:
        """Return elements that references can name, each with the object of the list.

        An element is the object itself or a part of it.

        :param keys: only of objects with one of these search keys. None: of all objects.
        """
        max_age = CONSTANT_LIST_MAX_AGE if lookup.path in LISTS.constant else 0
        objects = self._reader.elements_of(
            lookup.path, keys=keys, complete=fresh, fresh=fresh, max_age=max_age
        )
        resource = RESOURCES.get(lookup.path)
        with usable(f"GET {lookup.path}"):
            with as_described():
                owners = [
                    (element, obj)
                    for obj in objects
                    if not (resource and resource.is_removing(obj))
                    for element in lookup.expand(obj)
                ]
            check_elements("it", [element for element, _owner in owners])
        return owners

    def _may_have_changed(
        self, lookup: Lookup, element: Object, owner: Object, needs_details: bool
    ) -> bool:
        """Return whether a write may have changed what the task needs of an element.

        A write does not change ids and names of objects. It may change those of their parts.
        """
        if self._reader.is_fresh(lookup.path):
            return False
        cached = self._reader.cached(lookup.path)
        is_part = element["id"] != owner["id"]
        if (is_part or needs_details) and cached.stale_since(owner["id"]):
            return True
        return cached.may_be_removed(element["id"])


def lookups_of(reference: Reference) -> list[Lookup]:
    """Return the lookups in which a reference is searched, in this order."""
    return [LOOKUPS[kind] for kind in reference.kinds]


def resource_of(reference: Reference) -> Resource:
    """Return the resource of the objects that a reference names."""
    return RESOURCES[lookups_of(reference)[0].path]


def _compare_name(kinds: Sequence[str]) -> Callable[[Any, Any], bool]:
    """Return a function that compares a name in an answer with a name in a task."""
    return lambda shown, name: any(LOOKUPS[kind].equal(shown, name) for kind in kinds)


def list_ids(objects: Sequence[Object]) -> str:
    """Return the ids and creation dates of objects as text."""
    return ", ".join(
        f"{obj['id']} (created {obj.get('creation_date', 'at an unknown time')})" for obj in objects
    )


def label_of(element: Object, lookup: Lookup) -> str:
    """Return the name of an element, or its id if it has none."""
    names = (*(element.get(key) for key in lookup.names), *lookup.shown(element).values())
    return next((str(name) for name in names if name), element["id"])


def matching(lookup: Lookup, candidates: Sequence[Object], value: str) -> list[Object]:
    """Return the elements with this id, or else this name, or else an equal name.

    (api-notes: image-names, user-names)
    """
    found = (
        [each for each in candidates if each["id"] == value]
        or [each for each in candidates if value in (get_path(each, name) for name in lookup.names)]
        or [each for each in candidates if lookup.has_name(each, value)]
    )
    latest = lookup.latest(found) if len(found) > 1 else None
    return [latest] if latest else found


def _planned_ref(reference: Reference, lookup: Lookup, value: str) -> Ref:
    """Return a reference to an object that does not exist yet."""
    identifier = f"{PLANNED}{reference.kinds[0]}:{value}"
    return Ref(identifier, value, shown=lookup.shown({lookup.names[0]: value}))


def _ref(element: Object, lookup: Lookup) -> Ref:
    return Ref(element["id"], label_of(element, lookup), element, lookup.shown(element))
