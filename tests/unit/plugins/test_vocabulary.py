# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each word of the vocabulary for descriptions is used by two descriptions at least.

What a single resource needs is a method that it overrides in its own file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model import (
    calls,
    children,
    documentation,
    files,
    limits,
    relations,
    reports,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model import fields as model_fields
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.description import (
    Description,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    CATALOGUE,
    GENERAL,
    LOOKUPS,
    MANAGED,
    REPORTS,
)

#: The classes whose parameters are the words. Values that methods return, such as calls and back
#: references, are not words.
VOCABULARY = (
    *(calls.Creation, calls.Transition, calls.Update),
    *(children.Children, model_fields.Assignment, model_fields.Field, model_fields.Reference),
    *(documentation.Attribute, documentation.Documentation, files.SecretFile, limits.Limits),
    *(relations.Lookup, relations.ParentResource),
    *(reports.Endpoint, reports.Report),
)
Users = Mapping["tuple[str, str]", "set[str]"]


def words() -> list[tuple[str, str]]:
    """Return all words: (class, name)."""
    return [
        *(("Resource", name) for name in Description.__annotations__),
        *((owner(each, field.name), field.name) for each in VOCABULARY for field in own(each)),
    ]


def own(vocabulary: type) -> list[Field]:
    """Return the parameters that a class does not inherit."""
    return [
        each for each in fields(vocabulary) if owner(vocabulary, each.name) == vocabulary.__name__
    ]


def users() -> Users:
    """Return the descriptions that use each word."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in (*MANAGED, *CATALOGUE):
        for name in Description.__annotations__:
            value = getattr(each, name)
            if value is not getattr(Description, name, MISSING):
                found["Resource", name].add(each.name)
                collect(value, each.name, found)
    for name, report in REPORTS.items():
        collect(report, name, found)
    for name, lookup in LOOKUPS.items():
        collect(lookup, name, found)
    for general in GENERAL:
        collect([general.options, general.results, general.documentation], general.name, found)
    return found


def collect(value: Any, user: str, found: dict[tuple[str, str], set[str]]) -> None:
    """Note the words that a value contains."""
    if isinstance(value, Resource):
        return
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for each in value:
            collect(each, user, found)
    elif isinstance(value, VOCABULARY):
        for name, inner in used(value):
            found[owner(type(value), name), name].add(user)
            collect(inner, user, found)


def used(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the words of a value that have another value than their default."""
    for each in fields(value):
        inner = getattr(value, each.name)
        if inner is not default(each) and inner != default(each):
            yield each.name, inner


def default(field: Field) -> Any:
    """Return the default of a parameter."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def owner(vocabulary: type, name: str) -> str:
    """Return the class that defines a word."""
    return next(
        each.__name__
        for each in vocabulary.__mro__
        if is_dataclass(each) and name in each.__dict__.get("__annotations__", {})
    )


USERS = users()


@pytest.mark.parametrize("word", words(), ids=".".join)
def test_a_word_has_two_users(word):
    assert len(USERS[word]) > 1, (
        f"{word} is used by {sorted(USERS[word])} only. Override a method there instead."
    )


def test_the_vocabulary_is_small():
    """A new word has to replace another one."""
    assert len(words()) <= 76
