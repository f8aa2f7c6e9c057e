# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Info modules find created objects by name, filter and search, in every world."""

from __future__ import annotations

from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    CATALOGUE,
    RESOURCES,
)
from worlds import each_world

PASSWORD = "Correct-Horse-7"
SERVER = {
    "name": "web",
    "appliance": "debian12-64min",
    "fixed_instance_size": "M",
    "monitoring_policy": "mon",
}
MADE = [
    (
        "monitoring_policy",
        {"name": "mon", "agent": True, "ports": [{"port": 80}], "processes": [{"process": "init"}]},
    ),
    ("user", {"name": "jane", "password": PASSWORD}),
    ("role", {"name": "crew", "users": ["jane"], "permissions": {"logs": {"show": True}}}),
    ("vpn", {"name": "office"}),
    ("private_network", {"name": "net", "datacenter": "ES"}),
    ("server", SERVER),
]
PLURALS = {each.name: each.plural for each in RESOURCES.values()}


@each_world()
def test_info_modules_find_created_objects(tasks):
    tasks = tasks.in_run()
    for module, options in MADE:
        tasks.ok(module, **options)
    for module, options in MADE:
        name = options["name"]
        for selection in (
            {"name": [name]},
            {"filters": {"name": name}},
            {"q": name, "name": [name]},
        ):
            found = tasks.ok(f"{module}_info", wait=True, **selection)[PLURALS[module]]
            assert len(found) == 1 and found[0]["name"].endswith(name), (module, selection)
    (server,) = tasks.ok(
        "server_info", filters={"monitoring_policy": "mon", "ips": {"ip": server_address(tasks)}}
    )["servers"]
    assert server["name"] == "web"
    assert [each["name"] for each in tasks.ok("role_info", filters={"users": "jane"})["roles"]] == [
        "crew"
    ]
    assert [
        each["name"]
        for each in tasks.ok("private_network_info", filters={"datacenter": "ES"})[
            "private_networks"
        ]
    ] == ["net"]
    for each in CATALOGUE:
        assert tasks.ok(f"{each.name}_info")[each.plural], each.name


def server_address(tasks) -> str:
    return tasks.ok("server_info", name=["web"])["servers"][0]["ips"][0]["ip"]


@each_world()
def test_reports(tasks):
    tasks.ok("monitoring_policy", name="mon", agent=True, ports=[{"port": 80}])
    tasks.ok("server", **SERVER)
    tasks.ok("vpn", name="office")
    tasks.ok("vpn", name="office", state="absent")
    assert [
        each["type"] for each in tasks.ok("log_info", filters={"action": "DELETE"})["logs"]
    ] == ["VPN"]
    assert len(tasks.ok("log_info", sort="-start_date", limit=2)["logs"]) == 2
    assert [
        each["name"]
        for each in tasks.ok("usage_info", filters={"name": "web"})["usages"]["SERVERS"]
    ] == ["web"]
    for options in ({}, {"server": "web"}, {"q": "web"}):
        (found,) = tasks.ok("monitoring_info", **options)["monitoring"]
        assert (
            found["alerts"]["resources"].keys() == {"critical", "warning", "ok"}
            and found["datacenter"]["id"]
        ), options
    for path in ("alerts.resources.critical", "datacenter.id"):
        assert (
            tasks.ok(
                "monitoring_info",
                filters={path: "no such value" if path == "datacenter.id" else 99},
            )["monitoring"]
            == []
        )
    assert tasks.ok("permission_info")["permissions"]["logs"]["show"] is True
    assert tasks.ok("ping")["ping"] == "PONG" and tasks.ok("pricing_info")["pricing"]
