# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource sets and overrides: data, and methods with defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from .calls import Call, Creation, Transition, Update
from .children import Children
from .context import Context
from .costs import Charges, Find
from .documentation import Attribute, Documentation, Secret, form
from .fields import Field
from .relations import BackReference, Lookup, ParentResource
from .strategies import LatePart, PowerCycle, Selection, TokenUsers
from .values import complete, with_path


class Description:
    """The parts of the description of a resource. All methods are pure.

    The class of a resource is a subclass of :class:`~.resource.Resource`. It sets the data, and
    overrides the methods that it needs.

    :cvar name: the module, and the key of its results.
    :cvar title: the name in messages.
    :cvar path: the path of the list.
    :cvar attributes: the attributes of an object.
    :cvar documentation: the texts of the modules.
    :cvar fields: the options that are attributes of the object.
    :cvar children: the options that are lists of elements with their own operations.
    :cvar updates: the PUTs, and the options that each of them carries.
    :cvar options: the options that are not attributes of the object.
    :cvar find_by: the options that find an object, the strongest first.
    :cvar selection: the selection of one object among several that match.
    :cvar states: the states that a task can ask for, each with the operation that brings an object
        into it. ``present`` and ``absent`` have none. Without ``present``, nothing is created. The
        first state is the default.
    :cvar creations: other ways to create an object.
    :cvar parent: the resource whose objects contain the objects.
    :cvar create_requires: groups of options. A creation needs all options of one group.
    :cvar mutually_exclusive: groups of options. A task uses one option of each group.
    :cvar required_together: groups of options. A task uses all options of a group, or none.
    :cvar token_users: the users whose access the object decides on.
    :cvar before_removal: values of options that the object must have before it is removed
        (api-notes: delete-attached).
    :cvar key_aliases: keys of request bodies that have a second name, by their documented name.
    """

    name: str
    title: str
    path: str
    attributes: tuple[Attribute, ...] = ()
    documentation: Documentation = Documentation()
    fields: tuple[Field, ...] = ()
    children: tuple[Children, ...] = ()
    updates: tuple[Update, ...] = ()
    options: tuple[Field, ...] = ()
    find_by: tuple[str, ...] = ("name",)
    selection: Selection = Selection()
    states: Mapping[str, Transition | None] = {"present": None, "absent": None}
    creations: tuple[Creation, ...] = ()
    parent: ParentResource | None = None
    create_requires: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    required_together: tuple[tuple[str, ...], ...] = ()
    token_users: TokenUsers | None = None
    before_removal: Mapping[str, Any] = {}
    key_aliases: Mapping[str, str] = {}

    # -- methods that a resource may override: objects

    def normalize(self, obj: dict[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return obj

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what other objects show about an object."""
        return ()

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options that describe an object.

        :param options: the values that the object shows for its options, with names for ids.
        :param objects: all objects of the resource.
        """
        return options

    def lookup(self) -> Lookup | None:
        """Return how references to the objects are looked up. None: no option refers to them."""
        if self.parent or not self.has_ids:
            return None
        return Lookup(self.title, self.path)

    # -- methods that a resource may override: changes

    def validate(self, context: Context) -> str | None:
        """Return why the desired values are invalid, or None."""
        return None

    def implied_options(
        self, obj: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return values for options that the task leaves out."""
        return {}

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups whose elements :meth:`validate_placement` needs."""
        return ()

    def validate_placement(self, context: Context) -> str | None:
        """Return why the planned object cannot be where it is, or None."""
        return None

    def protected_reason(self, context: Context) -> str | None:
        """Return why the current object cannot be changed or removed, or None."""
        return None

    def planned_object(self, context: Context) -> dict[str, Any]:
        """Return what the API gives a new object besides the desired values."""
        return self.complete({})

    def drop_unknown(self, context: Context) -> Mapping[str, Any]:
        """Return the planned object without values that are unknown until the API shows them."""
        return context.planned

    def create_body(self, context: Context) -> dict[str, Any]:
        """Return the body of a creation."""
        body: dict[str, Any] = {}
        for each in self.fields:
            value = self.create_value(each, context)
            if value is not None and each.in_creation and each.request_path:
                body = with_path(body, each.request_path, each.to_request(value))
        for children in self.children:
            desired = children.in_creation(context.values)
            if desired is not None:
                body = with_path(body, children.create_path, children.create_value(desired))
        return body

    def delete_call(self, context: Context) -> Call:
        """Return the operation that removes the current object."""
        return Call("DELETE", f"{self.path}/{{id}}")

    # -- methods that a resource may override: costs (api-notes: billed-kinds)

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the parts of an object that are billed.

        :param find: finds the other objects that the charges depend on.
        """
        return ()

    def charges_after_removal(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Charges:
        """Yield the parts of an object that are billed after its removal."""
        return ()

    # -- methods that a resource may override: parts with their own rules

    @property
    def has_ids(self) -> bool:
        """Whether objects have ids.

        Nothing creates or removes objects without ids, and only the list shows them.
        """
        return True

    @property
    def power_cycle(self) -> PowerCycle | None:
        """The stop of an object for a change; None: objects are never stopped."""
        return None

    @property
    def late_part(self) -> LatePart:
        """The list that a new object may show late."""
        return LatePart()

    # -- used by the methods above

    def create_value(self, field: Field, context: Context) -> Any:
        """Return the value of an option for a new object."""
        if field.name not in context.values:
            return field.default
        value = context.values[field.name]
        return field.merged(field.default, value, context.values, context.options)

    @cached_property
    def readable_attributes(self) -> tuple[Attribute, ...]:
        """The attributes without the secrets that the API returns only once."""
        return tuple(each for each in self.attributes if each.secret is not Secret.ONCE)

    @cached_property
    def form(self) -> dict[str, Any]:
        """The form of an object in a result (see :func:`~.values.complete`)."""
        return form(self.readable_attributes)

    def complete(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object with all its attributes. Unknown ones are null or empty.

        A child loses the attributes that :class:`ParentResource` adds for internal use.
        """
        members = {key: obj[key] for key in obj if key in self.form} if self.parent else obj
        return {**complete(members, self.form)}
