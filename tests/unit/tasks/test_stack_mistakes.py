# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in the description of a stack: the message names the place, and no write precedes it."""

from __future__ import annotations

from typing import Any

import pytest
from plays import SERVER
from stacks import BALANCED

WEB = {"name": "web", **SERVER}
VPN = {"name": "vpn"}
#: Descriptions, with texts of the message.
MISTAKES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a dictionary instead of a list": ({"servers": WEB}, ["argument 'servers'", "list"]),
    "an unknown option": (
        {"servers": [{**WEB, "colour": "red"}]},
        ["servers[0]: colour. Supported parameters include: ", "appliance"],
    ),
    "an unknown option of a disk": (
        {"servers": [{**WEB, "hdds": [{"size": 20, "colour": "red"}]}]},
        ["servers[0]: hdds.colour. Supported parameters include: ", "size"],
    ),
    "no name": ({"servers": [SERVER]}, ["servers[0]: one of the following is required: id, name"]),
    "a name that is null": ({"vpns": [{"name": None}]}, ['vpns[0] "": name is empty.']),
    "a name of no characters": ({"vpns": [{"name": ""}]}, ["vpns[0].name is shorter than 1"]),
    "a size that is a text": (
        {"block_storages": [{"name": "data", "size": "big"}]},
        ["block_storages[0]: argument 'size'", "int"],
    ),
    "a state of another kind": (
        {"vpns": [{**VPN, "state": "stopped"}]},
        ["vpns[0]: value of state must be one of: present, absent"],
    ),
    "a server without hardware": ({"servers": [{"name": "web"}]}, ['servers[0] "web"', "needs"]),
    "an unknown reference": (
        {"vpns": [VPN], "servers": [{**WEB, "firewall_policy": "nope"}]},
        ["servers[0] \"web\": firewall_policy: no firewall policy has the name or id 'nope'"],
    ),
    "a reference to itself": (
        {"servers": [{"name": "web", "clone_of": "web"}]},
        ['servers[0] "web": clone_of: no server has the name'],
    ),
    "a reference that is an object without id": (
        {"servers": [{**WEB, "load_balancers": [{"x": 1}]}]},
        ["servers[0] \"web\": load_balancers contains {'x': 1}. Write a name"],
    ),
    "a cycle": (
        {
            "servers": [{**WEB, "load_balancers": ["lb"]}],
            "load_balancers": [{"name": "lb", "rules": BALANCED, "server_ips": ["web"]}],
        },
        ['load_balancers[0] "lb" -> servers[0] "web"', "Remove one of these references"],
    ),
    "two equal elements": ({"vpns": [VPN, VPN]}, ['vpns[0] and vpns[1] "vpn" are the same VPN']),
    "a negative count": ({"vpns": [{**VPN, "count": -1}]}, ["vpns[0].count is -1, less than 0"]),
    "a group without a pattern": ({"vpns": [{**VPN, "count": 2}]}, ["vpns[0].name", "{n}"]),
    "a removed group without a pattern": (
        {"vpns": [{**VPN, "count": 2, "state": "absent"}]},
        ["vpns[0].name is 'vpn', but count is 2"],
    ),
    "a number of very many digits": (
        {"vpns": [{"name": "a-{n:999}", "count": 1}]},
        ["vpns[0].name has 1001 characters, 128 are allowed"],
    ),
    "an id of a group": (
        {"vpns": [{"id": "A1", "name": "a-{n}", "count": 2}]},
        ["vpns[0] has an id and a count"],
    ),
    "an id that is a path": ({"vpns": [{"id": "../x"}]}, ['vpns[0] "../x": id is', "letters"]),
    "a reference to an object that is removed": (
        {
            "servers": [{**WEB, "firewall_policy": "p"}],
            "firewall_policies": [{"name": "p", "state": "absent"}],
        },
        ['servers[0].firewall_policy refers to firewall_policies[0] "p"', "Remove the reference"],
    ),
    "an approval of spaces": (
        {"vpns": [VPN], "approved": " \n"},
        ["approved is empty, but it must be the id of a plan. Set it to the plan_id"],
    ),
    "an empty approval": ({"vpns": [VPN], "approved": ""}, ["approved is empty"]),
    "an approval of another plan": (
        {"vpns": [VPN], "approved": "yes"},
        ["approved is yes", "Approve the present plan"],
    ),
    "a limit that is a text": ({"servers": [WEB], "cost_limit": "much"}, ["'cost_limit'", "float"]),
    "a limit that is no number": (
        {"servers": [WEB], "cost_limit": "nan"},
        ["cost_limit is not a number"],
    ),
    "a negative limit": (
        {"servers": [WEB], "cost_limit": -1},
        ["cost_limit is -1.0, less than 0"],
    ),
    "a purge without an owner": (
        {"vpns": [], "purge": True},
        ["purge is true, but owner is missing. Set owner.prefix or owner.marker"],
    ),
    "an empty owner": ({"vpns": [], "owner": {"prefix": ""}, "purge": True}, ["owner needs"]),
    "elements to gather": (
        {"vpns": [VPN], "state": "gathered"},
        ["vpns contains elements, but state is gathered"],
    ),
    "one address for two servers": (
        {
            "public_ips": [{"reverse_dns": "a.example.com"}],
            "servers": [
                {**WEB, "name": name, "public_ip": "a.example.com"} for name in ("one", "two")
            ],
        },
        ['servers[1] "two": public_ip: a.example.com belongs to "one". Choose a free address'],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_before_the_first_write(tasks, simulator, mistake):
    options, words = MISTAKES[mistake]
    for tasks_of_run, check in ((tasks, False), (tasks.in_run(), True)):
        message = tasks_of_run.error("stack", check, **options)
        assert [text for text in words if text not in message] == [], message
    assert simulator.writes() == []


def test_an_approval_with_space_around_it_is_an_approval(tasks):
    plan = tasks.ok("stack", True, vpns=[VPN])["plan_id"]
    assert tasks.ok("stack", vpns=[VPN], approved=f" {plan}\n")["changed"]


def test_odd_names_are_names(tasks, simulator):
    """An object can have a name that another one of another kind has, or one with braces."""
    names = ["a-2-2", "a{b}", "{}", "{{ x }}", "5"]
    vpns = [{"name": "a-{n}-{n}", "count": 2}, *({"name": name} for name in names[1:])]
    tasks.converge("stack", vpns=vpns, private_networks=[{"name": "a{b}"}])
    assert {each["name"] for each in simulator.api("GET", "/vpns")} == {"a-1-1", *names}


def test_a_group_is_made_smaller_by_a_second_group(tasks, simulator):
    tasks.ok("stack", vpns=[{"name": "a-{n}", "count": 3}])
    tasks.ok("stack", vpns=[{"name": "a-{n}", "count": 0}])
    tasks.converge("stack", vpns=[{"name": "a-{n}", "count": 2, "state": "absent"}])
    assert [each["name"] for each in simulator.api("GET", "/vpns")] == ["a-3"]


def test_an_address_in_use_is_refused_for_a_new_server(tasks, simulator):
    owner = tasks.ok("server", **WEB)["server"]
    simulator.settle()
    simulator.clear()
    for check in (True, False):
        message = tasks.error(
            "server", check, **{**WEB, "name": "b"}, public_ip=owner["ips"][0]["id"]
        )
        assert 'belongs to "web". Choose a free address' in message
    assert simulator.writes() == []
