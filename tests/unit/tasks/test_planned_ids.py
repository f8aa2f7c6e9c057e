# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of planned objects that check mode returns, and later tasks of the run that use them."""

from __future__ import annotations

import pytest

POLICY = {"name": "web", "rules": [{"port": "80"}]}
NETWORK = {"name": "net", "network_address": "10.0.0.0", "subnet_mask": "255.255.255.0"}
BALANCER = {
    "name": "front",
    "method": "ROUND_ROBIN",
    "persistence": False,
    "health_check_test": "TCP",
    "health_check_interval": 5,
    "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": 80}],
}
SERVER = {"name": "web1", "appliance": "debian12-64min", "fixed_instance_size": "M"}
OWN = {
    "name": "web1",
    "appliance": "debian12-64min",
    "vcore": 1,
    "cores_per_processor": 1,
    "ram": 1,
    "hdds": [{"size": 20, "is_main": True}],
}


@pytest.fixture(params=[True, False], ids=["check", "real"])
def play(request, tasks):
    """Tasks of one run; the same plays have to do the same in check mode and for real."""
    run = tasks.in_run()
    return lambda module, **options: run.ok(module, request.param, **options)


@pytest.mark.parametrize("options", [SERVER, OWN], ids=["fixed", "own"])
def test_an_object_is_renamed_by_the_id_that_an_earlier_task_returned(play, options):
    server = play("server", **options)["server"]
    renamed = play("server", id=server["id"], name="web-old")
    assert [each["reason"] for each in renamed["operations"]] == [
        "change name from 'web1' to 'web-old'"
    ]
    assert renamed["server"]["id"] == server["id"]
    assert not play("server", id=server["id"], name="web-old")["changed"]
    assert play("server", **options)["changed"]


def test_an_object_is_removed_by_the_id_that_an_earlier_task_returned(play):
    policy = play("firewall_policy", **POLICY)["firewall_policy"]
    removed = play("firewall_policy", id=policy["id"], state="absent")
    assert [each["method"] for each in removed["operations"]] == ["DELETE"]
    assert not play("firewall_policy", id=policy["id"], state="absent")["changed"]


def test_references_take_the_id_that_an_earlier_task_returned(play):
    policy = play("firewall_policy", **POLICY)["firewall_policy"]
    balancer = play("load_balancer", **BALANCER)["load_balancer"]
    network = play("private_network", **NETWORK)["private_network"]
    options = {
        "firewall_policy": policy["id"],
        "load_balancers": [balancer["id"]],
        "private_networks": [network["id"]],
    }
    server = play("server", **SERVER, **options)["server"]
    assert server["ips"][0]["firewall_policy"] == {"id": policy["id"], "name": "web"}
    assert server["private_networks"] == [{"id": network["id"], "name": "net"}]
    assert not play("server", **SERVER, **options)["changed"]
    assert not play("firewall_policy", **POLICY, server_ips=[server["ips"][0]["id"]])["changed"]


def test_reading_modules_find_and_return_planned_ids(play):
    server = play("server", **SERVER)["server"]
    assert [each["name"] for each in play("server_info", id=server["id"])["servers"]] == ["web1"]
    assert [each["id"] for each in play("server_info", name=["web1"])["servers"]] == [server["id"]]


def test_the_id_of_a_planned_object_is_unknown_to_another_run_and_to_a_real_one(tasks):
    planned = tasks.in_run().ok("server", True, **SERVER)["server"]["id"]
    for other, check in ((tasks.in_run(), True), (tasks.in_run(), False), (tasks, False)):
        assert (
            other.error("server", check, id=planned, name="web-old")
            == f"No server has the id {planned}. To create one, remove id and set its name."
        )


def test_an_address_that_a_new_server_takes_is_found_again_by_its_reverse_dns(play):
    play("public_ip", reverse_dns="www.example.com")
    play("server", **SERVER, public_ip="www.example.com")
    assert not play("public_ip", reverse_dns="www.example.com")["changed"]
