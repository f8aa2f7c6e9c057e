# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users do wrong and what goes wrong: one clear sentence, nothing half made, nothing made twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import yaml
from simulator.process import SimulatorProcess

from .conftest import BIN, CHECKOUT, SPEED, Ansible
from .tasks import KEY, SERVER, servers, shape, task, thrice

OWN = {"appliance": "debian12-64min", "vcore": 1, "cores_per_processor": 1, "ram": 1}

MISTAKES = [
    ("server", {"name": "x", **SERVER, "appliance": "debain12"},
     "appliance: no server appliance or image has the name or id 'debain12'. The nearest are debian12-64"),
    ("server", {"name": "x", **OWN, "hdds": [{"size": 30, "is_main": True}]}, "hdds[0].size is 30, not a multiple of 20."),
    ("server", {"name": "x", **OWN, "hdds": [{"size": 40}]}, "hdds has no disk with is_main: true"),
    ("server", {"name": "x", **OWN, "cores_per_processor": 2, "hdds": [{"size": 40, "is_main": True}]},
     "cores_per_processor is 2, more than the 1 of vcore"),
    ("server", {"name": "x" * 200, **SERVER}, "name has 200 characters, 128 are allowed."),
    ("server", {"name": "x", "appliance": "debian12-64min"}, "creating it needs fixed_instance_size, or baremetal_model, or vcore"),
    ("server", {"name": "x"}, 'server "x" does not exist, and creating it needs appliance'),
    ("server", {"name": "x", **SERVER, "password": "a1B2c3"}, "password is shorter than 8 characters."),
    ("server", {"name": "x", **SERVER, "ssh_keys": ["nobody"]}, "ssh_keys: no SSH key has the name or id 'nobody'. The account has none."),
    ("server", {"id": "F" * 32, "description": "x"}, f"No server has the id {'F' * 32}"),
    ("server", {"name": "x", **SERVER, "datacenter": "Atlantis"}, "datacenter: no datacenter has the name or id 'Atlantis'"),
    ("server", {"name": "x", **SERVER, "api_token": ""}, "api_token is missing"),
    ("server", {"name": "x", **SERVER, "api_token": "wrong"}, "The API does not accept this token"),
    ("server", {"name": "x", **SERVER, "api_url": "http://127.0.0.1:1/v1"}, "No connection to http://127.0.0.1:1/v1"),
    ("server", {"name": "x", **SERVER, "api_url": "http://no-such-host.invalid/v1"}, "The host of api_url is unknown"),
    ("server", {"name": "x", **OWN, "appliance": "w2022datacenter64std", "hdds": [{"size": 20, "is_main": True}]},
     "appliance w2022datacenter64std needs a main disk of 40 GB or more, not one of 20 GB."),
    ("server", {"name": "x", **SERVER, "appliance": "baremetal_debian12-64std"},
     "appliance baremetal_debian12-64std is for baremetal servers, not for a cloud one (server_type)."),
    ("server", {"name": "x", "appliance": "debian12-64min", "baremetal_model": "BMC_L"},
     "appliance debian12-64min is for cloud servers, not for a baremetal one (server_type)."),
    ("server", {"name": "x", "appliance": "debian12-64min", "baremetal_model": "BMC_L", "server_type": "cloud"},
     "server_type is cloud, which has no baremetal_model."),
    ("server", {"name": "x", **SERVER, "appliance": "baremetal_debian12-64std", "server_type": "baremetal"},
     "server_type is baremetal, which goes with baremetal_model only."),
    ("server", {"name": "x", **SERVER, "firewall_policy": ""}, "firewall_policy is empty"),
    ("server", {"name": "x", **SERVER, "wait_interval": 0}, "wait_interval is 0; it has to be more than 0 seconds."),
    ("firewall_policy", {"name": "x", "rules": [{"port": "99999"}]}, "rules has the ports 99999 to 99999; they have to lie between 1 and 65535"),
    ("firewall_policy", {"name": "x", "rules": [{"port": "http"}]}, "rules[0].port is 'http': write a port or a range"),
    ("firewall_policy", {"name": "x", "rules": [{"port": "80", "port_to": 90}]}, "rules has a rule with port and port_from or port_to"),
    ("firewall_policy", {"name": "x", "rules": [{"port_to": 90}]}, "rules has a TCP rule without a port"),
    ("firewall_policy", {"name": "x", "rules": [{"protocol": "ICMP", "port": "80"}]}, "rules gives ICMP a port; it has none."),
    ("firewall_policy", {"name": "x", "rules": [{"port": "80", "source": "10.0.0.999"}]},
     "rules[0].source is '10.0.0.999': write an address or a network, such as 10.0.0.1 or 10.0.0.0/8."),
    ("firewall_policy", {"name": "x", "rules": [{"protocol": "TCP"}]}, "a TCP rule without a port"),
    ("firewall_policy", {"name": "x", "rules": []}, "creating it needs rules"),
    ("firewall_policy", {"name": "x", "rules": [{"port": "80"}, {"port_from": 80}]}, "the same rule twice"),
    ("load_balancer", {"name": "x", "rules": [{"port_balancer": 0, "port_server": 80}]}, "rules has a port 0"),
    ("load_balancer", {"name": "x", "rules": [{"port_balancer": 0, "port_server": 0}]}, "goes with health_check_test NONE or ICMP, not TCP."),
    ("load_balancer", {"name": "x", "rules": [{"port_balancer": 80, "port_server": 80, "source": "home"}]}, "rules[0].source is 'home'"),
    ("load_balancer", {"name": "x", "rules": [{"port_balancer": 80, "port_server": 80}] * 2}, "names TCP port_balancer 80 twice"),
    ("load_balancer", {"name": "x", "health_check_test": "HTTP", "rules": [{"port_balancer": 80, "port_server": 80}]},
     "needs health_check_path and health_check_parse"),
    ("monitoring_policy", {"name": "x", "agent": False, "processes": [{"process": "p"}]}, "processes cannot be watched without the agent"),
    ("monitoring_policy", {"name": "x", "processes": [{"process": "p"}]}, "processes cannot be watched without the agent"),
    ("monitoring_policy", {"name": "x", "thresholds": {"disk": {"warning": {"value": 70}}}},
     "thresholds.disk cannot be watched without the agent"),
    ("monitoring_policy", {"name": "x", "thresholds": {"cpu": {"warning": {"value": 99}}}}, "thresholds.cpu.warning.value is 99, more than 95."),
    ("private_network", {"name": "x", "network_address": "10.0.0.1", "subnet_mask": "255.0.0.0"}, "do not describe a network"),
    ("public_ip", {"ip": "192.0.2.1"}, "No public IP has the ip 192.0.2.1, and it cannot be chosen"),
    ("public_ip", {"reverse_dns": ""}, "ip or server or reverse_dns is empty"),
    ("ssh_key", {"name": "x", "public_key": "garbage"}, "public_key is no public key"),
    ("server_info", {"name": ["nobody"], "wait": True}, "no server is called nobody"),
    ("server_info", {"filters": {"statuss.state": "POWERED_ON"}}, "filters has 'statuss.state', but no server has statuss. The nearest are status"),
    ("api_request", {"path": "/nothing"}, "GET /nothing was answered with 404"),
]


def test_mistakes_are_one_clear_sentence_and_make_nothing(ansible, simulator):
    play = ansible.play([task(module, **options, ignore_errors=True) for module, options, _words in MISTAKES])
    for (module, options, words), result in zip(MISTAKES, play.results):
        assert result["failed"] and words in result["msg"], (module, options, result)
        assert "\n" not in result["msg"]
    assert len(play.results) == len(MISTAKES)
    assert simulator.writes() == []


def test_what_an_object_is_counts_among_the_mistakes(ansible, simulator):
    """A mistake may lie between what is asked and what is there."""
    made = ansible.play([
        task("load_balancer", name="lb", health_check_test="NONE", rules=[{"port_balancer": 0, "port_server": 0}]),
        task("monitoring_policy", name="mon", agent=False),
        task("server", name="metal", baremetal_model="BMC_L", appliance="baremetal_debian12-64std"),
        task("server", name="own", **{**OWN, "vcore": 4, "cores_per_processor": 4}, hdds=[{"size": 40, "is_main": True}])])
    assert made.code == 0, made.output[-3000:]
    simulator.clear()
    mistakes = [
        ("load_balancer", {"name": "lb", "health_check_test": "TCP"}, "goes with health_check_test NONE or ICMP, not TCP."),
        ("monitoring_policy", {"name": "mon", "thresholds": {"disk": {"warning": {"value": 70}}}}, "without the agent"),
        ("server", {"name": "metal", "ram": 2}, "The hardware of a bare-metal server cannot be changed"),
        ("server", {"name": "own", "vcore": 2, "allow_stop": True}, "cores_per_processor is 4, more than the 2 of vcore."),
        ("server", {"name": "own", "hdds": [{"size": 20}]}, "hdds has no disk with is_main: true"),
        ("server", {"name": "own", "firewall_policy": "0"}, "firewall_policy cannot be taken away"),
        ("private_network", {"name": "net", "servers": ["own"]}, "servers: own is running, and servers join and leave a private network only"),
    ]
    play = ansible.play([task(module, **options, ignore_errors=True) for module, options, _words in mistakes])
    for (module, options, words), result in zip(mistakes, play.results):
        assert result["failed"] and words in result["msg"], (module, options, result)
    assert simulator.writes() == []


def test_an_address_without_the_version_is_named(ansible, simulator):
    play = ansible.play([task("server", name="x", **SERVER, api_url=simulator.url.removesuffix("/v1"))])
    assert "GET /servers was answered with 404 This is not an answer of the Cloud Panel API. Check api_url" in play.last["msg"]


def test_two_servers_of_one_name_are_never_guessed_at(ansible, simulator):
    play = ansible.play(servers("one", "two"))
    for server in simulator.api("GET", "/servers"):
        simulator.api("PUT", f"/servers/{server['id']}", {"name": "same", "description": ""})
    simulator.clear()
    play = ansible.play([task("server", name="same", state="absent")])
    ids = [server["id"] for server in simulator.api("GET", "/servers")]
    assert play.last["failed"] and all(identifier in play.last["msg"] for identifier in ids)
    assert simulator.writes() == []


def test_odd_names_and_texts_go_through_unchanged(ansible, simulator):
    name, text = "naïve ✓ 'quoted' {id}", "{name} \\ \"x\" ${HOME}"
    play = ansible.play(thrice("firewall_policy", name=name, description=text, rules=[{"port": "80", "description": text}]))
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert play.last["firewall_policy"]["name"] == name and play.last["firewall_policy"]["description"] == text


def stack(count: int = 2) -> list[dict]:
    names = [f"web{number}" for number in range(count)]
    return [
        task("ssh_key", name="key", public_key=KEY),
        task("firewall_policy", name="web", rules=[{"port": "22"}, {"port": "80"}]),
        task("private_network", name="net"),
        task("monitoring_policy", name="mon", ports=[{"port": 80}]),
        task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]),
        *[task("server", name=name, **SERVER, ssh_keys=["key"], firewall_policy="web", load_balancers=["lb"],
               private_networks=["net"], monitoring_policy="mon") for name in names],
        task("load_balancer", name="lb", server_ips=names),
        *[task("public_ip", server=name, reverse_dns=f"{name}.example.com") for name in names],
        task("server", name=names[0], state="stopped"),
        task("server_info", name=names, wait=True),
    ]


def test_a_whole_play_in_check_mode_announces_exactly_what_it_then_does(ansible, simulator):
    check = ansible.play(stack(), "--check", "--diff")
    assert check.code == 0, check.output[-3000:]
    assert {entry["method"] for entry in simulator.requests()} == {"GET"}
    run = ansible.play(stack(), "--diff")
    assert run.code == 0, run.output[-3000:]
    for before, after in zip(check.results, run.results):
        assert before["changed"] == after["changed"], (before["task"], before, after)
        assert shape(before.get("operations", [])) == shape(after.get("operations", [])), before["task"]
    again = ansible.play(stack())
    assert not any(result["changed"] for result in again.results)


def test_check_mode_knows_what_objects_show_of_each_other(ansible, simulator):
    ansible.play(servers("web", power_on=False))
    tasks = [
        task("private_network", name="net", servers=["web"]),
        task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}], server_ips=["web"]),
        task("firewall_policy", name="web", rules=[{"port": "80"}], server_ips=["web"]),
        task("monitoring_policy", name="mon", servers=["web"]),
        task("server", name="web", private_networks=["net"], load_balancers=["lb"], firewall_policy="web", monitoring_policy="mon"),
        task("load_balancer", name="lb", state="absent"),
        task("server", name="web", load_balancers=[]),
    ]
    check, run = ansible.play(tasks, "--check"), ansible.play(tasks)
    for play in (check, run):
        assert play.code == 0, play.output[-3000:]
        assert [result["changed"] for result in play.results] == [True, True, True, True, False, True, False]


def test_check_mode_still_refuses_what_nobody_announced(ansible, simulator):
    play = ansible.play([task("firewall_policy", name="web", rules=[{"port": "80"}]),
                         task("server", name="web", **SERVER, firewall_policy="wbe")], "--check")
    assert play.last["failed"] and "firewall_policy: no firewall policy has the name or id 'wbe'. The nearest are web" in play.last["msg"]
    other = ansible.play([task("server", name="web", **SERVER, firewall_policy="web")], "--check")
    assert other.last["failed"], "another run's announcements were taken for this one's"


def test_check_mode_warns_where_tasks_cannot_share(ansible, simulator):
    (ansible.folder / "cache").write_text("in the way")
    play = ansible.play([task("firewall_policy", name="web", rules=[{"port": "80"}]),
                         task("server", name="web", **SERVER, firewall_policy="web")], "--check")
    assert play.code == 0 and play.last["changed"]
    assert "An earlier task may create it" in " ".join(play.output.split())


def test_a_lost_answer_makes_nothing_twice(ansible, simulator):
    simulator.fault("create_server", "drop_after")
    play = ansible.play([task("server", name="web", **SERVER), task("server", name="web", **SERVER)])
    assert play.code == 0, play.output[-3000:]
    assert [result["changed"] for result in play.results] == [True, False]
    assert len(simulator.api("GET", "/servers")) == 1


def test_every_operation_may_fail_once(ansible, simulator):
    simulator.fault("*", "503", times=1)
    assert ansible.play(stack(1)).code == 0


def test_a_slow_api_is_one_clear_sentence(ansible, simulator):
    simulator.fault("list_servers", "slow", times=9, seconds=30)
    play = ansible.play([task("server", name="web", **SERVER, api_timeout=0.3)])
    assert play.last["failed"] and "GET /servers was not answered within api_timeout" in play.last["msg"]


def test_a_timeout_names_the_object_and_going_on_works(ansible, simulator):
    play = ansible.play([task("server", name="web", **SERVER, wait_timeout=0, ignore_errors=True),
                         task("server", name="web", **SERVER)])
    (server,) = simulator.api("GET", "/servers")
    assert f'server "web" (id {server["id"]}, last state DEPLOYING) did not settle within wait_timeout' in play.results[0]["msg"]
    assert play.results[0]["operations"][0]["path"] == "/servers"
    assert play.code == 0 and not play.results[1]["changed"]


def test_without_waiting_a_task_returns_at_once(ansible, simulator):
    play = ansible.play([task("server", name="web", **SERVER, wait=False)])
    assert play.last["server"]["status"]["state"] == "DEPLOYING"
    assert [entry["method"] for entry in simulator.requests()].count("POST") == 1
    assert not any(entry["path"].count("/") == 2 and entry["operationId"] == "get_server" for entry in simulator.requests())


def test_a_killed_run_goes_on_without_duplicates(tmp_path):
    with SimulatorProcess(speed=SPEED / 3) as simulator:
        ansible = Ansible(simulator, tmp_path)
        ansible.play([])
        file = tmp_path / "killed.yml"
        file.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": stack()}]))
        process = subprocess.Popen([str(BIN / "ansible-playbook"), str(file)], env=ansible.environment, cwd=tmp_path,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 60
        while not any(entry["operationId"] == "create_server" for entry in simulator.requests()):
            assert time.monotonic() < end
            time.sleep(0.05)
        kill_family(process.pid)
        process.wait()
        play = ansible.play(stack())
        assert play.code == 0, play.output[-3000:]
        assert not any(result["changed"] for result in ansible.play(stack()).results)
        for path, count in (("servers", 2), ("load_balancers", 1), ("private_networks", 1), ("ssh_keys", 1)):
            assert len(simulator.api("GET", f"/{path}")) == count


def kill_family(pid: int) -> None:
    """Kill a process and all that came from it: Ansible's workers have sessions of their own."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    os.kill(pid, signal.SIGKILL)
    for child in children:
        kill_family(int(child))


def test_a_play_that_needs_more_than_the_budget_ends_well(tmp_path):
    with SimulatorProcess(speed=SPEED, rate_limit=25) as simulator:
        ansible = Ansible(simulator, tmp_path)
        play = ansible.play([task("firewall_policy", name=f"policy{number}", rules=[{"port": "80"}], wait=False)
                             for number in range(40)])
        assert play.code == 0, play.output[-2000:]
        assert len(simulator.requests()) >= 40
        assert all(result["changed"] for result in play.results)
        assert not any(entry["status"] == 429 for entry in simulator.requests())


def test_processes_that_know_nothing_of_each_other_obey_the_limit(tmp_path):
    """Two controllers share the account and no disk: 429 is answered, and waited for."""
    with SimulatorProcess(speed=SPEED, rate_limit=10, rate_window=3) as simulator:
        folders = [tmp_path / name for name in ("one", "two")]
        for folder in folders:
            folder.mkdir()
        runs = []
        for folder in folders:
            ansible = Ansible(simulator, folder)
            ansible.play([])
            text = ansible.folder / "go.yml"
            text.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [
                task("firewall_policy", name=f"{folder.name}{number}", rules=[{"port": "80"}], wait=False) for number in range(8)]}]))
            runs.append(subprocess.Popen([str(BIN / "ansible-playbook"), str(text)], env=ansible.environment, cwd=folder,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        outputs = [run.communicate(timeout=120)[0] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], outputs
        assert len([each for each in simulator_policies(simulator) if not each["default"]]) == 16


def simulator_policies(simulator: SimulatorProcess) -> list[dict]:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        answer = simulator.raw("GET", "/firewall_policies")
        if answer.ok:
            return answer.json()
        time.sleep(0.2)
    raise AssertionError("the simulator did not answer")


def test_a_small_page_cap_hides_no_object(tmp_path):
    with SimulatorProcess(servers=35, page_cap=10) as simulator:
        ansible = Ansible(simulator, tmp_path)
        play = ansible.play([task("server", name="server-00034", description=""), task("server_info")])
        assert play.code == 0 and not play.results[0]["changed"]
        assert len(play.results[1]["servers"]) == 35


def test_api_request_sends_anything(ansible, simulator):
    ansible.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    snapshot = {"method": "POST", "path": f"/servers/{server['id']}/snapshots", "body": {}}
    simulator.clear()
    play = ansible.play([task("api_request", **snapshot, check_mode=True), task("api_request", path="/ping"),
                         task("api_request", path="/servers", all_pages=True, check_mode=True)])
    assert play.code == 0 and simulator.writes() == []
    assert play.results[0]["changed"] and play.results[1]["answer"] == ["PONG"] and len(play.results[2]["answer"]) == 1
    while simulator.raw("POST", f"/servers/{server['id']}/dvd").status_code == 403:
        pass
    play = ansible.play([task("api_request", **snapshot)])
    assert play.last["answer"]["status"]["state"] == "POWERED_ON" and play.last["answer"]["snapshot"]


def test_info_modules_read_with_one_request_a_page(ansible, simulator):
    ip = ansible.play(servers("web", "db")).last["servers"][0]["ips"][0]["ip"]
    simulator.clear()
    reads = [
        ("server_info", {"name": ["web"]}, "servers", 1), ("server_info", {"filters": {"status.state": "POWERED_ON"}}, "servers", 2),
        ("server_info", {"filters": {"datacenter.country_code": ["DE", "ES"]}}, "servers", 0),
        ("ssh_key_info", {}, "ssh_keys", 0), ("firewall_policy_info", {"filters": {"default": 1}}, "firewall_policies", 2),
        ("load_balancer_info", {}, "load_balancers", 0), ("public_ip_info", {}, "public_ips", 2),
        ("private_network_info", {}, "private_networks", 0), ("monitoring_policy_info", {}, "monitoring_policies", 1),
        ("fixed_instance_size_info", {"name": ["L", "XL"]}, "fixed_instance_sizes", 2),
        ("baremetal_model_info", {}, "baremetal_models", 3), ("datacenter_info", {"filters": {"country_code": "DE"}}, "datacenters", 1),
        ("datacenter_info", {"name": ["DE", "United States of America"]}, "datacenters", 2),
        ("public_ip_info", {"name": [ip]}, "public_ips", 1),
        ("server_appliance_info", {"filters": {"os_family": "Windows"}}, "server_appliances", 2),
    ]
    play = ansible.play([task(module, **options) for module, options, _key, _count in reads])
    assert play.code == 0, play.output[-2000:]
    for (module, _options, key, count), result in zip(reads, play.results):
        assert len(result[key]) == count and not result["changed"], (module, result)
        assert not any(each.get("first_password") for each in result[key])
    appliances = 1  # the list is longer than any page seen before, so that its end has to be looked for once an account
    assert len(simulator.requests()) <= len(reads) + appliances + 2


def test_module_defaults_cover_every_module_and_no_other(ansible):
    listed = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())["action_groups"]["cloudpanel"]
    files = sorted(file.stem for file in (CHECKOUT / "plugins" / "modules").glob("*.py"))
    assert sorted(listed) == files
