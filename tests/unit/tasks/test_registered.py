# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of tests that are written for all modules has every module of the registry."""

from __future__ import annotations

from pathlib import Path

import random_options
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

from . import shown_examples, test_result_forms
from .lives import test_server_parts

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


def require(expected: set[str], present: set[str], todo: str) -> None:
    """Fail with a sentence that says what to do if an expected name is not present."""
    missing = ", ".join(sorted(expected - present))
    assert not missing, f"{todo} Missing: {missing}."


def test_every_module_has_a_file_with_examples():
    files = {path.stem for path in EXAMPLES.glob("*.yml")}
    require(set(modules()), files, "Write a file in docs/examples for each module.")
    require(files, set(modules()), "Remove files in docs/examples that belong to no module.")


def test_every_managed_resource_has_a_life_test():
    lives = {case.module for case in test_result_forms.CASES}
    lives |= {module for tasks in test_server_parts.TASKS.values() for module in named(tasks)}
    todo = "Add a Case for the module to a file in tests/unit/tasks/lives."
    require({each.name for each in MANAGED}, lives | set(LIVES_OF_THEIR_OWN), todo)


def test_every_resource_that_a_task_creates_has_options_for_tests():
    todo = "Add the options that create an object to LEAST in tests/plays.py."
    require(CREATED_NAMES, set(LEAST), todo)
    require(set(LEAST), CREATED_NAMES, "Remove from LEAST in tests/plays.py.")


def test_every_module_is_fuzzed():
    todo = "Add a task to READINGS or REQUESTS in tests/fuzz/scenarios.py."
    require(set(modules()) - CREATED_NAMES, {each.module for each in scenarios()}, todo)


def test_every_object_that_an_option_can_refer_to_is_prepared_for_random_options():
    fields = [field for each in CREATED for _label, field in all_fields(each)]
    kinds = {each.kinds[0] for each in fields if isinstance(each, Reference)}
    kinds |= {children.to for each in CREATED for children in each.children if children.to}
    todo = "Add a task to PREPARED and a name to NAMES in tests/random_options.py."
    require(kinds, {*random_options.NAMES, *REFS}, todo)


def test_every_report_is_read_from_an_example():
    todo = "Add operations of the report to REPORT_OPERATIONS in shown_examples.py."
    require(set(REPORTS), named(list(shown_examples.REPORT_OPERATIONS.values())), todo)


def test_the_account_with_objects_of_each_kind_is_complete(filled):
    todo = "Create an object of the resource in Filled in tests/reference_examples.py."
    require(set(RESOURCES), {path for path in RESOURCES if filled.api("GET", path)}, todo)
