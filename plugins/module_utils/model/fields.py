# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of one option and of the attribute in which the API stores it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from .calls import Call
from .checks import check_member, check_object, check_type, shows
from .choices import Choices
from .documentation import Text
from .limits import Limits
from .mutability import CHANGE_ONLY, CREATE_ONLY, IMMUTABLE, READ_ONLY, WRITE_ONLY, Mutability
from .values import Ref, as_object, get_path, ref_of, require, to_api, with_path


@dataclass(frozen=True)
class Field:
    """One option of a module and the attribute in which the API stores it.

    A subclass may override the methods.

    :param name: the option.
    :param type: as in an argument spec. A list contains texts.
    :param fields: the suboptions of a dict.
    :param choices: as in an argument spec. A task can write them in any case.
    :param limits: the values that the API accepts.
    :param required: as in an argument spec. An attribute of an object is required to create one.
    :param default: as in an argument spec. The default of an attribute applies to creations only,
        because options that are not set are not managed.
    :param mutability: when an attribute can be set.
    :param key: its key in request bodies and answers, dotted (default: the name); "": it has none.
        A pair has the key in requests, and the key in answers.
    :param sensitive: the value is a secret.
    :param help: the documentation of the option, as one text or several paragraphs.
    """

    name: str
    type: str = "str"
    fields: tuple[Field, ...] = ()
    choices: tuple[str, ...] = ()
    limits: Limits = Limits()
    required: bool = False
    default: Any = None
    mutability: Mutability = Mutability.MUTABLE
    key: str | tuple[str, str] | None = None
    sensitive: bool = False
    help: Text = ()

    #: Other names of the option.
    aliases: ClassVar[tuple[str, ...]] = ()
    #: A regular expression that matches the whole text; "": each text is valid.
    pattern: ClassVar[str] = ""
    #: What the pattern means, in messages.
    explanation: ClassVar[str] = ""
    #: The type of the value in answers; "": that of the option.
    answer_type: ClassVar[str] = ""
    #: The further option with which a task can lower the value; "": each task can.
    decrease_option: ClassVar[str] = ""
    #: The further option that is ``always`` if an object that exists gets the value too.
    resend_option: ClassVar[str] = ""

    @cached_property
    def request_path(self) -> str:
        """Its key in request bodies, dotted; "": it is never sent."""
        key = self.name if self.key is None else self.key
        return key if isinstance(key, str) else key[0]

    @cached_property
    def response_path(self) -> str:
        """Its key in answers, dotted; "": no answer shows it (api-notes: not-echoed)."""
        if self.mutability is WRITE_ONLY:
            return ""
        return self.key[1] if isinstance(self.key, tuple) else self.request_path

    @property
    def location(self) -> str:
        """Its key in answers as messages name it."""
        return self.response_path

    @property
    def in_creation(self) -> bool:
        """Whether the body of a creation carries it."""
        return self.mutability not in (CHANGE_ONLY, READ_ONLY)

    @property
    def immutable(self) -> bool:
        """Whether another value for an object that exists is an error."""
        return self.mutability in (IMMUTABLE, READ_ONLY)

    @property
    def create_only(self) -> bool:
        """Whether it is sent when the object is created, and not compared afterwards."""
        return self.mutability in (CREATE_ONLY, WRITE_ONLY)

    @property
    def managed(self) -> bool:
        """Whether it is compared, and changed if it differs."""
        return bool(self.response_path) and not self.create_only

    @property
    def increase_only(self) -> bool:
        """Whether the value can be raised and not lowered."""
        return bool(self.decrease_option)

    # -- the kind of value

    def normalize(self, value: Any) -> Any:
        """Return a value, desired or current, in the form that is compared, shown and sent."""
        return value

    def comparable(self, value: Any) -> Any:
        """Return a value or None in the form that is compared and shown, and not sent."""
        return value

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two values are equal although they differ. The API may change values."""
        return False

    def to_request(self, value: Any) -> Any:
        """Return a value as a request body carries it."""
        return to_api(value)

    # -- values

    def complaint(self, value: Any) -> str | None:
        """Return why a value is not allowed, or None."""
        error = self.limits.complaint(value)
        if not error and self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return f"is {value!r}: {self.explanation}"
        return error

    def differs(self, current: Any, desired: Any) -> bool:
        """Return whether two values differ. "" is the same as null (api-notes: empty-texts)."""
        current, desired = (
            None if value == "" else value for value in (current, self.comparable(desired))
        )
        return not (current == desired or self.equal(current, desired))

    def merged(
        self,
        current: Any,
        desired: Any,
        values: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> Any:
        """Return the complete desired value if a task can give a part of it.

        :param values: all values that the object will have.
        """
        return desired

    def resends(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Return whether a create_only value is sent to an object that exists."""
        return options.get(self.resend_option) == "always"

    def resend_unknown(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> str | None:
        """Return the attribute that :meth:`resends` needs, if the object does not show it."""
        return None

    # -- objects

    def view(self, obj: Mapping[str, Any]) -> Any:
        """Return the value that an object shows, in the terms of the option."""
        value = get_path(obj, self.response_path)
        return self.comparable(None if value is None else self.normalize(value))

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an object that shows a value."""
        if not self.response_path:
            return dict(obj)
        return with_path(obj, self.response_path, value)

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        """Check the type of the value that an object shows.

        :raises MalformedError: it has another type.
        """
        value = get_path(obj, self.response_path)
        check_type(prefix + self.response_path, value, self.answer_type or self.type)
        for inner in self.fields if isinstance(value, Mapping) else ():
            inner.check(value, f"{prefix}{self.response_path}.")

    def is_known(self, obj: Mapping[str, Any], desired: Any = None) -> bool:
        """Return whether an object shows the value. null is a value, except for a dict.

        :param desired: the value of a dict. The object need not show each member of it, but those
            that it shows are complete.
        """
        value = get_path(obj, self.response_path)
        if not shows(obj, self.response_path) or (self.fields and value is None):
            return False
        return all(
            inner.shows_all(value[inner.response_path], desired[inner.name])
            for inner in _given(self.fields, desired)
            if value.get(inner.response_path) is not None
        )

    def shows_all(self, value: Any, desired: Any) -> bool:
        """Return whether a dict that an object shows has all members that are desired."""
        return all(
            isinstance(value, Mapping)
            and value.get(inner.response_path) is not None
            and inner.shows_all(value[inner.response_path], desired[inner.name])
            for inner in _given(self.fields, desired)
        )

    # -- argument spec

    def argument_spec(self) -> dict[str, Any]:
        """Return the entry of the option in an argument spec."""
        spec: dict[str, Any] = {
            "type": self.type,
            "elements": "str" if self.type == "list" else None,
            "choices": Choices(self.choices),
            "required": self.required,
            "aliases": list(self.aliases),
        }
        spec = {key: value for key, value in spec.items() if value}
        if self.default is not None:
            spec["default"] = self.default
        if self.fields:
            spec["options"] = {inner.name: inner.argument_spec() for inner in self.fields}
        if self.sensitive:
            spec["no_log"] = True
        elif "password" in self.name or "key" in self.name:
            spec["no_log"] = False
        return spec


def _given(fields: Sequence[Field], value: Any) -> Iterator[Field]:
    """Yield the fields of a dict that have a value."""
    for inner in fields:
        if isinstance(value, Mapping) and value.get(inner.name) is not None:
            yield inner


def ignored(name: str) -> Field:
    """Return a suboption that is ignored. Tasks can give elements as results show them."""
    return Field(
        name,
        key="",
        help="Not used. It is accepted so that elements can be given as the modules return them.",
    )


@dataclass(frozen=True)
class Reference(Field):
    """An option that names another object, or several of them, by name or id.

    :param to: the key of the lookup, or several keys. The first lookup that knows the name counts.
    """

    to: str | tuple[str, ...] = ""

    #: Whether an object shows the bare id, and not ``{id, name}``.
    id_only: ClassVar[bool] = False
    #: A pattern of values that are not looked up.
    literal_pattern: ClassVar[str] = ""
    #: Whether the plan needs more of the object than its id and name.
    needs_details: ClassVar[bool] = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The keys of the lookups."""
        return (self.to,) if isinstance(self.to, str) else self.to

    def complaint(self, value: Any) -> str | None:
        """Return why a value is not allowed, or None. "" can be no required reference."""
        if self.required and value == "":
            return "is empty; set it to a name or an id"
        return super().complaint(value)

    def shown(self, obj: Mapping[str, Any]) -> Any:
        """Return what an object shows of the other object."""
        return get_path(obj, self.response_path)

    def view(self, obj: Mapping[str, Any]) -> Any:
        """Return the reference that an object shows."""
        return ref_of(self.shown(obj))

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an object that shows a reference."""
        if not self.response_path:
            return dict(obj)
        shown = value.id if self.id_only else as_object(value)
        return with_path(obj, self.response_path, shown)

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        """Check that an object shows a reference: an object with an id, an id, null, 0 or {}.

        :raises MalformedError: it shows something else.
        """
        value = self.shown(obj)
        if isinstance(value, Mapping) and value:
            check_object(prefix + self.response_path, value)
        elif value != 0:
            check_member(prefix + self.response_path, value, (str, Mapping))


class IdReference(Reference):
    """A reference of which an object shows only the id."""

    id_only = True


@dataclass(frozen=True)
class Assignment(Reference):
    """A reference that has its own operations. No PUT of the object changes it.

    :param assign: the operation that sets it. ``value`` is the new id.
    :param clear: the operation that removes it. ``value`` is the current id.
    """

    assign: Call | None = None
    clear: Call | None = None

    #: Whether the elements of a list hold one reference each, and not the object itself.
    per_element: ClassVar[bool] = False

    def holders(self, obj: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the parts of an object that hold such a reference."""
        return [obj]

    def calls(self, current: Ref | None, desired: Ref | None) -> list[tuple[Call | None, Ref]]:
        """Return the operations that replace one reference by another, each with its ``value``."""
        return [(self.assign, desired) if desired else (self.clear, require(current))]

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an object that shows a reference."""
        return with_path(obj, self.response_path, as_object(self.comparable(value)))

    def no_effect(self, obj: Mapping[str, Any]) -> str | None:
        """Return why the option has no effect on an object, or None."""
        return None
