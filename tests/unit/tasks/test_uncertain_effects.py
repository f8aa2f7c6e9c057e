# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of which a task cannot know whether, or when, the API carries them out.

``make faults`` found these cases.
"""

from __future__ import annotations

import pytest
from fuzz.scenarios import KEY
from plays import SERVER, least

CREATIONS = least("image")
PATHS = {
    "block_storage": "/block_storages",
    "firewall_policy": "/firewall_policies",
    "private_network": "/private_networks",
    "public_ip": "/public_ips",
    "server": "/servers",
    "ssh_key": "/ssh_keys",
}
STOPPED = {"type": "X", "message": "No.", "errors": None}


def answered(status: int, answer):
    def replace(exchange):
        exchange.status, exchange.answer = status, answer

    return replace


@pytest.mark.parametrize("module", PATHS)
def test_a_creation_that_timed_out_is_not_sent_again(tasks, proxy, simulator, module):
    """The API carries it out after the task has ended."""
    held = []

    def too_slow(exchange):
        held.append(exchange.body)
        exchange.status, exchange.delay = 201, 31

    proxy.intercept("POST", PATHS[module], before=too_slow, times=1)
    message = tasks.error(module, **CREATIONS[module])
    assert f"POST {PATHS[module]} was not answered in time" in message
    assert "run the task again" in message and len(held) == 1
    simulator.api("POST", PATHS[module], held[0])
    number = len(simulator.api("GET", PATHS[module]))
    assert not tasks.ok(module, **CREATIONS[module])["changed"]
    assert len(simulator.api("GET", PATHS[module])) == number


def test_a_gateway_timeout_is_not_sent_again(tasks, proxy):
    proxy.intercept("POST", "/ssh_keys", before=answered(504, None))
    message = tasks.error("ssh_key", name="x", public_key=KEY)
    assert "The API may still carry it out" in message and len(proxy.sent("POST")) == 1


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_detachment_that_a_repeated_request_has_made(tasks, proxy, state):
    """The first DELETE detaches the storage, and the API rejects the second one."""
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("block_storage", name="x", size=20, server="web")
    proxy.intercept("DELETE", ".*/server", answered(502, None), times=1)
    options = {"name": "x", "server": ""} if state == "present" else {"name": "x"}
    assert tasks.ok("block_storage", state=state, **options)["changed"]
    assert not tasks.ok("block_storage", state=state, **options)["changed"]


def test_a_creation_that_failed_halfway_may_stop_its_server(tasks, proxy, simulator):
    """The server was started after the error. The next task needs no allow_stop."""
    tasks.ok("private_network", name="net")
    options = {"name": "x", **SERVER, "private_networks": ["net"]}
    proxy.intercept("POST", ".*/private_networks", before=answered(400, STOPPED), times=1)
    message = tasks.error("server", **options)
    assert "has been started again" in message
    assert tasks.ok("server", **options)["server"]["private_networks"]
    (server,) = simulator.api("GET", "/servers")
    assert server["status"]["state"] == "POWERED_ON"
    tasks.ok("private_network", name="other")
    assert "allow_stop" in tasks.error("server", name="x", private_networks=["other"])


def test_a_new_object_that_a_late_list_lacks_and_that_cannot_be_read(tasks, proxy):
    tasks.ok("ssh_key", name="x", public_key=KEY)
    proxy.intercept("GET", "/ssh_keys", answered(200, []))
    proxy.intercept("GET", "/ssh_keys/.*", answered(200, []))
    message = tasks.error("ssh_key", name="x", public_key=KEY)
    assert "is not an object with an id" in message


@pytest.mark.parametrize(
    "status, answer, remedy",
    [
        (503, None, "Run the task again later."),
        (404, {"type": "SERVER_NOT_FOUND", "message": "no"}, "run the task again."),
        (403, None, "Check api_url and the proxy settings of this machine."),
    ],
)
def test_errors_of_the_api_name_a_remedy(tasks, proxy, status, answer, remedy):
    proxy.intercept("PUT", "/ssh_keys/.*", before=answered(status, answer))
    tasks.ok("ssh_key", name="x", public_key=KEY)
    message = tasks.error("ssh_key", name="x", description="new")
    assert message.startswith("PUT /ssh_keys/") and message.endswith(remedy)
