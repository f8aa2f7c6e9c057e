# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the options of a task into desired values: references become objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..api.client import Client
from ..api.texts import path_to
from ..model.children import Children
from ..model.context import Desired
from ..model.errors import ValidationError
from ..model.fields import Field, Reference
from ..model.resource import Resource
from ..model.values import Object, Ref
from ..resources.index import LOOKUPS, RESOURCES
from ..shared import clock
from .answers import read_answer
from .reader import ObjectReader
from .references import ReferenceResolver, label_of, lookups_of

Options = Mapping[str, Any]


class OptionResolver:
    """Resolves the options of a task.

    :param waits: the task waits for what a parent shows late. Otherwise it is planned.
    """

    def __init__(
        self, client: Client, reader: ObjectReader, references: ReferenceResolver, waits: bool
    ) -> None:
        self._client = client
        self._reader = reader
        self._references = references
        self._waits = waits

    def values(self, fields: Iterable[Field], options: Options) -> dict[str, Any]:
        """Return the values of the options that the task sets, by option.

        References become :class:`Ref`, other values are normalized.
        """
        return {
            field.name: self._value(field, options[field.name])
            for field in fields
            if options.get(field.name) is not None
        }

    def find_values(self, resource: Resource, options: Options) -> dict[str, Any]:
        """Return the values that are needed to find the object."""
        fields = [each for each in resource.fields if each.name in resource.finding_options]
        return self._with_current_parent(resource, self.values(fields, options))

    def desired(
        self, resource: Resource, options: Options, current: Object | None, state: str
    ) -> Desired:
        """Return the desired values of the object.

        :param options: the options of the resource that the task sets.
        :param current: the object as it is. None: it does not exist.
        :param state: the desired state.
        """
        if state == "absent":
            details = self._details(resource, {}, current or {}, removal=True)
            return Desired(state, {}, options, details=details)
        values = self._desired_values(resource, options, current)
        return Desired(
            state if current else resource.initial_state(state, values),
            values,
            options,
            self._unused(resource, options, current) if current else {},
            self._details(resource, values, current or {}),
            self._labels(resource, values, current or {}),
        )

    def excluded_ids(
        self, lists: Iterable[Children], ids: Collection[str] | None = None
    ) -> frozenset[str]:
        """Return the ids of elements that the API shows in child lists and that are no children.

        The API shows block storages among the disks of a server.

        :param ids: the ids of the elements in question. None: all elements.
        """
        lookups = [LOOKUPS[children.exclude] for children in lists if children.exclude]
        return frozenset(
            each["id"]
            for lookup in lookups
            for each in self._reader.elements_of(lookup.path, keys=ids)
        )

    # -- values

    def _desired_values(
        self, resource: Resource, options: Options, current: Object | None
    ) -> dict[str, Any]:
        """Return all values that the plan compares or sends."""
        if current:
            options = {**options, **resource.implied_options(current, options)}
            _check_resend(resource, options, current)
        used = _transition_options(resource, options)
        fields = [
            each
            for each in resource.fields
            if current is None
            or not each.create_only
            or each.resends(options, current)
            or each.name in used
        ]
        values = self._with_current_parent(resource, self.values(fields, options))
        for children in resource.children:
            elements = options.get(children.name)
            if elements is not None:
                values[children.name] = self._elements(children, elements)
        return values

    def _value(self, field: Field, value: Any) -> Any:
        if not isinstance(field, Reference):
            return field.normalize(value)
        if isinstance(value, list):
            return [self._references.resolve(field, element) for element in value]
        return self._references.resolve(field, value) if value else None

    def _elements(self, children: Children, given: Sequence[Any]) -> list[Any]:
        if children.fields:
            ids = [element["id"] for element in given if element.get("id")]
            excluded = self.excluded_ids([children], ids) if ids else ()
            return [
                children.normalize({**element, **self.values(children.fields, element)})
                for element in given
                if element.get("id") not in excluded
            ]
        if children.to:
            reference = Reference(children.name, to=children.to)
            names = [_name_or_id(children, element) for element in given]
            refs = [self._references.resolve(reference, name) for name in names]
        else:
            refs = [Ref(children.normalize(element)) for element in given]
        return list(dict.fromkeys(refs))

    def _with_current_parent(self, resource: Resource, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with the parent as it is now, if the object has a parent."""
        parent = resource.parent
        if not parent:
            return values
        ref, path = values[parent.option], parent.path
        owner = ref.object
        if (
            self._reader.cached(path).stale_since(ref.id)
            or not parent.is_shown(owner)
            or (not self._reader.is_fresh(path) and RESOURCES[path].is_transitional(owner))
        ):
            path = path_to(path, ref.id)
            owner = self._client.get(path)
        owner = read_answer(parent, owner, f"GET {path}")
        if not self._waits:
            owner = parent.resource.late_part.completed(owner, clock.now())
        return {**values, parent.option: replace(ref, object=owner)}

    # -- what the plan needs besides

    def _unused(self, resource: Resource, options: Options, current: Object) -> dict[str, Any]:
        """Return the values that apply only to a new object and differ from the current object."""
        used = _transition_options(resource, options)
        unused = {}
        for field in resource.fields:
            value = options.get(field.name)
            if (
                value is None
                or not (field.create_only and field.response_path)
                or field.resends(options, current)
                or field.name in used
            ):
                continue
            shown = field.view(current)
            if shown is None or (isinstance(shown, Ref) and value in (shown.id, shown.label)):
                continue
            if isinstance(field, Reference):
                value = self._references.resolve_unique(field, value)
            if value is not None and field.differs(shown, value):
                unused[field.name] = value
        return unused

    def _details(
        self, resource: Resource, values: Options, current: Object, removal: bool = False
    ) -> dict[str, Object]:
        """Return by id the objects of which the plan needs more than the id and name.

        These are children that are added or removed, and what a new object depends on.
        """
        consulted = resource.consulted_lookups(values) if not (current or removal) else ()
        details = {
            element["id"]: element
            for key in consulted
            for element in self._references.elements_of(LOOKUPS[key])
        }
        for children in resource.children:
            if children.needs_details and (children.name in values or removal):
                shown = {view.id for view, _element in children.elements(current)}
                changed = shown ^ {ref.id for ref in values.get(children.name, ())}
                details.update(self._current_elements(children.to, changed))
        return details

    def _current_elements(self, kind: str, ids: set[str]) -> dict[str, Object]:
        """Return elements of a lookup by id, none of them stale or in a transitional state."""
        if not ids:
            return {}
        lookup = LOOKUPS[kind]
        resource = RESOURCES[lookup.path]
        found = self._references.elements_of(lookup, ids)
        cached = self._reader.cached(lookup.path)
        if any(cached.stale_since(each["id"]) or resource.is_transitional(each) for each in found):
            found = self._references.elements_of(lookup, ids, fresh=True)
        self._references.check(lookup, found)
        return {each["id"]: each for each in found}

    def _labels(self, resource: Resource, values: Options, current: Object) -> dict[str, str]:
        """Return by id the names of objects of which the current object shows only the id."""
        labels: dict[str, str] = {}
        for field in resource.fields:
            if not (isinstance(field, Reference) and field.id_only and field.managed):
                continue
            shown = field.view(current) if field.name in values else None
            if shown and shown != values[field.name]:
                lookup, found = self._references.find(lookups_of(field), shown.id)
                labels.update({element["id"]: label_of(element, lookup) for element in found})
        return labels


def _transition_options(resource: Resource, options: Options) -> Sequence[str]:
    """Return the create-only options that the desired state uses."""
    transition = resource.transitions.get(options.get("state", ""))
    return transition.options if transition else ()


def _check_resend(resource: Resource, options: Options, current: Object) -> None:
    """Raise ValidationError if the API does not show whether a value has to be sent again."""
    for field in resource.fields:
        given = options.get(field.name) is not None
        missing = field.resend_unknown(options, current) if given else None
        if missing:
            raise ValidationError(
                f"The API does not show {missing} of {resource.label(current)}, so the "
                f"module cannot determine whether {field.name} has to be set. "
                f"Set {field.resend_option} to always to set it."
            )


def _name_or_id(children: Children, element: Any) -> str:
    """Return the name or id of an element. It may be given as an object with an id."""
    value = element.get("id") if isinstance(element, Mapping) else element
    if value in (None, "") or isinstance(value, (Mapping, list)):
        raise ValidationError(
            f"{children.name} contains {element!r}. Write a name, an id, or an object with an id."
        )
    return str(value)
