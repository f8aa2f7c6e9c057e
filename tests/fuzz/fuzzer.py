# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run each scenario with true and with mutated answers, and compare the outcomes."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import inventory as plugins
from ansible.plugins.loader import inventory_loader
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import Transport
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import store
from fuzz.in_memory_api import TOKEN, URL, Exchange, InMemoryApi
from fuzz.mutations import Mutation, at, mutated
from fuzz.scenarios import INVENTORY, STOCK, Scenario, scenarios
from in_process import Tasks

#: Allowed outcomes of a mutated answer: the same as with the true answer, an error message, or
#: the correct reaction to a legal value.
SAME, REFUSED, LEGAL = "same", "refused", "legal"
#: Defects: a traceback, operations that the true answer does not lead to, and success without the
#: operations that the true answer leads to.
CRASH, GARBAGE, SILENT = "crash", "garbage", "silent"
DEFECTS = (CRASH, GARBAGE, SILENT)


@dataclass(frozen=True)
class Case:
    """A mutated answer.

    :param number: of the request whose answer is mutated.
    :param always: whether all later answers to this request are mutated as well.
    """

    scenario: Scenario
    number: int
    request: str
    mutation: Mutation
    always: bool

    def __str__(self) -> str:
        later = " and later ones" if self.always else ""
        return f"{self.scenario}; answer {self.number}{later} to {self.request}: {self.mutation}"


@dataclass
class Run:
    """The outcome of a scenario: the result or the uncaught exception, and the writes."""

    result: dict[str, Any]
    exchanges: list[Exchange] = field(default_factory=list)
    escaped: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))

    @property
    def message(self) -> str:
        return self.escaped or self.result.get("msg", "")

    @property
    def is_crash(self) -> bool:
        return (
            bool(self.escaped)
            or "\n" in self.message
            or "Traceback" in self.message
            or "traceback" in self.result
            or (self.failed and "defect" in self.message)
        )

    @property
    def operations(self) -> Counter[str]:
        announced = self.result.get("operations") or ()
        return Counter(f"{each['method']} {each['path']}" for each in announced)

    @property
    def writes(self) -> Counter[str]:
        """Return the writes that were sent and how often each was executed.

        A repeated PUT or DELETE counts once.
        """
        found: Counter[str] = Counter()
        for each in self.exchanges:
            if each.writes:
                text = json.dumps([each.method, each.path, each.query, each.body], sort_keys=True)
                found[text] = max(1, found[text] + (each.accepted and each.method == "POST"))
        return found


@dataclass(frozen=True)
class Verdict:
    case: Case
    outcome: str
    message: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.case}\n    {self.message}"


def _is_part_of_any(text: str, writes: Counter[str], whole: bool = False) -> bool:
    """Return whether a write is equal to one of others, apart from missing members of its body.

    :param whole: whether the members are missing in the other write.
    """
    *request, body = json.loads(text)
    return any(
        request == same and (_is_part(other, body) if whole else _is_part(body, other))
        for *same, other in map(json.loads, writes)
    )


def _is_part(value: Any, whole: Any) -> bool:
    if isinstance(value, dict) and isinstance(whole, dict):
        return all(key in whole and _is_part(inner, whole[key]) for key, inner in value.items())
    return value == whole


class Fuzzer:
    """A context manager. :param seed: decides on everything that is left to chance."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.account = InMemoryApi()

    def __enter__(self) -> Fuzzer:
        self._stack = contextlib.ExitStack()
        memory = Path("/dev/shm")
        self._folder = Path(
            self._stack.enter_context(
                tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
            )
        )
        self._stack.enter_context(
            mock.patch.object(store, "locked", lambda *_arguments: contextlib.nullcontext(True))
        )
        self._stack.enter_context(self.account.connected(Transport))
        tasks = self._tasks()
        for module, options in STOCK:
            tasks.ok(module, **options)
        tasks.ok("api_request", path="/servers")
        self.account.time.sleep(3600)
        self.account.keep()
        self._true: dict[str, Run] = {}
        return self

    def __exit__(self, *exception: Any) -> None:
        self._stack.__exit__(*exception)

    # -- one run

    def _tasks(self) -> Tasks:
        shutil.rmtree(self._folder / "task", ignore_errors=True)
        (self._folder / "task").mkdir()
        return Tasks(
            URL, self._folder / "task", TOKEN, wait_interval=10, wait_timeout=3600
        ).in_run()

    def run(self, scenario: Scenario) -> Run:
        self.account.restore()
        folder = self._folder / "task"
        tasks = self._tasks()
        try:
            result = (
                self._read_source(scenario, tasks)
                if scenario.module == INVENTORY
                else tasks(scenario.module, scenario.check, **scenario.filled(folder))
            )
        except Exception as error:
            return Run({}, self.account.exchanges, f"{type(error).__name__}: {error}")
        return Run(result, self.account.exchanges)

    @staticmethod
    def _read_source(scenario: Scenario, tasks: Tasks) -> dict[str, Any]:
        path = tasks.folder / "cloudpanel.yml"
        path.write_text(yaml.safe_dump({"plugin": "ionos.cloudpanel.servers", **scenario.options}))
        plugin, inventory = inventory_loader.get("ionos.cloudpanel.servers"), InventoryData()
        with (
            tasks.surroundings(),
            mock.patch.object(plugins, "load_extra_vars", lambda _loader: {}),
            mock.patch.object(plugin.display, "warning", lambda _text: None),
        ):
            try:
                plugin.parse(inventory, DataLoader(), str(path))
            except AnsibleError as error:
                return {"failed": True, "msg": str(error)}
        return {"hosts": sorted(inventory.hosts)}

    def true(self, scenario: Scenario) -> Run:
        """Return the outcome with true answers.

        :raises AssertionError: the task fails, or does not fulfil its purpose.
        """
        if str(scenario) not in self._true:
            run = self.run(scenario)
            assert not run.failed and not run.escaped, f"{scenario}: {run.message}"
            changes = {"keep": False, "read": False}.get(scenario.purpose, True)
            assert bool(run.result.get("operations")) == changes, (
                f"{scenario}: {run.result.get('operations')}"
            )
            self._true[str(scenario)] = run
        return self._true[str(scenario)]

    # -- mutated answers

    def cases(self, count: int) -> Iterator[Case]:
        """So many cases, spread over all scenarios."""
        every = scenarios()
        random.Random(self.seed).shuffle(every)
        for number in range(count):
            yield self.case(every[number % len(every)], number)

    def case(self, scenario: Scenario, number: int) -> Case:
        chance = random.Random(zlib.crc32(f"{self.seed} {number} {scenario}".encode()))
        exchanges = self.true(scenario).exchanges
        position = chance.randrange(len(exchanges))
        exchange = exchanges[position]
        others = [
            each.answer
            for each in exchanges
            if (each.method, each.path) != (exchange.method, exchange.path)
        ]
        return Case(
            scenario,
            position,
            f"{exchange.method} {exchange.path}",
            mutated(exchange.answer, others, chance),
            chance.random() < 0.5,
        )

    def judge(self, case: Case) -> Verdict:
        true = self.true(case.scenario)
        seen = 0

        def mutate(exchange: Exchange) -> None:
            nonlocal seen
            meant = f"{exchange.method} {exchange.path}" == case.request
            if seen == case.number or (case.always and seen > case.number and meant):
                exchange.answer = case.mutation.apply(exchange.answer)
            seen += 1

        self.account.mutate = mutate
        try:
            run = self.run(case.scenario)
        finally:
            self.account.mutate = lambda exchange: None
        return Verdict(case, *self._outcome(case, true, run))

    @staticmethod
    def _outcome(case: Case, true: Run, run: Run) -> tuple[str, str]:
        if run.is_crash:
            return CRASH, run.message + "".join(
                run.result.get("traceback", "").splitlines(keepends=True)[-12:]
            )
        allowed = case.mutation.allowed(at(true.exchanges[case.number].answer, case.mutation.way))
        extra = [
            *(text for text in run.writes - true.writes if not _is_part_of_any(text, true.writes)),
            *(run.operations - true.operations),
        ]
        if extra:
            return LEGAL if allowed else GARBAGE, f"{extra} {run.message}"
        if run.failed:
            return REFUSED, run.message
        lacking = [
            *(
                text
                for text in true.writes - run.writes
                if not _is_part_of_any(text, run.writes, whole=True)
            ),
            *(true.operations - run.operations),
        ]
        if lacking:
            return LEGAL if allowed else SILENT, f"lacks {lacking}"
        return SAME, ""
