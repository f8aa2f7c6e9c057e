# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the ``main`` function of modules in the process of the test, without Ansible.

A task takes milliseconds instead of a second. Test the behaviour of Ansible in tests/integration.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from ansible.module_utils import _internal
from ansible.module_utils.common import warnings
from ansible.module_utils.testing import patch_module_args
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import check_run as runs
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from messages import record

#: Options for a simulator in real time.
FAST: dict[str, Any] = {"wait_interval": 0.02, "wait_timeout": 20}
MODULES = "ansible_collections.ionos.cloudpanel.plugins.modules"


@dataclass(frozen=True)
class Play:
    """The results of tasks that ran one after the other.

    :param code: 0 if no task failed.
    """

    results: list[dict[str, Any]]
    code: int

    @property
    def last(self) -> dict[str, Any]:
        return self.results[-1]


class Tasks:
    """Calls modules with the simulator as the account.

    A task does not belong to a run of Ansible, except after ``in_run``.

    :param url: address of the simulator, or of a proxy in front of it.
    :param folder: empty folder of the test for the shared cache.
    :param defaults: options for all tasks.
    """

    def __init__(self, url: str, folder: Path, token: str = "demo", **defaults: Any) -> None:
        self.environment = {
            "CLOUDPANEL_API_TOKEN": token,
            "CLOUDPANEL_API_URL": url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
        }
        self.folder = folder
        self.run: runs.Run | None = None
        self.defaults = defaults

    def in_run(self) -> Tasks:
        """Return tasks that all belong to one Ansible run, which begins now."""
        tasks = copy.copy(self)
        tasks.run = runs.Run(uuid.uuid4().hex, clock.now())
        return tasks

    def __call__(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run one task. Return what the module prints: the result, or ``failed`` and ``msg``."""
        arguments = {
            **self.defaults,
            **options,
            "_ansible_check_mode": check,
            "_ansible_diff": True,
            "_ansible_remote_tmp": str(self.folder),
            "_ansible_tmpdir": str(self.folder),
        }
        main = importlib.import_module(f"{MODULES}.{module}").main
        with self.surroundings():
            result = run_main(main, arguments)
        record([*result["warnings"], *([result["msg"]] if result.get("failed") else [])])
        return result

    def ok(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a task that has to succeed."""
        result = self(module, check, **options)
        assert not result.get("failed"), result
        return result

    def error(self, module: str, check: bool = False, **options: Any) -> str:
        """Run a task that has to fail. Return its message, one line without a traceback."""
        result = self(module, check, **options)
        assert result.get("failed"), result
        assert "\n" not in result["msg"] and "Traceback" not in result["msg"], result["msg"]
        return result["msg"]

    def converge(
        self, module: str, **options: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Run a task in check mode, for real, and again.

        All three have to succeed, and the last one must not change anything.
        """
        check, real, again = (
            self.ok(module, True, **options),
            self.ok(module, **options),
            self.ok(module, **options),
        )
        assert not again["changed"] and again["operations"] == [], again["operations"]
        return check, real, again

    def play(
        self, listed: Sequence[Mapping[str, Any]], check: bool = False, **environment: str
    ) -> Play:
        """Run tasks of the form of ``plays.task`` in one run, up to the first one that fails.

        :param check: run all of them in check mode.
        :param environment: environment variables of the tasks.
        """
        tasks = self.in_run()
        tasks.environment = {**self.environment, **environment}
        results: list[dict[str, Any]] = []
        for each in listed:
            ((name, options),) = ((key, value) for key, value in each.items() if "." in key)
            result = tasks(
                name.rpartition(".")[2], check or bool(each.get("check_mode")), **options
            )
            results.append({"failed": False, **result, "task": each["name"]})
            if results[-1]["failed"] and not each.get("ignore_errors"):
                return Play(results, 2)
        return Play(results, 0)

    def surroundings(self) -> contextlib.AbstractContextManager:
        of_run = {runs.VARIABLE: self.run.passed_on()} if self.run else {}
        return environment({**self.environment, **of_run})


def run_main(main: Callable[[], None], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Call the ``main`` of a module with options. Return what it prints, and its warnings."""
    # In a process that imported code of the controller, Ansible would display warnings at once.
    as_module = mock.patch.object(_internal, "is_controller", False)
    with (
        as_module,
        patch_module_args(arguments),
        printed() as output,
        contextlib.suppress(SystemExit),
    ):
        main()
    return {**json.loads(output.getvalue()), "warnings": [*warned()]}


@contextlib.contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables in the block, and no others whose names begin with CLOUDPANEL_.

    ``mock.patch.dict`` would copy and restore all variables, which takes longer than some tasks.
    """
    names = {*values, *(name for name in os.environ if name.startswith("CLOUDPANEL_"))}
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            os.environ.pop(name, None)
        os.environ.update(before)


def warned() -> Iterator[str]:
    """Yield the texts of the warnings since the last call. Ansible collects them globally."""
    collected = warnings._global_warnings
    for warning in [*collected]:
        yield warning if isinstance(warning, str) else warning.event.msg
    collected.clear()


@contextlib.contextmanager
def printed() -> Iterator[io.StringIO]:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        yield output
