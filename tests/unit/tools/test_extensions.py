# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook has a job template, and each molecule scenario is complete."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
AWX = ROOT / "extensions" / "awx"
MOLECULE = ROOT / "extensions" / "molecule"
PLAYBOOKS = sorted(path.name for path in (ROOT / "playbooks").glob("*.yml"))
SCENARIOS = sorted(path.parent.name for path in MOLECULE.glob("*/molecule.yml"))
TEMPLATES = [yaml.safe_load(path.read_text()) for path in (AWX / "job_templates").glob("*.yml")]


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_each_playbook_has_a_job_template_and_is_in_the_project(playbook):
    assert playbook in {template["playbook"] for template in TEMPLATES}
    (imported,) = yaml.safe_load((AWX / "project" / playbook).read_text())
    name = playbook.removesuffix(".yml")
    assert imported["ansible.builtin.import_playbook"] == f"ionos.cloudpanel.{name}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_is_complete(name):
    files = {path.name for path in (MOLECULE / name).glob("*.yml")}
    assert files == {"molecule.yml", "converge.yml", "verify.yml", "cleanup.yml"}
