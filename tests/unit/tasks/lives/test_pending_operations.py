# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks about an object on which an operation is running: check mode predicts what a run does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from in_process import Tasks
from lives import Case
from plays import SERVER, shape
from simulated import SimulatedApi

from . import test_account, test_storage, test_web


def steps() -> Iterator[Any]:
    """Yield each life with each of its changes. All but the first change are exhaustive."""
    for case in (*test_account.CASES, *test_storage.CASES, *test_web.CASES):
        for number, options in enumerate([case.create, *case.changes, {"state": "absent"}]):
            marks = () if number == 1 else pytest.mark.exhaustive
            yield pytest.param(case, options, id=f"{case}-{number}", marks=marks)


def results(folder: Path, case: Case, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of check mode and of a run, each right after the object was created."""
    found = []
    for number, check in enumerate((True, False)):
        with SimulatedApi().connected() as simulator:
            tasks = Tasks(simulator.url, folder / str(number))
            assert tasks.play(case.before).code == 0
            tasks.ok(case.module, **case.identity, **case.create, wait=False)
            simulator.clear()
            found.append(tasks(case.module, check, **case.identity, **options))
            if check:
                assert simulator.accepted() == []
    return found


@pytest.mark.parametrize(("case", "options"), [*steps()])
def test_check_mode_predicts_the_run(tmp_path, case: Case, options: dict[str, Any]):
    check, run = results(tmp_path, case, options)
    assert check.get("msg") == run.get("msg")
    assert shape(check.get("operations", [])) == shape(run.get("operations", []))
    assert check.get("diff") == run.get("diff")


def test_check_mode_of_a_stack_predicts_a_removal(tmp_path):
    storages, found = {"block_storages": [{"name": "own"}]}, []
    for check in (True, False):
        with SimulatedApi().connected() as simulator:
            tasks = Tasks(simulator.url, tmp_path / str(check))
            tasks.ok("server", name="web", **SERVER)
            tasks.ok("block_storage", name="own", size=20, server="web", wait=False)
            found.append(shape(tasks.ok("stack", check, **storages, state="absent")["operations"]))
    assert found[0] == found[1] == ["DELETE /block_storages/*/server", "DELETE /block_storages/*"]


def test_check_mode_waits_for_a_state_in_which_the_change_is_possible(tasks, simulator):
    tasks.ok("server", name="web", **SERVER, wait=False)
    simulator.clear()
    result = tasks.ok("server", True, name="web", fixed_instance_size="L", allow_stop=True)
    assert [each["path"].rpartition("/")[2] for each in result["operations"]] == ["hardware"]
    assert {each["method"] for each in simulator.requests()} == {"GET"}


def test_check_mode_waits_no_longer_than_a_run(tasks):
    tasks.ok("server", name="web", **SERVER, wait=False)
    for check in (True, False):
        message = tasks.error("server", check, name="web", description="new", wait_timeout=1)
        assert "last state DEPLOYING) did not settle within wait_timeout (1 s)" in message


def test_an_object_that_the_pending_operation_removes_is_created_again(tasks, proxy):
    tasks.ok("private_network", name="net", wait=False)

    def gone(exchange):
        exchange.status, exchange.answer = 404, {"type": "NOT_FOUND", "message": "gone"}

    proxy.intercept("GET", "/private_networks/[0-9A-F]{32}", before=gone)
    result = tasks.ok("private_network", True, name="net")
    assert shape(result["operations"]) == ["POST /private_networks"]


def test_an_info_module_and_a_download_wait_in_check_mode(tasks, tmp_path):
    tasks.ok("server", name="web", **SERVER, wait=False)
    (server,) = tasks.ok("server_info", True, name=["web"], wait=True)["servers"]
    assert server["status"]["state"] == "POWERED_ON"
    tasks.ok("vpn", name="office", wait=False)
    result = tasks.ok("vpn_configuration", True, name="office", dest=str(tmp_path / "office.zip"))
    assert result["vpn_configuration"]["checksum"]


def test_an_info_module_does_not_wait_for_planned_objects(tasks, simulator):
    tasks.ok("server", name="web", **SERVER, wait=False)
    run = tasks.in_run()
    run.ok("server", True, name="web", state="absent", wait=False)
    run.ok("server", True, name="new", **SERVER)
    (server,) = run.ok("server_info", True, wait=True)["servers"]
    assert server["name"] == "new"
    assert simulator.time.passed < 5


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("pending", [True, False])
def test_a_removed_object_stays_away_in_an_object_with_an_id(tasks, simulator, pending, listed):
    storage = tasks.ok("shared_storage", name="data", size=50)["shared_storage"]
    for name in ("s1", "s2"):
        tasks.ok("server", name=name, **SERVER)
    members = [{"server": name} for name in ("s1", "s2")]
    tasks.ok("shared_storage", id=storage["id"], servers=members, wait=not pending)
    run = tasks.in_run()
    if listed:
        simulator.time.sleep(0 if pending else 300)
        run.ok("shared_storage_info", True)
    run.ok("server", True, name="s1", state="absent")
    left = run.ok("shared_storage", True, id=storage["id"], servers=members[1:])
    assert left["operations"] == []


# -- stacks

SHOP = {
    "private_networks": [{"name": "shop-net"}],
    "servers": [
        {
            "name": "shop-web",
            "fixed_instance_size": "L",
            "allow_stop": True,
            "private_networks": ["shop-net"],
        }
    ],
}


def test_a_stack_in_check_mode_predicts_the_run(tasks, simulator):
    tasks.ok("server", name="shop-web", **SERVER, power_on=False, wait=False)
    simulator.clear()
    check = tasks.ok("stack", True, **SHOP)
    assert {each["method"] for each in simulator.requests()} == {"GET"}
    run = tasks.ok("stack", **SHOP, approved=check["plan_id"])
    assert shape(check["operations"]) == shape(run["operations"])
    assert check["diff"] == run["diff"]


def test_a_stack_waits_for_all_pending_operations_at_once(tasks, simulator):
    names = [f"shop-{number}" for number in range(1, 11)]
    for name in names:
        tasks.ok("server", name=name, **SERVER, wait=False)
    began = simulator.time.passed
    tasks.ok("server_info", name=names, wait=True)
    alone = simulator.time.passed - began
    for name in names:
        tasks.ok("server", name=f"other-{name}", **SERVER, wait=False)
    simulator.clear()
    began = simulator.time.passed
    servers = [{"name": "other-shop-{n}", "count": 10, "description": "new"}]
    tasks.ok("stack", True, servers=servers)
    assert simulator.time.passed - began < 1.3 * alone
