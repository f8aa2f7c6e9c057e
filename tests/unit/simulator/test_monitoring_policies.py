# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring policies, as in the examples of the reference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulated import SimulatedApi
from simulator.catalogue import THRESHOLDS

PORT = {"protocol": "TCP", "port": 80, "alert_if": "RESPONDING", "email_notification": True}
PROCESS = {"process": "init", "alert_if": "NOT_RUNNING", "email_notification": False}
SENT, SHOWN, ALONE = (
    {"alert_if", "email_notification"},
    {"alert_when", "alert"},
    {"alert_if", "email_notifications"},
)


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with SimulatedApi(servers=2).connected() as api:
        yield api


@pytest.fixture
def policy(api) -> dict:
    return api.api(
        "POST",
        "/monitoring_policies",
        {
            "name": "it",
            "email": "",
            "agent": True,
            "thresholds": THRESHOLDS,
            "ports": [PORT],
            "processes": [PROCESS],
        },
    )


def spelling(answer: dict | list) -> set[str]:
    """Return the names of the alert members in an answer."""
    members = (
        answer
        if isinstance(answer, list)
        else [*answer["ports"], *answer["processes"]]
        if "ports" in answer
        else [answer]
    )
    keys = {key for each in members for key in each if key.startswith(("alert", "email"))}
    assert all(keys <= set(each) for each in members)
    return keys


def named(server: dict) -> dict:
    return {"id": server["id"], "name": server["name"]}


def test_alerts_are_spelled_as_in_the_example_of_each_operation(api, policy):
    path, port, process = (
        f"/monitoring_policies/{policy['id']}",
        policy["ports"][0]["id"],
        policy["processes"][0]["id"],
    )
    assert spelling(policy) == spelling(api.api("PUT", path, {"name": "other"})) == SENT
    for answer in (
        api.api("GET", path),
        api.api("POST", f"{path}/ports", {"ports": [{**PORT, "port": 22}]}),
        api.api("PUT", f"{path}/ports/{port}", {"ports": PORT}),
        api.api("DELETE", f"{path}/ports/{port}"),
        api.api("PUT", f"{path}/processes/{process}", {"processes": PROCESS}),
    ):
        assert spelling(answer) == SHOWN
    for answer in (
        api.api("GET", f"{path}/ports"),
        api.api("GET", f"{path}/processes/{process}"),
        api.api("POST", f"{path}/processes", {"processes": [{**PROCESS, "process": "cron"}]}),
    ):
        assert spelling(answer) == ALONE
    assert spelling(api.api("DELETE", f"{path}/processes/{process}")) == SHOWN


def test_a_change_replaces_the_lists_that_it_sends(api, policy):
    path, (one, other) = f"/monitoring_policies/{policy['id']}", api.api("GET", "/servers")
    api.api("POST", f"{path}/servers", {"servers": [one["id"]]})
    api.settle()
    changed = api.api(
        "PUT",
        path,
        {
            "ports": [{"protocol": "UDP", "port": 53}],
            "processes": [],
            "servers": [named(other)],
            "default": 1,
        },
    )
    assert [(each["port"], each["alert_if"]) for each in changed["ports"]] == [
        (53, "NOT_RESPONDING")
    ]
    assert (
        changed["processes"] == []
        and [each["id"] for each in changed["servers"]] == [other["id"]]
        and changed["default"] == 0
    )
    assert api.raw("PUT", path, {"servers": [{"id": "X", "name": "x"}]}).status_code == 400


@pytest.mark.parametrize(
    "warning",
    [{"value": 96, "alert": False}, {"value": 95, "alert": False}, {"value": "x", "alert": False}],
)
def test_thresholds_out_of_range(api, policy, warning):
    thresholds = {"cpu": {"warning": warning, "critical": {"value": 94, "alert": False}}}
    answer = api.raw("PUT", f"/monitoring_policies/{policy['id']}", {"thresholds": thresholds})
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "INVALID_PARAMETERS",
            "message": "Wrong value Field(s) thresholds",
            "errors": {"invalid": "thresholds"},
        },
    )


@pytest.mark.parametrize(
    "what, body, message, errors",
    [
        ("ports", [PORT], "Port 80 already monitored", None),
        ("processes", [PROCESS], "Process init already monitored", None),
        ("ports", [], "Required field(s) ports missing or empty. ", {"required": "ports"}),
        (
            "processes",
            [],
            "Required field(s) processes missing or empty. ",
            {"required": "processes"},
        ),
        ("servers", [], "Required field(s) servers missing or empty. ", {"servers": 1}),
    ],
)
def test_ports_and_processes_that_are_refused(api, policy, what, body, message, errors):
    answer = api.raw("POST", f"/monitoring_policies/{policy['id']}/{what}", {what: body})
    assert (answer.status_code, answer.json()) == (
        400,
        {"Type": "INVALID_PARAMETERS", "Message": message, "Errors": errors},
    )
