# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files for the public repository are valid, and run targets that exist."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
WORKFLOW = ROOT / ".github" / "workflows" / "checks.yml"
JOBS = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


@pytest.mark.parametrize(
    "schema, files",
    [
        ("vendor.github-workflows", [WORKFLOW]),
        ("vendor.github-issue-forms", [path for path in FORMS if path.stem != "config"]),
        ("vendor.github-issue-config", [path for path in FORMS if path.stem == "config"]),
    ],
)
def test_files_agree_with_their_schemas(schema, files):
    command = [BIN / "check-jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert files and done.returncode == 0, done.stdout


def test_each_job_runs_targets_that_exist():
    runs = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]
    names = [name for run in runs for name in re.findall(r"^make ([a-z-]+)$", run, re.MULTILINE)]
    names += JOBS["parts"]["strategy"]["matrix"]["target"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    targets = set(re.findall(r"[a-z-]+", " ".join(re.findall(r"\.PHONY: (.*)", makefile))))
    gates = re.findall(r"^GATES := (.*)", makefile, re.MULTILINE)[0].split()
    assert set(names) <= {*targets, *gates}
    # molecule and matrix contain all of molecule-few and smoke.
    assert {*gates, "pytest"} - set(names) == {"molecule-few", "smoke"}


def test_the_matrix_has_each_python_that_is_pinned():
    (setup,) = (step for step in JOBS["matrix"]["steps"] if "setup-python" in step.get("uses", ""))
    pins = json.loads((ROOT / "requirements-matrix.json").read_text(encoding="utf-8"))
    pinned = {python for core in pins["cores"] for python in core["pythons"]}
    assert set(setup["with"]["python-version"].split()) == {*pinned, "3.9"}
