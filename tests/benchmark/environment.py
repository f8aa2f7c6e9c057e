# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 7: an environment in one task of the module stack, in simulated time.

The requests and the waiting times do not depend on the load of the machine.
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from unittest import mock

import simulated
from in_process import Tasks
from plays import SERVER
from simulated import SimulatedApi
from stacks import BALANCED, servers

#: Servers that are created, and servers of a stack that does not change.
SIZES = (200,)
LARGE = 1000
SHARED: dict[str, Any] = {
    "firewall_policies": [{"name": "web", "rules": [{"port": "80"}]}],
    "load_balancers": [{"name": "balancer", "rules": BALANCED}],
}
REFERENCES: dict[str, Any] = {"firewall_policy": "web", "load_balancers": ["balancer"]}
#: More than any scenario sends.
MOST_REQUESTS = 100_000


def perform(folder: Path, sizes: tuple[int, ...] = SIZES, large: int = LARGE) -> dict[str, Any]:
    with mock.patch.object(simulated, "MOST_REQUESTS", MOST_REQUESTS):
        one = _created(folder / "one", 1)
        rows = [_compared(folder / str(size), size, one) for size in sizes]
        return {
            "one": one,
            "runs": rows,
            "loop": _loop(folder / "loop", 20),
            "large": _large(folder, large),
        }


def _account() -> SimulatedApi:
    return SimulatedApi(limits=defaultdict(lambda: 10**6))


def _run(simulator: SimulatedApi, tasks: Tasks, **options: Any) -> dict[str, Any]:
    """Run a stack. Return its requests, and its processor and simulated seconds."""
    simulator.clear()
    began, processor = simulator.time.passed, time.process_time()
    result = tasks.ok("stack", **options)
    return {
        "requests": len(simulator.requests()),
        "operations": len(result["operations"]),
        "seconds": time.process_time() - processor,
        "waited": simulator.time.passed - began,
    }


def _created(folder: Path, size: int) -> dict[str, Any]:
    """Return what the creation of a stack costs, and what the second run costs."""
    options = {**SHARED, **servers(size, **REFERENCES)}
    with _account().connected() as simulator:
        tasks = Tasks(simulator.url, folder)
        created = _run(simulator, tasks, **options)
        simulator.settle()
        return {"servers": size, "created": created, "again": _run(simulator, tasks, **options)}


def _compared(folder: Path, size: int, one: dict[str, Any]) -> dict[str, Any]:
    """Return a stack compared with its minimum: one server, and one creation for each further."""
    row = _created(folder, size)
    least = one["created"]["requests"] + size - 1
    return {
        **row,
        "least": least,
        "above_least": row["created"]["requests"] / least,
        "slowness": row["created"]["waited"] / one["created"]["waited"],
        #: Computed: a provider that reads each object separately needs one request for each.
        "single_reads": size + 2,
    }


def _loop(folder: Path, size: int) -> dict[str, Any]:
    """Return what tasks for single servers cost, one after the other."""
    with _account().connected() as simulator:
        tasks = Tasks(simulator.url, folder).in_run()
        began = simulator.time.passed
        for number in range(size):
            tasks.ok("server", name=f"web-{number}", **SERVER)
        return {
            "servers": size,
            "requests": len(simulator.requests()),
            "waited": simulator.time.passed - began,
        }


def _large(folder: Path, size: int) -> dict[str, Any]:
    """Return what a stack costs that does not change."""
    options = servers(size)
    with _account().connected() as simulator:
        tasks = Tasks(simulator.url, folder / "large")
        tasks.ok("stack", **options, wait=False)
        simulator.settle()
        return {"servers": size, **_run(simulator, tasks, **options)}
