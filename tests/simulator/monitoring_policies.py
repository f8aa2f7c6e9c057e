# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring policies. The default one refuses changes; processes and the disk threshold need the agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from . import refusals
from .account import Account, effect, shown
from .contract import Operation
from .errors import Problem, default_policy, invalid, missing, not_found, too_many, wrong_value
from .operations import Answer, list_operation, operation

KIND = "monitoring_policies"
#: list: (what identifies an element, the true one of its two conditions, message where it is there already)
MEMBERS = {
    "ports": (("protocol", "port"), "RESPONDING", "Port {port} already monitored"),
    "processes": (("process",), "RUNNING", "Process {process} already monitored"),
}

#: list: what an element has where a request does not say it
ALERTS = {
    "ports": {
        "protocol": "TCP",
        "port": 1,
        "alert_if": "NOT_RESPONDING",
        "email_notification": False,
    },
    "processes": {"process": "", "alert_if": "NOT_RUNNING", "email_notification": False},
}


def show(account: Account, policy: dict[str, Any], sent: bool = False) -> dict[str, Any]:
    """A whole policy. :param sent: whether the answer is to a request that sends a policy, so that it spells alerts as that does
    (api-notes: policy-alerts)."""
    answer = {**shown(policy), "state": account.state(policy), "servers": servers(account, policy)}
    if not policy["agent"] and account.readings["disk-threshold"] == "agent":
        answer["thresholds"] = {
            what: each for what, each in policy["thresholds"].items() if what != "disk"
        }
    if sent or account.readings["policy-alerts"] == "schema":
        return answer
    return {**answer, **{name: [inside(each, name) for each in policy[name]] for name in MEMBERS}}


def inside(member: Mapping[str, Any], name: str) -> dict[str, Any]:
    plain = {
        key: value for key, value in member.items() if key not in ("alert_if", "email_notification")
    }
    return {
        **plain,
        "alert_when": member["alert_if"] == MEMBERS[name][1],
        "alert": member["email_notification"],
    }


def alone(account: Account, member: Mapping[str, Any]) -> dict[str, Any]:
    """As it is shown outside of its policy (api-notes: notification-key)."""
    plain = {key: value for key, value in member.items() if key != "email_notification"}
    return {**plain, account.readings["notification-key"]: member["email_notification"]}


def servers(account: Account, policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": each["id"], "name": each["name"]}
        for each in account.all("servers")
        if each["_monitoring"] == policy["id"]
    ]


def changeable(account: Account, operation: Operation) -> dict[str, Any]:
    """Return a policy that may be changed (api-notes: default-policies-protected). :raises Problem: 403."""
    policy = account.get(KIND, operation.params["monitoring_policy_id"])
    if policy["default"]:
        raise default_policy("monitoring")
    account.require_idle("MonitoringPolicy", policy)
    return policy


def joinable(account: Account, operation: Operation) -> dict[str, Any]:
    """A policy that servers can join and leave (api-notes: default-policies)."""
    if account.readings["default-policies"] == "refused":
        return changeable(account, operation)
    policy = account.get(KIND, operation.params["monitoring_policy_id"])
    account.require_idle("MonitoringPolicy", policy)
    return policy


def add_members(
    account: Account, policy: dict[str, Any], name: str, members: list[Mapping[str, Any]]
) -> None:
    """Add ports or processes that are new (api-notes: already-monitored, agent-needed). :raises Problem: 400, 403."""
    keys, _true, message = MEMBERS[name]
    if name == "processes" and members and not policy["agent"]:
        raise Problem(403, "NOT_ALLOWED_ERROR", "Operation not allowed: agent required")
    for member in members:
        if any(all(other[key] == member[key] for key in keys) for other in policy[name]):
            raise invalid(message.format(**member))
        policy[name].append({"id": account.new_id(), **member})


def extended(account: Account, operation: Operation, name: str) -> dict[str, Any]:
    """The policy with more ports or processes."""
    policy, members = changeable(account, operation), operation.body[name]
    if not members:
        raise missing(name)
    add_members(account, policy, name, members)
    account.save(KIND, policy)
    return policy


def join(account: Account, policy: Mapping[str, Any], identifiers: Collection[str]) -> None:
    """Let servers be watched by a policy, which takes the place of the former one. :raises Problem: 400 for a server that is not there."""
    every = account.store.kind("servers")
    for identifier in identifiers:
        if identifier not in every:
            raise wrong_value("servers", identifier)
    for identifier in identifiers:
        account.save("servers", {**every[identifier], "_monitoring": policy["id"]})


def move(account: Account, policy: Mapping[str, Any], identifiers: Collection[str]) -> None:
    """Let a policy watch these servers and no others."""
    join(account, policy, identifiers)
    for server in account.all("servers"):
        if server["_monitoring"] == policy["id"] and server["id"] not in identifiers:
            account.save("servers", {**server, "_monitoring": None})


def check_thresholds(thresholds: Mapping[str, Any]) -> None:
    """(api-notes: threshold-order)"""
    for what, levels in thresholds.items():
        values = [(levels.get(level) or {}).get("value") for level in ("warning", "critical")]
        if None not in values and values[0] > values[1]:
            raise refusals.wrong("update_monitoring_policy", "thresholds")


@effect
def remove_monitoring_policy(account: Account, policy: dict[str, Any]) -> None:
    for server in account.all("servers"):
        if server["_monitoring"] == policy["id"]:
            account.save("servers", {**server, "_monitoring": None})
    account.delete(KIND, policy)


list_operation("list_monitoring_policies", KIND, show)


@operation
def create_monitoring_policy(account: Account, operation: Operation) -> Answer:
    """Create a policy, up to a number (api-notes: monitoring-limit, monitoring-email)."""
    body = operation.body
    count = len(account.store.kind(KIND)) + 1
    if count > account.limits["monitoring_policies"]:
        raise too_many("ngcs.monitoring.policies", count, account.limits["monitoring_policies"])
    check_thresholds(body["thresholds"])
    values = {"agent": body["agent"], "ports": [], "processes": []}
    for name in MEMBERS:
        add_members(account, values, name, body[name])
    policy = account.create(
        KIND,
        "mo",
        name=body["name"],
        description=body.get("description", ""),
        default=0,
        email=body["email"],
        thresholds=body["thresholds"],
        _state="ACTIVE",
        **values,
    )
    return 201, show(account, policy, sent=True)


@operation
def get_monitoring_policy(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["monitoring_policy_id"]))


@operation
def update_monitoring_policy(account: Account, operation: Operation) -> Answer:
    """Change the members that are sent. Lists replace the present ones, what nobody can set is ignored.
    (api-notes: monitoring-update, partial-thresholds)"""
    policy, asked = changeable(account, operation), operation.body
    thresholds = {
        what: {**policy["thresholds"].get(what, {}), **levels}
        for what, levels in {**policy["thresholds"], **asked.get("thresholds", {})}.items()
    }
    check_thresholds(thresholds)
    changed = {
        **policy,
        **{key: asked[key] for key in ("name", "description", "email", "agent") if key in asked},
        "thresholds": thresholds,
    }
    for name in MEMBERS:
        if name in asked:
            changed[name] = []
            add_members(
                account, changed, name, [{**ALERTS[name], **member} for member in asked[name]]
            )
    if "servers" in asked:
        move(account, policy, [server.get("id", "") for server in asked["servers"]])
    account.save(KIND, changed)
    return 202, show(account, changed, sent=True)


@operation
def delete_monitoring_policy(account: Account, operation: Operation) -> Answer:
    policy = changeable(account, operation)
    account.begin(KIND, policy, "REMOVING", "remove", "remove_monitoring_policy")
    return 202, show(account, policy)


def find_member(policy: Mapping[str, Any], name: str, identifier: str) -> dict[str, Any]:
    found = next((each for each in policy[name] if each["id"] == identifier), None)
    if found is None:
        raise not_found(name)
    return found


def change_member(account: Account, operation: Operation, name: str, identifier: str) -> Answer:
    """Only the alert can be changed; what identifies the element has to be sent and to be the same (api-notes: one-in-plural)."""
    policy = changeable(account, operation)
    member, asked = find_member(policy, name, identifier), operation.body[name]
    if any(asked[key] != member[key] for key in MEMBERS[name][0]):
        raise Problem(400, "INVALID_PARAMETERS", f"Wrong value Field(s) {name}", {name: 1})
    member.update(alert_if=asked["alert_if"], email_notification=asked["email_notification"])
    account.save(KIND, policy)
    return 202, show(account, policy)


def remove_member(account: Account, operation: Operation, name: str, identifier: str) -> Answer:
    policy = changeable(account, operation)
    policy[name].remove(find_member(policy, name, identifier))
    account.save(KIND, policy)
    return 202, show(account, policy)


@operation
def list_monitoring_policy_ports(account: Account, operation: Operation) -> Answer:
    return 200, [
        alone(account, each)
        for each in account.get(KIND, operation.params["monitoring_policy_id"])["ports"]
    ]


@operation
def add_monitoring_policy_ports(account: Account, operation: Operation) -> Answer:
    return 202, show(account, extended(account, operation, "ports"))


@operation
def get_monitoring_policy_port(account: Account, operation: Operation) -> Answer:
    policy = account.get(KIND, operation.params["monitoring_policy_id"])
    return 200, alone(account, find_member(policy, "ports", operation.params["port_id"]))


@operation
def update_monitoring_policy_port(account: Account, operation: Operation) -> Answer:
    return change_member(account, operation, "ports", operation.params["port_id"])


@operation
def delete_monitoring_policy_port(account: Account, operation: Operation) -> Answer:
    return remove_member(account, operation, "ports", operation.params["port_id"])


@operation
def list_monitoring_policy_processes(account: Account, operation: Operation) -> Answer:
    return 200, [
        alone(account, each)
        for each in account.get(KIND, operation.params["monitoring_policy_id"])["processes"]
    ]


@operation
def add_monitoring_policy_processes(account: Account, operation: Operation) -> Answer:
    """Add processes; answer with the list of processes (api-notes: answer-is-list)."""
    return 202, [
        alone(account, each) for each in extended(account, operation, "processes")["processes"]
    ]


@operation
def get_monitoring_policy_process(account: Account, operation: Operation) -> Answer:
    policy = account.get(KIND, operation.params["monitoring_policy_id"])
    return 200, alone(account, find_member(policy, "processes", operation.params["process_id"]))


@operation
def update_monitoring_policy_process(account: Account, operation: Operation) -> Answer:
    return change_member(account, operation, "processes", operation.params["process_id"])


@operation
def delete_monitoring_policy_process(account: Account, operation: Operation) -> Answer:
    return remove_member(account, operation, "processes", operation.params["process_id"])


@operation
def list_monitoring_policy_servers(account: Account, operation: Operation) -> Answer:
    return 200, servers(account, account.get(KIND, operation.params["monitoring_policy_id"]))


@operation
def get_monitoring_policy_server(account: Account, operation: Operation) -> Answer:
    found = [
        each
        for each in list_monitoring_policy_servers(account, operation)[1]
        if each["id"] == operation.params["server_id"]
    ]
    if not found:
        raise not_found("servers")
    return 200, found[0]


@operation
def attach_monitoring_policy_servers(account: Account, operation: Operation) -> Answer:
    """A server has one policy: the new one takes the place of the former (api-notes: one-monitoring-policy)."""
    policy = joinable(account, operation)
    if not operation.body["servers"]:
        raise refusals.absent(operation.id, ["servers"])
    before = show(account, policy)
    join(account, policy, operation.body["servers"])
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 202, {**before, "state": "CONFIGURING"}


@operation
def detach_monitoring_policy_server(account: Account, operation: Operation) -> Answer:
    policy = joinable(account, operation)
    get_monitoring_policy_server(account, operation)
    server = account.get("servers", operation.params["server_id"])
    account.save("servers", {**server, "_monitoring": None})
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 202, show(account, policy)
