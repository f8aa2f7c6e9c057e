# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account with objects of each kind, and tasks on it. Each task finds the same account."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
import traceback
from collections import Counter
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import locks
from fuzz.in_memory_api import TOKEN, URL, Exchange, InMemoryApi
from fuzz.scenarios import INVENTORY, STOCK, Scenario
from in_process import Tasks

PLUGIN = "ionos.cloudpanel.servers"
#: Folders in memory, if the system has them.
MEMORY = Path("/dev/shm")


@dataclass
class Run:
    """The outcome of a task: the result or the uncaught exception, and the requests.

    :param seconds: processor time.
    """

    result: dict[str, Any]
    exchanges: list[Exchange] = field(default_factory=list)
    escaped: str = ""
    seconds: float = 0.0

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
            or "Traceback" in self.message
            or "traceback" in self.result
            or (self.failed and "defect" in self.message)
        )

    @property
    def explanation(self) -> str:
        """Return the message, and the end of the traceback."""
        return self.message + "".join(
            self.result.get("traceback", "").splitlines(keepends=True)[-12:]
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


class StockedAccount:
    """A context manager.

    :param over_requests: let the library requests prepare each request. It takes longer.
    """

    def __init__(self, over_requests: bool = False) -> None:
        self.api = InMemoryApi()
        self._over_requests = over_requests

    def __enter__(self) -> StockedAccount:
        self._stack = contextlib.ExitStack()
        self._enter()
        return self

    def _enter(self) -> None:
        enter = self._stack.enter_context
        self._folder = Path(
            enter(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None))
        )
        enter(mock.patch.multiple(locks.Heartbeat, add=mock.DEFAULT, remove=mock.DEFAULT))
        enter(self.api.over_requests() if self._over_requests else self.api.connected(Transport))
        tasks = self.new_tasks()
        for module, options in STOCK:
            tasks.ok(module, **options)
        tasks.ok("api_request", path="/servers")
        self.api.time.sleep(3600)
        self.api.keep()

    def __exit__(self, *exception: Any) -> None:
        self._stack.__exit__(*exception)

    @property
    def folder(self) -> Path:
        """Return the folder of a task. It is empty when the task begins."""
        return self._folder / "task"

    @property
    def cache(self) -> Path:
        """Return the folder with the shared file."""
        return self.folder / "cache"

    def new_tasks(self) -> Tasks:
        """Return tasks of a new run, in an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        return Tasks(URL, self.folder, TOKEN, wait_interval=10, wait_timeout=3600).in_run()

    def run(self, scenario: Scenario, tasks: Tasks | None = None) -> Run:
        """Run a task on the account, in the folder of the task.

        :param tasks: by default, of a new run.
        """
        self.api.restore()
        tasks = tasks or self.new_tasks()
        began = time.process_time()
        with contextlib.chdir(self.folder):
            run = self._attempt(scenario, tasks)
        run.seconds = time.process_time() - began
        return run

    def _attempt(self, scenario: Scenario, tasks: Tasks) -> Run:
        try:
            if scenario.module == INVENTORY:
                text = yaml.safe_dump({"plugin": PLUGIN, **scenario.options})
                result = self.read_source(text.encode(), tasks)
            else:
                result = tasks(scenario.module, scenario.check, **scenario.filled(self.folder))
        except Exception as error:
            return Run({}, self.api.exchanges, "".join(traceback.format_exception(error)[-6:]))
        return Run(result, self.api.exchanges)

    @staticmethod
    def read_source(text: bytes, tasks: Tasks) -> dict[str, Any]:
        """Read a source of the inventory. Return its hosts, or ``failed`` and ``msg``."""
        path = tasks.folder / "cloudpanel.yml"
        path.write_bytes(text)
        plugin, inventory = inventory_loader.get(PLUGIN), InventoryData()
        with (
            tasks.surroundings(),
            mock.patch.object(plugins, "load_extra_vars", lambda _loader: {}),
            mock.patch.object(plugin.display, "warning", lambda _text: None),
        ):
            try:
                plugin.parse(inventory, DataLoader(), str(path))
            except AnsibleError as error:
                return {"failed": True, "msg": str(error), "hosts": sorted(inventory.hosts)}
        return {"hosts": sorted(inventory.hosts)}
