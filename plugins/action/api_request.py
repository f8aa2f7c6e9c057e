# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a module which run it belongs to, and runs it in the controller where that is the task's host.

A module of its own costs about half a second before its first line: packing, a process, imports. What a task asks of the
API can as well be asked from the process that Ansible has made for the task anyway. The module's own ``main`` runs there,
with the arguments, the environment and the output that it would have in a process of its own. The result is the same.
Where this ansible-core does not work as expected, the module runs in a process of its own.

The file has the name of one module, because every action plugin has to have a module that documents it.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import check_run as runs
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import in_process, private
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.run import current_run

SWITCH = "CLOUDPANEL_IN_CONTROLLER"
VARIABLE = "cloudpanel_in_controller"


class ActionModule(ActionBase):
    """Routed to from every module in meta/runtime.yml."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        with in_process.environment_of(self._task, [*(self._task.environment or ()), *_of_run()]):
            run_here = self._prepared(task_vars)
            if run_here:
                return merge_hash(result, private.result(self, run_here()))
            detached = self._task.async_val and not self._connection.has_native_async
            result = merge_hash(
                result, self._execute_module(task_vars=task_vars, wrap_async=detached)
            )
        if not detached:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _prepared(self, task_vars: dict[str, Any]) -> Callable[[], str] | None:
        """Return a function that runs the module here and returns what it prints. None: it has to run as an ordinary module."""
        module = module_loader.find_plugin_with_context(
            self._task.action, collection_list=self._task.collections
        ).resolved_fqcn
        if not (
            module
            and self._is_at_home()
            and requests_installed()
            and in_process.possible(self, task_vars)
        ):
            return None
        environment = private.environment(self)
        wanted = task_vars.get(VARIABLE, environment.get(SWITCH, os.environ.get(SWITCH, True)))
        if not boolean(self._templar.template(wanted)):
            return None
        arguments = {**private.arguments(self, task_vars), "_ansible_tmpdir": C.DEFAULT_LOCAL_TMP}
        return functools.partial(
            in_process.output_of, _main(module), private.handed_over(arguments), environment
        )

    def _is_at_home(self) -> bool:
        """Whether the task's host is the controller, as the user that Ansible runs as, and the task is not in the background."""
        return (
            self._connection.transport in ("local", "ansible.builtin.local")
            and not self._connection.become
            and not self._task.async_val
        )


def _main(module: str) -> Callable[[], None]:
    name = module.rpartition(".")[2]
    return importlib.import_module(
        f"ansible_collections.ionos.cloudpanel.plugins.modules.{name}"
    ).main


def _of_run() -> list[dict[str, str]]:
    """Return the environment variables that tell a module which run it belongs to."""
    run = current_run()
    return [{runs.VARIABLE: run.passed_on()}] if run else []
