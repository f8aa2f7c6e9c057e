# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pass the run to a module, and run the module in the controller if the task's host is there.

A module process takes about half a second before its first line, for packing, starting and imports.
A task can send its requests as well from the process that Ansible has already created for it. The
``main`` of the module runs there, with the arguments, the environment and the output that it would
have in a separate process. The result is the same. If this version of ansible-core does not work as
expected, the module runs in a separate process.

The file has the name of a module, because each action plugin needs a module that documents it.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable
from typing import Any

from ansible import constants as C
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import module_loader
from ansible.utils.vars import merge_hash
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    requests_installed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import check_run
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import (
    in_process,
    private,
    task_waits,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.run import current_run

#: The environment variable and the variable that switch the execution in the controller off.
SWITCH = "CLOUDPANEL_IN_CONTROLLER"
SWITCH_VARIABLE = "cloudpanel_in_controller"


class ActionModule(ActionBase):  # type: ignore[misc]
    """The action plugin of all modules; see meta/runtime.yml."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module of the task and return its result."""
        task_vars = task_vars or {}
        result: dict[str, Any] = super().run(tmp, task_vars)
        environments = [*(self._task.environment or ()), *_run_environment()]
        with in_process.task_environment(self._task, environments):
            run_module = self._prepare_in_process(task_vars)
            if run_module:
                with task_waits.shown(self._task, task_vars):
                    output = run_module()
                merged: dict[str, Any] = merge_hash(result, private.result(self, output))
                return merged
            detached = self._task.async_val and not self._connection.has_native_async
            result = merge_hash(
                result, self._execute_module(task_vars=task_vars, wrap_async=detached)
            )
        if not detached:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _prepare_in_process(self, task_vars: dict[str, Any]) -> Callable[[], str] | None:
        """Return a function that runs the module in this process and returns what it prints.

        None: the module has to run in a separate process.
        """
        module = module_loader.find_plugin_with_context(
            self._task.action, collection_list=self._task.collections
        ).resolved_fqcn
        if not (
            module
            and self._is_in_controller()
            and requests_installed()
            and in_process.is_possible(self, task_vars)
        ):
            return None
        environment = private.environment(self)
        switch = environment.get(SWITCH, os.environ.get(SWITCH, True))
        if not boolean(self._templar.template(task_vars.get(SWITCH_VARIABLE, switch))):
            return None
        arguments = {**private.arguments(self, task_vars), "_ansible_tmpdir": C.DEFAULT_LOCAL_TMP}
        return functools.partial(
            in_process.run_main,
            _main_function(module),
            private.argument_globals(arguments),
            environment,
        )

    def _is_in_controller(self) -> bool:
        """Return whether the host is the controller, with the same user and not in background."""
        return (
            self._connection.transport in ("local", "ansible.builtin.local")
            and not self._connection.become
            and not self._task.async_val
        )


def _main_function(module: str) -> Callable[[], None]:
    name = module.rpartition(".")[2]
    package = "ansible_collections.ionos.cloudpanel.plugins.modules"
    main: Callable[[], None] = importlib.import_module(f"{package}.{name}").main
    return main


def _run_environment() -> list[dict[str, str]]:
    """Return the environment variables that pass the run to a module."""
    run = current_run()
    return [{check_run.VARIABLE: run.passed_on()}] if run else []
