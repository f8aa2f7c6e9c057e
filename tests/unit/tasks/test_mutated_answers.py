# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that differ from the documentation cause one message, and no plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from fuzz.answers import Answers, Case
from fuzz.mutations import MISSING, Mutation
from fuzz.part import REFUSED, SAME
from fuzz.scenarios import Scenario, scenarios


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    with Answers(seed=8) as answers:
        yield answers


def mutated(answers: Answers, scenario: Scenario, request: str, way: str, value: Any):
    """Return the outcome of answers that always show another value.

    :param way: dotted path of the value; name=x means the element with that name.
    """
    exchanges = answers.true(scenario).exchanges
    number, exchange = next(
        (number, each)
        for number, each in enumerate(exchanges)
        if f"{each.method} {each.path}".startswith(request)
    )
    parts = _found(exchange.answer, way.split(".") if way else [])
    return answers.judge_case(
        Case(
            scenario,
            number,
            f"{exchange.method} {exchange.path}",
            Mutation("test", tuple(parts), value),
            True,
        )
    )


def _found(answer: Any, parts: list[str]) -> list[Any]:
    if not parts:
        return []
    first, *rest = parts
    if isinstance(answer, dict):
        return [first, *_found(answer[first], rest)]
    name, _equals, value = first.partition("=")
    position = next(
        position
        for position, each in enumerate(answer)
        if str(each[name]).rpartition(".")[2] == value
    )
    return [position, *_found(answer[position], rest)]


def scenario(purpose: str, module: str, **options: Any) -> Scenario:
    """Return the first scenario of a module with these options."""
    return next(
        each
        for each in scenarios()
        if (each.purpose, each.module) == (purpose, module)
        and not each.check
        and all(each.options.get(name) == value for name, value in options.items())
    )


@pytest.mark.parametrize(
    "task, request_, way, value, words",
    [
        (
            ("keep", "load_balancer"),
            "GET /load_balancers",
            "name=lb.name",
            MISSING,
            "it has no name",
        ),
        (
            ("keep", "monitoring_policy"),
            "GET /monitoring_policies",
            "name=watch.ports.port=22.alert",
            [17],
            "email_notification is [17]",
        ),
        (
            ("keep", "monitoring_policy"),
            "GET /monitoring_policies",
            "name=watch.processes.process=sshd.alert_when",
            "../x",
            "alert_when is '../x'",
        ),
        (
            ("keep", "monitoring_policy"),
            "GET /monitoring_policies",
            "name=watch.ports.port=22.protocol",
            math.inf,
            "protocol is inf",
        ),
        (
            ("keep", "private_network"),
            "GET /private_networks",
            "name=net.network_address",
            False,
            "network_address is False",
        ),
        (("keep", "ssh_key"), "GET /ssh_keys", "name=key.description", -1, "description is -1"),
        (
            ("keep", "user"),
            "GET /users",
            "name=jane.api.allowed_ips",
            [None],
            "allowed_ips[0] is None",
        ),
        (("keep", "block_storage"), "GET /block_storages", "name=disk.size", True, "size is True"),
        (
            ("keep", "load_balancer"),
            "GET /load_balancers",
            "name=lb.health_check_interval",
            14.4,
            "health_check_interval is 14.4",
        ),
        (
            ("keep", "load_balancer"),
            "GET /load_balancers",
            "name=lb.rules.port_balancer=80.port_server",
            80.5,
            "port_server is 80.5",
        ),
        (
            ("keep", "load_balancer"),
            "GET /load_balancers",
            "name=lb.persistence",
            17,
            "persistence is 17",
        ),
        (("keep", "server"), "GET /servers", "name=model.status.state", [], "status.state is []"),
        (
            ("keep", "server"),
            "GET /servers",
            "name=model.status.state",
            MISSING,
            "it has no status.state",
        ),
        (
            ("keep", "role"),
            "GET /roles",
            "name=watcher.permissions.vpn.show",
            "17",
            "permissions.vpn.show is '17'",
        ),
        (
            ("change", "server", {"fixed_instance_size": "L"}),
            "GET /servers/fixed_instance_sizes",
            "name=L.hardware",
            "x",
            "hardware is 'x'",
        ),
        (
            ("read", "ping"),
            "GET /ping_auth",
            "",
            [],
            "The answer to GET /ping_auth cannot be used: it is not a list of texts.",
        ),
        (
            ("read", "pricing_info"),
            "GET /pricing",
            "",
            [1],
            "The answer to GET /pricing cannot be used: it is not an object.",
        ),
        (("read", "log_info"), "GET /logs", "", 1, "is not a list"),
        (
            ("read", "shared_storage_access_info", {"show_secrets": True}),
            "GET /shared_storages/access",
            "",
            [{"datacenter": None}],
            "it has neither datacenter nor user_domain",
        ),
    ],
)
def test_undocumented_values_are_reported(answers, task, request_, way, value, words):
    purpose, module, *options = task
    found = scenario(purpose, module, **(options[0] if options else {}))
    verdict = mutated(answers, found, request_, way, value)
    assert verdict.outcome == REFUSED and words in verdict.message, verdict


@pytest.mark.parametrize(
    "module, request_, way, value",
    [
        (
            "load_balancer",
            "GET /load_balancers",
            "name=lb.rules.port_balancer=80.protocol",
            MISSING,
        ),
        (
            "monitoring_policy",
            "GET /monitoring_policies",
            "name=watch.processes.process=sshd.process",
            None,
        ),
        (
            "monitoring_policy",
            "GET /monitoring_policies",
            "name=watch.thresholds.cpu.warning",
            MISSING,
        ),
        (
            "monitoring_policy",
            "GET /monitoring_policies",
            "name=watch.thresholds.cpu.critical.value",
            MISSING,
        ),
        ("role", "GET /roles", "name=watcher.permissions.vpn.show", MISSING),
        ("server_snapshot", "GET /servers", "name=small.snapshot", MISSING),
        ("server_ip", "GET /servers", "name=model.ips", MISSING),
    ],
)
def test_attributes_missing_in_a_list_are_read_from_the_object(
    answers, module, request_, way, value
):
    assert mutated(answers, scenario("keep", module), request_, way, value).outcome == SAME


@pytest.mark.parametrize(
    "task, request_, value",
    [
        (("change", "ssh_key"), "PUT /ssh_keys", 5),
        (("remove", "firewall_policy"), "DELETE /firewall_policies", {"x": []}),
        (("request", "api_request"), "POST /public_ips", 5),
    ],
)
def test_odd_ids_in_answers_to_writes_do_no_harm(answers, task, request_, value):
    assert mutated(answers, scenario(*task), request_, "id", value).outcome == SAME


@pytest.mark.parametrize("member, value", [("Message", [{}]), ("Message", math.nan), ("Type", 17)])
def test_odd_refusals_do_no_harm(answers, member, value):
    task = scenario("remove", "ssh_key")
    number = next(
        number for number, each in enumerate(answers.true(task).exchanges) if each.status == 404
    )
    each = answers.true(task).exchanges[number]
    assert (
        answers.judge_case(
            Case(
                task, number, f"{each.method} {each.path}", Mutation("test", (member,), value), True
            )
        ).outcome
        == SAME
    )


def test_a_list_with_too_long_pages_ends(answers):
    task = scenario("read", "usage_info")
    long = [{"id": f"{number}", "name": "x", "services": []} for number in range(1500)]
    verdict = answers.judge_case(
        Case(task, 0, "GET /usages", Mutation("test", ("SERVERS",), long), True)
    )
    assert verdict.outcome in (REFUSED, SAME), verdict
