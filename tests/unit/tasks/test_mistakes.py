# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes of users, and failures: each has one clear message, and nothing is created twice."""

from __future__ import annotations

from plays import SERVER, converge, servers, stack, task

OWN = {"appliance": "debian12-64min", "vcore": 1, "cores_per_processor": 1, "ram": 1}

MISTAKES = [
    (
        "server",
        {"name": "x", **SERVER, "appliance": "debain12"},
        "appliance: no server appliance or image has the name or id 'debain12'. The nearest are "
        "debian12-64",
    ),
    (
        "server",
        {"name": "x", **OWN, "hdds": [{"size": 30, "is_main": True}]},
        "hdds[0].size is 30, not a multiple of 20.",
    ),
    ("server", {"name": "x", **OWN, "hdds": [{"size": 40}]}, "hdds has no disk with is_main: true"),
    (
        "server",
        {"name": "x", **OWN, "cores_per_processor": 2, "hdds": [{"size": 40, "is_main": True}]},
        "cores_per_processor is 2, more than the 1 of vcore",
    ),
    ("server", {"name": "x" * 200, **SERVER}, "name has 200 characters, 128 are allowed."),
    (
        "server",
        {"name": "x", "appliance": "debian12-64min"},
        "creating it needs fixed_instance_size, or baremetal_model, or vcore",
    ),
    ("server", {"name": "x"}, 'server "x" does not exist, and creating it needs appliance'),
    (
        "server",
        {"name": "x", **SERVER, "password": "a1B2c3"},
        "password is shorter than 8 characters.",
    ),
    (
        "server",
        {"name": "x", **SERVER, "ssh_keys": ["missing"]},
        "ssh_keys: no SSH key has the name or id 'missing'. The account has none.",
    ),
    ("server", {"id": "F" * 32, "description": "x"}, f"No server has the id {'F' * 32}"),
    (
        "server",
        {"name": "x", **SERVER, "datacenter": "Atlantis"},
        "datacenter: no datacenter has the name or id 'Atlantis'",
    ),
    ("server", {"name": "x", **SERVER, "api_token": ""}, "api_token is missing"),
    ("server", {"name": "x", **SERVER, "api_token": "wrong"}, "The API does not accept this token"),
    (
        "server",
        {
            "name": "x",
            **OWN,
            "appliance": "w2022datacenter64std",
            "hdds": [{"size": 20, "is_main": True}],
        },
        "appliance w2022datacenter64std needs a main disk of 40 GB or more, not one of 20 GB.",
    ),
    (
        "server",
        {"name": "x", **SERVER, "appliance": "baremetal_debian12-64std"},
        "appliance baremetal_debian12-64std is for baremetal servers, not for a cloud one "
        "(server_type).",
    ),
    (
        "server",
        {"name": "x", "appliance": "debian12-64min", "baremetal_model": "BMC_L"},
        "appliance debian12-64min is for cloud servers, not for a baremetal one (server_type).",
    ),
    (
        "server",
        {
            "name": "x",
            "appliance": "debian12-64min",
            "baremetal_model": "BMC_L",
            "server_type": "cloud",
        },
        "server_type is cloud, but baremetal_model is set.",
    ),
    (
        "server",
        {
            "name": "x",
            **SERVER,
            "appliance": "baremetal_debian12-64std",
            "server_type": "baremetal",
        },
        "server_type is baremetal, which requires baremetal_model.",
    ),
    ("server", {"name": "x", **SERVER, "firewall_policy": ""}, "firewall_policy cannot be empty"),
    (
        "server",
        {"name": "x", **SERVER, "wait_interval": 0},
        "wait_interval is 0; it has to be at least 0.001 seconds.",
    ),
    (
        "server",
        {"name": "x", **SERVER, "wait_interval": 5e-324},
        "wait_interval is 4.94066e-324; it has to be at least 0.001 seconds.",
    ),
    (
        "server",
        {"name": "x", **SERVER, "wait_timeout": 10**400},
        "it has to be 0 to 1000000000 seconds.",
    ),
    ("server_snapshot", {"server": ""}, "server is empty; set it to a name or an id."),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "99999"}]},
        "rules contains the ports 99999 to 99999; they have to lie between 1 and 65535",
    ),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "http"}]},
        "rules[0].port is 'http': write a port or a range",
    ),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80", "port_to": 90}]},
        "rules contains a rule in which port differs from port_from or port_to",
    ),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port_to": 90}]},
        "rules contains a TCP rule without a port",
    ),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80", "source": "10.0.0.999"}]},
        "rules[0].source is '10.0.0.999': write an address, a network or a range, "
        "such as 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9.",
    ),
    ("firewall_policy", {"name": "x", "rules": [{"protocol": "TCP"}]}, "a TCP rule without a port"),
    ("firewall_policy", {"name": "x", "rules": []}, "creating it needs rules"),
    (
        "firewall_policy",
        {"name": "x", "rules": [{"port": "80"}, {"port_from": 80}]},
        "the same rule twice",
    ),
    (
        "load_balancer",
        {"name": "x", "rules": [{"port_balancer": 0, "port_server": 80}]},
        "rules contains port 0",
    ),
    (
        "load_balancer",
        {"name": "x", "rules": [{"port_balancer": 0, "port_server": 0}]},
        "Set health_check_test to NONE or ICMP, not to TCP.",
    ),
    (
        "load_balancer",
        {"name": "x", "rules": [{"port_balancer": 80, "port_server": 80, "source": "home"}]},
        "rules[0].source is 'home'",
    ),
    (
        "load_balancer",
        {"name": "x", "rules": [{"port_balancer": 80, "port_server": 80}] * 2},
        "names TCP port_balancer 80 twice",
    ),
    (
        "load_balancer",
        {
            "name": "x",
            "health_check_test": "HTTP",
            "rules": [{"port_balancer": 80, "port_server": 80}],
        },
        "needs health_check_path and health_check_parse",
    ),
    (
        "monitoring_policy",
        {"name": "x", "agent": False, "processes": [{"process": "p"}]},
        "processes cannot be monitored without the agent",
    ),
    (
        "monitoring_policy",
        {"name": "x", "processes": [{"process": "p"}]},
        "processes cannot be monitored without the agent",
    ),
    (
        "monitoring_policy",
        {"name": "x", "thresholds": {"cpu": {"warning": {"value": 99}}}},
        "thresholds.cpu.warning.value is 99, more than 95.",
    ),
    (
        "private_network",
        {"name": "x", "network_address": "10.0.0.1", "subnet_mask": "255.0.0.0"},
        "do not describe a network",
    ),
    (
        "public_ip",
        {"ip": "192.0.2.1"},
        "No public IP has the ip 192.0.2.1. The API assigns ip",
    ),
    ("public_ip", {"reverse_dns": ""}, "ip or server or reverse_dns or number is empty"),
    ("ssh_key", {"name": "x", "public_key": "garbage"}, "public_key is no public key"),
    ("server_info", {"name": ["missing"], "wait": True}, "no server has the name missing"),
    (
        "server_info",
        {"filters": {"statuss.state": "POWERED_ON"}},
        "filters has 'statuss.state', but no server has statuss. The nearest are status",
    ),
    ("api_request", {"path": "/nothing"}, "GET /nothing was answered with 404"),
    ("server_info", {"share_reads": -1}, "share_reads is -1; it has to be 0 (never)"),
    ("vpn_configuration", {"name": "x", "dest": f"/tmp/{'a' * 300}"}, "dest cannot be read: "),
]


def test_mistakes_are_one_clear_message_and_create_nothing(tasks, simulator):
    play = tasks.play(
        [task(module, **options, ignore_errors=True) for module, options, _words in MISTAKES]
    )
    for (module, options, words), result in zip(MISTAKES, play.results):
        assert result["failed"] and words in result["msg"], (module, options, result)
        assert "\n" not in result["msg"]
    assert len(play.results) == len(MISTAKES)
    assert simulator.accepted() == []


def test_some_mistakes_depend_on_the_current_object(tasks, simulator):
    """A mistake may depend on the desired values together with the current object."""
    made = tasks.play(
        [
            task(
                "load_balancer",
                name="lb",
                health_check_test="NONE",
                rules=[{"port_balancer": 0, "port_server": 0}],
            ),
            task("monitoring_policy", name="mon", agent=False),
            task(
                "server",
                name="metal",
                baremetal_model="BMC_L",
                appliance="baremetal_debian12-64std",
            ),
            task(
                "server",
                name="own",
                **{**OWN, "vcore": 4, "cores_per_processor": 4},
                hdds=[{"size": 40, "is_main": True}],
            ),
        ]
    )
    assert made.code == 0, made.last
    simulator.clear()
    mistakes = [
        (
            "load_balancer",
            {"name": "lb", "health_check_test": "TCP"},
            "Set health_check_test to NONE or ICMP, not to TCP.",
        ),
        (
            "monitoring_policy",
            {"name": "mon", "processes": [{"process": "p"}]},
            "without the agent",
        ),
        (
            "server",
            {"name": "metal", "ram": 2},
            "The hardware of a bare-metal server cannot be changed",
        ),
        (
            "server",
            {"name": "own", "vcore": 2, "allow_stop": True},
            "cores_per_processor is 4, more than the 2 of vcore.",
        ),
        ("server", {"name": "own", "hdds": [{"size": 20}]}, "hdds has no disk with is_main: true"),
        ("server", {"name": "own", "firewall_policy": "0"}, "firewall_policy cannot be taken away"),
        (
            "private_network",
            {"name": "net", "servers": ["own"]},
            "servers: own is running, and servers join and leave a private network only",
        ),
    ]
    play = tasks.play(
        [task(module, **options, ignore_errors=True) for module, options, _words in mistakes]
    )
    for (module, options, words), result in zip(mistakes, play.results):
        assert result["failed"] and words in result["msg"], (module, options, result)
    assert simulator.accepted() == []


def test_two_servers_of_one_name_are_never_guessed_at(tasks, simulator):
    play = tasks.play(servers("one", "two"))
    for server in simulator.api("GET", "/servers"):
        simulator.api("PUT", f"/servers/{server['id']}", {"name": "same", "description": ""})
    simulator.clear()
    play = tasks.play([task("server", name="same", state="absent")])
    ids = [server["id"] for server in simulator.api("GET", "/servers")]
    assert play.last["failed"] and all(identifier in play.last["msg"] for identifier in ids)
    assert simulator.accepted() == []


def test_odd_names_and_texts_go_through_unchanged(tasks, simulator):
    name, text = "naïve ✓ 'quoted' {id}", '{name} \\ "x" ${HOME}'
    play = tasks.play(
        converge(
            "firewall_policy",
            name=name,
            description=text,
            rules=[{"port": "80", "description": text}],
        )
    )
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert (
        play.last["firewall_policy"]["name"] == name
        and play.last["firewall_policy"]["description"] == text
    )


def test_check_mode_rejects_references_to_unannounced_objects(tasks, simulator):
    play = tasks.play(
        [
            task("firewall_policy", name="web", rules=[{"port": "80"}]),
            task("server", name="web", **SERVER, firewall_policy="wbe"),
        ],
        check=True,
    )
    assert (
        play.last["failed"]
        and "firewall_policy: no firewall policy has the name or id 'wbe'. The nearest are web"
        in play.last["msg"]
    )
    other = tasks.play([task("server", name="web", **SERVER, firewall_policy="web")], check=True)
    assert other.last["failed"], "another run's announcements were taken for this one's"


def test_check_mode_warns_where_tasks_cannot_share(tasks, simulator):
    (tasks.folder / "cache").write_text("in the way")
    play = tasks.play(
        [
            task("firewall_policy", name="web", rules=[{"port": "80"}]),
            task("server", name="web", **SERVER, firewall_policy="web"),
        ],
        check=True,
    )
    assert play.code == 0 and play.last["changed"]
    assert any("An earlier task may create it" in each for each in play.last["warnings"])


def test_check_mode_rejects_what_no_task_can_create(tasks):
    """Without a run to share with, a missing object of the account is a warning."""
    for options in ({"fixed_instance_size": "XS"}, {"datacenter": "XX"}):
        (name,) = options
        message = tasks.error("server", True, name="web", **{**SERVER, **options})
        assert message.startswith(f"{name}: no ")
    assert tasks.ok("server", True, name="web", **SERVER, firewall_policy="later")["warnings"]


def test_a_lost_answer_makes_nothing_twice(tasks, simulator):
    simulator.fault("create_server", "drop_after")
    play = tasks.play([task("server", name="web", **SERVER), task("server", name="web", **SERVER)])
    assert play.code == 0, play.last
    assert [result["changed"] for result in play.results] == [True, False]
    assert len(simulator.api("GET", "/servers")) == 1


def test_every_operation_can_fail_once(tasks, simulator):
    simulator.fault("*", "503", times=1)
    assert tasks.play(stack(1)).code == 0


def test_a_slow_api_is_one_clear_sentence(tasks, simulator):
    simulator.fault("list_servers", "slow", times=9, seconds=30)
    play = tasks.play([task("server", name="web", **SERVER, api_timeout=0.3)])
    assert (
        play.last["failed"]
        and "GET /servers was not answered within api_timeout" in play.last["msg"]
    )


def test_a_timeout_names_the_object_and_the_next_run_continues(tasks, simulator):
    play = tasks.play(
        [
            task("server", name="web", **SERVER, wait_timeout=0, ignore_errors=True),
            task("server", name="web", **SERVER),
        ]
    )
    (server,) = simulator.api("GET", "/servers")
    assert (
        f'server "web" (id {server["id"]}, last state DEPLOYING) did not settle within wait_timeout'
        in play.results[0]["msg"]
    )
    assert play.results[0]["operations"][0]["path"] == "/servers"
    assert play.code == 0 and not play.results[1]["changed"]


def test_without_waiting_a_task_returns_at_once(tasks, simulator):
    play = tasks.play([task("server", name="web", **SERVER, wait=False)])
    assert play.last["server"]["status"]["state"] == "DEPLOYING"
    assert [entry["method"] for entry in simulator.requests()].count("POST") == 1
    assert not any(
        entry["path"].count("/") == 2 and entry["operationId"] == "get_server"
        for entry in simulator.requests()
    )


def test_api_request_sends_anything(tasks, simulator):
    tasks.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    snapshot = {"method": "POST", "path": f"/servers/{server['id']}/snapshots", "body": {}}
    simulator.clear()
    play = tasks.play(
        [
            task("api_request", **snapshot, check_mode=True),
            task("api_request", path="/ping"),
            task("api_request", path="/servers", all_pages=True, check_mode=True),
        ]
    )
    assert play.code == 0 and simulator.accepted() == []
    assert (
        play.results[0]["changed"]
        and play.results[1]["answer"] == ["PONG"]
        and len(play.results[2]["answer"]) == 1
    )
    simulator.settle()
    play = tasks.play([task("api_request", **snapshot)])
    assert (
        play.last["answer"]["status"]["state"] == "POWERED_ON" and play.last["answer"]["snapshot"]
    )


def test_info_modules_read_with_one_request_a_page(tasks, simulator):
    ip = tasks.play(servers("web", "db")).last["servers"][0]["ips"][0]["ip"]
    simulator.clear()
    reads = [
        ("server_info", {"name": ["web"]}, "servers", 1),
        ("server_info", {"filters": {"status.state": "POWERED_ON"}}, "servers", 2),
        ("server_info", {"filters": {"datacenter.country_code": ["DE", "ES"]}}, "servers", 0),
        ("ssh_key_info", {}, "ssh_keys", 0),
        ("firewall_policy_info", {"filters": {"default": 1}}, "firewall_policies", 2),
        ("load_balancer_info", {}, "load_balancers", 0),
        ("public_ip_info", {}, "public_ips", 2),
        ("private_network_info", {}, "private_networks", 0),
        ("monitoring_policy_info", {}, "monitoring_policies", 1),
        ("fixed_instance_size_info", {"name": ["L", "XL"]}, "fixed_instance_sizes", 2),
        ("baremetal_model_info", {}, "baremetal_models", 3),
        ("datacenter_info", {"filters": {"country_code": "DE"}}, "datacenters", 1),
        ("datacenter_info", {"name": ["DE", "United States of America"]}, "datacenters", 2),
        ("public_ip_info", {"name": [ip]}, "public_ips", 1),
        ("server_appliance_info", {"filters": {"os_family": "Windows"}}, "server_appliances", 2),
    ]
    play = tasks.play([task(module, **options) for module, options, _key, _count in reads])
    assert play.code == 0, play.last
    for (module, _options, key, count), result in zip(reads, play.results):
        assert len(result[key]) == count and not result["changed"], (module, result)
        assert not any(each.get("first_password") for each in result[key])
    # The list is longer than all known pages. Once per account, the client reads the page after it.
    appliances = 1
    assert len(simulator.requests()) <= len(reads) + appliances + 2
