# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and the account of a task."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..api.client import Client
from ..engine.account import Account
from ..engine.check_run import Announcements, OwnAnnouncements, current_run
from ..engine.waiter import Waiter, WaitOptions
from ..model.checks import excerpt
from ..model.errors import ValidationError
from ..resources.index import LISTS
from ..resources.search_keys import keys_of
from ..shared import clock

#: Limits of wait_interval and wait_timeout in seconds. The longest timeout is about 30 years.
SHORTEST_INTERVAL, LONGEST_TIMEOUT = 0.001, 10**9


def connect(
    params: Mapping[str, Any], agent: str, warnings: list[str], *, keeps_lists: bool = False
) -> Client:
    """Return a client that uses the token of the task.

    :param agent: the name of the module, for the header User-Agent.
    :param warnings: takes the warnings of the task.
    :param keeps_lists: keep the lists that this task reads, even if it uses no lists of others.
    :raises ValidationError: an option of the connection is missing or not valid.
    """
    if not (params["api_token"] or "").strip():
        raise ValidationError(
            "api_token is missing. Set the option or the environment variable "
            "CLOUDPANEL_API_TOKEN. The Cloud Panel shows the token under Management, Users, "
            "API Key."
        )
    return open_session(params, params["api_token"], agent, warnings, keeps_lists=keeps_lists)


def open_session(
    params: Mapping[str, Any],
    token: str,
    agent: str,
    warnings: list[str],
    *,
    keeps_lists: bool = False,
) -> Client:
    """Return a client that uses this token. "" is for operations that need none.

    The other parameters are those of :func:`connect`.

    :raises ValidationError: an option of the connection is not valid.
    """
    interval = params["wait_interval"]
    if not (math.isfinite(interval) and interval >= SHORTEST_INTERVAL):
        raise ValidationError(
            f"wait_interval is {interval:g}; it has to be at least {SHORTEST_INTERVAL:g} seconds."
        )
    if not (math.isfinite(params["share_reads"]) and params["share_reads"] >= 0):
        raise ValidationError(
            f"share_reads is {params['share_reads']:g}; "
            "it has to be 0 (never) or a number of seconds."
        )
    if not 0 <= params["wait_timeout"] <= LONGEST_TIMEOUT:
        raise ValidationError(
            f"wait_timeout is {excerpt(params['wait_timeout'])}; it has to be 0 to "
            f"{LONGEST_TIMEOUT} seconds."
        )
    return Client(
        token,
        params["api_url"],
        timeout=params["api_timeout"],
        verify=params["validate_certs"] and (params["ca_path"] or True),
        budget_timeout=params["wait_timeout"],
        share=keeps_lists or params["share_reads"] > 0,
        user_agent=agent,
        list_rules=LISTS,
        keys_of=keys_of,
        warnings=warnings,
    )


def wait_options(params: Mapping[str, Any]) -> WaitOptions:
    """Return the options that control how the task waits."""
    return WaitOptions(params["wait"], params["wait_timeout"], params["wait_interval"])


def open_account(
    client: Client, params: Mapping[str, Any], check_mode: bool, waiter: Waiter | None = None
) -> Account:
    """Return the account as the task sees it.

    :param waiter: waits for objects that options refer to, except in check mode.
    """
    run, oldest = current_run(), oldest_list(params)
    if not check_mode:
        return Account(client, oldest, waiter=waiter)
    if run and client.store.usable:
        return Account(client, oldest, Announcements(client.store, run.id))
    return Account(client, oldest, lenient=True)


def own_announcements(client: Client, check_mode: bool) -> OwnAnnouncements:
    """Return the planned objects of the task, together with those of the check run.

    Later tasks see those of the task only after ``publish``.
    """
    run, store = current_run() if check_mode else None, client.store
    return OwnAnnouncements(Announcements(store, run.id) if run and store.usable else None)


def oldest_list(params: Mapping[str, Any]) -> float:
    """Return the time before which no list that the task uses was read (seconds since the epoch).

    Lists are at most ``share_reads`` seconds old, and were read after the run of Ansible began. So
    the task sees everything that was done before the run.
    """
    run, now = current_run(), clock.now()
    return max(run.began, now - params["share_reads"]) if run else now
