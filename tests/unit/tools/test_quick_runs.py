# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cases of a test a quick run leaves out."""

from __future__ import annotations

import pytest
from worlds import CASES, mark_variants

CROSSED = """
@pytest.mark.parametrize("color", ["red", "green"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test(color, size): ...
"""
MANY = """
@pytest.mark.parametrize("number", range(100))
def test(number): ...
"""


@pytest.fixture
def quick(request, tmp_path):
    """Return a function that returns the names of the cases that a quick run contains."""

    def cases(folder: str, content: str) -> list[str]:
        file = tmp_path / "test_cases.py"
        file.write_text(f"import pytest\n{content}")
        module = pytest.Module.from_parent(
            request.session, path=file, nodeid=f"{folder}/test_cases.py"
        )
        items = [*request.session.genitems(module)]
        mark_variants(items)
        return [item.name for item in items if not item.get_closest_marker("exhaustive")]

    return cases


def test_variants_are_left_out(quick):
    cases = ["test[1-red]", "test[1-green]", "test[2-red]", "test[3-red]"]
    assert quick("tests/unit/tasks", CROSSED) == cases


def test_cases_are_spread_over_a_long_list(quick):
    cases = quick("tests/unit/tasks", MANY)
    assert cases[0] == "test[0]" and cases[-1] == "test[87]" and len(cases) == CASES


def test_tests_of_classes_have_all_cases(quick):
    assert len(quick("tests/unit/plugins", MANY)) == 100
