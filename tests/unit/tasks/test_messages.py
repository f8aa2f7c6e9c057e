# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error messages that no other test provokes. Nothing is sent before them."""

from __future__ import annotations

import pytest
from interceptor import dropped
from plays import KEY, SERVER

DISK = {"size": 20, "is_main": True}
HARDWARE = {"vcore": 4, "cores_per_processor": 1, "ram": 4, "hdds": [DISK]}
OWN = {"name": "x", "appliance": "debian12-64min", **HARDWARE}
CPU = {"warning": {"value": 90}, "critical": {"value": 80}}
MISTAKES = [
    ("firewall_policy", {"name": "x", "wait_timeout": -1}, "wait_timeout is -1; it has to be"),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80", "action": "deny"}]},
        "rules denies TCP; the API accepts deny for the protocol ANY only",
    ),
    # Digits of other scripts are digits for Python, and not for the API.
    ("firewall_policy", {"name": "x", "rules": [{"port": "\u0668\u0660"}]}, "rules[0].port is"),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80", "source": "10.0.0.\u0661"}]},
        "rules[0].source is",
    ),
    (
        "monitoring_policy",
        {"name": "x", "thresholds": {"cpu": CPU}},
        "thresholds.cpu has the warning 90 above the critical value 80",
    ),
    ("server", {**OWN, "hdds": [DISK, DISK]}, "hdds has more than one disk with is_main: true"),
    (
        "server",
        {**OWN, "cores_per_processor": 3},
        "cores_per_processor is 3; it has to be 1, an even number, or equal to vcore (4)",
    ),
    ("server", {**OWN, "ssh_keys": [KEY, f"{KEY}2"]}, "ssh_keys contains several key texts"),
    (
        "load_balancer",
        {
            "name": "x",
            "rules": [{"port_balancer": 80, "port_server": 80}],
            "server_ips": [{"name": "web"}],
        },
        "server_ips contains {'name': 'web'}. Write a name, an id, or an object with an id",
    ),
]


@pytest.mark.parametrize("module, options, words", MISTAKES)
def test_mistakes_in_options(tasks, simulator, module, options, words):
    assert words in tasks.error(module, **options)
    assert simulator.accepted() == []


def test_a_name_of_two_objects_is_no_reference(tasks, simulator):
    for _number in range(2):
        simulator.api("POST", "/private_networks", {"name": "net"})
    simulator.settle()
    message = tasks.error("server", name="web", **SERVER, private_networks=["net"])
    assert "private_networks: 2 objects have the name 'net'" in message


def test_the_address_of_a_server_has_to_be_unique(tasks):
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("server_ip", server="web", number=2)
    message = tasks.error("firewall_policy", name="x", rules=[{"port": "1"}], server_ips=["web"])
    assert 'The server "web" has the addresses' in message


def test_a_server_needs_an_address(tasks, simulator):
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("server_ip", server="web", number=1, state="absent")
    simulator.settle()
    rules = [{"port_balancer": 80, "port_server": 80}]
    tasks.ok("load_balancer", name="lb", rules=rules)
    assert 'server "web" has no address' in tasks.error("server", name="web", load_balancers=["lb"])
    message = tasks.error("load_balancer", name="lb", server_ips=["web"])
    assert 'The server "web" has no address yet' in message


def test_the_address_of_a_load_balancer_is_not_removed(tasks):
    balancer = tasks.ok(
        "load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]
    )["load_balancer"]
    message = tasks.error("public_ip", ip=balancer["ip"], state="absent")
    assert 'is the address of the load balancer "lb"' in message


def test_a_lost_answer_to_a_single_request_is_reported(tasks, proxy):
    proxy.intercept("POST", "/private_networks", dropped)
    message = tasks.error(
        "api_request", method="POST", path="/private_networks", body={"name": "net"}
    )
    assert "The answer to POST /private_networks was lost" in message


def test_a_server_that_disappears_is_reported(tasks, proxy):
    def remove(exchange):
        exchange.status, exchange.answer = 404, {"type": "NOT_FOUND", "message": "gone"}

    proxy.intercept("GET", "/servers/[0-9A-F]{32}", remove)
    message = tasks.error("server", name="web", **SERVER)
    assert "was removed while this task waited for it. Run the task again." in message
