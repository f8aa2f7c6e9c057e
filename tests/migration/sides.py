# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tasks before and after a migration, each on a separate simulated account."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import importlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from in_process import Tasks, environment, run_main
from migration_page import Pair
from plays import KEY
from simulated import URL, SimulatedApi
from simulator.readings import Readings
from task_lists import TaskList

from .accounts import Objects, Snapshot, changes, number_of

HERE = Path(__file__).resolve().parent
MODULES = "ansible_collections.community.general.plugins.modules"
UTILS = "ansible_collections.community.general.plugins.module_utils.oneandone"
#: The oneandone modules do not stop servers that join networks, and wait for this state in logs.
READINGS = {"join-network": "on", "deletion-log-state": "OK"}
#: The oneandone modules send null, texts instead of numbers, and members that no schema contains.
LENIENT = {"unknown-members": "ignored"}
#: An id of the API, which differs from run to run.
ID = re.compile(r"\b[0-9A-F]{32}\b")
#: Variables that users define in their own files.
VARIABLES = {"public_key": KEY, "my_token": "demo", "my_url": URL}


class Side:
    """An account on which the tasks of one side of a pair run.

    :param new: the side after the migration.
    :ivar operations: what the new tasks of the last run sent or, in check mode, announced.
    """

    def __init__(self, pair: Pair, new: bool, folder: Path) -> None:
        self.pair = pair
        self.new = new
        self.folder = folder
        self.api = SimulatedApi(Readings(chosen={**READINGS, **({} if new else LENIENT)}))
        self.tasks = Tasks(self.api.url, folder)
        self.list = TaskList(pair.after if new else pair.before, folder)
        self.variables: dict[str, Any] = dict(VARIABLES)
        self.prepared: Objects = {}
        self.operations: list[dict[str, Any]] = []

    @contextlib.contextmanager
    def connected(self) -> Iterator[Side]:
        """Prepare the account. All requests of the block go to it."""
        with self.api.connected():
            played = self.tasks.play(self.pair.prepare)
            assert played.code == 0, played.last
            for listed, result in zip(self.pair.prepare, played.results):
                self.variables.update(self.list.registered(listed, [result]))
            self.api.settle()
            self.prepared = Snapshot(self.api).objects
            yield self

    def run(self, check: bool = False) -> dict[str, Any]:
        """Run the tasks once. Return what happened, and keep the registered variables.

        :returns: ``changed``; ``writes`` and ``objects``, the number of accepted writes and of
            additional objects; and ``failed``, the message of the task that failed.
        """
        self.api.clear()
        before = Snapshot(self.api).objects
        tasks, variables = self.tasks.in_run(), dict(self.variables)
        outcome: dict[str, Any] = {"changed": False}
        self.operations = []

        def call(module: str, options: dict[str, Any]) -> dict[str, Any]:
            name = module.rpartition(".")[2]
            result = (
                tasks(name, check, **options) if self.new else self._call_old(name, options, check)
            )
            outcome["changed"] |= bool(result.get("changed"))
            self.operations += result.get("operations", ())
            if result.get("failed"):
                raise TaskFailedError(result["msg"])
            return result

        try:
            for listed in self.list.listed:
                results = self.list.results_of(listed, variables, call)
                variables.update(self.list.registered(listed, results))
        except TaskFailedError as error:
            outcome["failed"] = ID.sub("<id>", " ".join(str(error).split()))
        self.variables = variables
        outcome["writes"] = len(self.api.accepted())
        self.api.settle()
        outcome["objects"] = number_of(Snapshot(self.api).objects) - number_of(before)
        return outcome

    def _call_old(self, module: str, options: Mapping[str, Any], check: bool) -> dict[str, Any]:
        """Run a module of community.general in simulated time."""
        arguments = {
            **options,
            "_ansible_check_mode": check,
            "_ansible_remote_tmp": str(self.folder),
            "_ansible_tmpdir": str(self.folder),
        }
        with self._old_surroundings():
            program = importlib.import_module(f"{MODULES}.{module}")
            clocks = [importlib.import_module(UTILS), program]
            with contextlib.ExitStack() as stack:
                for each in clocks:
                    if hasattr(each, "time"):
                        stack.enter_context(mock.patch.object(each, "time", self.api.time))
                try:
                    return run_main(program.main, arguments)
                except Exception as error:  # a traceback is the message of the task
                    return {"failed": True, "msg": f"{type(error).__name__}: {error}"}

    @contextlib.contextmanager
    def _old_surroundings(self) -> Iterator[None]:
        """Let the modules find the account, and their SDK two modules of Python 2."""
        compat = str(HERE.parent / "benchmark" / "compat")
        with (
            mock.patch.object(sys, "path", [compat, *sys.path]),
            environment(
                {"ONEANDONE_AUTH_TOKEN": self.api.token, "ONEANDONE_API_URL": self.api.url}
            ),
        ):
            yield

    def with_new_tasks(self) -> Side:
        """Return the new tasks for the same account."""
        other = copy.copy(self)
        other.new = True
        other.list = TaskList(self.pair.after, self.folder)
        return other

    def account(self) -> Objects:
        """Return the objects that differ from the prepared account."""
        return changes(self.prepared, Snapshot(self.api).objects)

    def values(self) -> list[Any]:
        """Return the values of the expressions of this side in the pair."""
        snapshot = Snapshot(self.api)
        return [
            snapshot.plain(
                self.list.expression(each.after if self.new else each.before, self.variables)
            )
            for each in self.pair.values
        ]


def signature(pair: Pair) -> str:
    """Return a text that differs if the old tasks or their preparation differ."""
    words = json.dumps([pair.prepare, pair.before, [each.before for each in pair.values]])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


class TaskFailedError(Exception):
    """Ends the tasks of a side."""


@contextlib.contextmanager
def side(pair: Pair, new: bool) -> Iterator[Side]:
    """Provide a side of a pair, with its account and a separate folder."""
    folder = Path(tempfile.mkdtemp(prefix="cloudpanel-migration-"))
    try:
        with Side(pair, new, folder).connected() as made:
            yield made
    finally:
        shutil.rmtree(folder)
