# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that keep one object in the desired state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..engine.executor import ApplyResult
from ..model.resource import Resource
from .arguments import (
    check_options,
    state_arguments,
)
from .disclosure import Disclosure
from .results import exit_module, task_error
from .session import connect, open_account
from .task import Task


def run_state_module(resource: Resource) -> None:
    arguments = state_arguments(resource)
    module = AnsibleModule(
        argument_spec=arguments,
        supports_check_mode=True,
        required_one_of=[("id", *resource.find_by)] if "id" in arguments else [],
        mutually_exclusive=[list(group) for group in resource.mutually_exclusive],
        required_together=[list(group) for group in resource.required_together],
    )
    exit_module(module, lambda: ensure_state(resource, module.params, module.check_mode))


def ensure_state(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Bring one object to what ``params`` ask. :raises TaskError: with all that the user can be told."""
    outcome: ApplyResult | None = None
    disclosure = Disclosure(resource, params)
    try:
        check_options(resource, params)
        account = open_account(connect(params, resource.name), params, check_mode)
        task = Task(resource, params, account, disclosure)
        if check_mode:
            return task.announce()
        outcome = task.outcome
        return task.perform()
    except Exception as error:
        raise task_error(error, outcome, disclosure) from error
    finally:
        disclosure.discard()
