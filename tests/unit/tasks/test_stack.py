# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module stack: one plan for all objects, and a run that performs exactly this plan."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from frozen import frozen_answers
from plays import LEAST, SERVER, shape
from result_forms import differences
from stacks import BALANCED, SHOP, elements, sent, servers, writes
from worlds import each_world


def without_prefix(diff: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return a diff without the prefix that the API puts before the names of users."""
    return [
        {key: re.sub(r"[0-9a-f]{8}\.", "", text) for key, text in each.items()} for each in diff
    ]


@frozen_answers()
def run_exactly(tasks, simulator, **options):
    """Run a stack in check mode, for real, and again. Return the three results."""
    simulator.clear()
    check = tasks.ok("stack", True, **options)
    assert not writes(simulator)
    run = tasks.ok("stack", **options)
    assert shape(check["operations"]) == shape(run["operations"])
    assert elements(check) == elements(run)
    assert sorted(simulator.accepted()) == sorted(sent(run))
    assert without_prefix(check["diff"]) == without_prefix(run["diff"])
    assert check["plan_id"] == run["plan_id"]
    simulator.settle()
    simulator.clear()
    again = tasks.ok("stack", **options)
    assert not again["changed"] and not writes(simulator), again["operations"]
    return check, run, again


@each_world()
def test_an_environment_of_all_kinds_is_planned_made_and_removed(tasks, simulator):
    check, run, again = run_exactly(tasks, simulator, **SHOP)
    for kind, described in SHOP.items():
        expected = sum(each.get("count", 1) for each in described)
        assert len(check[kind]) == len(run[kind]) == len(again[kind]) == expected, kind
        for planned, made, shown in zip(check[kind], run[kind], again[kind]):
            assert [*differences(planned, made)] == [], kind
            assert made["id"] == shown["id"]
    check, run, again = run_exactly(tasks, simulator, **SHOP, state="absent")
    assert all(run[kind] == [None] * len(run[kind]) for kind in SHOP)
    assert not simulator.api("GET", "/servers")


def read_twice(simulator) -> list[str]:
    """Return the requests that were sent more than once. A list can have several pages."""
    sent = Counter(f"{each['path']} {each['query']}" for each in simulator.requests())
    return [request for request, times in sent.items() if times > 1]


def test_check_mode_reads_each_list_once(tasks, simulator):
    tasks.ok("vpn_info")  # learns how the API pages its lists
    tasks.ok("ssh_key_info")
    simulator.clear()
    tasks.ok("stack", True, **SHOP)
    assert read_twice(simulator) == []


def test_a_run_without_changes_reads_each_list_once(tasks, simulator):
    tasks.ok("stack", **servers(20))
    simulator.settle()
    simulator.clear()
    assert not tasks.ok("stack", **servers(20))["changed"]
    assert read_twice(simulator) == []


def test_later_tasks_of_a_check_run_see_the_objects_of_the_stack(tasks):
    run = tasks.in_run()
    run.ok("stack", True, **SHOP)
    shown = run.ok("server_info", True)["servers"]
    assert {each["name"] for each in shown} == {"shop-web-1", "shop-web-2", "shop-db"}
    assert not run.ok("stack", True, **SHOP)["changed"]


def test_a_stack_in_check_mode_sees_the_objects_of_earlier_tasks(tasks):
    run = tasks.in_run()
    run.ok("firewall_policy", True, name="web", rules=[{"port": "80"}])
    result = run.ok("stack", True, **servers(1, firewall_policy="web"))
    assert result["servers"][0]["ips"][0]["firewall_policy"]["name"] == "web"


def test_names_refer_to_the_account_if_no_element_has_them(tasks):
    tasks.ok("firewall_policy", name="web", rules=[{"port": "80"}])
    (server,) = tasks.ok("stack", **servers(1, firewall_policy="web"))["servers"]
    assert server["ips"][0]["firewall_policy"]["name"] == "web"
    message = tasks.error("stack", **servers(1, firewall_policy="wbe"))
    assert message.startswith('servers[0] "web-1": firewall_policy: no firewall policy has the')


def test_the_order_follows_the_references_and_not_the_description(tasks, simulator):
    result = tasks.ok(
        "stack",
        load_balancers=[{"name": "lb", "rules": BALANCED, "server_ips": ["web"]}],
        block_storages=[{"name": "data", "size": 20, "server": "web"}],
        servers=[{"name": "web", **SERVER}],
    )
    assert elements(result)[0] == 'servers[0] "web"'
    assert simulator.accepted()[0] == "POST /servers"
    assert result["load_balancers"][0]["server_ips"][0]["server_name"] == "web"


def test_an_element_can_have_a_state_of_its_module(tasks, simulator):
    options = {"servers": [{"name": "a", **SERVER, "state": "stopped"}, {"name": "b", **SERVER}]}
    _check, run, _again = run_exactly(tasks, simulator, **options)
    assert [each["status"]["state"] for each in run["servers"]] == ["POWERED_OFF", "POWERED_ON"]


def test_an_element_that_is_absent_is_removed_after_the_others_have_let_it_go(tasks, simulator):
    policy = {"name": "old", "rules": [{"port": "80"}]}
    tasks.ok("stack", firewall_policies=[policy], **servers(1, firewall_policy="old"))
    options = {
        "firewall_policies": [
            {"name": "old", "state": "absent"},
            {"name": "new", "rules": [{"port": "443"}]},
        ],
        **servers(1, firewall_policy="new"),
    }
    _check, run, _again = run_exactly(tasks, simulator, **options)
    assert sent(run)[-1].startswith("DELETE /firewall_policies/")
    assert run["firewall_policies"][0] is None


def test_the_diff_has_an_entry_for_each_changed_object(tasks):
    tasks.ok("stack", **servers(2))
    options = servers(2)
    options["servers"][0]["description"] = "shop {n}"
    result = tasks.ok("stack", True, vpns=[{"name": "v"}], **options)
    headers = [each["before_header"] for each in result["diff"]]
    assert headers == ['servers[0] "web-1"', 'servers[0] "web-2"', 'vpns[0] "v"']
    assert '"description": "shop 2"' in result["diff"][1]["after"]
    assert result["diff"][2]["before"] == ""


@pytest.mark.parametrize("module", sorted(LEAST))
def test_an_element_leads_to_the_operations_of_its_module(tasks, simulator, module):
    from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import MANAGED

    tasks.ok("server", name="web", **SERVER)
    simulator.settle()
    (kind,) = (each.plural for each in MANAGED if each.name == module)
    alone = tasks.ok(module, True, **LEAST[module])
    stack = tasks.ok("stack", True, **{kind: [LEAST[module]]})
    assert shape(stack["operations"]) == shape(alone["operations"])
    assert stack[kind] == [alone[module]]
