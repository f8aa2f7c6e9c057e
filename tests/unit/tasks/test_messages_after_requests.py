# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors and warnings that follow from the answers of the API, and that no other test provokes."""

from __future__ import annotations

import errno
import os

import pytest
import simulated
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.task_planner import (
    TaskPlanner,
)
from in_process import Tasks
from plays import LEAST, SERVER
from simulated import SimulatedApi

GONE = (404, {"type": "NOT_FOUND", "message": "gone", "errors": None})
REFUSED = (400, {"type": "X", "message": "No.", "errors": None})


def answering(status, answer):
    """Return a rule that gives this answer."""

    def replace(exchange):
        exchange.status, exchange.answer = status, answer

    return replace


def test_a_connection_without_certificates_is_warned_about(tasks, monkeypatch):
    url = "https://127.0.0.1:1/v1"
    monkeypatch.setattr(simulated, "URL", url)
    (warning,) = tasks.ok("server_info", api_url=url, validate_certs=False)["warnings"]
    assert warning.startswith("validate_certs is false, so another host can pretend")


def test_a_vpn_that_disappears_has_no_configuration(tasks, proxy, tmp_path):
    tasks.ok("vpn", name="office")

    def change(exchange):
        exchange.answer = [{**obj, "state": "CONFIGURING"} for obj in exchange.answer]

    proxy.intercept("GET", "/vpns", after=change)
    proxy.intercept("GET", "/vpns/[0-9A-F]{32}", before=answering(*GONE))
    message = tasks.error("vpn_configuration", name="office", dest=str(tmp_path / "office.zip"))
    assert message.startswith('VPN "office" has been removed.')


def test_a_server_that_fails_is_reported(tasks, proxy):
    def fail(exchange):
        exchange.answer = {**exchange.answer, "status": {"state": "FAILED", "percent": None}}

    proxy.intercept("GET", "/servers/[0-9A-F]{32}", after=fail)
    message = tasks.error("server", name="web", **SERVER)
    assert "is in state FAILED. Read the log of the Cloud Panel." in message


def test_a_change_that_the_api_does_not_show_is_warned_about(tasks, proxy):
    tasks.ok("private_network", name="net", description="old")

    def show_old(exchange):
        shown = exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]
        for obj in shown:
            obj["description"] = "old"

    proxy.intercept("*", "/private_networks.*", after=show_old)
    result = tasks.ok("private_network", name="net", description="new")
    assert result["changed"]
    assert any("but does not show all of them yet" in each for each in result["warnings"])


def test_a_server_that_stays_off_is_reported_and_started_by_the_next_task(tasks, proxy, simulator):
    tasks.ok("private_network", name="net")
    tasks.ok("server", name="web", **SERVER)
    join = {"name": "web", "private_networks": ["net"], "allow_stop": True}

    def refuse_start(exchange):
        if exchange.body["action"] == "POWER_ON":
            answering(*REFUSED)(exchange)

    proxy.intercept("POST", "/servers/.*/private_networks", before=answering(*REFUSED))
    proxy.intercept("PUT", "/servers/.*/status/action", before=refuse_start)
    message = tasks.error("server", **join)
    assert "was stopped for this change and could not be started again:" in message
    assert message.endswith("The next task that manages it starts it.")
    proxy.clear_rules()
    tasks.ok("server", name="web")
    assert simulator.api("GET", "/servers")[0]["status"]["state"] == "POWERED_ON"


@pytest.mark.parametrize(
    "fails_at, words", [(1, "but it cannot be written: "), (2, "could not be written: ")]
)
def test_a_secret_on_a_full_disk(tasks, simulator, tmp_path, monkeypatch, fails_at, words):
    """The room for a secret is checked before the first write."""
    flushed, flush = [], os.fsync

    def fsync(handle):
        flushed.append(handle)
        if len(flushed) >= fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    failed = tasks("ssh_key", name="made", private_key_file=str(tmp_path / "id"))
    assert failed["failed"] and words in failed["msg"] and "No space left" in failed["msg"]
    assert bool(simulator.accepted()) == (fails_at == 2)


def test_a_timeout_says_how_long_the_budget_was_used_up(tmp_path):
    with SimulatedApi(rate_limit=3, linger=0).connected() as simulator:
        tasks = Tasks(simulator.url, tmp_path)
        message = tasks.error("server", name="web", **SERVER, wait_timeout=100, wait_interval=1)
    assert "the task waited for the request budget of the account." in message


def test_an_exception_is_one_sentence_with_the_traceback_beside_it(tasks, monkeypatch):
    def fail(_self):
        raise RuntimeError("boom")

    monkeypatch.setattr(TaskPlanner, "find", fail)
    failed = tasks("private_network", **LEAST["private_network"])
    assert failed["msg"].startswith("Unexpected RuntimeError: boom. This is a defect of ionos")
    assert "RuntimeError: boom" in failed["traceback"]


def test_a_creation_whose_object_never_appears_is_reported(tasks, proxy):
    proxy.intercept("POST", "/private_networks", before=answering(202, {}))
    message = tasks.error("private_network", **LEAST["private_network"])
    assert "POST /private_networks was accepted, but its answer does not show the new" in message


@pytest.mark.parametrize(
    ("module", "name", "member"),
    [("server_snapshot", "small", "snapshot"), ("server_ip", "model", "ips")],
)
def test_parts_that_no_answer_shows_are_unknown(tasks, simulator, module, name, member):
    tasks.ok("server", name=name, appliance="debian12-64min", fixed_instance_size="M")
    options = {"server": name, **({"number": 1} if module == "server_ip" else {})}
    tasks.ok(module, **options)
    simulator.clear()

    def without(exchange):
        shown = exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]
        for server in shown:
            server.pop(member)

    simulator.intercept("GET", "/servers(/[0-9A-F]{32})?", after=without)
    for state in ("present", "absent"):
        for check in (True, False):
            message = tasks.error(module, check, state=state, **options)
            assert f"cannot be used: it has no {member}" in message
    assert simulator.writes() == []


def test_an_object_that_no_task_can_create_is_missing(tasks, proxy, simulator):
    proxy.intercept("GET", "/shared_storages/access", after=answering(200, []))
    for check in (True, False):
        message = tasks.error(
            "shared_storage_access", check, datacenter="DE", password="Correct-Horse-7"
        )
        assert message.endswith("has the datacenter 'DE', and a task cannot create one.")
    assert simulator.writes() == []
