# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of servers, and objects that are created from servers, in every world."""

from __future__ import annotations

import pytest
from lives import shape
from worlds import each_world

WEB = {
    "name": "web",
    "appliance": "debian12-64min",
    "vcore": 2,
    "cores_per_processor": 1,
    "ram": 2,
    "hdds": [{"size": 40, "is_main": True}, {"size": 20}],
    "firewall_policy": "Linux",
}
#: Tasks about a server, one after the other: each is announced exactly, and changes something once.
TASKS = {
    "addresses": [
        ("server_ip", {"server": "web", "number": 2}),
        ("server_ip", {"server": "web", "number": 2, "reverse_dns": "a.example.com"}),
        ("server_ip", {"server": "web", "number": 2, "firewall_policy": "shut"}),
        ("server_ip", {"server": "web", "number": 2, "reverse_dns": ""}),
        ("server_ip", {"server": "web", "number": 2, "load_balancers": ["lb"]}),
        ("server_ip", {"server": "web", "number": 2, "load_balancers": []}),
        ("server_ip", {"server": "web", "number": 2, "state": "absent", "keep_ip": True}),
        ("server", {"name": "web", "state": "absent", "keep_ips": True}),
    ],
    "snapshot": [
        ("server_snapshot", {"server": "web"}),
        ("server_snapshot", {"server": "web", "state": "absent"}),
    ],
    "system": [
        ("server", {"name": "web", "dvd": "debian-12-netinst"}),
        ("server", {"name": "web", "dvd": ""}),
        ("server", {"name": "web", "state": "rebuilt", "appliance": "ubuntu2404-64min"}),
        ("server", {"name": "web", "state": "stopped", "vcore": 4, "ram": 4}),
        ("server", {"name": "web", "state": "running"}),
    ],
    "clone": [
        (
            "server",
            {
                "name": "copy",
                "clone_of": "web",
                "description": "new",
                "firewall_policy": "shut",
                "load_balancers": ["lb"],
                "hdds": [{"size": 60, "is_main": True}, {"size": 20}, {"size": 40}],
            },
        ),
        (
            "server",
            {"name": "off", "clone_of": "web", "power_on": False, "private_networks": ["net"]},
        ),
        ("server", {"name": "small", "clone_of": "web", "vcore": 1, "ram": 1, "allow_stop": True}),
    ],
}


@each_world()
@pytest.mark.parametrize("what", TASKS)
def test_tasks_about_a_server(tasks, simulator, what):
    tasks.ok("firewall_policy", name="shut", rules=[{"port": "22"}])
    tasks.ok("private_network", name="net")
    tasks.ok("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}])
    tasks.ok("server", **WEB)
    kept = {each["ip"] for each in simulator.api("GET", "/public_ips")}
    for module, options in TASKS[what]:
        check, real, _again = tasks.converge(module, **options)
        assert shape(check["operations"]) == shape(real["operations"]) != [], options
        assert not real["warnings"], options
    if what == "addresses":
        simulator.settle()
        assert (
            len(kept | {each["ip"] for each in simulator.api("GET", "/public_ips")})
            == len(simulator.api("GET", "/public_ips"))
            == 3
        )
