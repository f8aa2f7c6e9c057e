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
from typing import Any

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
    :param leaving: calls for some present states, which need another one.
    :param due: (object, to, present state, values) to whether the call is made. By itself it is where the state is another one.
    :param again: the option that, where it is "always", has the call made each time.
    :param missing: values to why it cannot be made of an object that is yet to be created, or None.
    :param uses: options that are used once otherwise, and for this.
    :param change: (object, values) makes of the object what else the call makes of it.
    :param reveals: whether its answer shows secrets that it has made. :param reason: what it is for, in words.
    """

    to: str
    call: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]
    leaving: Mapping[
        str, Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]
    ] = field(default_factory=dict)
    due: Callable[[Mapping[str, Any], str, Any, Mapping[str, Any]], bool] = differs
    again: str = ""
    missing: Callable[[Mapping[str, Any]], str | None] = returns_none
    uses: tuple[str, ...] = ()
    change: Callable[[dict[str, Any], Mapping[str, Any]], None] = returns_none
    reveals: bool = False
    reason: str = ""

    def repeats(self, options: Mapping[str, Any]) -> bool:
        """Made each time that it is asked for."""
        return self.due is anyway or (bool(self.again) and options.get(self.again) == "always")


@dataclass(frozen=True)
class ParentResource:
    """Objects that are parts of another one, which shows them and through which their calls go.

    :param option: the option that names the whole. :param path: of its list. :param source: where it shows its parts:
    a list, or one. :param refine: brings the variants of an answer with the whole to one form.
    """

    option: str
    path: str
    source: str
    refine: Callable[[dict[str, Any]], dict[str, Any]] = identity

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the whole that an answer shows, in its normal form. :raises MalformedError: it shows none."""
        check_object("it", answer)
        with as_described():
            whole = self.refine(dict(answer))
        found = get_path(whole, self.source)
        check_elements(self.source, found if found is None or isinstance(found, list) else [found])
        return whole

    def parts(self, whole: Mapping[str, Any]) -> list[dict[str, Any]]:
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
            self.source,
            parts if isinstance(get_path(whole, self.source), list) else next(iter(parts), None),
        )
        return changed

    def _shown(self, whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = get_path(whole, self.source)
        return list(found) if isinstance(found, list) else [found] if found else []


@dataclass(frozen=True)
class Lookup:
    """Where a reference is looked up.

    :param names: where an element shows the names under which it is known, beside its id.
    :param members: what other objects show of it beside its id, by where the element holds it.
    :param alike: (a name that is shown, a value) to whether they are the same, where the API changes the names it is given.
    :param latest: (elements of one name) to the one that stands for all of them, or None.
    :param expand: an object of the list to the elements that can be referred to.
    :param paged: whether the list knows pages (api-notes: unpaged-lists).
    :param explain: (objects, value) to why a value that looks right names nothing, or None.
    :param coming: (objects, value, whether what new objects show late may still come) to whether the value is going to name something.
    :param check: raises MalformedError where an element shows what plans need in another form.
    """

    title: str
    path: str
    names: tuple[str, ...] = ("name",)
    members: Mapping[str, str] = field(default_factory=lambda: {"name": "name"})
    expand: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] = lambda obj: (obj,)
    paged: bool = True
    alike: Callable[[Any, Any], bool] = operator.eq
    latest: Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any] | None] = returns_none
    explain: Callable[[Sequence[Mapping[str, Any]], str], str | None] = returns_none
    coming: Callable[[Sequence[Mapping[str, Any]], str, Callable[[], bool]], bool] = returns_none
    check: Callable[[Mapping[str, Any]], None] = returns_none

    def shown(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """What other objects show of an element beside its id."""
        return {key: get_path(element, source) for key, source in self.members.items()}


@dataclass(frozen=True)
class Download:
    """A part of an object that is fetched into a file.

    :param name: of the module. :param title: what messages call the part.
    :param path: where it is read, and :param source: where the answer holds it, dotted.
    :param decode: the text in the answer to what the file holds.
    :param alike: (what the file holds, what it shall hold) to whether they are the same.
    """

    name: str
    title: str
    resource: Resource
    path: str
    source: str
    decode: Callable[[str], bytes] = str.encode
    alike: Callable[[bytes, bytes], bool] = operator.eq


@dataclass(frozen=True)
class SecretFile:
    """The file that takes a secret which a task makes.

    :param option: the option that names the file. :param title: what messages call the secret.
    :param secret: where the object shows it, dotted.
    :param remedy: what to do if the API has made the secret and nobody has seen it.
    :param made: values to whether the task makes the secret. :param replaces: whether a file that exists is replaced.
    """

    option: str
    title: str
    secret: str
    remedy: str
    made: Callable[[Mapping[str, Any]], bool] = anyway
    replaces: bool = False


@dataclass(frozen=True)
class Creation:
    """Another way to create than the POST of the path, taken where the option ``when`` is given.

    :param call: values to the call. :param uses: the options that it carries beside ``when``.
    :param adopt: where the answer shows the new object, dotted; "": it is the answer.
    :param shown: where what ``when`` refers to shows the objects that it has already, dotted.
    :param predict: (object, values) completes what it will make.
    """

    when: str
    call: Callable[[Mapping[str, Any]], Call]
    uses: tuple[str, ...] = ()
    shown: str = ""
    adopt: str = ""
    predict: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = lambda obj, values: obj


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

    :param option: the option with the number, from 1. :param uses: further options that say which objects count.
    :param title: the objects that count, in words.
    :param among: (objects, values) to the objects that count, in an order that stays.
    """

    option: str
    uses: tuple[str, ...]
    title: str
    among: Callable[[Sequence[Mapping[str, Any]], Mapping[str, Any]], Sequence[Mapping[str, Any]]]

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
    within: str = ""
    many: bool = True
    replaces: bool = True


@dataclass(frozen=True)
class Bearers:
    """The users whose access an object decides on.

    :param path: of their list. :param token: where they show the token of their requests, dotted.
    :param ids: (object, view before, view after) to their ids. :param relation: of the object to such a user, in words.
    """

    path: str
    token: str
    ids: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Iterable[str]]
    relation: str


@dataclass(frozen=True)
class Resource:
    """A kind of object.

    :param shape: the keys of its objects in the API. :param nested: the forms of members that are never null (see ``complete``).
    :param state: where an object shows its state ("" has none).
    :param progress: where it shows how far it is on its way, in percent.
    :param arrives: the member, a list, that no new object is without, and that may come a while after it is ready.
    :param arrival: the name of an object to the first element of that list, as far as it is known before.
    :param paged: whether its list knows pages. :param identities: options that find an object, the strongest first.
    :param names: where it shows what it goes by when it is read.
    :param standing: its objects are always there: nobody creates or removes them, and only their list shows them.
    :param references: to objects that its objects show and no option sets. :param options: options that are not part of the object.
    :param states: what can be asked for beside the transitions; without "present" nothing is created. A single one is no option.
    :param running: the transitions (on, off) that an offline change is put between, by state.
    :param switch: key of the create body that says whether it is on after its creation.
    :param alternatives: groups of options, one of which creation needs whole.
    :param within: where its objects are parts of others.
    :param count: how objects are found that nothing tells from each other; its option is the weakest identity.
    :param assume: (present object, options) to options that stand for those that the user has left out.
    :param refine: brings the variants of an answer to one form. :param predict: completes what creation will make.
    :param foresee: (object as it will be, present object, empty for a new one) to what can be known of it before the API shows it.
    :param finish: last touch on a create body.
    :param echo: a planned object to what other lists will show of it.
    :param checks: (values, present view, empty for a new object) to what is wrong with the values, or None.
    :param secrets: where an object shows secrets, dotted. Results show them on request only. :param token: the token of its own
        requests, dotted.
    :param revealed: the secrets that can be read again. :param secret_file: the file for one that a task makes.
    :param consults: values to the keys of the lookups whose elements ``placed`` needs (``known`` of Desired).
    :param placed: (object as it will be, Wanted) to what is wrong with where it is, or None.
    :param protected: an object to why it cannot be changed, or None.
    :param bearers: the users who may lose their access with a change.
    :param lockout: (view before, empty for a new object; view after, empty for none; address that requests come from if that is
        known) to why nothing more can be done with the token in use if it is that of a bearer, or None.
    :param remove: (object, options) to the call that removes it, where that is not the DELETE of its path.
    :param spellings: members of its request bodies that have another name as well: the documented name to the other one.
    :param released: options that are emptied before its removal, which the API refuses otherwise (api-notes: delete-attached).
    """

    name: str
    plural: str
    title: str
    path: str
    shape: tuple[str, ...]
    nested: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    children: tuple[Children, ...] = ()
    updates: tuple[Update, ...] = ()
    references: tuple[Reference, ...] = ()
    options: tuple[Field, ...] = ()
    identities: tuple[str, ...] = ("name",)
    names: tuple[str, ...] = ("name",)
    state: str = "state"
    progress: str = ""
    arrives: str = ""
    arrival: Callable[[str], Mapping[str, Any]] = lambda name: {}
    paged: bool = True
    states: tuple[str, ...] = ("present", "absent")
    standing: bool = False
    transitions: Mapping[str, Transition] = field(default_factory=dict)
    running: tuple[str, str] | None = None
    switch: str = ""
    creations: tuple[Creation, ...] = ()
    within: ParentResource | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    secrets: tuple[str, ...] = ()
    revealed: tuple[str, ...] = ()
    secret_file: SecretFile | None = None
    assume: Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]] = (
        lambda obj, options: {}
    )
    refine: Callable[[dict[str, Any]], dict[str, Any]] = identity
    predict: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = lambda obj, values: obj
    foresee: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = lambda obj, present: (
        obj
    )
    finish: Callable[[dict[str, Any]], dict[str, Any]] = identity
    echo: Callable[[Mapping[str, Any]], Iterable[BackReference]] = lambda obj: ()
    checks: tuple[Callable[[Mapping[str, Any], Mapping[str, Any]], str | None], ...] = ()
    consults: Callable[[Mapping[str, Any]], Iterable[str]] = lambda values: ()
    placed: Callable[[Mapping[str, Any], Any], str | None] = returns_none
    protected: Callable[[Mapping[str, Any]], str | None] = returns_none
    token: str = ""
    bearers: Bearers | None = None
    lockout: Callable[[Mapping[str, Any], Mapping[str, Any], str | None], str | None] = returns_none
    remove: Callable[[Mapping[str, Any], Mapping[str, Any]], Call] | None = None
    released: tuple[str, ...] = ()
    series: Series | None = None
    count: Count | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_states(self) -> list[str]:
        """What a task can ask for with ``state``. The first one is the default."""
        return [*self.states, *self.transitions]

    @property
    def identified(self) -> bool:
        """Whether each of its objects has an id of its own."""
        return "id" in self.shape

    def complete(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """An object with all its members; what is not known is null or empty. A part is without what ``parts`` adds for internal use."""
        members = (
            {key: value for key, value in obj.items() if key in self.shape} if self.within else obj
        )
        return complete(members, {**dict.fromkeys(self.shape), **self.nested})

    @property
    def list_path(self) -> str:
        """The path of the list that shows its objects, or the wholes that they are parts of."""
        return self.within.path if self.within else self.path

    @property
    def alone(self) -> bool:
        """Whether there is but one in its whole, so that this finds it."""
        return self.within is not None and not self.identities

    @property
    def finding(self) -> tuple[str, ...]:
        """The options that are needed to find an object."""
        further = (self.within.option,) if self.within else self.count.uses if self.count else ()
        return (*self.identities, *further)

    def place(self, obj: Mapping[str, Any]) -> tuple[str, str]:
        """(list, id) of what an object is read from: itself, the whole that it is a part of, or the list that alone shows it."""
        if self.standing:
            return tuple(self.path.rsplit("/", 1))
        return (
            (self.within.path, obj[self.within.option]["id"])
            if self.within
            else (self.path, obj["id"])
        )

    def read(self, answer: Any) -> dict[str, Any]:
        """Return the object that an answer shows, in its normal form. :raises MalformedError: it shows none."""
        if not isinstance(answer, Mapping):
            raise MalformedError("it is not an object")
        with as_described():
            obj = self.refine(dict(answer))
        check_object("it", obj)
        for each in self.fields:
            if each.name in self.identities:
                each.check(obj)
                if each.needed and get_path(obj, each.source) is None:
                    raise MalformedError(f"it has no {each.source}")
        return obj

    def check(self, obj: Mapping[str, Any]) -> None:
        """:raises MalformedError: a member that is compared or waited for has another type than described."""
        for each in self.fields:
            if each.managed:
                each.check(obj)
        for children in self.children:
            children.check(obj)
        if self.state:
            check_member(self.state, get_path(obj, self.state), (str,))
            if not get_path(obj, self.state):
                raise MalformedError(f"it has no {self.state}")
        if self.progress:
            check_member(self.progress, get_path(obj, self.progress), (int, float))

    def untold(self, obj: Mapping[str, Any], names: Iterable[str]) -> list[str]:
        """Return the members that each object has and by which it is looked for, and that this one does not show."""
        fields = [
            each for each in self.fields if each.name in names or (each.needed and each.managed)
        ]
        return [each.source for each in fields if not each.known(obj)] + [
            each.place
            for each in self.children
            if each.needed and not isinstance(get_path(obj, each.place), list)
        ]

    def unknown(self, obj: Mapping[str, Any], options: Iterable[str]) -> list[str]:
        """Return the members that the options are compared with and that the object does not show."""
        asked, values = set(options), options if isinstance(options, Mapping) else {}
        fields = {each.name: each for each in self.fields if each.managed}
        needed = [
            name for update in self.updates if asked & set(update.fields) for name in update.always
        ]
        lists = {each.name: each for each in self.children}
        members = [
            (fields[name].place, fields[name].known(obj, values.get(name)))
            for name in sorted({*asked, *needed} & set(fields))
        ]
        members += [
            (lists[name].place, lists[name].known(obj)) for name in sorted(asked & set(lists))
        ]
        if self.running:
            members.append((self.state, bool(get_path(obj, self.state))))
        return [path for path, known in members if not known]

    def shown(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """An object as an answer shows it; None: it does not, or not in a form that can be used."""
        try:
            return self._shown(answer, obj)
        except MalformedError:
            return None

    def _shown(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        if self.standing:
            shown = (
                [self.read(each) for each in answer if isinstance(each, Mapping)]
                if isinstance(answer, list)
                else []
            )
        elif not isinstance(answer, Mapping) or answer.get("id") != self.place(obj)[1]:
            shown = []
        else:
            shown = [
                self.read(each) for each in (self.within.parts(answer) if self.within else [answer])
            ]
        found = next((each for each in shown if each["id"] == obj["id"]), None)
        if found:
            self.check(found)
        return found

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def first_state(self, state: str, values: Mapping[str, Any]) -> str:
        """The state that is asked of a new object. One that is not switched on is asked to be off, however it is created."""
        return (
            self.running[1]
            if self.running and state == self.states[0] and values.get(self.switch) is False
            else state
        )

    def chosen(self, each: Field) -> bool:
        """Whether a new object can be given a value, in its creation or right after it."""
        return (
            each.create
            or isinstance(each, Assignment)
            or any(each.name in update.fields for update in self.updates)
        )

    def called(self, obj: Mapping[str, Any], name: str) -> bool:
        """Whether an object goes by a name, as it is or as the API has changed it."""
        options = {each.name: each for each in self.fields}
        named = [options.get(key) or Field(key) for key in self.names]
        return any(not each.differs(each.view(obj), name) for each in named)

    def lacking(self, objects: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[str]:
        """The names that none of the objects goes by."""
        return sorted(name for name in names if not any(self.called(obj, name) for obj in objects))

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

    def passing(self, obj: Mapping[str, Any]) -> bool:
        """True while the object is on its way to another state."""
        return bool(self.state) and is_transitional(get_path(obj, self.state))

    def arriving(self, obj: Mapping[str, Any], now: float) -> bool:
        """True for an object so new that what it does not show may still come."""
        return (
            bool(self.arrives)
            and shows(obj, self.arrives)
            and not get_path(obj, self.arrives)
            and now - created(obj) < NEW
        )

    def arrived(self, obj: Mapping[str, Any], now: float) -> dict[str, Any]:
        """An object as it will be when it shows what each new one gets."""
        planned = copy.deepcopy(dict(obj))
        if self.arriving(obj, now) or (
            self.arrives and self.passing(obj) and not get_path(obj, self.arrives)
        ):
            set_path(planned, self.arrives, [self.arrival(obj["name"])])
        return planned

    def awaits(self, options: Mapping[str, Any]) -> bool:
        """Whether options are about what a new object may show late."""
        places = {each.name: each.over for each in self.fields if isinstance(each, Assignment)}
        places.update({each.name: each.place for each in self.children})
        return bool(self.arrives) and any(
            place == self.arrives and options.get(name) is not None
            for name, place in places.items()
        )

    def removing(self, obj: Mapping[str, Any]) -> bool:
        """True while the object is being removed."""
        return get_path(obj, self.state or "state") in REMOVING

    def percent(self, obj: Mapping[str, Any]) -> float | None:
        """How far an object is on its way; None: it does not say."""
        return percent(obj, self.progress) if self.progress else None

    def failed(self, obj: Mapping[str, Any]) -> bool:
        return bool(self.state) and get_path(obj, self.state) in (
            "FAILED",
            "ERROR",
        )  # (api-notes: failed-state)
