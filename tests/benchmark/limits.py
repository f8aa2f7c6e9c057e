# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark must show, each limit read off the data of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Limit:
    """A limit of the benchmark.

    :param read: returns the figure from the data of its scenario.
    :param most: the greatest allowed value.
    """

    scenario: str
    claim: str
    read: Callable[[Data], float]
    most: float
    unit: str = ""


@dataclass(frozen=True)
class Verdict:
    limit: Limit
    figure: float

    @property
    def holds(self) -> bool:
        return self.figure <= self.limit.most


def stack(data: Data, title: str) -> Data:
    return next(
        row for row in data["runs"] if row["who"] == "ionos.cloudpanel" and row["run"] == title
    )


def of_size(rows: list[Data], count: int) -> Data:
    """Return the row with ``count`` servers, or the largest size."""
    return next((row for row in rows if row["servers"] == count), rows[-1])


def way(data: Data, name: str) -> float:
    return next(row["seconds"] for row in data["runs"] if row["way"] == name)


def growth(data: Data) -> float:
    """Return the time per additional host in the largest account, relative to the next one."""
    *_first, before, last = data["runs"]
    return last["per_host"] / (before["per_host"] or last["per_host"])


def surplus(data: Data) -> int:
    return max(row["requests"] - row["least_requests"] for row in data["runs"])


def beside_peer(figure: str) -> Callable[[Data], float]:
    """Return a figure of our inventory, relative to the one of the other collection."""
    return lambda data: data["runs"][0][figure] / data["runs"][1][figure]


def memory(data: Data) -> float:
    return max(
        row[f"{name}memory"]
        for row in data["runs"]
        for name in ("", "grouped_", "filling_", "cached_")
    )


def task_growth(data: Data) -> float:
    """Return the time of a task in an account of 5,000 servers, relative to the smallest one."""
    return of_size(data["runs"], 5_000)["per_task"] / data["runs"][0]["per_task"]


def plan_growth(data: Data, name: str) -> float:
    """Return the time of the largest plan, relative to the smallest one."""
    return data["plans"][-1][name] / data["plans"][0][name]


LIMITS = (
    Limit(
        "stack", "Stack, first run: requests", lambda data: stack(data, "first run")["requests"], 20
    ),
    Limit(
        "stack",
        "Stack, second run: requests",
        lambda data: stack(data, "second run")["requests"],
        8,
    ),
    Limit(
        "stack",
        "Stack, all runs under the limit: failed tasks",
        lambda data: sum(
            stack(data, title)["failed"] for title in ("check mode", "first run", "second run")
        ),
        0,
    ),
    Limit(
        "stack",
        "Three servers: time until they run, in deployments",
        lambda data: stack(data, "first run")["deployments"],
        1.3,
    ),
    Limit(
        "fleet",
        "50 servers: requests per server",
        lambda data: of_size(data["created"], 50)["per_server"],
        1.3,
    ),
    Limit(
        "fleet", "50 servers: failed tasks", lambda data: of_size(data["created"], 50)["failed"], 0
    ),
    Limit(
        "fleet",
        "50 servers: wall time, relative to the minimum",
        lambda data: of_size(data["created"], 50)["slowness"],
        1.25,
    ),
    Limit(
        "fleet",
        "200 servers without a change: requests",
        lambda data: of_size(data["unchanged"], 200)["requests"],
        12,
    ),
    Limit(
        "environment",
        "Stack of 200 servers, created: requests, relative to the minimum",
        lambda data: of_size(data["runs"], 200)["above_least"],
        1.1,
    ),
    Limit(
        "environment",
        "Stack of 200 servers, created: time, relative to one server",
        lambda data: of_size(data["runs"], 200)["slowness"],
        1.3,
    ),
    Limit(
        "environment",
        "Stack of 200 servers without a change: requests",
        lambda data: of_size(data["runs"], 200)["again"]["requests"],
        8,
    ),
    Limit(
        "environment",
        "Stack of 200 servers without a change: processor time",
        lambda data: of_size(data["runs"], 200)["again"]["seconds"],
        3,
        "s",
    ),
    Limit(
        "environment",
        "Stack of 1,000 servers without a change: processor time",
        lambda data: data["large"]["seconds"],
        10,
        "s",
    ),
    Limit(
        "task_cost",
        "Task without changes in the controller: time, relative to ping",
        lambda data: way(data, "in the controller") / way(data, "ansible.builtin.ping"),
        1 / 5,
    ),
    Limit(
        "task_cost",
        "Task without changes in the controller: time, relative to oneandone",
        lambda data: way(data, "in the controller") / way(data, "oneandone_server"),
        1 / 20,
    ),
    Limit("listing", "Inventory: requests above one per page", surplus, 0),
    Limit("listing", "Inventory: time per additional host, large relative to medium", growth, 1.5),
    Limit(
        "listing", "Inventory of 10,000: seconds", lambda data: data["runs"][-1]["seconds"], 60, "s"
    ),
    Limit("listing", "Inventory of 10,000: memory", memory, 200, "MiB"),
    Limit(
        "listing",
        "Inventory of 10,000 with groups: processor time, relative to none",
        lambda data: (
            data["runs"][-1]["grouped_processor_seconds"] / data["runs"][-1]["processor_seconds"]
        ),
        2,
    ),
    Limit(
        "peer",
        "Inventory of 10,000: processor time, relative to hetzner.hcloud",
        beside_peer("processor_seconds"),
        1,
    ),
    Limit(
        "peer", "Inventory of 10,000: memory, relative to hetzner.hcloud", beside_peer("memory"), 1
    ),
    Limit(
        "scale",
        "Task without changes among 5,000 servers: processor time, relative to 100 servers",
        task_growth,
        1.3,
    ),
    Limit(
        "scale",
        "10,000 unchanged servers in one plan: processor time, relative to 1,000",
        lambda data: plan_growth(data, "unchanged"),
        12,
    ),
    Limit(
        "scale",
        "10,000 new servers in one plan: processor time, relative to 1,000",
        lambda data: plan_growth(data, "created"),
        12,
    ),
    Limit(
        "nodes",
        "Nodes without a common disk: rejected and unused requests, relative to the budget",
        lambda data: max(row["wasted_share"] for row in data["runs"] if row["shared"] == "headers"),
        0.1,
    ),
)


def judge(scenarios: Mapping[str, Data]) -> list[Verdict]:
    """Compare the scenarios that ran with their limits."""
    return [
        Verdict(limit, limit.read(scenarios[limit.scenario]))
        for limit in LIMITS
        if limit.scenario in scenarios
    ]
