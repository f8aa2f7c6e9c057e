# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark says of its data, with the committed results as an example."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
BENCHMARK = CHECKOUT / "tests" / "benchmark"
sys.path.insert(0, str(BENCHMARK))

from limits import LIMITS, judge  # noqa: E402
from report import page, table  # noqa: E402


@pytest.fixture
def data() -> dict:
    return json.loads((BENCHMARK / "results" / "benchmark.json").read_text())


def test_the_page_is_made_of_the_results(data):
    assert (CHECKOUT / "docs" / "benchmark.md").read_text() == page(
        (BENCHMARK / "benchmark.md.in").read_text(), data
    )


def test_every_limit_holds_in_the_results(data):
    verdicts = judge(data["scenarios"])
    assert [verdict.limit for verdict in verdicts] == list(LIMITS)
    assert all(verdict.holds for verdict in verdicts), [
        verdict for verdict in verdicts if not verdict.holds
    ]


@pytest.mark.parametrize(
    "claim, spoil",
    [
        ("Stack, first run: requests", lambda data: data["stack"]["runs"][1].update(requests=21)),
        ("Stack, second run: requests", lambda data: data["stack"]["runs"][2].update(requests=9)),
        (
            "Stack, all runs under the limit: failed tasks",
            lambda data: data["stack"]["runs"][0].update(failed=1),
        ),
        (
            "Three servers: time until they run, in deployments",
            lambda data: data["stack"]["runs"][1].update(deployments=1.31),
        ),
        (
            "50 servers: requests per server",
            lambda data: data["fleet"]["created"][1].update(per_server=1.32),
        ),
        ("50 servers: failed tasks", lambda data: data["fleet"]["created"][1].update(failed=1)),
        (
            "50 servers: wall time, relative to the minimum",
            lambda data: data["fleet"]["created"][1].update(slowness=1.26),
        ),
        (
            "200 servers without a change: requests",
            lambda data: data["fleet"]["unchanged"][2].update(requests=13),
        ),
        (
            "Task without changes in the controller: time, relative to ping",
            lambda data: data["task_cost"]["runs"][2].update(seconds=1.0),
        ),
        (
            "Task without changes in the controller: time, relative to oneandone",
            lambda data: data["task_cost"]["runs"][3].update(seconds=1.0),
        ),
        (
            "Inventory: requests above one per page",
            lambda data: data["listing"]["runs"][0].update(requests=2),
        ),
        (
            "Inventory: time per additional host, large relative to medium",
            lambda data: data["listing"]["runs"][2].update(per_host=1.0),
        ),
        (
            "Inventory of 10,000: seconds",
            lambda data: data["listing"]["runs"][2].update(seconds=61),
        ),
        (
            "Inventory of 10,000: memory",
            lambda data: data["listing"]["runs"][2].update(cached_memory=201),
        ),
        (
            "Inventory of 10,000 with groups: processor time, relative to none",
            lambda data: data["listing"]["runs"][2].update(grouped_processor_seconds=100),
        ),
        (
            "Inventory of 10,000: processor time, relative to hetzner.hcloud",
            lambda data: data["peer"]["runs"][1].update(processor_seconds=0.1),
        ),
        (
            "Inventory of 10,000: memory, relative to hetzner.hcloud",
            lambda data: data["peer"]["runs"][1].update(memory=1.0),
        ),
        (
            "Task without changes among 5,000 servers: processor time, relative to 100 servers",
            lambda data: data["scale"]["runs"][2].update(per_task=1.0),
        ),
        (
            "10,000 unchanged servers in one plan: processor time, relative to 1,000",
            lambda data: data["scale"]["plans"][0].update(unchanged=0.01),
        ),
        (
            "Nodes without a common disk: rejected and unused requests, relative to the budget",
            lambda data: data["nodes"]["runs"][1].update(wasted_share=0.11),
        ),
        (
            "10,000 new servers in one plan: processor time, relative to 1,000",
            lambda data: data["scale"]["plans"][1].update(created=1000.0),
        ),
    ],
)
def test_an_exceeded_limit_is_reported(data, claim, spoil):
    scenarios = copy.deepcopy(data["scenarios"])
    spoil(scenarios)
    assert [verdict.limit.claim for verdict in judge(scenarios) if not verdict.holds] == [claim]


def test_a_table_lines_up():
    rows = [{"name": "one", "count": "1"}, {"name": "a longer name", "count": "1,000"}]
    assert table(
        [("", lambda row: row["name"]), ("count", lambda row: row["count"])], rows
    ).splitlines() == [
        "|               | count |",
        "|---------------|------:|",
        "| one           |     1 |",
        "| a longer name | 1,000 |",
    ]
