# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power state of servers in plans: what stops them, and what starts them again."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_SNAPSHOT,
)

SERVER = RESOURCES["/servers"]
ON, OFF, RECOVERY = "POWERED_ON", "POWERED_OFF", "ON RECOVERY"
#: A change for which a server has to be off, one that is made while it is off anyway, and one that
#: is made before it is stopped.
NETWORK = {"private_networks": [Ref("N", "net")]}
GROWTH = {"vcore": 4, "cores_per_processor": 1, "ram": 8}
TEXT = {"description": "text"}
NEW = {"name": "web", "appliance": Ref("A", "debian"), "fixed_instance_size": Ref("Z", "M")}


def machine(state: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "S",
        "name": "web",
        "description": "",
        "server_type": "cloud",
        "image": {"id": "A", "name": "debian"},
        "status": {"state": state, "percent": None},
        "hardware": {
            "vcore": 2,
            "cores_per_processor": 1,
            "ram": 4,
            "fixed_instance_size_id": None,
            "baremetal_model_id": None,
            "hdds": [{"id": "D0", "size": 80, "is_main": True}],
        },
        "ips": [],
        "monitoring_policy": None,
        "private_networks": [],
        **more,
    }


def planned(
    values: dict[str, Any], current: str | None = ON, state: str = "present", **more: Any
) -> Plan:
    """Return the plan for a server.

    :param current: its state. None: it does not exist.
    :param more: attributes of Desired, or options.
    """
    known = {name: more.pop(name) for name in ("resume", "created") if name in more}
    desired = Desired(state, values, {"allow_stop": True, "stop_method": "SOFTWARE", **more})
    return plan(SERVER, Desired(**{**vars(desired), **known}), current and machine(current))


def course(made: Plan) -> list[str]:
    """Return what the steps do: the action, or the last part of the path."""
    return [
        step.body["action"] if "action" in (step.body or {}) else step.path.rpartition("/")[2]
        for step in made.steps
    ]


def power(made: Plan) -> list[tuple[str, str | None, bool]]:
    """Return the actions, the state that they suspend, and whether they restore it."""
    return [
        (step.body["action"], step.suspends, step.resumes)
        for step in made.steps
        if "action" in (step.body or {})
    ]


def test_a_stop_for_a_change_suspends_the_state_that_the_start_restores():
    made = planned({**NETWORK, **GROWTH, **TEXT})
    assert course(made) == ["S", "POWER_OFF", "hardware", "private_networks", "POWER_ON"]
    assert power(made) == [("POWER_OFF", ON, False), ("POWER_ON", None, True)]
    assert made.object["status"]["state"] == ON


def test_a_server_is_assigned_before_it_is_stopped():
    made = planned({**NETWORK, "monitoring_policy": Ref("M", "all")})
    assert course(made) == ["servers", "POWER_OFF", "private_networks", "POWER_ON"]


def test_a_change_that_needs_no_stop_causes_none():
    assert course(planned({**GROWTH, **TEXT})) == ["S", "hardware"]
    assert not any(step.suspends or step.resumes for step in planned(GROWTH).steps)


@pytest.mark.parametrize("values", [{}, NETWORK, GROWTH])
def test_a_server_that_is_stopped_for_good_is_not_suspended(values):
    made = planned(values, state="stopped")
    assert power(made)[0][:2] == ("POWER_OFF", None)
    assert course(made)[0] == "POWER_OFF" and len(power(made)) == 1
    assert made.object["status"]["state"] == OFF


def test_a_server_that_is_off_stays_off():
    made = planned({**NETWORK, **GROWTH}, OFF)
    assert course(made) == ["hardware", "private_networks"]
    assert made.object["status"]["state"] == OFF


@pytest.mark.parametrize("values", [{}, NETWORK])
def test_a_server_that_another_task_has_left_off_is_started(values):
    made = planned(values, OFF, resume=ON)
    assert power(made) == [("POWER_ON", None, True)] and course(made)[-1] == "POWER_ON"
    assert planned(values, OFF, "stopped", resume=ON).object["status"]["state"] == OFF
    assert planned(values, ON, resume=ON).object["status"]["state"] == ON


@pytest.mark.parametrize(
    "state, current, expected",
    [
        ("running", ON, []),
        ("running", OFF, ["POWER_ON"]),
        ("running", RECOVERY, ["REBOOT"]),
        ("stopped", ON, ["POWER_OFF"]),
        ("stopped", OFF, []),
        ("restarted", ON, ["REBOOT"]),
        ("restarted", OFF, ["POWER_ON"]),
    ],
)
def test_the_action_depends_on_the_current_state(state, current, expected):
    assert course(planned({}, current, state)) == expected


@pytest.mark.parametrize("state", ["running", "restarted"])
def test_a_change_while_the_server_is_off_comes_before_the_start(state):
    assert course(planned(NETWORK, OFF, state)) == ["private_networks", "POWER_ON"]
    assert power(planned(NETWORK, OFF, state))[-1] == ("POWER_ON", None, True)


def test_a_restart_covers_the_stop_for_a_change_without_consent():
    assert course(planned(NETWORK, ON, "restarted", allow_stop=False)) == [
        "POWER_OFF",
        "private_networks",
        "POWER_ON",
    ]
    assert planned(NETWORK, ON, "stopped", allow_stop=False).steps
    for state in ("present", "running"):
        with pytest.raises(
            ValidationError,
            match='server "web" has to be stopped to .* Set allow_stop to true to let this task '
            "stop it and start it again, or stop it before.",
        ):
            planned(NETWORK, ON, state, allow_stop=False)


def test_a_server_that_this_task_has_created_is_stopped_without_consent():
    assert "POWER_OFF" in course(planned(NETWORK, ON, created=True, allow_stop=False))


def test_a_server_in_another_state_cannot_be_stopped_for_a_change():
    with pytest.raises(
        ValidationError,
        match='server "web" is in the state ON RECOVERY, and has to be in the state POWERED_OFF to '
        ".* Set state to stopped in a separate task first.",
    ):
        planned(NETWORK, RECOVERY)
    assert course(planned(GROWTH, RECOVERY)) == ["hardware"]
    assert planned(GROWTH, RECOVERY).object["status"]["state"] == RECOVERY


# -- new servers


def created(state: str = "present", **values: Any) -> Plan:
    return planned({**NEW, **values}, None, state)


def test_a_new_server_runs_unless_the_task_says_otherwise():
    for made, shown in (
        (created(), ON),
        (created(power_on=True), ON),
        (created(power_on=False), OFF),
        (created("stopped"), OFF),
        (created("stopped", power_on=True), OFF),
        (created("running"), ON),
    ):
        assert len(made.steps) == 1 and made.object["status"]["state"] == shown
        assert made.steps[0].body.get("power_on", True) is (shown == ON)
        assert (made.steps[0].suspends, made.steps[0].resumes) == (None, False)


def test_a_new_server_is_not_restarted():
    assert len(created("restarted").steps) == 1


def test_a_new_server_that_has_to_run_later_is_created_off_and_suspended():
    made = created(**NETWORK)
    creation, *_rest, start = made.steps
    assert creation.body["power_on"] is False and creation.suspends == ON
    assert start.body["action"] == "POWER_ON" and start.resumes
    assert course(made)[1:] == ["private_networks", "POWER_ON"]


@pytest.mark.parametrize("values, state", [({"power_on": False}, "present"), ({}, "stopped")])
def test_a_new_server_that_stays_off_is_not_suspended(values, state):
    made = created(state, **NETWORK, **values)
    assert course(made)[1:] == ["private_networks"] and made.steps[0].suspends is None
    assert made.object["status"]["state"] == OFF


def test_a_clone_cannot_be_created_off_and_is_stopped_for_a_change():
    origin = Ref("O", "origin", {**machine(ON), "id": "O", "name": "origin"})
    made = planned({"name": "web", "clone_of": origin, **NETWORK}, None, allow_stop=False)
    assert course(made) == ["clone", "POWER_OFF", "private_networks", "POWER_ON"]
    assert power(made) == [("POWER_OFF", ON, False), ("POWER_ON", None, True)]


def test_only_objects_that_can_be_stopped_are_resumed():
    current = {"id": "X", "creation_date": "", "deletion_date": "", "server": {"id": "S"}}
    made = plan(
        SERVER_SNAPSHOT,
        Desired("restored", {"server": Ref("S", "web", {"snapshot": current})}),
        current,
    )
    assert [step.resumes for step in made.steps] == [False]
