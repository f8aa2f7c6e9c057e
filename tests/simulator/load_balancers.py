# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers. Each has an address of its own, which goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .errors import Problem, invalid, wrong_value
from .firewall_policies import addresses_of_body, assigned, find_rule, one_assigned, source_of
from .operations import Answer, list_operation, operation
from .public_ips import give_address, remove_address

KIND = "load_balancers"


def show(account: Account, balancer: dict[str, Any]) -> dict[str, Any]:
    answer = {
        **shown(balancer),
        "state": account.state(balancer),
        "server_ips": assigned(account, "_balancers", balancer["id"]),
    }
    return (
        {("region" if key == "datacenter" else key): value for key, value in answer.items()}
        if account.readings["region-key"] == "region"
        else answer
    )


def wire(body: Mapping[str, Any]) -> dict[str, Any]:
    """Request names as the answer spells them (api-notes: health-check-parse)."""
    renamed = dict.fromkeys(
        ("health_check_parse", "health_check_parser"), "health_check_path_parser"
    )
    return {
        renamed.get(key, key): value
        for key, value in body.items()
        if key not in ("rules", "datacenter_id")
    }


def check(balancer: Mapping[str, Any]) -> None:
    """Check port 0 and the health check (api-notes: every-port, http-check). :raises Problem: 400."""
    if balancer["health_check_test"] == "HTTP":
        raise wrong_value("health_check_test", "HTTP")
    for rule in balancer["rules"]:
        every = (not rule["port_balancer"], not rule["port_server"])
        if any(every) and not (all(every) and balancer["health_check_test"] in ("NONE", "ICMP")):
            raise wrong_value("port_balancer", 0)


def add_rules(account: Account, balancer: dict[str, Any], rules: list[Mapping[str, Any]]) -> None:
    """Add rules that do not overlap (api-notes: overlapping-rules, overlap). :raises Problem: 400."""
    for rule in rules:
        if any(
            (other["protocol"], other["port_balancer"]) == (rule["protocol"], rule["port_balancer"])
            for other in balancer["rules"]
        ):
            raise Problem(400, "INVALID_PARAMETER", "The rules are overlapping")
        balancer["rules"].append(
            {"id": account.new_id(), **rule, "source": source_of(account, rule)}
        )
    check(balancer)


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    balancer = account.get(KIND, operation.params["load_balancer_id"])
    account.require_idle("LoadBalancer", balancer)
    return balancer


@effect
def load_balancer_ready(account: Account, balancer: dict[str, Any]) -> None:
    """Give a balancer its address (api-notes: balancer-address)."""
    balancer["ip"] = give_address(account, balancer["datacenter"], _balancer=balancer["id"])["ip"]


@effect
def remove_load_balancer(account: Account, balancer: dict[str, Any]) -> None:
    for ip in account.all("public_ips"):
        if balancer["id"] in ip["_balancers"]:
            account.save(
                "public_ips",
                {**ip, "_balancers": [each for each in ip["_balancers"] if each != balancer["id"]]},
            )
        if ip.get("_balancer") == balancer["id"]:
            remove_address(account, ip)
    account.delete(KIND, balancer)


list_operation("list_load_balancers", KIND, show)


@operation
def create_load_balancer(account: Account, operation: Operation) -> Answer:
    body = operation.body
    if not body["rules"]:
        raise invalid("Required field(s) rules missing or empty. ", {"required": "rules"})
    values = {
        "description": "",
        "health_check_path": None,
        "health_check_path_parser": None,
        **wire(body),
        "rules": [],
    }
    add_rules(account, values, body["rules"])
    balancer = account.create(
        KIND,
        "LB",
        ip=None,
        datacenter=datacenter(account, body.get("datacenter_id")),
        _state="ACTIVE",
        **values,
    )
    account.begin(KIND, balancer, "CONFIGURING", "load_balancer", "load_balancer_ready")
    return 202, show(account, balancer)


@operation
def get_load_balancer(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["load_balancer_id"]))


@operation
def update_load_balancer(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    if (
        operation.body.get("persistence")
        and "persistence_time" not in operation.body
        and account.readings["persistence-time"] == "required"
    ):
        raise invalid("Persistence time is required")
    check({**balancer, **wire(operation.body)})
    balancer.update(wire(operation.body))
    account.begin(KIND, balancer, "CONFIGURING", "change")
    return 202, show(account, balancer)


@operation
def delete_load_balancer(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    account.begin(KIND, balancer, "REMOVING", "remove", "remove_load_balancer")
    return 202, {**show(account, balancer), "ip": None}


@operation
def list_load_balancer_server_ips(account: Account, operation: Operation) -> Answer:
    balancer = account.get(KIND, operation.params["load_balancer_id"])
    return 200, assigned(account, "_balancers", balancer["id"])


@operation
def get_load_balancer_server_ip(account: Account, operation: Operation) -> Answer:
    return 200, one_assigned(list_load_balancer_server_ips(account, operation)[1], operation)


@operation
def assign_load_balancer_server_ips(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    for ip in addresses_of_body(account, operation):
        attach(account, ip, balancer["id"])
    account.begin(KIND, balancer, "CONFIGURING", "change")
    return 202, show(account, balancer)


def attach(account: Account, ip: dict[str, Any], identifier: str) -> None:
    account.save(
        "public_ips",
        {
            **ip,
            "_balancers": [*(each for each in ip["_balancers"] if each != identifier), identifier],
        },
    )


def detach(account: Account, ip: dict[str, Any], identifier: str) -> None:
    account.save(
        "public_ips",
        {**ip, "_balancers": [each for each in ip["_balancers"] if each != identifier]},
    )


@operation
def unassign_load_balancer_server_ip(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    one_assigned(assigned(account, "_balancers", balancer["id"]), operation)
    detach(account, account.get("public_ips", operation.params["server_ip"]), balancer["id"])
    account.begin(KIND, balancer, "CONFIGURING", "change")
    return 202, show(account, balancer)


@operation
def list_load_balancer_rules(account: Account, operation: Operation) -> Answer:
    return 200, account.get(KIND, operation.params["load_balancer_id"])["rules"]


@operation
def get_load_balancer_rule(account: Account, operation: Operation) -> Answer:
    return 200, find_rule(
        account.get(KIND, operation.params["load_balancer_id"]), operation, "balancer_rules"
    )


@operation
def add_load_balancer_rules(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    add_rules(account, balancer, operation.body["rules"])
    account.begin(KIND, balancer, "CONFIGURING", "change")
    return 202, show(account, balancer)


@operation
def delete_load_balancer_rule(account: Account, operation: Operation) -> Answer:
    balancer = idle(account, operation)
    balancer["rules"].remove(find_rule(balancer, operation, "balancer_rules"))
    account.begin(KIND, balancer, "CONFIGURING", "change")
    return 202, show(account, balancer)
