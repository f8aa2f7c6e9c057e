# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of users, roles, monitoring, logs, the catalogue, and errors."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from simulator.catalogue import THRESHOLDS
from worlds import observer

JANE = {"name": "jane", "password": "geheim-geheim"}
POLICY = {
    "name": "it",
    "email": "",
    "agent": False,
    "thresholds": THRESHOLDS,
    "processes": [],
    "ports": [
        {"protocol": "TCP", "port": 80, "alert_if": "RESPONDING", "email_notification": True}
    ],
}


@observer("user-names")
def user_names(api: SimulatedApi) -> Any:
    return api.api("POST", "/users", JANE)["name"].partition(".")[2]


@observer("new-role")
def new_role(api: SimulatedApi) -> Any:
    return api.api("POST", "/roles", {"name": "crew"})["permissions"]["logs"]["show"]


@observer("network-permissions")
def network_permissions(api: SimulatedApi) -> Any:
    role = api.api("POST", "/roles", {"name": "crew"})
    trees = [
        role["permissions"],
        api.api("GET", f"/roles/{role['id']}/permissions"),
        api.api("GET", "/users/current_user_permissions"),
    ]
    return {name for tree in trees for name in tree if "network" in name}


@observer("new-api-key")
def new_api_key(api: SimulatedApi) -> Any:
    path = f"/users/{api.api('POST', '/users', JANE)['id']}"
    api.settle()
    former = api.api("PUT", f"{path}/api", {"active": True})["api"]["key"]
    shown = api.api("PUT", f"{path}/api/key")["api"]["key"]
    api.settle()
    assert former != api.api("GET", f"{path}/api/key")["key"]
    return shown == former


@observer("alert-keys")
def alert_keys(api: SimulatedApi) -> Any:
    server = (
        api.api("GET", "/server_appliances", q="debian12-64min")[0]["id"],
        api.api("GET", "/servers/fixed_instance_sizes")[0]["id"],
    )
    made = api.api(
        "POST",
        "/servers",
        {
            "name": "web",
            "appliance_id": server[0],
            "hardware": {"fixed_instance_size_id": server[1]},
        },
    )
    api.settle()
    (listed,) = api.api("GET", "/monitoring_center")
    detail = api.api("GET", f"/monitoring_center/{made['id']}", period="LAST_HOUR")
    return [
        sorted({"alerts", "alerts_count", "datacenter", "region"} & each.keys())
        for each in (listed, detail)
    ]


def policy(api: SimulatedApi) -> dict[str, Any]:
    return api.api(
        "GET", f"/monitoring_policies/{api.api('POST', '/monitoring_policies', POLICY)['id']}"
    )


@observer("policy-alerts")
def policy_alerts(api: SimulatedApi) -> Any:
    return sorted(policy(api)["ports"][0])


@observer("disk-threshold")
def disk_threshold(api: SimulatedApi) -> Any:
    return "disk" in policy(api)["thresholds"]


@observer("spain")
def spain(api: SimulatedApi) -> Any:
    center = next(each for each in api.api("GET", "/datacenters") if each["location"] == "Spain")
    network = api.api("POST", "/private_networks", {"name": "net", "datacenter_id": center["id"]})
    assert network["datacenter"]["country_code"] == "ES"
    return center["country_code"], api.api("GET", f"/datacenters/{center['id']}")["country_code"]


@observer("error-keys")
def error_keys(api: SimulatedApi) -> Any:
    refusals = (
        api.raw("GET", "/servers/X"),
        api.raw("GET", "/servers/fixed_instance_sizes/X"),
        api.raw("POST", "/vpns", {}),
    )
    return [sorted(each.json()) for each in refusals]


@observer("deletion-log-state")
def deletion_log_state(api: SimulatedApi) -> Any:
    api.api("DELETE", f"/ssh_keys/{api.api('POST', '/ssh_keys', {'name': 'made'})['id']}")
    api.settle()
    return [each["status"]["state"] for each in api.api("GET", "/logs", period="LAST_24H")]


@observer("log-range")
def log_range(api: SimulatedApi) -> Any:
    """Return the logs of an hour that begins between the start and the end of an operation."""
    api.api("POST", "/private_networks", {"name": "office"})
    api.settle()
    (log,) = api.api("GET", "/logs", period="LAST_24H")
    api.time.sleep(log["duration"] / 2)
    return len(api.api("GET", "/logs", period="LAST_HOUR"))
