# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of the simulator from the view of a client: states, members, spellings, limits."""

from __future__ import annotations

import pytest
from simulated import SimulatedApi

from .client_steps import (
    deploy,
    ready,
    server_body,
    wait_until,
    wait_until_ready,
    write,
)


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


def test_the_limit_of_private_networks_is_a_number(simulator):
    answers = [
        simulator.raw("POST", "/private_networks", {"name": f"net{number}"}) for number in range(51)
    ]
    assert answers[-1].json() == {
        "Type": "TECHNICAL_TARIFF_VIOLATION",
        "Message": "Too high 51 > 50",
        "Errors": {"prefix": "private_network", "desired": 51, "required": 50},
    }
