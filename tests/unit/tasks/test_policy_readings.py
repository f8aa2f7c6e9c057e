# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies, load balancers and default policies in each reading of the API."""

from __future__ import annotations

import pytest
from variants import variants
from worlds import each_reading, each_world

WEB = {"port": "80"}


def operations(result):
    return [f"{each['method']} {each['path'].rpartition('/')[2]}" for each in result["operations"]]


def converged(tasks, module, **options):
    """Run a task in check mode, for real and again, and return the result of the real run."""
    check, real, _again = tasks.converge(module, **options)
    assert [each["method"] for each in check["operations"]] == [
        each["method"] for each in real["operations"]
    ]
    assert real["warnings"] == []
    return real


# -- firewall rules


MIXTURES = {
    "without ports": [
        {"protocol": "ICMP"},
        {"protocol": "GRE"},
        {"protocol": "ANY", "action": "deny"},
    ],
    "ports of protocols without": [
        {"protocol": "ICMP", "port": "1-65535"},
        {"protocol": "ANY", "port_from": 1, "port_to": 65535},
    ],
    "one list": [{"protocol": "AH"}, {"protocol": "ESP"}, WEB],
    "the other list": [{"protocol": "IPSEC"}, {"protocol": "TCP/UDP", "port": "53"}],
    "both lists": [
        {"protocol": "TCP/UDP", "port": "53"},
        WEB,
        {"protocol": "AH", "description": "ah"},
        {"protocol": "IPSEC", "source": "10.0.0.1"},
    ],
    "every port": [{"protocol": "TCP/UDP"}, WEB],
    "descriptions": [
        {"protocol": "AH", "description": "one"},
        {"protocol": "ESP", "description": "other"},
    ],
    "a protocol and its whole": [
        {"protocol": "AH"},
        {"protocol": "IPSEC", "description": "other"},
    ],
    "both transport protocols and one of them": [
        {"protocol": "TCP/UDP", "port": "53"},
        {"protocol": "TCP", "port": "53", "description": "one"},
    ],
    "descriptions of both": [
        {"protocol": "ESP", "description": "one"},
        {"protocol": "IPSEC", "description": "other"},
        {"protocol": "AH", "description": "third"},
    ],
}


@each_reading("rule-ports", "rule-protocols", "ipsec-rules", "equal-rules", "rules-need-ports")
@pytest.mark.parametrize("rules", MIXTURES.values(), ids=MIXTURES)
def test_a_policy_converges_in_each_reading_of_rules(tasks, rules):
    converged(tasks, "firewall_policy", name="new", rules=rules)


@each_reading("rule-protocols", "ipsec-rules", "equal-rules")
@pytest.mark.parametrize("rules", variants(MIXTURES.values(), quick=2), ids=MIXTURES)
def test_rules_are_added_to_an_existing_policy_once(tasks, rules):
    tasks.ok("firewall_policy", name="web", rules=[{"port": "8080"}])
    converged(tasks, "firewall_policy", name="web", rules=rules)
    converged(tasks, "firewall_policy", name="old", rules=[{"port": "22"}])
    converged(tasks, "firewall_policy", name="old", rules=rules)
    converged(
        tasks,
        "firewall_policy",
        name="old",
        rules=[{**rule, "description": "changed"} for rule in rules],
    )
    converged(tasks, "firewall_policy", name="old", rules=[{"port": "22"}, *rules[:1]])
    converged(tasks, "firewall_policy", name="old", rules=[{"port": "22"}])
    assert [
        rule["port_from"]
        for rule in tasks.ok("firewall_policy", name="old")["firewall_policy"]["rules"]
    ] == [22]


@each_world()
@pytest.mark.parametrize("name", ["without ports", "both lists"])
def test_a_policy_converges_in_each_world(tasks, name):
    rules = MIXTURES[name]
    converged(tasks, "firewall_policy", name="new", rules=rules)
    converged(tasks, "firewall_policy", name="old", rules=[{"port": "22"}])
    converged(tasks, "firewall_policy", name="old", rules=rules)


def test_rules_that_a_creation_does_not_accept_are_added_afterwards(tasks, simulator):
    tasks.ok(
        "firewall_policy",
        name="web",
        rules=[{"protocol": "IPSEC"}, WEB, {"protocol": "AH", "source": "10.0.0.1"}],
    )
    creation, addition = (each.body["rules"] for each in simulator.sent("POST"))
    assert [rule["protocol"] for rule in creation] == ["TCP", "AH"]
    assert [rule["protocol"] for rule in addition] == ["IPSEC"]


def test_rules_that_another_client_has_made_are_taken_for_their_parts(tasks, simulator):
    """TCP/UDP is TCP and UDP, IPSEC is AH and ESP."""
    simulator.api(
        "POST",
        "/firewall_policies",
        {
            "name": "web",
            "rules": [{"protocol": protocol, "port": "53"} for protocol in ("TCP", "UDP")]
            + [{"protocol": "AH"}, {"protocol": "ESP"}],
        },
    )
    simulator.settle()
    assert not tasks.ok(
        "firewall_policy",
        name="web",
        rules=[{"protocol": "TCP/UDP", "port": "53"}, {"protocol": "IPSEC"}],
    )["changed"]
    assert operations(
        tasks.ok(
            "firewall_policy",
            name="web",
            rules=[{"protocol": "TCP/UDP", "port": "53"}, {"protocol": "AH"}],
        )
    )[0].startswith("DELETE")


@each_reading("rule-sources")
def test_a_source_can_be_a_range_if_the_api_takes_it(tasks, readings):
    rules = [{"port": "80", "source": "10.0.0.1 - 10.0.0.9"}]
    if readings["rule-sources"] == "addresses":
        assert "Wrong value Field(s) source" in tasks.error(
            "firewall_policy", name="web", rules=rules
        )
        return
    converged(tasks, "firewall_policy", name="web", rules=rules)
    converged(
        tasks,
        "load_balancer",
        name="front",
        rules=[{"port_balancer": 80, "port_server": 80, "source": "10.0.0.1-10.0.0.9"}],
    )


@pytest.mark.parametrize("source", ["10.0.0.1-", "10.0.0.1-10.0.0.0/8", "10.0.0.256", "web"])
def test_invalid_sources_are_rejected(tasks, simulator, source):
    assert "source is" in tasks.error(
        "firewall_policy", name="web", rules=[{"port": "80", "source": source}]
    )
    assert simulator.writes() == []


def test_sources_that_mean_the_same_are_the_same(tasks):
    tasks.ok(
        "firewall_policy",
        name="web",
        rules=[{"port": "80", "source": "0.0.0.0/0"}, {"port": "81", "source": "10.0.0.7/32"}],
    )
    again = tasks.ok(
        "firewall_policy",
        name="web",
        rules=[{"port": "80", "source": "0.0.0.0"}, {"port": "81", "source": "10.0.0.7-10.0.0.7"}],
    )
    assert not again["changed"]


# -- default policies


@each_reading("default-policies")
def test_addresses_and_servers_join_default_policies_if_the_api_takes_them(tasks, readings):
    tasks.ok("firewall_policy", name="own", rules=[WEB])
    tasks.ok(
        "server",
        name="web",
        appliance="debian12-64min",
        fixed_instance_size="M",
        firewall_policy="own",
    )
    policies = {
        "firewall_policy": {"name": "Linux", "server_ips": ["web"]},
        "monitoring_policy": {"name": "Default Policy", "servers": ["web"]},
    }
    for module, options in policies.items():
        if readings["default-policies"] == "refused":
            assert "Operation not allowed in default" in tasks.error(module, **options)
        else:
            assert operations(converged(tasks, module, **options)) == [f"POST {[*options][-1]}"]
    if readings["default-policies"] == "joined":
        assert operations(converged(tasks, "monitoring_policy", name="Default Policy", servers=[]))[
            0
        ].startswith("DELETE")


def test_default_policies_refuse_everything_else(tasks, simulator):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    simulator.clear()
    assert "Only its addresses" in tasks.error(
        "firewall_policy", name="Linux", server_ips=["web"], description="mine"
    )
    assert "Only its servers" in tasks.error(
        "monitoring_policy", name="Default Policy", servers=["web"], description="mine"
    )
    assert simulator.writes() == []


# -- load balancers


@each_reading("persistence-time", "region-key")
def test_persistence_is_turned_on_with_its_time(tasks, simulator):
    tasks.ok(
        "load_balancer",
        name="front",
        rules=[{"port_balancer": 80, "port_server": 80}],
        persistence_time=60,
    )
    assert operations(converged(tasks, "load_balancer", name="front", persistence=True)) != []
    assert simulator.sent("PUT")[-1].body == {"persistence": True, "persistence_time": 60}
    converged(tasks, "load_balancer", name="front", persistence=False)
    converged(
        tasks, "load_balancer", name="front", persistence=True, persistence_time=90, datacenter="US"
    )
    converged(tasks, "load_balancer", name="front", description="x")
    assert simulator.sent("PUT")[-1].body == {"description": "x"}


def test_a_time_that_is_not_shown_while_persistence_is_off_is_the_first_one(tasks, simulator):
    def hidden(exchange):
        for each in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            if not each.get("persistence"):
                each["persistence_time"] = None

    simulator.intercept("GET", "/load_balancers.*", hidden)
    tasks.ok("load_balancer", name="front", rules=[{"port_balancer": 80, "port_server": 80}])
    tasks.ok("load_balancer", name="front", persistence=True)
    assert simulator.sent("PUT")[-1].body == {"persistence": True, "persistence_time": 1200}


EVERY = [{"port_balancer": 0, "port_server": 0}]
ONE = [{"port_balancer": 80, "port_server": 80}]


def test_every_port_and_a_check_change_in_one_task(tasks):
    tasks.ok("load_balancer", name="front", rules=EVERY, health_check_test="NONE")
    to_tcp = operations(
        converged(tasks, "load_balancer", name="front", rules=ONE, health_check_test="TCP")
    )
    assert [each.partition(" ")[0] for each in to_tcp] == ["POST", "DELETE", "PUT"]
    back = operations(
        converged(tasks, "load_balancer", name="front", rules=EVERY, health_check_test="ICMP")
    )
    assert [each.partition(" ")[0] for each in back] == ["PUT", "POST", "DELETE"]


def test_a_rule_for_every_port_that_stays_is_refused_with_a_check_of_ports(tasks, simulator):
    tasks.ok("load_balancer", name="front", rules=EVERY, health_check_test="NONE")
    simulator.clear()
    for options in ({"rules": ONE, "purge_rules": False}, {}):
        assert "port 0" in tasks.error(
            "load_balancer", name="front", health_check_test="TCP", **options
        )
    assert simulator.writes() == []


@each_reading("side-states", "policy-key")
def test_a_server_joins_and_leaves_in_each_reading(tasks):
    tasks.ok("firewall_policy", name="own", rules=[WEB])
    tasks.ok("load_balancer", name="front", rules=ONE)
    tasks.ok("private_network", name="net")
    tasks.ok(
        "server", name="web", appliance="debian12-64min", fixed_instance_size="M", state="stopped"
    )
    converged(
        tasks,
        "server",
        name="web",
        firewall_policy="own",
        load_balancers=["front"],
        private_networks=["net"],
    )
    for module, options in (
        ("firewall_policy", {"name": "own", "server_ips": ["web"], "description": "x"}),
        ("load_balancer", {"name": "front", "server_ips": ["web"], "description": "x"}),
        ("private_network", {"name": "net", "servers": ["web"], "description": "x"}),
    ):
        assert len(converged(tasks, module, **options)["operations"]) == 1
    converged(
        tasks, "server", name="web", firewall_policy="Linux", load_balancers=[], private_networks=[]
    )
