# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies. Default ones refuse changes of themselves, but take addresses."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from .account import Account, effect, shown
from .contract import Operation
from .errors import Problem, default_policy, not_found, wrong_value
from .operations import Answer, list_operation, operation

KIND = "firewall_policies"
EVERYBODY = "0.0.0.0"
COMMON = ("TCP", "UDP", "ICMP", "GRE", "ANY")
#: Protocols that an operation takes (api-notes: rule-protocols).
PROTOCOLS = {
    "create_firewall_policy": (*COMMON, "AH", "ESP"),
    "add_firewall_policy_rules": (*COMMON, "TCP/UDP", "IPSEC"),
}
WITH_PORTS = ("TCP", "UDP", "TCP/UDP")
#: Ports that a rule without ports shows (api-notes: rule-ports).
PORTS = {"null": (None, None), "zero": (0, 0), "all": (1, 65535)}


def show(account: Account, policy: dict[str, Any]) -> dict[str, Any]:
    return {
        **shown(policy),
        "state": account.state(policy),
        "server_ips": assigned(account, "_policy", policy["id"]),
        "rules": [show_rule(account, rule) for rule in policy["rules"]],
    }


def show_rule(account: Account, rule: dict[str, Any]) -> dict[str, Any]:
    first, last = (
        (rule["port_from"], rule["port_to"])
        if rule["port_from"]
        else PORTS[account.readings["rule-ports"]]
    )
    protocol = (
        "IPSEC"
        if rule["protocol"] in ("AH", "ESP") and account.readings["ipsec-rules"] == "ipsec"
        else rule["protocol"]
    )
    return {**rule, "protocol": protocol, "port_from": first, "port_to": last}


def assigned(account: Account, key: str, identifier: str) -> list[dict[str, Any]]:
    """The server addresses that point to a policy or a balancer."""
    names = account.store.kind("servers")
    return [
        {"id": ip["id"], "ip": ip["ip"], "server_name": names[ip["_server"]]["name"]}
        for ip in account.all("public_ips")
        if ip.get("_server") and (ip[key] == identifier or identifier in (ip[key] or ()))
    ]


def source_of(account: Account, rule: Mapping[str, Any]) -> str:
    """Where a rule lets traffic come from (api-notes: rule-source-default, rule-sources).

    :raises Problem: neither an address nor a network, nor a range.
    """
    source = rule.get("source") or EVERYBODY
    first, dash, last = source.partition("-")
    try:
        if dash and account.readings["rule-sources"] == "ranges":
            valid = IPv4Address(first) <= IPv4Address(last)
        else:
            valid = bool(IPv4Network(source, strict=False))
    except ValueError:
        valid = False
    if not valid:
        raise wrong_value("source", source)
    return source


def make_rule(account: Account, operation: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """``port`` becomes a range. A rule without ports is for every port
    (api-notes: rule-port-forms, rule-protocols, rules-need-ports, deny-any)."""
    if (
        account.readings["rule-protocols"] == "by-operation"
        and rule["protocol"] not in PROTOCOLS[operation]
    ):
        raise wrong_value("protocol", rule["protocol"])
    first, last = rule.get("port_from"), rule.get("port_to")
    if rule.get("port"):
        head, _dash, tail = rule["port"].partition("-")
        if not (head.isdigit() and (tail or head).isdigit()):
            raise wrong_value("port", rule["port"])
        first, last = int(head), int(tail or head)
    if first is not None and not 1 <= first <= last <= 65535:
        raise wrong_value("port", f"{first}-{last}")
    if account.readings["rules-need-ports"] == "yes":
        if first is None and rule["protocol"] in WITH_PORTS:
            raise Problem(
                400,
                "INVALID_PARAMETERS",
                "Required field(s) port_from, port_to missing or empty. ",
                {"required": "port_from"},
            )
        first, last = (first, last) if rule["protocol"] in WITH_PORTS else (None, None)
    if rule.get("action") == "deny" and rule["protocol"] != "ANY":
        raise wrong_value("action", "deny")
    return {
        "id": account.new_id(),
        "protocol": rule["protocol"],
        "description": rule.get("description", ""),
        "action": "deny" if rule.get("action") == "deny" else "accept",
        "port_from": first,
        "port_to": last,
        "source": source_of(account, rule),
    }


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(
        one[key] == other[key] for key in ("protocol", "port_from", "port_to", "source", "action")
    )


def make_rules(account: Account, policy: dict[str, Any], operation: Operation) -> None:
    """Add rules (api-notes: equal-rules, empty-list-refused). :raises Problem: 400."""
    asked = operation.body["rules"]
    if not asked:
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Required field(s) rules missing or empty. ",
            {"required": "rules"},
        )
    for each in asked:
        rule = make_rule(account, operation.id, each)
        if account.readings["equal-rules"] == "refused" and any(
            same(rule, other) for other in policy["rules"]
        ):
            raise Problem(
                400, "INVALID_PARAMETERS", "The rule exists already", {"invalid": "rules"}
            )
        policy["rules"].append(rule)


def changeable(account: Account, operation: Operation) -> dict[str, Any]:
    """Return a policy that may be changed (api-notes: default-policies-protected). :raises Problem: 403."""
    policy = account.get(KIND, operation.params["firewall_id"])
    if policy["default"]:
        raise default_policy("firewall")
    account.require_idle("Firewall", policy)
    return policy


def require_free_name(account: Account, name: str, but: str | None = None) -> None:
    """Refuse a name that another policy has (api-notes: policy-names-unique). :raises Problem: 400."""
    if any(each["name"] == name and each["id"] != but for each in account.all(KIND)):
        raise Problem(400, "INVALID_NAME", "A firewall policy already exists with this name")


@effect
def remove_firewall_policy(account: Account, policy: dict[str, Any]) -> None:
    """Remove a policy and leave its addresses without one (api-notes: deleted-policy-leaves-addresses)."""
    for ip in account.all("public_ips"):
        if ip.get("_policy") == policy["id"]:
            account.save("public_ips", {**ip, "_policy": None})
    account.delete(KIND, policy)


list_operation("list_firewall_policies", KIND, show)


@operation
def create_firewall_policy(account: Account, operation: Operation) -> Answer:
    require_free_name(account, operation.body["name"])
    policy = {"rules": []}
    make_rules(account, policy, operation)
    made = account.create(
        KIND,
        "FW",
        name=operation.body["name"],
        description=operation.body.get("description", ""),
        default=0,
        _state="ACTIVE",
        **policy,
    )
    account.begin(KIND, made, "CONFIGURING", "firewall_policy")
    return 202, show(account, made)


@operation
def get_firewall_policy(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["firewall_id"]))


@operation
def update_firewall_policy(account: Account, operation: Operation) -> Answer:
    policy = changeable(account, operation)
    require_free_name(account, operation.body.get("name", ""), policy["id"])
    policy.update(operation.body)
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 200, show(account, policy)


@operation
def delete_firewall_policy(account: Account, operation: Operation) -> Answer:
    policy = changeable(account, operation)
    account.begin(KIND, policy, "REMOVING", "remove", "remove_firewall_policy")
    return 202, show(account, policy)


@operation
def list_firewall_policy_server_ips(account: Account, operation: Operation) -> Answer:
    policy = account.get(KIND, operation.params["firewall_id"])
    return 200, assigned(account, "_policy", policy["id"])


@operation
def get_firewall_policy_server_ip(account: Account, operation: Operation) -> Answer:
    return 200, one_assigned(list_firewall_policy_server_ips(account, operation)[1], operation)


def one_assigned(addresses: list[dict[str, Any]], operation: Operation) -> dict[str, Any]:
    """Return the address that a path names (api-notes: assigned-not-found). :raises Problem: 404."""
    found = next((each for each in addresses if each["id"] == operation.params["server_ip"]), None)
    if found is None:
        raise not_found("assigned_ips")
    return found


def addresses_of_body(account: Account, operation: Operation) -> list[dict[str, Any]]:
    """The server addresses that a body lists (api-notes: server-ips-are-ips). :raises Problem: none, or one that is unknown."""
    identifiers = operation.body["server_ips"]
    if not identifiers:
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Required field(s) server_ips missing or empty. ",
            {"required": "server_ips"},
        )
    ips = account.store.kind("public_ips")
    wrong = next((each for each in identifiers if not (ips.get(each) or {}).get("_server")), None)
    if wrong:
        raise wrong_value("server_ips", wrong)
    return [ips[each] for each in identifiers]


@operation
def assign_firewall_policy_server_ips(account: Account, operation: Operation) -> Answer:
    """Assign addresses, also to a default policy (api-notes: default-policies)."""
    policy = account.get(KIND, operation.params["firewall_id"])
    if policy["default"] and account.readings["default-policies"] == "refused":
        raise default_policy("firewall")
    account.require_idle("Firewall", policy)
    for ip in addresses_of_body(account, operation):
        account.save("public_ips", {**ip, "_policy": policy["id"]})
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 202, show(account, policy)


@operation
def list_firewall_policy_rules(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["firewall_id"]))["rules"]


@operation
def add_firewall_policy_rules(account: Account, operation: Operation) -> Answer:
    policy = changeable(account, operation)
    make_rules(account, policy, operation)
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 202, show(account, policy)


def find_rule(owner: Mapping[str, Any], operation: Operation, kind: str) -> dict[str, Any]:
    found = next(
        (rule for rule in owner["rules"] if rule["id"] == operation.params["rule_id"]), None
    )
    if found is None:
        raise not_found(kind)
    return found


@operation
def get_firewall_policy_rule(account: Account, operation: Operation) -> Answer:
    return 200, show_rule(
        account,
        find_rule(account.get(KIND, operation.params["firewall_id"]), operation, "firewall_rules"),
    )


@operation
def delete_firewall_policy_rule(account: Account, operation: Operation) -> Answer:
    policy = changeable(account, operation)
    policy["rules"].remove(find_rule(policy, operation, "firewall_rules"))
    account.begin(KIND, policy, "CONFIGURING", "change")
    return 202, show(account, policy)
