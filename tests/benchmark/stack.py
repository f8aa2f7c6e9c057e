# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 1: one stack, by this collection and by community.general, on separate accounts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from simulator.account import DURATIONS
from stage import WINDOW, Run, Scale, Stage

SCALE = Scale(10)
DEPLOYMENT = DURATIONS["deploy_fixed"]
#: Seconds between two polls in real time, for servers, and for objects that take half a minute.
WAIT_INTERVAL, SHORT_INTERVAL, SHARE_READS = 120, 10, 600
#: (title, arguments of ansible-playbook, whether the cache of earlier runs exists)
RUNS = (("check mode", ["--check"], False), ("first run", [], False), ("second run", [], True))


def figures(stage: Stage, who: str, title: str, run: Run, before: int) -> dict[str, Any]:
    """:param before: the objects that were there."""
    seen = stage.seen()
    # The next run finds a whole budget.
    time.sleep(SCALE.seconds(WINDOW))
    return {
        "who": who,
        "run": title,
        **seen,
        "seconds": run.seconds,
        "changed": run.changed,
        "failed": run.failed,
        "deployments": run.took("Servers", "Wait for all of them") / SCALE.seconds(DEPLOYMENT),
        "objects": before + seen["created"],
    }


def ours(folder: Path) -> list[dict[str, Any]]:
    variables = {
        "wait_interval": SCALE.seconds(WAIT_INTERVAL),
        "share_reads": SCALE.seconds(SHARE_READS),
    }
    rows: list[dict[str, Any]] = []
    with SCALE.account() as simulator:
        for title, arguments, known in RUNS:
            folder = folder if known else folder / "anew"
            stage = Stage(simulator, folder)
            run = stage.play("stack", *arguments, variables=variables).succeed()
            rows.append(
                figures(stage, "ionos.cloudpanel", title, run, rows[-1]["objects"] if rows else 0)
            )
    return rows


def theirs(folder: Path) -> list[dict[str, Any]]:
    # Their intervals are whole numbers.
    variables = {
        "wait_interval": round(SCALE.seconds(WAIT_INTERVAL)),
        "short_interval": round(SCALE.seconds(SHORT_INTERVAL)),
    }
    rows: list[dict[str, Any]] = []
    with SCALE.account(lenient=True) as simulator:
        for title, arguments, _known in RUNS:
            stage = Stage(simulator, folder)
            run = stage.play(
                "stack_oneandone",
                *arguments,
                variables={**variables, "go_on": title != "first run"},
            )
            rows.append(figures(stage, "oneandone", title, run, rows[-1]["objects"] if rows else 0))
    return rows


def perform(folder: Path) -> dict[str, Any]:
    return {
        "scale": SCALE.factor,
        "wait_interval": WAIT_INTERVAL,
        "deployment": DEPLOYMENT,
        "runs": [*ours(folder / "ours"), *theirs(folder / "theirs")],
    }
