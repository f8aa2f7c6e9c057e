# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that describe what an object holds and how each part of it is written: options, references, lists of elements."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .limits import Limits
from .values import (
    PLANNED,
    Ref,
    as_object,
    get_path,
    identity,
    is_id,
    ref_of,
    returns_none,
    set_path,
    to_api,
)


class ValidationError(Exception):
    """What the user asks cannot be: the message names the option, what is wrong and what to do."""


class MalformedError(Exception):
    """An answer of the API does not fit the description; the message names the member."""


# -- what an answer may hold


#: Python types of the values that answers show, by the type of the option.
SHOWN = {
    "str": (str,),
    "int": (int, float),
    "float": (int, float),
    "bool": (bool, int),
    "dict": (Mapping,),
    "list": (list,),
}


@contextmanager
def as_described() -> Iterator[None]:
    """Read members that an answer may not have, or in other types.

    :raises MalformedError: it has others than the code inside knows.
    """
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise MalformedError(
            f"its members are not as documented ({type(error).__name__}: {error})"
        ) from error


def check_member(path: str, value: Any, types: tuple[type, ...]) -> None:
    """:raises MalformedError: the value is of none of the types. null fits each, and the empty list stands for an empty object."""
    if value is None or (value == [] and Mapping in types):
        return
    if isinstance(value, bool):
        fits = bool in types
    else:
        fits = isinstance(value, types) and not (
            isinstance(value, float) and not math.isfinite(value)
        )
    if not fits:
        raise MalformedError(f"{path} is {_excerpt(value)}")


def check_object(path: str, value: Any) -> None:
    """:raises MalformedError: the value is no object with an id."""
    if not isinstance(value, Mapping):
        raise MalformedError(f"{path} is {_excerpt(value)}, and not an object")
    if not isinstance(value.get("id"), str) or not value["id"]:
        raise MalformedError(f"{path} has no id")
    if not (is_id(value["id"]) or value["id"].startswith(PLANNED)):
        raise MalformedError(f"{path} has the id {_excerpt(value['id'])}, which is not valid")


def check_elements(path: str, value: Any, check: Callable[[str, Any], None] = check_object) -> None:
    """:raises MalformedError: the value is no list, or an element does not pass the check. null passes."""
    if value is not None and not isinstance(value, list):
        raise MalformedError(f"{path} is {_excerpt(value)}, and not a list")
    for position, element in enumerate(value or ()):
        check(f"{path}[{position}]", element)


def _excerpt(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:60]}..."


def distinct(elements: Iterable[Any]) -> Iterator[Any]:
    """Yield each element once. Elements with the same id are one element (api-notes: equal-elements)."""
    seen: set[str] = set()
    for element in elements:
        key = element.get("id") if isinstance(element, Mapping) else element
        if not isinstance(key, str):
            yield element
        elif key not in seen:
            seen.add(key)
            yield element


def shows(obj: Any, path: str) -> bool:
    """Whether an object has a member at a dotted path, even if that is null."""
    *way, last = path.split(".")
    holder = get_path(obj, ".".join(way)) if way else obj
    return isinstance(holder, Mapping) and last in holder


# -- options


#: (api-notes: text-length)
NAME = Limits(shortest=1, longest=128)
DESCRIPTION = Limits(longest=256)
_BYTE = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rf"({_BYTE}\.){{3}}{_BYTE}"
SOURCE = Limits(
    pattern=rf"{_ADDRESS}(/(3[0-2]|[12]?\d)|\s*-\s*{_ADDRESS})?",
    explanation="write an address, a network or a range, such as 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9",
)


@dataclass(frozen=True)
class Field:
    """One option of a module and where the API keeps it.

    :param type: as in an argument spec. :param elements: of a list. :param fields: sub-options of a dict. :param aliases: other names.
    :param send: its key in request bodies, dotted (default: the name); "" is never sent.
    :param read: where an object shows it, dotted (default: ``send``); "" where the API never shows it (api-notes: not-echoed).
    :param required: as in an argument spec. :param needed: creation is refused without it.
    :param create: part of the create call. :param fixed: cannot be changed later: another value is refused.
    :param grows: can be raised later and never lowered: a smaller value is refused.
    :param shrinks: with grows: the option that, where it is true, lets the API decide on a smaller value.
    :param once: used when the object is created and not compared afterwards.
    :param initial: sent on creation where the user says nothing and the API insists.
    :param again: with once: the option that, where it is "always", has it sent to an object that exists as well.
    :param owed: with once: where an object that exists shows that it still wants it, dotted.
    :param canonical: brings a value, shown or asked, to the spelling in which it is compared, shown and sent.
    :param normal: brings a value to the form in which it is compared, where that is not the one that is sent.
    :param alike: (what is shown, what is asked) to whether they are the same, where the API changes what it is given.
    :param merge: (present value, given value, all values that the object will have) to the desired value. For options of which a task can
        give a part.
    :param exact: with merge: the option that, where it is true, has what is not named be ``initial`` and not what is.
    :param sent: values that requests spell otherwise: asked to sent. :param shown: the same for objects: asked to shown.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
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
    shrinks: str = ""
    once: bool = False
    again: str = ""
    owed: str = ""
    initial: Any = None
    canonical: Callable[[Any], Any] = identity
    normal: Callable[[Any], Any] = identity
    alike: Callable[[Any, Any], bool] = operator.eq
    merge: Callable[[Any, Any, Mapping[str, Any]], Any] | None = None
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
        return (bool(self.again) and options.get(self.again) == "always") or (
            bool(self.owed) and bool(get_path(obj, self.owed))
        )

    def undecided(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Whether an object that exists does not show if it still wants the value."""
        return bool(self.owed) and not self.repeated(options, obj) and not shows(obj, self.owed)

    def differs(self, shown: Any, asked: Any) -> bool:
        """Whether two values are different for the API. An empty text is the same as none (api-notes: empty-texts)."""
        shown, asked = (None if value == "" else value for value in (shown, self.normal(asked)))
        return not (shown == asked or self.alike(shown, asked))

    def spelled(self, value: Any) -> Any:
        """A value, shown or asked, in the one spelling."""
        return None if value is None else self.canonical(value)

    def merged(
        self, present: Any, asked: Any, values: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Any:
        """What shall be where ``asked`` was given in part. :param values: all that the object will have."""
        return self.merge(self.initial if options.get(self.exact) else present, asked, values)

    def carried(self, value: Any) -> Any:
        """A value as a request body carries it."""
        return self.sent[value] if self.sent else to_api(value)

    def view(self, obj: Mapping[str, Any]) -> Any:
        value = get_path(obj, self.source)
        return self.normal(
            self.spelled(
                next((taken for taken, shown in self.shown.items() if shown == value), value)
            )
        )

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        """:raises MalformedError: the object shows a value of another type."""
        value = get_path(obj, self.source)
        check_member(prefix + self.source, value, (str,) if self.shown else SHOWN[self.type])
        for inner in self.fields if isinstance(value, Mapping) else ():
            inner.check(value, f"{prefix}{self.source}.")

    @property
    def place(self) -> str:
        """Where an object shows the value, as messages say it."""
        return self.source

    def known(self, obj: Mapping[str, Any], asked: Any = None) -> bool:
        """Whether the object shows the value. null is a value, but not for options that hold others.

        :param asked: of an option that holds others. An object need not show each of them, but those it shows have all that is asked.
        """
        shown = get_path(obj, self.source)
        return (
            shows(obj, self.source)
            and not (self.fields and shown is None)
            and all(
                self._shows_all(inner.fields, shown[inner.source], asked[inner.name])
                for inner in self._asked(self.fields, asked)
                if shown.get(inner.source) is not None
            )
        )

    @classmethod
    def _shows_all(cls, fields: Sequence[Field], shown: Any, asked: Any) -> bool:
        return all(
            isinstance(shown, Mapping)
            and shown.get(inner.source) is not None
            and cls._shows_all(inner.fields, shown[inner.source], asked[inner.name])
            for inner in cls._asked(fields, asked)
        )

    @staticmethod
    def _asked(fields: Sequence[Field], asked: Any) -> list[Field]:
        return [
            inner
            for inner in fields
            if isinstance(asked, Mapping) and asked.get(inner.name) is not None
        ]

    def write(self, obj: dict[str, Any], value: Any) -> None:
        set_path(obj, self.source, self.shown.get(value, value) if self.shown else value)

    def argument(self) -> dict[str, Any]:
        """Its entry in an argument spec."""
        spec: dict[str, Any] = {"type": self.type}
        spec.update(
            {
                key: value
                for key, value in (
                    ("elements", self.elements),
                    ("choices", list(self.choices)),
                    ("required", self.required),
                    ("aliases", list(self.aliases)),
                    ("default", self.default),
                )
                if value
            }
        )
        if self.default is False:
            spec["default"] = False
        if self.fields:
            spec["options"] = {inner.name: inner.argument() for inner in self.fields}
        if self.secret:
            spec["no_log"] = True
        elif "password" in self.name or "key" in self.name:
            spec["no_log"] = False
        return spec


def shown_only(name: str) -> Field:
    """A member that elements show. It is accepted and not used, so that elements can be given as they are shown."""
    return Field(name, send="", read="")


@dataclass(frozen=True)
class Reference(Field):
    """An option that names another object (or, as a list, several) by name or id.

    :param to: the key of the resource that it names. :param also: further keys, which are asked where that one knows no such name.
    :param plain: the object shows the bare id and not an ``{id, name}``.
    :param itself: the object shows the id and name that are referred to as its own (a server among those of a storage).
    :param literal: a pattern of values that stand for themselves and are not looked up.
    :param inspected: whether the plan needs more of the object than its id and name.
    """

    to: str = ""
    also: tuple[str, ...] = ()
    plain: bool = False
    itself: bool = False
    literal: str = ""
    inspected: bool = False

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        value = obj if self.itself else get_path(obj, self.source)
        if isinstance(value, Mapping) and value:
            check_object(prefix + self.source, value)
        elif value != 0:
            check_member(prefix + self.source, value, (str, Mapping))

    def view(self, obj: Mapping[str, Any]) -> Any:
        return ref_of(obj if self.itself else get_path(obj, self.source))

    def write(self, obj: dict[str, Any], value: Any) -> None:
        if self.itself:
            obj.update(as_object(value))
        else:
            set_path(obj, self.source, value.id if self.plain else as_object(value))


@dataclass(frozen=True)
class Call:
    """One operation. ``{dotted}`` in the path and :class:`Placeholder` in the body are filled from a scope: the object,
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

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        if self.over:
            check_elements(prefix + self.over, get_path(obj, self.over))
        for holder in self.holders(obj):
            super().check(holder, f"{self.over}[]." if self.over else prefix)

    @property
    def place(self) -> str:
        return f"{self.over}[].{self.source}" if self.over else self.source

    def known(self, obj: Mapping[str, Any], asked: Any = None) -> bool:
        if self.over and not isinstance(get_path(obj, self.over), list):
            return False
        return all(shows(holder, self.source) for holder in self.holders(obj))

    def holders(self, obj: Mapping[str, Any]) -> list[Any]:
        return list(get_path(obj, self.over) or []) if self.over else [obj]

    def view(self, obj: Mapping[str, Any]) -> Any:
        refs = [ref_of(get_path(holder, self.source)) for holder in self.holders(obj)]
        return refs[0] if refs and all(ref == refs[0] for ref in refs) else tuple(refs) or None

    def write(self, obj: dict[str, Any], value: Any) -> None:
        for holder in self.holders(obj):
            set_path(holder, self.source, as_object(self.normal(value)))


@dataclass(frozen=True)
class Update:
    """A PUT and the options that it carries. Others stay (api-notes: partial-updates).

    :param always: options that it has to carry even where only another one changes.
    :param beside: by option, another one that it carries as well if the first one changes.
    :param anew: it is made for each new object too, whatever that shows: how the API creates it is not known beforehand.
    :param bare: the body is the value of its one field, and not an object that holds it.
    :param late: changed values to whether it comes after all that can be done before, as what opens a door does.
    :param offline: (present view, changed values, options) to why the object has to be stopped for it, or None.
    :param rests: it is made while the object is stopped, if that is stopped anyway.
    :param remedy: what to do if the API refuses it because of the state of the object.
    :param refuse: (present view, changed values) to why it cannot be at all, or None.
    :param change: (object, changed values) makes of the object what else the PUT makes of it.
    """

    path: str
    fields: tuple[str, ...]
    always: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    bare: bool = False
    late: Callable[[Mapping[str, Any]], bool] = lambda changed: False
    offline: Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], str | None] = (
        returns_none
    )
    rests: bool = False
    remedy: str = ""
    refuse: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None] = returns_none
    change: Callable[[dict[str, Any], Mapping[str, Any]], None] = returns_none


@dataclass(frozen=True)
class Match:
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
    :param key: the sub-options that tell one element from another. :param match: (elements, values, whether what is not asked
        for is removed) to pairs, otherwise than by key.
    :param create: key of the create body that carries the list; "" where creation cannot.
    :param beside: option without which creation does not carry the list after all.
    :param first: key of the create body that carries the first reference only.
    :param creatable: new values to what the create body carries for them; the rest is added afterwards.
    :param addable: new values to what ``add`` carries for them.
    :param batch: one ``add`` takes all new ones as a list, else each has a call of its own.
    :param change: for an element that differs; None: the old one is removed first, then the new one added.
    :param overwrites: ``add`` changes an element that is there already, so that nothing is removed before.
    :param remove: for a superfluous element; None: it cannot be removed and ``stays`` says why.
    :param offline: why the object has to be stopped for any of it; "" where it need not. :param online: the option with which it need not.
    :param foreign: key of the lookup whose objects show up among the elements without being any.
    :param unprotected: whether it can be changed where the object as such is protected.
    :param clash: sub-options in which a new element may not equal one that still stands.
    :param refuse: (pairs, object, :class:`Desired`) to what is wrong with them, or None.
    :param inspected: ``refuse`` needs the objects that the elements name (``known`` of Desired), and decides on a removal as well.
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
    match: Callable[[Elements, Sequence[Any], bool], list[Match]] | None = None
    create: str = ""
    beside: str = ""
    first: str = ""
    creatable: Callable[[Sequence[Any]], Sequence[Any]] = identity
    addable: Callable[[Sequence[Any]], Sequence[Any]] = identity
    batch: bool = False
    overwrites: bool = False
    change: Call | None = None
    remove: Call | None = None
    stays: str = ""
    offline: str = ""
    online: str = ""
    foreign: str = ""
    needed: bool = False
    unprotected: bool = False
    initial: Any = None
    normal: Callable[[Any], Any] = identity
    refuse: Callable[[Sequence[Match], Mapping[str, Any], Any], str | None] = returns_none
    inspected: bool = False

    @property
    def purge(self) -> str:
        return f"purge_{self.name}"

    def store(self, obj: dict[str, Any], elements: list[Any]) -> None:
        if self.write:
            self.write(obj, elements)
        else:
            set_path(obj, self.place, elements)

    @property
    def place(self) -> str:
        """Where an object holds the list, dotted."""
        return self.source or self.name

    def check(self, obj: Mapping[str, Any]) -> None:
        """:raises MalformedError: the object shows something else than a list of such elements."""
        if self.read:
            check_elements(self.place, get_path(obj, self.place))
            with as_described():
                check_elements(self.name, [element for _view, element in self.elements(obj)])
        else:
            check_elements(self.place, get_path(obj, self.place), self._check_element)

    def _check_element(self, path: str, element: Any) -> None:
        if not (self.item or self.to):
            if not isinstance(element, str):
                raise MalformedError(f"{path} is {_excerpt(element)}")
            return None
        check_object(path, element)
        for inner in self.item:
            if inner.source:
                inner.check(element, f"{path}.")
        return None

    def known(self, obj: Mapping[str, Any]) -> bool:
        """Whether the object shows the list, with all that tells its elements from others and all that is always compared."""
        compared = [
            inner
            for inner in self.item
            if inner.source
            and (inner.name in self.key or inner.required or inner.default is not None)
        ]
        return isinstance(get_path(obj, self.place), list) and all(
            inner.known(element) and not (inner.required and inner.view(element) is None)
            for _view, element in self.elements(obj)
            for inner in compared
        )

    def elements(self, obj: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
        """(view, the API's own object) of every element."""
        found = self.read(obj) if self.read else distinct(get_path(obj, self.place) or ())
        return [(self.view(element), element) for element in found]

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

    def differ(self, present: Any, wanted: Any) -> bool:
        """Whether an element shows another value than is asked."""
        return bool(self.item) and any(
            inner.source
            and wanted.get(inner.name) is not None
            and inner.differs(present[inner.name], wanted[inner.name])
            for inner in self.item
        )

    def identity(self, view: Any) -> Any:
        return tuple(view[name] for name in self.key) if self.item else view

    def pairs(
        self, obj: Mapping[str, Any], wanted: Sequence[Any], purges: bool = True
    ) -> list[Match]:
        elements = self.elements(obj)
        if self.match:
            return self.match(elements, wanted, purges)
        pairs = []
        for value in wanted:
            partner = next(
                (each for each in elements if self.identity(each[0]) == self.identity(value)), None
            )
            if partner:
                elements.remove(partner)
            pairs.append(Match(*(partner or (None, None)), value))
        return pairs + [Match(*rest) for rest in elements]

    def body(self, wanted: Any) -> Any:
        """An element as a request carries it: only what was said."""
        if not self.item:
            return wanted.id
        return {
            inner.key: inner.carried(wanted[inner.name])
            for inner in self.item
            if inner.key and wanted.get(inner.name) is not None
        }
