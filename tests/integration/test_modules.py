# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of a web stack, each through its whole life, as Ansible runs it, and what else they promise."""

from __future__ import annotations

import pytest

from .conftest import Ansible
from .lives import Case, live
from .tasks import KEY, SERVER, servers, shape, task, thrice

CASES = [
    Case("ssh_key", {"name": "key"}, {"public_key": KEY}, [{"description": "mine"}, {"public_key": KEY.rsplit(" ", 1)[0]}]),
    Case("firewall_policy", {"name": "web"}, {"rules": [{"port": "80"}, {"protocol": "ICMP"}]}, [
        {"description": "Web"},
        {"rules": [{"port": "80"}, {"port": "8000-8100", "source": "10.0.0.0/8"}]},
        {"rules": [{"port": "80", "description": "plain"}, {"port_from": 8000, "port_to": 8100, "source": "10.0.0.0/8"}]},
        {"rules": [{"port": "443"}], "purge_rules": False},
        {"rules": [{"protocol": "ANY", "action": "deny"}]},
        {"server_ips": ["one", "two"]},
        {"server_ips": ["one"], "purge_server_ips": False},
    ], servers("one", "two")),
    Case("load_balancer", {"name": "lb"}, {"rules": [{"port_balancer": 80, "port_server": 8080}]}, [
        {"description": "balances"}, {"health_check_test": "NONE"}, {"health_check_test": "TCP", "health_check_interval": 20},
        {"persistence": True, "persistence_time": 60}, {"method": "LEAST_CONNECTIONS"},
        {"rules": [{"port_balancer": 80, "port_server": 8081}, {"port_balancer": 443, "port_server": 8443}]},
        {"rules": [{"port_balancer": 443, "port_server": 8443, "source": "10.0.0.0/8"}]},
        {"rules": [{"port_balancer": 25, "port_server": 25}], "purge_rules": False},
        {"server_ips": ["one", "two"]}, {"server_ips": ["two"]}, {"server_ips": []},
    ], servers("one", "two")),
    Case("public_ip", {"reverse_dns": "a.example.com"}, {"datacenter": "DE"}, []),
    Case("private_network", {"name": "net"}, {"network_address": "10.0.0.0", "subnet_mask": "255.255.255.0"}, [
        {"description": "behind"}, {"network_address": "10.1.0.0", "subnet_mask": "255.255.0.0"},
        {"servers": ["one", "two"]}, {"servers": ["two"]}, {"servers": ["one"], "purge_servers": False}, {"servers": []},
    ], servers("one", "two", power_on=False)),
    Case("monitoring_policy", {"name": "mon"}, {"ports": [{"port": 80}]}, [
        {"description": "watches"}, {"email": "a@example.com"}, {"agent": True},
        {"thresholds": {"cpu": {"warning": {"value": 50}}}},
        {"thresholds": {"ram": {"critical": {"alert": True}}, "transfer": {"warning": {"value": 5, "alert": True}}}},
        {"thresholds": {"disk": {"warning": {"value": 70}}}},
        {"ports": [{"port": 80, "email_notification": True}, {"port": 53, "protocol": "UDP", "alert_if": "RESPONDING"}]},
        {"ports": [{"port": 53, "protocol": "UDP", "alert_if": "RESPONDING"}]},
        {"processes": [{"process": "nginx"}, {"process": "cron", "alert_if": "RUNNING"}]},
        {"processes": [{"process": "nginx", "email_notification": True}]},
        {"processes": [{"process": "cron"}], "purge_processes": False},
        {"servers": ["one", "two"]}, {"servers": ["two"]},
    ], servers("one", "two")),
    Case("server", {"name": "web"}, {
        **SERVER, "ssh_keys": ["key"], "firewall_policy": "p1", "load_balancers": ["lb1", "lb2"], "private_networks": ["net"],
        "monitoring_policy": "mon", "password": "Sesame-open-1", "user_data": "#!/bin/sh", "user_data_content_type": "sh",
    }, [
        {"description": "serves"}, {"firewall_policy": "p2"}, {"load_balancers": ["lb2"]}, {"load_balancers": []},
        {"load_balancers": ["lb1"], "purge_load_balancers": False}, {"monitoring_policy": "mon2"}, {"monitoring_policy": ""},
        {"private_networks": ["net", "net2"], "allow_stop": True}, {"private_networks": [], "allow_stop": True},
        {"fixed_instance_size": "L"}, {"vcore": 4, "cores_per_processor": 1, "ram": 8},
        {"vcore": 2, "cores_per_processor": 2, "ram": 4, "allow_stop": True},
        {"hdds": [{"size": 80, "is_main": True}, {"size": 40}]}, {"hdds": [{"size": 100, "is_main": True}, {"size": 60}]},
        {"hdds": [{"size": 100, "is_main": True}], "allow_disk_removal": True}, {"hdds": [{"size": 20}], "purge_hdds": False},
        {"state": "stopped"}, {"state": "running"},
    ], [
        task("ssh_key", name="key", public_key=KEY),
        *[task("firewall_policy", name=name, rules=[{"port": "22"}]) for name in ("p1", "p2")],
        *[task("load_balancer", name=name, rules=[{"port_balancer": 80, "port_server": 80}]) for name in ("lb1", "lb2")],
        *[task("private_network", name=name) for name in ("net", "net2")],
        *[task("monitoring_policy", name=name) for name in ("mon", "mon2")],
    ]),
    Case("server", {"name": "own"}, {
        "appliance": "debian12-64min", "vcore": 1, "cores_per_processor": 1, "ram": 1.5, "datacenter": "DE",
        "hdds": [{"size": 40, "is_main": True}, {"size": 20}], "ssh_keys": [KEY], "public_ip": "b.example.com",
        "state": "stopped",
    }, [{"ram": 3, "vcore": 2, "cores_per_processor": 1}], [task("public_ip", reverse_dns="b.example.com", datacenter="DE")]),
    Case("server", {"name": "metal"}, {
        "server_type": "baremetal", "baremetal_model": "BMC_L", "appliance": "baremetal_debian12-64std"},
        [{"description": "heavy"}]),
    Case("server", {"name": "shut"}, {
        "baremetal_model": "BMC_L", "appliance": "baremetal_debian12-64std", "firewall_policy": "0"}, [{"firewall_policy": "Linux"}]),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(ansible: Ansible, simulator, case: Case):
    live(ansible, simulator, case)


def test_a_rename_by_id(ansible, simulator):
    made = ansible.play([task("firewall_policy", name="old", rules=[{"port": "80"}])]).last["firewall_policy"]
    play = ansible.play(thrice("firewall_policy", id=made["id"], name="new"))
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert play.last["firewall_policy"]["name"] == "new"


def test_the_address_of_a_server_gets_a_name(ansible, simulator):
    play = ansible.play([*servers("web"), *thrice("public_ip", server="web", reverse_dns="web.example.com")])
    assert play.code == 0, play.output[-2000:]
    assert [result["changed"] for result in play.results[-3:]] == [True, True, False]
    assert len(simulator.api("GET", "/public_ips")) == 1


def test_a_server_without_an_address_gets_one(ansible, simulator):
    ansible.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    path = f"/servers/{server['id']}/ips/{server['ips'][0]['id']}"
    while simulator.raw("DELETE", path, {"keep_ip": False}).status_code == 403:
        pass
    play = ansible.play(thrice("public_ip", server="web", reverse_dns="web.example.com"))
    assert play.code == 0, play.output[-2000:]
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert shape(play.results[0]["operations"]) == shape(play.results[1]["operations"])
    assert play.last["public_ip"]["reverse_dns"] == "web.example.com"


def test_a_restart_by_either_method(ansible, simulator):
    play = ansible.play([*servers("web"), *[task("server", name="web", state="restarted", stop_method=method)
                                            for method in ("SOFTWARE", "HARDWARE")]])
    assert all(result["changed"] and result["server"]["status"]["state"] == "POWERED_ON" for result in play.results[-2:])
    assert [each.rsplit("/", 1)[1] for each in simulator.writes()] == ["servers", "action", "action"]


def test_addresses_of_a_removed_server_are_kept_on_request(ansible, simulator):
    play = ansible.play([*servers("web"), task("server", name="web", state="absent", keep_ips=True)])
    assert play.code == 0, play.output[-2000:]
    (ip,) = simulator.api("GET", "/public_ips")
    assert ip["assigned_to"] is None


def test_block_storages_among_the_disks_are_left_alone(ansible, simulator):
    ansible.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    storage = simulator.api("POST", "/block_storages", {"name": "data", "size": 40, "server_id": server["id"]})
    play = ansible.play(thrice("server", name="web", hdds=[{"size": 60, "is_main": True}]))
    assert play.code == 0, play.output[-2000:]
    assert not any(result["changed"] for result in play.results)
    disks = simulator.api("GET", f"/servers/{server['id']}")["hardware"]["hdds"]
    assert storage["id"] in [disk["id"] for disk in disks]


def test_a_change_that_needs_a_stop_is_refused_and_named(ansible, simulator):
    play = ansible.play([task("private_network", name="net"), *servers("web"),
                         task("server", name="web", private_networks=["net"])])
    assert play.code != 0
    assert 'server "web" has to be stopped to change its private networks. Set allow_stop' in play.last["msg"]
    assert not any("private_networks" in each for each in simulator.writes()[1:] if "POST /private_networks" != each)


def test_default_policies_are_refused_before_anything_is_sent(ansible, simulator):
    play = ansible.play([
        task("monitoring_policy", name="Default Policy", email="a@example.com", ignore_errors=True),
        task("firewall_policy", name="Linux", rules=[{"port": "1"}], ignore_errors=True),
        task("firewall_policy", name="Linux", state="absent", ignore_errors=True)])
    assert all(result["failed"] and "default" in result["msg"] for result in play.results)
    assert simulator.writes() == []


def test_the_generated_password_and_key_are_handed_over_as_asked(ansible, simulator):
    play = ansible.play([task("server", name="web", **SERVER, show_secrets=True), task("server", name="web", **SERVER),
                         task("server_info"), task("ssh_key", name="key", private_key_file=str(ansible.folder / "key")),
                         task("api_request", path="/servers")])
    made, again, info, key, raw = play.results
    password = made["server"]["first_password"]
    assert len(password) >= 8 and again["server"]["first_password"] is None
    assert "PRIVATE KEY" in (ansible.folder / "key").read_text() and key["ssh_key"]["private_key"] is None
    assert password not in str([again, info, key, raw])
    assert password.encode() not in b"".join(file.read_bytes() for file in (ansible.folder / "cache").iterdir())


def test_a_password_of_the_user_is_shown_nowhere(ansible, simulator):
    secret = "Correct-Horse-7"
    play = ansible.play([task("server", name="web", **SERVER, password=secret, diff=True)], "-vvv", "--diff")
    assert play.code == 0
    assert secret not in play.output and simulator.token + '"' not in play.output
    assert secret.encode() not in b"".join(file.read_bytes() for file in (ansible.folder / "cache").iterdir())
