# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 9: execution nodes without a common disk, in simulated time.

The hosts of a fleet are split among the nodes, as AWX slices a job. All processes of all nodes are
simulated ones (tests/soak), which send requests to one account with the documented limit.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest import mock

import requests
import simulated
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import shared_server
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.database import (
    SERVER_VARIABLE,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    RateLimiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from in_process import Tasks
from plays import SERVER
from postgres import FAST, PostgresServer
from simulated import SimulatedApi
from simulator.api import RateLimit
from soak.scheduler import Process, Scheduler, SharedTime
from soak.surroundings import in_turns
from stage import LIMIT, WINDOW

#: Servers of the fleet, nodes, and processes of each node.
SERVERS, NODES, FORKS = 60, (1, 2, 8), 5
#: Each seed leads to another order of the processes. The worst figures of all seeds count.
SEEDS = (1, 2)
#: Tasks and transactions of which the duration is measured.
TIMES = 100
#: Seconds that a request takes.
LATENCY = 0.3
CREATED, UNCHANGED = "created", "unchanged"
#: What the nodes share: nothing, so that they see only the headers; the file with the budget; the
#: directory, with the budget and the lists; or a database on a server.
HEADERS, BUDGET, DIRECTORY, DATABASE = "headers", "budget", "directory", "database"
POLICY = {
    "name": "web",
    "rules": [{"protocol": "TCP", "port_from": 80, "port_to": 80, "source": "0.0.0.0"}],
}
OPTIONS = {"share_reads": 600, "wait_timeout": 3600}
#: More than any scenario sends.
MOST_REQUESTS = 100_000


class CountedWindows(RateLimit):
    """A limit that counts the accepted requests of each window."""

    def __init__(self, api: SharedApi) -> None:
        super().__init__(LIMIT, WINDOW, api.time.monotonic)
        self.accepted: list[int] = []

    def take(self) -> bool:
        before = self._began
        accepted = super().take()
        if self._began != before:
            self.accepted.append(0)
        self.accepted[-1] += accepted
        return accepted


class SharedApi(SimulatedApi):
    """An account whose clients are simulated processes."""

    def __init__(self) -> None:
        self.scheduler = Scheduler(SharedTime(), random.Random(0))
        super().__init__(time=self.scheduler.time, limits=defaultdict(lambda: 10**6))

    def _serve(self, request: requests.PreparedRequest, timeout: float | None) -> requests.Response:
        self.scheduler.point()
        return super()._serve(request, timeout)

    def begin_minute(self) -> None:
        """Begin the first window of the documented limit, with an empty log."""
        self.clear()
        self.windows = self.api_core.rate = CountedWindows(self)

    def run(self, processes: list[Process]) -> None:
        """Run processes to their ends, and raise the error of one that failed."""
        self.scheduler.run(processes)
        for process in processes:
            if process.error:
                raise process.error


class Node:
    """An execution node with its part of the hosts.

    :param database: the URL of the common database, or "".
    :ivar windows: the number of windows until the tasks for all hosts had ended.
    """

    def __init__(self, api: SharedApi, folder: Path, hosts: list[str], database: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.windows = 0
        self._api, self._hosts = api, hosts
        self._tasks = Tasks(api.url, folder).in_run()
        self._tasks.environment[SERVER_VARIABLE] = database
        self._left, self._busy = [*hosts], FORKS

    def processes(self) -> list[Process]:
        return [Process("fork", self._work) for _fork in range(FORKS)]

    def _work(self) -> None:
        """Run tasks for one host after the other. The last process waits for all servers."""
        while self._left:
            ensure_server(self._tasks, self._left.pop(0))
        self._busy -= 1
        if not self._busy:
            self.windows = len(self._api.windows.accepted)
            self._tasks.ok("server_info", name=self._hosts, wait=True, wait_interval=120, **OPTIONS)


def ensure_server(tasks: Tasks, name: str) -> None:
    tasks.ok("server", name=name, firewall_policy="web", wait=False, **SERVER, **OPTIONS)


@contextmanager
def common_budget(api: SharedApi, folder: Path) -> Iterator[None]:
    """Let all nodes take their requests from the budget in one file."""

    def limiter(_store: Store) -> RateLimiter:
        return RateLimiter(Store(api.token, api.url, folder))

    with mock.patch.object(client, "RateLimiter", limiter):
        yield


def perform(
    folder: Path,
    servers: int = SERVERS,
    nodes: tuple[int, ...] = NODES,
    seeds: tuple[int, ...] = SEEDS,
) -> dict[str, Any]:
    with (
        mock.patch.object(simulated, "MOST_REQUESTS", MOST_REQUESTS),
        mock.patch.object(simulated, "LATENCY", LATENCY),
        PostgresServer(**FAST) as postgres,
    ):
        return {
            "costs": {shared: cost(folder / shared, shared) for shared in (DIRECTORY, DATABASE)},
            "servers": servers,
            "forks": FORKS,
            "latency": LATENCY,
            "runs": [
                row
                for work in (CREATED, UNCHANGED)
                for row in _compared(folder / work, work, servers, nodes, seeds, postgres)
            ],
        }


def _compared(
    folder: Path,
    work: str,
    servers: int,
    nodes: tuple[int, ...],
    seeds: tuple[int, ...],
    postgres: PostgresServer,
) -> Iterator[dict[str, Any]]:
    """Yield the figures of some numbers of nodes, compared with those of one node."""
    names = [f"web-{number:03}" for number in range(servers)]
    unchanged = account_with(folder / "first", names) if work == UNCHANGED else None

    def figures(count: int, shared: str, seed: int) -> dict[str, Any]:
        api = unchanged or account_with(folder, [])
        own = folder / f"{count}-{shared}-{seed}"
        return play(own, api, names, count, shared, seed, postgres)

    one: dict[str, Any] = {}
    for count in nodes:
        kinds = (HEADERS, BUDGET, DIRECTORY, DATABASE) if count > 1 else (HEADERS,)
        rows = {kind: _worst([figures(count, kind, seed) for seed in seeds]) for kind in kinds}
        one = one or rows[HEADERS]
        for shared, row in rows.items():
            yield {
                "work": work,
                "nodes": count,
                "shared": shared,
                **row,
                "to_one_node": row["seconds"] / one["seconds"],
                "repeated": row["requests"] - row["rejected"] - one["requests"],
            }


def _worst(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: max(row[name] for row in rows) for name in rows[0]}


def account_with(folder: Path, names: list[str]) -> SharedApi:
    """Return an account with the firewall policy and with servers."""
    folder.mkdir(parents=True, exist_ok=True)
    api = SharedApi()
    tasks = Tasks(api.url, folder)

    def create() -> None:
        in_run = tasks.in_run()
        for name in names:
            ensure_server(in_run, name)

    with in_turns(api.scheduler), api.connected():
        api.api("POST", "/firewall_policies", POLICY)
        api.run([Process("first", create)])
        api.settle()
    return api


def play(
    folder: Path,
    api: SharedApi,
    names: list[str],
    count: int,
    shared: str,
    seed: int,
    postgres: PostgresServer | None = None,
) -> dict[str, Any]:
    """Return the requests, the rejected ones, and the simulated seconds of all nodes."""
    api.scheduler.chance.seed(seed)
    budget = common_budget(api, folder / "budget") if shared == BUDGET else nullcontext()
    database = postgres.database() if postgres and shared == DATABASE else ""
    with in_turns(api.scheduler), api.connected(), budget:
        api.begin_minute()
        nodes = [
            Node(
                api,
                folder / ("all" if shared == DIRECTORY else str(number)),
                names[number::count],
                database,
            )
            for number in range(count)
        ]
        began = api.time.passed
        api.run([process for node in nodes for process in node.processes()])
        rejected = sum(entry["status"] == 429 for entry in api.requests())
        # In all windows but the last one, tasks for hosts were left to do.
        full = api.windows.accepted[: max(node.windows for node in nodes) - 1]
        unused = LIMIT * len(full) - sum(full)
        return {
            "requests": len(api.requests()),
            "rejected": rejected,
            "unused": unused,
            "wasted_share": (rejected + unused) / (LIMIT * max(1, len(full))),
            "seconds": api.time.passed - began,
        }


def cost(folder: Path, shared: str) -> dict[str, Any]:
    """Return the seconds of a task without changes and of a transaction, in the real time.

    The server of the database writes each transaction to its disk.
    """
    api = account_with(folder, ["web"])
    with PostgresServer() as postgres, api.connected():
        tasks = Tasks(api.url, folder).in_run()
        tasks.environment[SERVER_VARIABLE] = postgres.database() if shared == DATABASE else ""
        ensure_server(tasks, "web")
        sent = len(api.requests())
        with mock.patch.object(
            Store, "_attempt", autospec=True, side_effect=Store._attempt
        ) as seen:
            ensure_server(tasks, "web")
        task = _seconds(lambda: ensure_server(tasks, "web"))
        with tasks.surroundings():
            store = Store(api.token, api.url)
            transaction = _seconds(lambda: store.set_fact("fact", 1))
            connection = _seconds(lambda: _new_store(api).get_fact("fact"))
        assert store.shared
        requests = len(api.requests()) - sent
    return {
        "task": task,
        "requests": requests,
        "transactions": seen.call_count,
        "transaction": transaction,
        "connection": connection - transaction,
    }


def _new_store(api: SharedApi) -> Store:
    """Return the store of a process that begins."""
    shared_server._sessions.clear()
    return Store(api.token, api.url)


def _seconds(work: Callable[[], object]) -> float:
    """Return the median of the durations."""
    durations = []
    for _time in range(TIMES):
        began = perf_counter()
        work()
        durations.append(perf_counter() - began)
    return median(durations)
