# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that describe a resource of the API: what it holds, what it refers to, how it is written.

A description is data. It is read by three: the bridge derives arguments from it, ``plan`` compares and
orders the writes with it, ``apply`` learns from it when an object has settled. Nothing here sends
anything.

An *object* is what the API answers. A *view* is the same in the user's terms: a value an option,
references as :class:`Ref`. Paths into objects are dotted; in ``{braces}`` they stand for what the
object holds there ("/servers/{id}/ips/{ips.0.id}/load_balancers").
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .limits import Limits
from .values import Ref, as_object, dig, is_passing, never, put, ref_of, same, wire


class Refusal(Exception):
    """What the user asks cannot be: the message names the option, what is wrong and what to do."""


# -- options


NAME = Limits(shortest=1, longest=128)
DESCRIPTION = Limits(longest=256)
_BYTE = r"(25[0-5]|2[0-4]\d|1?\d?\d)"
SOURCE = Limits(pattern=rf"({_BYTE}\.){{3}}{_BYTE}(/(3[0-2]|[12]?\d))?",
                explanation="write an address or a network, such as 10.0.0.1 or 10.0.0.0/8")


@dataclass(frozen=True)
class Field:
    """One option of a module and where the API keeps it.

    :param type: as in an argument spec. :param elements: of a list. :param fields: sub-options of a dict.
    :param send: its key in request bodies, dotted (default: the name); "" is never sent.
    :param read: where an object shows it, dotted (default: ``send``); "" where the API never shows it.
    :param required: as in an argument spec. :param needed: creation is refused without it.
    :param create: part of the create call. :param fixed: cannot be changed later: another value is refused.
    :param grows: can be raised later and never lowered: a smaller value is refused.
    :param once: used when the object is created and not compared afterwards.
    :param initial: sent on creation where the user says nothing and the API insists.
    :param again: with once: the option that, where it is "always", has it sent to an object that exists as well.
    :param owed: with once: where an object that exists shows that it still wants it, dotted.
    :param normal: brings a value to the form in which it is compared.
    :param alike: (what is shown, what is asked) to whether they are the same, where the API changes what it is given.
    :param merge: (what is, what is asked) to what shall be, for options that may be given in part.
    :param exact: with merge: the option that, where it is true, has what is not named be ``initial`` and not what is.
    :param sent: values that requests spell otherwise: asked to sent. :param shown: the same for objects: asked to shown.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()
    limits: Limits = Limits()
    required: bool = False
    needed: bool = False
    default: Any = None
    secret: bool = False
    send: str | None = None
    read: str | None = None
    create: bool = True
    fixed: bool = False
    grows: bool = False
    once: bool = False
    again: str = ""
    owed: str = ""
    initial: Any = None
    normal: Callable[[Any], Any] = same
    alike: Callable[[Any, Any], bool] = operator.eq
    merge: Callable[[Any, Any], Any] | None = None
    exact: str = ""
    sent: Mapping[Any, Any] = field(default_factory=dict)
    shown: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.name if self.send is None else self.send

    @property
    def source(self) -> str:
        return self.key if self.read is None else self.read

    @property
    def managed(self) -> bool:
        """Compared and kept as the user says."""
        return bool(self.source) and not self.once

    def repeated(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Sent to an object that exists although it is for new ones: it is asked for again, or still owed."""
        return (bool(self.again) and options.get(self.again) == "always") or (bool(self.owed) and bool(dig(obj, self.owed)))

    def differs(self, shown: Any, asked: Any) -> bool:
        return not self.alike(shown, self.normal(asked))

    def merged(self, present: Any, asked: Any, options: Mapping[str, Any]) -> Any:
        """What shall be where ``asked`` was given in part."""
        return self.merge(self.initial if options.get(self.exact) else present, asked)

    def carried(self, value: Any) -> Any:
        """A value as a request body carries it."""
        return self.sent[value] if self.sent else wire(value)

    def view(self, obj: Mapping[str, Any]) -> Any:
        value = dig(obj, self.source)
        return self.normal(next((taken for taken, shown in self.shown.items() if shown == value), value))

    def write(self, obj: dict[str, Any], value: Any) -> None:
        put(obj, self.source, self.shown.get(value, value) if self.shown else value)

    def argument(self) -> dict[str, Any]:
        """Its entry in an argument spec."""
        spec: dict[str, Any] = {"type": self.type}
        spec.update({key: value for key, value in (
            ("elements", self.elements), ("choices", list(self.choices)), ("required", self.required),
            ("default", self.default)) if value})
        if self.default is False:
            spec["default"] = False
        if self.fields:
            spec["options"] = {inner.name: inner.argument() for inner in self.fields}
        if self.secret:
            spec["no_log"] = True
        elif "password" in self.name or "key" in self.name:
            spec["no_log"] = False
        return spec


@dataclass(frozen=True)
class Reference(Field):
    """An option that names another object (or, as a list, several) by name or id.

    :param to: the key of the resource that it names. :param also: further keys, which are asked where that one knows no such name.
    :param plain: the object shows the bare id and not an ``{id, name}``.
    :param itself: the object shows the id and name that are referred to as its own (a server among those of a storage).
    :param literal: a pattern of values that stand for themselves and are not looked up.
    """

    to: str = ""
    also: tuple[str, ...] = ()
    plain: bool = False
    itself: bool = False
    literal: str = ""

    def view(self, obj: Mapping[str, Any]) -> Any:
        return ref_of(obj if self.itself else dig(obj, self.source))

    def write(self, obj: dict[str, Any], value: Any) -> None:
        if self.itself:
            obj.update(as_object(value))
        else:
            put(obj, self.source, value.id if self.plain else as_object(value))


@dataclass(frozen=True)
class Call:
    """One operation. ``{dotted}`` in the path and :class:`Late` in the body are filled from a scope: the object,
    with ``item`` (the element at hand), ``value`` (what is asked) and ``options`` (all that the user said)."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Assignment(Reference):
    """A reference that is changed by calls of its own and not by a PUT of the object.

    :param over: the list in the object whose every element holds one; "" where the object itself does.
    :param assign: sets it; ``value`` is the new id. :param clear: takes it away; ``value`` is the present id.
    :param occupied: the present one has to be taken away before another one can be set.
    """

    over: str = ""
    assign: Call | None = None
    clear: Call | None = None
    occupied: bool = False

    def holders(self, obj: Mapping[str, Any]) -> list[Any]:
        return list(dig(obj, self.over) or []) if self.over else [obj]

    def view(self, obj: Mapping[str, Any]) -> Any:
        refs = [ref_of(dig(holder, self.source)) for holder in self.holders(obj)]
        return refs[0] if refs and all(ref == refs[0] for ref in refs) else tuple(refs) or None

    def write(self, obj: dict[str, Any], value: Any) -> None:
        for holder in self.holders(obj):
            put(holder, self.source, as_object(self.normal(value)))


@dataclass(frozen=True)
class Update:
    """A PUT and the options that it carries.

    :param always: options that it has to carry even where only another one changes.
    :param bare: the body is the value of its one field, and not an object that holds it.
    :param late: changed values to whether it comes after all that can be done before, as what opens a door does.
    :param offline: (present view, changed values) to why the object has to be stopped for it, or None.
    :param refuse: the same to why it cannot be at all, or None.
    """

    path: str
    fields: tuple[str, ...]
    always: tuple[str, ...] = ()
    bare: bool = False
    late: Callable[[Mapping[str, Any]], bool] = lambda changed: False
    offline: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None] = never
    refuse: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None] = never


@dataclass(frozen=True)
class Pair:
    """An element that is (its view and the API's own object) and one that is asked; None: there is no partner."""

    present: Any = None
    element: Mapping[str, Any] | None = None
    wanted: Any = None


Elements = Sequence["tuple[Any, Mapping[str, Any]]"]


@dataclass(frozen=True)
class Children:
    """A list inside an object whose elements are added, changed and removed by calls of their own.

    :param item: its sub-options; empty: a list of references :param to:; neither: a list of texts.
    :param source: where an object holds the list, dotted (default: the name).
    :param read: the same as a function, :param write: and its counterpart.
    :param key: the sub-options that tell one element from another. :param match: pairs otherwise than by key.
    :param create: key of the create body that carries the list; "" where creation cannot.
    :param beside: option without which creation does not carry the list after all.
    :param first: key of the create body that carries the first reference only.
    :param batch: one ``add`` takes all new ones as a list, else each has a call of its own.
    :param change: for an element that differs; None: the old one is removed first, then the new one added.
    :param overwrites: ``add`` changes an element that is there already, so that nothing is removed before.
    :param remove: for a superfluous element; None: it cannot be removed and ``stays`` says why.
    :param offline: why the object has to be stopped for any of it; "" where it need not.
    :param foreign: key of the lookup whose objects show up among the elements without being any.
    :param unprotected: whether it can be changed where the object as such is protected.
    :param clash: sub-options in which a new element may not equal one that still stands.
    :param refuse: (pairs) to what is wrong with them, or None.
    """

    name: str
    add: Call
    item: tuple[Field, ...] = ()
    to: str = ""
    source: str = ""
    read: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] | None = None
    write: Callable[[dict[str, Any], list[Any]], None] | None = None
    key: tuple[str, ...] = ()
    clash: tuple[str, ...] = ()
    match: Callable[[Elements, Sequence[Any]], list[Pair]] | None = None
    create: str = ""
    beside: str = ""
    first: str = ""
    batch: bool = False
    overwrites: bool = False
    change: Call | None = None
    remove: Call | None = None
    stays: str = ""
    offline: str = ""
    foreign: str = ""
    needed: bool = False
    unprotected: bool = False
    initial: Any = None
    normal: Callable[[Any], Any] = same
    refuse: Callable[[Sequence[Pair]], str | None] = never

    @property
    def purge(self) -> str:
        return f"purge_{self.name}"

    def store(self, obj: dict[str, Any], elements: list[Any]) -> None:
        if self.write:
            self.write(obj, elements)
        else:
            put(obj, self.source or self.name, elements)

    def elements(self, obj: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
        """(view, the API's own object) of every element."""
        found = self.read(obj) if self.read else dig(obj, self.source or self.name)
        return [(self.view(element), element) for element in found or ()]

    def view(self, element: Mapping[str, Any]) -> Any:
        if not self.item:
            return ref_of(element) if self.to else Ref(self.normal(element))
        return {inner.name: inner.view(element) for inner in self.item if inner.source}

    def element(self, wanted: Any) -> Any:
        """What the API will show for a new element; its id is not known yet."""
        if not self.item:
            return as_object(wanted) if self.to else wanted.id
        shown: dict[str, Any] = {"id": None}
        for inner in self.item:
            if inner.source:
                inner.write(shown, wanted.get(inner.name))
        return shown

    def identity(self, view: Any) -> Any:
        return tuple(view[name] for name in self.key) if self.item else view

    def pairs(self, obj: Mapping[str, Any], wanted: Sequence[Any]) -> list[Pair]:
        elements = self.elements(obj)
        if self.match:
            return self.match(elements, wanted)
        pairs = []
        for value in wanted:
            partner = next((each for each in elements if self.identity(each[0]) == self.identity(value)), None)
            if partner:
                elements.remove(partner)
            pairs.append(Pair(*(partner or (None, None)), value))
        return pairs + [Pair(*rest) for rest in elements]

    def body(self, wanted: Any) -> Any:
        """An element as a request carries it: only what was said."""
        if not self.item:
            return wanted.id
        return {inner.key: inner.carried(wanted[inner.name]) for inner in self.item
                if inner.key and wanted.get(inner.name) is not None}


def differs(obj: Mapping[str, Any], to: str, state: Any, values: Mapping[str, Any]) -> bool:
    return state != to


def anyway(*_args: Any) -> bool:
    return True


@dataclass(frozen=True)
class Transition:
    """A state that a user can ask for.

    :param to: the state that the API then shows. :param call: (object, values, options) to the call that leads there.
    :param leaving: calls for some present states, which need another one.
    :param due: (object, to, present state, values) to whether the call is made. By itself it is where the state is another one.
    :param missing: values to why it cannot be made of an object that is yet to be created, or None.
    :param uses: options that are used once otherwise, and for this.
    :param change: (object, values) makes of the object what else the call makes of it.
    :param reveals: whether its answer shows secrets that nothing shows again. :param reason: what it is for, in words.
    """

    to: str
    call: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]
    leaving: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], Call]] = field(default_factory=dict)
    due: Callable[[Mapping[str, Any], str, Any, Mapping[str, Any]], bool] = differs
    missing: Callable[[Mapping[str, Any]], str | None] = never
    uses: tuple[str, ...] = ()
    change: Callable[[dict[str, Any], Mapping[str, Any]], None] = never
    reveals: bool = False
    reason: str = ""

    @property
    def repeats(self) -> bool:
        """Made each time that it is asked for."""
        return self.due is anyway


@dataclass(frozen=True)
class Within:
    """Objects that are parts of another one, which shows them and through which their calls go.

    :param option: the option that names the whole. :param path: of its list. :param source: where it shows its parts:
    a list, or one. :param refine: brings the variants of an answer with the whole to one form.
    """

    option: str
    path: str
    source: str
    refine: Callable[[dict[str, Any]], dict[str, Any]] = same

    def parts(self, whole: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The parts, each with its number, its whole, and the state of that, which is its own."""
        whole = self.refine(dict(whole))
        owner = {"id": whole["id"], "name": whole.get("name")}
        return [{**part, "number": number, self.option: owner, "status": whole.get("status")}
                for number, part in enumerate(self._shown(whole), 1)]

    def without(self, whole: Mapping[str, Any], identifier: str | None, instead: Mapping[str, Any] | None) -> dict[str, Any]:
        """The whole with another part, or none, in the place of one."""
        parts = [part for part in self._shown(whole) if part["id"] != identifier] + ([dict(instead)] if instead else [])
        changed = {**whole}
        put(changed, self.source, parts if isinstance(dig(whole, self.source), list) else next(iter(parts), None))
        return changed

    def _shown(self, whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = dig(whole, self.source)
        return list(found) if isinstance(found, list) else [found] if found else []


@dataclass(frozen=True)
class Lookup:
    """Where a reference is looked up.

    :param names: where an element shows the names under which it is known, beside its id.
    :param alike: (a name that is shown, a value) to whether they are the same, where the API changes the names it is given.
    :param expand: an object of the list to the elements that can be referred to.
    :param paged: whether the list knows pages (quirks, part 4).
    :param explain: (objects, value) to why a value that looks right names nothing, or None.
    """

    title: str
    path: str
    names: tuple[str, ...] = ("name",)
    expand: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] = lambda obj: (obj,)
    paged: bool = True
    alike: Callable[[Any, Any], bool] = operator.eq
    explain: Callable[[Sequence[Mapping[str, Any]], str], str | None] = never


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
class Creation:
    """Another way to create than the POST of the path, taken where the option ``when`` is given.

    :param call: values to the call. :param adopt: where the answer shows the new object, dotted; "": it is the answer.
    :param predict: (object, values) completes what it will make.
    """

    when: str
    call: Callable[[Mapping[str, Any]], Call]
    adopt: str = ""
    predict: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = lambda obj, values: obj


@dataclass(frozen=True)
class Echo:
    """What another object shows of one.

    :param id: of the object that shows it, or of its element in the list ``within``.
    :param key: where it shows it, dotted; "": the whole object is ``element``.
    :param many: whether it shows a list of such, or one.
    """

    path: str
    id: str
    key: str
    element: Mapping[str, Any]
    within: str = ""
    many: bool = True


@dataclass(frozen=True)
class Resource:
    """A kind of object.

    :param shape: the keys of its objects in the API. :param state: where an object shows its state ("" has none).
    :param progress: where it shows how far it is on its way, in percent.
    :param paged: whether its list knows pages. :param identities: options that find an object, the strongest first.
    :param names: where it shows what it goes by when it is read.
    :param standing: its objects are always there: nobody creates or removes them, and only their list shows them.
    :param options: options that are not part of the object.
    :param states: what can be asked for beside the transitions; without "present" nothing is created. A single one is no option.
    :param running: the transitions (on, off) that an offline change is put between, by state.
    :param switch: key of the create body that says whether it is on after its creation.
    :param alternatives: groups of options, one of which creation needs whole.
    :param within: where its objects are parts of others.
    :param refine: brings the variants of an answer to one form. :param predict: completes what creation will make.
    :param finish: last touch on a create body.
    :param echo: a planned object to what other lists will show of it.
    :param checks: (values, present view, empty for a new object) to what is wrong with the values, or None.
    :param secrets: where an object shows what is told once and never kept, :param token: the token of its own requests, dotted.
    :param revealed: the secrets that the API goes on showing, and the reading module on request.
    :param protected: an object to why it cannot be changed, or None.
    :param lockout: (view before, view after, address that requests come from if that is known) to why nothing more can be
        done with the token in use if the object is the one that it belongs to, or None.
    :param remove: (object, options) to the call that removes it, where that is not the DELETE of its path.
    :param released: options that are emptied before its removal, which the API refuses otherwise.
    """

    name: str
    plural: str
    title: str
    path: str
    shape: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    children: tuple[Children, ...] = ()
    updates: tuple[Update, ...] = ()
    options: tuple[Field, ...] = ()
    identities: tuple[str, ...] = ("name",)
    names: tuple[str, ...] = ("name",)
    state: str = "state"
    progress: str = ""
    paged: bool = True
    states: tuple[str, ...] = ("present", "absent")
    standing: bool = False
    transitions: Mapping[str, Transition] = field(default_factory=dict)
    running: tuple[str, str] | None = None
    switch: str = ""
    creations: tuple[Creation, ...] = ()
    within: Within | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    secrets: tuple[str, ...] = ()
    revealed: tuple[str, ...] = ()
    refine: Callable[[dict[str, Any]], dict[str, Any]] = same
    predict: Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]] = lambda obj, values: obj
    finish: Callable[[dict[str, Any]], dict[str, Any]] = same
    echo: Callable[[Mapping[str, Any]], Iterable[Echo]] = lambda obj: ()
    checks: tuple[Callable[[Mapping[str, Any], Mapping[str, Any]], "str | None"], ...] = ()
    protected: Callable[[Mapping[str, Any]], "str | None"] = never
    token: str = ""
    lockout: Callable[[Mapping[str, Any], Mapping[str, Any], "str | None"], "str | None"] = never
    remove: Callable[[Mapping[str, Any], Mapping[str, Any]], Call] | None = None
    released: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether there is but one in its whole, so that this finds it."""
        return self.within is not None and not self.identities

    @property
    def finding(self) -> tuple[str, ...]:
        """The options that are needed to find an object."""
        return (*self.identities, self.within.option) if self.within else self.identities

    def place(self, obj: Mapping[str, Any]) -> tuple[str, str]:
        """(list, id) of what an object is read from: itself, the whole that it is a part of, or the list that alone shows it."""
        if self.standing:
            return tuple(self.path.rsplit("/", 1))
        return (self.within.path, obj[self.within.option]["id"]) if self.within else (self.path, obj["id"])

    def shown(self, answer: Any, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """An object as an answer shows it; None: it does not."""
        if self.standing:
            return next((each for each in map(self.refine, answer or ()) if each["id"] == obj["id"]), None)
        if not isinstance(answer, Mapping) or answer.get("id") != self.place(obj)[1]:
            return None
        if not self.within:
            return self.refine(dict(answer))
        return next((self.refine(part) for part in self.within.parts(answer) if part["id"] == obj["id"]), None)

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def chosen(self, each: Field) -> bool:
        """Whether a new object can be given a value, in its creation or right after it."""
        return each.create or isinstance(each, Assignment) or any(each.name in update.fields for update in self.updates)

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
        view.update({each.name: [view for view, _element in each.elements(obj)] for each in self.children})
        return view

    def passing(self, obj: Mapping[str, Any]) -> bool:
        """True while the object is on its way to another state."""
        return bool(self.state) and is_passing(dig(obj, self.state))

    def percent(self, obj: Mapping[str, Any]) -> float | None:
        """How far an object is on its way; None: it does not say."""
        return dig(obj, self.progress) if self.progress else None

    def failed(self, obj: Mapping[str, Any]) -> bool:
        return bool(self.state) and dig(obj, self.state) in ("FAILED", "ERROR")
