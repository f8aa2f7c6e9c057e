# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The costs of a stack: the sum of the costs of its objects, and a limit for it."""

from __future__ import annotations

import pytest
from plays import SERVER
from stacks import SHOP, servers, writes


def cost(result, moment):
    return result["monthly_cost"][moment]["net"]


def test_a_stack_costs_what_its_objects_cost_together(tasks):
    parts = [
        tasks.ok("server", True, name="web-1", **SERVER, show_costs=True),
        tasks.ok("shared_storage", True, name="data", size=50, show_costs=True),
    ]
    options = {**servers(3), "shared_storages": [{"name": "data", "size": 50}], "show_costs": True}
    check, run, again = tasks.converge("stack", **options)
    server, storage = (cost(each, "after") for each in parts)
    assert cost(check, "after") == pytest.approx(3 * server + storage, abs=0.02)
    assert cost(check, "before") == 0 and server > 0 and storage > 0
    assert check["monthly_cost"] == run["monthly_cost"]
    assert again["monthly_cost"]["before"] == again["monthly_cost"]["after"]
    assert again["monthly_cost"]["after"] == run["monthly_cost"]["after"]


def test_an_environment_of_all_kinds_costs_the_same_before_and_after_a_second_run(tasks, simulator):
    run = tasks.ok("stack", **SHOP, show_costs=True)
    simulator.settle()
    again = tasks.ok("stack", **SHOP, show_costs=True)
    assert again["monthly_cost"]["before"] == again["monthly_cost"]["after"]
    assert again["monthly_cost"]["after"] == run["monthly_cost"]["after"]
    removal = tasks.ok("stack", True, **SHOP, state="absent", show_costs=True)
    assert removal["monthly_cost"]["before"] == run["monthly_cost"]["after"]
    assert cost(removal, "after") == 0


def test_a_plan_above_the_limit_sends_no_write(tasks, simulator):
    one = cost(tasks.ok("stack", True, **servers(1), show_costs=True), "after")
    tasks.ok("stack", **servers(1), cost_limit=one + 0.01)
    simulator.clear()
    result = tasks("stack", **servers(2), cost_limit=one + 0.01)
    assert result["failed"] and not writes(simulator)
    assert result["msg"] == (
        f"The objects of the stack would cost {2 * one:.2f} EUR net in a month, more than "
        f"cost_limit ({one + 0.01:.2f}). They cost {one:.2f} EUR now. Nothing was changed. Raise "
        "cost_limit, or describe fewer or smaller objects."
    )
    assert cost(result, "after") == 2 * one
    assert tasks.ok("stack", **servers(1), cost_limit=0)["operations"] == []


def test_costs_are_not_read_without_need(tasks, simulator):
    assert "monthly_cost" not in tasks.ok("stack", **servers(1))
    assert not [each for each in simulator.requests() if each["path"] == "/pricing"]
