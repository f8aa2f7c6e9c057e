# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tasks with faults, and judge each of them, the next run, and the run after it."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import Transport
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import shared_file
from faults.faults import FAULTS, TIMES, Fault
from faults.faulty_api import Disturbance, FaultyApi
from faults.scenarios import STOCK, scenarios
from faults.states import ID, differences, state
from fuzz.in_memory_api import TOKEN, URL
from fuzz.scenarios import Scenario
from in_process import Tasks
from simulator.contract import definitions

#: The world in which each task succeeds without a fault, and one in which the API is less helpful.
DEFAULT = "default"
WORLDS = (DEFAULT, "adverse")
#: The outcomes of a cell.
PASSED, INAPPLICABLE = "passed", "inapplicable"
#: Defects: the disturbed task crashes or has no good message, a later run fails, the run after the
#: next one changes something, the account differs, or the disturbed task has left out something
#: and does not say so.
CRASH, MESSAGE, FAILS, UNSETTLED, DIFFERENT, SILENT = (
    "crash",
    "message",
    "next run fails",
    "changes again",
    "other account",
    "incomplete",
)
DEFECTS = (CRASH, MESSAGE, FAILS, UNSETTLED, DIFFERENT, SILENT)
#: A sentence of a message that says what to do.
REMEDY = re.compile(
    r"(^|[.;:] |, or |, and )(Add|Check|Choose|Correct|Create|Look|Raise|Read|Remove|Run|Set|Wait|"
    r"let|remove|run|set|wait)\b"
)
#: What a message is about: an object, an operation, or the address of the API.
TITLES = "|".join(each.title for each in RESOURCES.values())
SUBJECT = re.compile(rf'"[^"]+"|\b(GET|POST|PUT|DELETE) /|\bhttp://|\bThe ({TITLES})\b')


@dataclass(frozen=True)
class Cell:
    """A fault in a task. :param operation: the operationId of the requests that begin it."""

    operation: str
    scenario: Scenario
    fault: Fault
    site: str
    times: str

    def __str__(self) -> str:
        return f"{self.operation}, {self.site}: {self.fault} {self.times} in {self.scenario}"


@dataclass(frozen=True)
class Verdict:
    cell: Cell
    outcome: str
    message: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.cell}\n    {self.message}"


@dataclass
class Outcome:
    """The result of a task, or the exception that left it."""

    result: dict[str, Any]
    escaped: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))

    @property
    def message(self) -> str:
        """The message without ids."""
        return ID.sub("ID", self.escaped or str(self.result.get("msg", "")))

    @property
    def operations(self) -> list[str]:
        """The operations, without ids."""
        return [
            ID.sub("ID", f"{each['method']} {each['path']}")
            for each in self.result.get("operations") or ()
        ]

    @property
    def is_crash(self) -> bool:
        texts = ("\n", "Traceback", "defect of ionos")
        return bool(
            self.escaped
            or "traceback" in self.result
            or any(text in self.message for text in texts)
        )


@dataclass(frozen=True)
class Reference:
    """Three runs of a task without a fault, the operations, and the account after them.

    :param writes: the operationIds that the first run has sent.
    """

    outcomes: list[Outcome]
    account: Counter[str]
    writes: tuple[str, ...]


def writing_operations() -> list[str]:
    """Return the operationIds of the contract that write."""
    return [each["operationId"] for _path, method, each in definitions() if method != "get"]


class Campaign:
    """A context manager with an account in memory. :param world: the readings of the API."""

    def __init__(self, world: str = DEFAULT) -> None:
        self._world = world
        self.account = FaultyApi(world)

    def __enter__(self) -> Campaign:
        self._stack = contextlib.ExitStack()
        memory = Path("/dev/shm")
        self._folder = Path(
            self._stack.enter_context(
                tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
            )
        )
        # No other process uses the account. A lock would start a thread.
        for name in ("locked", "all_locked"):
            self._stack.enter_context(
                mock.patch.object(
                    shared_file, name, lambda *_arguments: contextlib.nullcontext(True)
                )
            )
        self._stack.enter_context(self.account.connected(Transport))
        tasks = self._tasks()
        for module, options in STOCK:
            tasks.ok(module, **options)
        self.account.time.sleep(3600)
        tasks.ok("api_request", path="/servers")
        self.account.keep()
        self._references: dict[str, Reference] = {}
        return self

    def __exit__(self, *exception: Any) -> None:
        self._stack.__exit__(*exception)

    # -- cells

    @cached_property
    def targets(self) -> dict[str, list[Scenario]]:
        """The tasks that send each writing operation. Some fail in some worlds."""
        found: dict[str, list[Scenario]] = {each: [] for each in writing_operations()}
        for scenario in scenarios():
            reference = self.reference(scenario)
            failed = [each.message for each in reference.outcomes if each.failed or each.escaped]
            assert not failed or self._world != DEFAULT, f"{scenario}: {failed}"
            for operation in dict.fromkeys(reference.writes if not failed else ()):
                found[operation].append(scenario)
        return found

    def cells(self) -> Iterator[Cell]:
        """Yield every cell, in the order of the contract."""
        for operation, tasks in self.targets.items():
            for scenario in tasks:
                for fault in FAULTS:
                    for site in fault.sites:
                        for times in TIMES:
                            yield Cell(operation, scenario, fault, site, times)

    def sample(self, count: int, seed: int) -> list[Cell]:
        """Return so many random cells, with each operation and each fault among them."""
        cells = [*self.cells()]
        random.Random(seed).shuffle(cells)
        seen: set[object] = set()
        needed, others = [], []
        for each in cells:
            (others if {each.operation, each.fault} <= seen else needed).append(each)
            seen |= {each.operation, each.fault}
        return [*needed, *others][: max(count, len(needed))]

    def judge(self, cell: Cell) -> Verdict:
        """Run the task of a cell with its fault, and twice without it."""
        reference = self.reference(cell.scenario)
        self._restore()
        disturbance = Disturbance(cell.operation, cell.fault, cell.site, TIMES[cell.times])
        self.account.disturbance = disturbance
        disturbed = self._run(cell.scenario)
        self.account.end_task()
        if not disturbance.struck:
            return Verdict(cell, INAPPLICABLE)
        later = [self._run(cell.scenario), self._run(cell.scenario)]
        found = Reference([disturbed, *later], self._state(), ())
        if cell.fault.removes:
            if disturbance.removed is None:
                return Verdict(cell, INAPPLICABLE)
            # It uses the same account, so it follows the runs of the cell.
            reference = self.reference(cell.scenario, disturbance.removed)
        return Verdict(cell, *self._outcome(cell, reference, found))

    def reference(self, scenario: Scenario, without: str = "") -> Reference:
        """Return the undisturbed runs of a task.

        :param without: id of an object that another client has removed before.
        """
        key = f"{scenario} {without}"
        if key not in self._references:
            self._restore()
            self.account.remove(without)
            outcomes = [self._run(scenario)]
            writes = tuple(
                self.account.operation(each)
                for each in self.account.exchanges
                if each.writes and each.accepted
            )
            outcomes += [self._run(scenario), self._run(scenario)]
            self._references[key] = Reference(outcomes, self._state(), writes)
        return self._references[key]

    # -- one run

    def _restore(self) -> None:
        self.account.restore()
        shutil.rmtree(self._folder / "task", ignore_errors=True)
        (self._folder / "task").mkdir()

    def _tasks(self) -> Tasks:
        folder = self._folder / "task"
        folder.mkdir(exist_ok=True)
        return Tasks(URL, folder, TOKEN, wait_interval=30).in_run()

    def _run(self, scenario: Scenario) -> Outcome:
        self.account.exchanges = []
        try:
            return Outcome(self._tasks()(scenario.module, **scenario.options))
        except Exception as error:
            return Outcome({}, f"{type(error).__name__}: {error}")

    def _state(self) -> Counter[str]:
        self.account.time.sleep(3600)
        account = self.account.core.account
        account.advance()
        return state(account)

    @staticmethod
    def _outcome(cell: Cell, reference: Reference, actual: Reference) -> tuple[str, str]:
        disturbed, *later = actual.outcomes
        if disturbed.is_crash:
            traceback = str(disturbed.result.get("traceback", "")).splitlines()[-8:]
            return CRASH, "\n".join([disturbed.message, *traceback])
        if disturbed.failed and not (
            REMEDY.search(disturbed.message)
            and SUBJECT.search(disturbed.message)
            and disturbed.message.endswith(".")
        ):
            return MESSAGE, disturbed.message
        (_first, *expected) = reference.outcomes
        if cell.fault.removes:
            expected = reference.outcomes
        context = f" (the disturbed task: {disturbed.message or disturbed.operations})"
        for found, wanted in zip(later, expected):
            if found.message != wanted.message:
                return FAILS, found.message + context
        if later[1].operations != expected[1].operations:
            return UNSETTLED, str(later[1].operations) + context
        wrong = differences(reference.account, actual.account)
        if wrong and not reference.outcomes[0].failed:
            return DIFFERENT, "\n    ".join([*wrong, context])
        warned = disturbed.result.get("warnings") != reference.outcomes[0].result.get("warnings")
        silent = not (disturbed.failed or warned or cell.fault.removes)
        if silent and later[0].operations != expected[0].operations:
            return SILENT, str(later[0].operations) + context
        return PASSED, ""
