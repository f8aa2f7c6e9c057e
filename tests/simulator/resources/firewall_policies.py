# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies. Default policies cannot be changed, but IPs can be assigned to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, default_policy, invalid, missing, wrong_value
from ..kinds import FIREWALL_POLICIES, PUBLIC_IPS, Object
from ..resource import REMOVAL, Resource
from ..work import CHANGE, Work
from .assigned_ips import NOT_ASSIGNED, assigned_ips, ips_in_body

ALL_ADDRESSES = "0.0.0.0"
COMMON_PROTOCOLS = ("TCP", "UDP", "ICMP", "GRE", "ANY")
#: operationId: the protocols of its rules (api-notes: rule-protocols)
PROTOCOLS = {
    "create_firewall_policy": (*COMMON_PROTOCOLS, "AH", "ESP"),
    "add_firewall_policy_rules": (*COMMON_PROTOCOLS, "TCP/UDP", "IPSEC"),
}
WITH_PORTS = ("TCP", "UDP", "TCP/UDP")
#: What a rule without ports shows, by the readings of rule-ports.
NO_PORTS = {"null": (None, None), "zero": (0, 0), "all": (1, 65535)}
RULE_NOT_FOUND = ("RULE_NOT_FOUND", "Firewall rule does not exist")


def show(account: Account, policy: Object) -> dict[str, Any]:
    """Show a policy."""
    return {
        **account.show(policy),
        "server_ips": ips_of(account, policy),
        "rules": [show_rule(account, rule) for rule in policy["rules"]],
    }


def show_rule(account: Account, rule: Mapping[str, Any]) -> dict[str, Any]:
    """Show a rule (api-notes: rule-ports, ipsec-rules)."""
    ports, protocol = (rule["port_from"], rule["port_to"]), rule["protocol"]
    if not rule["port_from"]:
        ports = NO_PORTS[account.readings["rule-ports"]]
    if protocol in ("AH", "ESP") and account.readings["ipsec-rules"] == "ipsec":
        protocol = "IPSEC"
    return {**rule, "protocol": protocol, "port_from": ports[0], "port_to": ports[1]}


def ips_of(account: Account, policy: Object) -> Sequence[dict[str, Any]]:
    """Return the public IPs that a policy protects."""
    return assigned_ips(account, policy, "_policy")


def rules_of(_account: Account, policy: Object) -> Sequence[dict[str, Any]]:
    """Return the rules of a policy."""
    rules: Sequence[dict[str, Any]] = policy["rules"]
    return rules


# -- rules


def source_of(account: Account, rule: Mapping[str, Any]) -> str:
    """Return the source of a rule (api-notes: rule-source-default, rule-sources).

    :raises ApiError: 400 if it is not an address, a network or, in one reading, a range.
    """
    source = str(rule.get("source") or ALL_ADDRESSES)
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


def ports_of(account: Account, rule: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the first and the last port of a rule. Without ports, the rule is for all.

    (api-notes: rule-port-forms, rules-need-ports)

    :raises ApiError: 400 for wrong or missing ports.
    """
    first, last = rule.get("port_from"), rule.get("port_to")
    if rule.get("port"):
        head, _dash, tail = rule["port"].partition("-")
        if not (head.isdigit() and (tail or head).isdigit()):
            raise wrong_value("port", rule["port"])
        first, last = int(head), int(tail or head)
    if first is not None and (last is None or not 1 <= first <= last <= 65535):
        raise wrong_value("port", f"{first}-{last}")
    if account.readings["rules-need-ports"] == "yes":
        if rule["protocol"] not in WITH_PORTS:
            return None, None
        if first is None:
            raise missing("port_from", "port_to")
    return first, last


def new_rule(account: Account, operation: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new rule from a body (api-notes: rule-protocols, rule-action, deny-any).

    :raises ApiError: 400.
    """
    protocol = rule["protocol"]
    if (
        account.readings["rule-protocols"] == "by-operation"
        and protocol not in PROTOCOLS[operation]
    ):
        raise wrong_value("protocol", protocol)
    first, last = ports_of(account, rule)
    if rule.get("action") == "deny" and protocol != "ANY":
        raise wrong_value("action", "deny")
    return {
        "id": account.new_id(),
        "protocol": protocol,
        "description": rule.get("description", ""),
        "action": "deny" if rule.get("action") == "deny" else "accept",
        "port_from": first,
        "port_to": last,
        "source": source_of(account, rule),
    }


def are_equal(rule: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return True if two rules differ in nothing but id and description."""
    keys = ("protocol", "port_from", "port_to", "source", "action")
    return all(rule[key] == other[key] for key in keys)


def new_rules(
    account: Account, present: Sequence[dict[str, Any]], operation: Operation
) -> list[dict[str, Any]]:
    """Return the present rules and those of a body (api-notes: equal-rules).

    :raises ApiError: 400.
    """
    rules = list(present)
    for element in operation.elements("rules"):
        rule = new_rule(account, operation.id, element)
        if account.readings["equal-rules"] == "refused" and any(
            are_equal(rule, other) for other in rules
        ):
            raise invalid("The rule exists already", {"invalid": "rules"})
        rules.append(rule)
    return rules


# -- hooks


def changeable(account: Account, policy: Object) -> None:
    """Raise 403 for a default policy and a busy one (api-notes: default-policies-protected)."""
    if policy["default"]:
        raise default_policy("firewall")
    account.require_idle(policy)


def assignable(account: Account, policy: Object) -> None:
    """Raise 403 if no IP can be assigned now (api-notes: default-policies)."""
    if policy["default"] and account.readings["default-policies"] == "refused":
        raise default_policy("firewall")
    account.require_idle(policy)


def require_free_name(account: Account, name: str, own_id: str | None = None) -> None:
    """Raise 400 if another policy has the name (api-notes: policy-names-unique)."""
    for policy in account.objects(FIREWALL_POLICIES):
        if policy["name"] == name and policy["id"] != own_id:
            raise ApiError(400, "INVALID_NAME", "A firewall policy already exists with this name")


def create(account: Account, operation: Operation) -> Object:
    """Create a policy."""
    body = operation.body
    require_free_name(account, body["name"])
    return account.create(
        FIREWALL_POLICIES,
        name=body["name"],
        description=body.get("description", ""),
        default=0,
        rules=new_rules(account, [], operation),
    )


def update(account: Account, policy: Object, operation: Operation) -> None:
    """Change the texts of a policy."""
    require_free_name(account, operation.body.get("name", ""), policy["id"])
    policy.update(operation.body)


def unassign_all(account: Account, policy: Object) -> None:
    """Leave the IPs of a policy without one (api-notes: deleted-policy-leaves-addresses)."""
    for ip in account.objects(PUBLIC_IPS):
        if ip["_policy"] == policy["id"]:
            account.update(ip, _policy=None)


def assign(account: Account, policy: Object, operation: Operation) -> None:
    """Assign IPs to a policy, also to a default one."""
    for ip in ips_in_body(account, operation):
        account.update(ip, _policy=policy["id"])


def add_rules(account: Account, policy: Object, operation: Operation) -> None:
    """Add rules to a policy."""
    policy["rules"] = new_rules(account, policy["rules"], operation)


def remove_rule(_account: Account, policy: Object, rule: Any, _operation: Operation) -> None:
    """Remove a rule from a policy."""
    policy["rules"].remove(rule)


RESOURCE = Resource(FIREWALL_POLICIES, show, changeable)
RESOURCE.crud(
    create=create,
    creating=Work("CONFIGURING", "firewall_policy"),
    update=update,
    updating=CHANGE,
    deleting=REMOVAL,
    cleanup=unassign_all,
)
RESOURCE.child_list(
    "server_ips", ips_of, missing=NOT_ASSIGNED, add=assign, work=CHANGE, guard=assignable
)
RESOURCE.child_list(
    "rules",
    rules_of,
    show=show_rule,
    missing=RULE_NOT_FOUND,
    add=add_rules,
    remove=remove_rule,
    work=CHANGE,
)
