# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, roles, monitoring policies and datacenters in each reading of the API."""

from __future__ import annotations

import pytest
from worlds import each_reading

JANE = {"name": "jane", "password": "geheim-geheim"}


def operations(result: dict) -> list[str]:
    return [f"{each['method']} {each['path'].partition('?')[0]}" for each in result["operations"]]


def without_ids(result: dict, name: str) -> list[str]:
    """Return the operations of a task, with the id of its object as in check mode."""
    identifier = (result[name] or {}).get("id") or "{id}"
    return [each.replace(identifier, "{id}") for each in operations(result)]


def converge(tasks, module: str, **options):
    check, real, again = tasks.converge(module, **options)
    assert without_ids(check, module) == without_ids(real, module)
    return check, real, again


# -- roles


@each_reading("new-role")
@pytest.mark.parametrize(
    "permissions",
    [
        {"vpn": {"delete": True}},
        {"vpn": {"delete": False}},
        {"logs": {"show": True}, "vpn": {"show": False, "create": True}},
    ],
)
def test_permissions_that_are_given_in_part_leave_the_rest_as_the_api_makes_it(
    tasks, simulator, permissions
):
    made = simulator.api("POST", "/roles", {"name": "model"})["permissions"]
    check, real, _again = converge(tasks, "role", name="crew", permissions=permissions)
    assert operations(check) == ["POST /roles", "PUT /roles/{id}/permissions"]
    expected = {
        group: {**switches, **permissions.get(group, {})} for group, switches in made.items()
    }
    assert real["role"]["permissions"] == expected
    shown = check["role"]["permissions"]
    assert {
        (group, name) for group in shown for name in shown[group] if shown[group][name] is not None
    } == {(group, name) for group in permissions for name in permissions[group]}


@each_reading("new-role")
def test_a_role_whose_permissions_are_not_named(tasks, simulator):
    made = simulator.api("POST", "/roles", {"name": "model"})["permissions"]
    check, real, _again = converge(tasks, "role", name="crew", description="ours")
    assert real["role"]["permissions"] == made
    assert {
        value for group in check["role"]["permissions"].values() for value in group.values()
    } == {None}
    assert "permissions" not in check["diff"]["after"]


@each_reading("network-permissions")
def test_permissions_of_private_networks_have_one_name(tasks, simulator):
    check, real, again = converge(
        tasks,
        "role",
        name="crew",
        permissions={"private_network": {"create": True}, "vpn": {"show": True}},
    )
    assert (
        operations(check) == ["POST /roles", "PUT /roles/{id}/permissions"] and not again["changed"]
    )
    shown = tasks.ok("role_info", name="crew")["roles"][0]["permissions"]
    assert (
        shown == real["role"]["permissions"]
        and shown["private_network"]["create"]
        and "private_networks" not in shown
    )
    tree = simulator.api("GET", f"/roles/{real['role']['id']}/permissions")
    assert [
        tree[name]["create"] for name in tree if name in ("private_network", "private_networks")
    ] == [True]
    assert tasks.ok("permission_info")["permissions"]["private_network"]["create"]
    _check, copy, _again = converge(
        tasks,
        "role",
        name="copy",
        clone_of="crew",
        permissions={"private_network": {"delete": True}},
    )
    assert (
        copy["role"]["permissions"]["private_network"]["create"]
        and copy["role"]["permissions"]["private_network"]["delete"]
    )


@each_reading("new-role")
def test_exact_permissions_are_all_known(tasks):
    check, real, _again = converge(
        tasks, "role", name="crew", permissions={"logs": {"show": True}}, exact_permissions=True
    )
    assert check["role"]["permissions"] == real["role"]["permissions"]
    allowed = [
        (group, name)
        for group, each in real["role"]["permissions"].items()
        for name, value in each.items()
        if value
    ]
    assert allowed == [("logs", "show")]


@each_reading("new-role")
def test_a_clone_has_the_permissions_of_its_model_and_more(tasks):
    tasks.ok("role", name="model", permissions={"logs": {"show": True}}, exact_permissions=True)
    check, real, _again = converge(
        tasks, "role", name="copy", clone_of="model", permissions={"vpn": {"show": True}}
    )
    assert check["role"]["permissions"] == real["role"]["permissions"]
    check, real, _again = converge(
        tasks, "role", name="twin", clone_of="model", permissions={"logs": {"show": True}}
    )
    assert check["role"]["permissions"] == real["role"]["permissions"]


@each_reading("new-role")
def test_changed_permissions_of_a_role_that_exists(tasks):
    tasks.ok("role", name="crew", permissions={"logs": {"show": True}}, exact_permissions=True)
    check, real, _again = converge(
        tasks, "role", name="crew", permissions={"vpn": {"show": True}, "logs": {"show": False}}
    )
    assert check["role"] == real["role"] and operations(real) == [
        f"PUT /roles/{real['role']['id']}/permissions"
    ]


# -- users


@each_reading("user-names")
def test_a_user_by_the_name_that_was_given(tasks):
    _check, real, _again = converge(tasks, "user", **JANE, description="d", api_access=True)
    assert real["user"]["name"].endswith("jane")
    converge(tasks, "role", name="crew", users=["jane"])
    for options in (
        {"name": ["jane"]},
        {"filters": {"name": "jane"}},
        {"name": [real["user"]["name"]]},
    ):
        assert [each["id"] for each in tasks.ok("user_info", **options)["users"]] == [
            real["user"]["id"]
        ]
    tasks.ok("user_api_key", user="jane", show_secrets=True)
    converge(tasks, "user", name="jane", state="absent")


@each_reading("new-api-key")
@pytest.mark.parametrize("wait", [True, False])
def test_the_new_key_reaches_its_file(tasks, simulator, tmp_path, wait):
    user = tasks.ok("user", **JANE, api_access=True)["user"]
    file = tmp_path / "key"
    check = tasks.ok("user_api_key", True, user="jane", api_key_file=str(file))
    real = tasks.ok("user_api_key", user="jane", api_key_file=str(file), wait=wait)
    assert operations(check) == operations(real)
    assert file.read_text().strip() == simulator.api("GET", f"/users/{user['id']}/api/key")["key"]


@each_reading("new-api-key")
def test_the_own_key_is_lost_if_the_answer_does_not_show_it(tasks, simulator, readings, tmp_path):
    (owner,) = [
        each for each in simulator.api("GET", "/users") if each["api"]["key"] == simulator.token
    ]
    options = {"user": owner["id"], "api_key_file": str(tmp_path / "key")}
    assert "allow_lockout" in tasks.error("user_api_key", **options)
    result = tasks("user_api_key", **options, allow_lockout=True)
    if readings["new-api-key"] == "at-once":
        assert not result.get("failed") and (tmp_path / "key").read_text().strip() not in (
            "",
            simulator.token,
        )
    else:
        assert (
            "is lost, because no answer of the API has shown it" in result["msg"]
            and not (tmp_path / "key").exists()
        )


# -- monitoring policies


DISK = {"thresholds": {"disk": {"warning": {"value": 70, "alert": True}}}}


@each_reading("disk-threshold")
def test_the_threshold_of_disks_without_an_agent(tasks, simulator):
    converge(tasks, "monitoring_policy", name="mon", **DISK)
    converge(
        tasks,
        "monitoring_policy",
        name="mon",
        agent=False,
        thresholds={"disk": DISK["thresholds"]["disk"], "cpu": {"warning": {"value": 50}}},
    )
    _check, real, _again = converge(tasks, "monitoring_policy", name="mon", agent=True)
    assert real["monitoring_policy"]["thresholds"]["disk"]["warning"] == {
        "value": 70,
        "alert": True,
    }
    converge(
        tasks,
        "monitoring_policy",
        name="mon",
        agent=False,
        thresholds={"disk": {"critical": {"value": 85}}},
    )
    converge(tasks, "monitoring_policy", name="mon", agent=False)


@each_reading("disk-threshold")
def test_a_threshold_of_disks_is_set_with_the_agent(tasks):
    tasks.ok("monitoring_policy", name="mon")
    check, real, _again = converge(tasks, "monitoring_policy", name="mon", agent=True, **DISK)
    assert check["monitoring_policy"]["thresholds"] == real["monitoring_policy"]["thresholds"]
    assert (
        real["monitoring_policy"]["thresholds"]["disk"]["warning"]["value"] == 70
        and len(operations(real)) == 1
    )


@each_reading("policy-alerts")
def test_ports_and_processes_in_each_spelling(tasks):
    converge(
        tasks,
        "monitoring_policy",
        name="mon",
        agent=True,
        ports=[{"port": 80}],
        processes=[{"process": "init", "alert_if": "RUNNING"}],
    )
    _check, real, _again = converge(
        tasks,
        "monitoring_policy",
        name="mon",
        ports=[{"port": 80, "alert_if": "RESPONDING", "email_notification": True}],
        processes=[],
    )
    (port,) = real["monitoring_policy"]["ports"]
    assert (port["alert_if"], port["email_notification"]) == ("RESPONDING", True)
    converge(tasks, "monitoring_policy", name="mon", ports=[])


# -- datacenters


@each_reading("spain")
@pytest.mark.parametrize("code", ["ES", "SP"])
def test_spain_has_two_codes(tasks, code):
    check, real, _again = converge(tasks, "private_network", name="net", datacenter=code)
    assert check["private_network"]["datacenter"] == real["private_network"]["datacenter"]
    assert real["private_network"]["datacenter"]["country_code"] == "ES"
    (center,) = tasks.ok("datacenter_info", name=[code])["datacenters"]
    assert (center["country_code"], center["location"]) == ("ES", "Spain")
    assert tasks.ok("datacenter_info", filters={"country_code": code})["datacenters"] == [center]
    for path in ("datacenter", "datacenter.country_code"):
        assert len(tasks.ok("private_network_info", filters={path: code})["private_networks"]) == 1


# -- the monitoring center


@each_reading("alert-keys")
def test_alerts_and_datacenter_have_one_name(tasks):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    for options in (
        {},
        {"server": "web"},
        {
            "filters": {
                "alerts.resources.warning": 0,
                "alerts.resources.critical": [0, 1, 2, 3, 4, 5],
            }
        },
    ):
        for found in tasks.ok("monitoring_info", **options)["monitoring"]:
            assert {"alerts", "datacenter"} <= found.keys() and {
                "alerts_count",
                "region",
            }.isdisjoint(found)


# -- errors and logs


@each_reading("error-keys")
def test_errors_are_reported_in_each_spelling(tasks):
    refusals = [
        tasks("api_request", method="POST", path="/vpns", body={}),
        tasks("api_request", path="/servers/X"),
        tasks("api_request", path="/servers/fixed_instance_sizes/X"),
    ]
    assert [each["error"]["type"] for each in refusals] == [
        "INVALID_PARAMETERS",
        "SERVER_NOT_FOUND",
        "FIXED_SIZE_NOT_FOUND",
    ]
    assert "name missing or empty" in refusals[0]["msg"] and refusals[0]["error"]["errors"] == {
        "required": "name"
    }


@each_reading("deletion-log-state")
def test_logs_of_deletions(tasks):
    tasks.ok("vpn", name="office")
    tasks.ok("vpn", name="office", state="absent")
    (log,) = tasks.ok("log_info", filters={"action": "DELETE", "type": "VPN"})["logs"]
    assert log["status"]["state"] in ("COMPLETED", "OK")
