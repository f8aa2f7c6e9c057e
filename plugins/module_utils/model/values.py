# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References, values at dotted paths, and texts with placeholders.

API objects are immutable: each function returns a new object.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, TypeVar
from urllib.parse import quote

#: An API object. It is immutable: code makes a changed copy.
Object = Mapping[str, Any]
#: The id of an object that does not exist yet begins with this.
PLANNED = "planned:"
#: The attributes that identify an object where another object shows it. The id comes first.
LABELS = ("id", "name", "ip", "country_code", "location")
#: The states that an object has during an operation
#: (api-notes: transitional-states, server-states).
TRANSITIONAL_STATES = frozenset(
    (
        "CONFIGURING",
        "CREATING",
        "DELETING",
        "DEPLOYING",
        "POWERING_OFF",
        "POWERING_ON",
        "REBOOTING",
        "REMOVING",
    )
)
#: States of ports and processes that a monitoring policy watches. They end in ING and last.
LASTING_STATES = frozenset(("NOT_RESPONDING", "NOT_RUNNING", "RESPONDING", "RUNNING"))


T = TypeVar("T")


def require(value: T | None) -> T:
    """Return a value that is never None here.

    :raises TypeError: it is None. This is a defect of the collection.
    """
    if value is None:
        raise TypeError("a required value is None")
    return value


# -- references


@dataclass(frozen=True)
class Ref:
    """A reference to another object. Two references are equal if their ids are equal.

    :param label: the name in messages.
    :param object: the object, if a lookup has found it.
    :param shown: what other objects show of it besides its id.
    """

    id: str
    label: str = field(default="", compare=False)
    object: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    shown: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def planned(self) -> bool:
        """Whether the object does not exist yet."""
        return self.id.startswith(PLANNED)


def ref_of(value: Any) -> Ref | None:
    """Return the reference that an answer shows: ``{id, name}`` or a bare id.

    None, ``{}`` and 0 are no reference (api-notes: empty-members, no-fixed-size).
    """
    if isinstance(value, Mapping):
        return Ref(value["id"], _label(value), value) if value.get("id") else None
    return Ref(value, value) if value else None


def _label(value: Mapping[str, Any]) -> str:
    names = (value[key] for key in ("name", "ip", "location") if value.get(key))
    return str(next(names, value["id"]))


def as_object(ref: Ref | None) -> dict[str, Any] | None:
    """Return what an object shows for a reference."""
    return None if ref is None else {"id": ref.id, **(ref.shown or {"name": ref.label})}


def to_api(value: Any) -> Any:
    """Return a value as a request body carries it: ids instead of references."""
    return _walk(value, lambda ref: ref.id)


def to_text(value: Any, names: Mapping[str, str] | None = None) -> Any:
    """Return a value as a diff or message shows it: names instead of references.

    :param names: the names of ids that an object shows without a name.
    """
    return _walk(value, lambda ref: (names or {}).get(ref.id) or ref.label or ref.id)


def refs_in(value: Any) -> list[Ref]:
    """Return all references in a value."""
    found: list[Ref] = []
    _walk(value, found.append)
    return found


def _walk(value: Any, leaf: Callable[[Ref], Any]) -> Any:
    if isinstance(value, Ref):
        return leaf(value)
    if isinstance(value, Mapping):
        return {key: _walk(inner, leaf) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_walk(inner, leaf) for inner in value]
    return value


# -- dotted paths


def get_path(source: Any, path: str) -> Any:
    """Return the value at a dotted path, such as ``ips.0.id``. Return None if there is none."""
    for part in path.split("."):
        if isinstance(source, Mapping):
            source = source.get(part)
        elif isinstance(source, Sequence) and not isinstance(source, str) and part.isdigit():
            source = source[int(part)] if int(part) < len(source) else None
        else:
            return None
    return source


def with_path(source: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return an object with another value at a dotted path. Missing parents are added."""
    first, _dot, rest = path.partition(".")
    if rest:
        inner = source.get(first)
        value = with_path(inner if isinstance(inner, Mapping) else {}, rest, value)
    return {**source, first: value}


def deep_merge(current: Any, desired: Any) -> Any:
    """Merge ``desired`` into ``current``. Keys that are missing or None keep their value."""
    if desired is None:
        return current
    if not isinstance(desired, Mapping):
        return desired
    base = current if isinstance(current, Mapping) else {}
    merged = {
        key: deep_merge(base.get(key), value) for key, value in desired.items() if value is not None
    }
    return {**base, **merged}


# -- forms of objects


@dataclass(frozen=True)
class OrNull:
    """The form of an object or list that may be null.

    :param form: its form if it is not null.
    """

    form: Any


def complete(value: Any, form: Any) -> Any:
    """Return a value with all attributes of its form.

    :param form: for an object, the form of each attribute; for a list, a tuple with the form of its
        elements; :class:`OrNull` for either or null; None for any value; a text for a text that is
        not null.
    """
    if isinstance(form, OrNull):
        return None if value is None else complete(value, form.form)
    if isinstance(form, Mapping):
        present = value if isinstance(value, Mapping) else {}
        return {
            **{key: complete(present.get(key), inner) for key, inner in form.items()},
            **{key: inner for key, inner in present.items() if key not in form},
        }
    if isinstance(form, tuple):
        elements = value if isinstance(value, (list, tuple)) else ()
        return [complete(element, *form) for element in elements]
    return form if value is None else value


def defaulted(obj: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """Return an object in which these attributes have a default instead of null or an empty value.

    A missing attribute stays missing, because it is unknown.
    """
    return {**obj, **{key: obj[key] or default for key, default in defaults.items() if key in obj}}


def one_name(obj: Mapping[str, Any], name: str, *others: str) -> dict[str, Any]:
    """Return an object in which an attribute has one name. Answers may show it under others.

    The first value that is neither null nor empty counts.
    """
    shown = [obj[key] for key in (name, *others) if key in obj]
    rest = {key: value for key, value in obj.items() if key not in others}
    if not shown:
        return rest
    known = (value for value in shown if value not in (None, "", [], {}))
    return {**rest, name: next(known, shown[0])}


def flag(*values: Any) -> Any:
    """Return whether any of the values is true or 1 (api-notes: default-numbers).

    A value that is neither null, a bool nor a number is returned unchanged.
    """
    return next(
        (value for value in values if not (value is None or isinstance(value, (bool, int)))),
        any(values),
    )


def percent(source: Any, path: str) -> float | None:
    """Return the number at a dotted path, or None."""
    value = get_path(source, path)
    return value if isinstance(value, (int, float)) and math.isfinite(value) else None


def is_id(text: str) -> bool:
    """Return whether a text can be an id of the API."""
    return re.fullmatch(r"[0-9A-Za-z_-]+", text) is not None


def is_transitional(state: Any) -> bool:
    """Return whether a state ends without a request (api-notes: transitional-states).

    An unknown state that ends in ING counts as transitional: a task that waits for it in vain ends
    with a message that names the state, whereas the API rejects changes of a busy object.
    """
    text = str(state or "")
    if text in TRANSITIONAL_STATES or text in LASTING_STATES:
        return text in TRANSITIONAL_STATES
    return re.search(r"ING(_|$)", text) is not None


def parse_date(text: str) -> datetime:
    """Return a date in ISO 8601. A date without time zone is in UTC.

    Python 3.10 and earlier do not accept a trailing Z.

    :raises ValueError: the text is not a date.
    """
    date = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", text.strip()))
    return date if date.tzinfo else date.replace(tzinfo=timezone.utc)


def timestamp(date: Any) -> float:
    """Return a date of the API in seconds since the epoch; 0 for a value that is no date."""
    try:
        return parse_date(str(date)).timestamp()
    except ValueError:
        return 0.0


# -- placeholders


@dataclass(frozen=True)
class Placeholder:
    """A part of a request body that is replaced by the value at ``path`` of the scope."""

    path: str


def format_path(template: str, source: Mapping[str, Any]) -> str:
    """Return a path in which ``{dotted.names}`` are replaced by values of an object.

    A name that has no value yet stays.
    """

    def known(match: re.Match[str]) -> str:
        value = get_path(source, match.group(1))
        if value is None or str(value).startswith(PLANNED):
            return match.group(0)
        return quote(str(value), safe=":")

    return re.sub(r"\{([\w.]+)\}", known, template)


def resolve_placeholders(template: Any, scope: Mapping[str, Any]) -> Any:
    """Return a body in which each :class:`Placeholder` with a value is replaced.

    Texts of the user are never changed.
    """
    if isinstance(template, Placeholder):
        value = to_api(get_path(scope, template.path))
        return template if value is None else value
    if isinstance(template, Mapping):
        return {key: resolve_placeholders(inner, scope) for key, inner in template.items()}
    if isinstance(template, list):
        return [resolve_placeholders(inner, scope) for inner in template]
    return template


def order_of(value: Any) -> tuple[bool, str, Any]:
    """Return the key by which values of different types are sorted. None comes first."""
    return value is not None, type(value).__name__, value


# -- messages, and functions that do nothing


def suggest_names(value: str, names: Iterable[str]) -> str:
    """Return a sentence with the names that are similar to a value."""
    known = sorted(names)
    near = difflib.get_close_matches(value, known, n=5, cutoff=0.4)
    if near:
        return f"The nearest are {', '.join(near)}."
    return f"There are {', '.join(known[:8])}."


def identity(value: Any) -> Any:
    """Return the value itself."""
    return value
