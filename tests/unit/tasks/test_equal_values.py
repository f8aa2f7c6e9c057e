# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other spellings of a value change nothing, and a module accepts the values that it returns."""

from __future__ import annotations

import pytest

WEB = {"appliance": "debian12-64min", "fixed_instance_size": "M"}
BALANCED = {"protocol": "TCP", "port_balancer": 80, "port_server": 80}
NET = {"network_address": "10.0.0.0"}
#: module, options of the object, and other spellings of them
SPELLINGS = [
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80"}]},
        [
            {"rules": [{"port": "80", "source": "0.0.0.0/0"}]},
            {"rules": [{"port": "0080-80", "action": "accept", "description": ""}]},
            {"rules": [{"port_from": 80}]},
            {"rules": [{"port": "80", "port_from": 80, "port_to": 80}]},
            {"description": ""},
        ],
    ),
    (
        "firewall_policy",
        {
            "name": "x",
            "rules": [{"port": "80", "source": "10.0.0.5/24"}, {"port": "22", "source": "2.2.2.2"}],
        },
        [
            {
                "rules": [
                    {"port": "80", "source": "10.0.0.0/24"},
                    {"port": "22", "source": "2.2.2.2/32"},
                ]
            }
        ],
    ),
    (
        "load_balancer",
        {"name": "x", "rules": [BALANCED]},
        [{"rules": [{**BALANCED, "source": "0.0.0.0/0"}]}],
    ),
    (
        "private_network",
        {"name": "x", **NET, "subnet_mask": "255.255.255.0"},
        [{**NET, "subnet_mask": "24"}, {**NET, "subnet_mask": "/24"}],
    ),
    ("public_ip", {"reverse_dns": "www.example.com"}, [{"reverse_dns": "WWW.Example.com."}]),
    (
        "user",
        {"name": "jane", "password": "geheim-geheim", "email": "jane@example.com"},
        [{"email": "jane@EXAMPLE.com"}],
    ),
]


@pytest.mark.parametrize("module, options, spellings", SPELLINGS)
def test_another_spelling_changes_nothing(tasks, module, options, spellings):
    tasks.converge(module, **options)
    for spelling in spellings:
        result = tasks.ok(module, **{**options, **spelling})
        assert not result["changed"], (spelling, result["operations"])


def test_a_mask_is_sent_with_dots(tasks, proxy):
    tasks.ok("private_network", name="x", **NET, subnet_mask="24")
    assert proxy.sent("POST")[0].body["subnet_mask"] == "255.255.255.0"


@pytest.mark.parametrize("source", ["0.0.0.0/0", "0.0.0.0"])
def test_one_rule_in_two_spellings_is_listed_twice(tasks, source):
    message = tasks.error(
        "firewall_policy",
        name="x",
        rules=[{"port": "80", "description": "web"}, {"port": "80", "source": source}],
    )
    assert message == "rules lists the same rule twice: allow TCP 80 80 0.0.0.0."


def test_a_text_that_is_shown_as_null_is_empty(tasks, proxy):
    def null(exchange):
        for policy in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            policy["description"] = None

    proxy.intercept("*", "/load_balancers(/[^/]+)?", after=null)
    tasks.converge("load_balancer", name="x", description="", rules=[BALANCED])


def test_ports_of_the_api_are_null(tasks, proxy):
    def chosen(exchange):
        for policy in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            for rule in policy["rules"]:
                rule.update(port_from=0, port_to=0)

    proxy.intercept("*", "/firewall_policies(/[^/]+)?", after=chosen)
    _check, real, _again = tasks.converge("firewall_policy", name="x", rules=[{"protocol": "ICMP"}])
    assert not tasks.ok("firewall_policy", name="x", rules=real["firewall_policy"]["rules"])[
        "changed"
    ]


def test_an_ipv6_address_is_found_in_any_spelling(tasks, proxy):
    def sixth(exchange):
        for server in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            for ip in server.get("ips") or []:
                ip["ip"] = "2001:db8::1"

    server = tasks.ok("server", name="web", **WEB)["server"]
    proxy.intercept("GET", "/servers(/[^/]+)?", after=sixth)
    assert not tasks.ok("server_ip", server="web", ip="2001:DB8:0::1")["changed"]
    assert proxy.exchanges and server["ips"]
    tasks.ok(
        "firewall_policy", True, name="x", rules=[{"port": "80"}], server_ips=["2001:DB8:0::1"]
    )


def test_returned_values_are_valid_options(tasks):
    tasks.ok(
        "server",
        name="web",
        appliance="debian12-64min",
        vcore=1,
        cores_per_processor=1,
        ram=1,
        hdds=[{"size": 40, "is_main": True}, {"size": 20}],
        power_on=False,
    )
    tasks.ok("block_storage", name="data", size=20, server="web")
    tasks.ok("user", name="jane", password="geheim-geheim")
    for module, options in (
        ("private_network", {"servers": ["web"]}),
        ("shared_storage", {"size": 50, "servers": [{"server": "web", "rights": "RW"}]}),
        (
            "firewall_policy",
            {
                "rules": [
                    {"port": "80"},
                    {"protocol": "ICMP"},
                    {"protocol": "ANY", "action": "deny", "source": "10.1.1.1/8"},
                ],
                "server_ips": ["web"],
            },
        ),
        ("load_balancer", {"rules": [BALANCED], "server_ips": ["web"]}),
        (
            "monitoring_policy",
            {
                "agent": True,
                "ports": [{"port": 80}],
                "processes": [{"process": "init"}],
                "servers": ["web"],
            },
        ),
        ("role", {"users": ["jane"]}),
    ):
        tasks.ok(module, name="it", **options)
        shown = tasks.ok(f"{module}_info", name=["it"])
        (obj,) = next(
            value
            for name, value in shown.items()
            if name not in ("changed", "warnings") and isinstance(value, list) and value
        )
        again = tasks.ok(module, name="it", **{name: obj[name] for name in options})
        assert not again["changed"], (module, again["operations"])
    (server,) = tasks.ok("server_info", name=["web"])["servers"]
    assert len(server["hardware"]["hdds"]) == 3
    assert not tasks.ok(
        "server",
        name="web",
        hdds=server["hardware"]["hdds"],
        private_networks=server["private_networks"],
        load_balancers=server["ips"][0]["load_balancers"],
    )["changed"]
    (user,) = tasks.ok("user_info", name=["jane"])["users"]
    assert not tasks.ok("user", name="jane", allowed_ips=user["api"]["allowed_ips"])["changed"]


def test_an_element_without_an_id_is_refused(tasks):
    for element in ({"name": "web"}, None, []):
        assert "servers contains" in tasks.error("monitoring_policy", name="x", servers=[element])


def test_a_diff_has_names_and_no_escapes(tasks):
    tasks.ok("server", name="wéb", **WEB)
    diff = tasks.ok("server", True, name="wéb", fixed_instance_size="L", description="größer")[
        "diff"
    ]
    before, after = diff["before"], diff["after"]
    assert '"fixed_instance_size": "M"' in before and '"fixed_instance_size": "L"' in after
    assert (
        '"name": "wéb"' in before
        and '"description": "größer"' in after
        and "null" not in before + after
    )
    tasks.ok("firewall_policy", name="x", rules=[{"port": "80"}])
    diff = tasks.ok("firewall_policy", True, name="x", rules=[{"port": "80"}, {"port": "443"}])[
        "diff"
    ]
    assert "description" not in diff["before"] + diff["after"]
