# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented values of options, which tasks can write in any case.

Ansible checks ``choices`` with the operator ``in`` after it has converted the type of a value. So a
list whose ``in`` ignores the case lets all spellings pass, in suboptions too. The
messages of Ansible and the documentation contain the documented values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def equal_in_any_case(one: Any, other: Any) -> bool:
    """Return whether two values are equal, or texts that differ only in upper and lower case."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return bool(one == other)


class Choices(list[Any]):
    """The documented values of an option, as ``choices`` of an argument spec.

    :param synonyms: the documented values that mean the same as others, with the others.
    """

    def __init__(self, values: Iterable[Any], synonyms: Mapping[str, str] | None = None) -> None:
        self._synonyms = dict(synonyms or {})
        super().__init__([*values, *self._synonyms])

    def __contains__(self, value: object) -> bool:
        """Return whether a value is a documented one in any case."""
        return any(equal_in_any_case(each, value) for each in self)

    def documented(self, value: Any) -> Any:
        """Return a value in the documented case. A synonym becomes the value that it stands for."""
        spelled = next((each for each in self if equal_in_any_case(each, value)), value)
        return self._synonyms.get(spelled, spelled) if isinstance(spelled, str) else spelled


def documented_values(spec: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return options in which all values that have choices are in the documented case.

    :param spec: the argument spec.
    :param params: options that fit to it.
    """
    return {
        name: _documented(spec[name], value) if name in spec else value
        for name, value in params.items()
    }


def _documented(argument: Mapping[str, Any], value: Any) -> Any:
    """Return the value of one option, of a list, or of an option with suboptions."""
    if isinstance(value, list):
        return [_documented(argument, each) for each in value]
    if isinstance(value, Mapping):
        return documented_values(argument.get("options") or {}, value)
    choices = argument.get("choices")
    return choices.documented(value) if isinstance(choices, Choices) else value
