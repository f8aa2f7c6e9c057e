# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that answers of the API have the documented form."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .errors import MalformedError
from .values import PLANNED, get_path, is_id

#: The Python types that answers may contain, by the type of the option.
ANSWER_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int, float),
    "float": (int, float),
    "bool": (bool, int),
    "dict": (Mapping,),
    "list": (list,),
}


@contextmanager
def as_described() -> Iterator[None]:
    """Read attributes of an answer that may be missing or have another type.

    :raises MalformedError: the code inside fails because of such an attribute.
    """
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise MalformedError(
            f"its members are not as documented ({type(error).__name__}: {error})"
        ) from error


def check_member(path: str, value: Any, types: tuple[type, ...]) -> None:
    """Check the type of an attribute. null is always valid; [] is valid for an empty object.

    :raises MalformedError: the value has none of the types.
    """
    if value is None or (value == [] and Mapping in types):
        return
    if isinstance(value, bool):
        fits = bool in types
    else:
        fits = isinstance(value, types) and not (
            isinstance(value, float) and not math.isfinite(value)
        )
    if not fits:
        raise MalformedError(f"{path} is {excerpt(value)}")


def check_type(path: str, value: Any, kind: str) -> None:
    """Check that an attribute has the type of an option.

    :raises MalformedError: the value has another type, or is no value of the type: an ``int`` is a
        whole number, and a ``bool`` that is a number is 0 or 1.
    """
    check_member(path, value, ANSWER_TYPES[kind])
    if (kind == "int" and isinstance(value, float) and not value.is_integer()) or (
        kind == "bool" and value not in (None, False, True)
    ):
        raise MalformedError(f"{path} is {excerpt(value)}")


def check_object(path: str, value: Any) -> None:
    """Check that a value is an object with an id.

    :raises MalformedError: it is not.
    """
    if not isinstance(value, Mapping):
        raise MalformedError(f"{path} is {excerpt(value)}, and not an object")
    if not isinstance(value.get("id"), str) or not value["id"]:
        raise MalformedError(f"{path} has no id")
    if not (is_id(value["id"]) or value["id"].startswith(PLANNED)):
        raise MalformedError(f"{path} has the id {excerpt(value['id'])}, which is not valid")


def check_elements(path: str, value: Any, check: Callable[[str, Any], None] = check_object) -> None:
    """Check that a value is null or a list, and check each element.

    :raises MalformedError: the value is not a list, or an element does not pass the check.
    """
    if value is not None and not isinstance(value, list):
        raise MalformedError(f"{path} is {excerpt(value)}, and not a list")
    for position, element in enumerate(value or ()):
        check(f"{path}[{position}]", element)


def excerpt(value: Any) -> str:
    """Return a value as messages quote it."""
    text = repr(value)
    return text if len(text) < 60 else f"{text[:60]}..."


def distinct(elements: Iterable[Any]) -> Iterator[Any]:
    """Yield each element once. Elements with the same id are equal.

    (api-notes: equal-elements)
    """
    seen: set[str] = set()
    for element in elements:
        key = element.get("id") if isinstance(element, Mapping) else element
        if not isinstance(key, str):
            yield element
        elif key not in seen:
            seen.add(key)
            yield element


def shows(obj: Any, path: str) -> bool:
    """Return whether an object has an attribute at a dotted path. The attribute may be null."""
    *parents, last = path.split(".")
    holder = get_path(obj, ".".join(parents)) if parents else obj
    return isinstance(holder, Mapping) and last in holder
