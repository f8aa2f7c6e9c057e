# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches by keys find every object that tasks can find by comparing it with all objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.references import matching
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import get_path
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    CATALOGUE,
    LOOKUPS,
    RESOURCES,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.search_keys import (
    keys_of,
    keys_of_reference,
    keys_of_value,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.cached_list import ANY_KEY
from hypothesis import example, given
from hypothesis import strategies as st

FOUND_BY_NAME = [each for each in RESOURCES.values() if each.has_ids and each.lookup()]
#: Texts that names are made of. Some of them are equal in some lookups.
PARTS = ("web", "WEB", ".", "_20261125", "034b011e.", "SP", "ES", "2001:DB8::1", "2001:db8:0::1")
NAMES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join)


def spellings(value: Any) -> Iterator[str]:
    """Yield a name in spellings that are the same name in some lookups."""
    text = str(value)
    yield from (text, text.upper(), f"{text}.", re.sub(r"^[0-9a-f]{8}\.", "", text))
    yield re.sub(r"_\d{8}$", "", text)
    if text == "ES":
        yield "SP"


# The simulated account has no list of the systems of imports (api-notes: import-os-list).
@pytest.mark.parametrize("kind", sorted(set(LOOKUPS) - {"image_systems"}))
def test_a_reference_finds_the_same_elements_by_keys_and_by_comparing_all(filled, kind):
    lookup = LOOKUPS[kind]
    objects = filled.api("GET", lookup.path)
    owners = [(part, obj) for obj in objects for part in lookup.expand(obj)]
    keys = {obj["id"]: {*keys_of(lookup.path, obj)} for obj in objects}
    assert owners and ANY_KEY not in set().union(*keys.values())
    values = {
        text
        for part, _obj in owners
        for shown in (part["id"], *(get_path(part, name) for name in lookup.names))
        if shown
        for text in spellings(shown)
    }
    for value in values:
        wanted = {*keys_of_reference(lookup, value)}
        candidates = [part for part, obj in owners if wanted & keys[obj["id"]]]
        everything = [part for part, _obj in owners]
        assert matching(lookup, candidates, value) == matching(lookup, everything, value)
        assert len(candidates) < len(owners) or len(owners) < 4, value


@pytest.mark.parametrize("resource", FOUND_BY_NAME, ids=lambda resource: resource.name)
def test_an_option_that_finds_an_object_has_a_key_of_the_object(filled, resource):
    for element in filled.api("GET", resource.path):
        obj, keys = resource.read(element), {*keys_of(resource.path, element)}
        for name in resource.find_by:
            field = resource.field(name)
            value = field.view(obj) if field.response_path else None
            if not value:
                continue
            values = [value] if isinstance(field, Reference) else [*spellings(value)]
            for each in values:
                if not field.differs(value, each):
                    assert keys & {*keys_of_value(resource, each)}, (name, each)


@example("web_20261125_20261126", "web_20261125")
@example("web._20261125", "web.")
@example("034b011e.jane", "jane")
@example("ES", "SP")
@given(NAMES, NAMES)
def test_equal_names_have_the_same_key(shown, value):
    for kind, lookup in LOOKUPS.items():
        obj = {"id": "I", **dict.fromkeys(lookup.names, shown)}
        if kind == "server_ips":
            obj = {"id": "S", "name": shown, "ips": [{**obj, "id": "I"}]}
        names = {
            lookup.search_key(get_path(part, name))
            for part in lookup.expand(obj)
            for name in lookup.names
        }
        if lookup.equal(shown, value):
            assert lookup.search_key(value) in names, (kind, shown, value)
    for resource in FOUND_BY_NAME:
        for name in resource.find_by:
            field = resource.field(name)
            if isinstance(field, Reference) or not field.response_path:
                continue
            current = field.view(field.with_value({}, shown))
            if not field.differs(current, value):
                keys = {*keys_of_value(resource, value)}
                lookup = resource.lookup()
                parts = lookup.expand({"id": "I", name: shown})
                shown_keys = {
                    lookup.search_key(get_path(part, each))
                    for part in parts
                    for each in lookup.names
                    if get_path(part, each)
                }
                assert keys & shown_keys, (resource.name, name, shown, value)


@pytest.mark.parametrize("resource", FOUND_BY_NAME, ids=lambda resource: resource.name)
def test_an_object_that_does_not_show_its_names_is_found_by_every_search(filled, resource):
    element = filled.api("GET", resource.path)[0]
    assert ANY_KEY not in keys_of(resource.path, element)
    name = next(each for each in resource.find_by if resource.field(each).response_path)
    unnamed = {key: value for key, value in element.items() if key != name}
    for altered in (unnamed, {**element, name: ["no", "name"]}, {**element, "id": 7}, "text"):
        assert {*keys_of(resource.path, altered)} == {ANY_KEY}


def test_the_key_of_a_long_name_is_its_beginning():
    """PostgreSQL has no keys of more than some thousand bytes."""
    network = RESOURCES["/private_networks"]
    long = "ä" * 5000
    keys = {*keys_of(network.path, {"id": "I", "name": long})}
    assert keys == {"I", *keys_of_value(network, long)} and max(map(len, keys)) == 200
    assert keys & keys_of_reference(LOOKUPS["private_networks"], long)


def test_every_list_that_grows_with_the_account_has_keys():
    unindexed = {path for path, resource in RESOURCES.items() if resource not in FOUND_BY_NAME}
    assert unindexed == {"/shared_storages/access"}
    assert {lookup.path for lookup in LOOKUPS.values()} >= {each.path for each in CATALOGUE}
