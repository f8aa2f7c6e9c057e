# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helpers for resources: the example of the README, and errors at the start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from simulated import SimulatedApi
from simulator import kinds, operations, permissions, resource
from simulator.contract import Operation
from simulator.errors import ApiError
from simulator.kinds import KINDS, SERVERS, Kind, Object
from simulator.resource import REMOVAL, Resource, ids_in_body, union
from simulator.work import CHANGE, Work

README = Path(kinds.__file__).with_name("README.md")
PATH = "/backup_plans"
#: The operations of the example, which the contract does not contain.
EXAMPLE = {
    ("get", PATH): "list_backup_plans",
    ("post", PATH): "create_backup_plan",
    ("get", f"{PATH}/{{}}"): "get_backup_plan",
    ("put", f"{PATH}/{{}}"): "update_backup_plan",
    ("delete", f"{PATH}/{{}}"): "delete_backup_plan",
    ("get", f"{PATH}/{{}}/servers"): "list_backup_plan_servers",
    ("post", f"{PATH}/{{}}/servers"): "attach_backup_plan_servers",
    ("get", f"{PATH}/{{}}/servers/{{}}"): "get_backup_plan_server",
    ("delete", f"{PATH}/{{}}/servers/{{}}"): "detach_backup_plan_server",
    ("get", f"{PATH}/{{}}/schedules"): "list_backup_plan_schedules",
    ("post", f"{PATH}/{{}}/schedules"): "add_backup_plan_schedules",
    ("get", f"{PATH}/{{}}/schedules/{{}}"): "get_backup_plan_schedule",
    ("delete", f"{PATH}/{{}}/schedules/{{}}"): "delete_backup_plan_schedule",
}


@pytest.fixture
def registries() -> Iterator[None]:
    """Let a test register operations and kinds, and remove them afterwards."""
    with (
        mock.patch.dict(operations.OPERATIONS),
        mock.patch.dict(operations.LISTS),
        mock.patch.dict(operations._IDS, EXAMPLE),
        mock.patch.dict(
            operations._PLACES, {identifier: place for place, identifier in EXAMPLE.items()}
        ),
        mock.patch.dict(KINDS),
        mock.patch.dict(resource.CLEANUPS),
    ):
        yield


@pytest.fixture
def api(registries: None) -> SimulatedApi:
    """Return an account with the example of the README."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    names = (Kind, Resource, SERVERS, CHANGE, REMOVAL, ids_in_body, union)
    words = ("Kind", "Resource", "SERVERS", "CHANGE", "REMOVAL", "ids_in_body", "union")
    exec(compile(code, README, "exec"), dict(zip(words, names)))
    return SimulatedApi(servers=2)


def call(api: SimulatedApi, identifier: str, *ids: str, **body):
    params = {str(number): value for number, value in enumerate(ids)}
    return operations.OPERATIONS[identifier](api.account, Operation(identifier, params, {}, body))


def finish(api: SimulatedApi) -> None:
    """Let all work end."""
    api.settle()
    api.account.advance()


def test_the_example_creates_reads_changes_and_removes(api):
    plan = call(api, "create_backup_plan", name="nightly")
    assert plan["state"] == "CONFIGURING" and plan["servers"] == [] and "_servers" not in plan
    with pytest.raises(ApiError, match="Operation not allowed when BackupPlan is in state"):
        call(api, "update_backup_plan", plan["id"], name="weekly")
    finish(api)
    assert call(api, "update_backup_plan", plan["id"], name="weekly")["name"] == "weekly"
    finish(api)
    assert call(api, "get_backup_plan", plan["id"])["state"] == "ACTIVE"
    assert call(api, "delete_backup_plan", plan["id"])["state"] == "REMOVING"
    finish(api)
    with pytest.raises(ApiError, match="Backup plan not found"):
        call(api, "get_backup_plan", plan["id"])


def test_the_example_has_two_lists(api):
    plan = call(api, "create_backup_plan", name="nightly")["id"]
    finish(api)
    first, second = (server["id"] for server in api.account.objects(SERVERS))
    call(api, "attach_backup_plan_servers", plan, servers=[first])
    finish(api)
    answer = call(api, "attach_backup_plan_servers", plan, servers=[second, first])
    assert [server["id"] for server in answer["servers"]] == [first, second]
    finish(api)
    call(api, "detach_backup_plan_server", plan, first)
    (server,) = call(api, "list_backup_plan_servers", plan)
    assert server == call(api, "get_backup_plan_server", plan, second)
    finish(api)
    with pytest.raises(ApiError, match="Server not found"):
        call(api, "detach_backup_plan_server", plan, first)
    with pytest.raises(ApiError, match=re.escape("Wrong value Field(s) servers")):
        call(api, "attach_backup_plan_servers", plan, servers=["X"])
    with pytest.raises(ApiError, match=re.escape("Required field(s) schedules missing")):
        call(api, "add_backup_plan_schedules", plan, schedules=[])
    added = call(api, "add_backup_plan_schedules", plan, schedules=[{"hour": 3}])
    (schedule,) = added["schedules"]
    assert call(api, "get_backup_plan_schedule", plan, schedule["id"])["hour"] == 3
    assert call(api, "delete_backup_plan_schedule", plan, schedule["id"])["schedules"] == []


# -- mistakes


@pytest.mark.usefixtures("registries")
def test_a_path_that_the_contract_does_not_contain_is_an_error_at_the_start():
    with pytest.raises(ValueError, match="The contract has no operation get /clouds"):
        Resource(Kind("clouds", "cloud", ("", ""))).crud()


@pytest.mark.usefixtures("registries")
def test_a_second_function_for_an_operation_is_an_error_at_the_start():
    with pytest.raises(ValueError, match="list_servers is registered twice"):
        Resource(SERVERS).crud()


@pytest.mark.usefixtures("registries")
def test_a_write_that_cannot_be_logged_is_an_error_at_the_start():
    def create_backup_plan(_account, _operation):
        """Do nothing: the kind is not known."""

    with pytest.raises(ValueError, match="backup_plans, which is not in kinds.py"):
        operations.operation(create_backup_plan)


def test_work_has_a_known_duration_and_a_registered_effect():
    with pytest.raises(ValueError, match="There is no duration 'eternity'"):
        Work("CONFIGURING", "eternity")
    with pytest.raises(ValueError, match="finish is not registered as an effect"):
        Work("CONFIGURING", "change", finish)


def test_permissions_name_operations_and_switches_that_exist():
    permissions.check_tables()
    wrong = mock.patch.dict(permissions.NEEDED, {"create_cloud": "servers.create"})
    with wrong, pytest.raises(ValueError, match="create_cloud, which does not exist"):
        permissions.check_tables()


def test_an_internal_member_without_a_description_cannot_be_stored(simulator):
    with pytest.raises(KeyError, match="_typo is not an internal member of servers"):
        simulator.account.save(Object(SERVERS, {"id": "X", "_typo": 1}))
