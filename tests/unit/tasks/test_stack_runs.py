# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a stack is carried out: parallel waits, errors, approval, and runs that end early."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.stack_tasks import StackPlan
from in_process import Tasks
from plays import SERVER, shape
from simulated import SimulatedApi
from stacks import BALANCED, SHOP, elements, sent, servers, writes

from .test_faults import fork, run_at

NAMED = {"name": "web", **SERVER}
RULES = [{"port": "80"}]


def refusing(exchange):
    exchange.status, exchange.answer = 400, {"type": "X", "message": "No.", "errors": None}


def duration(simulator, run) -> float:
    """Return the simulated seconds that a call takes."""
    began = simulator.time.passed
    run()
    return simulator.time.passed - began


# -- parallel waits


def test_waits_for_twenty_servers_overlap(tasks, simulator):
    one = duration(simulator, lambda: tasks.ok("stack", servers=[{"name": "one", **SERVER}]))
    twenty = duration(simulator, lambda: tasks.ok("stack", **servers(20)))
    assert twenty < 1.3 * one, (one, twenty)


def test_polls_of_several_servers_share_one_request(tasks, simulator):
    tasks.ok("stack", **servers(20))
    polls = [each for each in simulator.requests() if each["path"].startswith("/servers/")]
    singles = [each for each in polls if each["method"] == "GET" and len(each["path"]) > 40]
    assert len(singles) <= 3, [each["path"] for each in singles]


def test_an_element_begins_when_those_that_it_refers_to_are_ready(tasks, simulator):
    tasks.ok(
        "stack",
        block_storages=[
            {"name": "data-{n}", "count": 2, "size": 20, "server": "web-{n}"},
        ],
        vpns=[{"name": "vpn"}],
        **servers(2),
    )
    log = [f"{each['method']} {each['path']}" for each in simulator.requests()]
    first, last = log.index("POST /block_storages"), len(log) - log[::-1].index("POST /servers")
    assert first > last
    assert log.index("POST /vpns") < first


@pytest.mark.exhaustive
def test_runs_with_the_same_answers_take_the_same_course(tmp_path):
    logs = []
    for number in range(2):
        with SimulatedApi().connected() as simulator:
            Tasks(simulator.url, tmp_path / str(number)).ok("stack", **SHOP)
            logs.append(
                shape(
                    [
                        {"method": each["method"], "path": each["path"]}
                        for each in simulator.requests()
                    ]
                )
            )
    assert logs[0] == logs[1]


def test_without_wait_only_what_others_need_is_awaited(tasks, simulator):
    alone = duration(simulator, lambda: tasks.ok("stack", **servers(2), wait=False))
    assert alone < 10
    result = tasks.ok(
        "stack",
        servers=[{"name": "db", **SERVER}],
        block_storages=[{"name": "data", "size": 20, "server": "db"}],
        wait=False,
    )
    assert result["servers"][0]["status"]["state"] == "POWERED_ON"


@pytest.mark.exhaustive
def test_a_stack_stays_within_the_request_budget_and_uses_it(tmp_path):
    """The creations take three windows, and the last servers become ready after that."""
    with SimulatedApi(rate_limit=25).connected() as simulator:
        tasks = Tasks(simulator.url, tmp_path)
        one = duration(simulator, lambda: tasks.ok("stack", servers=[NAMED]))
        many = duration(simulator, lambda: tasks.ok("stack", **servers(60)))
        assert 429 not in {each["status"] for each in simulator.requests()}
        assert many < 1.1 * (one + 3 * 60), (one, many)


# -- errors


def test_elements_that_do_not_need_a_failed_one_are_finished(tasks, proxy, simulator):
    proxy.intercept("POST", "/firewall_policies", before=refusing, times=1)
    description = {
        "firewall_policies": [{"name": "web", "rules": RULES}],
        "vpns": [{"name": "vpn"}],
        "load_balancers": [{"name": "lb", "rules": BALANCED, "server_ips": ["web"]}],
        "servers": [{**NAMED, "firewall_policy": "web"}, {"name": "db", **SERVER}],
    }
    result = tasks("stack", **description)
    assert result["failed"] and result["msg"] == (
        "1 of 5 objects could not be brought into the desired state. "
        'firewall_policies[0] "web": POST /firewall_policies was answered with 400 X: No. '
        'Not started, because they need one of these: servers[0] "web", load_balancers[0] "lb".'
    )
    assert result["failed_elements"][0]["element"] == 'firewall_policies[0] "web"'
    assert result["failed_elements"][0]["error"]["status"] == 400
    assert result["skipped_elements"] == ['servers[0] "web"', 'load_balancers[0] "lb"']
    assert result["changed"] and sorted(sent(result)) == sorted(simulator.accepted())
    assert [each["name"] for each in result["servers"]] == ["db"]
    again = tasks.ok("stack", **description)
    assert elements(again) == [
        'firewall_policies[0] "web"',
        'servers[0] "web"',
        'load_balancers[0] "lb"',
    ]
    simulator.settle()
    assert not tasks.ok("stack", **description)["changed"]


def test_all_failed_elements_are_named_with_what_they_have_done(tasks, proxy, simulator):
    tasks.ok("private_network", name="net")
    proxy.intercept("POST", "/servers/.*/private_networks", before=refusing, times=2)
    result = tasks("stack", **servers(3, private_networks=["net"]))
    assert len(result["failed_elements"]) == 2 and sent(result).count("POST /servers") == 3
    assert sorted(sent(result)) == sorted(simulator.accepted())[1:]


def test_a_server_of_another_machine_with_the_same_name_is_an_error(tasks, proxy, simulator):
    def rival(_exchange):
        simulator.api("POST", "/vpns", {"name": "vpn"})

    proxy.intercept("POST", "/vpns", before=rival, times=1)
    message = tasks.error("stack", vpns=[{"name": "vpn"}, {"name": "other"}])
    assert "another one with the same name appeared at the same time" in message


def test_operations_are_listed_if_the_last_read_fails(tasks, proxy):
    def refuse(exchange):
        if proxy.sent("POST", "/vpns"):
            exchange.status, exchange.answer = 403, {"type": "X", "message": "No.", "errors": None}

    proxy.intercept("GET", "/vpns", before=refuse)
    result = tasks("stack", vpns=[{"name": "a"}])
    assert result["failed"] and sent(result) == ["POST /vpns"]
    assert "GET /vpns was answered with 403" in result["msg"]


# -- approval


def test_the_approved_plan_is_carried_out(tasks):
    plan = tasks.ok("stack", True, **SHOP)["plan_id"]
    assert tasks.ok("stack", **SHOP, approved=plan)["plan_id"] == plan


def test_an_outdated_approval_sends_no_write(tasks, simulator):
    description = {"vpns": [{"name": "a"}, {"name": "b"}]}
    plan = tasks.ok("stack", True, **description)["plan_id"]
    tasks.ok("vpn", name="a")
    simulator.clear()
    result = tasks("stack", **description, approved=plan)
    assert result["msg"].startswith(f"The plan is not the approved one: approved is {plan}, and ")
    assert result["differences"] == [
        '- vpns[0] "a": POST /vpns (create VPN "a")',
    ]
    assert not writes(simulator) and result["plan_id"] != plan
    assert tasks.ok("stack", **description, approved=result["plan_id"])["changed"]


def test_a_changed_value_is_a_difference(tasks):
    plan = tasks.ok("stack", True, vpns=[{"name": "a"}])["plan_id"]
    result = tasks("stack", vpns=[{"name": "a", "description": "x"}], approved=plan)
    text = 'vpns[0] "a": POST /vpns (create VPN "a")'
    assert result["failed"] and result["differences"] == [f"- {text}", f"+ {text}"]


def test_an_unknown_approval_shows_the_present_plan(tasks, simulator):
    result = tasks("stack", vpns=[{"name": "a"}], approved="0" * 32)
    assert "The approved plan is not known here. Present plan: + vpns[0]" in result["msg"]
    assert result["differences"] == ['+ vpns[0] "a": POST /vpns (create VPN "a")']
    assert not writes(simulator)


def test_a_plan_without_operations_needs_no_approval(tasks):
    tasks.ok("vpn", name="a")
    assert not tasks.ok("stack", vpns=[{"name": "a"}], approved="0" * 32)["changed"]


def test_the_id_of_a_plan_does_not_depend_on_secrets(tasks):
    ids = {
        tasks.ok("stack", True, users=[{"name": "jane", "password": word}])["plan_id"]
        for word in ("Correct-Horse-7", "Battery-Staple-8")
    }
    assert len(ids) == 1


def test_an_object_that_changes_after_the_approval_is_left_alone(tasks, proxy, simulator):
    def name_address(_exchange):
        for address in simulator.api("GET", "/public_ips"):
            path = f"/public_ips/{address['id']}"
            simulator.api("PUT", path, {"reverse_dns": "web.example.com"})

    description = {
        "servers": [NAMED],
        "public_ips": [{"server": "web", "reverse_dns": "web.example.com"}],
    }
    plan = tasks.ok("stack", True, **description)["plan_id"]
    proxy.intercept("GET", "/servers.*", before=name_address)
    result = tasks("stack", **description, approved=plan)
    assert [each["msg"] for each in result["failed_elements"]] == [
        "The object was changed after its plan was approved. It was left as it is. Run the task in "
        "check mode, and approve the new plan."
    ]
    assert sent(result) == ["POST /servers"]


# -- runs that end early


class KilledError(BaseException):
    """The process ends, as after SIGKILL."""


def killed_after(requests: int) -> Callable[[Any], None]:
    """Return a function that ends the process after this number of requests."""
    sent_requests = []

    def kill(exchange: Any) -> None:
        sent_requests.append(exchange)
        if len(sent_requests) == requests:
            raise KilledError

    return kill


@pytest.mark.exhaustive
@pytest.mark.parametrize("runs", [4, 100])
def test_a_run_that_is_killed_at_any_request_converges_later(tmp_path, runs):
    description = {
        "firewall_policies": [{"name": "web", "rules": RULES}],
        "private_networks": [{"name": "net"}],
        "load_balancers": [{"name": "lb", "rules": BALANCED}],
        "servers": [
            {
                "name": "web-{n}",
                "count": 2,
                **SERVER,
                "firewall_policy": "web",
                "load_balancers": ["lb"],
                "private_networks": ["net"],
            }
        ],
    }
    with SimulatedApi().connected() as simulator:
        Tasks(simulator.url, tmp_path / "whole").ok("stack", **description)
        total = len(simulator.requests())
    for end in range(1, total, max(1, total // runs)):
        with SimulatedApi().connected() as simulator:
            tasks = Tasks(simulator.url, tmp_path / str(end))
            simulator.intercept("*", ".*", after=killed_after(end))
            with pytest.raises(KilledError):
                tasks("stack", **description)
            simulator.clear_rules()
            simulator.settle()
            tasks.ok("stack", **description)
            simulator.settle()
            assert not tasks.ok("stack", **description)["changed"], end
            states = [each["status"]["state"] for each in simulator.api("GET", "/servers")]
            assert states == ["POWERED_ON", "POWERED_ON"], end
            assert threading.active_count() < 10


@pytest.mark.parametrize("state", ["present", "absent"])
def test_processes_with_the_same_stack_do_everything_once(
    process_tasks, process_proxy, simulator_process, state
):
    description = {
        "vpns": [{"name": "vpn-{n}", "count": 3}],
        "firewall_policies": [{"name": "web", "rules": RULES}],
        "servers": [{**NAMED, "firewall_policy": "web"}],
    }
    if state == "absent":
        process_tasks.ok("stack", **description)
    gate = fork.Barrier(3)
    options = {**description, "state": state}
    children = [
        fork.Process(target=run_at, args=(gate, process_tasks, "stack", options))
        for _number in range(3)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    created = {"vpns": 3, "servers": 1} if state == "present" else {"vpns": 0, "servers": 0}
    assert {kind: len(simulator_process.api("GET", f"/{kind}")) for kind in created} == created


def test_a_stack_whose_objects_are_others_in_each_plan_is_left_alone(tasks, simulator, monkeypatch):
    ids = itertools.count()
    monkeypatch.setattr(StackPlan, "locks", property(lambda _plan: [f"/vpns {next(ids)}"]))
    message = tasks.error("stack", vpns=[{"name": "office"}])
    assert "have changed the objects of the stack again and again" in message
    assert not writes(simulator)


def test_a_stack_waits_for_a_server_that_another_run_creates(tasks, simulator):
    tasks.ok("server", name="shop-web", **SERVER, power_on=False, wait=False)
    result = tasks.ok(
        "stack",
        private_networks=[{"name": "shop-net"}],
        servers=[{"name": "shop-web", "private_networks": ["shop-net"]}],
    )
    assert sent(result)[0] == "POST /private_networks"
    (server,) = simulator.api("GET", "/servers")
    assert [each["name"] for each in server["private_networks"]] == ["shop-net"]
