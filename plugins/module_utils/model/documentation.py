# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary for documentation: attributes of results, and the texts of a module.

``tools/generate.py`` writes the module files from these descriptions. In all texts, ``{title}``
stands for the title of the resource, such as "firewall policy".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Union

from .values import OrNull

#: One paragraph, or several.
Text = Union[str, tuple[str, ...]]


#: The default of a dict (with all its members) and of a list (without elements).
WHOLE: Any = object()


class Secret(Enum):
    """A way in which the API shows a secret. Results show it on request only."""

    #: In the answer to the operation that makes it.
    ONCE = "once"
    #: Whenever the object is read.
    READABLE = "readable"


@dataclass(frozen=True)
class Attribute:
    """A member of a result.

    :param name: the key.
    :param help: what the value means.
    :param type: the type in Ansible's terms: str, int, float, bool, dict, list or raw.
    :param attributes: the members of a dict, or of each element of a list.
    :param sample: an example of the value. A value with ``attributes`` needs none.
    :param default: the value in the result if the API returns null. Without it, a single value is
        null, a dict has all its members, and a list is empty. A dict that is not null always has
        all its members.
    :param returned: the condition under which the result contains the attribute.
    :param to: the key of the lookup of the object that the value shows, or of the objects, if no
        option sets it. A value without ``attributes`` shows ids.
    :param secret: the value is a secret.
    """

    name: str
    help: Text = ()
    type: str = "str"
    attributes: tuple[Attribute, ...] = ()
    sample: Any = None
    default: Any = WHOLE
    returned: str = ""
    to: str = ""
    secret: Secret | None = None

    @property
    def form(self) -> Any:
        """Return the form of the value, as ``values.complete`` takes it."""
        if self.type not in ("dict", "list"):
            return None if self.default is WHOLE else self.default
        members = form(self.attributes)
        own = members if self.type == "dict" else (members or None,)
        return own if self.default is WHOLE else OrNull(own)


def form(attributes: Iterable[Attribute]) -> dict[str, Any]:
    """Return the form of an object with these attributes, as ``values.complete`` takes it."""
    return {each.name: each.form for each in attributes if not each.returned}


@dataclass(frozen=True)
class Documentation:
    """The texts of the modules of one description.

    :param description: what the module does.
    :param see_also: the names of related modules. The two modules of one resource refer to each
        other without it.
    :param summary: the short description, if it does not follow from the title.
    :param states: more sentences about values of the option ``state``, by value.
    :param info: what the reading module (``_info``) does, if it does not follow from the title.
    """

    description: Text = ()
    see_also: tuple[str, ...] = ()
    summary: str = ""
    states: Mapping[str, Text] = field(default_factory=dict)
    info: Text = ()


def walk(attributes: Iterable[Attribute], prefix: str = "") -> Iterator[tuple[str, Attribute]]:
    """Yield attributes and the members of dicts, each with its dotted path, outer ones first."""
    attributes = tuple(attributes)
    yield from ((f"{prefix}{each.name}", each) for each in attributes)
    for each in attributes:
        if each.type == "dict":
            yield from walk(each.attributes, f"{prefix}{each.name}.")


def plural(noun: str) -> str:
    """Return the plural of a noun."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x")) else f"{noun}s"


def paragraphs(text: Text) -> list[str]:
    """Return the paragraphs of a text."""
    return [text] if isinstance(text, str) else list(text)
