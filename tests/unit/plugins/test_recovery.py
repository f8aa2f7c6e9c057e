# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task does after lost answers, refusals and failures."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    ResponseLostError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Step
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_IP,
)
from executions import CHANGE, CREATION, OTHER, REMOVAL, SAME, START, STOP, Task, planned, server
from simulated import SteadyTime


def lost(**more: Any) -> ResponseLostError:
    return ResponseLostError("PUT /servers/S", type="CONNECTION", message="lost", **more)


pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def time_class():
    return SteadyTime


# -- lost answers


def test_a_step_whose_answer_was_lost_and_that_took_effect_is_not_sent_again():
    task = Task([lost(), server()], plans=[(server(name="new"), planned(OTHER))])
    result = task.run(CHANGE, OTHER)
    assert task.log == ["PUT /servers/S", "plan", "PUT /servers/S/other"]
    assert [each["path"] for each in result.operations] == ["/servers/S", "/servers/S/other"]
    assert not result.created


def test_any_number_of_answers_may_be_lost_if_the_steps_took_effect():
    steps = [Step("PUT", f"/servers/S/{number}", "change it") for number in range(6)]
    rest = [(server(), planned(*steps[done:])) for done in range(1, 7)]
    task = Task([lost()], plans=rest)
    result = task.run(*steps)
    assert len(result.operations) == 6 and result.fresh and task.error is None


def test_a_lost_creation_that_took_effect_counts_as_done_by_this_task():
    task = Task([lost()], plans=[(server(), planned())])
    result = task.run(CREATION, obj=None)
    assert result.created and result.object == server() and result.fresh
    assert [each["path"] for each in result.operations] == ["/servers"] and not task.error


def test_a_lost_removal_that_took_effect_counts_as_done():
    task = Task([lost()], plans=[(None, planned())])
    result = task.run(REMOVAL)
    assert result.object is None and len(result.operations) == 1 and not result.created
    assert task.error is None


def test_a_lost_creation_of_a_child_is_found_in_its_parent():
    step = Step("POST", "/servers/S/ips", "add it", creates=True, known=frozenset({"I"}))
    new = {"id": "J", "ip": "192.0.2.2"}
    task = Task(
        [lost(), server(ips=[*server()["ips"], new])], plans=[planned()], resource=SERVER_IP
    )
    result = task.run(step, obj=None)
    assert task.log == ["POST /servers/S/ips", "GET /servers/S", "plan the rest"]
    assert result.created and result.object["id"] == "J" and result.object["server"]["id"] == "S"
    # An address that was there before is not the new one.
    task = Task([lost(), server()], plans=[(None, planned(step))], resource=SERVER_IP)
    task.run(step, obj=None)
    assert task.log[:3] == ["POST /servers/S/ips", "GET /servers/S", "plan"]


def test_a_step_without_effect_is_sent_again_after_the_time_that_lists_may_lag(time):
    task = Task([lost(), server()], plans=[(server(), planned(SAME))])
    began = time.passed
    result = task.run(CHANGE)
    assert task.log.count("PUT /servers/S") == 2 and len(result.operations) == 1
    assert time.passed - began == 130 and task.error is None


def test_a_step_is_sent_again_three_times():
    task = Task([lost()], plans=[(server(), planned(SAME))])
    result = task.run(CHANGE)
    assert task.log.count("PUT /servers/S") == 4
    assert isinstance(task.error, ResponseLostError) and not result.operations


@pytest.mark.parametrize("more", [{"status": 504}, {}], ids=["gateway", "no answer"])
def test_a_request_that_may_still_be_carried_out_is_not_sent_again(more):
    error = ResponseLostError("POST /servers", type="TIMEOUT", message="late", **more)
    task = Task([error], plans=[(None, planned(CREATION))])
    task.run(CREATION, obj=None)
    assert task.log.count("POST /servers") == 1 and task.error.operation == "POST /servers"
    assert task.error.type == "TIMEOUT" and task.error.status is None
    assert str(task.error).startswith(
        "POST /servers was not answered in time, and it had no effect within another 120 s. The"
    )


def test_a_repetition_that_the_api_rejects_may_have_taken_effect():
    rejected = ApiError("PUT /servers/S", 400, "X", "no", repeated=True)
    task = Task([rejected], plans=[(server(), planned())])
    assert len(task.run(CHANGE).operations) == 1 and task.error is None


# -- refusals


def test_a_refusal_ends_the_task():
    task = Task([server(), ApiError("PUT /x", 400, "X", "no")])
    result = task.run(CHANGE, OTHER)
    assert task.error.status == 400 and len(result.operations) == 1 and not result.notes


@pytest.mark.parametrize("status, expected", [(403, ("Do this.",)), (400, ())])
def test_a_refusal_because_of_the_state_names_the_remedy(status, expected):
    step = Step("PUT", "/servers/{id}", "change it", remedy="Do this.")
    assert Task([ApiError("PUT /x", status, "X", "no")]).run(step).notes == expected
    assert Task([ApiError("PUT /x", status, "X", "no")]).run(CHANGE).notes == ()


@pytest.mark.parametrize("status", [400, 409])
def test_a_name_that_another_program_has_taken_meanwhile_is_used(status):
    task = Task(
        [ApiError("POST /x", status, "X", "taken"), server()], plans=[(server(), planned(CHANGE))]
    )
    result = task.run(CREATION, obj=None)
    assert task.log == ["POST /servers", "plan", "PUT /servers/S"]
    assert not result.created and result.fresh and task.error is None
    task = Task([ApiError("POST /x", status, "X", "taken")], plans=[(server(), planned())])
    assert task.run(CREATION, obj=None).fresh


@pytest.mark.parametrize("status", [401, 403, 404, 406])
def test_other_refusals_of_a_creation_end_the_task(status):
    task = Task([ApiError("POST /x", status, "X", "no")], plans=[(server(), planned())])
    task.run(CREATION, obj=None)
    assert task.error.status == status and task.log == ["POST /servers"]


def test_a_refused_creation_without_a_rival_ends_the_task():
    task = Task([ApiError("POST /x", 400, "X", "no")], plans=[(None, planned(CREATION))])
    task.run(CREATION, obj=None)
    assert task.error.status == 400 and task.log == ["POST /servers", "plan"]


def test_a_refused_change_looks_for_no_rival():
    task = Task([ApiError("PUT /x", 409, "X", "no")], plans=[(server(), planned())])
    task.run(CHANGE)
    assert task.error.status == 409 and "plan" not in task.log


def test_a_refused_creation_leaves_no_note():
    step = Step("POST", "/servers", "x", {"name": "web"}, creates=True, suspends="POWERED_ON")
    task = Task([ApiError("POST /x", 401, "X", "no")])
    task.run(step, obj=None)
    assert task.error.status == 401 and task.notes.state({"name": "web"}) is None


# -- objects that the task has stopped

NO = ApiError("PUT /x", 400, "X", "no")


def test_a_server_that_was_stopped_is_started_after_a_failure():
    off = server("POWERED_OFF")
    task = Task([off, NO, server()], [off])
    result = task.run(STOP, CHANGE, START)
    assert task.log[-2:] == ["read", "PUT /servers/S/start"] and task.error is NO
    assert result.notes == ('server "web" was stopped for this change and has been started again.',)
    assert task.notes.state(server()) is None and not task.notes.is_unfinished(server())


def test_a_server_that_cannot_be_started_is_left_to_the_next_task():
    off = server("POWERED_OFF")
    task = Task([off, NO, NO], [off])
    result = task.run(STOP, CHANGE, START)
    (note,) = result.notes
    assert note.startswith('server "web" was stopped for this change and could not be started ')
    assert note.endswith(". The next task that manages it starts it.")
    assert task.notes.state(server()) == "POWERED_ON"


def test_a_server_that_runs_already_is_not_started():
    task = Task([server("POWERED_OFF"), NO], [server()])
    result = task.run(STOP, CHANGE, START)
    assert "PUT /servers/S/start" not in task.log and not result.notes and task.error is NO


def test_a_failure_before_the_stop_starts_nothing():
    task = Task([NO])
    assert not task.run(CHANGE, STOP, START).notes and task.log == ["PUT /servers/S"]
    assert task.error is NO


def test_a_refused_stop_of_a_server_that_runs_starts_nothing():
    task = Task([NO], [server()])
    assert not task.run(STOP, START).notes and task.error is NO
    assert task.log == ["PUT /servers/S/stop", "read"]


def test_a_failure_without_an_object_starts_nothing():
    task = Task([ApiError("POST /x", 401, "X", "no")])
    task.run(CREATION, START, obj=None)
    assert task.error.status == 401 and task.log == ["POST /servers"]


def test_a_failure_in_a_plan_that_stops_nothing_starts_nothing():
    task = Task([NO], [server("POWERED_OFF")])
    task.notes.note(server(), "POWERED_ON")
    assert not task.run(CHANGE).notes and task.error is NO
    assert task.log == ["PUT /servers/S"] and task.notes.state(server()) == "POWERED_ON"


def test_a_failure_after_the_start_starts_nothing():
    task = Task([server("POWERED_OFF"), server(), NO])
    result = task.run(STOP, START, CHANGE)
    assert not result.notes and task.log.count("PUT /servers/S/start") == 1


def test_a_new_server_that_was_started_is_marked_as_unfinished():
    creation = Step("POST", "/servers", "x", {"name": "web"}, creates=True, suspends="POWERED_ON")
    off = server("POWERED_OFF")
    task = Task([off, NO, server()], [off], [planned(CHANGE, START)])
    result = task.run(creation, CHANGE, START, obj=None)
    assert task.error is NO and result.notes and task.notes.is_unfinished(server())


def test_a_start_gets_time_although_that_of_the_task_has_passed(time):
    off = server("POWERED_OFF")
    starting = [server("POWERING_OFF")] * 3
    task = Task([off, NO, server()], [*starting, off], timeout=1)
    time.sleep(10)
    result = task.run(STOP, CHANGE, START)
    assert "has been started again" in result.notes[0]
    assert time.passed == 10 + 30  # three polls


def test_a_start_that_takes_too_long_is_left_to_the_next_task(time):
    task = Task([server("POWERED_OFF"), NO], [server("POWERING_OFF")], timeout=1)
    (note,) = task.run(STOP, CHANGE, START).notes
    assert "did not settle within wait_timeout" in note and time.passed == 300


def test_notes_of_earlier_tasks_end_with_a_successful_one():
    task = Task([server()])
    task.notes.note(server(), "POWERED_ON")
    task.run(CHANGE)
    assert task.notes.state(server()) is None
