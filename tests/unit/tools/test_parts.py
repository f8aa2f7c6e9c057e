# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Makefile lists its targets, and runs the parts of a test."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from tools.parts import main

ROOT = Path(__file__).parents[3]
MAKEFILE = """
first second: ; @echo "output of $@"
tests: ; @echo "== 7 passed in 1.00s =="; echo "a table"
fails: ; @echo "a problem"; exit 3
never: ; @touch never
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs parts in a folder with a Makefile: its exit code and output."""
    (tmp_path / "Makefile").write_text(MAKEFILE)
    monkeypatch.chdir(tmp_path)

    def run_parts(*arguments: str) -> tuple[int, str]:
        shown = io.BytesIO()
        return main(arguments, shown), shown.getvalue().decode()

    return run_parts


def test_each_part_has_its_seconds_and_the_tests_have_their_summary_in_the_last_line(run):
    code, output = run("first", "second", "--then", "tests")
    assert code == 0
    parts = output[output.index("all parts:") :].splitlines()
    assert re.fullmatch(r"all parts: \d+ seconds", parts[0])
    rows = [re.split(r" {2,}", row) for row in parts[1:]]
    assert rows[0] == ["part", "seconds", "result"]
    assert {row[0] for row in rows[1:3]} == {"first", "second"}
    assert rows[3][0] == "tests" and rows[3][2] == "ok 7 passed in 1.00s"
    assert all(row[1].isdigit() for row in rows[1:])
    assert "== first\noutput of first\n" in output and "== second\noutput of second\n" in output


def test_no_part_starts_after_a_failure(run, tmp_path):
    code, output = run("--jobs", "1", "fails", "never", "--then", "never")
    assert code == 1
    assert "a problem" in output and re.search(r"fails +\d+  FAILED", output)
    assert not (tmp_path / "never").exists()


def test_a_failure_of_the_last_part_is_a_failure(run):
    assert run("first", "--then", "fails")[0] == 1


def test_the_list_of_targets_is_complete():
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    listed = re.findall(r"^make (\S+)", shown, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    phony = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
    assert len(phony) == 2, "targets that the list shows, and parts of them"
    assert sorted(listed) == sorted(phony[0].split())
    names = set(re.findall(r"^([a-z-]+(?: [a-z-]+)*):", makefile, re.MULTILINE))
    targets = {name for each in names for name in each.split()}
    assert targets == set(" ".join(phony).split())
