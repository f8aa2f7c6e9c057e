# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server is started again only if a task has left it off, and only once."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.suspensions import Suspensions
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from wrong_clock import WrongClock

SERVER = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}
JOIN = {"name": "web", "private_networks": ["net"], "allow_stop": True}


def refusing(exchange):
    exchange.status, exchange.answer = 400, {"type": "X", "message": "No.", "errors": None}


def state(simulator) -> str:
    return simulator.api("GET", "/servers")[0]["status"]["state"]


@pytest.fixture
def killed(tasks, simulator):
    """Tasks, of which one has been killed after it had stopped the server."""
    tasks.ok("server", **SERVER, power_on=False)
    leave_off(tasks, simulator)
    return tasks


def leave_off(tasks, simulator) -> None:
    """Note what a task notes before it stops the server."""
    store = Store(
        "demo",
        tasks.environment["CLOUDPANEL_API_URL"],
        Path(tasks.environment["CLOUDPANEL_CACHE_DIR"]),
    )
    Suspensions(store, "/servers").note(simulator.api("GET", "/servers")[0], "POWERED_ON")


def test_the_next_task_starts_a_server_that_a_killed_task_has_left(killed, simulator):
    assert killed.ok("server", name="web")["changed"] and state(simulator) == "POWERED_ON"
    assert not killed.ok("server", name="web")["changed"]


def test_a_task_that_asks_for_a_state_ends_it(killed, simulator):
    assert not killed.ok("server", name="web", state="stopped")["changed"]
    assert not killed.ok("server", name="web")["changed"] and state(simulator) == "POWERED_OFF"


def test_a_server_that_a_task_started_can_be_stopped_again(killed, simulator):
    killed.ok("server", name="web", state="running")
    killed.ok("server", name="web", state="stopped")
    assert not killed.ok("server", name="web")["changed"] and state(simulator) == "POWERED_OFF"


@pytest.mark.parametrize("error", [-3600, 3600])
def test_a_wrong_clock_does_not_hide_it(tasks, simulator, error):
    """The task was killed while the clock of the machine was wrong."""
    tasks.ok("server", **SERVER, power_on=False)
    with clock.replaced(WrongClock(simulator.time, error)):
        leave_off(tasks, simulator)
    assert tasks.ok("server", name="web")["changed"] and state(simulator) == "POWERED_ON"


def test_check_mode_does_not_end_it(killed):
    killed.ok("server", True, name="web", state="stopped")
    assert killed.ok("server", name="web")["changed"]


def test_a_creation_that_was_refused_leaves_nothing(tasks, proxy, simulator):
    tasks.ok("private_network", name="net")
    proxy.intercept("POST", "/servers", before=refusing, times=1)
    tasks.error("server", **SERVER, private_networks=["net"])
    tasks.ok("server", **SERVER, power_on=False)
    assert not tasks.ok("server", name="web")["changed"] and state(simulator) == "POWERED_OFF"


def test_a_stop_that_was_refused_needs_no_start(tasks, proxy, simulator):
    tasks.ok("private_network", name="net")
    tasks.ok("server", **SERVER)
    proxy.intercept("PUT", "/servers/.*/status/action", before=refusing, times=1)
    assert "again" not in tasks.error("server", **JOIN)
    assert (
        not proxy.sent("PUT", "/servers/.*/status/action")[1:] and state(simulator) == "POWERED_ON"
    )


def test_a_server_that_another_client_started_can_be_stopped_again(killed, simulator):
    server = simulator.api("GET", "/servers")[0]
    for action, shown in (("POWER_ON", "POWERED_ON"), ("POWER_OFF", "POWERED_OFF")):
        simulator.settle()
        simulator.api(
            "PUT",
            f"/servers/{server['id']}/status/action",
            {"action": action, "method": "SOFTWARE"},
        )
        killed.ok("server_info", name=["web"], wait=True)
        assert state(simulator) == shown
        assert not killed.ok("server", name="web")["changed"]
