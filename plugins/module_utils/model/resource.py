# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of one kind of object, with the methods that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from .calls import Transition
from .checks import as_described, check_member, check_object
from .description import Description
from .documentation import Secret, plural, walk
from .errors import MalformedError
from .fields import Assignment, Field, Reference
from .files import SecretFile
from .relations import Lookup, shown_references
from .values import get_path, is_transitional, percent, with_path

#: The states of an object that is being removed (api-notes: removal).
REMOVING = ("REMOVING", "DELETING")
#: (api-notes: failed-state)
FAILED = ("FAILED", "ERROR")


class Resource(Description):
    """The description of one kind of object, and what follows from it. All methods are pure."""

    # -- options

    @cached_property
    def transitions(self) -> Mapping[str, Transition]:
        """The operations that bring an object into a state, by the value of ``state``."""
        return {name: each for name, each in self.states.items() if each}

    @property
    def finding_options(self) -> tuple[str, ...]:
        """The options that are needed to find an object."""
        parent = (self.parent.option,) if self.parent else ()
        return (*self.find_by, *parent, *self.selection.options)

    @property
    def state_synonyms(self) -> dict[str, str]:
        """Other values of the option ``state``, with those that they mean."""
        return {self.power_cycle.synonym: self.power_cycle.on} if self.power_cycle else {}

    @property
    def is_only_child(self) -> bool:
        """Whether a parent contains one object only, so that the parent finds it."""
        return self.parent is not None and not self.find_by

    @property
    def is_billed(self) -> bool:
        """Whether its objects cost something."""
        return type(self).charges is not Description.charges

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
        return next(
            each for each in self.fields if isinstance(each, Reference) and each.name == name
        )

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The references in an object that no option sets."""
        return shown_references(self.attributes)

    def initial_state(self, state: str, values: Mapping[str, Any]) -> str:
        """Return the desired state of a new object. One that is not to be started is to be off."""
        cycle = self.power_cycle
        if cycle and state == next(iter(self.states)) and values.get(cycle.create_key) is False:
            return cycle.off
        return state

    def always_requires(self, field: Field) -> bool:
        """Return whether each task needs an option, and not only one that creates an object."""
        finds_parent = self.parent is not None and field.name == self.parent.option
        return field.required and (finds_parent or "present" not in self.states)

    def settable_on_create(self, field: Field) -> bool:
        """Return whether an option has an effect on a new object."""
        updated = any(field.name in update.fields for update in self.updates)
        return field.in_creation or updated or isinstance(field, Assignment)

    # -- attributes

    @cached_property
    def any_case_paths(self) -> tuple[str, ...]:
        """Where an object shows a documented value or a state, dotted.

        All texts of objects that no task can change are documented values.
        """
        paths = [self.state_path, *(each.response_path for each in self.fields if each.choices)]
        for children in self.children:
            fields = (each for each in children.fields if each.choices)
            paths += [f"{children.response_path}.{each.response_path}" for each in fields]
        if not self.states:
            paths += [path for path, each in walk(self.attributes) if each.type == "str"]
        return tuple(filter(None, paths))

    @cached_property
    def state_path(self) -> str:
        """Where an object shows its state, dotted; "": it has none. A part has that of its parent.

        It is the attribute ``state``, at any depth.
        """
        if self.parent:
            return self.parent.resource.state_path
        states = (path for path, each in walk(self.attributes) if each.name == "state")
        return next(states, "")

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Where an object shows secrets, dotted."""
        return tuple(path for path, each in walk(self.attributes) if each.secret)

    @cached_property
    def readable_secrets(self) -> tuple[str, ...]:
        """Where an object shows the secrets that can be read again, dotted."""
        found = walk(self.attributes)
        return tuple(path for path, each in found if each.secret is Secret.READABLE)

    @property
    def secret_file(self) -> SecretFile | None:
        """The option that names a file for the secret, or None."""
        return next((each for each in self.options if isinstance(each, SecretFile)), None)

    @property
    def plural(self) -> str:
        """The key of the list in the results of the ``_info`` module, and of the lookup."""
        return plural(self.name)

    @property
    def progress_path(self) -> str:
        """Where an object shows how much of the current operation is done, in percent, dotted.

        It is the attribute ``percent`` next to ``state``; "": there is none.
        """
        path = f"{self.state_path.rpartition('.')[0]}.percent".lstrip(".")
        return path if path in (shown for shown, _each in walk(self.attributes)) else ""

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

    def label(self, obj: Mapping[str, Any]) -> str:
        """Return the title and the name of an object in messages: server "web1"."""
        return f'{self.title} "{self.name_of(obj)}"'

    @staticmethod
    def name_of(obj: Mapping[str, Any]) -> str:
        """Return the name of an object, or else its address or id."""
        return str(next((obj[key] for key in ("name", "ip", "id") if obj.get(key)), "?"))

    def view(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object in the terms of the options."""
        return {
            **{each.name: each.view(obj) for each in self.fields if each.managed},
            **{
                each.name: [view for view, _element in each.elements(obj)] for each in self.children
            },
        }

    @property
    def token_path(self) -> str:
        """Where a user shows the token of its requests, dotted; "": objects are no users."""
        users = self.token_users
        return users.token_path if users and users.path == self.path else ""

    def has_name(self, obj: Mapping[str, Any], name: str) -> bool:
        """Return whether an object has a name, unchanged or as the API has changed it."""
        lookup = self._lookup
        return lookup is not None and any(
            lookup.has_name(element, name) for element in lookup.expand(obj)
        )

    @cached_property
    def _lookup(self) -> Lookup | None:
        return self.lookup()

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

    def progress(self, obj: Mapping[str, Any]) -> float | None:
        """Return how much of the current operation is done, in percent, or None."""
        return percent(obj, self.progress_path) if self.progress_path else None

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
                if each.required and get_path(obj, each.response_path) is None:
                    raise MalformedError(f"it has no {each.response_path}")
        return obj

    def read_all(self, answer: Any, obj: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the objects that an answer about the :meth:`location` of an object shows.

        :raises MalformedError: the answer shows another object or parent, or one of them does not
            have the documented form.
        """
        check_object("it", answer)
        if answer["id"] != self.location(obj)[1]:
            raise MalformedError(f"it shows the object {answer['id']}")
        shown = self.parent.children(answer) if self.parent else [answer]
        return [self.read(each) for each in shown]

    def shown_in(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return an object as an answer shows it; None: it is missing.

        :raises MalformedError: the answer or the object does not have the documented form.
        """
        shown = self.read_all(answer, obj)
        found = next((each for each in shown if each["id"] == obj["id"]), None)
        if found:
            self.check(found)
        return found

    def find_in(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return an object as an answer shows it; None: it is missing or not valid."""
        try:
            return self.shown_in(answer, obj)
        except MalformedError:
            return None

    def check(self, obj: Mapping[str, Any]) -> None:
        """Check the types of the attributes that are compared, shown or waited for.

        :raises MalformedError: one of them has another type.
        """
        for each in self.fields:
            if each.managed or isinstance(each, Reference):
                each.check(obj)
        for children in self.children:
            children.check(obj)
        if self.state_path:
            check_member(self.state_path, get_path(obj, self.state_path), (str,))
            if not get_path(obj, self.state_path):
                raise MalformedError(f"it has no {self.state_path}")
        if self.progress_path:
            check_member(self.progress_path, get_path(obj, self.progress_path), (int, float))

    def missing_members(self, obj: Mapping[str, Any], names: Iterable[str]) -> list[str]:
        """Return the attributes that every object has and that this one does not show.

        :param names: options by which an object is searched.
        """
        searched = set(names)
        fields = [
            each
            for each in self.fields
            if each.name in searched or (each.required and each.managed)
        ]
        lists = [each.response_path for each in self.children if each.required]
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
