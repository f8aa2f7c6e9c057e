# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All environments for development contain exactly known files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tools.matrix import combinations, pin

ROOT = Path(__file__).parents[3]
PINS = json.loads((ROOT / "requirements-matrix.json").read_text())
#: A package with a version, an optional marker, and at least one hash.
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*==[^ ;]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")
FILES = [f"requirements-{name}.txt" for name in ("dev", "bench", "docs", "eda", "release")]


@pytest.mark.parametrize("file", FILES)
def test_each_package_has_a_version_and_hashes(file):
    text = (ROOT / file).read_text()
    packages = re.sub(r" *\\\n *", " ", text).splitlines()
    assert len(packages) > 30
    assert [each for each in packages if not PINNED.fullmatch(each)] == []


def test_each_package_of_the_matrix_has_a_version_and_hashes():
    every = [package for each in combinations(PINS) for package in each.packages + each.target]
    assert [each for each in every if not PINNED.fullmatch(each)] == []
    assert {pin(each) for each in every} == set(PINS["hashes"])


def test_environments_are_installed_with_hashes_only():
    makefile = (ROOT / "Makefile").read_text()
    installs = re.findall(r".* pip install .*", makefile)
    assert len(installs) == 6 and all("--require-hashes" in each for each in installs), installs
