# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator from the view of a client: states, errors, spellings, lists, limits, faults."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from simulated import SimulatedApi
from simulator.process import SimulatorProcess
from simulator.readings import Readings

from .client_steps import (
    deploy,
    error_of,
    ready,
    server_body,
    wait_for_state,
    wait_until,
    wait_until_ready,
    write,
)

COMMAND = Path(sys.modules[SimulatorProcess.__module__].__file__).parent
LENIENT = Readings(chosen={"unknown-members": "ignored"})

BALANCER = {
    "name": "lb",
    "health_check_test": "TCP",
    "health_check_interval": 5,
    "persistence": False,
    "persistence_time": 30,
    "method": "ROUND_ROBIN",
    "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": 80}],
}


def test_a_new_server_has_no_address_and_no_disk_until_it_is_deployed(simulator):
    made = simulator.api("POST", "/servers", server_body(simulator))
    assert (
        made["status"]["state"] == "DEPLOYING"
        and made["ips"] is None
        and made["hardware"]["hdds"] == []
    )
    assert made["first_password"]
    server = wait_until(lambda: ready(simulator, made["id"]))
    assert server["status"] == {"state": "POWERED_ON", "percent": None}
    assert len(server["ips"]) == 1 and len(server["hardware"]["hdds"]) == 1
    assert server["ips"][0]["firewall_policy"]["name"] == "Linux"


def test_a_busy_server_refuses_and_says_in_which_state_it_is(simulator):
    made = simulator.api("POST", "/servers", server_body(simulator))
    answer = simulator.raw("DELETE", f"/servers/{made['id']}")
    assert answer.status_code == 403
    assert answer.json() == {
        "type": "INVALID_STATE",
        "message": "Operation not allowed when Server is in state: DEPLOYING",
        "errors": {"element_type": "Server", "id": made["id"], "state": "DEPLOYING"},
    }


def test_a_server_refuses_changes_for_a_while_after_its_work():
    with SimulatedApi(linger=10**6).connected() as simulator:
        server = deploy(simulator)
        answer = simulator.raw(
            "PUT",
            f"/servers/{server['id']}/status/action",
            {"action": "REBOOT", "method": "SOFTWARE"},
        )
        assert answer.status_code == 403 and answer.json()["errors"]["state"] == "CONFIGURING"


def test_lists_show_empty_members_differently(simulator):
    server = deploy(simulator)
    (listed,) = simulator.api("GET", "/servers")
    assert (server["dvd"], server["snapshot"], server["ips"][0]["reverse_dns"]) == (
        None,
        None,
        None,
    )
    assert (listed["dvd"], listed["snapshot"], listed["ips"][0]["reverse_dns"]) == ({}, {}, "")
    assert listed["status"]["percent"] == 0


def test_a_private_network_takes_members_that_are_off(simulator):
    network = simulator.api("POST", "/private_networks", {"name": "net"})["id"]
    server = deploy(simulator)
    path = f"/servers/{server['id']}"
    refused = f"{path}/private_networks", {"id": network}
    assert wait_until(
        lambda: simulator.raw("POST", *refused).json()["errors"]["state"] == "POWERED_ON"
    )
    assert simulator.raw("POST", *refused).status_code == 403
    write(simulator, "PUT", f"{path}/status/action", {"action": "POWER_OFF", "method": "SOFTWARE"})
    before = write(simulator, "POST", f"{path}/private_networks", {"id": network})
    assert before["private_networks"] == [] and before["status"]["state"] == "POWERED_OFF"
    assert wait_until(lambda: simulator.api("GET", path)["private_networks"]) == [
        {"id": network, "name": "net"}
    ]


def test_addresses_of_a_removed_server_stay_on_request(simulator):
    server = deploy(simulator)
    write(simulator, "DELETE", f"/servers/{server['id']}?keep_ip=true")
    assert wait_until(lambda: simulator.raw("GET", f"/servers/{server['id']}").status_code == 404)
    (ip,) = simulator.api("GET", "/public_ips")
    assert ip["id"] == server["ips"][0]["id"] and ip["assigned_to"] is None


@pytest.mark.parametrize(
    "change, status, words",
    [
        ({"name": None}, 400, "Wrong value Field(s) name"),
        ({"name": "x" * 129}, 400, "Wrong value Field(s) name"),
        ({"typo": 1}, 400, "Unknown field(s) typo"),
        ({"appliance_id": "0" * 32}, 400, "Wrong value Field(s) appliance_id"),
        (
            {
                "hardware": {
                    "vcore": 1,
                    "cores_per_processor": 1,
                    "ram": 1,
                    "hdds": [{"size": 30, "is_main": True}],
                }
            },
            400,
            "Wrong step 30 - 20.00",
        ),
        (
            {
                "hardware": {
                    "vcore": 1,
                    "cores_per_processor": 1,
                    "ram": 1,
                    "hdds": [{"size": 40, "is_main": False}],
                }
            },
            400,
            "First HDD must be main HDD",
        ),
        (
            {
                "hardware": {
                    "vcore": 1,
                    "cores_per_processor": 2,
                    "ram": 1,
                    "hdds": [{"size": 40, "is_main": True}],
                }
            },
            400,
            "Cores per processor cannot be greater than the number of vCPUs",
        ),
        ({"user_data": "x"}, 400, "user_data_content_type missing"),
    ],
)
def test_wrong_bodies_get_the_errors_of_the_api(simulator, change, status, words):
    answer = simulator.raw("POST", "/servers", server_body(simulator, **change))
    assert answer.status_code == status and words in answer.json()["Message"]
    assert simulator.api("GET", "/servers") == []


def test_a_missing_name_is_a_required_field(simulator):
    body = server_body(simulator)
    del body["name"]
    answer = simulator.raw("POST", "/servers", body).json()
    assert (
        answer["Type"] == "INVALID_PARAMETERS"
        and answer["Message"] == "Required field(s) name missing or empty. "
    )


def test_lenient_ignores_unknown_and_null_members():
    with SimulatedApi(LENIENT).connected() as simulator:
        assert (
            simulator.raw(
                "POST", "/servers", server_body(simulator, typo=1, description=None)
            ).status_code
            == 202
        )


def test_lenient_reads_numbers_and_truth_values_in_texts(simulator):
    balancer = {
        "name": "web",
        "health_check_test": "TCP",
        "health_check_interval": "40",
        "persistence": "true",
        "persistence_time": "1200",
        "method": "ROUND_ROBIN",
        "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": "eighty"}],
    }
    assert simulator.raw("POST", "/load_balancers", balancer).status_code == 400
    with SimulatedApi(LENIENT).connected() as lenient:
        assert lenient.raw("POST", "/load_balancers", balancer).status_code == 400
        balancer["rules"][0]["port_server"] = "80"
        made = lenient.api("POST", "/load_balancers", balancer)
        assert (
            made["health_check_interval"],
            made["persistence"],
            made["rules"][0]["port_server"],
        ) == (40, True, 80)


@pytest.mark.parametrize(
    "path, code, key",
    [
        ("/servers/X", "SERVER_NOT_FOUND", "Type"),
        ("/servers/fixed_instance_sizes/X", "FIXED_SIZE_NOT_FOUND", "type"),
        ("/servers/baremetal_models/X", "BAREMETAL_METAL_NOT_FOUND", "type"),
        ("/load_balancers/X", "BALANCER_NOT_FOUND", "Type"),
        ("/firewall_policies/X", "FIREWALL_NOT_FOUND", "Type"),
        ("/private_networks/X", "PRIVATE_NETWORK_NOT_FOUND", "Type"),
        ("/public_ips/X", "IP_NOT_FOUND", "Type"),
        ("/ssh_keys/X", "IMAGE_NOT_FOUND", "Type"),
        ("/dvd_isos/X", "ISO_NOT_FOUND", "Type"),
        ("/monitoring_policies/X", "MONITORING_POLICY_NOT_FOUND", "Type"),
        ("/server_appliances/X", "APPLIANCES_NOT_FOUND", "Type"),
        ("/datacenters/X", "DATACENTER_NOT_FOUND", "Type"),
    ],
)
def test_each_kind_of_objects_has_its_own_404(simulator, path, code, key):
    answer = simulator.raw("GET", path)
    assert answer.status_code == 404 and answer.json()[key] == code


@pytest.mark.parametrize(
    "kind, body",
    [
        ("firewall_policies", {"description": "mine"}),
        ("monitoring_policies", {"description": "mine"}),
    ],
)
def test_default_policies_refuse_changes(simulator, kind, body):
    default = next(each for each in simulator.api("GET", f"/{kind}") if each["default"])
    for answer in (
        simulator.raw("PUT", f"/{kind}/{default['id']}", body),
        simulator.raw("DELETE", f"/{kind}/{default['id']}"),
    ):
        assert answer.status_code == 403 and answer.json()["type"] == "NOT_ALLOWED_ERROR"


def test_answers_spell_rules_differently(simulator):
    policy = simulator.api(
        "POST",
        "/firewall_policies",
        {
            "name": "web",
            "rules": [
                {"protocol": "TCP", "port": "8000-8100", "action": "allow"},
                {"protocol": "ICMP"},
            ],
        },
    )
    assert [
        (rule["action"], rule["port_from"], rule["port_to"], rule["source"])
        for rule in policy["rules"]
    ] == [("accept", 8000, 8100, "0.0.0.0"), ("accept", None, None, "0.0.0.0")]
    again = simulator.raw(
        "POST", "/firewall_policies", {"name": "web", "rules": [{"protocol": "TCP", "port": "1"}]}
    )
    assert again.status_code == 400 and again.json()["Type"] == "INVALID_NAME"


def test_keys_are_shown_without_algorithm_and_comment_and_pairs_are_created(simulator):
    part = "AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG"
    key = simulator.api(
        "POST", "/ssh_keys", {"name": "key", "public_key": f"ssh-ed25519 {part} me"}
    )
    assert key["public_key"] == part and "private_key" not in key
    made = simulator.api("POST", "/ssh_keys", {"name": "pair"})
    assert "PRIVATE KEY" in made["private_key"] and "private_key" not in simulator.api(
        "GET", f"/ssh_keys/{made['id']}"
    )


def test_monitoring_ports_are_spelled_differently_in_reads(simulator):
    thresholds = simulator.api("GET", "/monitoring_policies")[0]["thresholds"]
    thresholds["disk"] = thresholds["cpu"]
    port = {"protocol": "TCP", "port": 80, "alert_if": "RESPONDING", "email_notification": True}
    made = simulator.api(
        "POST",
        "/monitoring_policies",
        {
            "name": "m",
            "agent": False,
            "email": "",
            "thresholds": thresholds,
            "ports": [port],
            "processes": [],
        },
    )
    (read,) = simulator.api("GET", f"/monitoring_policies/{made['id']}")["ports"]
    assert (
        made["ports"][0]["alert_if"] == "RESPONDING"
        and read["alert_when"] is True
        and read["alert"] is True
    )
    assert "disk" not in simulator.api("GET", f"/monitoring_policies/{made['id']}")["thresholds"]


def test_pages_both_ways_and_their_cap():
    with SimulatedApi(servers=25, cap=10).connected() as simulator:
        names = [
            each["name"]
            for page in (1, 2, 3, 4)
            for each in simulator.api("GET", "/servers", page=page, per_page=50)
        ]
        assert len(names) == len(set(names)) == 25
    with SimulatedApi(Readings(chosen={"paging": "swapped"}), servers=25).connected() as simulator:
        assert len(simulator.api("GET", "/servers", page=20, per_page=2)) == 5


def test_q_sort_and_fields(simulator):
    sizes = simulator.api(
        "GET", "/server_appliances", q="ubuntu", sort="-name", fields="name,os_version"
    )
    assert [each["name"] for each in sizes] == sorted(
        (each["name"] for each in sizes), reverse=True
    )
    assert all(set(each) == {"name", "os_version"} for each in sizes) and len(sizes) >= 4


def test_the_rate_limit_and_its_headers(simulator):
    assert "X-Rate-Limit-Limit" not in simulator.raw("GET", "/ping").headers
    with SimulatedApi(rate_limit=2, rate_window=600).connected() as limited:
        answers = [limited.raw("GET", "/datacenters") for _each in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-Rate-Limit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert 0 < int(answers[2].headers["X-Rate-Limit-Reset"]) <= 600


def test_a_wrong_token_is_refused_and_ping_needs_none(simulator):
    headers = {"X-TOKEN": "wrong"}
    answer = requests.get(f"{simulator.url}/ping_auth", headers=headers, timeout=10)
    assert answer.status_code == 401 and answer.json()["type"] == "UNAUTHORIZED"
    assert requests.get(f"{simulator.url}/ping", timeout=10).json() == ["PONG"]


@pytest.mark.parametrize(
    "fault, made", [("drop_before", 0), ("drop_after", 1), ("500", 0), ("broken_json", 1)]
)
def test_faults_come_before_or_after_the_work(simulator, fault, made):
    simulator.fault("create_ssh_key", fault)
    with contextlib.suppress(requests.RequestException):
        simulator.raw("POST", "/ssh_keys", {"name": "key"}).json()
    assert len(simulator.api("GET", "/ssh_keys")) == made
    assert simulator.raw("POST", "/ssh_keys", {"name": "key"}).status_code == 201


def test_an_account_in_a_file_survives_a_restart(tmp_path):
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        made = simulator.api("POST", "/servers", server_body(simulator))
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        assert wait_until(lambda: ready(simulator, made["id"]))["ips"]
        assert len(simulator.api("GET", "/firewall_policies")) == 2


def test_every_get_of_a_simulated_resource_answers_by_the_contract(simulator):
    server = deploy(simulator)
    path = f"/servers/{server['id']}"
    ip = server["ips"][0]["id"]
    balancer = simulator.api(
        "POST",
        "/load_balancers",
        BALANCER,
    )
    write(
        simulator, "POST", f"{path}/ips/{ip}/load_balancers", {"load_balancer_id": balancer["id"]}
    )
    write(simulator, "POST", f"{path}/snapshots", {})
    write(simulator, "PUT", f"{path}/dvd", {"id": simulator.api("GET", "/dvd_isos")[0]["id"]})
    policy = server["ips"][0]["firewall_policy"]["id"]
    rule = simulator.api("GET", f"/firewall_policies/{policy}/rules")[0]["id"]
    for read in (
        f"{path}/hardware",
        f"{path}/hardware/hdds",
        f"{path}/image",
        f"{path}/ips",
        f"{path}/ips/{ip}",
        f"{path}/ips/{ip}/firewall_policy",
        f"{path}/ips/{ip}/load_balancers",
        f"{path}/status",
        f"{path}/dvd",
        f"{path}/private_networks",
        f"{path}/snapshots",
        f"/firewall_policies/{policy}/server_ips",
        f"/firewall_policies/{policy}/server_ips/{ip}",
        f"/firewall_policies/{policy}/rules/{rule}",
        f"/load_balancers/{balancer['id']}/server_ips/{ip}",
        f"/load_balancers/{balancer['id']}/rules",
        f"/load_balancers/{balancer['id']}/rules/{balancer['rules'][0]['id']}",
        "/pricing",
        "/ping_auth",
    ):
        assert simulator.raw("GET", read).status_code == 200, (
            read,
            simulator.raw("GET", read).text,
        )


def test_the_other_operations_of_a_server(simulator):
    server = deploy(simulator)
    path = f"/servers/{server['id']}"

    def do(method: str, below: str, body=None) -> dict:
        write(simulator, method, path + below, body)
        return wait_until_ready(simulator, server["id"])

    iso = simulator.api("GET", "/dvd_isos")[0]
    assert do("PUT", "/dvd", {"id": iso["id"]})["dvd"] == {"id": iso["id"], "name": iso["name"]}
    assert do("DELETE", "/dvd")["dvd"] is None
    snapshot = do("POST", "/snapshots", {})["snapshot"]["id"]
    second = wait_until(
        lambda: (
            (answer := simulator.raw("POST", f"{path}/snapshots", {})).status_code == 400
            and answer.json()
        )
    )
    assert (second["type"], second["message"]) == (
        "TECHNICAL_TARIFF_VIOLATION",
        "Too high 2 < 1.00",
    )
    do("PUT", f"/snapshots/{snapshot}", {})
    assert do("DELETE", f"/snapshots/{snapshot}")["snapshot"] is None
    disk = do("POST", "/hardware/hdds", {"hdds": [{"size": 20, "is_main": False}]})["hardware"][
        "hdds"
    ][1]["id"]
    assert do("PUT", f"/hardware/hdds/{disk}", {"size": 40})["hardware"]["hdds"][1]["size"] == 40
    assert (
        simulator.raw("PUT", f"{path}/hardware/hdds/{disk}", {"size": 30}).json()["Message"]
        == "Wrong step 30 - 20.00"
    )
    assert len(do("DELETE", f"/hardware/hdds/{disk}")["hardware"]["hdds"]) == 1
    assert (
        do("PUT", "/hardware", {"vcore": 2, "cores_per_processor": 1, "ram": 2})["hardware"][
            "vcore"
        ]
        == 2
    )
    second_ip = do("POST", "/ips", {})["ips"][1]["id"]
    assert len(do("DELETE", f"/ips/{second_ip}", {"keep_ip": True})["ips"]) == 1
    assert simulator.api("GET", f"/public_ips/{second_ip}")["assigned_to"] is None
    image = next(
        each
        for each in simulator.api("GET", "/server_appliances")
        if each["name"] == "rockylinux9-64std"
    )
    assert do("PUT", "/image", {"id": image["id"]})["image"]["name"] == "rockylinux9-64std"
    copy = write(simulator, "POST", f"{path}/clone", {"name": "copy"})
    assert wait_until_ready(simulator, copy["id"])["hardware"]["hdds"][0]["size"] == 40


def test_less_hardware_needs_a_server_that_is_off(simulator):
    server = deploy(
        simulator,
        hardware={
            "vcore": 2,
            "cores_per_processor": 1,
            "ram": 2,
            "hdds": [{"size": 40, "is_main": True}],
        },
    )
    path, less = f"/servers/{server['id']}", {"vcore": 1, "cores_per_processor": 1, "ram": 2}
    wait_until(
        lambda: (
            simulator.raw("PUT", f"{path}/hardware", less).json()["errors"]["state"] == "POWERED_ON"
        )
    )
    write(simulator, "PUT", f"{path}/status/action", {"action": "POWER_OFF", "method": "HARDWARE"})
    write(simulator, "PUT", f"{path}/hardware", less)
    assert wait_until_ready(simulator, server["id"])["hardware"]["vcore"] == 1


def test_the_limits_of_an_account_are_tariff_violations():
    with SimulatedApi(limits={"private_networks": 1}).connected() as simulator:
        simulator.api("POST", "/private_networks", {"name": "one"})
        answer = simulator.raw("POST", "/private_networks", {"name": "two"})
    assert answer.status_code == 400 and answer.json()["Type"] == "TECHNICAL_TARIFF_VIOLATION"


def test_a_balancer_gets_its_address_when_it_is_ready_and_keeps_rules_apart(simulator):
    body = {
        "name": "lb",
        "health_check_test": "TCP",
        "health_check_interval": 5,
        "persistence": False,
        "persistence_time": 30,
        "method": "ROUND_ROBIN",
        "health_check_parse": "ok",
        "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": 80}],
    }
    made = simulator.api("POST", "/load_balancers", body)
    assert (
        made["ip"] is None
        and made["state"] == "CONFIGURING"
        and made["health_check_path_parser"] == "ok"
    )
    path = f"/load_balancers/{made['id']}"
    ip = wait_until(lambda: simulator.api("GET", path)["ip"])
    (address,) = simulator.api("GET", "/public_ips")
    assert address["ip"] == ip and address["assigned_to"]["type"] == "LOAD_BALANCER"
    assert (
        simulator.raw("DELETE", f"/public_ips/{address['id']}").json()["message"]
        == "Cannot delete ip attached to load balancer"
    )
    overlap = simulator.raw("POST", f"{path}/rules", {"rules": body["rules"]})
    assert overlap.status_code == 400 and overlap.json()["type"] == "INVALID_PARAMETER"
    write(simulator, "DELETE", path)
    assert (
        wait_until(lambda: simulator.raw("GET", path).status_code == 404)
        and simulator.api("GET", "/public_ips") == []
    )


@pytest.mark.parametrize(
    "faults, words",
    [
        (
            [{"operation": "create_sever", "fault": "500"}],
            "There is no fault '500' of an operation 'create_sever'",
        ),
        ([{"operation": "*", "fault": "explode"}], "There is no fault 'explode'"),
        (
            [{"operation": "*", "kind": "500"}],
            "Faults are a list of objects with operation, fault, times and seconds",
        ),
    ],
)
def test_a_fault_that_can_never_happen_is_an_error(process, faults, words):
    answer = requests.put(
        f"{process.url.removesuffix('/v1')}/simulator/faults", json=faults, timeout=10
    )
    assert answer.status_code == 400 and words in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/v1/servers", "/http://elsewhere/servers"])
def test_a_path_outside_of_the_contract_is_not_found(simulator, path):
    answer = simulator.raw("GET", path)
    assert (answer.status_code, answer.json()["Type"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "path, body, name, added",
    [
        (
            "/firewall_policies",
            {"name": "web", "rules": [{"protocol": "TCP", "port": "80"}]},
            "rules",
            [{"protocol": "TCP", "port": "443"}, {"protocol": "TCP", "port": "80"}],
        ),
        (
            "/load_balancers",
            BALANCER,
            "rules",
            [{"protocol": "TCP", "port_balancer": port, "port_server": port} for port in (443, 80)],
        ),
    ],
)
def test_an_addition_that_is_refused_adds_nothing(simulator, path, body, name, added):
    created = simulator.api("POST", path, body)
    path = f"{path}/{created['id']}"
    wait_for_state(simulator, path, "ACTIVE")
    assert simulator.raw("POST", f"{path}/{name}", {name: added}).status_code == 400
    assert simulator.api("GET", path)[name] == created[name]


@pytest.mark.parametrize(
    "source, status", [("10.0.0.1", 202), ("10.0.0.0/8", 202), ("10.0.0.999", 400), ("home", 400)]
)
def test_a_source_is_an_address_or_a_network(simulator, source, status):
    rule = {"protocol": "TCP", "port": "80", "source": source}
    assert (
        simulator.raw("POST", "/firewall_policies", {"name": "web", "rules": [rule]}).status_code
        == status
    )


def test_a_cloud_server_has_no_baremetal_model(simulator):
    model = simulator.api("GET", "/servers/baremetal_models")[0]["id"]
    answer = simulator.raw(
        "POST", "/servers", server_body(simulator, hardware={"baremetal_model_id": model})
    )
    assert (answer.status_code, answer.json()["Type"]) == (400, "INVALID_PARAMETERS")


def test_the_command_line_chooses_the_account_and_its_readings(tmp_path):
    chosen = {
        "servers": 3,
        "page_cap": 2,
        "swapped_paging": True,
        "lenient": True,
        "deletion_log_state": "OK",
        "limit": "private_networks=1",
        "rate_limit": 100,
        "speed": 3000,
        "data": tmp_path / "account",
    }
    with SimulatorProcess(**chosen) as process:
        assert [
            len(process.api("GET", "/servers", page=50, per_page=number)) for number in (1, 2)
        ] == [2, 1]
        network = process.api(
            "POST", "/private_networks", {"name": "net", "typo": 1, "description": None}
        )
        answer = process.raw("POST", "/private_networks", {"name": "other"})
        assert (
            answer.json()["Type"] == "TECHNICAL_TARIFF_VIOLATION"
            and answer.headers["X-Rate-Limit-Limit"] == "100"
        )
        process.wait_until(lambda: process.raw("DELETE", f"/private_networks/{network['id']}").ok)
        process.wait_until(lambda: not process.api("GET", "/private_networks"))
        assert (
            process.api("GET", "/logs", period="LAST_24H", page=1, per_page=2)[0]["status"]["state"]
            == "OK"
        )
    with SimulatorProcess(data=tmp_path / "account") as process:
        assert len(process.api("GET", "/servers")) == 3


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--speed", "0"], "--speed: 0 is not more than 0"),
        (["--limit", "hdds=many"], "--limit: 'hdds=many' is not of the form"),
        (["--limit", "clouds=3"], "--limit: 'clouds=3' is not of the form"),
        (["--page-cap", "0"], "--page-cap: '0' is not of the form N or LIST=N"),
        (["--data", "/no/such/account.sqlite"], "--data: there is no folder /no/such"),
        (
            ["--network", "10.0.0.0/16", "--hosts"],
            "--network: with --hosts it has to lie in 127.0.0.0/8",
        ),
    ],
)
def test_a_wrong_argument_is_one_clear_sentence(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2 and words in done.stderr, done.stderr


def test_a_port_in_use_is_one_clear_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert (
        done.returncode == 1
        and done.stderr
        == f"127.0.0.1:{port} is in use: choose another --port, or 0 for a free one.\n"
    )


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(COMMAND), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "path, body, member",
    [
        ("/firewall_policies/{}/server_ips", {}, "server_ips"),
        ("/firewall_policies/{}/rules", {}, "rules"),
        ("/private_networks/{}/servers", {}, "servers"),
        ("/private_networks/{}/servers", {"servers": []}, "servers"),
    ],
)
def test_a_list_that_is_missing_is_refused_with_small_keys(simulator, path, body, member):
    kind = f"/{path.split('/')[1]}"
    made = simulator.api(
        "POST",
        kind,
        {"name": "net"}
        if kind == "/private_networks"
        else {"name": "web", "rules": [{"protocol": "GRE"}]},
    )
    answer = error_of(simulator, "POST", path.format(made["id"]), body)
    assert answer.json() == {
        "type": "INVALID_PARAMETERS",
        "message": f"Required field(s) {member} missing or empty. ",
        "errors": {"required": member},
    }


def test_a_load_balancer_gets_the_error_of_each_operation(simulator):
    body = {
        "name": "front",
        "health_check_test": "TCP",
        "health_check_interval": 40,
        "persistence": True,
        "persistence_time": 60,
        "method": "ROUND_ROBIN",
        "rules": [{"protocol": "TCP", "port_balancer": 80, "port_server": 80}],
    }
    without_time = simulator.raw(
        "POST",
        "/load_balancers",
        {key: value for key, value in body.items() if key != "persistence_time"},
    )
    assert without_time.json() == {
        "Type": "INVALID_PARAMETERS",
        "Message": "Persistence time is required",
        "Errors": None,
    }
    made = simulator.api("POST", "/load_balancers", body)
    other_method = simulator.raw("PUT", f"/load_balancers/{made['id']}", {"method": "RANDOM"})
    assert (
        other_method.json()["Message"]
        == "Invalid method. Valid methods are ROUND_ROBIN and LEAST_CONNECTIONS"
    )


def test_the_limit_of_private_networks_is_a_number(simulator):
    answers = [
        simulator.raw("POST", "/private_networks", {"name": f"net{number}"}) for number in range(51)
    ]
    assert answers[-1].json() == {
        "Type": "TECHNICAL_TARIFF_VIOLATION",
        "Message": "Too high 51 > 50",
        "Errors": {"prefix": "private_network", "desired": 51, "required": 50},
    }
