# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page docs/migration.md: it is complete, and its new tasks do what the old tasks did.

The old tasks run with ``make migration``, which records their results.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    state_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from in_process import MODULES
from migration.accounts import changed, differences
from migration.sides import side, signature
from migration_page import COMMON, OLD, Pair, data, modules, outcome, pairs, recording
from plays import shape
from task_lists import TaskList
from variants import variants

RECORDED = recording()
KINDS = ("options", "states", "returns")
UNCHANGED = {"changed": False, "writes": 0, "objects": 0}


def recorded(pair: Pair) -> dict[str, Any]:
    return RECORDED["pairs"][pair.module][pair.title]


def rows(module: str, kind: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the tables about an old module."""
    return data()[module][kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("module", modules())
def test_each_part_of_an_old_module_is_mapped_once(module, kind):
    shared = set(data()[COMMON].get(kind, ()))
    own = set(rows(module, kind))
    assert not shared & own
    assert shared | own == set(RECORDED["modules"][module][kind])


def new_options(arguments: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the options of a module, and those of its elements and parts."""
    for name, spec in arguments.items():
        yield f"{path}{name}"
        elements = "[]" if spec.get("type") == "list" else ""
        yield from new_options(spec.get("options") or {}, f"{path}{name}{elements}.")


@pytest.mark.parametrize("module", modules())
def test_new_names_exist(module):
    known = {
        name: set(new_options(state_arguments(registry.modules()[name].subject)))
        for name in modules()
    }
    for row in {**data()[COMMON]["options"], **rows(module, "options")}.values():
        for new in row["to"]:
            other, _dot, option = new.partition(".")
            assert new in known[module] or option in known.get(other, ()), new
    states = registry.modules()[module].subject.states
    assert {new for row in rows(module, "states").values() for new in row["to"]} <= {*states}
    results = yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").RETURN)
    assert {new for row in rows(module, "returns").values() for new in row["to"]} <= {*results}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("module", modules())
def test_a_name_that_changes_is_explained(module, kind):
    for old, row in rows(module, kind).items():
        same = [each.replace("[]", "") for each in row["to"]] == [old.replace("[]", "")]
        assert same or row.get("text"), old


@pytest.mark.parametrize("module", modules())
def test_each_option_and_state_of_an_old_module_is_used_in_a_pair(module, tmp_path):
    used: set[str] = set()
    states: set[str] = set()
    for pair in pairs():
        for listed in TaskList(pair.before, tmp_path).listed:
            if f"{OLD}{module}" in listed:
                options = listed[f"{OLD}{module}"] or {}
                states.add(options.get("state", "present"))
                used |= {*options, *parts_of_elements(options)}
    assert set(rows(module, "options")) <= used
    assert set(rows(module, "states")) == states


def parts_of_elements(options: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the parts of list elements: ``ports[].protocol``."""
    for name, value in options.items():
        for element in value if isinstance(value, list) else ():
            yield from (f"{name}[].{part}" for part in element if isinstance(element, dict))


@pytest.mark.parametrize("pair", pairs(), ids=str)
def test_the_recording_is_of_these_tasks(pair):
    assert recorded(pair)["tasks"] == signature(pair), 'run "make migration"'


def test_the_recording_has_no_other_tasks():
    titles = {(module, title) for module, found in RECORDED["pairs"].items() for title in found}
    assert titles == {(pair.module, pair.title) for pair in pairs()}


@pytest.mark.parametrize("pair", variants(pairs(), group=lambda pair: pair.module), ids=str)
def test_new_tasks_have_the_effect_of_the_old_ones(pair):
    with side(pair, new=True) as new:
        check = new.run(check=True)
        announced = shape(new.operations)
        first = new.run()
        assert announced == shape(new.operations)
        assert len(announced) == first["writes"]
        account, values = changed(new.prepared, new.account()), new.values()
        again = new.run()
    assert (check["changed"], check["writes"], check.get("failed")) == (True, 0, None)
    assert first["changed"] and "failed" not in first
    assert again == UNCHANGED
    old = changed(new.prepared, recorded(pair)["account"])
    assert dict(differences(old, account)) == pair.differences
    assert values == recorded(pair)["values"]


@pytest.mark.parametrize("pair", pairs(), ids=str)
def test_an_old_task_without_an_effect_is_a_known_difference(pair):
    first = recorded(pair)["first"]
    assert first["writes"] or "failed" in first
    assert bool(recorded(pair)["account"]) or pair.differences
    assert "failed" not in first or pair.text


@pytest.mark.parametrize(
    "run, text",
    [
        ({"changed": False, "writes": 0, "objects": 0}, "no change reported"),
        ({"changed": True, "writes": 1, "objects": 0}, "change reported, 1 write sent"),
        (
            {"changed": True, "writes": 2, "objects": -1},
            "change reported, 2 writes sent, 1 object fewer",
        ),
        (
            {"changed": False, "failed": "a|b", "writes": 1, "objects": 2},
            "fails: `a\\|b`, 1 write sent, 2 objects more",
        ),
    ],
)
def test_the_page_says_what_happened_in_a_run(run, text):
    assert outcome(run) == text
