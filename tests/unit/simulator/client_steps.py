# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of clients in the tests of the simulator: create servers, wait, repeat a request."""

from __future__ import annotations

import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from simulated import SimulatedApi


def wait_until(check):
    """Return the first true result of a check, within two hours of simulated time."""
    for _attempt in range(720):
        value = check()
        if value:
            return value
        clock.sleep(10)
    raise AssertionError("the check returned nothing true in two hours")


def server_body(simulator: SimulatedApi, **more) -> dict:
    """Return the body that creates a server."""
    image = simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
    hardware = {
        "vcore": 1,
        "cores_per_processor": 1,
        "ram": 1,
        "hdds": [{"size": 40, "is_main": True}],
    }
    return {"name": "web", "appliance_id": image, "hardware": hardware, **more}


def deploy(simulator: SimulatedApi, **more) -> dict:
    """Create a server, and return it when it is ready."""
    created = simulator.api("POST", "/servers", server_body(simulator, **more))
    return wait_until_ready(simulator, created["id"])


def ready(simulator: SimulatedApi, identifier: str) -> dict | None:
    """Return a server if it is ready."""
    server = simulator.api("GET", f"/servers/{identifier}")
    return server if server["status"]["percent"] is None else None


def wait_until_ready(simulator: SimulatedApi, identifier: str) -> dict:
    """Return a server when it is ready."""
    return wait_until(lambda: ready(simulator, identifier))


def write(simulator: SimulatedApi, method: str, path: str, body=None) -> dict:
    """Repeat a write until the simulator accepts it, and return the answer."""
    return wait_until(lambda: (answer := simulator.raw(method, path, body)).ok and answer).json()


def error_of(simulator: SimulatedApi, method: str, path: str, body=None) -> requests.Response:
    """Repeat a write until its error is not about work under way, and return this error."""

    def errors() -> list[requests.Response]:
        answer = simulator.raw(method, path, body)
        assert not answer.ok, answer.text
        return [] if 'ING"' in answer.text else [answer]

    return wait_until(errors)[0]


def wait_for_state(simulator: SimulatedApi, path: str, state: str) -> dict:
    """Return an object when it has a state."""
    return wait_until(lambda: (obj := simulator.api("GET", path))["state"] == state and obj)


def wait_until_gone(simulator: SimulatedApi, path: str) -> bool:
    """Return True when an object does not exist any more."""
    return wait_until(lambda: simulator.raw("GET", path).status_code == 404)
