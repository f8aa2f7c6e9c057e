# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource sets and overrides: data, and methods with defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .calls import Call, Creation, Transition, Update
from .children import Children
from .context import Context
from .costs import Charges, Find
from .documentation import Attribute, Documentation, form
from .fields import Field
from .files import SecretFile
from .relations import BackReference, Lookup, ParentResource, TokenUsers
from .values import complete, with_path


@dataclass(frozen=True)
class PowerCycle:
    """The stop of an object for a change that it accepts only while it is off.

    :param on: the transition that starts it.
    :param off: the transition that stops it.
    :param consent: the option that allows a task to stop it.
    :param create_key: the key of the creation body, and the option, that says whether a new object
        is started.
    """

    on: str
    off: str
    consent: str
    create_key: str


class Description:
    """The parts of the description of a resource. All methods are pure.

    The class of a resource is a subclass of :class:`~.resource.Resource`. It sets the data, and
    overrides the methods that it needs.

    :cvar name: the module, and the key of its results.
    :cvar plural: the key of the list in the results of the ``_info`` module, and of the lookup.
    :cvar title: the name in messages.
    :cvar path: the path of the list.
    :cvar attributes: the attributes of an object.
    :cvar documentation: the texts of the modules.
    :cvar fields: the options that are attributes of the object.
    :cvar children: the options that are lists of elements with their own operations.
    :cvar updates: the PUTs, and the options that each of them carries.
    :cvar options: the options that are not attributes of the object.
    :cvar find_by: the options that find an object, the strongest first.
    :cvar display_names: the attributes that contain the names of an object.
    :cvar state_path: where an object shows its state, dotted; "": it has none.
    :cvar paged: whether the list has pages (api-notes: unpaged-lists).
    :cvar states: the states that a task can ask for besides the transitions. Without ``present``,
        nothing is created.
    :cvar transitions: the operations that bring an object into a state, by the value of ``state``.
    :cvar power_cycle: how an object is stopped for a change.
    :cvar creations: other ways to create an object.
    :cvar parent: the resource whose objects contain the objects.
    :cvar create_requires: groups of options. A creation needs all options of one group.
    :cvar mutually_exclusive: groups of options. A task uses one option of each group.
    :cvar required_together: groups of options. A task uses all options of a group, or none.
    :cvar secrets: where an object shows secrets, dotted. Results show them on request only.
    :cvar readable_secrets: the secrets that can be read again.
    :cvar secret_file: the file for a secret that a task makes.
    :cvar token_users: the users whose access the object decides on.
    :cvar detach_before_delete: the options that are emptied before a removal
        (api-notes: delete-attached).
    :cvar key_aliases: keys of request bodies that have a second name, by their documented name.
    """

    name: str
    plural: str
    title: str
    path: str
    attributes: tuple[Attribute, ...] = ()
    documentation: Documentation = Documentation()
    fields: tuple[Field, ...] = ()
    children: tuple[Children, ...] = ()
    updates: tuple[Update, ...] = ()
    options: tuple[Field, ...] = ()
    find_by: tuple[str, ...] = ("name",)
    display_names: tuple[str, ...] = ("name",)
    state_path: str = "state"
    paged: bool = True
    states: tuple[str, ...] = ("present", "absent")
    transitions: Mapping[str, Transition] = {}
    power_cycle: PowerCycle | None = None
    creations: tuple[Creation, ...] = ()
    parent: ParentResource | None = None
    create_requires: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    required_together: tuple[tuple[str, ...], ...] = ()
    secrets: tuple[str, ...] = ()
    readable_secrets: tuple[str, ...] = ()
    secret_file: SecretFile | None = None
    token_users: TokenUsers | None = None
    detach_before_delete: tuple[str, ...] = ()
    key_aliases: Mapping[str, str] = {}

    # -- methods that a resource may override: objects

    def normalize(self, obj: dict[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return obj

    def protected_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return why an object cannot be changed, or None."""
        return None

    def progress(self, obj: Mapping[str, Any]) -> float | None:
        """Return how much of the current operation is done, in percent, or None."""
        return None

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
        return Lookup(self.title, self.path, self.display_names, paged=self.paged)

    # -- methods that a resource may override: changes

    def validate(self, context: Context) -> str | None:
        """Return why the desired values are invalid, or None."""
        return None

    def validate_placement(self, context: Context) -> str | None:
        """Return why the planned object cannot be where it is, or None."""
        return None

    def validate_removal(self, context: Context) -> str | None:
        """Return why the object must not be removed, or None."""
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

    def affected_users(self, context: Context) -> Iterable[str]:
        """Return the ids of the users who may lose access."""
        return ()

    def lockout(self, context: Context) -> str | None:
        """Return why such a user loses access, or None."""
        return None

    # -- methods that a resource may override: costs (api-notes: billed-kinds)

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the parts of an object that are billed.

        :param find: finds the other objects that the charges depend on.
        """
        return ()

    def charges_after_removal(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Charges:
        """Yield the parts of an object that are billed after its removal."""
        return ()

    # -- methods that a resource may override: how a task finds its object

    @property
    def has_ids(self) -> bool:
        """Whether objects have ids.

        Nothing creates or removes objects without ids, and only the list shows them.
        """
        return True

    @property
    def finding_options(self) -> tuple[str, ...]:
        """The options that are needed to find an object."""
        return (*self.find_by, self.parent.option) if self.parent else self.find_by

    @property
    def number_option(self) -> str:
        """The option that names an object by its number among similar ones; "": there is none."""
        return ""

    def numbered(
        self, objects: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        """Return the objects that have a number, in the order of the numbers."""
        return ()

    def number_complaint(self, number: int, present: int, removal: bool) -> str | None:
        """Return why a number is invalid for this number of objects, or None."""
        return None

    @property
    def forms_series(self) -> bool:
        """Whether objects with one name can belong together."""
        return False

    def representative(self, objects: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return the object that represents a series; None: the objects do not belong together."""
        return None

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups whose elements :meth:`validate_placement` needs."""
        return ()

    def implied_options(
        self, obj: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return values for options that the task leaves out."""
        return {}

    # -- methods that a resource may override: what a new object shows late
    #    (api-notes: late-addresses)

    @property
    def eventual_list(self) -> str:
        """The list that an object always has and may show late; "": there is none."""
        return ""

    def is_incomplete(self, obj: Mapping[str, Any], now: float) -> bool:
        """Return whether an object is new and does not show its ``eventual_list`` yet."""
        return False

    def completed(self, obj: Mapping[str, Any], now: float) -> dict[str, Any]:
        """Return an object as it will be when it shows its ``eventual_list``."""
        return dict(obj)

    def awaits_eventual(self, options: Mapping[str, Any]) -> bool:
        """Return whether options concern the ``eventual_list``."""
        return False

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
        once = set(self.secrets) - set(self.readable_secrets)
        return tuple(each for each in self.attributes if each.name not in once)

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
