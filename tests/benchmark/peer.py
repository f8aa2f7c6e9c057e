# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 6: the inventory of a large account, compared with the inventory of hetzner.hcloud."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from hetzner_api import PAGE
from simulator.process import SimulatorProcess
from stage import HERE, Run, Stage

SERVERS = 10_000
#: Runs of each inventory, in turn. The smallest figure of each counts, because other programs on
#: the machine can only make it larger.
RUNS = 3


@dataclass(frozen=True)
class Inventory:
    """An inventory plugin and the API that it reads.

    :param source: its source file.
    :param first_host: the name of a host.
    :param seen: returns the number of requests since the last call.
    :param page: the first page of servers, as the API answers it.
    """

    who: str
    source: Path
    first_host: str
    seen: Callable[[], int]
    page: bytes


@contextmanager
def hetzner_api(servers: int) -> Iterator[str]:
    """Run the API of the other collection in a separate process. Yield its URL."""
    command = [sys.executable, str(HERE / "hetzner_api.py"), str(servers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("The API of hetzner.hcloud has no output.")
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def inventories(folder: Path, servers: int) -> Iterator[tuple[Stage, list[Inventory]]]:
    with (
        SimulatorProcess(
            servers=servers, page_cap=PAGE, rate_limit=None, rate_window=None
        ) as simulator,
        hetzner_api(servers) as url,
    ):
        stage = Stage(simulator, folder)
        stage.environment.update(HCLOUD_TOKEN="demo", HCLOUD_ENDPOINT=url)
        ours, theirs = folder / "cloudpanel.yml", folder / "hcloud.yml"
        ours.write_text("plugin: ionos.cloudpanel.servers\n")
        theirs.write_text("plugin: hetzner.hcloud.hcloud\n")
        yield (
            stage,
            [
                Inventory(
                    "ionos.cloudpanel",
                    ours,
                    simulator.api("GET", "/servers", page=1, per_page=1)[0]["name"],
                    lambda: int(stage.seen()["requests"]),
                    simulator.raw("GET", "/servers", page=1, per_page=PAGE).content,
                ),
                Inventory(
                    "hetzner.hcloud",
                    theirs,
                    "server-00001",
                    lambda: int(requests.get(f"{url}/requests", timeout=30).json()),
                    requests.get(f"{url}/servers", timeout=30).content,
                ),
            ],
        )


def graph(stage: Stage, inventory: Inventory, servers: int) -> Run:
    run = stage.run("ansible-inventory", "--inventory", str(inventory.source), "--graph").succeed()
    hosts = run.output.count("|--") - run.output.count("|--@")
    if hosts != servers:
        raise RuntimeError(f"{servers} servers are {hosts} hosts:\n{run.output[:2000]}")
    return run


def variables(stage: Stage, inventory: Inventory) -> int:
    """Return the number of variables of a host."""
    arguments = ("--inventory", str(inventory.source), "--host", inventory.first_host)
    return len(json.loads(stage.run("ansible-inventory", *arguments).succeed().output))


def perform(folder: Path, servers: int = SERVERS) -> dict[str, Any]:
    runs: dict[str, list[Run]] = {}
    with inventories(folder, servers) as (stage, both):
        rows = [
            {
                "who": each.who,
                "servers": servers,
                "variables": variables(stage, each),
                "bytes_per_server": len(each.page) / min(PAGE, servers),
            }
            for each in both
        ]
        for _run in range(RUNS):
            for row, each in zip(rows, both):
                each.seen()
                runs.setdefault(each.who, []).append(graph(stage, each, servers))
                row["requests"] = each.seen()
    for row in rows:
        for figure in ("processor_seconds", "memory"):
            row[figure] = min(getattr(run, figure) for run in runs[row["who"]])
    return {"page_size": PAGE, "runs": rows}
