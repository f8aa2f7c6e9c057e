# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results have the same keys and types in check mode and in the real run.

This applies to every module and every kind of change.
"""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from lives import Case
from plays import KEY, servers, task
from result_forms import differences
from variants import variants

from .lives import test_account, test_storage, test_web

PASSWORD = "correct horse"
KEYWORDS = ("name", "check_mode", "ignore_errors")
CASES = [case for module in (test_web, test_account, test_storage) for case in module.CASES]


def prepare(tasks, listed: list[dict[str, Any]]) -> None:
    for each in listed:
        ((name, options),) = ((key, value) for key, value in each.items() if key not in KEYWORDS)
        tasks.ok(name.rpartition(".")[2], **options)


def alike(tasks, module: str, **options: Any) -> dict[str, Any]:
    """Run a task in check mode and for real. Return the real result, equal in its form."""
    check, real = (tasks.ok(module, mode, **options) for mode in (True, False))
    check, real = (
        {key: value for key, value in each.items() if key != "invocation"} for each in (check, real)
    )
    assert list(differences(check, real)) == [], (module, sorted(options.items()), check)
    return real


@pytest.mark.parametrize("case", variants(CASES, 3), ids=str)
def test_the_form_of_a_life(tasks, case: Case):
    prepare(tasks, case.before)
    for options in (
        case.create,
        case.create,
        *case.changes,
        {"state": "absent"},
        {"state": "absent"},
    ):
        alike(tasks, case.module, **case.identity, **options)


#: Tasks that are not part of life tests: other ways of creation, states, parts of servers, and
#: tasks that change something each time.
MORE = {
    "clone": (
        servers("web", firewall_policy="Windows"),
        [
            ("server", {"name": "copy", "clone_of": "web"}),
            ("server", {"name": "other", "clone_of": "web", "datacenter": "DE"}),
            ("role", {"name": "copy", "clone_of": "Administrator"}),
        ],
    ),
    "hardware": (
        servers("web"),
        [
            ("server", {"name": "web", "fixed_instance_size": "XL"}),
            ("server", {"name": "web", "vcore": 6, "cores_per_processor": 1, "ram": 16}),
            ("server", {"name": "web", "hdds": [{"size": 120, "is_main": True}, {"size": 40}]}),
        ],
    ),
    "states": (
        servers("web"),
        [
            ("server", {"name": "web", "state": "stopped"}),
            ("server", {"name": "web", "state": "running"}),
            ("server", {"name": "web", "state": "restarted"}),
            ("server", {"name": "web", "state": "rebuilt", "appliance": "ubuntu2404-64min"}),
            ("server", {"name": "web", "dvd": "debian-12-netinst"}),
            ("server", {"name": "web", "dvd": ""}),
        ],
    ),
    "recovery": (
        [
            task(
                "server",
                name="metal",
                baremetal_model="BMC_L",
                appliance="baremetal_debian12-64std",
            )
        ],
        [
            (
                "server",
                {
                    "name": "metal",
                    "state": "recovery",
                    "recovery_appliance": "Linux 64-bit Rescue-System (debian/stable)",
                },
            ),
            ("server", {"name": "metal", "state": "running"}),
        ],
    ),
    "address": (
        [
            *servers("web"),
            task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]),
        ],
        [
            ("server_ip", {"server": "web", "number": 2}),
            ("server_ip", {"server": "web", "number": 2, "firewall_policy": "Windows"}),
            (
                "server_ip",
                {
                    "server": "web",
                    "number": 2,
                    "reverse_dns": "a.example.com",
                    "load_balancers": ["lb"],
                },
            ),
            ("server_ip", {"server": "web", "number": 2, "load_balancers": []}),
            ("server_ip", {"server": "web", "number": 2, "state": "absent"}),
            ("server_ip", {"server": "web", "number": 2, "state": "absent"}),
            ("public_ip", {"server": "web", "reverse_dns": "b.example.com"}),
        ],
    ),
    "snapshot": (
        servers("web"),
        [
            ("server_snapshot", {"server": "web"}),
            ("server_snapshot", {"server": "web"}),
            ("server_snapshot", {"server": "web", "state": "restored"}),
            ("server_snapshot", {"server": "web", "state": "absent"}),
            ("server_snapshot", {"server": "web", "state": "absent"}),
        ],
    ),
    "secrets": (
        [task("user", name="jane", password=PASSWORD, api_access=True)],
        [
            ("ssh_key", {"name": "made", "show_secrets": True}),
            ("ssh_key", {"name": "made", "show_secrets": True}),
            ("user_api_key", {"user": "jane", "show_secrets": True}),
            ("user", {"name": "jane", "show_secrets": True}),
            (
                "shared_storage_access",
                {
                    "datacenter": "DE",
                    "password": PASSWORD,
                    "update_password": "always",
                    "show_secrets": True,
                },
            ),
            ("shared_storage_access", {"datacenter": "DE"}),
        ],
    ),
    "requests": ([], [("api_request", {"path": "/ping"}), ("ping", {})]),
}


@pytest.mark.parametrize("name", MORE)
def test_the_form_of_other_results(tasks, name):
    before, listed = MORE[name]
    prepare(tasks, before)
    for each, options in listed:
        alike(tasks, each, **options)


def test_the_form_of_a_file(tasks, tmp_path):
    prepare(tasks, [task("vpn", name="office")])
    for _again in range(2):
        alike(tasks, "vpn_configuration", name="office", dest=str(tmp_path / "office.zip"))


#: A stack on an empty account, and tasks that read it.
STACK = [
    ("ssh_key", {"name": "deploy", "public_key": KEY}),
    ("firewall_policy", {"name": "web", "rules": [{"port": "80"}]}),
    ("load_balancer", {"name": "lb", "rules": [{"port_balancer": 80, "port_server": 80}]}),
    ("monitoring_policy", {"name": "mon"}),
    ("private_network", {"name": "net"}),
    (
        "server",
        {
            "name": "web1",
            "appliance": "debian12-64min",
            "fixed_instance_size": "M",
            "ssh_keys": ["deploy"],
            "firewall_policy": "web",
            "load_balancers": ["lb"],
            "monitoring_policy": "mon",
            "private_networks": ["net"],
        },
    ),
    ("server", {"name": "web2", "appliance": "debian12-64min", "fixed_instance_size": "M"}),
    ("load_balancer", {"name": "lb", "server_ips": ["web2"]}),
    ("block_storage", {"name": "data", "size": 20, "server": "web2"}),
    ("shared_storage", {"name": "media", "size": 50, "servers": [{"server": "web1"}]}),
    ("image", {"name": "golden", "server": "web1"}),
    ("vpn", {"name": "office"}),
    ("user", {"name": "jane", "password": PASSWORD}),
    ("role", {"name": "crew", "users": ["jane"]}),
]


def test_the_form_of_a_stack_that_is_only_planned(tasks):
    tasks = tasks.in_run()
    results = []
    for check in (True, False):
        made = [tasks.ok(each, check, **options) for each, options in STACK]
        read = [tasks.ok(f"{each.name}_info", check) for each in RESOURCES.values()]
        results.append(
            [
                {key: value for key, value in each.items() if key != "invocation"}
                for each in (*made, *read)
            ]
        )
    found = [
        (position, each)
        for position, pair in enumerate(zip(*results))
        for each in differences(*pair)
    ]
    assert found == []
