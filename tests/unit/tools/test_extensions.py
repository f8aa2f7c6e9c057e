# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook has a job template and complete values, and each role has a molecule scenario."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from tools.awx_specs import FILE, used_modules

ROOT = Path(__file__).parents[3]
AWX = ROOT / "extensions" / "awx"
MOLECULE = ROOT / "extensions" / "molecule"
PLAYBOOKS = sorted(path.name for path in (ROOT / "playbooks").glob("*.yml"))
SCENARIOS = sorted(path.parent.name for path in MOLECULE.glob("*/molecule.yml"))
YAML_FILES = [
    path
    for folder in ("playbooks", "roles", "extensions")
    for path in (ROOT / folder).rglob("*.yml")
]
ROLES = [path.name for path in (ROOT / "roles").iterdir()]
TEMPLATES = [yaml.safe_load(path.read_text()) for path in (AWX / "job_templates").glob("*.yml")]


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_each_playbook_has_a_job_template_and_is_in_the_project(playbook):
    assert playbook in {template["playbook"] for template in TEMPLATES}
    (imported,) = yaml.safe_load((AWX / "project" / playbook).read_text())
    name = playbook.removesuffix(".yml")
    assert imported["ansible.builtin.import_playbook"] == f"ionos.cloudpanel.{name}"


def test_each_role_and_the_module_stack_have_a_scenario():
    assert sorted([*ROLES, "stack"]) == SCENARIOS


def test_the_argument_specs_are_those_of_all_modules_that_tasks_use():
    assert sorted(json.loads(FILE.read_text())["modules"]) == used_modules()


def test_each_condition_in_a_value_has_an_else():
    """A value without it is undefined, and the argument specs of a role reject it."""
    values = [
        (path.name, value)
        for path in YAML_FILES
        for value in re.findall(r"{{(.*?)}}", path.read_text(), re.DOTALL)
    ]
    assert [each for each in values if " if " in each[1] and " else " not in each[1]] == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_is_complete(name):
    files = {path.name for path in (MOLECULE / name).glob("*.yml")}
    assert files == {"molecule.yml", "converge.yml", "verify.yml", "cleanup.yml"}


@pytest.mark.parametrize("name", ROLES)
def test_the_scenario_of_a_role_runs_the_role(name):
    converge = (MOLECULE / name / "converge.yml").read_text()
    assert f"ionos.cloudpanel.{name}\n" in converge
