# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 1: one stack with this collection and with community.general's modules, on accounts of their own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from simulator.account import DURATIONS
from stage import WINDOW, Run, Scale, Stage

SCALE = Scale(10)
#: Seconds of real life, the same for both: between two looks at servers, and at what is ready in half a minute.
WAIT_INTERVAL, SHORT_INTERVAL, SHARE_READS = 120, 10, 600
#: What the play asks for; addresses that come with servers and balancers are not counted.
KINDS = {"firewall_policies": "default", "load_balancers": "", "private_networks": "", "public_ips": "assigned_to",
         "monitoring_policies": "default", "servers": ""}


def objects(stage: Stage) -> int:
    """The objects of the account that the API did not make by itself."""
    return sum(not (own and each[own]) for kind, own in KINDS.items() for each in stage.simulator.api("GET", f"/{kind}"))


def figures(stage: Stage, who: str, title: str, run: Run) -> dict[str, Any]:
    seen = stage.seen()
    time.sleep(SCALE.seconds(WINDOW))
    left = objects(stage)
    stage.seen()
    time.sleep(SCALE.seconds(WINDOW))
    return {"who": who, "run": title, **seen, "seconds": run.seconds, "deployments": run.seconds / SCALE.seconds(DURATIONS["deploy_fixed"]),
            "changed": run.changed, "failed": run.failed, "objects": left}


def ours(folder: Path) -> list[dict[str, Any]]:
    variables = {"wait_interval": SCALE.seconds(WAIT_INTERVAL), "share_reads": SCALE.seconds(SHARE_READS)}
    rows = []
    with SCALE.account() as simulator:
        # The check and the first run know nothing yet; the second knows what the first has left in its cache.
        for title, cache, arguments in (("check mode", "check", ["--check"]), ("first run", "run", []), ("second run", "run", [])):
            stage = Stage(simulator, folder / cache)
            run = stage.play("stack", *arguments, variables=variables).succeed()
            rows.append(figures(stage, "ionos.cloudpanel", title, run))
    return rows


def theirs(folder: Path, limited: bool) -> list[dict[str, Any]]:
    """:param limited: with the documented limit the first run is all that there is to see; without it, everything."""
    # Their intervals are whole numbers.
    variables = {"wait_interval": round(SCALE.seconds(WAIT_INTERVAL)), "short_interval": round(SCALE.seconds(SHORT_INTERVAL))}
    limit = {} if limited else {"rate_limit": None, "rate_window": None}
    who = "oneandone, 25 a minute" if limited else "oneandone, no limit"
    runs = [("first run", False, [])] if limited else \
        [("check mode", True, ["--check"]), ("first run", False, []), ("second run", True, [])]
    with SCALE.account(lenient=True, **limit) as simulator:
        stage = Stage(simulator, folder)
        return [figures(stage, who, title, stage.play("stack_oneandone", *arguments, variables={**variables, "go_on": go_on}))
                for title, go_on, arguments in runs]


def perform(folder: Path) -> dict[str, Any]:
    return {"scale": SCALE.factor, "wait_interval": WAIT_INTERVAL, "deployment": DURATIONS["deploy_fixed"],
            "runs": [*ours(folder / "ours"), *theirs(folder / "theirs", False), *theirs(folder / "limited", True)]}
