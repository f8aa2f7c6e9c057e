# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of the collection in the controller where that is the task's host, and as an ordinary module elsewhere.

A module of its own costs about half a second before its first line: packing, a process, imports. What a task asks of the
API can as well be asked from the process that Ansible has made for the task anyway. The module's own ``main`` runs there,
with the arguments, the environment and the output that it would have in a process of its own, so that nobody can tell the
difference by the result.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible import constants as C
from ansible.module_utils import basic
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.vars import merge_hash
from ansible.vars.clean import remove_internal_keys
from ansible_collections.ionos.cloudpanel.plugins.module_utils import client

try:
    from ansible.module_utils.common.json import Direction, get_module_encoder
    #: The form in which arguments reach a Python module and results leave it, and how the arguments are written in it.
    PROFILE = ["legacy"]
    ENCODING = {"cls": get_module_encoder(*PROFILE, Direction.CONTROLLER_TO_MODULE)}
except ImportError:  # ansible-core before 2.19 knows but one form
    from ansible.parsing.ajson import AnsibleJSONEncoder
    PROFILE = []
    ENCODING = {"cls": AnsibleJSONEncoder, "vault_to_text": True}

SWITCH = "CLOUDPANEL_IN_CONTROLLER"
VARIABLE = "cloudpanel_in_controller"


class ActionModule(ActionBase):
    """Routed to from every module in meta/runtime.yml."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        if self._is_at_home(task_vars, environment):
            return merge_hash(result, self._run_here(task_vars, environment))
        detached = self._task.async_val and not self._connection.has_native_async
        result = merge_hash(result, self._execute_module(task_vars=task_vars, wrap_async=detached))
        if not detached:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _is_at_home(self, task_vars: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
        """Whether the task's host is the controller, as the user that Ansible runs as, and nothing speaks against it."""
        asked = self._templar.template(task_vars.get(VARIABLE, environment.get(SWITCH, os.environ.get(SWITCH, True))))
        return (boolean(asked) and self._connection.transport in ("local", "ansible.builtin.local")
                and not self._connection.become and not self._task.async_val and client.available())

    def _run_here(self, task_vars: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, task_vars)
        arguments["_ansible_tmpdir"] = C.DEFAULT_LOCAL_TMP
        printed = {"rc": 0, "stdout": self._output(arguments, environment), "stderr": ""}
        data = self._parse_returned_data(printed, *PROFILE)
        remove_internal_keys(data)
        return data

    def _output(self, arguments: Mapping[str, Any], environment: Mapping[str, str]) -> str:
        """What the module prints when it is run with these arguments."""
        found = self._shared_loader_obj.module_loader.find_plugin_with_context(
            self._task.action, collection_list=self._task.collections)
        name = found.resolved_fqcn.rpartition(".")[2]
        main = importlib.import_module(f"ansible_collections.ionos.cloudpanel.plugins.modules.{name}").main
        output = io.StringIO()
        with _process(arguments, environment), contextlib.redirect_stdout(output):
            try:
                main()
            except SystemExit:
                pass
        return output.getvalue()


@contextlib.contextmanager
def _process(arguments: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[None]:
    """The surroundings of a process of the module's own."""
    # By hand, because unittest.mock imports half as much again as all that a task needs.
    handed = _handed_over(arguments)
    before = {name: getattr(basic, name) for name in handed}
    folder, outside = os.getcwd(), dict(os.environ)
    os.environ.update({key: str(value) for key, value in environment.items()})
    vars(basic).update(handed)
    try:
        yield
    finally:
        vars(basic).update(before)
        os.environ.clear()
        os.environ.update(outside)
        os.chdir(folder)


def _handed_over(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Where a Python module finds its arguments when it starts."""
    text = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **ENCODING)
    return {"_ANSIBLE_ARGS": text.encode(), **{"_ANSIBLE_PROFILE": name for name in PROFILE}}
