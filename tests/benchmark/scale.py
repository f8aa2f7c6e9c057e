# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 8: tasks in large accounts, and plans of many objects in one process.

All of it runs in this process, on a simulated clock. The figures are its processor time.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    state_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import connect
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.account import Account
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.check_run import (
    OwnAnnouncements,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.object_waiter import (
    ObjectWaiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.task_planner import (
    TaskPlanner,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import (
    Waiter,
    WaitOptions,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from in_process import Tasks
from simulated import SimulatedApi

#: Servers of the accounts in which tasks run, and servers that are planned at once.
SIZES = (100, 1_000, 5_000, 10_000)
PLANS = (1_000, 10_000)
#: Tasks in a row, and rounds of them. The least time of a round counts.
TIMES, ROUNDS = 20, 5
#: The policies that all planned servers share.
SHARED = {"firewall_policy": "Linux", "monitoring_policy": "Default Policy"}


def options(number: int) -> dict[str, Any]:
    """Return the options of an existing server of the simulated account."""
    return {
        "name": f"server-{number:05}",
        "appliance": "centos7-64min",
        "fixed_instance_size": ("S", "M", "L")[number % 3],
        "datacenter": "US",
    }


@contextmanager
def processor_time(row: dict[str, Any], name: str) -> Iterator[None]:
    """Write the processor time of the block into a row, if it is less than the time there."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    try:
        yield
    finally:
        row[name] = min(time.process_time() - began, row.get(name, float("inf")))
        gc.enable()


# -- tasks in accounts of different sizes


class Crowd:
    """An account with servers, and one run of tasks that change nothing in it."""

    def __init__(self, folder: Path, servers: int) -> None:
        self.api = SimulatedApi(servers=servers)
        self.row: dict[str, Any] = {"servers": servers}
        self._options = {**options(servers // 2), "appliance": appliance(self.api)}
        with self.api.connected():
            self._tasks = Tasks(self.api.url, folder / str(servers)).in_run()
            with processor_time(self.row, "reading"):
                self._tasks.ok("server_info", name=["none"])
            with processor_time(self.row, "first_task"):
                self._unchanged()

    def measure(self, times: int) -> None:
        self.api.clear()
        with self.api.connected(), processor_time(self.row, "tasks"):
            for _task in range(times):
                self._unchanged()
        self.row["per_task"] = self.row["tasks"] / times
        self.row["requests"] = len(self.api.requests())

    def measure_whole_list(self) -> None:
        with self.api.connected(), processor_time(self.row, "whole_list"):
            self._tasks.ok("server_info", name=["none"])

    def _unchanged(self) -> None:
        if self._tasks.ok("server", **self._options)["changed"]:
            raise RuntimeError("A task that has nothing to do changed something.")


def appliance(api: SimulatedApi) -> str:
    return str(api.api("GET", "/servers", per_page=1)[0]["image"]["name"])


def measure_tasks(folder: Path, sizes: tuple[int, ...], times: int) -> list[dict[str, Any]]:
    """Measure tasks in accounts of these sizes, in turn."""
    crowds = [Crowd(folder, servers) for servers in sizes]
    for _round in range(ROUNDS):
        for crowd in crowds:
            crowd.measure(times)
    for crowd in crowds:
        crowd.measure_whole_list()
    return [crowd.row for crowd in crowds]


# -- plans of many objects with one account


def plan_servers(api: SimulatedApi, folder: Path, count: int, image: str, **more: Any) -> int:
    """Plan servers with one account and announce them. Return how many of them change."""
    defaults = {name: spec.get("default") for name, spec in state_arguments(SERVER).items()}
    params = {**defaults, "api_token": api.token, "api_url": api.url}
    changed = 0
    with mock.patch.dict(os.environ, {"CLOUDPANEL_CACHE_DIR": str(folder)}):
        client = connect(params, SERVER.name, [])
        waiter = Waiter(WaitOptions(True, 600, 10), client)
        account = Account(client, clock.now(), OwnAnnouncements(None))
        for number in range(count):
            own = {**options(number), "appliance": image, **more}
            values = {name: own.get(name, params.get(name)) for name in SERVER.option_names}
            planner = TaskPlanner(
                SERVER, values, account, waiter, ObjectWaiter(SERVER, client, waiter)
            )
            current = planner.find()
            plan = planner.plan(current)
            if plan.changed:
                changed += 1
                read = account.reader.checked_objects
                account.planned.announce(SERVER, current, plan.object, read)
    return changed


def measure_plans(folder: Path, count: int) -> dict[str, Any]:
    """Plan servers that exist, and then servers that share policies in an empty account."""
    row: dict[str, Any] = {"objects": count}
    full, empty = SimulatedApi(servers=count), SimulatedApi()
    image = appliance(full)
    for name, api, more, expected in (
        ("unchanged", full, {}, 0),
        ("created", empty, SHARED, count),
    ):
        with api.connected(), processor_time(row, name):
            changed = plan_servers(api, folder / f"{name}-{count}", count, image, **more)
        if changed != expected:
            raise RuntimeError(f"{changed} of {count} servers would change, not {expected}.")
        row[f"{name}_requests"] = len(api.requests())
    return row


def perform(
    folder: Path,
    sizes: tuple[int, ...] = SIZES,
    plans: tuple[int, ...] = PLANS,
    times: int = TIMES,
) -> dict[str, Any]:
    return {
        "times": times,
        "runs": measure_tasks(folder, sizes, times),
        "plans": [measure_plans(folder, each) for each in plans],
    }
