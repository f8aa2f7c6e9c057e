# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plans check, send and show, besides the order of their steps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan, Step
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import PLANNED, Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.user_api_keys import (
    USER_API_KEY,
)
from plays import rule

STORAGE = RESOURCES["/block_storages"]
FIREWALL_POLICY = RESOURCES["/firewall_policies"]
IMAGE = RESOURCES["/images"]
LOAD_BALANCER = RESOURCES["/load_balancers"]
MONITORING_POLICY = RESOURCES["/monitoring_policies"]
NETWORK = RESOURCES["/private_networks"]
ROLE = RESOURCES["/roles"]
SERVER = RESOURCES["/servers"]
SHARED_STORAGE = RESOURCES["/shared_storages"]
ON = {"status": {"state": "POWERED_ON", "percent": None}}
DE, US = ({"id": each * 32, "country_code": each} for each in ("DE", "US"))


def made(resource: Any, values: dict[str, Any], current: Any = None, **more: Any) -> Plan:
    state = more.pop("state", "present")
    options = more.pop("options", {})
    return plan(resource, Desired(state, values, options, **more), current)


def requests(a_plan: Plan) -> list[str]:
    return [f"{step.method} {step.path}" for step in a_plan.steps]


def policy(*ports: int) -> dict[str, Any]:
    rules = [{**rule(port), "action": "accept", "id": f"R{port}"} for port in ports]
    return {
        "id": "P",
        "name": "web",
        "description": "",
        "default": 0,
        "server_ips": [],
        "rules": rules,
    }


# -- checks


def test_a_new_object_cannot_use_what_is_in_another_datacenter():
    web = Ref("S", "web", {"id": "S", "datacenter": US})
    values = {"name": "data", "size": 20, "server": web, "datacenter": Ref(DE["id"], "DE", DE)}
    with pytest.raises(ValidationError, match="server: web is in US, but the .* is in DE"):
        made(STORAGE, values)
    assert made(STORAGE, {**values, "datacenter": Ref(US["id"], "US", US)}).steps


def test_the_options_of_a_clone_have_to_fit_to_its_original():
    hardware = {"vcore": 2, "cores_per_processor": 1, "ram": 4, "hdds": []}
    origin = {"id": "O", "name": "o", "server_type": "cloud", "hardware": hardware}
    values = {"name": "copy", "clone_of": Ref("O", "o", origin)}
    allowed = {"allow_stop": True}
    with pytest.raises(ValidationError, match="cores_per_processor is 8, more than the 2 of vcore"):
        made(SERVER, {**values, "cores_per_processor": 8}, options=allowed)
    assert made(SERVER, {**values, "cores_per_processor": 2}, options=allowed).steps


def test_a_value_that_the_api_does_not_show_is_not_taken_for_another_one():
    shown = {"id": "B", "name": "data", "description": "", "size": 20, "server": None}
    values = {"datacenter": Ref(DE["id"], "DE", DE)}
    assert not made(STORAGE, values, shown).changed
    with pytest.raises(ValidationError, match="datacenter of .* cannot be changed to"):
        made(STORAGE, values, {**shown, "datacenter": US})


def test_a_size_is_lowered_only_with_consent():
    shown = {"id": "B", "name": "data", "description": "", "size": 50, "server": None}
    with pytest.raises(
        ValidationError,
        match='^size of block storage "data" is 50 and cannot be lowered to 20. Set at least this '
        "value, or remove the option. Set allow_shrink to true",
    ):
        made(STORAGE, {"size": 20}, shown)
    assert made(STORAGE, {"size": 20}, shown, options={"allow_shrink": True}).object["size"] == 20
    assert not made(STORAGE, {"size": 50}, shown).changed
    assert made(STORAGE, {"size": 60}, shown).changed


def test_what_can_only_be_replaced_is_not_taken_away():
    closed = Ref("0", "0")
    ip = {"id": "I", "ip": "192.0.2.1", "firewall_policy": {"id": "F", "name": "web"}}
    shown = {"id": "S", "name": "web", "server_type": "cloud", "ips": [ip], **ON}
    with pytest.raises(
        ValidationError, match="^firewall_policy cannot be taken away, only replaced by another one"
    ):
        made(SERVER, {"firewall_policy": closed}, shown)
    without = {**shown, "ips": [{**ip, "firewall_policy": None}]}
    assert not made(SERVER, {"firewall_policy": closed}, without).changed


# -- steps


def test_a_put_carries_what_the_api_needs_with_a_change():
    shown = {"id": "L", "name": "lb", "persistence": False, "persistence_time": 300}
    changed = made(LOAD_BALANCER, {"persistence": True}, shown)
    assert changed.steps[0].body == {"persistence": True, "persistence_time": 300}
    unknown = made(LOAD_BALANCER, {"persistence": True}, {**shown, "persistence_time": None})
    assert unknown.steps[0].body == {"persistence": True, "persistence_time": 1200}
    assert made(LOAD_BALANCER, {"method": "ROUND_ROBIN"}, shown).steps[0].body == {
        "method": "ROUND_ROBIN"
    }


def test_a_change_of_a_child_keeps_what_the_task_does_not_set():
    known = {**made(MONITORING_POLICY, {"name": "m"}).object, "id": "M"}
    port = {"protocol": "TCP", "port": 22, "alert_if": "RESPONDING", "email_notification": True}
    asked = {**port, "alert_if": "NOT_RESPONDING", "email_notification": None}
    changed = made(MONITORING_POLICY, {"ports": [asked]}, {**known, "ports": [{**port, "id": "P"}]})
    (step,) = changed.steps
    assert (step.method, step.path) == ("PUT", "/monitoring_policies/M/ports/P")
    assert step.body["ports"] == {**port, "alert_if": "NOT_RESPONDING"}


def test_an_object_is_released_before_it_is_assigned_anew():
    shown = {"id": "B", "name": "d", "size": 20, "server": {"id": "S", "name": "old"}}
    moved = made(STORAGE, {"server": Ref("T", "new")}, shown)
    assert [(step.method, step.reason) for step in moved.steps] == [
        ("DELETE", "clear server"),
        ("POST", "set server to 'new'"),
    ]
    assert moved.object["server"]["id"] == "T"


def test_the_permissions_of_a_new_role_are_sent_although_they_are_planned_already():
    permissions = {"permissions": {"servers": {"create": True}}}
    new = made(ROLE, {"name": "ops", **permissions})
    assert requests(new) == ["POST /roles", "PUT /roles/{id}/permissions"]
    known = {**new.object, "id": "R"}
    assert requests(made(ROLE, permissions, known, created=True)) == ["PUT /roles/R/permissions"]
    assert not made(ROLE, permissions, known).changed


def test_large_values_are_not_repeated_in_the_reason_of_a_step():
    known = {**made(MONITORING_POLICY, {"name": "m"}).object, "id": "M"}
    thresholds = {"cpu": {"warning": {"value": 50, "alert": None}}}
    changed = made(MONITORING_POLICY, {"name": "n", "thresholds": thresholds}, known)
    assert changed.steps[0].reason == "change name from 'm' to 'n', thresholds"


def test_a_child_that_is_added_again_has_another_id():
    changed = made(
        FIREWALL_POLICY, {"rules": [rule(22), rule(80, description="x")]}, policy(22, 80)
    )
    assert [(each["port_from"], each["id"]) for each in changed.object["rules"]] == [
        (22, "R22"),
        (80, None),
    ]


def test_a_child_whose_addition_replaces_it_keeps_its_place():
    known = {
        **made(SHARED_STORAGE, {"name": "s", "size": 50}).object,
        "id": "T",
        "servers": [
            {"id": "A", "name": "a", "rights": "R"},
            {"id": "B", "name": "b", "rights": "R"},
        ],
    }
    servers = [{"server": Ref(each, each.lower()), "rights": "RW"} for each in "AB"]
    changed = made(SHARED_STORAGE, {"servers": servers}, known)
    assert all(step.method == "POST" for step in changed.steps)
    assert [(each["id"], each["rights"]) for each in changed.object["servers"]] == [
        ("A", "RW"),
        ("B", "RW"),
    ]


def test_what_an_object_is_released_from_does_not_depend_on_the_desired_values():
    shown = {"id": "B", "name": "d", "description": "", "size": 20, "server": {"id": "S"}}
    absent = made(STORAGE, {"name": "d", "size": 50}, shown, state="absent")
    assert requests(absent) == ["DELETE /block_storages/B/server", "DELETE /block_storages/B"]
    assert [step.removes for step in absent.steps] == [False, True] and absent.object is None


def test_an_object_that_is_being_removed_is_not_removed_again():
    shown = {"id": "B", "name": "d", "size": 20, "state": "REMOVING", "server": {"id": "S"}}
    removal = made(STORAGE, {"name": "d"}, shown, state="absent")
    assert not removal.changed and removal.before == removal.after != {} and removal.object is None


def test_a_removal_takes_the_rest_of_the_series_with_it():
    shown, *others = (
        {"id": each, "name": f"web_2026010{each}", "frequency": "ONCE"} for each in "321"
    )
    consent = {"options": {"allow_series_removal": True}, "series": others}
    removal = made(IMAGE, {"name": "web"}, shown, state="absent", **consent)
    assert requests(removal) == ["DELETE /images/2", "DELETE /images/1", "DELETE /images/3"]
    assert [step.removes for step in removal.steps] == [False, False, True]


def test_a_network_is_not_removed_from_servers_that_run():
    shown = {"id": "N", "name": "net", "servers": [{"id": "S", "name": "web"}]}
    details = {"S": {"id": "S", "name": "web", **ON}}
    with pytest.raises(ValidationError, match="servers: web is running, and servers join and"):
        made(NETWORK, {"name": "net"}, shown, state="absent", details=details)
    details = {"S": {"id": "S", "name": "web", "status": {"state": "POWERED_OFF"}}}
    removal = made(NETWORK, {"name": "net"}, shown, state="absent", details=details)
    assert requests(removal) == ["DELETE /private_networks/N"]


def test_the_removal_of_a_server_with_excluded_disks_leaves_nothing():
    shown = {"id": "S", "name": "web", "server_type": "cloud", **ON}
    disks = [{"id": "D", "size": 20, "is_main": True}, {"id": "X", "size": 50, "is_main": False}]
    shown["hardware"] = {"vcore": 1, "cores_per_processor": 1, "ram": 1, "hdds": disks}
    removal = made(SERVER, {"name": "web"}, shown, state="absent", excluded=frozenset({"X"}))
    assert requests(removal) == ["DELETE /servers/S"] and removal.object is None


def test_a_new_server_has_no_excluded_disks():
    hardware = {"vcore": 1, "cores_per_processor": 1, "ram": 1}
    disks = {"hdds": [{"size": 20, "is_main": True}], "appliance": Ref("A", "debian")}
    new = made(SERVER, {"name": "web", **hardware, **disks}, excluded=frozenset({"X"}))
    assert requests(new) == ["POST /servers"] and len(new.object["hardware"]["hdds"]) == 1


def test_an_object_that_another_resource_creates_is_planned_without_a_creation():
    planned = made(USER_API_KEY, {"user": Ref("U", "jane")}, state="rotated")
    assert planned.object["id"].startswith(PLANNED)
    assert not any(step.creates for step in planned.steps)


# -- what results show


def test_options_without_effect_cause_warnings():
    shown = {"id": "S", "name": "web", "server_type": "cloud", "ips": [], **ON}
    shown["image"] = {"id": "A", "name": "debian"}
    unused = {"appliance": Ref("B", "windows")}
    kept = made(SERVER, {"firewall_policy": Ref("F", "all")}, shown, unused=unused)
    assert not kept.changed and kept.warnings == (
        "appliance of server \"web\" is 'debian', not 'windows'. The option applies only to a new "
        "server and to state rebuilt.",
        'firewall_policy has no effect, because server "web" has no ips.',
    )
    image = {"id": "I", "name": "web", "server_id": "S", "frequency": "ONCE"}
    kept = made(IMAGE, {"name": "web"}, image, unused={"server": Ref("T")})
    assert kept.warnings == (
        "server of image \"web\" is 'S', not 'T'. The option applies only to a new image.",
    )
    ip = {"id": "I", "ip": "192.0.2.1", "firewall_policy": {"id": "F", "name": "all"}}
    assert not made(SERVER, {"firewall_policy": Ref("F", "all")}, {**shown, "ips": [ip]}).warnings


@pytest.mark.parametrize(
    "query, path",
    [
        (None, "/servers/1"),
        ({}, "/servers/1"),
        ({"keep_ips": True}, "/servers/1?keep_ips=True"),
        ({"a": 1, "b": 2}, "/servers/1?a=1&b=2"),
    ],
)
def test_an_operation_shows_the_query(query, path):
    step = Step("DELETE", "/servers/1", "remove it", query=query)
    assert step.operation == {"method": "DELETE", "path": path, "reason": "remove it"}


def test_a_diff_leaves_out_what_has_no_value():
    view = {"name": "web", "empty": "", "none": None, "inner": {"x": None}, "no": False, "zero": 0}
    listed = {"rules": [{"port": 22, "text": ""}, {"port": None}], "list": []}
    diff = Plan((), {**view, **listed}, {}, None).diff
    assert diff["after"] == ""
    assert json.loads(diff["before"]) == {
        "name": "web",
        "no": False,
        "zero": 0,
        "rules": [{"port": 22}, {}],
        "list": [],
    }
    assert diff["before"].endswith("}\n")
