# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 5: the cost of a task that changes nothing, fifty times in a loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.process import SimulatorProcess
from stage import Stage

TIMES = 50
#: (title, plays/loop_*.yml, environment), each in a separate run.
WAYS = (
    ("in the controller", "ionos", {"CLOUDPANEL_IN_CONTROLLER": "true"}),
    ("as a module", "ionos", {"CLOUDPANEL_IN_CONTROLLER": "false"}),
    ("ansible.builtin.ping", "ping", {}),
    ("oneandone_server", "oneandone", {}),
)


def perform(folder: Path, times: int = TIMES) -> dict[str, Any]:
    rows = []
    # There is no limit here: the oneandone module would exhaust the budget after half of its tasks.
    with SimulatorProcess(lenient=True, servers=1) as simulator:
        (server,) = simulator.api("GET", "/servers")
        for number, (name, play, environment) in enumerate(WAYS):
            stage = Stage(simulator, folder / str(number))
            variables = {"times": times, "appliance": server["image"]["name"]}
            stage.seen()
            run = stage.play(f"loop_{play}", variables=variables, **environment).succeed()
            if run.changed:
                raise RuntimeError(f"{name}: a task that has nothing to do changed something.")
            rows.append(
                {
                    "way": name,
                    "seconds": run.took("Nothing to do"),
                    "per_task": run.took("Nothing to do") / times,
                    "requests": stage.seen()["requests"],
                }
            )
    return {"times": times, "runs": rows}
