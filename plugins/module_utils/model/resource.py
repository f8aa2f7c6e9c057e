# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that describe a resource of the API as a whole. What its objects hold is said with those of ``fields``.

A description is data. It is read by three: the bridge derives arguments from it, ``plan`` compares and
orders the writes with it, ``apply`` learns from it when an object has settled. Nothing here sends
anything.

An *object* is what the API answers. A *view* is the same in the user's terms: a value an option,
references as :class:`Ref`. Paths into objects are dotted; in ``{braces}`` they stand for what the
object holds there ("/servers/{id}/ips/{ips.0.id}/load_balancers").
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from typing import Any

from .documentation import Attribute, Documentation, Text, form
from .fields import (
    Assignment,
    Call,
    Children,
    Field,
    MalformedError,
    Reference,
    Update,
    as_described,
    check_elements,
    check_member,
    check_object,
    shows,
)
from .values import complete, get_path, identity, is_transitional, percent, returns_none, set_path

#: (api-notes: removal)
REMOVING = ("REMOVING", "DELETING")
#: Seconds for which an object counts as new.
NEW = 3600


def differs(obj: Mapping[str, Any], to: str, state: Any, values: Mapping[str, Any]) -> bool:
    return state != to


def anyway(*_args: Any) -> bool:
    return True


def created(obj: Mapping[str, Any]) -> float:
    """When an object was created, in seconds since the epoch. One that does not tell is not new."""
    try:
        date = datetime.fromisoformat(str(obj.get("creation_date")))
    except ValueError:
        return 0.0
    return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp()


@dataclass(frozen=True)
class Transition:
    """A state that a user can ask for.

    :param to: the state that the API then shows. :param call: (object, values, options) to the call that leads there.
    :param from_state: calls for some present states, which need another one.
    :param when: (object, to, present state, values) to whether the call is made. By itself it is where the state is another one.
    :param repeat_option: the option that, where it is "always", has the call made each time.
    :param missing_reason: values to why it cannot be made of an object that is yet to be created, or None.
    :param options: options that are used once otherwise, and for this.
    :param effects: (object, values) makes of the object what else the call makes of it.
    :param returns_secrets: whether its answer shows secrets that it has made. :param reason: what it is for, in words.
    """

    to: str
    call: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]
    from_state: Mapping[
        str, Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]
    ] = field(default_factory=dict)
    when: Callable[[Mapping[str, Any], str, Any, Mapping[str, Any]], bool] = differs
    repeat_option: str = ""
    missing_reason: Callable[[Mapping[str, Any]], str | None] = returns_none
    options: tuple[str, ...] = ()
    effects: Callable[[dict[str, Any], Mapping[str, Any]], None] = returns_none
    returns_secrets: bool = False
    reason: str = ""
    help: Text = ()

    def repeats(self, options: Mapping[str, Any]) -> bool:
        """Made each time that it is asked for."""
        return self.when is anyway or (
            bool(self.repeat_option) and options.get(self.repeat_option) == "always"
        )


@dataclass(frozen=True)
class ParentResource:
    """Objects that are parts of another one, which shows them and through which their calls go.

    :param option: the option that names the whole. :param path: of its list. :param response_path: where it shows its parts:
    a list, or one. :param normalize: brings the variants of an answer with the whole to one form.
    """

    option: str
    path: str
    response_path: str
    normalize: Callable[[dict[str, Any]], dict[str, Any]] = identity

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the whole that an answer shows, in its normal form. :raises MalformedError: it shows none."""
        check_object("it", answer)
        with as_described():
            whole = self.normalize(dict(answer))
        found = get_path(whole, self.response_path)
        check_elements(
            self.response_path, found if found is None or isinstance(found, list) else [found]
        )
        return whole

    def children(self, whole: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The parts, each with its number, its whole, and the state of that, which is its own."""
        whole = self.read(whole)
        owner = {"id": whole["id"], "name": whole.get("name")}
        return [
            {**part, "number": number, self.option: owner, "status": whole.get("status")}
            for number, part in enumerate(self._shown(whole), 1)
        ]

    def without(
        self, whole: Mapping[str, Any], identifier: str | None, instead: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """The whole with another part, or none, in the place of one."""
        parts = [part for part in self._shown(whole) if part["id"] != identifier] + (
            [dict(instead)] if instead else []
        )
        changed = {**whole}
        set_path(
            changed,
            self.response_path,
            parts
            if isinstance(get_path(whole, self.response_path), list)
            else next(iter(parts), None),
        )
        return changed

    def _shown(self, whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = get_path(whole, self.response_path)
        return list(found) if isinstance(found, list) else [found] if found else []


@dataclass(frozen=True)
class Lookup:
    """The list in which references to one kind of object are searched. Its methods are pure.

    :param title: the name of such an object in messages.
    :param path: the path of the list.
    :param names: where an element shows the names that a task may use besides its id, dotted.
    :param members: the attributes that other objects show of an element besides its id, with the
        place of each in the element.
    :param paged: whether the list has pages (api-notes: unpaged-lists).
    """

    title: str
    path: str
    names: tuple[str, ...] = ("name",)
    members: Mapping[str, str] = field(default_factory=lambda: {"name": "name"})
    paged: bool = True

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the elements of an object of the list to which a task can refer."""
        return (obj,)

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return bool(shown == value)

    def latest(self, elements: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return which of several elements with one name the name stands for, or None."""
        return None

    def explain(self, objects: Sequence[Mapping[str, Any]], value: str) -> str | None:
        """Return why a value names no element although it names something else, or None."""
        return None

    def is_expected(
        self, objects: Sequence[Mapping[str, Any]], value: str, may_come: Callable[[], bool]
    ) -> bool:
        """Return whether a value will soon name an element.

        :param may_come: whether new objects may still get what they do not show yet.
        """
        return False

    def check(self, element: Mapping[str, Any]) -> None:
        """Check what plans need of an element.

        :raises MalformedError: the element has another form than documented.
        """

    def shown(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """Return what other objects show of an element besides its id."""
        return {key: get_path(element, source) for key, source in self.members.items()}


@dataclass(frozen=True)
class Download:
    """A part of an object that is fetched into a file.

    :param name: of the module. :param title: what messages call the part.
    :param path: where it is read, and :param source: where the answer holds it, dotted.
    :param decode: the text in the answer to what the file holds.
    :param equal: (what the file holds, what it shall hold) to whether they are the same.
    """

    name: str
    title: str
    resource: Resource
    path: str
    source: str
    decode: Callable[[str], bytes] = str.encode
    equal: Callable[[bytes, bytes], bool] = operator.eq
    options: tuple[Field, ...] = ()
    results: tuple[Attribute, ...] = ()
    documentation: Documentation = Documentation()


@dataclass(frozen=True)
class SecretFile:
    """The file that takes a secret which a task makes.

    :param option: the option that names the file. :param title: what messages call the secret.
    :param secret: where the object shows it, dotted.
    :param remedy: what to do if the API has made the secret and nobody has seen it.
    :param when: values to whether the task makes the secret. :param replaces: whether a file that exists is replaced.
    """

    option: str
    title: str
    secret: str
    remedy: str
    when: Callable[[Mapping[str, Any]], bool] = anyway
    replaces: bool = False
    help: Text = ()


@dataclass(frozen=True)
class Creation:
    """Another way to create than the POST of the path, taken where the option ``when`` is given.

    :param call: values to the call. :param options: the options that it carries beside ``when``.
    :param result_path: where the answer shows the new object, dotted; "": it is the answer.
    :param parent_list: where what ``when`` refers to shows the objects that it has already, dotted.
    :param planned_object: (object, values) completes what it will make.
    """

    when: str
    call: Callable[[Mapping[str, Any]], Call]
    options: tuple[str, ...] = ()
    parent_list: str = ""
    result_path: str = ""
    planned_object: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = (
        lambda obj, values: obj
    )


@dataclass(frozen=True)
class Series:
    """Objects that the API makes one after the other under one name. One of them stands for all.

    :param latest: (objects that answer to one name) to the one that stands for them; None: they do not belong together.
    :param consent: the option that allows the removal of all of them.
    """

    latest: Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any] | None]
    consent: str


@dataclass(frozen=True)
class Count:
    """Objects that nothing tells from each other. A task names one by its number among those that count.

    :param option: the option with the number, from 1. :param options: further options that say which objects count.
    :param title: the objects that count, in words.
    :param countable: (objects, values) to the objects that count, in an order that stays.
    """

    option: str
    options: tuple[str, ...]
    title: str
    countable: Callable[
        [Sequence[Mapping[str, Any]], Mapping[str, Any]], Sequence[Mapping[str, Any]]
    ]

    def complaint(self, number: int, present: int, removal: bool) -> str | None:
        """What is wrong with a number where so many objects count, or None: only the last one is removed, and only the next one created."""
        if removal and number < present:
            return (
                f"{self.option} is {number}, and there are {present} {self.title}. The removal of one changes the numbers of those "
                f"after it. Remove the last one first, {self.option} {present}, or name the one that is meant by its id."
            )
        if not removal and number > present + 1:
            return f"{self.option} is {number}, and there are {present} {self.title}; the next one is {self.option} {present + 1}."
        return None


@dataclass(frozen=True)
class BackReference:
    """What another object shows of one.

    :param id: of the object that shows it, or of its element in the list ``within``.
    :param key: where it shows it, dotted; "": the whole object is ``element``.
    :param many: whether it shows a list of such, or one. :param replaces: whether the one takes the place of another one.
    """

    path: str
    id: str
    key: str
    element: Mapping[str, Any]
    in_list: str = ""
    many: bool = True
    replaces: bool = True


@dataclass(frozen=True)
class Bearers:
    """The users whose access an object decides on.

    :param path: of their list. :param token: where they show the token of their requests, dotted.
    :param ids: (object, view before, view after) to their ids. :param relation: of the object to such a user, in words.
    :param consent: the option that allows a task to end the access of its own token.
    """

    path: str
    token: str
    ids: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Iterable[str]]
    relation: str
    consent: str


class Resource:
    """The description of one kind of object. A subclass describes one resource; its methods are pure.

    Data:

    :cvar name: the module and the key of its results.
    :cvar plural: the key of the list in the results of the ``_info`` module.
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
    :cvar display_names: the attributes that the option ``name`` of the ``_info`` module is compared with.
    :cvar state_path: where an object shows its state, dotted; "" has none.
    :cvar progress_path: where an object shows its progress in percent, dotted.
    :cvar eventual_list: the list that every object has, and that a new object may show some time after it is ready.
    :cvar paged: whether the list has pages.
    :cvar states: the states that a task can ask for, besides the transitions. Without ``present``, nothing is created.
    :cvar list_only: the objects always exist, and only the list shows them.
    :cvar transitions: the operations that bring an object into a state, by the value of the option ``state``.
    :cvar power_states: the transitions (on, off) around a change that needs a stop.
    :cvar power_on_key: the key of the creation body that says whether the new object is switched on.
    :cvar creations: other ways to create an object.
    :cvar parent: the object that contains the objects.
    :cvar create_requires: groups of options; a creation needs all options of one group.
    :cvar mutually_exclusive: groups of options of which a task uses one.
    :cvar required_together: groups of options of which a task uses all or none.
    :cvar secrets: where an object shows secrets, dotted. Results contain them only on request.
    :cvar readable_secrets: the secrets that can be read again.
    :cvar secret_file: the file for a secret that a task makes.
    :cvar token_path: where an object shows the token of its requests, dotted.
    :cvar token_users: the users who may lose access by a change.
    :cvar detach_before_delete: the options that are emptied before a removal (api-notes: delete-attached).
    :cvar series: objects with one name that belong together.
    :cvar count: how objects are found that differ in nothing but their number.
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
    progress_path: str = ""
    eventual_list: str = ""
    paged: bool = True
    states: tuple[str, ...] = ("present", "absent")
    list_only: bool = False
    transitions: Mapping[str, Transition] = {}
    power_states: tuple[str, str] | None = None
    power_on_key: str = ""
    creations: tuple[Creation, ...] = ()
    parent: ParentResource | None = None
    create_requires: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    required_together: tuple[tuple[str, ...], ...] = ()
    secrets: tuple[str, ...] = ()
    readable_secrets: tuple[str, ...] = ()
    secret_file: SecretFile | None = None
    token_path: str = ""
    token_users: Bearers | None = None
    detach_before_delete: tuple[str, ...] = ()
    series: Series | None = None
    count: Count | None = None
    key_aliases: Mapping[str, str] = {}

    # -- what a resource may override

    def normalize(self, obj: dict[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in the form that all code expects."""
        return obj

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        """Return what is wrong with the desired values, or None.

        :param current: the view of the current object; empty for a new one.
        """
        return None

    def validate_placement(self, obj: Mapping[str, Any], desired: Any) -> str | None:
        """Return why the planned object cannot be where it is, or None."""
        return None

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups whose elements :meth:`validate_placement` needs."""
        return ()

    def implied_options(
        self, obj: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return values for options that the task leaves out."""
        return {}

    def planned_object(self, obj: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the object that a creation with these values makes."""
        return obj

    def drop_unknown(self, obj: dict[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
        """Return a planned object without what is unknown until the API shows it.

        :param current: empty for a new object.
        """
        return obj

    def finalize_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the complete body of a creation."""
        return body

    def eventual_element(self, name: str) -> Mapping[str, Any]:
        """Return the first element of the ``eventual_list`` of an object, as far as it is known before."""
        return {}

    def delete_call(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
        """Return the operation that removes an object."""
        return Call("DELETE", f"{self.path}/{{id}}")

    def protected_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return why an object cannot be changed, or None."""
        return None

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what other objects show of a planned object."""
        return ()

    def lookup(self) -> Lookup | None:
        """Return how references to the objects are looked up. None: no option refers to them."""
        if self.parent or self.list_only:
            return None
        return Lookup(self.title, self.path, self.display_names, paged=self.paged)

    def lockout(
        self, before: Mapping[str, Any], after: Mapping[str, Any], address: str | None
    ) -> str | None:
        """Return why a change ends the access of a user, or None.

        :param before: the view of the current object; empty for a new one.
        :param after: the view of the planned object; empty if it is removed.
        :param address: the address of this machine, if it is known.
        """
        return None

    # -- what all resources have

    @property
    def all_states(self) -> list[str]:
        """What a task can ask for with ``state``. The first one is the default."""
        return [*self.states, *self.transitions]

    @property
    def option_names(self) -> set[str]:
        """The options of its module, without those that all modules have."""
        return {
            "id",
            "state",
            *(each.name for each in (*self.fields, *self.options, *self.children)),
            *(each.purge_option for each in self.children),
        }

    @property
    def has_ids(self) -> bool:
        """Whether each of its objects has an id of its own."""
        return not self.list_only

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
        """An object with all its members; what is not known is null or empty. A part is without what ``parts`` adds for internal use."""
        members = (
            {key: value for key, value in obj.items() if key in self.form} if self.parent else obj
        )
        return complete(members, self.form)

    @property
    def list_path(self) -> str:
        """The path of the list that shows its objects, or the wholes that they are parts of."""
        return self.parent.path if self.parent else self.path

    @property
    def is_only_child(self) -> bool:
        """Whether there is but one in its whole, so that this finds it."""
        return self.parent is not None and not self.find_by

    @property
    def finding_options(self) -> tuple[str, ...]:
        """The options that are needed to find an object."""
        further = (self.parent.option,) if self.parent else self.count.options if self.count else ()
        return (*self.find_by, *further)

    def location(self, obj: Mapping[str, Any]) -> tuple[str, str]:
        """(list, id) of what an object is read from: itself, the whole that it is a part of, or the list that alone shows it."""
        if self.list_only:
            return tuple(self.path.rsplit("/", 1))
        return (
            (self.parent.path, obj[self.parent.option]["id"])
            if self.parent
            else (self.path, obj["id"])
        )

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the object that an answer shows, in its normal form. :raises MalformedError: it shows none."""
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

    def check(self, obj: Mapping[str, Any]) -> None:
        """:raises MalformedError: a member that is compared or waited for has another type than described."""
        for each in self.fields:
            if each.managed:
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
        """Return the members that each object has and by which it is looked for, and that this one does not show."""
        fields = [
            each
            for each in self.fields
            if each.name in names or (each.required_on_create and each.managed)
        ]
        return [each.response_path for each in fields if not each.is_known(obj)] + [
            each.response_path
            for each in self.children
            if each.required_on_create and not isinstance(get_path(obj, each.response_path), list)
        ]

    def unknown_members(self, obj: Mapping[str, Any], options: Iterable[str]) -> list[str]:
        """Return the members that the options are compared with and that the object does not show."""
        asked, values = set(options), options if isinstance(options, Mapping) else {}
        fields = {each.name: each for each in self.fields if each.managed}
        needed = [
            name for update in self.updates if asked & set(update.fields) for name in update.always
        ]
        lists = {each.name: each for each in self.children}
        members = [
            (fields[name].location, fields[name].is_known(obj, values.get(name)))
            for name in sorted({*asked, *needed} & set(fields))
        ]
        members += [
            (lists[name].response_path, lists[name].is_known(obj))
            for name in sorted(asked & set(lists))
        ]
        if self.power_states:
            members.append((self.state_path, bool(get_path(obj, self.state_path))))
        return [path for path, known in members if not known]

    def find_in(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """An object as an answer shows it; None: it does not, or not in a form that can be used."""
        try:
            return self._shown(answer, obj)
        except MalformedError:
            return None

    def _shown(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        if self.list_only:
            shown = (
                [self.read(each) for each in answer if isinstance(each, Mapping)]
                if isinstance(answer, list)
                else []
            )
        elif not isinstance(answer, Mapping) or answer.get("id") != self.location(obj)[1]:
            shown = []
        else:
            shown = [
                self.read(each)
                for each in (self.parent.children(answer) if self.parent else [answer])
            ]
        found = next((each for each in shown if each["id"] == obj["id"]), None)
        if found:
            self.check(found)
        return found

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def initial_state(self, state: str, values: Mapping[str, Any]) -> str:
        """The state that is asked of a new object. One that is not switched on is asked to be off, however it is created."""
        return (
            self.power_states[1]
            if self.power_states
            and state == self.states[0]
            and values.get(self.power_on_key) is False
            else state
        )

    def settable_on_create(self, each: Field) -> bool:
        """Whether a new object can be given a value, in its creation or right after it."""
        return (
            each.create
            or isinstance(each, Assignment)
            or any(each.name in update.fields for update in self.updates)
        )

    def has_name(self, obj: Mapping[str, Any], name: str) -> bool:
        """Whether an object goes by a name, as it is or as the API has changed it."""
        options = {each.name: each for each in self.fields}
        named = [options.get(key) or Field(key) for key in self.display_names]
        return any(not each.differs(each.view(obj), name) for each in named)

    def missing_names(
        self, objects: Iterable[Mapping[str, Any]], names: Iterable[str]
    ) -> list[str]:
        """The names that none of the objects goes by."""
        return sorted(
            name for name in names if not any(self.has_name(obj, name) for obj in objects)
        )

    def label(self, obj: Mapping[str, Any]) -> str:
        """What messages call it: server "web1"."""
        return f'{self.title} "{next((obj[key] for key in ("name", "ip", "id") if obj.get(key)), "?")}"'

    def view(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """All options that an object shows, in the user's terms."""
        view = {each.name: each.view(obj) for each in self.fields if each.managed}
        view.update(
            {each.name: [view for view, _element in each.elements(obj)] for each in self.children}
        )
        return view

    def is_transitional(self, obj: Mapping[str, Any]) -> bool:
        """True while the object is on its way to another state."""
        return bool(self.state_path) and is_transitional(get_path(obj, self.state_path))

    def is_incomplete(self, obj: Mapping[str, Any], now: float) -> bool:
        """True for an object so new that what it does not show may still come."""
        return (
            bool(self.eventual_list)
            and shows(obj, self.eventual_list)
            and not get_path(obj, self.eventual_list)
            and now - created(obj) < NEW
        )

    def completed(self, obj: Mapping[str, Any], now: float) -> dict[str, Any]:
        """An object as it will be when it shows what each new one gets."""
        planned = copy.deepcopy(dict(obj))
        if self.is_incomplete(obj, now) or (
            self.eventual_list
            and self.is_transitional(obj)
            and not get_path(obj, self.eventual_list)
        ):
            set_path(planned, self.eventual_list, [self.eventual_element(obj["name"])])
        return planned

    def awaits_eventual(self, options: Mapping[str, Any]) -> bool:
        """Whether options are about what a new object may show late."""
        places = {each.name: each.for_each for each in self.fields if isinstance(each, Assignment)}
        places.update({each.name: each.response_path for each in self.children})
        return bool(self.eventual_list) and any(
            place == self.eventual_list and options.get(name) is not None
            for name, place in places.items()
        )

    def is_removing(self, obj: Mapping[str, Any]) -> bool:
        """True while the object is being removed."""
        return get_path(obj, self.state_path or "state") in REMOVING

    def progress(self, obj: Mapping[str, Any]) -> float | None:
        """How far an object is on its way; None: it does not say."""
        return percent(obj, self.progress_path) if self.progress_path else None

    def has_failed(self, obj: Mapping[str, Any]) -> bool:
        return bool(self.state_path) and get_path(obj, self.state_path) in (
            "FAILED",
            "ERROR",
        )  # (api-notes: failed-state)
