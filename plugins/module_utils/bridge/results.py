# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""End a module: with its result, or with an error of one sentence."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from ansible.module_utils.basic import missing_required_lib

from ..api.errors import ApiError
from ..api.transport import requests_installed
from ..engine.object_waiter import ResourceFailedError
from ..engine.step_runner import ApplyResult
from ..engine.waiter import WaitTimeoutError
from ..model.errors import ValidationError
from ..shared import waits
from .disclosure import Disclosure
from .module import Module
from .secret_file import SecretError

#: Errors whose texts are written for the user.
EXPECTED_ERRORS = (ValidationError, WaitTimeoutError, ResourceFailedError, ApiError, SecretError)


class TaskError(Exception):
    """The task has failed.

    :param message: the problem and the remedy.
    :param details: further keys of the result.
    """

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details


def task_error(
    error: Exception, done: ApplyResult | None = None, disclosure: Disclosure | None = None
) -> TaskError:
    """Return the error with which a task fails.

    :param done: what the task has done before. None: it cannot have changed anything.
    :param disclosure: the secrets of the task, which must not be lost.
    """
    if isinstance(error, TaskError):
        return error
    details: dict[str, Any] = {}
    if isinstance(error, ApiError):
        details["error"] = error.as_dict()
    message = str(error)
    if not isinstance(error, EXPECTED_ERRORS):
        reason = message.splitlines()[0] if message else "no explanation"
        message = (
            f"Unexpected {type(error).__name__}: {reason}. This is a defect of ionos.cloudpanel. "
            "Please report it with the traceback in the key traceback of the result."
        )
        details["traceback"] = "".join(
            traceback.format_exception(type(error), error, error.__traceback__)
        )
    messages = [message]
    if done:
        details.update(operations=list(done.operations), changed=bool(done.operations))
        messages += done.notes
    if done and disclosure:
        details.update(disclosure.rescued(done.object))
        try:
            disclosure.keep()
        except SecretError as lost:
            messages.append(str(lost))
    return TaskError(" ".join(messages), **details)


def exit_module(module: Module, run: Callable[[list[str]], dict[str, Any]]) -> None:
    """Run a module and end its process with the result or the error, and with its warnings.

    :param run: adds warnings to a list, and returns the result or raises TaskError.
    """
    module.hide_secrets()
    if not requests_installed():
        module.fail_json(msg=missing_required_lib("requests"))
    warnings: list[str] = []
    result: dict[str, Any] = {}
    failure: TaskError | None = None
    with waits.cleaned(module.shown):
        try:
            result = run(warnings)
        except TaskError as error:
            failure = error
    for warning in dict.fromkeys(warnings):
        module.warn(warning)
    if failure:
        module.fail_json(msg=str(failure), **failure.details)
    module.exit_json(**result)
