# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost, late and unusable answers.

Nothing is created twice, no server stays off, and the next run changes nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from in_process import Tasks
from interceptor import dropped
from plays import least

fork = multiprocessing.get_context("fork")

SERVER = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me@home"
JOIN = {"name": "web", "private_networks": ["net"], "allow_stop": True}

#: The options that create an object, by module. An image needs a server first.
CREATIONS = least("image")
PATHS = {each.name: each.path for each in RESOURCES.values()}


def empty(exchange):
    exchange.raw = b""


def answer(value):
    def replace(exchange):
        exchange.answer = value

    return replace


UNUSABLE = {
    "no body": empty,
    "an empty object": answer({}),
    "null": answer(None),
    "a number": answer(17),
    "a list": answer([]),
    "no id": lambda exchange: exchange.answer.pop("id"),
}


def count(simulator, module: str) -> int:
    listed = simulator.api("GET", PATHS[module])
    return len(
        [
            each
            for each in listed
            if "x" in (str(each.get("name")).rpartition(".")[2], str(each.get("reverse_dns"))[:1])
        ]
    )


@pytest.mark.parametrize("fault", UNUSABLE)
@pytest.mark.parametrize("module", CREATIONS)
def test_a_creation_with_an_unusable_answer_is_found(tasks, proxy, simulator, module, fault):
    proxy.intercept("POST", PATHS[module], UNUSABLE[fault], times=1)
    made = tasks.ok(module, **CREATIONS[module])
    assert made["changed"] and made[module]["id"]
    assert len(proxy.sent("POST", PATHS[module])) == len(made["operations"]) == 1
    assert count(simulator, module) == 1
    assert not tasks.ok(module, **CREATIONS[module])["changed"]


@pytest.mark.parametrize("module", CREATIONS)
def test_a_creation_that_shows_late_is_not_sent_again(tasks, proxy, simulator, module):
    """The answer is lost, and three reads of the list do not show the object yet."""
    tasks(module, True, **CREATIONS[module])
    before = {each["id"] for each in simulator.api("GET", PATHS[module])}
    proxy.intercept("POST", PATHS[module], dropped, times=1)

    def lag(exchange):
        exchange.answer = [each for each in exchange.answer if each["id"] in before]

    proxy.intercept("GET", PATHS[module], lag, times=4)
    tasks.ok(module, **CREATIONS[module])
    assert len(proxy.sent("POST", PATHS[module])) == 1 and count(simulator, module) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("module", ["ssh_key", "server"])
def test_work_that_ends_after_the_time_limit_is_not_done_twice(proxy, simulator, tmp_path, module):
    tasks = Tasks(proxy.url, tmp_path, api_timeout=0.2)
    held = []

    def slow(exchange):
        if not held:
            held.append(exchange)
            time.sleep(0.6)

    proxy.intercept("POST", PATHS[module], before=slow)
    tasks.ok(module, **CREATIONS[module])
    assert count(simulator, module) == 1


def test_a_creation_that_was_not_carried_out_is_sent_again(tasks, proxy, simulator):
    def lost(exchange):
        exchange.drop = True

    proxy.intercept("POST", "/ssh_keys", before=lost, times=2)
    tasks.defaults["api_timeout"] = 0.1
    assert (
        tasks.ok("ssh_key", **CREATIONS["ssh_key"])["changed"] and count(simulator, "ssh_key") == 1
    )


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "503", "broken_json"])
def test_rules_whose_answer_is_lost_are_added_once(tasks, simulator, fault):
    tasks.defaults["api_timeout"] = 0.2
    tasks.ok("firewall_policy", name="x", rules=[{"port": "80"}])
    simulator.fault("add_firewall_policy_rules", fault)
    rules = [{"port": "80"}, {"port": "81"}]
    assert tasks.ok("firewall_policy", name="x", rules=rules)["changed"]
    assert not tasks.ok("firewall_policy", name="x", rules=rules)["changed"]
    assert [
        len(each["rules"])
        for each in simulator.api("GET", "/firewall_policies")
        if each["name"] == "x"
    ] == [2]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500"])
def test_a_lost_answer_adds_no_second_address(tasks, simulator, fault):
    tasks.ok("server", **SERVER)
    tasks.defaults["api_timeout"] = 0.2
    simulator.fault("add_server_ip", fault)
    mail = {"server": "web", "reverse_dns": "mail.example.com"}
    assert tasks.ok("server_ip", **mail)["changed"] and not tasks.ok("server_ip", **mail)["changed"]
    assert len(simulator.api("GET", "/public_ips")) == 2


def test_an_object_that_is_not_shown_right_after_its_creation_is_waited_for(tasks, proxy):
    def missing(exchange):
        exchange.status, exchange.answer = (
            404,
            {"type": "NOT_FOUND", "message": "none", "errors": None},
        )

    proxy.intercept("GET", "/servers/[0-9A-F]{32}", missing, times=2)
    assert tasks.ok("server", **SERVER)["server"]["status"]["state"] == "POWERED_ON"


@pytest.mark.parametrize("module", ["firewall_policy", "ssh_key"])
def test_a_name_that_another_machine_takes_meanwhile(tasks, proxy, simulator, module, tmp_path):
    """Another machine creates the same object between the lookup and the POST of this one."""
    other = Tasks(simulator.url, tmp_path / "other")

    def overtaken(_exchange):
        other.ok(module, **CREATIONS[module])

    proxy.intercept("POST", PATHS[module], before=overtaken, times=1)
    if module == "firewall_policy":
        assert not tasks.ok(module, **CREATIONS[module])["changed"]
    else:
        ids = [each["id"] for each in simulator.api("GET", "/ssh_keys")]
        message = tasks.error(module, **CREATIONS[module])
        ids = [each["id"] for each in simulator.api("GET", "/ssh_keys")]
        assert len(ids) == 2 and all(identifier in message for identifier in ids)


# -- members that neither the list nor the object shows


@pytest.mark.parametrize(
    "module, options, member",
    [
        ("role", {"permissions": {"vpn": {"show": True}}}, "permissions"),
        ("role", {"users": []}, "users"),
        ("firewall_policy", {"rules": [{"port": "80"}]}, "rules"),
        ("load_balancer", {"rules": [{"port_balancer": 80, "port_server": 80}]}, "rules"),
        ("monitoring_policy", {"ports": [{"port": 22}]}, "ports"),
        ("monitoring_policy", {"thresholds": {"cpu": {"warning": {"value": 50}}}}, "thresholds"),
        ("private_network", {"description": "other"}, "name"),
        ("shared_storage", {"servers": []}, "servers"),
        ("server", {"hdds": [{"size": 80, "is_main": True}]}, "hardware"),
        ("server", {"private_networks": []}, "private_networks"),
        ("server", {"firewall_policy": "Linux"}, "ips"),
        ("server", {"state": "stopped"}, "status"),
    ],
)
def test_nothing_is_planned_from_missing_members(tasks, proxy, module, options, member):
    made = tasks.ok(module, **CREATIONS[module])
    proxy.clear_rules()

    def without(exchange):
        for each in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            each.pop(member, None)

    proxy.intercept("GET", f"{PATHS[module]}(/[0-9A-F]{{32}})?", without)
    identity = {"id": made[module]["id"]} if member == "name" else {"name": "x"}
    for check in (True, False):
        message = tasks.error(module, check, **identity, **options)
        assert f"GET {PATHS[module]}" in message and member in message, message
    assert proxy.writes() == []


@pytest.mark.parametrize(
    "options, member",
    [
        ({"state": "rebuilt", "appliance": "debian12-64std"}, "image"),
        ({"state": "recovery", "recovery_appliance": "any"}, "server_type"),
    ],
)
def test_no_state_is_planned_from_a_missing_member(tasks, proxy, options, member):
    (recovery,) = tasks.ok("recovery_appliance_info")["recovery_appliances"][:1]
    if "recovery_appliance" in options:
        options = {**options, "recovery_appliance": recovery["id"]}
    tasks.ok("server", **SERVER)
    proxy.intercept("GET", "/servers", lambda exchange: exchange.answer[0].pop(member))
    for check in (True, False):
        message = tasks.error("server", check, name="web", **options)
        assert message.startswith(f'The API does not show {member} of server "web"'), message
    assert proxy.writes()[1:] == []


# -- servers that a task stops


def state(simulator) -> str:
    return simulator.api("GET", "/servers")[0]["status"]["state"]


@pytest.fixture
def running_server(tasks, proxy) -> Tasks:
    return with_server(tasks, proxy)


def with_server(tasks: Tasks, proxy) -> Tasks:
    tasks.ok("private_network", name="net")
    tasks.ok("server", **SERVER)
    proxy.clear_rules()
    return tasks


def broken(exchange):
    exchange.status, exchange.answer = (
        500,
        {"type": "INTERNAL_ERROR", "message": "none", "errors": None},
    )


def refusing(exchange):
    exchange.status, exchange.answer = 400, {"type": "X", "message": "No.", "errors": None}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", [dropped, broken], ids=["dropped", "500"])
def test_a_stopped_server_is_started_after_a_lost_answer(
    running_server, proxy, simulator, fault, when
):
    running_server.defaults["api_timeout"] = 0.1
    proxy.intercept("POST", "/servers/.*/private_networks", **{when: fault}, times=1)
    running_server.ok("server", **JOIN)
    assert state(simulator) == "POWERED_ON"
    assert not running_server.ok("server", **JOIN)["changed"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_new_server_that_joins_a_network_runs_after_a_lost_answer(tasks, proxy, simulator, when):
    tasks.defaults["api_timeout"] = 0.1
    tasks.ok("private_network", name="net")
    proxy.intercept("POST", "/servers", **{when: dropped}, times=1)
    tasks.ok("server", **SERVER, private_networks=["net"])
    assert state(simulator) == "POWERED_ON" and len(simulator.api("GET", "/servers")) == 1
    assert not tasks.ok("server", **SERVER, private_networks=["net"])["changed"]


def test_a_stopped_server_is_started_after_a_refusal(running_server, proxy, simulator):
    proxy.intercept("POST", "/servers/.*/private_networks", before=refusing)
    message = running_server.error("server", **JOIN)
    assert "has been started again" in message and state(simulator) in ("POWERED_ON", "POWERING_ON")


def test_a_stopped_server_is_started_after_a_timeout(running_server, proxy, simulator):
    """The API says for ever that the server is busy when it is to join."""

    def busy(exchange):
        exchange.status, exchange.answer = (
            403,
            {"type": "INVALID_STATE", "message": "in state CONFIGURING", "errors": None},
        )

    proxy.intercept("POST", "/servers/.*/private_networks", before=busy)
    message = running_server.error("server", **JOIN, wait_timeout=60)
    assert "has been started again" in message and state(simulator) in ("POWERED_ON", "POWERING_ON")


@pytest.mark.parametrize("at", ["/servers/.*/private_networks", "/servers/.*/status/action"])
def test_a_killed_run_leaves_a_server_that_the_next_run_starts(
    process_tasks, process_proxy, simulator_process, at
):
    tasks = with_server(process_tasks, process_proxy)
    with background(tasks, "server", **JOIN) as child:
        process_proxy.intercept(
            "*", at, lambda _exchange: os.kill(child.pid, signal.SIGKILL), times=1
        )
    assert child.exitcode == -signal.SIGKILL
    process_proxy.clear_rules()
    again = tasks.ok("server", **JOIN)
    assert again["changed"] and state(simulator_process) == "POWERED_ON"
    assert not tasks.ok("server", **JOIN)["changed"]


def test_a_killed_creation_leaves_a_server_that_the_next_run_starts(
    process_tasks, process_proxy, simulator_process
):
    process_tasks.ok("private_network", name="net")
    with background(process_tasks, "server", **SERVER, private_networks=["net"]) as child:
        process_proxy.intercept(
            "POST", "/servers", lambda _exchange: os.kill(child.pid, signal.SIGKILL), times=1
        )
    assert child.exitcode == -signal.SIGKILL
    process_tasks.ok("server", **SERVER, private_networks=["net"])
    assert (
        state(simulator_process) == "POWERED_ON"
        and len(simulator_process.api("GET", "/servers")) == 1
    )


def test_a_server_that_is_to_be_off_is_not_started(tasks, simulator):
    tasks.ok("private_network", name="net")
    tasks.ok("server", **SERVER, private_networks=["net"], state="stopped")
    assert state(simulator) == "POWERED_OFF"
    assert not tasks.ok("server", name="web", private_networks=["net"])["changed"]
    tasks.ok("server", name="web", state="running")
    tasks.ok("server", name="web", state="stopped")
    assert not tasks.ok("server", name="web")["changed"] and state(simulator) == "POWERED_OFF"


# -- processes that manage the same object


@pytest.mark.parametrize(
    "module, number",
    [("ssh_key", 20), ("private_network", 8), ("firewall_policy", 8), ("server", 6)],
)
def test_processes_that_create_the_same_object_create_one(
    process_tasks, simulator_process, module, number
):
    gate = fork.Barrier(number)
    children = [
        fork.Process(target=run_at, args=(gate, process_tasks, module, CREATIONS[module]))
        for _each in range(number)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * number
    assert count(simulator_process, module) == 1


def test_an_address_is_added_once_for_a_server_by_name_and_id(process_tasks, simulator_process):
    identifier = process_tasks.ok("server", **SERVER)["server"]["id"]
    gate = fork.Barrier(6)
    children = [
        fork.Process(
            target=run_at, args=(gate, process_tasks, "server_ip", {"server": name, "number": 2})
        )
        for name in ("web", identifier) * 3
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * 6
    assert len(simulator_process.api("GET", "/public_ips")) == 2


def run_at(gate, tasks: Tasks, module: str, options: dict) -> None:
    """Run a task when the gate opens, and exit with 1 if it fails."""
    gate.wait()
    sys.exit(1 if tasks(module, **options).get("failed") else 0)


@contextmanager
def background(tasks: Tasks, module: str, **options) -> Iterator[Any]:
    """Run a task in a separate process, which begins when the block ends."""
    begin = fork.Event()
    child = fork.Process(target=run_at, args=(begin, tasks, module, options))
    child.start()
    yield child
    begin.set()
    child.join(60)
