# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of one kind of object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .calls import Call, Creation, Transition, Update
from .checks import as_described, check_member, check_object
from .children import Children
from .context import Context
from .documentation import Attribute, Documentation, form
from .errors import MalformedError
from .fields import Assignment, Field, Reference
from .files import SecretFile
from .relations import BackReference, Lookup, ParentResource, TokenUsers
from .values import complete, get_path, is_transitional, with_path

#: The states of an object that is being removed (api-notes: removal).
REMOVING = ("REMOVING", "DELETING")
#: (api-notes: failed-state)
FAILED = ("FAILED", "ERROR")


@dataclass(frozen=True)
class PowerCycle:
    """How an object is stopped for a change that it accepts only while it is off.

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


class Resource:
    """The description of one kind of object. All methods are pure.

    A subclass describes one resource: it sets the data, and overrides the methods that it needs.

    :cvar name: the module, and the key of its results.
    :cvar plural: the key of the list in the results of the ``_info`` module, and of the lookup.
    :cvar title: the name in messages.
    :cvar path: the path of the list.
    :cvar attributes: the attributes of an object.
    :cvar documentation: the texts of the modules.
    :cvar fields: the options that are attributes of the object.
    :cvar children: the options that are lists of elements with operations of their own.
    :cvar updates: the PUTs, and the options that each of them carries.
    :cvar references: references in the object that no option sets.
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
    :cvar token_path: where an object shows the token of its requests, dotted.
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
    references: tuple[Reference, ...] = ()
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
    token_path: str = ""
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

    def lookup(self) -> Lookup | None:
        """Return how references to the objects are looked up. None: no option refers to them."""
        if self.parent or not self.has_ids:
            return None
        return Lookup(self.title, self.path, self.display_names, paged=self.paged)

    # -- methods that a resource may override: changes

    def validate(self, context: Context) -> str | None:
        """Return what is wrong with the desired values, or None."""
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
            if value is not None and each.create and each.request_path:
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
        """Return what is wrong with a number if so many objects have one, or None."""
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

    # -- options

    @property
    def all_states(self) -> list[str]:
        """The values of the option ``state``. The first one is the default."""
        return [*self.states, *self.transitions]

    @property
    def is_only_child(self) -> bool:
        """Whether a parent contains one object only, so that the parent finds it."""
        return self.parent is not None and not self.find_by

    @property
    def option_names(self) -> set[str]:
        """The options of its module, without those that all modules have."""
        return {
            "id",
            "state",
            *(each.name for each in (*self.fields, *self.options)),
            *(each.name for each in self.children),
            *(each.purge_option for each in self.children),
        }

    def field(self, name: str) -> Field:
        """Return the field of an option."""
        return next(each for each in self.fields if each.name == name)

    def reference(self, name: str) -> Reference:
        """Return the field of an option that names another object."""
        field = self.field(name)
        assert isinstance(field, Reference)
        return field

    def create_value(self, field: Field, context: Context) -> Any:
        """Return the value of an option for a new object."""
        if field.name not in context.values:
            return field.create_default
        value = context.values[field.name]
        return field.merged(field.create_default, value, context.values, context.options)

    def initial_state(self, state: str, values: Mapping[str, Any]) -> str:
        """Return the desired state of a new object. One that is not to be started is to be off."""
        cycle = self.power_cycle
        if cycle and state == self.states[0] and values.get(cycle.create_key) is False:
            return cycle.off
        return state

    def settable_on_create(self, field: Field) -> bool:
        """Return whether an option has an effect on a new object."""
        updated = any(field.name in update.fields for update in self.updates)
        return field.create or updated or isinstance(field, Assignment)

    # -- objects

    @property
    def list_path(self) -> str:
        """The path of the list that shows the objects or their parents."""
        return self.parent.path if self.parent else self.path

    def location(self, obj: Mapping[str, Any]) -> tuple[str, str]:
        """Return the path and the id of the object, or of its parent, to read it from."""
        if self.parent:
            return self.parent.path, obj[self.parent.option]["id"]
        return self.path, obj["id"]

    def complete(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object with all its attributes. Unknown ones are null or empty.

        A child loses the attributes that :class:`ParentResource` adds for internal use.
        """
        members = {key: obj[key] for key in obj if key in self.form} if self.parent else obj
        return {**complete(members, self.form)}

    def label(self, obj: Mapping[str, Any]) -> str:
        """Return the name of an object in messages: server "web1"."""
        names = (obj[key] for key in ("name", "ip", "id") if obj.get(key))
        return f'{self.title} "{next(names, "?")}"'

    def view(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object in the terms of the options."""
        return {
            **{each.name: each.view(obj) for each in self.fields if each.managed},
            **{
                each.name: [view for view, _element in each.elements(obj)] for each in self.children
            },
        }

    @cached_property
    def readable_attributes(self) -> tuple[Attribute, ...]:
        """The attributes without the secrets that the API returns only once."""
        once = set(self.secrets) - set(self.readable_secrets)
        return tuple(each for each in self.attributes if each.name not in once)

    @cached_property
    def form(self) -> dict[str, Any]:
        """The form of an object in a result (see :func:`~.values.complete`)."""
        return form(self.readable_attributes)

    def has_name(self, obj: Mapping[str, Any], name: str) -> bool:
        """Return whether an object has a name, unchanged or as the API has changed it."""
        options = {each.name: each for each in self.fields}
        named = [options.get(key) or Field(key) for key in self.display_names]
        return any(not each.differs(each.view(obj), name) for each in named)

    def missing_names(
        self, objects: Sequence[Mapping[str, Any]], names: Iterable[str]
    ) -> list[str]:
        """Return the names that none of the objects has."""
        return sorted(
            name for name in names if not any(self.has_name(obj, name) for obj in objects)
        )

    def is_transitional(self, obj: Mapping[str, Any]) -> bool:
        """Return whether an object is in a transitional state."""
        return bool(self.state_path) and is_transitional(get_path(obj, self.state_path))

    def is_removing(self, obj: Mapping[str, Any]) -> bool:
        """Return whether an object is being removed."""
        return get_path(obj, self.state_path or "state") in REMOVING

    def as_removing(self, obj: Any) -> Any:
        """Return an object with the state of one that is being removed.

        A malformed answer is returned as it is.
        """
        if not isinstance(obj, Mapping):
            return obj
        return with_path(obj, self.state_path or "state", REMOVING[0])

    def has_failed(self, obj: Mapping[str, Any]) -> bool:
        """Return whether an object has failed."""
        return bool(self.state_path) and get_path(obj, self.state_path) in FAILED

    # -- answers

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the object that an answer shows, in its normal form.

        :raises MalformedError: the answer does not show one.
        """
        if not isinstance(answer, Mapping):
            raise MalformedError("it is not an object")
        with as_described():
            obj = self.normalize(dict(answer))
        check_object("it", obj)
        for each in self.fields:
            if each.name in self.find_by:
                each.check(obj)
                if each.required_on_create and get_path(obj, each.response_path) is None:
                    raise MalformedError(f"it has no {each.response_path}")
        return obj

    def read_all(self, answer: Any, obj: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the objects that an answer about the :meth:`location` of an object shows.

        :raises MalformedError: one of them does not have the documented form.
        """
        if not isinstance(answer, Mapping) or answer.get("id") != self.location(obj)[1]:
            return []
        shown = self.parent.children(answer) if self.parent else [answer]
        return [self.read(each) for each in shown]

    def find_in(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return an object as an answer shows it; None: it is missing or not valid."""
        try:
            shown = self.read_all(answer, obj)
            found = next((each for each in shown if each["id"] == obj["id"]), None)
            if found:
                self.check(found)
            return found
        except MalformedError:
            return None

    def check(self, obj: Mapping[str, Any]) -> None:
        """Check the types of the attributes that are compared or waited for.

        :raises MalformedError: one of them has another type.
        """
        for each in self.fields:
            if each.managed:
                each.check(obj)
        for children in self.children:
            children.check(obj)
        if self.state_path:
            check_member(self.state_path, get_path(obj, self.state_path), (str,))
            if not get_path(obj, self.state_path):
                raise MalformedError(f"it has no {self.state_path}")

    def missing_members(self, obj: Mapping[str, Any], names: Iterable[str]) -> list[str]:
        """Return the attributes that every object has and that this one does not show.

        :param names: options by which an object is searched.
        """
        wanted = set(names)
        fields = [
            each
            for each in self.fields
            if each.name in wanted or (each.required_on_create and each.managed)
        ]
        lists = [each.response_path for each in self.children if each.required_on_create]
        return [
            *(each.response_path for each in fields if not each.is_known(obj)),
            *(path for path in lists if not isinstance(get_path(obj, path), list)),
        ]

    def unknown_members(self, obj: Mapping[str, Any], options: Iterable[str]) -> list[str]:
        """Return the attributes that an object does not show and that options are compared with."""
        names = set(options)
        values = options if isinstance(options, Mapping) else {}
        changed = [update for update in self.updates if names & set(update.fields)]
        names = names.union(*(update.always for update in changed))
        fields = {each.name: each for each in self.fields if each.managed and each.name in names}
        lists = {each.name: each for each in self.children if each.name in names}
        unknown = [
            fields[name].location
            for name in sorted(fields)
            if not fields[name].is_known(obj, values.get(name))
        ]
        unknown += [
            lists[name].response_path for name in sorted(lists) if not lists[name].is_known(obj)
        ]
        if self.power_cycle and not get_path(obj, self.state_path):
            unknown.append(self.state_path)
        return unknown
