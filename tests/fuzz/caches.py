# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared file: run tasks after the file, or what is at its path, was damaged.

A task with a damaged file has the same outcome as with the whole one. If the file contains other
values that this collection could have written, the task may act on them, or fail with a sentence.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import modules
from fuzz.breaches import breach
from fuzz.damages import VICTIM, apply, is_plausible, random_damage
from fuzz.part import BREACH, CRASH, FAILED, GARBAGE, LEGAL, REFUSED, SAME, Part, Verdict
from fuzz.scenarios import Scenario, scenarios
from fuzz.stocked_account import Run, StockedAccount
from in_process import Tasks

#: A task of the same run that follows.
READING = Scenario("read", "server_info", {"name": ["model"]})


class Caches(Part):
    """Tasks on a stocked account with a damaged shared file."""

    name = "caches"

    def __enter__(self) -> Caches:
        self.account = StockedAccount().__enter__()
        self._scenarios = scenarios()
        self._tasks = self.account.new_tasks()
        for each in modules().values():
            if each.kind == "info" and each.name != "server_snapshot_info":
                self._tasks(each.name, name=["x", "web"])
        self._tasks.ok("private_network", True, name="announced")
        (file,) = self.account.cache.glob("*.sqlite")
        self._name, self._whole = file.name, file.read_bytes()
        self._passed = self.account.api.time.passed
        self._true: dict[str, Run] = {}
        return self

    def __exit__(self, *exception: Any) -> None:
        self.account.__exit__(*exception)

    def input(self, number: int) -> dict[str, Any]:
        chance = self.chance(number)
        task = chance.choice(self._scenarios)
        return {
            "damage": random_damage(chance),
            "scenario": {**vars(task), "options": dict(task.options)},
        }

    def judge(self, data: dict[str, Any]) -> Verdict:
        scenario, plausible = Scenario(**data["scenario"]), is_plausible(data["damage"])
        true = self._true_run(scenario)
        tasks = self._with_whole_file()
        apply(data["damage"], self.account.cache / self._name)
        found = self._outcome(true, self.account.run(scenario, tasks), plausible)
        if found[0] == SAME:
            # A later task finds what this one has left.
            later = self.account.run(READING, tasks)
            if later.is_crash:
                found = CRASH, later.explanation
            elif later.failed:
                found = REFUSED if plausible else FAILED, later.message
        return Verdict(data, f"{data['damage']} before {scenario}", *found)

    def _true_run(self, scenario: Scenario) -> Run:
        """Return the outcome with the whole file."""
        if str(scenario) not in self._true:
            self._true[str(scenario)] = self.account.run(scenario, self._with_whole_file())
        return self._true[str(scenario)]

    def _with_whole_file(self) -> Tasks:
        """Return tasks of the run that has filled the file."""
        tasks = copy.copy(self.account.new_tasks())
        tasks.run = self._tasks.run
        self.account.cache.mkdir(mode=0o700)
        (self.account.cache / self._name).write_bytes(self._whole)
        (self.account.cache / self._name).chmod(0o600)
        self.account.api.time.passed = self._passed + 1.0
        return tasks

    def _outcome(self, true: Run, run: Run, plausible: bool) -> tuple[str, str]:
        if run.is_crash:
            return CRASH, run.explanation
        for exchange in run.exchanges:
            problem = breach(exchange)
            if problem:
                return BREACH, f"{exchange.method} {exchange.path} {exchange.data}: {problem}"
        victim = self.account.folder / "victim"
        if victim.exists() and victim.read_bytes() != VICTIM:
            return GARBAGE, "a file of another user was changed"
        if run.failed:
            return REFUSED if plausible else FAILED, run.message
        if run.operations != true.operations:
            text = json.dumps([dict(true.operations), dict(run.operations)])
            return (
                LEGAL if plausible else GARBAGE,
                f"operations with the whole file and now: {text}",
            )
        return SAME, ""
