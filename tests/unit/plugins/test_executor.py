# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a plan is carried out: waits between steps and at the end."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.answers import AnswerError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.object_waiter import (
    ResourceFailedError,
    ResourceGoneError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.step_runner import ApplyResult
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import WaitTimeoutError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_SNAPSHOT,
)
from executions import CHANGE, CREATION, OTHER, SERVER, Task, planned, server
from simulated import SteadyTime

SNAPSHOT = {"id": "X", "name": None, "server": {"id": "S", "name": "web"}}

pytestmark = pytest.mark.usefixtures("time")


@pytest.fixture
def time_class():
    return SteadyTime


# -- steps


def test_the_object_is_ready_before_the_next_step():
    task = Task([server("DEPLOYING"), server()], [server("DEPLOYING"), server()])
    result = task.run(CHANGE, OTHER)
    assert task.log == ["PUT /servers/S", "read", "read", "PUT /servers/S/other"]
    assert task.related == ["/servers"] and task.error is None
    assert [each["path"] for each in result.operations] == ["/servers/S", "/servers/S/other"]


def test_an_answer_that_shows_the_object_ready_is_enough():
    task = Task([server()])
    task.run(CHANGE, OTHER)
    assert task.log == ["PUT /servers/S", "PUT /servers/S/other"] and not task.related


def test_an_answer_without_the_object_is_followed_by_a_read():
    task = Task([None], [server()])
    task.run(CHANGE, OTHER)
    assert task.log == ["PUT /servers/S", "read", "PUT /servers/S/other"]


def test_the_steps_after_a_creation_are_planned_with_the_ids_that_it_made_known():
    task = Task([server()], plans=[planned(OTHER)])
    result = task.run(CREATION, CHANGE, obj=None)
    assert task.log == ["POST /servers", "plan the rest", "PUT /servers/S/other"]
    assert result.created and result.object["id"] == "S"


def test_a_single_creation_is_not_planned_again():
    task = Task([server()])
    assert task.run(CREATION, obj=None).created and task.log == ["POST /servers"]


def test_an_object_that_fails_between_two_steps_ends_the_task():
    task = Task([None], [server("ERROR")])
    task.run(CHANGE, OTHER)
    assert isinstance(task.error, ResourceFailedError) and task.log == ["PUT /servers/S", "read"]


def test_results_appear_after_each_step_and_each_wait():
    task = Task([None], [server(name="new")])
    found = list(task.executor.run(planned(CHANGE, OTHER), ApplyResult(server())))
    assert [(len(each.operations), each.object["name"]) for each in found] == [
        (1, "web"),
        (1, "new"),
        (2, "new"),
    ]


# -- the end of a task


def finished(task: Task, **result: Any) -> ApplyResult:
    known = {"object": server(), "operations": ({"path": "x"},), **result}
    return task.executor.finish(ApplyResult(**known))


def test_the_object_shows_all_changes_in_the_end():
    task = Task(shown=[server(name="new")])
    task.finished = [False, True]
    result = finished(task)
    assert task.log == ["read"] and result.object["name"] == "new" and not result.warnings


def test_an_object_that_shows_all_changes_is_not_read_again():
    task = Task()
    assert finished(task).object == server() and not task.log


def test_an_answer_that_does_not_show_the_object_is_followed_by_a_read_in_the_end():
    task = Task(shown=[server(name="new")])
    assert finished(task, fresh=False).object["name"] == "new" and task.log == ["read"]


@pytest.mark.parametrize("reads, warned", [(3, False), (4, True)])
def test_changes_that_do_not_show_cause_a_warning_after_three_reads(time, reads, warned):
    task = Task(shown=[server()])
    task.finished = [False] * reads + [True]
    result = finished(task, warnings=("one",))
    assert len(task.log) == 3 and result.object == server() and time.passed == 30
    warning = 'The API accepted every change of server "web", but does not show all of them yet.'
    assert result.warnings == ("one", *([warning] if warned else []))


def test_nothing_is_read_without_steps_or_without_waiting():
    assert not finished(Task(), operations=(), fresh=False).warnings
    task = Task(wait=False)
    assert finished(task, fresh=False).object == server() and not task.log
    assert finished(task, removed=True).object is None and not task.log


def test_a_removal_ends_when_the_object_is_gone():
    task = Task(shown=[server("REMOVING"), server("REMOVING"), ApiError("GET /x", 404, "X")])
    assert finished(task, removed=True).object is None
    assert task.log == ["read"] * 3 and task.removed == ["S"] and task.related == ["/servers"]


def test_a_removal_that_takes_too_long_leaves_the_decision_to_the_next_task():
    task = Task(shown=[server("REMOVING")], timeout=15)
    task.removed.append("S")
    with pytest.raises(WaitTimeoutError, match='server "web" .id S, last state REMOVING. did not'):
        finished(task, removed=True)
    assert not task.removed and not task.related


# -- reads


def test_a_read_is_never_older_than_the_last_request(time):
    task = Task(shown=[server()])
    for seconds in (5, 7, 9):
        time.sleep(seconds)
        if seconds == 7:
            task.objects.record_request()
            time.sleep(1)
        task.objects.read(server())
    assert task.since == [1000, 1012, 1013]


def test_polls_have_the_interval_of_the_task(time):
    task = Task(shown=[*[server("DEPLOYING")] * 3, server()])
    task.objects.settle(server())
    assert time.passed == 30 and len(task.log) == 4


@pytest.mark.parametrize(
    "shown, wait, words",
    [
        (
            server("DEPLOYING"),
            lambda task, obj: task.objects.settle(obj),
            "DEPLOYING. did not settle",
        ),
        (
            server(),
            lambda task, obj: task.objects.await_removal(obj),
            "ON. did not disappear within",
        ),
        (server(), lambda task, obj: finished(task), "ON. did not show all changes within"),
        (server(), lambda task, obj: task.objects.pause({}, "appear"), "The server did not appear"),
        (server(), lambda task, obj: task.objects.pause(None, "appear"), "The server did not app"),
    ],
)
def test_the_message_tells_what_the_task_has_waited_for(shown, wait, words):
    task = Task(shown=[shown], timeout=0)
    task.finished = False
    task.removed.append("S")
    with pytest.raises(WaitTimeoutError, match=words):
        wait(task, shown)


def test_a_child_that_is_gone_is_not_recorded():
    task = Task(shown=[server(snapshot=None)], resource=SERVER_SNAPSHOT)
    with pytest.raises(ResourceGoneError):
        task.objects.read(SNAPSHOT)
    assert not task.removed


@pytest.mark.parametrize(
    "resource, answer, problem",
    [
        (SERVER, {"id": "S", "name": "web"}, "it has no status.state"),
        (SERVER, {"id": "T", "name": "web"}, "it shows the object T"),
        (SERVER, [], r"it is \[\], and not an object"),
        (SERVER_SNAPSHOT, {"id": "S", "name": "web"}, "it has no snapshot"),
    ],
)
def test_an_object_that_an_answer_does_not_show_properly_is_not_taken_for_removed(
    resource, answer, problem
):
    task = Task(shown=[answer], resource=resource)
    with pytest.raises(AnswerError, match=f"^The answer to GET /servers/S .* used: {problem}"):
        task.objects.read(server() if resource is SERVER else SNAPSHOT)
    with pytest.raises(AnswerError):
        task.objects.await_removal(server() if resource is SERVER else SNAPSHOT)
    assert not task.removed


def test_secrets_are_new_only_in_the_answer_that_made_them():
    assert not ApplyResult(None).has_new_secrets
    assert not ApplyResult(None, has_new_secrets=True).with_object(server()).has_new_secrets


def test_a_new_object_may_be_missing_for_a_while(time):
    task = Task(shown=[ApiError("GET /x", 404, "X")])
    with pytest.raises(ResourceGoneError, match='server "web" .id S. was removed while this task'):
        task.objects.read(server())
    task.objects.record_creation()
    assert task.objects.read(server(name="as it was"))["name"] == "as it was"
    time.sleep(task.waiter.lag_limit)
    with pytest.raises(ResourceGoneError):
        task.objects.read(server())


def test_other_errors_of_a_read_are_passed_on():
    task = Task(shown=[ApiError("GET /x", 500, "X")])
    task.objects.record_creation()
    with pytest.raises(ApiError):
        task.objects.read(server())


def test_a_new_server_is_polled_until_it_shows_its_address(time):
    now = "2026-01-01T00:00:00+00:00"
    bare = server(ips=[], creation_date=now)
    time.began = 1767225600.0
    task = Task([bare, server()], [bare, server()], [planned(OTHER)])
    task.run(CREATION, OTHER, obj=None)
    assert task.log == ["POST /servers", "read", "read", "plan the rest", "PUT /servers/S/other"]


def test_a_new_server_without_an_address_is_accepted_after_a_while(time):
    bare = server(ips=[], creation_date="2026-01-01T00:00:00+00:00")
    time.began = 1767225600.0
    task = Task([bare], [bare], [planned(OTHER)])
    task.run(CREATION, OTHER, obj=None)
    assert 12 <= task.log.count("read") <= 13 and task.error is None


def test_an_object_that_has_failed_names_its_state():
    with pytest.raises(
        ResourceFailedError, match='^server "web" .id S. is in state ERROR. Read the log'
    ):
        Task().objects.settle(server("ERROR"), fresh=True)
