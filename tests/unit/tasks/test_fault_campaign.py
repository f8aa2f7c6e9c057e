# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of ``make faults``, and tests of the campaign itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import errors
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.connection_errors import (
    connection_error,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import executor
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.recovery import Recovery
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.suspensions import Suspensions
from faults import faulty_api
from faults.campaign import (
    CRASH,
    DEFECTS,
    DIFFERENT,
    FAILS,
    MESSAGE,
    PASSED,
    WORLDS,
    Campaign,
    writing_operations,
)
from faults.faults import FAULTS, WRITE
from faults.memory_socket import CLOSED, RESET, Reply, answering, http, serve
from faults.report import Report

pytestmark = pytest.mark.exhaustive  # the references of all cells take seconds

BODY = b'{"id": "1", "name": "x"}'


@pytest.fixture(scope="module")
def default() -> Iterator[Campaign]:
    with Campaign() as campaign:
        yield campaign


def test_every_writing_operation_is_sent_by_a_task(default):
    assert [*default.targets] == writing_operations()
    assert [operation for operation, tasks in default.targets.items() if not tasks] == []


@pytest.mark.parametrize("world", WORLDS)
def test_a_sample_of_the_campaign(world):
    with Campaign(world) as campaign:
        verdicts = [*map(campaign.judge, campaign.sample(250, seed=12))]
    assert [str(each) for each in verdicts if each.outcome in DEFECTS] == []


def test_the_large_sample_has_each_operation_and_each_fault(default):
    cells = default.sample(250, seed=12)
    assert {each.operation for each in cells} == {*writing_operations()}
    assert {each.fault for each in cells} == {*FAULTS}


# -- the campaign finds defects


def judged(campaign: Campaign, operation: str, fault: str, times: str = "once", part: str = ""):
    """Return the verdict of a cell, the first one whose task contains a text."""
    cell = next(
        each
        for each in campaign.cells()
        if (each.operation, each.fault.name, each.site, each.times)
        == (operation, fault, WRITE, times)
        and part in str(each.scenario)
    )
    return campaign.judge(cell)


def test_a_second_object_is_found(default, monkeypatch):
    late = "slow, work after the lookups"
    assert judged(default, "create_public_ip", late).outcome == PASSED
    monkeypatch.setattr(errors.ResponseLostError, "may_follow", False)
    assert judged(default, "create_public_ip", late).outcome == FAILS


def test_a_server_that_stays_off_is_found(default, monkeypatch):
    cell = "assign_server_private_network", "redirect 301", "once", "change"
    assert judged(default, *cell).outcome == PASSED
    monkeypatch.setattr(Recovery, "resume", lambda _self, _steps, result: result)
    monkeypatch.setattr(Suspensions, "state", lambda _self, _obj: None)
    assert judged(default, *cell).outcome == DIFFERENT


def test_addresses_that_a_removed_server_leaves_are_found(monkeypatch):
    """The reference of the cell is run for the first time."""
    monkeypatch.setattr(
        faulty_api, "remove_server", lambda account, server, keep_ip: account.delete(server)
    )
    with Campaign() as campaign:
        cell = "add_server_hdds", "object disappears", "once", "create"
        assert judged(campaign, *cell).outcome == DIFFERENT


def test_a_message_without_a_remedy_is_found(default, monkeypatch):
    cell = "update_vpn", "503 before the work", "forever"
    assert judged(default, *cell).outcome == PASSED
    monkeypatch.setattr(errors.ApiError, "__str__", lambda error: f"{error.operation} failed.")
    assert judged(default, *cell).outcome == MESSAGE


def test_a_crash_is_found(default, monkeypatch):
    monkeypatch.setattr(executor, "RESENDS", None)
    verdict = judged(default, "create_vpn", "dropped before the work")
    assert verdict.outcome == CRASH and "TypeError" in verdict.message


def test_the_report_counts_cells(default):
    report = Report(cells=3)
    verdict = judged(default, "create_vpn", "broken JSON")
    report.add(verdict)
    report.add(type(verdict)(verdict.cell, FAILS, "text"))
    assert "| `create_vpn` |" in report.table() and "1 of 2" in report.table()
    assert "3 cells, of which 2 were run" in report.summary() and len(report.defects) == 1


# -- the socket in memory is like a real one

REPLIES = {
    "closed": Reply(),
    "reset": Reply(end=RESET),
    "closed in the head": Reply(b"HTTP/1.1 20"),
    "reset in the body": http(200, BODY[:9], length=99, end=RESET),
    **{
        fault.name: fault.strike(type("Incident", (), {"work": lambda _self: (200, BODY)})())
        for fault in FAULTS
        if fault.family in ("encoding", "5xx", "429", "body")
    },
}


def outcome(url: str) -> str:
    """Return the error that the client makes of a reply, or the answer."""
    try:
        response = requests.get(url, timeout=5, allow_redirects=False)
        return f"{response.status_code} {response.content!r}"
    except requests.RequestException as error:
        made = connection_error(error, "GET /x", "URL")
        return f"{type(error).__name__} {type(made).__name__} {made}"


@pytest.mark.parametrize("name", REPLIES)
def test_a_socket_in_memory_is_like_a_real_one(name):
    reply = REPLIES[name]
    with answering(lambda: reply, lambda _seconds: None):
        in_memory = outcome("http://127.0.0.1:1/x")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener, reply))
        thread.start()
        real = outcome(f"http://127.0.0.1:{listener.getsockname()[1]}/x")
        thread.join()
    assert in_memory == real and reply.end in (CLOSED, RESET)


def test_a_refused_connection_in_memory_is_like_a_real_one():
    refused = next(each for each in FAULTS if each.name == "connection refused").strike(None)
    with answering(lambda: refused, lambda _seconds: None):
        in_memory = outcome("http://127.0.0.1:1/x")
    assert in_memory == outcome("http://127.0.0.1:1/x")
