# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every task begins and ends with: a session with the account, and the error of the task in one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..api.client import Client
from ..engine.check_run import Run, current_run
from ..engine.finder import Account
from ..engine.waiter import WaitOptions
from ..model.fields import ValidationError
from ..resources.lists import LISTS
from ..shared import clock


def connect(params: Mapping[str, Any], agent: str) -> Client:
    """A session with the account of the user. :param agent: the module that asks."""
    if not (params["api_token"] or "").strip():
        raise ValidationError(
            "api_token is missing. Set the option, or the environment variable CLOUDPANEL_API_TOKEN; a token is "
            "shown in the Cloud Panel under Management, Users, API Key."
        )
    return open_session(params, params["api_token"], agent)


def open_session(params: Mapping[str, Any], token: str, agent: str) -> Client:
    if not (math.isfinite(params["wait_interval"]) and params["wait_interval"] > 0):
        raise ValidationError(
            f"wait_interval is {params['wait_interval']:g}; it has to be more than 0 seconds."
        )
    if not (math.isfinite(params["share_reads"]) and params["share_reads"] >= 0):
        raise ValidationError(
            f"share_reads is {params['share_reads']:g}; it has to be 0 (never) or a number of seconds."
        )
    if params["wait_timeout"] < 0:
        raise ValidationError(
            f"wait_timeout is {params['wait_timeout']}; it has to be 0 or more seconds."
        )
    verify = params["validate_certs"] and (params["ca_path"] or True)
    return Client(
        token,
        params["api_url"],
        timeout=params["api_timeout"],
        verify=verify,
        budget_timeout=params["wait_timeout"],
        share=params["share_reads"] > 0,
        user_agent=agent,
        list_rules=LISTS,
    )


def waiting(params: Mapping[str, Any]) -> WaitOptions:
    return WaitOptions(params["wait"], params["wait_timeout"], params["wait_interval"])


def open_account(client: Client, params: Mapping[str, Any], check_mode: bool) -> Account:
    run_of_task = current_run()
    announcing = check_mode and run_of_task is not None and client.store.usable
    account = Account(
        client,
        _oldest(run_of_task, params["share_reads"]),
        run_of_task.id if announcing else None,
        lenient=check_mode and not announcing,
    )
    account.warnings.extend(client.warnings())
    return account


def _oldest(run_of_task: Run | None, share: float) -> float:
    """No answer that a task uses is older than ``share`` seconds, nor than the run: what was done before it is seen."""
    now = clock.now()
    return max(run_of_task.began, now - share) if run_of_task else now
