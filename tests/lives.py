# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Life tests: create an object, change each of its options, and remove it.

Each task runs in check mode, for real, and again. The operations that check mode announces are
compared with those of the run, and these with the log of the simulator. The tasks get API objects
that cannot be changed (``frozen``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from frozen import frozen_answers
from in_process import Tasks
from plays import shape
from result_forms import differences
from simulated import SimulatedApi


@dataclass(frozen=True)
class Case:
    """A module, the options that create its object, and the changes that follow.

    :param before: tasks that create the objects to which the options refer.
    """

    module: str
    identity: dict[str, Any]
    create: dict[str, Any]
    changes: list[dict[str, Any]]
    before: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.module}-{next(iter(self.identity.values()))}"


def done(operations: list[dict[str, str]]) -> list[str]:
    return [f"{each['method']} {each['path'].partition('?')[0]}" for each in operations]


@frozen_answers()
def live(tasks: Tasks, simulator: SimulatedApi, case: Case) -> None:
    """Lead an object through its life; whatever does not fit together fails the test."""
    prepared = tasks.play(case.before)
    assert prepared.code == 0, prepared.last
    simulator.clear()
    tasks = tasks.in_run()
    performed: list[str] = []
    settings = [{**case.create}, *case.changes, {"state": "absent"}]
    for number, options in enumerate(settings):
        check, run, again = tasks.converge(case.module, **case.identity, **options)
        assert shape(check["operations"]) == shape(run["operations"]), options
        assert check["changed"] == run["changed"] == bool(run["operations"]), options
        assert check["diff"] == run["diff"], options
        assert run["changed"] or number not in (0, len(settings) - 1), options
        shown = [result[case.module] for result in (check, run, again)]
        if options.get("state") == "absent":
            assert shown == [None, None, None]
        else:
            # Lists show fewer attributes than single objects. The others are null without a change.
            found = [*differences(shown[0], shown[1]), *differences(shown[2], shown[1])]
            assert found == [], (found, options)
        performed += done(run["operations"])
    assert simulator.accepted() == performed


@frozen_answers()
def run_exactly(tasks: Tasks, simulator: SimulatedApi, listed: list[dict[str, Any]]) -> None:
    """Run a play in check mode, for real, and again.

    Check mode has to announce the operations of the run. The second run must not change anything.
    """
    simulator.clear()
    check = tasks.play(listed, check=True)
    assert check.code == 0, check.last
    assert {entry["method"] for entry in simulator.requests()} == {"GET"}
    run = tasks.play(listed)
    assert run.code == 0, run.last
    for before, after in zip(check.results, run.results):
        assert before["changed"] == after["changed"], (before["task"], before, after)
        assert shape(before.get("operations", [])) == shape(after.get("operations", [])), before[
            "task"
        ]
    assert simulator.accepted() == done(
        [step for result in run.results for step in result.get("operations", ())]
    )
    again = tasks.play(listed)
    assert not any(result["changed"] for result in again.results), [
        each for each in again.results if each["changed"]
    ]
