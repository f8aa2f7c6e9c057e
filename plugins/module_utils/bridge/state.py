# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that keep one object in the desired state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.waiter import Waiter
from ..model.resource import Resource
from .arguments import check_options, state_arguments, state_rules
from .disclosure import Disclosure
from .module import Module
from .results import exit_module, task_error
from .session import connect, open_account, wait_options
from .task import Task


def run_state_module(resource: Resource) -> None:
    """Run the module of a resource."""
    module = Module(
        argument_spec=state_arguments(resource), supports_check_mode=True, **state_rules(resource)
    )
    params, check_mode = module.params, module.check_mode
    exit_module(module, lambda warnings: ensure_state(resource, params, check_mode, warnings))


def ensure_state(
    resource: Resource, params: Mapping[str, Any], check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Bring an object into the desired state. Return the result of the module.

    In check mode, send only requests that read, and announce the planned object.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed. The error contains the operations that were sent before.
    """
    task: Task | None = None
    disclosure = Disclosure(resource, params)
    try:
        check_options(resource, params)
        client = connect(params, resource.name, warnings)
        waiter = Waiter(wait_options(params), client)
        account = open_account(client, params, check_mode, waiter)
        task = Task(resource, params, account, waiter, disclosure)
        return task.announce() if check_mode else task.apply()
    except Exception as error:
        result = task.result if task and not check_mode else None
        raise task_error(error, result, disclosure) from error
    finally:
        disclosure.discard()
