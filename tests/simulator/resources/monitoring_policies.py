# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring policies. The default policy cannot be changed. Processes need the agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import refusals
from ..account import Account
from ..catalogue import THRESHOLDS
from ..contract import Operation
from ..errors import default_policy, invalid, not_allowed, wrong_value
from ..kinds import MONITORING_POLICIES, SERVERS, Object
from ..operations import operation
from ..resource import REMOVAL, Resource
from ..work import CHANGE


@dataclass(frozen=True)
class Checks:
    """One of the two lists of checks in a policy.

    :param keys: the members that identify a check.
    :param good: the value of ``alert_if`` that means an alert although the check succeeds.
    :param exists: the message of the error for a check that exists already.
    :param defaults: the values of members that a change of the policy does not send.
    """

    name: str
    keys: tuple[str, ...]
    good: str
    exists: str
    not_found: tuple[str, str]
    defaults: Mapping[str, Any]


PORTS = Checks(
    "ports",
    ("protocol", "port"),
    "RESPONDING",
    "Port {port} already monitored",
    ("PORT_NOT_FOUND", "Monitoring policy port does not exist"),
    {"protocol": "TCP", "port": 1, "alert_if": "NOT_RESPONDING", "email_notification": False},
)
PROCESSES = Checks(
    "processes",
    ("process",),
    "RUNNING",
    "Process {process} already monitored",
    ("PROCESS_NOT_FOUND", "Monitoring policy process does not exist"),
    {"process": "", "alert_if": "NOT_RUNNING", "email_notification": False},
)
ALERT_MEMBERS = ("alert_if", "email_notification")


# -- how a policy is shown


def show(account: Account, policy: Object) -> dict[str, Any]:
    """Show a policy (api-notes: policy-alerts)."""
    answer = show_as_sent(account, policy)
    if account.readings["policy-alerts"] == "schema":
        return answer
    inside = {
        checks.name: [show_inside(check, checks) for check in policy[checks.name]]
        for checks in (PORTS, PROCESSES)
    }
    return {**answer, **inside}


def show_as_sent(account: Account, policy: Object) -> dict[str, Any]:
    """Show a policy with the alerts as in bodies (api-notes: policy-alerts, disk-threshold)."""
    thresholds = dict(policy["thresholds"])
    if not policy["agent"] and account.readings["disk-threshold"] == "agent":
        thresholds.pop("disk", None)
    answer = {**account.show(policy), "servers": servers(account, policy)}
    return {**answer, "thresholds": thresholds}


def show_inside(check: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    """Show a check as policies do."""
    identity = {key: value for key, value in check.items() if key not in ALERT_MEMBERS}
    return {
        **identity,
        "alert_when": check["alert_if"] == checks.good,
        "alert": check["email_notification"],
    }


def show_check(account: Account, check: Mapping[str, Any]) -> dict[str, Any]:
    """Show a check by itself (api-notes: notification-key)."""
    others = {key: value for key, value in check.items() if key != "email_notification"}
    return {**others, account.readings["notification-key"]: check["email_notification"]}


def servers(account: Account, policy: Object) -> list[dict[str, Any]]:
    """Return the servers of a policy."""
    return [
        server.reference()
        for server in account.objects(SERVERS)
        if server["_monitoring"] == policy["id"]
    ]


# -- rules


def changeable(account: Account, policy: Object) -> None:
    """Raise 403 for the default policy and a busy one (api-notes: default-policies-protected)."""
    if policy["default"]:
        raise default_policy("monitoring")
    account.require_idle(policy)


def joinable(account: Account, policy: Object) -> None:
    """Raise 403 if servers cannot join or leave a policy now (api-notes: default-policies)."""
    if account.readings["default-policies"] == "refused":
        changeable(account, policy)
    account.require_idle(policy)


def sent_thresholds(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the thresholds of a body. Members that the API does not have are ignored."""
    sent = body.get("thresholds", {})
    return {resource: sent[resource] for resource in THRESHOLDS if resource in sent}


def check_thresholds(thresholds: Mapping[str, Any]) -> None:
    """Raise 400 for a warning above its critical value (api-notes: threshold-order)."""
    for levels in thresholds.values():
        warning, critical = (
            (levels.get(level) or {}).get("value") for level in ("warning", "critical")
        )
        if warning is not None and critical is not None and warning > critical:
            raise refusals.wrong("update_monitoring_policy", "thresholds")


def new_checks(
    account: Account,
    checks: Checks,
    present: Sequence[Mapping[str, Any]],
    added: Sequence[Mapping[str, Any]],
    agent: bool,
) -> list[Mapping[str, Any]]:
    """Return the present checks and new ones (api-notes: already-monitored, agent-needed).

    :raises ApiError: 400 for a check that exists already, 403 for processes without the agent.
    """
    if checks is PROCESSES and added and not agent:
        raise not_allowed(": agent required")
    result = list(present)
    for check in added:
        if any(all(other[key] == check[key] for key in checks.keys) for other in result):
            raise invalid(checks.exists.format(**check))
        result.append({"id": account.new_id(), **check})
    return result


def join(account: Account, policy: Object, identifiers: Collection[str]) -> None:
    """Let servers leave their policies for this one. Raise 400 for an unknown server."""
    for identifier in identifiers:
        if not account.exists(SERVERS, identifier):
            raise wrong_value("servers", identifier)
    for identifier in identifiers:
        account.update(account.get(SERVERS, identifier), _monitoring=policy["id"])


def leave(account: Account, policy: Object, staying: Collection[str] = ()) -> None:
    """Let all servers leave a policy, except those that stay."""
    for server in account.objects(SERVERS):
        if server["_monitoring"] == policy["id"] and server["id"] not in staying:
            account.update(server, _monitoring=None)


# -- policies


@operation
def create_monitoring_policy(account: Account, operation: Operation) -> Any:
    """Create a policy (api-notes: monitoring-limit, monitoring-email)."""
    body = operation.body
    account.check_limit(MONITORING_POLICIES, "ngcs.monitoring.policies")
    thresholds = sent_thresholds(body)
    check_thresholds(thresholds)
    checks = {
        checks.name: new_checks(account, checks, [], body[checks.name], body["agent"])
        for checks in (PORTS, PROCESSES)
    }
    policy = account.create(
        MONITORING_POLICIES,
        name=body["name"],
        description=body.get("description", ""),
        default=0,
        email=body["email"],
        thresholds=thresholds,
        agent=body["agent"],
        **checks,
    )
    return show_as_sent(account, policy)


def update(account: Account, policy: Object, operation: Operation) -> Any:
    """Change the members that are sent. A list replaces the present one.

    (api-notes: monitoring-update, partial-thresholds)
    """
    body = operation.body
    thresholds = {
        resource: {**policy["thresholds"].get(resource, {}), **levels}
        for resource, levels in {**policy["thresholds"], **sent_thresholds(body)}.items()
    }
    check_thresholds(thresholds)
    changes = {key: body[key] for key in ("name", "description", "email", "agent") if key in body}
    agent = changes.get("agent", policy["agent"])
    for checks in (PORTS, PROCESSES):
        if checks.name in body:
            desired = [{**checks.defaults, **check} for check in body[checks.name]]
            changes[checks.name] = new_checks(account, checks, [], desired, agent)
    if "servers" in body:
        identifiers = [server.get("id", "") for server in body["servers"]]
        join(account, policy, identifiers)
        leave(account, policy, staying=identifiers)
    policy.update(changes, thresholds=thresholds)
    return show_as_sent(account, policy)


RESOURCE = Resource(MONITORING_POLICIES, show, changeable)
RESOURCE.crud(update=update, deleting=REMOVAL, cleanup=leave)


# -- ports and processes


def register_checks(checks: Checks) -> None:
    """Register the operations of ports or processes."""

    def children(_account: Account, policy: Object) -> Sequence[dict[str, Any]]:
        present: Sequence[dict[str, Any]] = policy[checks.name]
        return present

    def add(account: Account, policy: Object, operation: Operation) -> Any:
        added = operation.elements(checks.name)
        present = new_checks(account, checks, policy[checks.name], added, policy["agent"])
        policy[checks.name] = present
        if checks is PROCESSES:  # The answer is the list (api-notes: answer-is-list).
            return [show_check(account, check) for check in present]
        return None

    def change(_account: Account, _policy: Object, check: Any, operation: Operation) -> None:
        """Change the alert. The members that identify a check stay (api-notes: one-in-plural)."""
        desired = operation.body[checks.name]
        if any(desired[key] != check[key] for key in checks.keys):
            raise wrong_value(checks.name, 1)
        check.update({key: desired[key] for key in ALERT_MEMBERS})

    def remove(_account: Account, policy: Object, check: Any, _operation: Operation) -> None:
        policy[checks.name].remove(check)

    RESOURCE.child_list(
        checks.name,
        children,
        missing=checks.not_found,
        show=show_check,
        add=add,
        change=change,
        remove=remove,
    )


register_checks(PORTS)
register_checks(PROCESSES)


# -- servers


def attach(account: Account, policy: Object, operation: Operation) -> Any:
    """Let servers join a policy. The answer shows the servers before.

    (api-notes: one-monitoring-policy, answers-before-or-after)
    """
    identifiers = operation.elements("servers")
    before = show(account, policy)
    join(account, policy, identifiers)
    return {**before, "state": "CONFIGURING"}


def detach(account: Account, _policy: Object, server: Any, _operation: Operation) -> None:
    """Let a server leave its policy."""
    account.update(account.get(SERVERS, server["id"]), _monitoring=None)


RESOURCE.child_list(
    "servers",
    servers,
    missing=SERVERS.not_found,
    add=attach,
    remove=detach,
    work=CHANGE,
    guard=joinable,
)
