# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execution nodes without a common disk, as the benchmark runs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmark"
sys.path.insert(0, str(BENCHMARK))

import nodes  # noqa: E402

pytestmark = pytest.mark.exhaustive  # the work of several nodes takes seconds


def created(folder: Path, count: int, shared: str, postgres=None) -> dict:
    """Let nodes create 24 servers."""
    folder.mkdir()
    names = [f"web-{number}" for number in range(24)]
    account = nodes.account_with(folder, [])
    return nodes.play(folder, account, names, count, shared, 1, postgres)


def test_nodes_that_see_only_headers_share_the_budget(tmp_path):
    apart = created(tmp_path / "apart", 4, nodes.HEADERS)
    common = created(tmp_path / "common", 4, nodes.BUDGET)
    assert apart["requests"] > 40  # of two windows
    assert apart["wasted_share"] <= 0.1
    assert apart["rejected"] <= apart["requests"] / 20
    assert common["rejected"] == 0


def test_nodes_with_a_common_directory_or_database_read_each_list_once(tmp_path, postgres):
    apart = created(tmp_path / "apart", 4, nodes.HEADERS)
    for shared in (nodes.DIRECTORY, nodes.DATABASE):
        together = created(tmp_path / shared, 4, shared, postgres)
        assert together["requests"] + 15 <= apart["requests"]
