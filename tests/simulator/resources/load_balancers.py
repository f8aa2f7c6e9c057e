# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers. Each has a public IP, which is removed with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, invalid, wrong_value
from ..kinds import LOAD_BALANCERS, PUBLIC_IPS, Object
from ..operations import operation
from ..resource import REMOVAL, Resource
from ..work import CHANGE, Work, effect
from .assigned_ips import NOT_ASSIGNED, assigned_ips, ips_in_body
from .catalogue import datacenter
from .firewall_policies import rules_of, source_of
from .public_ips import assign_balancer, new_public_ip, unassign_balancer

RULE_NOT_FOUND = ("RULE_NOT_FOUND", "Load balancer rule does not exist")
#: Members of bodies that answers name otherwise (api-notes: health-check-parse).
RENAMED = dict.fromkeys(("health_check_parse", "health_check_parser"), "health_check_path_parser")


def show(account: Account, balancer: Object) -> dict[str, Any]:
    """Show a load balancer (api-notes: region-key)."""
    answer = {**account.show(balancer), "server_ips": ips_of(account, balancer)}
    if account.readings["region-key"] == "region":
        answer["region"] = answer.pop("datacenter")
    return answer


def ips_of(account: Account, balancer: Object) -> Sequence[dict[str, Any]]:
    """Return the public IPs to which a load balancer sends requests."""
    return assigned_ips(account, balancer, "_balancers")


def from_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a load balancer in a body, with the names of answers."""
    return {
        RENAMED.get(key, key): value
        for key, value in body.items()
        if key not in ("rules", "datacenter_id")
    }


def check(balancer: Mapping[str, Any]) -> None:
    """Raise 400 for a wrong health check or port 0 (api-notes: every-port, http-check)."""
    if balancer["health_check_test"] == "HTTP":
        raise wrong_value("health_check_test", "HTTP")
    for rule in balancer["rules"]:
        all_ports = (not rule["port_balancer"], not rule["port_server"])
        allowed = all(all_ports) and balancer["health_check_test"] in ("NONE", "ICMP")
        if any(all_ports) and not allowed:
            raise wrong_value("port_balancer", 0)


def new_rules(
    account: Account, present: Sequence[Mapping[str, Any]], added: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the present rules and new ones (api-notes: overlapping-rules, overlap).

    :raises ApiError: 400 if rules overlap.
    """
    rules = list(present)
    for rule in added:
        listener = (rule["protocol"], rule["port_balancer"])
        if any((other["protocol"], other["port_balancer"]) == listener for other in rules):
            raise ApiError(400, "INVALID_PARAMETER", "The rules are overlapping")
        rules.append({"id": account.new_id(), **rule, "source": source_of(account, rule)})
    return rules


@effect
def load_balancer_ready(account: Account, balancer: Object) -> None:
    """Give a load balancer its public IP (api-notes: balancer-address)."""
    ip = new_public_ip(account, balancer["datacenter"], _balancer=balancer["id"])
    balancer["ip"] = ip["ip"]


def create(account: Account, operation: Operation) -> Object:
    """Create a load balancer."""
    body = operation.body
    values = {
        "description": "",
        "health_check_path": None,
        "health_check_path_parser": None,
        **from_body(body),
        "rules": new_rules(account, [], operation.elements("rules")),
    }
    check(values)
    return account.create(
        LOAD_BALANCERS, ip=None, datacenter=datacenter(account, body.get("datacenter_id")), **values
    )


def update(account: Account, balancer: Object, operation: Operation) -> None:
    """Change a load balancer (api-notes: persistence-time)."""
    body, changes = operation.body, from_body(operation.body)
    if (
        body.get("persistence")
        and "persistence_time" not in body
        and account.readings["persistence-time"] == "required"
    ):
        raise invalid("Persistence time is required")
    check({**balancer, **changes})
    balancer.update(changes)


def release_ips(account: Account, balancer: Object) -> None:
    """Remove the public IP of a load balancer, and unassign those of servers."""
    for ip in account.objects(PUBLIC_IPS):
        if balancer["id"] in ip["_balancers"]:
            unassign_balancer(account, ip, balancer["id"])
        if ip["_balancer"] == balancer["id"]:
            account.delete(ip)


def assign(account: Account, balancer: Object, operation: Operation) -> None:
    """Assign IPs to a load balancer."""
    for ip in ips_in_body(account, operation):
        assign_balancer(account, ip, balancer["id"])


def unassign(account: Account, balancer: Object, assigned: Any, _operation: Operation) -> None:
    """Unassign an IP."""
    unassign_balancer(account, account.get(PUBLIC_IPS, assigned["id"]), balancer["id"])


def add_rules(account: Account, balancer: Object, operation: Operation) -> None:
    """Add rules to a load balancer."""
    rules = new_rules(account, balancer["rules"], operation.body["rules"])
    check({**balancer, "rules": rules})
    balancer["rules"] = rules


def remove_rule(_account: Account, balancer: Object, rule: Any, _operation: Operation) -> None:
    """Remove a rule from a load balancer."""
    balancer["rules"].remove(rule)


RESOURCE = Resource(LOAD_BALANCERS, show)
RESOURCE.crud(
    create=create,
    creating=Work("CONFIGURING", "load_balancer", load_balancer_ready),
    update=update,
    updating=CHANGE,
    cleanup=release_ips,
)
RESOURCE.child_list(
    "server_ips", ips_of, missing=NOT_ASSIGNED, add=assign, remove=unassign, work=CHANGE
)
RESOURCE.child_list(
    "rules", rules_of, missing=RULE_NOT_FOUND, add=add_rules, remove=remove_rule, work=CHANGE
)


@operation
def delete_load_balancer(account: Account, operation: Operation) -> Any:
    """Remove a load balancer. The answer shows no IP (api-notes: balancer-address)."""
    balancer = RESOURCE.require(account, operation)
    account.begin(balancer, REMOVAL)
    return {**show(account, balancer), "ip": None}
