# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `api_request`, which sends any operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError, ResponseLostError
from ..api.texts import path_to
from ..engine.answers import usable
from ..engine.waiter import Waiter
from ..model.checks import check_object
from ..model.values import get_path, is_transitional
from ..resources.index import RESOURCES
from ..shared.rate_limiter import POLL
from ..shared.recent_writes import split_path
from ..shared.waits import Awaited
from .arguments import REQUEST_ARGUMENTS
from .disclosure import without_sensitive_keys
from .masking import masked, texts
from .module import Module
from .operation import check_path, check_query, parse_body, secret_texts
from .results import TaskError, exit_module, task_error
from .session import connect, wait_options


def run_request_module() -> None:
    """Run the module `api_request`."""
    module = Module(argument_spec=REQUEST_ARGUMENTS, supports_check_mode=True)
    given = [module.params["query"], module.params["body"]]
    # Only the secrets in query and body are masked, not all of their texts.
    module.no_log_values.clear()
    module.no_log_values.update(
        [
            *(secret for value in given for secret in secret_texts(value)),
            *texts(module.params["api_token"]),
        ]
    )
    exit_module(module, lambda warnings: _sent(module, warnings))


def _sent(module: Module, warnings: list[str]) -> dict[str, Any]:
    """Send the operation. Return the result, in which the answer repeats no secret of the task."""
    result = send_request(module.params, module.check_mode, warnings)
    return {**result, "answer": masked(result["answer"], module.no_log_values)}


def send_request(
    params: Mapping[str, Any], check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Send one operation. Return the result of the module. In check mode, do not write.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed.
    """
    method, writes, answer = params["method"], params["method"] != "GET", None
    try:
        path = check_path(params["path"])
        query = check_query(params["query"])
        body = parse_body(params["body"])
        client = connect(params, "api_request", warnings)
        if params["all_pages"] and not writes:
            answer = client.fetch_all(path, query, identified=False, grouped=None)
        elif not (writes and check_mode):
            answer = client.request(method, path, body, query)
            if writes and params["wait"]:
                answer = _settle(client, path, answer, params)
    except ResponseLostError as error:
        raise TaskError(
            f"The answer to {error.operation} was lost. The API may have carried out the "
            "operation. Read the object before you send the operation again.",
            error=error.as_dict(),
        ) from error
    except Exception as error:
        raise task_error(error) from error
    return {
        "changed": writes,
        "answer": answer if params["show_secrets"] else without_sensitive_keys(answer),
        "operations": [{"method": method, "path": path}] if writes else [],
    }


def _settle(client: Client, path: str, answer: Any, params: Mapping[str, Any]) -> Any:
    """Poll the object in the answer to a write until its state is not transitional.

    :returns: the object, or None if it no longer exists. Other answers are returned as they are.
    """
    if not (isinstance(answer, Mapping) and isinstance(answer.get("id"), str) and answer["id"]):
        return answer
    waiter = Waiter(wait_options(params), client)
    list_path = split_path(path)[0]
    resource, object_path = RESOURCES.get(list_path), path_to(list_path, answer["id"])
    state_path = resource.state_path if resource else "state"
    while is_transitional(state := get_path(answer, state_path)):
        progress = resource.progress(answer) if resource else None
        waiter.pause("settle", Awaited(object_path, state=state, percent=progress))
        try:
            answer = client.get(object_path, priority=POLL)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        with usable(f"GET {object_path}"):
            check_object("it", answer)
    return answer
