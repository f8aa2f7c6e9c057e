# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of modules that read."""

from __future__ import annotations

from worlds import each_reading


def test_servers_by_attributes_of_their_lists(tasks):
    ips = [
        tasks.ok("server", name=name, appliance="debian12-64min", fixed_instance_size="M")[
            "server"
        ]["ips"]
        for name in ("web", "db")
    ]
    names = [
        server["name"]
        for server in tasks.ok("server_info", filters={"ips.ip": ips[1][0]["ip"]})["servers"]
    ]
    assert names == ["db"]
    assert "no server has hardware.nope" in tasks.error("server_info", filters={"hardware.nope": 1})


def test_a_user_by_the_name_that_was_given(tasks):
    tasks.ok("user", name="jane", password="geheim-geheim")
    assert len(tasks.ok("user_info", filters={"name": "jane"})["users"]) == 1
    assert (
        len(tasks.ok("user_info", filters={"api.allowed_ips": [], "api.active": "no"})["users"])
        == 1
    )


def test_appliances_for_one_kind_of_server(tasks):
    appliances = tasks.ok(
        "server_appliance_info", filters={"server_type_compatibility": "baremetal"}
    )["server_appliances"]
    assert appliances and all(
        "baremetal" in each["server_type_compatibility"] for each in appliances
    )


def test_reports(tasks):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    assert tasks.ok("log_info", filters={"type": "VM"})["logs"]
    assert "no entry of logs has tipe. The nearest are type" in tasks.error(
        "log_info", filters={"tipe": "VM"}
    )
    assert tasks.ok("usage_info", filters={"name": "web"})["usages"]["SERVERS"]
    assert "no entry of usages has nam" in tasks.error("usage_info", filters={"nam": "web"})


@each_reading("user-names")
def test_other_objects_by_the_names_that_tasks_use(tasks):
    tasks.ok("user", name="jane", password="geheim-geheim")
    tasks.ok("role", name="crew", users=["jane"])
    for path in ("users", "users.name", "users.0", "users.0.name"):
        assert len(tasks.ok("role_info", filters={path: "jane"})["roles"]) == 1
        assert not tasks.ok("role_info", filters={path: "ane"})["roles"]
    assert len(tasks.ok("log_info", filters={"user": "owner", "type": "ROLE"})["logs"]) == 2
    assert not tasks.ok("log_info", filters={"user.name": "jane"})["logs"]


@each_reading("image-names")
def test_servers_by_the_name_of_their_image(tasks):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    tasks.ok("image", name="golden", server="web")
    tasks.ok("server", name="copy", appliance="golden", fixed_instance_size="M")
    for filters in ({"image": "golden"}, {"image.name": "golden"}, {"image": ["golden", "other"]}):
        assert [each["name"] for each in tasks.ok("server_info", filters=filters)["servers"]] == [
            "copy"
        ]


@each_reading("spain")
def test_objects_that_are_shown_by_their_id(tasks, simulator):
    sizes = {
        each["name"]: each["id"] for each in simulator.api("GET", "/servers/fixed_instance_sizes")
    }
    for name, size in (("web", "M"), ("db", "L")):
        tasks.ok("server", name=name, appliance="debian12-64min", fixed_instance_size=size)
    for value in ("L", sizes["L"], ["L", "XL"]):
        found = tasks.ok("server_info", filters={"hardware.fixed_instance_size_id": value})[
            "servers"
        ]
        assert [each["name"] for each in found] == ["db"]
    everything = tasks.ok("server_appliance_info")["server_appliances"]
    for code in ("ES", "SP", "Spain"):
        assert (
            tasks.ok("server_appliance_info", filters={"available_datacenters": code})[
                "server_appliances"
            ]
            == everything
        )
    assert not tasks.ok("server_appliance_info", filters={"available_datacenters": "FR"})[
        "server_appliances"
    ]
