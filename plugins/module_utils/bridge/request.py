# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `api_request`, which sends any operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..api.client import Client
from ..api.errors import ApiError, ResponseLostError
from ..api.texts import path_to
from ..engine.answers import usable
from ..engine.waiter import Waiter
from ..model.fields import check_object
from ..model.values import get_path, is_transitional, percent
from ..shared.rate_limiter import POLL
from ..shared.recent_writes import split_path
from .arguments import (
    REQUEST_ARGUMENTS,
)
from .disclosure import without_sensitive_keys
from .operation import checked_path, checked_query, parsed_body, secret_texts, texts
from .results import TaskError, exit_module, task_error
from .session import connect, waiting


def run_request_module() -> None:
    module = AnsibleModule(argument_spec=REQUEST_ARGUMENTS, supports_check_mode=True)
    given = [module.params["query"], module.params["body"]]
    module.no_log_values.difference_update(texts(given))
    module.no_log_values.update(
        [
            *(secret for each in given for secret in secret_texts(each)),
            *texts(module.params["api_token"]),
        ]
    )
    exit_module(module, lambda: send_request(module.params, module.check_mode))


def send_request(params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Send any one operation. :raises TaskError: with all that the user can be told."""
    method, writes = params["method"], params["method"] != "GET"
    try:
        path, query, body = (
            checked_path(params["path"]),
            checked_query(params["query"]),
            parsed_body(params["body"]),
        )
        operations = [{"method": method, "path": path}] if writes else []
        client = connect(params, "api_request")
        if writes and check_mode:
            return {
                "changed": True,
                "answer": None,
                "operations": operations,
                "warnings": client.warnings(),
            }
        if params["all_pages"] and not writes:
            answer = client.fetch_all(path, query, identified=False, grouped=None)
        else:
            answer = client.request(method, path, body, query)
        if writes and params["wait"]:
            answer = _wait_for_state(client, path, answer, params)
    except ResponseLostError as error:
        raise TaskError(
            f"The answer to {error.operation} was lost, so that it may have been carried out. Look before you "
            "send it again.",
            error=error.as_dict(),
        ) from error
    except Exception as error:
        raise task_error(error) from error
    shown = answer if params["show_secrets"] else without_sensitive_keys(answer)
    return {
        "changed": writes,
        "answer": shown,
        "operations": operations,
        "warnings": client.warnings(),
    }


def _wait_for_state(client: Client, path: str, answer: Any, params: Mapping[str, Any]) -> Any:
    """The object that a write answered with, read until its state does not end in ING any more; None: it is gone."""
    if not (isinstance(answer, Mapping) and isinstance(answer.get("id"), str) and answer["id"]):
        return answer
    patience = Waiter(waiting(params), client)
    own = path_to(split_path(path)[0], answer["id"])
    while is_transitional(get_path(answer, "status.state") or answer.get("state")):
        patience.pause(f"{own} did not settle", percent(answer, "status.percent"))
        try:
            answer = client.get(own, delay=POLL)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        with usable(f"GET {own}"):
            check_object("it", answer)
    return answer
