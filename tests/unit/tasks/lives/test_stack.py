# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole stacks in every world: check mode on an empty account, run, run again."""

from __future__ import annotations

from plays import servers, shape, stack, task
from worlds import each_world


@each_world(("default",), seeds=())
def test_a_whole_play_in_check_mode_announces_exactly_what_it_then_does(tasks, simulator):
    check = tasks.play(stack(), check=True)
    assert check.code == 0, check.last
    assert {entry["method"] for entry in simulator.requests()} == {"GET"}
    run = tasks.play(stack())
    assert run.code == 0, run.last
    for before, after in zip(check.results, run.results):
        assert before["changed"] == after["changed"], (before["task"], before, after)
        assert shape(before.get("operations", [])) == shape(after.get("operations", [])), before["task"]
    again = tasks.play(stack())
    assert not any(result["changed"] for result in again.results)


@each_world(("default",), seeds=())
def test_check_mode_knows_what_objects_show_of_each_other(tasks, simulator):
    tasks.play(servers("web", power_on=False))
    listed = [
        task("private_network", name="net", servers=["web"]),
        task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}], server_ips=["web"]),
        task("firewall_policy", name="web", rules=[{"port": "80"}], server_ips=["web"]),
        task("monitoring_policy", name="mon", servers=["web"]),
        task("server", name="web", private_networks=["net"], load_balancers=["lb"], firewall_policy="web", monitoring_policy="mon"),
        task("load_balancer", name="lb", state="absent"),
        task("server", name="web", load_balancers=[]),
    ]
    check, run = tasks.play(listed, check=True), tasks.play(listed)
    for play in (check, run):
        assert play.code == 0, play.last
        assert [result["changed"] for result in play.results] == [True, True, True, True, False, True, False]
