# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs: one entry for each write that was accepted, whatever its resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .account import Account, shown
from .contract import Operation
from .operations import Answer, list_operation, operation
from .ranges import span, zulu

KIND = "logs"
#: kind of object, which begins the path: its name in operationIds
NAMES = {
    "servers": "server",
    "images": "image",
    "block_storages": "block_storage",
    "shared_storages": "shared_storage",
    "firewall_policies": "firewall_policy",
    "load_balancers": "load_balancer",
    "public_ips": "public_ip",
    "private_networks": "private_network",
    "vpns": "vpn",
    "monitoring_policies": "monitoring_policy",
    "ssh_keys": "ssh_key",
    "users": "user",
    "roles": "role",
}
#: Types that are not simply the name (api-notes: log-types).
TYPES = {"servers": "VM"}
#: Operations whose body names the action; elsewhere it is the operationId without the name.
ASKED = ("perform_server_action",)
#: Actions whose object is the one that they make.
MAKING = ("CREATE", "CLONE")


def record(account: Account, operation: Operation, answer: Any) -> None:
    """Write an entry for what was accepted just now (api-notes: log-actions); it ends when the work of its object does."""
    name, kind = NAMES[operation.kind], operation.kind
    action = (
        operation.body["action"]
        if operation.id in ASKED
        else operation.id.replace(f"_{name}", "", 1).upper()
    )
    obj = account.store.kind(kind).get(answer["id"] if action in MAKING else operation.target, {})
    now = account.clock.now()
    account.save(
        KIND,
        {
            "id": account.new_id(),
            "action": action,
            "type": TYPES.get(kind) or name.replace("_", "").upper(),
            "resource": {"id": obj.get("id", ""), "name": obj.get("name") or obj.get("ip") or ""},
            "details": {},
            "user": {"id": operation.user["id"], "name": operation.user["name"]},
            "_began": now,
            "_ends": (obj.get("_work") or {}).get("ends", now),
        },
    )


def show(account: Account, log: dict[str, Any]) -> dict[str, Any]:
    """Show a log, which is in progress as long as the work is (api-notes: log-in-progress, log-end, log-duration)."""
    now, began, ends = account.clock.now(), log["_began"], log["_ends"]
    if now < ends:
        status = {
            "state": "IN_PROGRESS",
            "percent": min(99, int(100 * (now - began) / (ends - began))),
        }
    else:
        status = {
            "state": account.readings["deletion-log-state"]
            if log["action"] == "DELETE"
            else "COMPLETED",
            "percent": 100,
        }
    return {
        **shown(log),
        "start_date": zulu(began),
        "end_date": None if now < ends else zulu(ends),
        "duration": round(min(now, ends) - began),
        "status": status,
    }


def in_range(account: Account, operation: Operation) -> Iterator[dict[str, Any]]:
    """What began in the range, in the order of its beginning. Dates are shown in whole seconds, and so they are compared."""
    start, end = span(account, operation.query)
    return (log for log in account.all(KIND) if int(start) <= int(log["_began"]) <= end)


list_operation("list_logs", KIND, show, in_range)


@operation
def get_log(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["log_id"]))
