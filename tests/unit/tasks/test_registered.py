# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of tests that are written for all modules has every module of the registry."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.checks import all_fields
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    MANAGED,
    REPORTS,
    RESOURCES,
    modules,
)
from fuzz.scenarios import scenarios
from plays import LEAST
from strategies import REFS
from strategies import RESOURCES as CREATED

from . import test_answer_examples, test_new_objects, test_result_forms
from .lives import test_random_options, test_server_parts

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
CREATED_NAMES = {each.name for each in CREATED}
#: Resources with a separate life test, because the common one does not fit them.
LIVES_OF_THEIR_OWN = {
    "user_api_key": "each task makes another key (test_account_modules.py)",
    "shared_storage_access": "it is always there (test_storage_modules.py)",
}


def named(tasks: list[tuple]) -> set[str]:
    """Return the modules of tasks."""
    return {module for module, *_options in tasks}


def missing(expected: set[str], present: set[str]) -> list[str]:
    """Return the expected names that are not present, in alphabetical order."""
    return sorted(expected - present)


def test_every_module_has_a_file_with_examples():
    assert {path.stem for path in EXAMPLES.glob("*.yml")} == set(modules())


def test_every_managed_resource_has_a_life_test():
    """tests/unit/tasks/lives: add a Case for the module."""
    lives = {case.module for case in test_result_forms.CASES}
    lives |= {module for tasks in test_server_parts.TASKS.values() for module in named(tasks)}
    assert missing({each.name for each in MANAGED}, lives | set(LIVES_OF_THEIR_OWN)) == []


def test_every_resource_that_a_task_creates_is_created_with_all_pairs_of_options():
    """tests/unit/tasks/test_new_objects.py: add options to MORE, and several ways to WAYS."""
    assert set(test_new_objects.WAYS) == set(test_new_objects.MORE) == CREATED_NAMES


def test_every_resource_that_a_task_creates_has_options_for_tests():
    """tests/plays.py: add the module to LEAST."""
    assert set(LEAST) == CREATED_NAMES


def test_every_module_is_fuzzed():
    """tests/fuzz/scenarios.py: add the module to READINGS or REQUESTS."""
    assert missing(set(modules()), {each.module for each in scenarios()}) == []


def test_every_object_that_an_option_can_refer_to_is_prepared_for_random_options():
    """tests/unit/tasks/lives/test_random_options.py: add a task to PREPARED and a name to NAMES."""
    fields = [field for each in CREATED for _label, field in all_fields(each)]
    kinds = {each.to for each in fields if isinstance(each, Reference)}
    kinds |= {children.to for each in CREATED for children in each.children if children.to}
    assert missing(kinds, {*test_random_options.NAMES, *REFS}) == []


def test_every_report_is_read_from_an_example():
    """tests/unit/tasks/test_answer_examples.py: add the operations of the report to TOLD."""
    assert named(list(test_answer_examples.TOLD.values())) == set(REPORTS)


def test_every_list_is_filled_in_the_account_with_objects_of_each_kind(filled):
    """tests/reference_examples.py: add an object of the resource to Filled."""
    assert [path for path in RESOURCES if not filled.api("GET", path)] == []
