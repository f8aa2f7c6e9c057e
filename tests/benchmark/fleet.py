# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios 2 and 3: many servers as hosts of an inventory, created and then kept unchanged."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from simulator.account import DURATIONS
from stage import LIMIT, WINDOW, Scale, Stage

SCALE, REAL = Scale(10), Scale()
FORKS = 20
SIZES = (10, 50, 200)
#: Seconds of real life.
WAIT_INTERVAL, SHARE_READS, DEPLOYMENT = 120, 600, DURATIONS["deploy_fixed"]
#: Requests before the creation of the last server that no client can avoid: two policies, and the
#: lists of servers, of both kinds of policies, of sizes and of appliances.
BESIDES = 2 + 5


def least_requests(count: int) -> int:
    """Return the least number of requests: one POST per server, and one poll per interval."""
    return count + math.ceil(DEPLOYMENT / WAIT_INTERVAL)


def least_seconds(count: int) -> float:
    """Return the least time: the window of the last creation, and the deployment of that server."""
    return SCALE.seconds((count + BESIDES - 1) // LIMIT * WINDOW + DEPLOYMENT)


def hosts(folder: Path, count: int) -> str:
    file = folder / "hosts.json"
    file.write_text(
        json.dumps(
            {
                "all": {
                    "hosts": {
                        f"web-{number:03}": {"ansible_connection": "local"}
                        for number in range(count)
                    }
                }
            }
        )
    )
    return str(file)


def play(stage: Stage, scale: Scale, count: int) -> dict[str, Any]:
    variables = {
        "wait_interval": scale.seconds(WAIT_INTERVAL),
        "share_reads": scale.seconds(SHARE_READS),
    }
    run = stage.play(
        "fleet",
        "--inventory",
        hosts(stage.folder, count),
        "--forks",
        str(FORKS),
        variables=variables,
    ).succeed()
    return {
        "servers": count,
        **stage.seen(),
        "seconds": run.seconds,
        "changed": run.changed,
        "failed": run.failed,
        "creating": run.took("Servers"),
    }


def create(folder: Path, account: Path, count: int) -> dict[str, Any]:
    with SCALE.account(data=account) as simulator:
        row = play(Stage(simulator, folder), SCALE, count)
        states = {
            server["status"]["state"] for server in simulator.api("GET", "/servers", per_page=1000)
        }
        if states != {"POWERED_ON"}:
            raise RuntimeError(f"The servers are {states} when the play is over.")
    return {
        **row,
        "least_requests": least_requests(count),
        "least_seconds": least_seconds(count),
        "per_server": row["requests"] / count,
        "slowness": row["seconds"] / least_seconds(count),
    }


def look_after(folder: Path, account: Path, count: int) -> dict[str, Any]:
    """Run the same play again in real time, on a controller with an empty cache."""
    with REAL.account(data=account) as simulator:
        row = play(Stage(simulator, folder), REAL, count)
    if row["changed"] or row["writes"]:
        raise RuntimeError(f"A run that has nothing to do changed something: {row}")
    return row


def perform(folder: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    created, unchanged = [], []
    for count in sizes:
        account = folder / f"account-{count}.sqlite"
        created.append(create(folder / f"create-{count}", account, count))
        unchanged.append(look_after(folder / f"again-{count}", account, count))
    return {
        "scale": SCALE.factor,
        "forks": FORKS,
        "wait_interval": WAIT_INTERVAL,
        "deployment": DEPLOYMENT,
        "created": created,
        "unchanged": unchanged,
    }
