# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All private names of ansible-core that the collection uses.

They run a module in the process of its action plugin, and draw lines between two outputs.

| name                                             | valid in ansible-core |
|--------------------------------------------------|-----------------------|
| ``ActionBase._update_module_args``               | 2.16 and newer        |
| ``ActionBase._compute_environment_string``       | 2.16 and newer        |
| ``ActionBase._parse_returned_data(printed)``     | 2.16 to 2.18          |
| the same with ``profile``, returning a dict      | 2.19, 2.20            |
| the same, returning a ``UnifiedTaskResult``      | 2.21 and newer        |
| ``ansible.vars.clean.remove_internal_keys``      | 2.16 to 2.20          |
| ``basic._ANSIBLE_ARGS``                          | 2.16 and newer        |
| ``basic._ANSIBLE_PROFILE``                       | 2.19 and newer        |
| ``ansible.parsing.ajson.AnsibleJSONEncoder``     | 2.16 to 2.18          |
| ``ansible.module_utils.common.json.get_module_encoder`` | 2.19 and newer |
| ``Display._lock``                                | 2.16 and newer        |

This file imports them only when it uses them, so a missing name raises an exception at its use.
``in_process`` tries them before it runs a module. Without the last one, the callback ``progress``
shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils import basic

#: How arguments and results of a module are encoded. ansible-core before 2.19 has no profiles.
PROFILE = "legacy" if hasattr(basic, "_ANSIBLE_PROFILE") else None


def arguments(action: Any, task_vars: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the task in the form in which Ansible passes them to a module."""
    given = dict(action._task.args)
    action._update_module_args(action._task.action, given, task_vars)
    return given


def environment(action: Any) -> dict[str, Any]:
    """Return the environment variables of the task, with their templates evaluated."""
    variables: dict[str, Any] = {}
    action._compute_environment_string(variables)
    return variables


def argument_globals(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the globals of ``ansible.module_utils.basic`` that contain the arguments of a module.

    :param given: the arguments.
    """
    text = json.dumps({"ANSIBLE_MODULE_ARGS": given}, **_encoding())
    encoded: dict[str, Any] = {"_ANSIBLE_ARGS": text.encode()}
    return {**encoded, "_ANSIBLE_PROFILE": PROFILE} if PROFILE else encoded


def _encoding() -> dict[str, Any]:
    """Return the parameters of ``json.dumps``."""
    if PROFILE:
        from ansible.module_utils.common.json import Direction, get_module_encoder

        return {"cls": get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)}
    from ansible.parsing.ajson import AnsibleJSONEncoder

    return {"cls": AnsibleJSONEncoder, "vault_to_text": True}


def result(action: Any, output: str) -> dict[str, Any]:
    """Return the result of a module.

    :param output: what the module printed.
    """
    profile = [PROFILE] if PROFILE else []
    parsed = action._parse_returned_data({"rc": 0, "stdout": output, "stderr": ""}, *profile)
    if isinstance(parsed, dict):
        from ansible.vars.clean import remove_internal_keys

        remove_internal_keys(parsed)
        return parsed
    parsed.remove_internal_keys()
    converted: dict[str, Any] = parsed.as_result_dict(for_round_trip=True)
    return converted


def lock_of_output(display: Any) -> Any:
    """Return the lock that Ansible holds while it writes, and while it forks, or None.

    If another thread wrote during a fork, the new process could wait for its output for ever.
    """
    return getattr(display, "_lock", None)
