# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs: an entry for each write that the API has accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..account import Account
from ..contract import Operation
from ..kinds import LOGS, Object
from ..operations import operation, register_list
from ..ranges import span, zulu

#: Operations whose action is in the body. Others have the operationId without the name of the kind.
ACTION_IN_BODY = ("perform_server_action",)
#: Actions whose object is the new one.
CREATING = ("CREATE", "CLONE")


def record(account: Account, operation: Operation, answer: Any) -> None:
    """Write the entry of an operation (api-notes: log-actions).

    It ends when the work of its object ends.
    """
    kind = operation.kind
    action = operation.id.replace(f"_{kind.name}", "", 1).upper()
    if operation.id in ACTION_IN_BODY:
        action = operation.body["action"]
    identifier = answer["id"] if action in CREATING else operation.target
    obj: Mapping[str, Any] = account.find(kind, identifier) or {}
    now = account.clock.now()
    members = {
        "id": account.new_id(),
        "action": action,
        "type": kind.log_type,
        "resource": {"id": obj.get("id", ""), "name": obj.get("name") or obj.get("ip") or ""},
        "details": {},
        "user": operation.user.reference(),
        "_began": now,
        "_ends": (obj.get("_work") or {}).get("ends", now),
    }
    account.add(Object(LOGS, members))


def show(account: Account, log: Object) -> dict[str, Any]:
    """Show a log (api-notes: log-in-progress, log-end, log-duration, deletion-log-state)."""
    now, began, ends = account.clock.now(), log["_began"], log["_ends"]
    if now < ends:
        percent = min(99, int(100 * (now - began) / (ends - began)))
        status = {"state": "IN_PROGRESS", "percent": percent}
    else:
        removal = log["action"] == "DELETE"
        state = account.readings["deletion-log-state"] if removal else "COMPLETED"
        status = {"state": state, "percent": 100}
    return {
        **log.public(),
        "start_date": zulu(began),
        "end_date": None if now < ends else zulu(ends),
        "duration": round(min(now, ends) - began),
        "status": status,
    }


def in_range(account: Account, operation: Operation) -> Iterable[Object]:
    """Return the logs in the range of a query, in whole seconds, the oldest first.

    (api-notes: log-range)
    """
    start, end = span(account, operation.query)
    now = account.clock.now()

    def date(log: Object) -> float:
        ends: float = min(log["_ends"], now)
        return ends if account.readings["log-range"] == "end" else log["_began"]

    return (log for log in account.listed(LOGS) if int(start) <= int(date(log)) <= end)


register_list("list_logs", in_range, show)


@operation
def get_log(account: Account, operation: Operation) -> Any:
    """Show a log."""
    return show(account, account.get(LOGS, operation.ids[0]))
