# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""End a module: the error of a task in one sentence, and what Ansible gets."""

from __future__ import annotations

import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..api.errors import ApiError
from ..api.texts import printable
from ..api.transport import requests_installed
from ..engine.executor import ApplyResult, ResourceFailedError
from ..engine.waiter import WaitTimeoutError
from ..model.fields import ValidationError
from .disclosure import Disclosure, SecretError, spellings, url_credentials


class TaskError(Exception):
    """What a task fails with: one sentence, and what else the result carries."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details


def task_error(
    error: Exception, outcome: ApplyResult | None = None, disclosure: Disclosure | None = None
) -> TaskError:
    """What a task fails with: the error in one sentence, and what was done before it."""
    if isinstance(error, TaskError):
        return error
    details: dict[str, Any] = (
        {"operations": outcome.operations, "changed": bool(outcome.operations)} if outcome else {}
    )
    if isinstance(error, ApiError):
        details["error"] = error.as_dict()
    message = str(error)
    if not isinstance(
        error, (ValidationError, WaitTimeoutError, ResourceFailedError, ApiError, SecretError)
    ):
        message = (
            f"Unexpected {type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no explanation'}. This is a defect of "
            "ionos.cloudpanel; please report it with the traceback in the key exception of the result."
        )
        details["exception"] = "".join(
            traceback.format_exception(type(error), error, error.__traceback__)
        )
    messages = [message, *(outcome.notes if outcome else ())]
    if outcome and disclosure:
        details.update(disclosure.rescued(outcome.object))
        try:
            disclosure.keep()
        except SecretError as lost:
            messages.append(str(lost))
    return TaskError(" ".join(messages), **details)


def exit_module(module: AnsibleModule, core: Any) -> None:
    module.no_log_values.update(url_credentials(module.params))
    module.no_log_values.update(
        [spelling for value in module.no_log_values for spelling in spellings(value)]
    )
    if not requests_installed():
        module.fail_json(msg=missing_required_lib("requests"))
    try:
        result = core()
    except TaskError as failure:
        module.fail_json(msg=printable(str(failure)), **failure.details)
    for warning in result.pop("warnings", ()):
        module.warn(printable(warning))
    module.exit_json(**result)
