# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the simulator do as its clients: order servers, wait, try again while something is busy."""

from __future__ import annotations

import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from simulated import SimulatedApi


def until(check):
    """What a check returns as soon as it is true, in two hours of simulated time at the most."""
    for _each in range(720):
        value = check()
        if value:
            return value
        clock.sleep(10)
    raise AssertionError("it did not come true")


def order(simulator: SimulatedApi, **more) -> dict:
    image = simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
    hardware = {
        "vcore": 1,
        "cores_per_processor": 1,
        "ram": 1,
        "hdds": [{"size": 40, "is_main": True}],
    }
    return {"name": "web", "appliance_id": image, "hardware": hardware, **more}


def deployed(simulator: SimulatedApi, **more) -> dict:
    return settled(simulator, simulator.api("POST", "/servers", order(simulator, **more))["id"])


def ready(simulator: SimulatedApi, identifier: str) -> dict | None:
    server = simulator.api("GET", f"/servers/{identifier}")
    return server if server["status"]["percent"] is None else None


def settled(simulator: SimulatedApi, identifier: str) -> dict:
    return until(lambda: ready(simulator, identifier))


def accepted(simulator: SimulatedApi, method: str, path: str, body=None) -> dict:
    return until(lambda: (answer := simulator.raw(method, path, body)).ok and answer).json()


def refused(simulator: SimulatedApi, method: str, path: str, body=None) -> requests.Response:
    """The refusal that stays when nothing is busy any more."""

    def lasting() -> list[requests.Response]:
        answer = simulator.raw(method, path, body)
        assert not answer.ok, answer.text
        return [] if 'ING"' in answer.text else [answer]

    return until(lasting)[0]


def reached(simulator: SimulatedApi, path: str, state: str) -> dict:
    return until(lambda: (obj := simulator.api("GET", path))["state"] == state and obj)


def gone(simulator: SimulatedApi, path: str) -> bool:
    return until(lambda: simulator.raw("GET", path).status_code == 404)
