# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many servers inside the request budget, with the simulator's request log as witness."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime

import pytest
import yaml
from plays import KEY, SERVER, servers, task
from simulator.process import SimulatorProcess

from .conftest import INTERVAL, SPEED, Ansible


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


def fleet(ansible: Ansible, count: int, *tasks: dict, forks: int = 10, **environment: str):
    """Return a play whose hosts are the existing servers. Its tasks run on the controller."""
    hosts = {f"web{number}": {"ansible_connection": "local"} for number in range(count)}
    (ansible.folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": list(tasks),
        "module_defaults": {
            "group/ionos.cloudpanel.cloudpanel": {
                "wait_interval": INTERVAL * 10,
                "wait_timeout": 120,
            }
        },
    }
    (ansible.folder / "fleet.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    done = ansible.run(
        "ansible-playbook", "-i", "hosts.yml", "fleet.yml", "--forks", str(forks), **environment
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    return done


def counted(simulator: SimulatorProcess) -> Counter:
    return Counter(entry["operationId"] for entry in simulator.requests())


CREATE = task(
    "server", name="{{ inventory_hostname }}", **SERVER, firewall_policy="Linux", wait=False
)


def test_a_fleet_costs_one_request_a_server_and_few_for_all(ansible, simulator):
    wait = {**task("server_info", name="{{ ansible_play_hosts }}", wait=True), "run_once": True}
    fleet(ansible, 20, CREATE, wait, CLOUDPANEL_SHARE_READS="60")
    seen = counted(simulator)
    assert seen["create_server"] == 20
    assert seen["list_servers"] <= 8
    assert seen["list_firewall_policies"] == seen["list_fixed_instance_sizes"] == 1
    assert (
        seen["list_server_appliances"] == 2
    )  # a list of round length is looked behind once an account
    assert seen["get_server"] == 0
    assert {each["status"]["state"] for each in simulator.api("GET", "/servers")} == {"POWERED_ON"}


def test_a_second_run_over_a_fleet_reads_each_list_once(ansible, simulator):
    fleet(ansible, 12, CREATE)
    simulator.clear()
    fleet(ansible, 12, CREATE, CLOUDPANEL_SHARE_READS="60")
    seen = counted(simulator)
    assert set(seen) <= {"list_servers", "list_firewall_policies"}, seen
    assert seen["list_firewall_policies"] == 1
    assert simulator.writes() == []


def test_processes_that_wait_share_one_look(tmp_path):
    with SimulatorProcess(speed=SPEED / 20) as simulator:
        ansible = Ansible(simulator, tmp_path)
        began = time.monotonic()
        fleet(ansible, 10, task("server", name="{{ inventory_hostname }}", **SERVER))
        seconds = time.monotonic() - began
        seen = counted(simulator)
    # A deployment takes 10 s here. Ten processes that poll every second separately would send ten
    # requests per second.
    assert seen["create_server"] == 10
    assert seen["get_server"] + seen["list_servers"] <= 2.5 * seconds


def test_new_objects_are_polled_after_one_interval(ansible, simulator):
    create, wait = servers("one")
    wait["ionos.cloudpanel.server_info"]["wait_interval"] = 2
    play = ansible.play([task("firewall_policy_info"), create, wait], CLOUDPANEL_SHARE_READS="60")
    assert play.code == 0, play.output[-2000:]
    assert play.last["servers"][0]["status"]["state"] == "POWERED_ON"
    assert counted(simulator)["list_servers"] == 2


def test_objects_far_from_ready_are_polled_less_often(tmp_path):
    with SimulatorProcess(speed=SPEED / 20) as simulator:
        play = Ansible(simulator, tmp_path).play(servers("one", "two"))
        seen = counted(simulator)
    # A deployment takes 10 s here, a hundred times wait_interval.
    assert play.code == 0, play.output[-2000:]
    assert seen["list_servers"] <= 45


def test_a_wait_finds_objects_that_an_older_answer_lacks(ansible, simulator):
    made = {
        "name": "elsewhere",
        "appliance_id": simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"],
        "hardware": {
            "fixed_instance_size_id": simulator.api("GET", "/servers/fixed_instance_sizes")[0]["id"]
        },
    }
    create = {
        "ansible.builtin.uri": {
            "url": f"{simulator.url}/servers",
            "method": "POST",
            "body_format": "json",
            "body": made,
            "headers": {"X-TOKEN": simulator.token},
            "status_code": 202,
        }
    }
    play = ansible.play(
        [task("server_info"), create, task("server_info", name="elsewhere", wait=True)],
        CLOUDPANEL_SHARE_READS="60",
    )
    assert play.code == 0, play.output[-2000:]
    assert play.last["servers"][0]["status"]["state"] == "POWERED_ON"


def test_a_run_sees_changes_from_before_the_run(ansible, simulator):
    make = task("firewall_policy", name="web", rules=[{"port": "80"}])
    ansible.play([make])
    (policy,) = [
        each for each in simulator.api("GET", "/firewall_policies") if each["name"] == "web"
    ]
    simulator.api("DELETE", f"/firewall_policies/{policy['id']}/rules/{policy['rules'][0]['id']}")
    assert ansible.play([make]).last["changed"]


def test_a_task_sees_changes_of_earlier_tasks(ansible, simulator):
    tasks = [
        task("firewall_policy", name="web", rules=[{"port": "80"}]),
        task("firewall_policy_info"),
        *servers("one", firewall_policy="web"),
        task("public_ip_info"),
        task("firewall_policy", name="web", server_ips=["one"]),
        task("public_ip", server="one", reverse_dns="one.example.com"),
        task("server", name="one", firewall_policy="Linux"),
        task("firewall_policy", name="web", server_ips=["one"]),
        task("server", name="one", state="absent"),
        task("server_info"),
    ]
    play = ansible.play(tasks, CLOUDPANEL_SHARE_READS="60")
    assert play.code == 0, play.output[-2000:]
    changed = [result["changed"] for result in play.results]
    assert changed == [True, False, True, False, False, False, True, True, True, True, False]
    assert play.last["servers"] == []


def test_switched_off_every_task_reads_for_itself(ansible, simulator):
    play = ansible.play(
        [task("firewall_policy_info"), task("firewall_policy_info"), task("firewall_policy_info")],
        CLOUDPANEL_SHARE_READS="0",
    )
    assert play.code == 0 and counted(simulator)["list_firewall_policies"] == 3


def test_a_late_task_says_how_long_it_was_throttled(tmp_path):
    with SimulatorProcess(speed=1, rate_limit=6, rate_window=4) as simulator:
        play = Ansible(simulator, tmp_path).play(
            [task("server", name="web", **SERVER, wait_interval=0.2, wait_timeout=12)]
        )
    assert play.last["failed"]
    assert "did not settle within wait_timeout (12 s)" in play.last["msg"]
    assert "s of them, the task waited for the request budget of the account" in play.last["msg"]


def stack(**variables) -> dict:
    return {
        "name": "stack",
        "ansible.builtin.import_role": {"name": "ionos.cloudpanel.web_cluster"},
        "vars": variables,
    }


def test_a_stack_is_deployed_in_the_time_of_one_server_and_removed_in_order(tmp_path):
    with SimulatorProcess(speed=20) as simulator:
        ansible = Ansible(simulator, tmp_path)
        play = ansible.play([stack(web_cluster_public_key=KEY, web_cluster_name="shop")])
        assert play.code == 0, play.output[-3000:]
        made = [
            datetime.fromisoformat(server["creation_date"])
            for server in simulator.api("GET", "/servers")
        ]
        assert len(made) == 3
        assert (max(made) - min(made)).seconds < 300, (
            "the last server was ordered when the first was deployed"
        )
        (network,) = simulator.api("GET", "/private_networks")
        (balancer,) = simulator.api("GET", "/load_balancers")
        assert len(network["servers"]) == len(balancer["server_ips"]) == 3
        simulator.clear()
        assert ansible.play([stack(web_cluster_public_key=KEY, web_cluster_name="shop")]).code == 0
        assert simulator.writes() == []
        for _again in range(2):
            play = ansible.play([stack(web_cluster_state="absent", web_cluster_name="shop")])
            assert play.code == 0, play.output[-3000:]
        removed = [path.split("/")[1] for path in simulator.writes()]
        assert removed[:4] == ["load_balancers", "servers", "servers", "servers"]
        assert sorted(removed[4:]) == ["firewall_policies", "private_networks", "ssh_keys"]


@pytest.mark.parametrize(
    "variables, words",
    [
        ({}, "web_cluster_public_key is missing. Set it to"),
        (
            {"web_cluster_public_key": KEY, "web_cluster_size": 0},
            "web_cluster_size is 0, and has to be 1 or more.",
        ),
    ],
)
def test_a_stack_that_cannot_be_is_one_clear_sentence(ansible, simulator, variables, words):
    play = ansible.play([stack(**variables)])
    assert play.last["failed"] and play.last["msg"].startswith(words), play.output
    assert simulator.writes() == []
