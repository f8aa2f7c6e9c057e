# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers: rebuild, clone, recovery mode, additional addresses, and snapshots."""

from __future__ import annotations

import pytest
from plays import KEY, SERVER, converge, servers, shape, task
from worlds import each_reading


def test_a_rebuild_from_another_image_is_done_once(tasks, simulator):
    tasks.play(servers("web"))
    again = {
        "name": "web",
        "state": "rebuilt",
        "appliance": "ubuntu2404-64min",
        "password": "geheim-geheim",
        "ssh_keys": [KEY],
    }
    play = tasks.play(converge("server", **again))
    assert play.code == 0, play.last
    check, run, second = play.results
    assert [each["changed"] for each in play.results] == [True, True, False]
    assert shape(check["operations"]) == shape(run["operations"]) == ["PUT /servers/*/image"]
    assert (
        run["server"]["image"]["name"] == "ubuntu2404-64min"
        and run["server"]["status"]["state"] == "POWERED_ON"
    )
    assert check["diff"] and "geheim-geheim" not in str(play.results)


def test_a_rebuild_that_is_made_always_is_done_each_time_and_returns_its_password_on_request(
    tasks, simulator
):
    tasks.play(servers("web", power_on=False))
    play = tasks.play(
        [
            *[task("server", name="web", state="rebuilt", rebuild="always", show_secrets=True)] * 2,
            task("server_info", name="web"),
        ]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [True, True, False]
    passwords = [each["server"]["first_password"] for each in play.results[:2]]
    assert all(passwords) and passwords[0] != passwords[1]
    assert play.last["servers"][0]["first_password"] is None


def test_a_clone_has_the_values_of_its_origin(tasks, simulator):
    tasks.play(servers("web", firewall_policy="Windows"))
    copy = {"name": "copy", "clone_of": "web", "description": "a copy", "datacenter": "DE"}
    play = tasks.play([task("firewall_policy_info"), *converge("server", **copy)])
    assert play.code == 0, play.last
    check, run, second = play.results[1:]
    assert [each["changed"] for each in (check, run, second)] == [True, True, False]
    assert (
        shape(check["operations"])
        == shape(run["operations"])
        == ["POST /servers/*/clone", "PUT /servers/*"]
    )
    assert (
        run["server"]["image"] == check["server"]["image"]
        and run["server"]["datacenter"]["country_code"] == "DE"
    )
    assert run["server"]["ips"][0]["firewall_policy"]["name"] == "Windows"


def test_a_dvd_is_loaded_changed_and_ejected(tasks, simulator):
    tasks.play(servers("web"))
    play = tasks.play(
        [
            each
            for dvd in ("debian-12-netinst", "gparted-live-1.6", "")
            for each in converge("server", name="web", dvd=dvd)
        ]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [True, True, False] * 3
    assert [shape(each["operations"]) for each in play.results[1::3]] == [
        ["PUT /servers/*/dvd"],
        ["PUT /servers/*/dvd"],
        ["DELETE /servers/*/dvd"],
    ]
    assert (
        play.results[5]["server"]["dvd"]["name"] == "gparted-live-1.6"
        and play.last["server"]["dvd"] is None
    )


def test_a_new_server_can_have_a_dvd(tasks, simulator):
    play = tasks.play(converge("server", name="web", **SERVER, dvd="debian-12-netinst"))
    assert [each["changed"] for each in play.results] == [True, True, False], play.last
    assert (
        shape(play.results[0]["operations"])
        == shape(play.results[1]["operations"])
        == ["POST /servers", "PUT /servers/*/dvd"]
    )


METAL = {
    "name": "metal",
    "server_type": "baremetal",
    "baremetal_model": "BMC_L",
    "appliance": "baremetal_debian12-64std",
}


def test_bare_metal_goes_into_recovery_mode_and_back(tasks, simulator):
    tasks.play([task("server", **METAL)])
    rescue = simulator.api("GET", "/recovery_appliances")[0]["name"]
    play = tasks.play(
        [
            *converge("server", name="metal", state="recovery", recovery_appliance=rescue),
            *converge("server", name="metal", state="running"),
        ]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [True, True, False] * 2
    assert play.results[1]["server"]["status"]["state"] == "ON RECOVERY"
    assert play.last["server"]["status"]["state"] == "POWERED_ON"


def test_recovery_that_cannot_be_is_one_clear_sentence(tasks, simulator):
    tasks.play([task("server", **METAL), *servers("web")])
    simulator.clear()
    play = tasks.play(
        [
            task("server", name="web", state="recovery", ignore_errors=True),
            task("server", name="metal", state="recovery"),
        ]
    )
    assert (
        'server "web" is a cloud server; only bare-metal servers have a recovery mode'
        in play.results[0]["msg"]
    )
    assert "requires recovery_appliance" in play.last["msg"]
    assert simulator.accepted() == []


# -- addresses


def test_the_life_of_an_address(tasks, simulator):
    tasks.play(
        [
            *servers("web"),
            task("firewall_policy", name="mail", rules=[{"port": "25"}]),
            task("load_balancer", name="lb", rules=[{"port_balancer": 25, "port_server": 25}]),
        ]
    )
    second = {"server": "web", "number": 2}
    changes = [
        {},
        {"firewall_policy": "mail"},
        {"reverse_dns": "mail.example.com"},
        {"load_balancers": ["lb"]},
        {"load_balancers": []},
        {"reverse_dns": ""},
    ]
    play = tasks.play(
        [each for change in changes for each in converge("server_ip", **second, **change)]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [True, True, False] * len(changes)
    for check, run in zip(play.results[0::3], play.results[1::3]):
        assert shape(check["operations"]) == shape(run["operations"])
    assert [shape(each["operations"]) for each in play.results[1::3]] == [
        ["POST /servers/*/ips"],
        ["PUT /servers/*/ips/*/firewall_policy"],
        ["PUT /public_ips/*"],
        ["POST /servers/*/ips/*/load_balancers"],
        ["DELETE /servers/*/ips/*/load_balancers/*"],
        ["PUT /public_ips/*"],
    ]
    assert play.last["server_ip"]["number"] == 2 and play.last["server_ip"]["ip"]
    gone = tasks.play(converge("server_ip", **second, state="absent"))
    assert [each["changed"] for each in gone.results] == [True, True, False]
    left = [each for each in simulator.api("GET", "/public_ips") if each["state"] == "ACTIVE"]
    assert sorted(each["assigned_to"]["type"] for each in left) == ["LOAD_BALANCER", "SERVER"]


def test_an_address_with_reverse_dns_is_added_once_with_all_options(tasks, simulator):
    tasks.play(servers("web"))
    mail = {"server": "web", "reverse_dns": "mail.example.com", "firewall_policy": "Windows"}
    play = tasks.play(converge("server_ip", **mail))
    assert [each["changed"] for each in play.results] == [True, True, False], play.last
    assert shape(play.results[0]["operations"]) == shape(play.results[1]["operations"])
    assert play.last["server_ip"]["firewall_policy"]["name"] == "Windows"


def test_a_released_address_can_stay_in_the_account(tasks, simulator):
    tasks.play([*servers("web"), task("server_ip", server="web", number=2)])
    play = tasks.play(
        [
            task("server_ip", server="web", number=2, state="absent", keep_ip=True),
            task("server_ip", server="web", number=2, state="absent"),
        ]
    )
    assert [each["changed"] for each in play.results] == [True, False], play.last
    assert sorted(bool(each["assigned_to"]) for each in simulator.api("GET", "/public_ips")) == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "options, words",
    [
        ({"server": "web"}, "ip or number or reverse_dns is empty"),
        (
            {"server": "web", "number": 5},
            'number is 5, and server "web" has 1 addresses; the next one is number 2',
        ),
        ({"server": "web", "ip": "10.1.2.3"}, 'server "web" has no address 10.1.2.3'),
        (
            {"server": "wbe", "number": 2},
            "server: no server has the name or id 'wbe'. The nearest are web",
        ),
    ],
)
def test_mistakes_about_addresses_are_one_clear_sentence(tasks, simulator, options, words):
    tasks.play(servers("web"))
    simulator.clear()
    play = tasks.play([task("server_ip", **options)])
    assert play.last["failed"] and words in play.last["msg"]
    assert simulator.accepted() == []


def test_nothing_is_there_to_remove_of_a_server_that_is_gone(tasks, simulator):
    play = tasks.play(
        [
            task("server_ip", server="web", number=2, state="absent"),
            task("server_snapshot", server="web", state="absent"),
        ]
    )
    assert play.code == 0 and [each["changed"] for each in play.results] == [False, False]


# -- snapshots


def test_the_life_of_a_snapshot(tasks, simulator):
    tasks.play(servers("web"))
    play = tasks.play(
        [*converge("server_snapshot", server="web"), task("server_snapshot_info", server="web")]
    )
    (snapshot,) = play.last["server_snapshots"]
    assert snapshot["id"] == play.results[1]["server_snapshot"]["id"] and snapshot["deletion_date"]
    tasks.play([task("server_snapshot", server="web", state="absent")])
    play = tasks.play(
        [
            *converge("server_snapshot", server="web"),
            task("server_snapshot", server="web", state="restored"),
            task("server_snapshot", server="web", state="restored", check_mode=True),
            *converge("server_snapshot", server="web", state="absent"),
        ]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [
        True,
        True,
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert [shape(each["operations"]) for each in play.results] == [
        ["POST /servers/*/snapshots"],
        ["POST /servers/*/snapshots"],
        [],
        ["PUT /servers/*/snapshots/*"],
        ["PUT /servers/*/snapshots/*"],
        ["DELETE /servers/*/snapshots/*"],
        ["DELETE /servers/*/snapshots/*"],
        [],
    ]
    assert play.results[1]["server_snapshot"]["server"]["name"] == "web"
    assert play.last["server_snapshot"] is None


def test_there_has_to_be_a_snapshot_to_restore(tasks, simulator):
    tasks.play(servers("web"))
    play = tasks.play([task("server_snapshot", server="web", state="restored")])
    assert 'server "web" has no snapshot to restore' in play.last["msg"]


def test_check_mode_knows_the_parts_of_planned_servers(tasks, simulator):
    listed = [
        task("server", name="web", **SERVER),
        task("server_ip", server="web", number=2, firewall_policy="Windows"),
        task("server_snapshot", server="web"),
        task("server_snapshot", server="web", state="restored"),
        task("server_ip", server="web", number=3),
    ]
    check, run = tasks.play(listed, check=True), tasks.play(listed)
    for play in (check, run):
        assert play.code == 0, play.last
        assert [each["changed"] for each in play.results] == [True] * 5
    for before, after in zip(check.results, run.results):
        assert shape(before["operations"]) == shape(after["operations"])


@each_reading("snapshot-list")
def test_the_snapshots_of_a_server_are_a_list(tasks, simulator):
    tasks.play(servers("web"))
    assert tasks.ok("server_snapshot_info", server="web")["server_snapshots"] == []
    taken = tasks.ok("server_snapshot", server="web")["server_snapshot"]
    (found,) = tasks.ok("server_snapshot_info", server="web")["server_snapshots"]
    assert found["id"] == taken["id"] and found["deletion_date"]
