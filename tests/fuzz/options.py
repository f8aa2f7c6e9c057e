# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules: run tasks whose options are partly replaced by unusual or invalid values.

A task ends with its result or with one sentence. The contract allows each request that it sends,
apart from those of the module api_request, which the user writes.
"""

from __future__ import annotations

import copy
import importlib
import json
import random
from functools import cache
from typing import Any
from unittest import mock

from ansible.module_utils.basic import AnsibleModule
from fuzz.breaches import breach
from fuzz.mutations import at, ways
from fuzz.part import BREACH, CRASH, GARBAGE, LONG, REFUSED, SAME, SLOW, Part, Verdict
from fuzz.scenarios import INVENTORY, Scenario, scenarios
from fuzz.stocked_account import Run, StockedAccount
from fuzz.values import fitting, hostile
from in_process import MODULES

Spec = dict[str, dict[str, Any]]
#: The module whose requests the user writes.
RAW = "api_request"
#: Characters of the options of a task.
LONGEST_INPUT = 100_000
#: Characters of a message about short options. It can name long options once or twice.
LONGEST_MESSAGE = 4000
#: Seconds of processor time that no task needs.
MOST_SECONDS = 10.0


class SpecFound(Exception):
    """The argument spec of a module."""


@cache
def argument_spec(module: str) -> Spec:
    """Return the argument spec of a module."""

    def find(_self: AnsibleModule, argument_spec: Spec, **_rules: Any) -> None:
        raise SpecFound(argument_spec)

    with mock.patch.object(AnsibleModule, "__init__", find):
        try:
            importlib.import_module(f"{MODULES}.{module}").main()
        except SpecFound as found:
            return found.args[0]
    raise LookupError(module)


class Options(Part):
    """Tasks of all modules with mutated options."""

    name = "options"

    def __enter__(self) -> Options:
        self.account = StockedAccount(over_requests=True).__enter__()
        by_module: dict[str, list[Scenario]] = {}
        for each in scenarios():
            if each.module != INVENTORY:
                by_module.setdefault(each.module, []).append(each)
        self._by_module = sorted(by_module.items())
        ids = [members["id"] for _plural, members in self.account.api.objects()]
        self._names = ["x", "", *names(scenarios()), *ids]
        return self

    def __exit__(self, *exception: Any) -> None:
        self.account.__exit__(*exception)

    def input(self, number: int) -> dict[str, Any]:
        chance = self.chance(number)
        module, tasks = self._by_module[number % len(self._by_module)]
        task = chance.choice(tasks)
        options = copy.deepcopy(dict(task.options))
        for _change in range(chance.choice([1, 1, 2, 3, 6])):
            changed = copy.deepcopy(options)
            self._change(changed, argument_spec(module), chance)
            if len(json.dumps(changed)) < LONGEST_INPUT:
                options = changed
        return {"module": module, "options": options, "check": chance.random() < 0.3}

    def _change(self, options: dict[str, Any], spec: Spec, chance: random.Random) -> None:
        """Set, replace, remove or repeat a value."""
        kind = chance.choice(["fitting"] * 4 + ["hostile", "replace", "replace", "remove"])
        if kind in ("fitting", "hostile") or not options:
            name = chance.choice(sorted(spec))
            options[name] = (
                hostile(chance) if kind == "hostile" else fitting(spec[name], self._names, chance)
            )
            return
        way = chance.choice([each for each in ways(options) if each])
        holder = at(options, way[:-1])
        if kind == "remove":
            del holder[way[-1]]
        elif isinstance(holder, list) and len(holder) < 10 and chance.random() < 0.3:
            holder *= chance.choice([2, 300])
        else:
            holder[way[-1]] = hostile(chance)

    def judge(self, data: dict[str, Any]) -> Verdict:
        run = self.account.run(Scenario("fuzz", **data))
        return Verdict(data, json.dumps(data, default=repr), *outcome(run, data))


def names(tasks: list[Scenario]) -> list[str]:
    """Return the names of all objects of tasks."""
    return sorted(
        {each.options["name"] for each in tasks if isinstance(each.options.get("name"), str)}
    )


def outcome(run: Run, data: dict[str, Any]) -> tuple[str, str]:
    """Return the outcome of a task, and a message."""
    # Ansible repeats texts of options in its messages, with their line ends.
    if run.is_crash or ("\n" in run.message and "\\n" not in json.dumps(data)):
        return CRASH, run.explanation
    if data["check"] and run.writes:
        return GARBAGE, f"check mode sent {sorted(run.writes)}"
    for exchange in run.exchanges if data["module"] != RAW else ():
        problem = breach(exchange)
        if problem:
            return BREACH, f"{exchange.method} {exchange.path} {exchange.data}: {problem}"
    if len(run.message) > LONGEST_MESSAGE + 2 * len(json.dumps(data)):
        return LONG, run.message
    if run.seconds > MOST_SECONDS:
        return SLOW, f"{run.seconds:.0f} s"
    return (REFUSED, run.message) if run.failed else (SAME, "")
