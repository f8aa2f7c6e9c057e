# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What steps send, what their answers show, and what counts as busy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    ResponseLostError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.step_runner import (
    ApplyResult,
    StepRunner,
    is_busy,
    is_pending,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Step
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.suspensions import Suspensions
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Placeholder
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_SNAPSHOT,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store

NETWORK = MappingProxyType(
    {"id": "N", "name": "net", "description": "", "servers": [], "state": "ACTIVE"}
)
CREATION = Step("POST", "/private_networks", "create it", {"name": "net"}, creates=True)
CHANGE = Step("PUT", "/private_networks/{id}", "change it", {"name": "new"})
REMOVAL = Step("DELETE", "/private_networks/{id}", "remove it", removes=True)


def busy(state: str = "DEPLOYING", **more: Any) -> ApiError:
    return ApiError("PUT /x", 403, "INVALID_STATE", "busy", {"state": state}, **more)


class Scripted:
    """A client and the poller of an object. Answers and errors come in order.

    :ivar sent: the requests: method, path, body and query.
    :ivar effects: the calls of the poller in order.
    """

    def __init__(self, *answers: Any) -> None:
        self.store = Store.in_memory()
        self.sent: list[tuple[Any, ...]] = []
        self.effects: list[str] = []
        self._answers = list(answers)

    def request(self, method: str, path: str, body: Any, query: Any) -> Any:
        self.sent.append((method, path, body, query))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, path: str) -> Any:
        return self.request("GET", path, None, None)

    def record_request(self) -> None:
        self.effects.append("request")

    def record_creation(self) -> None:
        self.effects.append("creation")

    def pause(self, obj: Mapping[str, Any], expected: str) -> None:
        self.effects.append(expected)


class Runner:
    """A step runner with scripted answers."""

    def __init__(self, *answers: Any, resource: Any = RESOURCES["/private_networks"]) -> None:
        self.script = Scripted(*answers)
        self.notes = Suspensions(self.script.store, resource.path)
        self.runner = StepRunner(resource, self.script, self.script, self.notes)

    def run(self, step: Step, obj: Mapping[str, Any] | None = NETWORK) -> ApplyResult:
        return self.runner.run(step, ApplyResult(obj, has_new_secrets=True))


@pytest.mark.parametrize(
    "error, expected",
    [
        (
            ApiError(
                "GET /",
                403,
                "INVALID_STATE",
                "Cannot delete while deploying",
                {"state": "DEPLOYING"},
            ),
            True,
        ),
        (ApiError("GET /", 403, "INVALID_STATE", "when VM is in state: CONFIGURING", None), True),
        (
            ApiError(
                "GET /", 403, "BLOCK_STORAGE_DETTACH", "The disk is currently being detached.", None
            ),
            True,
        ),
        (
            ApiError(
                "GET /", 403, "INVALID_STATE", "Cannot delete ip attached to load balancer", None
            ),
            False,
        ),
        (ApiError("GET /", 403, "INVALID_STATE", "has to be off", {"state": "POWERED_ON"}), False),
        (ApiError("GET /", 404, "X", "DEPLOYING", None), False),
    ],
)
def test_only_transitional_states_are_busy(error, expected):
    assert is_busy(error) is expected


@pytest.mark.parametrize(
    "message, errors, expected",
    [
        ("The server is currently busy", None, True),
        ("The server is busy", None, False),
        ("not while POWERING_ON", {"state": "POWERED_ON"}, False),
        ("not while POWERED_ON", {"state": "POWERING_ON"}, True),
        ("not while POWERING_ON", {"other": "POWERED_ON"}, True),
        ("not while deploying", None, False),
        ("The server is OFF", None, False),
        ("not while DEPLOYING", ["DEPLOYING"], True),
    ],
)
def test_the_details_of_a_refusal_count_more_than_its_words(message, errors, expected):
    assert is_busy(ApiError("GET /", 403, "INVALID_STATE", message, errors)) is expected


# -- requests and results


def test_a_change_is_sent_for_the_object_and_its_answer_is_the_result():
    shown = {**NETWORK, "name": "new"}
    runner = Runner(shown)
    result = runner.run(CHANGE)
    assert runner.script.sent == [("PUT", "/private_networks/N", {"name": "new"}, None)]
    assert result.object == shown and result.fresh and not result.has_new_secrets
    assert not (result.created or result.removed)
    assert result.operations == (
        {"method": "PUT", "path": "/private_networks/N", "reason": "change it"},
    )
    assert runner.script.effects == ["request"]


def test_placeholders_and_the_query_are_filled_in():
    step = Step("POST", "/a/{id}/b", "do it", {"x": Placeholder("name")}, {"keep": True})
    runner = Runner(None)
    runner.run(step)
    assert runner.script.sent == [("POST", "/a/N/b", {"x": "net"}, {"keep": True})]


@pytest.mark.parametrize("answer", [None, {}, {"id": "other", "name": "x"}, {"id": "N"}])
def test_an_answer_that_does_not_show_the_object_leaves_it_as_it_was(answer):
    result = Runner(answer).run(CHANGE)
    assert result.object == NETWORK and not result.fresh


def test_new_secrets_are_in_the_answers_of_the_steps_that_make_them():
    secret = Step("PUT", "/private_networks/N", "do it", returns_secrets=True)
    assert Runner(NETWORK).run(secret).has_new_secrets
    assert not Runner(NETWORK).run(Step("PUT", "/private_networks/N", "do it")).has_new_secrets
    assert Runner(NETWORK).run(CREATION, None).has_new_secrets


def test_the_answer_to_a_creation_shows_the_new_object():
    runner = Runner(NETWORK)
    result = runner.run(CREATION, None)
    assert result.object == NETWORK and result.created and result.fresh
    assert runner.script.effects == ["request", "creation"]
    assert [each["path"] for each in result.operations] == ["/private_networks"]


def test_a_new_object_that_an_answer_shows_in_part_has_to_be_read():
    partial = {"id": "N", "name": "net", "servers": 5}
    result = Runner(partial).run(CREATION, None)
    assert result.object["id"] == "N" and not result.fresh


def test_a_creation_that_answers_with_another_object_shows_the_new_one_inside():
    step = Step("POST", "/servers/S/x", "create it", creates=True, result_path="inner.0")
    result = Runner({"id": "S", "inner": [NETWORK]}).run(step, None)
    assert result.object == NETWORK and result.created and not result.fresh


@pytest.mark.parametrize("answer", [None, [], {"name": "net"}, {"id": "N"}])
def test_a_creation_whose_answer_shows_no_object_is_looked_for(answer):
    with pytest.raises(ResponseLostError) as caught:
        Runner(answer).run(CREATION, None)
    assert caught.value.operation == "POST /private_networks"
    assert caught.value.type == "ANSWER" and not caught.value.may_follow
    assert str(caught.value).startswith(
        "POST /private_networks was accepted, but its answer does not show the new "
        "private network: it "
    )


def test_a_removal_leaves_the_object_until_it_is_gone():
    result = Runner({**NETWORK, "state": "REMOVING"}).run(REMOVAL)
    assert result.removed and result.object == NETWORK
    assert not result.has_new_secrets and len(result.operations) == 1


def test_what_is_gone_already_counts_as_removed():
    gone = ApiError("DELETE /x", 404, "NOT_FOUND")
    assert Runner(gone).run(REMOVAL).removed
    for step in (CHANGE, CREATION):
        with pytest.raises(ApiError):
            Runner(gone).run(step)
    with pytest.raises(ApiError):
        Runner(ApiError("DELETE /x", 400, "X")).run(REMOVAL)


def test_a_busy_object_is_asked_again():
    runner = Runner(busy(), busy("CONFIGURING"), NETWORK)
    assert runner.run(CHANGE).object == NETWORK
    waits = "become ready to change it (INVALID_STATE: busy)"
    assert runner.script.effects == [waits, "request", waits, "request", "request"]
    assert len(runner.script.sent) == 3


@pytest.mark.parametrize("first, last", [(True, False), (False, True), (False, False)])
def test_a_repetition_is_remembered_while_the_object_is_busy(first, last):
    runner = Runner(busy(repeated=first), ApiError("PUT /x", 400, "NO", repeated=last))
    with pytest.raises(ApiError) as caught:
        runner.run(CHANGE)
    assert caught.value.status == 400 and caught.value.repeated is (first or last)


def test_a_rejected_name_of_a_member_is_replaced():
    storages = RESOURCES["/block_storages"]
    unknown = ApiError("POST /x", 400, "X", "unknown member server_id")
    shown = {"id": "B", "name": "data", "size": 20}
    runner = Runner(unknown, shown, resource=storages)
    body = {"name": "data", "server_id": "S"}
    runner.run(Step("POST", "/block_storages", "create it", body, creates=True), None)
    assert [each[2] for each in runner.script.sent] == [
        {"name": "data", "server_id": "S", "server": "S"},
        {"name": "data", "server": "S"},
    ]
    assert runner.script.effects == ["request", "request", "creation"]


# -- children


def server(snapshot: Any) -> dict[str, Any]:
    return {"id": "S", "name": "web", "status": {"state": "POWERED_ON"}, "snapshot": snapshot}


SNAPSHOT = {"id": "X", "creation_date": "2026-01-01T00:00:00+00:00", "deletion_date": None}
TAKE = Step("POST", "/servers/S/snapshots", "take it", {}, creates=True)


def test_the_answer_to_the_creation_of_a_child_shows_the_parent():
    result = Runner(server(SNAPSHOT), resource=SERVER_SNAPSHOT).run(TAKE, None)
    assert result.object["id"] == "X" and result.object["server"]["id"] == "S"
    assert result.created and result.fresh


def test_a_child_that_the_parent_does_not_show_yet_is_polled():
    runner = Runner(server(None), server(None), server(SNAPSHOT), resource=SERVER_SNAPSHOT)
    assert runner.run(TAKE, None).object["id"] == "X"
    assert [each[:2] for each in runner.script.sent] == [
        ("POST", "/servers/S/snapshots"),
        ("GET", "/servers/S"),
        ("GET", "/servers/S"),
    ]
    assert runner.script.effects == ["request", "appear", "appear", "creation"]


def test_a_child_that_existed_before_is_not_the_new_one():
    step = Step("POST", "/servers/S/snapshots", "take it", creates=True, known=frozenset({"X"}))
    new = {**SNAPSHOT, "id": "Y"}
    runner = Runner(server(SNAPSHOT), server(new), resource=SERVER_SNAPSHOT)
    assert runner.run(step, None).object["id"] == "Y"


# -- objects that are stopped for a change

STOP = Step("PUT", "/private_networks/{id}", "stop it", suspends="ON")
START = Step("PUT", "/private_networks/{id}", "start it", resumes=True)


def test_a_stop_is_noted_before_it_is_sent_and_until_the_start():
    runner = Runner(ApiError("PUT /x", 500), None, ApiError("PUT /x", 500), None)
    for step, noted in ((STOP, "ON"), (STOP, "ON"), (START, "ON"), (START, None)):
        try:
            runner.run(step)
        except ApiError as error:
            assert error.status == 500
        assert runner.notes.state(NETWORK) == noted


def test_other_steps_leave_the_note():
    runner = Runner(None)
    runner.notes.note(NETWORK, "ON")
    runner.run(CHANGE)
    assert runner.notes.state(NETWORK) == "ON"


def test_a_creation_is_noted_by_its_name_and_then_by_its_id():
    step = Step("POST", "/private_networks", "x", {"name": "net"}, creates=True, suspends="ON")
    runner = Runner(ApiError("POST /x", 500), NETWORK)
    with pytest.raises(ApiError):
        runner.run(step, None)
    assert runner.notes.state({"name": "net"}) == "ON"
    assert not runner.notes.state({"id": "N"})
    runner.run(step, None)
    assert not runner.notes.state({"name": "net"})
    assert runner.notes.state({"id": "N"}) == "ON"


# -- steps that are planned again


@pytest.mark.parametrize(
    "step, planned, expected",
    [
        (CHANGE, [], False),
        (CHANGE, [Step("PUT", "/private_networks/N", "", {"name": "new"})], True),
        (CHANGE, [Step("PUT", "/private_networks/N", "", {"name": "other"})], False),
        (CHANGE, [Step("PUT", "/private_networks/M", "", {"name": "new"})], False),
        (CHANGE, [Step("POST", "/private_networks/N", "", {"name": "new"})], False),
        (CHANGE, [REMOVAL, Step("PUT", "/private_networks/N", "", {"name": "new"})], True),
        (CREATION, [Step("POST", "/private_networks", "", {"name": "b"}, creates=True)], True),
        (CREATION, [Step("POST", "/private_networks", "", {"name": "b"})], False),
        (CHANGE, [CREATION], False),
    ],
)
def test_a_step_is_pending_while_a_new_plan_contains_it(step, planned, expected):
    assert is_pending(step, NETWORK, planned) is expected
