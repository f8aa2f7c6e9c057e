# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the form of a result in check mode and in the real run: keys and types at any depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def differences(check: Any, real: Any, path: str = "") -> Iterator[str]:
    """Describe where the result of check mode has another form.

    An unknown value is null in check mode. Instead of an object or list, its members are null.
    """
    if isinstance(check, dict) and isinstance(real, dict):
        for key in sorted(check.keys() ^ real.keys()):
            yield f"{path}.{key} is missing in {'check mode' if key in real else 'the real run'}"
        for key in check.keys() & real.keys():
            yield from differences(check[key], real[key], f"{path}.{key}")
    elif isinstance(check, list) and isinstance(real, list):
        for position, (one, other) in enumerate(zip(check, real)):
            yield from differences(one, other, f"{path}[{position}]")
    elif kind(check) != kind(real) and (check is not None or isinstance(real, (dict, list))):
        yield f"{path} is {check!r} in check mode and {real!r} in the real run"


def kind(value: Any) -> type:
    """Return the type of a value. All numbers have one type."""
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)


#: Python types of the values of results, by the type in their documentation.
DOCUMENTED = {
    "str": str,
    "int": (int, float),
    "float": (int, float),
    "bool": bool,
    "dict": dict,
    "list": list,
    "raw": object,
}


def undocumented(value: Any, documentation: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Describe where the types and keys of a value differ from the documentation of a result.

    :param documentation: an entry of RETURN. null is valid everywhere. Keys are compared only if
        there is ``contains``.
    """
    types = DOCUMENTED[documentation["type"]]
    if value is None:
        return
    if not isinstance(value, types) or (isinstance(value, bool) and types not in (bool, object)):
        yield f"{path} is {value!r}, and not of the type {documentation['type']}"
        return
    for each in value if isinstance(value, list) else [value]:
        if (
            isinstance(value, list)
            and documentation.get("elements")
            and not isinstance(each, DOCUMENTED[documentation["elements"]])
        ):
            yield f"{path}[] is {each!r}, and not of the type {documentation['elements']}"
        elif "contains" in documentation:
            known = documentation["contains"]
            yield from _other_keys(each, known, path)
            for key in known.keys() & each.keys():
                yield from undocumented(each[key], known[key], f"{path}.{key}")


def _other_keys(obj: Mapping[str, Any], known: Mapping[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}.{key} is not documented" for key in obj.keys() - known.keys())
    for key in known.keys() - obj.keys():
        if "returned" not in known[key]:
            yield f"{path}.{key} is missing"
