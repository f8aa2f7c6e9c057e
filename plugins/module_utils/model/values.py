# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What objects and requests hold: references, values at dotted paths, and texts with gaps that are filled later."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

PLANNED = "planned:"
#: What an object goes by where another one shows it: the attributes that it may have, the id first.
LABELS = ("id", "name", "ip", "country_code", "location")
#: The states that an object has during an operation (api-notes: transitional-states, server-states).
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


@dataclass(frozen=True)
class Ref:
    """A reference to another object; equal by id.

    :param label: what people call it. :param object: what was found. :param shown: what objects show of it.
    """

    id: str
    label: str = field(default="", compare=False)
    object: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    shown: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def planned(self) -> bool:
        return self.id.startswith(PLANNED)


def to_api(value: Any) -> Any:
    """A value as a request body carries it."""
    return _walk(value, lambda ref: ref.id)


def to_text(value: Any, names: Mapping[str, str] | None = None) -> Any:
    """A value as people read it in a diff or a message. :param names: labels of ids that an object shows bare."""
    return _walk(value, lambda ref: (names or {}).get(ref.id) or ref.label or ref.id)


def refs_in(value: Any) -> list[Ref]:
    """Every reference inside a value."""
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


def get_path(source: Any, path: str) -> Any:
    """What an object holds at a dotted path; None where the way ends."""
    for part in path.split("."):
        if isinstance(source, Mapping):
            source = source.get(part)
        elif isinstance(source, Sequence) and not isinstance(source, str) and part.isdigit():
            source = source[int(part)] if int(part) < len(source) else None
        else:
            return None
    return source


def set_path(target: dict[str, Any], path: str, value: Any) -> None:
    """Set what an object holds at a dotted path."""
    *way, last = path.split(".")
    for part in way:
        if not isinstance(target.get(part), dict):
            target[part] = {}
        target = target[part]
    target[last] = value


def with_value(obj: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy of an object with another value at a dotted path."""
    key, _dot, rest = path.partition(".")
    if rest:
        inner = obj.get(key)
        value = with_value(inner if isinstance(inner, Mapping) else {}, rest, value)
    return {**obj, key: value}


def is_id(text: str) -> bool:
    """Return whether the API may call an object so."""
    return re.fullmatch(r"[0-9A-Za-z_-]+", text) is not None


def format_path(template: str, source: Mapping[str, Any]) -> str:
    """A path with its braces filled from an object; what is not known yet keeps its braces."""

    def known(match: re.Match) -> str:
        value = get_path(source, match.group(1))
        if value is None or str(value).startswith(PLANNED):
            return match.group(0)
        return quote(str(value), safe=":")

    return re.sub(r"\{([\w.]+)\}", known, template)


def deep_merge(present: Any, asked: Any) -> Any:
    """What is asked over what is; what is not named stays."""
    if asked is None:
        return present
    if not isinstance(asked, Mapping):
        return asked
    base = present if isinstance(present, Mapping) else {}
    return {
        **base,
        **{
            key: deep_merge(base.get(key), value)
            for key, value in asked.items()
            if value is not None
        },
    }


def complete(value: Any, form: Any) -> Any:
    """Return a value with all members of its form: an object by key, or a list with the form of its elements. None is any value, a text
    stands for null."""
    if isinstance(form, Mapping):
        present = value if isinstance(value, Mapping) else {}
        return {
            **{key: complete(present.get(key), inner) for key, inner in form.items()},
            **{key: inner for key, inner in present.items() if key not in form},
        }
    if isinstance(form, tuple):
        return (
            [complete(element, *form) for element in value]
            if isinstance(value, (list, tuple))
            else []
        )
    return form if value is None else value


def defaulted(obj: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """Return an object in which these members have a default instead of null or an empty value. A missing member stays missing: it is
    unknown."""
    return {**obj, **{key: obj[key] or default for key, default in defaults.items() if key in obj}}


def one_name(obj: Mapping[str, Any], name: str, *others: str) -> dict[str, Any]:
    """Return an object in which a member goes by one name. Answers may show it by others; a value goes before null and what is empty."""
    shown = [obj[key] for key in (name, *others) if key in obj]
    rest = {key: value for key, value in obj.items() if key not in others}
    return (
        {
            **rest,
            name: next((value for value in shown if value not in (None, "", [], {})), shown[0]),
        }
        if shown
        else rest
    )


def flag(*values: Any) -> Any:
    """Whether any of the values that an answer shows for a flag is true, or 1 (api-notes: default-numbers). A value of another type is
    returned as it is."""
    return next(
        (value for value in values if not (value is None or isinstance(value, (bool, int)))),
        any(values),
    )


def is_transitional(state: Any) -> bool:
    """Return whether a state ends without a request (api-notes: transitional-states).

    An unknown state that ends in ING counts as transitional: a task that waits for it in vain ends
    with a message that names the state, whereas the API rejects changes of a busy object.
    """
    text = str(state or "")
    if text in TRANSITIONAL_STATES or text in LASTING_STATES:
        return text in TRANSITIONAL_STATES
    return re.search(r"ING(_|$)", text) is not None


def percent(source: Any, path: str) -> float | None:
    """The number that an answer shows at a dotted path; None: it shows none."""
    value = get_path(source, path)
    return value if isinstance(value, (int, float)) and math.isfinite(value) else None


def suggest_names(value: str, names: Iterable[str]) -> str:
    """A sentence that names what was perhaps meant."""
    near = difflib.get_close_matches(value, sorted(names), n=5, cutoff=0.4)
    return (
        f"The nearest are {', '.join(near)}."
        if near
        else f"There are {', '.join(sorted(names)[:8])}."
    )


def identity(value: Any) -> Any:
    return value


def returns_none(*_args: Any) -> None:
    return None


def ref_of(value: Any) -> Ref | None:
    """The reference that an answer shows: an ``{id, name}``, a bare id; None, ``{}`` and 0 are no reference
    (api-notes: empty-members, no-fixed-size)."""
    if isinstance(value, Mapping):
        return Ref(value["id"], _label(value), value) if value.get("id") else None
    return Ref(value, value) if value else None


def _label(value: Mapping[str, Any]) -> str:
    return next((value[key] for key in ("name", "ip", "location") if value.get(key)), value["id"])


def as_object(ref: Ref | None) -> dict[str, Any] | None:
    return None if ref is None else {"id": ref.id, **(ref.shown or {"name": ref.label})}


@dataclass(frozen=True)
class Placeholder:
    """Stands in a body for a value that the scope holds at ``path`` when the request is sent."""

    path: str


def resolve_placeholders(template: Any, scope: Mapping[str, Any]) -> Any:
    """A body with every :class:`Placeholder` that the scope knows replaced. Texts of the user are never touched."""
    if isinstance(template, Placeholder):
        value = to_api(get_path(scope, template.path))
        return template if value is None else value
    if isinstance(template, Mapping):
        return {key: resolve_placeholders(inner, scope) for key, inner in template.items()}
    if isinstance(template, list):
        return [resolve_placeholders(inner, scope) for inner in template]
    return template
