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

from .documentation import Text
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
    :param request_key: its key in request bodies, dotted (default: the name); "" is never sent.
    :param response_key: where an object shows it, dotted (default: ``send``); "" where the API never shows it (api-notes: not-echoed).
    :param required: as in an argument spec. :param required_on_create: creation is refused without it.
    :param create: part of the create call. :param immutable: cannot be changed later: another value is refused.
    :param increase_only: can be raised later and never lowered: a smaller value is refused.
    :param decrease_option: with grows: the option that, where it is true, lets the API decide on a smaller value.
    :param create_only: used when the object is created and not compared afterwards.
    :param create_default: sent on creation where the user says nothing and the API insists.
    :param resend_option: with once: the option that, where it is "always", has it sent to an object that exists as well.
    :param pending_path: with once: where an object that exists shows that it still wants it, dotted.
    :param normalize: brings a value, shown or asked, to the spelling in which it is compared, shown and sent.
    :param compare_as: brings a value to the form in which it is compared, where that is not the one that is sent.
    :param equal: (what is shown, what is asked) to whether they are the same, where the API changes what it is given.
    :param merge: (present value, given value, all values that the object will have) to the desired value. For options of which a task can
        give a part.
    :param replace_option: with merge: the option that, where it is true, has what is not named be ``initial`` and not what is.
    :param request_values: values that requests spell otherwise: asked to sent. :param response_values: the same for objects: asked to shown.
    :param help: the documentation of the option, as one text or several paragraphs.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    limits: Limits = Limits()
    required: bool = False
    required_on_create: bool = False
    default: Any = None
    sensitive: bool = False
    request_key: str | None = None
    response_key: str | None = None
    create: bool = True
    immutable: bool = False
    increase_only: bool = False
    decrease_option: str = ""
    create_only: bool = False
    resend_option: str = ""
    pending_path: str = ""
    create_default: Any = None
    normalize: Callable[[Any], Any] = identity
    compare_as: Callable[[Any], Any] = identity
    equal: Callable[[Any, Any], bool] = operator.eq
    merge: Callable[[Any, Any, Mapping[str, Any]], Any] | None = None
    replace_option: str = ""
    request_values: Mapping[Any, Any] = field(default_factory=dict)
    response_values: Mapping[Any, Any] = field(default_factory=dict)
    help: Text = ()

    @property
    def request_path(self) -> str:
        return self.name if self.request_key is None else self.request_key

    @property
    def response_path(self) -> str:
        return self.request_path if self.response_key is None else self.response_key

    @property
    def managed(self) -> bool:
        """Compared and kept as the user says."""
        return bool(self.response_path) and not self.create_only

    def resends(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Sent to an object that exists although it is for new ones: it is asked for again, or still owed."""
        return (bool(self.resend_option) and options.get(self.resend_option) == "always") or (
            bool(self.pending_path) and bool(get_path(obj, self.pending_path))
        )

    def is_resend_unknown(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Whether an object that exists does not show if it still wants the value."""
        return (
            bool(self.pending_path)
            and not self.resends(options, obj)
            and not shows(obj, self.pending_path)
        )

    def differs(self, shown: Any, asked: Any) -> bool:
        """Whether two values are different for the API. An empty text is the same as none (api-notes: empty-texts)."""
        shown, asked = (None if value == "" else value for value in (shown, self.compare_as(asked)))
        return not (shown == asked or self.equal(shown, asked))

    def normalized(self, value: Any) -> Any:
        """A value, shown or asked, in the one spelling."""
        return None if value is None else self.normalize(value)

    def merged(
        self, present: Any, asked: Any, values: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Any:
        """What shall be where ``asked`` was given in part. :param values: all that the object will have."""
        return self.merge(
            self.create_default if options.get(self.replace_option) else present, asked, values
        )

    def to_request(self, value: Any) -> Any:
        """A value as a request body carries it."""
        return self.request_values[value] if self.request_values else to_api(value)

    def view(self, obj: Mapping[str, Any]) -> Any:
        value = get_path(obj, self.response_path)
        return self.compare_as(
            self.normalized(
                next(
                    (taken for taken, shown in self.response_values.items() if shown == value),
                    value,
                )
            )
        )

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        """:raises MalformedError: the object shows a value of another type."""
        value = get_path(obj, self.response_path)
        check_member(
            prefix + self.response_path, value, (str,) if self.response_values else SHOWN[self.type]
        )
        for inner in self.fields if isinstance(value, Mapping) else ():
            inner.check(value, f"{prefix}{self.response_path}.")

    @property
    def location(self) -> str:
        """Where an object shows the value, as messages say it."""
        return self.response_path

    def is_known(self, obj: Mapping[str, Any], asked: Any = None) -> bool:
        """Whether the object shows the value. null is a value, but not for options that hold others.

        :param asked: of an option that holds others. An object need not show each of them, but those it shows have all that is asked.
        """
        shown = get_path(obj, self.response_path)
        return (
            shows(obj, self.response_path)
            and not (self.fields and shown is None)
            and all(
                self._shows_all(inner.fields, shown[inner.response_path], asked[inner.name])
                for inner in self._asked(self.fields, asked)
                if shown.get(inner.response_path) is not None
            )
        )

    @classmethod
    def _shows_all(cls, fields: Sequence[Field], shown: Any, asked: Any) -> bool:
        return all(
            isinstance(shown, Mapping)
            and shown.get(inner.response_path) is not None
            and cls._shows_all(inner.fields, shown[inner.response_path], asked[inner.name])
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
        set_path(
            obj,
            self.response_path,
            self.response_values.get(value, value) if self.response_values else value,
        )

    def argument_spec(self) -> dict[str, Any]:
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
                )
                if value
            }
        )
        if self.default is not None:
            spec["default"] = self.default
        if self.fields:
            spec["options"] = {inner.name: inner.argument_spec() for inner in self.fields}
        if self.sensitive:
            spec["no_log"] = True
        elif "password" in self.name or "key" in self.name:
            spec["no_log"] = False
        return spec


def shown_only(name: str) -> Field:
    """A member that elements show. It is accepted and not used, so that elements can be given as they are shown."""
    return Field(
        name,
        request_key="",
        response_key="",
        help="Not used. It is accepted so that elements can be given as the modules return them.",
    )


@dataclass(frozen=True)
class Reference(Field):
    """An option that names another object (or, as a list, several) by name or id.

    :param to: the key of the resource that it names. :param fallback: further keys, which are asked where that one knows no such name.
    :param id_only: the object shows the bare id and not an ``{id, name}``.
    :param inline: the object shows the id and name that are referred to as its own (a server among those of a storage).
    :param literal_pattern: a pattern of values that stand for themselves and are not looked up.
    :param needs_details: whether the plan needs more of the object than its id and name.
    """

    to: str = ""
    fallback: tuple[str, ...] = ()
    id_only: bool = False
    inline: bool = False
    literal_pattern: str = ""
    needs_details: bool = False

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        value = obj if self.inline else get_path(obj, self.response_path)
        if isinstance(value, Mapping) and value:
            check_object(prefix + self.response_path, value)
        elif value != 0:
            check_member(prefix + self.response_path, value, (str, Mapping))

    def view(self, obj: Mapping[str, Any]) -> Any:
        return ref_of(obj if self.inline else get_path(obj, self.response_path))

    def write(self, obj: dict[str, Any], value: Any) -> None:
        if self.inline:
            obj.update(as_object(value))
        else:
            set_path(obj, self.response_path, value.id if self.id_only else as_object(value))


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

    :param for_each: the list in the object whose every element holds one; "" where the object itself does.
    :param assign: sets it; ``value`` is the new id. :param clear: takes it away; ``value`` is the present id.
    :param detach_first: the present one has to be taken away before another one can be set.
    """

    for_each: str = ""
    assign: Call | None = None
    clear: Call | None = None
    detach_first: bool = False

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        if self.for_each:
            check_elements(prefix + self.for_each, get_path(obj, self.for_each))
        for holder in self.holders(obj):
            super().check(holder, f"{self.for_each}[]." if self.for_each else prefix)

    @property
    def location(self) -> str:
        return f"{self.for_each}[].{self.response_path}" if self.for_each else self.response_path

    def is_known(self, obj: Mapping[str, Any], asked: Any = None) -> bool:
        if self.for_each and not isinstance(get_path(obj, self.for_each), list):
            return False
        return all(shows(holder, self.response_path) for holder in self.holders(obj))

    def holders(self, obj: Mapping[str, Any]) -> list[Any]:
        return list(get_path(obj, self.for_each) or []) if self.for_each else [obj]

    def view(self, obj: Mapping[str, Any]) -> Any:
        refs = [ref_of(get_path(holder, self.response_path)) for holder in self.holders(obj)]
        return refs[0] if refs and all(ref == refs[0] for ref in refs) else tuple(refs) or None

    def write(self, obj: dict[str, Any], value: Any) -> None:
        for holder in self.holders(obj):
            set_path(holder, self.response_path, as_object(self.compare_as(value)))


@dataclass(frozen=True)
class Update:
    """A PUT and the options that it carries. Others stay (api-notes: partial-updates).

    :param always: options that it has to carry even where only another one changes.
    :param sends_with: by option, another one that it carries as well if the first one changes.
    :param resend_after_create: it is made for each new object too, whatever that shows: how the API creates it is not known beforehand.
    :param raw_body: the body is the value of its one field, and not an object that holds it.
    :param run_last: changed values to whether it comes after all that can be done before, as what opens a door does.
    :param requires_stop: (present view, changed values, options) to why the object has to be stopped for it, or None.
    :param run_while_stopped: it is made while the object is stopped, if that is stopped anyway.
    :param remedy: what to do if the API refuses it because of the state of the object.
    :param validate: (present view, changed values) to why it cannot be at all, or None.
    :param effects: (object, changed values) makes of the object what else the PUT makes of it.
    """

    path: str
    fields: tuple[str, ...]
    always: tuple[str, ...] = ()
    sends_with: Mapping[str, str] = field(default_factory=dict)
    resend_after_create: bool = False
    raw_body: bool = False
    run_last: Callable[[Mapping[str, Any]], bool] = lambda changed: False
    requires_stop: Callable[
        [Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]], str | None
    ] = returns_none
    run_while_stopped: bool = False
    remedy: str = ""
    validate: Callable[[Mapping[str, Any], Mapping[str, Any]], str | None] = returns_none
    effects: Callable[[dict[str, Any], Mapping[str, Any]], None] = returns_none


@dataclass(frozen=True)
class Match:
    """An element that is (its view and the API's own object) and one that is asked; None: there is no partner."""

    current: Any = None
    element: Mapping[str, Any] | None = None
    desired: Any = None


Elements = Sequence["tuple[Any, Mapping[str, Any]]"]


@dataclass(frozen=True)
class Children:
    """A list inside an object whose elements are added, changed and removed by calls of their own.

    :param fields: its sub-options; empty: a list of references :param to:; neither: a list of texts.
    :param response_key: where an object holds the list, dotted (default: the name).
    :param read_elements: the same as a function, :param write_elements: and its counterpart.
    :param key: the sub-options that tell one element from another. :param match: (elements, values, whether what is not asked
        for is removed) to pairs, otherwise than by key.
    :param create_key: key of the create body that carries the list; "" where creation cannot.
    :param create_requires: option without which creation does not carry the list after all.
    :param create_first_key: key of the create body that carries the first reference only.
    :param creatable: new values to what the create body carries for them; the rest is added afterwards.
    :param addable: new values to what ``add`` carries for them.
    :param add_many: one ``add`` takes all new ones as a list, else each has a call of its own.
    :param change: for an element that differs; None: the old one is removed first, then the new one added.
    :param add_replaces: ``add`` changes an element that is there already, so that nothing is removed before.
    :param remove: for a superfluous element; None: it cannot be removed and ``stays`` says why.
    :param requires_stop: why the object has to be stopped for any of it; "" where it need not. :param no_stop_option: the option with which it need not.
    :param exclude: key of the lookup whose objects show up among the elements without being any.
    :param allowed_when_protected: whether it can be changed where the object as such is protected.
    :param conflict_keys: sub-options in which a new element may not equal one that still stands.
    :param validate: (pairs, object, :class:`Desired`) to what is wrong with them, or None.
    :param needs_details: ``refuse`` needs the objects that the elements name (``known`` of Desired), and decides on a removal as well.
    """

    name: str
    add: Call
    fields: tuple[Field, ...] = ()
    to: str = ""
    response_key: str = ""
    read_elements: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] | None = None
    write_elements: Callable[[dict[str, Any], list[Any]], None] | None = None
    key: tuple[str, ...] = ()
    conflict_keys: tuple[str, ...] = ()
    match: Callable[[Elements, Sequence[Any], bool], list[Match]] | None = None
    create_key: str = ""
    create_requires: str = ""
    create_first_key: str = ""
    creatable: Callable[[Sequence[Any]], Sequence[Any]] = identity
    addable: Callable[[Sequence[Any]], Sequence[Any]] = identity
    add_many: bool = False
    add_replaces: bool = False
    change: Call | None = None
    remove: Call | None = None
    not_removable_reason: str = ""
    requires_stop: str = ""
    no_stop_option: str = ""
    exclude: str = ""
    required_on_create: bool = False
    allowed_when_protected: bool = False
    create_default: Any = None
    normalize: Callable[[Any], Any] = identity
    validate: Callable[[Sequence[Match], Mapping[str, Any], Any], str | None] = returns_none
    needs_details: bool = False
    help: Text = ()
    purge_help: Text = ()

    @property
    def purge_option(self) -> str:
        return f"purge_{self.name}"

    def store(self, obj: dict[str, Any], elements: list[Any]) -> None:
        if self.write_elements:
            self.write_elements(obj, elements)
        else:
            set_path(obj, self.response_path, elements)

    @property
    def response_path(self) -> str:
        """Where an object holds the list, dotted."""
        return self.response_key or self.name

    def check(self, obj: Mapping[str, Any]) -> None:
        """:raises MalformedError: the object shows something else than a list of such elements."""
        if self.read_elements:
            check_elements(self.response_path, get_path(obj, self.response_path))
            with as_described():
                check_elements(self.name, [element for _view, element in self.elements(obj)])
        else:
            check_elements(
                self.response_path, get_path(obj, self.response_path), self._check_element
            )

    def _check_element(self, path: str, element: Any) -> None:
        if not (self.fields or self.to):
            if not isinstance(element, str):
                raise MalformedError(f"{path} is {_excerpt(element)}")
            return None
        check_object(path, element)
        for inner in self.fields:
            if inner.response_path:
                inner.check(element, f"{path}.")
        return None

    def is_known(self, obj: Mapping[str, Any]) -> bool:
        """Whether the object shows the list, with all that tells its elements from others and all that is always compared."""
        compared = [
            inner
            for inner in self.fields
            if inner.response_path
            and (inner.name in self.key or inner.required or inner.default is not None)
        ]
        return isinstance(get_path(obj, self.response_path), list) and all(
            inner.is_known(element) and not (inner.required and inner.view(element) is None)
            for _view, element in self.elements(obj)
            for inner in compared
        )

    def elements(self, obj: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
        """(view, the API's own object) of every element."""
        found = (
            self.read_elements(obj)
            if self.read_elements
            else distinct(get_path(obj, self.response_path) or ())
        )
        return [(self.view(element), element) for element in found]

    def view(self, element: Mapping[str, Any]) -> Any:
        if not self.fields:
            return ref_of(element) if self.to else Ref(self.normalize(element))
        return {inner.name: inner.view(element) for inner in self.fields if inner.response_path}

    def element(self, wanted: Any) -> Any:
        """What the API will show for a new element; its id is not known yet."""
        if not self.fields:
            return as_object(wanted) if self.to else wanted.id
        shown: dict[str, Any] = {"id": None}
        for inner in self.fields:
            if inner.response_path:
                inner.write(shown, wanted.get(inner.name))
        return shown

    def differs(self, present: Any, wanted: Any) -> bool:
        """Whether an element shows another value than is asked."""
        return bool(self.fields) and any(
            inner.response_path
            and wanted.get(inner.name) is not None
            and inner.differs(present[inner.name], wanted[inner.name])
            for inner in self.fields
        )

    def identity(self, view: Any) -> Any:
        return tuple(view[name] for name in self.key) if self.fields else view

    def matches(
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

    def to_request(self, wanted: Any) -> Any:
        """An element as a request carries it: only what was said."""
        if not self.fields:
            return wanted.id
        return {
            inner.request_path: inner.to_request(wanted[inner.name])
            for inner in self.fields
            if inner.request_path and wanted.get(inner.name) is not None
        }
