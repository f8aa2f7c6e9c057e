# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All private names of ansible-core that the collection uses. They run a module in the process of its action plugin.

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

Nothing is imported at the head of this file, so a name that is missing raises where it is used. ``in_process`` finds that out in a
rehearsal, before it runs a module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils import basic

#: The form in which arguments reach a module and results leave it. ansible-core before 2.19 knows one form only.
PROFILE = ("legacy",) if hasattr(basic, "_ANSIBLE_PROFILE") else ()


def arguments(action: Any, task_vars: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the task as Ansible gives them to a module."""
    given = dict(action._task.args)
    action._update_module_args(action._task.action, given, task_vars)
    return given


def environment(action: Any) -> dict[str, Any]:
    """Return the environment variables of the task, with their templates evaluated."""
    variables: dict[str, Any] = {}
    action._compute_environment_string(variables)
    return variables


def handed_over(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the global variables of ``ansible.module_utils.basic`` in which a module finds its arguments."""
    text = json.dumps({"ANSIBLE_MODULE_ARGS": given}, **_encoding())
    return {"_ANSIBLE_ARGS": text.encode(), **{"_ANSIBLE_PROFILE": profile for profile in PROFILE}}


def _encoding() -> dict[str, Any]:
    if PROFILE:
        from ansible.module_utils.common.json import Direction, get_module_encoder

        return {"cls": get_module_encoder(*PROFILE, Direction.CONTROLLER_TO_MODULE)}
    from ansible.parsing.ajson import AnsibleJSONEncoder

    return {"cls": AnsibleJSONEncoder, "vault_to_text": True}


def result(action: Any, output: str) -> dict[str, Any]:
    """Return the result of a module that has printed ``output``."""
    parsed = action._parse_returned_data({"rc": 0, "stdout": output, "stderr": ""}, *PROFILE)
    if isinstance(parsed, dict):
        from ansible.vars.clean import remove_internal_keys

        remove_internal_keys(parsed)
        return parsed
    parsed.remove_internal_keys()
    return parsed.as_result_dict(for_round_trip=True)
