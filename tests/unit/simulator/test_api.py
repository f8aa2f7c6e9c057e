# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to the simulator: errors, lists, rate limit, tokens and faults."""

from __future__ import annotations

import contextlib

import pytest
import requests
from simulated import SimulatedApi
from simulator.readings import Readings

from .client_steps import (
    deploy,
    error_of,
    server_body,
    wait_for_state,
    write,
)

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
