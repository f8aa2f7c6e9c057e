# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the steps of a plan, and its errors."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan, scope_of
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Context, Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import PLANNED, Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from plays import rule

FIREWALL_POLICY = RESOURCES["/firewall_policies"]
LOAD_BALANCER = RESOURCES["/load_balancers"]
MONITORING_POLICY = RESOURCES["/monitoring_policies"]
SERVER = RESOURCES["/servers"]
POLICY = {
    "id": "P",
    "name": "web",
    "description": "",
    "default": 0,
    "server_ips": [],
    "rules": [
        {
            "id": f"R{port}",
            "protocol": "TCP",
            "port_from": port,
            "port_to": port,
            "action": "accept",
            "source": "0.0.0.0",
            "description": "",
        }
        for port in (22, 80)
    ],
}
MACHINE = {
    "id": "S",
    "name": "web",
    "description": "",
    "server_type": "cloud",
    "status": {"state": "POWERED_ON", "percent": None},
    "hardware": {
        "vcore": 4,
        "cores_per_processor": 1,
        "ram": 8,
        "fixed_instance_size_id": None,
        "baremetal_model_id": None,
        "hdds": [
            {"id": "D0", "size": 80, "is_main": True},
            {"id": "D1", "size": 40, "is_main": False},
        ],
    },
    "ips": [
        {
            "id": "I1",
            "ip": "192.0.2.1",
            "firewall_policy": {"id": "F1", "name": "one"},
            "load_balancers": [{"id": "B1", "name": "b1"}],
        },
        {
            "id": "I2",
            "ip": "192.0.2.2",
            "firewall_policy": {"id": "F2", "name": "two"},
            "load_balancers": [],
        },
    ],
    "monitoring_policy": {"id": "M1", "name": "m1"},
    "private_networks": [{"id": "N1", "name": "n1"}],
}


def steps(made: Plan) -> list[str]:
    return [f"{step.method} {step.path}" for step in made.steps]


def server(state: str = "present", **values) -> Plan:
    options = {
        name: values.pop(name)
        for name in ("allow_stop", "stop_method", "allow_disk_removal")
        if name in values
    }
    return plan(SERVER, Desired(state, values, options), MACHINE)


def reasons(made: Plan) -> list[str]:
    return [step.reason for step in made.steps]


def policy(*rules: dict) -> Plan:
    return plan(FIREWALL_POLICY, Desired("present", {"rules": list(rules)}), POLICY)


def test_rules_are_added_before_others_are_removed_and_all_in_one_request():
    assert steps(policy(rule(443), rule(8080), rule(22))) == [
        "POST /firewall_policies/P/rules",
        "DELETE /firewall_policies/P/rules/R80",
    ]


def test_a_rule_whose_description_changes_is_replaced_in_the_order_the_api_takes():
    assert steps(policy(rule(22), rule(80, description="web"))) == [
        "DELETE /firewall_policies/P/rules/R80",
        "POST /firewall_policies/P/rules",
    ]


def test_a_balancer_rule_that_would_overlap_waits_for_the_old_one_to_go():
    balancer = {
        "id": "L",
        "name": "lb",
        "server_ips": [],
        "rules": [
            {
                "id": "R1",
                "protocol": "TCP",
                "port_balancer": 80,
                "port_server": 80,
                "source": "0.0.0.0",
            },
            {
                "id": "R2",
                "protocol": "TCP",
                "port_balancer": 25,
                "port_server": 25,
                "source": "0.0.0.0",
            },
        ],
    }
    made = plan(
        LOAD_BALANCER,
        Desired(
            "present",
            {
                "rules": [
                    {
                        "protocol": "TCP",
                        "port_balancer": 80,
                        "port_server": 80,
                        "source": "10.0.0.0/8",
                    },
                    {
                        "protocol": "TCP",
                        "port_balancer": 443,
                        "port_server": 443,
                        "source": "0.0.0.0",
                    },
                ]
            },
        ),
        balancer,
    )
    assert steps(made) == [
        "DELETE /load_balancers/L/rules/R1",
        "POST /load_balancers/L/rules",
        "DELETE /load_balancers/L/rules/R2",
    ]
    assert reasons(made) == [
        "remove rules TCP 80 to 80 from 0.0.0.0",
        "add rules TCP 80 to 80 from 10.0.0.0/8, TCP 443 to 443 from 0.0.0.0",
        "remove rules TCP 25 to 25 from 0.0.0.0",
    ]


@pytest.mark.parametrize(
    "added, label",
    [
        (rule(8080), "TCP 8080 from 0.0.0.0"),
        (rule(8000, port_to=8100, source="10.0.0.0/8"), "TCP 8000-8100 from 10.0.0.0/8"),
        (rule(None, protocol="ICMP"), "ICMP from 0.0.0.0"),
        (rule(None, protocol="ANY", action="deny"), "deny ANY from 0.0.0.0"),
    ],
)
def test_steps_name_the_rules_of_a_policy(added, label):
    assert reasons(policy(added, rule(22))) == [
        f"add rules {label}",
        "remove rules TCP 80 from 0.0.0.0",
    ]


def test_an_address_cannot_be_taken_from_a_policy():
    held = {**POLICY, "server_ips": [{"id": "I1", "ip": "192.0.2.1", "server_name": "web"}]}
    with pytest.raises(
        ValidationError,
        match="192.0.2.1 cannot be removed from server_ips: an address always has a policy",
    ):
        plan(FIREWALL_POLICY, Desired("present", {"server_ips": []}), held)
    assert not plan(
        FIREWALL_POLICY, Desired("present", {"server_ips": []}, {"purge_server_ips": False}), held
    ).changed


def test_steps_that_need_a_stop_come_between_stop_and_start():
    made = server(
        description="x",
        vcore=2,
        cores_per_processor=1,
        ram=4,
        private_networks=[Ref("N2", "n2")],
        allow_stop=True,
        stop_method="SOFTWARE",
    )
    assert steps(made) == [
        "PUT /servers/S",
        "PUT /servers/S/status/action",
        "PUT /servers/S/hardware",
        "POST /servers/S/private_networks",
        "DELETE /servers/S/private_networks/N1",
        "PUT /servers/S/status/action",
    ]
    assert [step.body["action"] for step in made.steps if step.path.endswith("action")] == [
        "POWER_OFF",
        "POWER_ON",
    ]


def test_more_hardware_needs_no_stop():
    assert steps(server(vcore=8, cores_per_processor=1, ram=16)) == ["PUT /servers/S/hardware"]


def test_state_stopped_stops_the_server_before_steps_that_need_it():
    assert steps(server("stopped", private_networks=[])) == [
        "PUT /servers/S/status/action",
        "DELETE /servers/S/private_networks/N1",
    ]


def test_a_stop_for_a_change_replaces_a_restart():
    made = server("restarted", private_networks=[], stop_method="HARDWARE")
    assert [step.body.get("action") for step in made.steps if step.body] == [
        "POWER_OFF",
        "POWER_ON",
    ]


def test_one_policy_for_all_addresses():
    assert steps(server(firewall_policy=Ref("F1", "one"))) == [
        "PUT /servers/S/ips/I2/firewall_policy"
    ]


def test_a_load_balancer_at_any_address_counts_and_others_are_removed():
    assert steps(server(load_balancers=[Ref("B1", "b1")])) == []
    assert steps(server(load_balancers=[Ref("B2", "b2")])) == [
        "POST /servers/S/ips/I1/load_balancers",
        "DELETE /servers/S/ips/I1/load_balancers/B1",
    ]


def test_a_monitoring_policy_is_assigned_through_its_own_path():
    made = server(monitoring_policy=Ref("M2", "m2"))
    assert steps(made) == ["POST /monitoring_policies/M2/servers"] and made.steps[0].body == {
        "servers": ["S"]
    }
    assert steps(server(monitoring_policy=None)) == ["DELETE /monitoring_policies/M1/servers/S"]


@pytest.mark.parametrize(
    "disks, expected",
    [
        ([(80, True), (60, False)], ["PUT /servers/S/hardware/hdds/D1"]),
        ([(100, True), (40, False)], ["PUT /servers/S/hardware/hdds/D0"]),
        ([(80, True), (40, False), (20, False)], ["POST /servers/S/hardware/hdds"]),
        ([(80, True)], ["DELETE /servers/S/hardware/hdds/D1"]),
    ],
)
def test_disks_are_matched_by_role_and_size(disks, expected):
    assert (
        steps(
            server(
                hdds=[{"size": size, "is_main": main} for size, main in disks],
                allow_disk_removal=True,
            )
        )
        == expected
    )


@pytest.mark.parametrize(
    "disks, words",
    [
        ([(60, True), (40, False)], "60 GB where the server has a main disk of 80 GB"),
        ([(80, True), (20, False)], "20 GB where the server has a disk of 40 GB"),
        ([(40, False)], "no disk with is_main: true"),
    ],
)
def test_disks_are_never_thrown_away_by_accident(disks, words):
    with pytest.raises(ValidationError, match=words):
        server(hdds=[{"size": size, "is_main": main} for size, main in disks])


def test_a_size_with_a_smaller_disk_is_refused():
    size = Ref(
        "Z",
        "M",
        {
            "hardware": {
                "vcore": 8,
                "cores_per_processor": 1,
                "ram": 16,
                "hdds": [{"size": 60, "is_main": True}],
            }
        },
    )
    with pytest.raises(
        ValidationError, match="fixed_instance_size M has a disk of 60 GB, the server one of 80 GB"
    ):
        server(fixed_instance_size=size)


def test_immutable_options_are_named_in_the_error():
    with pytest.raises(
        ValidationError,
        match="server_type of server \"web\" is 'cloud' and cannot be changed to 'baremetal'",
    ):
        server(server_type="baremetal")


def test_a_new_member_of_a_private_network_starts_only_after_it_has_joined():
    values = {
        "name": "new",
        "appliance": Ref("A", "debian"),
        "fixed_instance_size": Ref("Z", "M"),
        "private_networks": [Ref("N1", "n1")],
        "load_balancers": [Ref("B1", "b1"), Ref("B2", "b2")],
    }
    made = plan(SERVER, Desired("present", values), None)
    assert (
        made.steps[0].body["power_on"] is False and made.steps[0].body["load_balancer_id"] == "B1"
    )
    assert steps(made) == [
        "POST /servers",
        "POST /servers/{id}/ips/{ips.0.id}/load_balancers",
        "POST /servers/{id}/private_networks",
        "PUT /servers/{id}/status/action",
    ]
    assert made.object["id"].startswith(PLANNED) and made.object["status"]["state"] == "POWERED_ON"


def test_partial_thresholds_change_only_the_given_values():
    first = plan(MONITORING_POLICY, Desired("present", {"name": "m"}), None).object
    made = plan(
        MONITORING_POLICY,
        Desired("present", {"thresholds": {"cpu": {"warning": {"value": 50, "alert": None}}}}),
        first,
    )
    sent = made.steps[0].body["thresholds"]
    assert sent["cpu"]["warning"] == {"value": 50, "alert": False}
    assert {**sent, "cpu": None} == {**first["thresholds"], "cpu": None}


def test_placeholders_use_the_options_of_the_resource_and_never_the_token():
    options = {"stop_method": "HARDWARE", "api_token": "SECRET", "wait": True}
    context = Context(Desired("present", {}, options), planned=MACHINE)
    scope = scope_of(SERVER, context)
    assert set(scope["options"]) == {each.name for each in SERVER.options}
    assert scope["options"]["stop_method"] == "HARDWARE"
    assert "SECRET" not in str(scope)
