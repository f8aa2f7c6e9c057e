# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules of a web stack: behaviour that life tests do not show."""

from __future__ import annotations

from plays import SERVER, converge, servers, shape, task


def test_a_rename_by_id(tasks, simulator):
    made = tasks.play([task("firewall_policy", name="old", rules=[{"port": "80"}])]).last[
        "firewall_policy"
    ]
    play = tasks.play(converge("firewall_policy", id=made["id"], name="new"))
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert play.last["firewall_policy"]["name"] == "new"


def test_the_address_of_a_server_gets_a_name(tasks, simulator):
    play = tasks.play(
        [*servers("web"), *converge("public_ip", server="web", reverse_dns="web.example.com")]
    )
    assert play.code == 0, play.last
    assert [result["changed"] for result in play.results[-3:]] == [True, True, False]
    assert len(simulator.api("GET", "/public_ips")) == 1


def test_a_server_without_an_address_gets_one(tasks, simulator):
    tasks.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    path = f"/servers/{server['id']}/ips/{server['ips'][0]['id']}"
    simulator.settle()
    simulator.api("DELETE", path, {"keep_ip": False})
    play = tasks.play(converge("public_ip", server="web", reverse_dns="web.example.com"))
    assert play.code == 0, play.last
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert shape(play.results[0]["operations"]) == shape(play.results[1]["operations"])
    assert play.last["public_ip"]["reverse_dns"] == "web.example.com"


def test_a_restart_by_either_method(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            *[
                task("server", name="web", state="restarted", stop_method=method)
                for method in ("SOFTWARE", "HARDWARE")
            ],
        ]
    )
    assert all(
        result["changed"] and result["server"]["status"]["state"] == "POWERED_ON"
        for result in play.results[-2:]
    )
    assert [each.rsplit("/", 1)[1] for each in simulator.accepted()] == [
        "servers",
        "action",
        "action",
    ]


def test_addresses_of_a_removed_server_are_kept_on_request(tasks, simulator):
    play = tasks.play([*servers("web"), task("server", name="web", state="absent", keep_ips=True)])
    assert play.code == 0, play.last
    (ip,) = simulator.api("GET", "/public_ips")
    assert ip["assigned_to"] is None


def test_block_storages_among_the_disks_are_left_alone(tasks, simulator):
    tasks.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    storage = simulator.api(
        "POST", "/block_storages", {"name": "data", "size": 40, "server_id": server["id"]}
    )
    simulator.settle()
    play = tasks.play(converge("server", name="web", hdds=[{"size": 60, "is_main": True}]))
    assert play.code == 0, play.last
    assert not any(result["changed"] for result in play.results)
    disks = simulator.api("GET", f"/servers/{server['id']}")["hardware"]["hdds"]
    assert storage["id"] in [disk["id"] for disk in disks]


def test_a_change_that_needs_a_stop_is_refused_and_named(tasks, simulator):
    play = tasks.play(
        [
            task("private_network", name="net"),
            *servers("web"),
            task("server", name="web", private_networks=["net"]),
        ]
    )
    assert play.code != 0
    assert (
        'server "web" has to be stopped to change its private networks. Set allow_stop'
        in play.last["msg"]
    )
    assert not any(
        "private_networks" in each
        for each in simulator.accepted()[1:]
        if each != "POST /private_networks"
    )


def test_default_policies_are_refused_before_anything_is_sent(tasks, simulator):
    play = tasks.play(
        [
            task(
                "monitoring_policy",
                name="Default Policy",
                email="a@example.com",
                ignore_errors=True,
            ),
            task("firewall_policy", name="Linux", rules=[{"port": "1"}], ignore_errors=True),
            task("firewall_policy", name="Linux", state="absent", ignore_errors=True),
        ]
    )
    assert all(result["failed"] and "default" in result["msg"] for result in play.results)
    assert simulator.accepted() == []


def test_generated_secrets_are_returned_on_request(tasks, simulator):
    play = tasks.play(
        [
            task("server", name="web", **SERVER, show_secrets=True),
            task("server", name="web", **SERVER),
            task("server_info"),
            task("ssh_key", name="key", private_key_file=str(tasks.folder / "key")),
            task("api_request", path="/servers"),
        ]
    )
    made, again, info, key, raw = play.results
    password = made["server"]["first_password"]
    assert len(password) >= 8 and again["server"]["first_password"] is None
    assert (
        "PRIVATE KEY" in (tasks.folder / "key").read_text()
        and key["ssh_key"]["private_key"] is None
    )
    assert password not in str([again, info, key, raw])
    assert password.encode() not in b"".join(
        file.read_bytes() for file in (tasks.folder / "cache").iterdir()
    )


def test_a_password_of_the_user_is_shown_nowhere(tasks, simulator):
    secret = "Correct-Horse-7"
    play = tasks.play([task("server", name="web", **SERVER, password=secret)])
    assert play.code == 0
    assert secret not in str(play.results) and f"{simulator.token}'" not in str(play.results)
    assert secret.encode() not in b"".join(
        file.read_bytes() for file in (tasks.folder / "cache").iterdir()
    )
