# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of firewall policies, load balancers and private networks."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from worlds import observer

from .servers import path_of

RULE = {"protocol": "TCP", "port": "80"}


def policy(api: SimulatedApi, *rules: dict[str, Any]) -> str:
    """Create a policy, and return its path when it is ready."""
    created = api.api("POST", "/firewall_policies", {"name": "web", "rules": list(rules)})
    path = f"/firewall_policies/{created['id']}"
    api.settle()
    return path


def taken(api: SimulatedApi, path: str, *rules: dict[str, Any]) -> bool:
    return api.raw("POST", f"{path}/rules", {"rules": list(rules)}).ok


def balancer(api: SimulatedApi) -> str:
    """Create a load balancer without persistence, and return its path when it is ready."""
    made = api.api(
        "POST",
        "/load_balancers",
        {
            "name": "front",
            "health_check_test": "TCP",
            "health_check_interval": 40,
            "persistence": False,
            "persistence_time": 60,
            "method": "ROUND_ROBIN",
            "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": 80}],
        },
    )
    api.settle()
    return f"/load_balancers/{made['id']}"


@observer("rule-ports")
def rule_ports(api: SimulatedApi) -> Any:
    (rule,) = api.api("GET", policy(api, {"protocol": "ICMP"}))["rules"]
    return rule["port_from"], rule["port_to"]


@observer("rule-protocols")
def rule_protocols(api: SimulatedApi) -> Any:
    return taken(api, policy(api, RULE), {"protocol": "AH"})


@observer("ipsec-rules")
def ipsec_rules(api: SimulatedApi) -> Any:
    return [rule["protocol"] for rule in api.api("GET", policy(api, {"protocol": "AH"}))["rules"]]


@observer("equal-rules")
def equal_rules(api: SimulatedApi) -> Any:
    return taken(api, policy(api, RULE), RULE)


@observer("rule-sources")
def rule_sources(api: SimulatedApi) -> Any:
    return taken(api, policy(api, RULE), {**RULE, "source": "10.0.0.1-10.0.0.9"})


@observer("rules-need-ports")
def rules_need_ports(api: SimulatedApi) -> Any:
    return taken(api, policy(api, RULE), {"protocol": "TCP/UDP"})


@observer("default-policies")
def default_policies(api: SimulatedApi) -> Any:
    server = api.api("GET", path_of(api))
    joined = []
    for kind, body in (
        ("/firewall_policies", {"server_ips": [server["ips"][0]["id"]]}),
        ("/monitoring_policies", {"servers": [server["id"]]}),
    ):
        default = next(each["id"] for each in api.api("GET", kind) if each["default"])
        joined.append(api.raw("POST", f"{kind}/{default}/{next(iter(body))}", body).ok)
    return joined


@observer("persistence-time")
def persistence_time(api: SimulatedApi) -> Any:
    return api.raw("PUT", balancer(api), {"persistence": True}).ok


@observer("region-key")
def region_key(api: SimulatedApi) -> Any:
    return {"region", "datacenter"} & set(api.api("GET", balancer(api)))


@observer("join-network")
def join_network(api: SimulatedApi) -> Any:
    network = api.api("POST", "/private_networks", {"name": "net"})["id"]
    api.settle()
    return api.raw("POST", f"{path_of(api)}/private_networks", {"id": network}).ok


@observer("side-states")
def side_states(api: SimulatedApi) -> Any:
    server = api.api("GET", path_of(api, power_on=False))
    network = f"/private_networks/{api.api('POST', '/private_networks', {'name': 'net'})['id']}"
    front, web = balancer(api), policy(api, RULE)
    address = f"/servers/{server['id']}/ips/{server['ips'][0]['id']}"
    api.api("PUT", f"{address}/firewall_policy", {"id": web.rpartition("/")[2]})
    api.api("POST", f"{address}/load_balancers", {"load_balancer_id": front.rpartition("/")[2]})
    api.api("POST", f"/servers/{server['id']}/private_networks", {"id": network.rpartition("/")[2]})
    return [api.api("GET", path)["state"] for path in (network, front, web)]


@observer("policy-key")
def policy_key(api: SimulatedApi) -> Any:
    (address,) = api.api("GET", path_of(api))["ips"]
    return {"firewall_policy", "firewall_policies"} & set(address)
