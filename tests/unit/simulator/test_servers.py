# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recovery mode, snapshots, clones, DVDs and images of servers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from .client_steps import (
    deploy,
    error_of,
    server_body,
    wait_until,
    wait_until_ready,
    write,
)


def metal(simulator) -> str:
    """Create a bare metal server, and return its path."""
    image = simulator.api("GET", "/server_appliances", q='"baremetal"')[0]["id"]
    hardware = {"baremetal_model_id": simulator.api("GET", "/servers/baremetal_models")[0]["id"]}
    options = {"server_type": "baremetal", "appliance_id": image, "hardware": hardware}
    return f"/servers/{deploy(simulator, **options)['id']}"


def acted(simulator, path: str, **body) -> str:
    """Return the state after an action."""
    assert write(simulator, "PUT", f"{path}/status/action", body)["status"]["state"].endswith("ING")
    return wait_until_ready(simulator, path.rsplit("/", 1)[1])["status"]["state"]


def test_bare_metal_enters_recovery_mode_and_leaves_it_by_a_reboot(simulator):
    path, (old, new) = metal(simulator), simulator.api("GET", "/recovery_appliances")
    assert (
        simulator.api("GET", f"/recovery_appliances/{new['id']}") == new and old["id"] != new["id"]
    )
    assert (
        acted(simulator, path, action="REBOOT", recovery_mode=True, recovery_image_id=new["id"])
        == "ON RECOVERY"
    )
    assert simulator.api("GET", f"{path}/status") == {"state": "ON RECOVERY", "percent": None}
    assert acted(simulator, path, action="REBOOT", recovery_mode=False) == "POWERED_ON"
    answer = simulator.raw("GET", "/recovery_appliances/X")
    assert answer.status_code == 404 and answer.json()["Type"] == "APPLIANCES_NOT_FOUND"


@pytest.mark.parametrize(
    "body, message",
    [
        ({"action": "REBOOT"}, "Required field(s) recovery_image_id missing or empty. "),
        ({"action": "REBOOT", "recovery_image_id": "X"}, "Wrong value Field(s) recovery_image_id"),
        ({"action": "POWER_ON", "recovery_image_id": "X"}, "Wrong value Field(s) action"),
    ],
)
def test_recovery_needs_a_reboot_and_an_appliance(simulator, body, message):
    answer = error_of(
        simulator, "PUT", f"{metal(simulator)}/status/action", {"recovery_mode": True, **body}
    )
    assert (answer.status_code, answer.json()["Message"]) == (400, message)


def test_cloud_servers_have_no_recovery_mode(simulator):
    appliance = simulator.api("GET", "/recovery_appliances")[0]["id"]
    path = f"/servers/{deploy(simulator)['id']}/status/action"
    body = {
        "action": "REBOOT",
        "method": "SOFTWARE",
        "recovery_mode": True,
        "recovery_image_id": appliance,
    }
    answer = error_of(simulator, "PUT", path, body)
    assert answer.status_code == 400 and answer.json()["Errors"] == {"recovery_mode": True}
    assert (
        simulator.raw("PUT", path, {"action": "SLEEP"}).json()["Message"]
        == "Invalid action. Valid actions are POWER_ON, POWER_OFF and REBOOT."
    )


def test_the_list_of_snapshots_says_when_each_ends(simulator):
    path = f"/servers/{deploy(simulator)['id']}"
    assert simulator.api("GET", f"{path}/snapshots") == []
    snapshot = write(simulator, "POST", f"{path}/snapshots", {})["snapshot"]
    (listed,) = simulator.api("GET", f"{path}/snapshots")
    made, ends = (datetime.fromisoformat(listed[key]) for key in ("creation_date", "deletion_date"))
    assert listed["id"] == snapshot["id"] and ends - made == timedelta(days=3)
    assert set(snapshot) == {"id", "creation_date"}
    answer = error_of(simulator, "DELETE", f"{path}/snapshots/X")
    assert answer.status_code == 404 and answer.json()["Type"] == "SNAPSHOT_NOT_FOUND"
    before = write(simulator, "DELETE", f"{path}/snapshots/{snapshot['id']}")
    assert before["snapshot"] == snapshot
    assert wait_until(lambda: simulator.api("GET", f"{path}/snapshots") == [])


def test_a_clone_takes_the_disks_the_system_and_the_password(simulator):
    origin = deploy(
        simulator,
        password="correct horse",
        hardware={
            "vcore": 2,
            "cores_per_processor": 2,
            "ram": 2,
            "hdds": [{"size": 60, "is_main": True}, {"size": 20, "is_main": False}],
        },
    )
    copy = write(simulator, "POST", f"/servers/{origin['id']}/clone", {"name": "copy"})
    assert (copy["name"], copy["status"]["state"], copy["ips"], copy["private_networks"]) == (
        "copy",
        "DEPLOYING",
        [],
        [],
    )
    clone = wait_until_ready(simulator, copy["id"])
    assert [disk["size"] for disk in clone["hardware"]["hdds"]] == [60, 20]
    assert (clone["image"], clone["first_password"], clone["hardware"]["vcore"]) == (
        origin["image"],
        "correct horse",
        2,
    )
    assert clone["ips"][0]["firewall_policy"] == origin["ips"][0]["firewall_policy"]
    assert clone["ips"][0]["ip"] != origin["ips"][0]["ip"]
    assert simulator.raw("POST", f"/servers/{origin['id']}/clone", {}).json() == {
        "Type": "INVALID_PARAMETERS",
        "Message": "Required field(s) name missing or empty. ",
        "Errors": {"name": 1},
    }


def test_a_dvd_is_shown_when_it_is_loaded_and_not_in_the_answer(simulator):
    path, iso = f"/servers/{deploy(simulator)['id']}", simulator.api("GET", "/dvd_isos")[0]
    assert write(simulator, "PUT", f"{path}/dvd", {"id": iso["id"]})["dvd"] is None
    loaded = wait_until(lambda: simulator.api("GET", f"{path}/dvd"))
    assert loaded == {"id": iso["id"], "name": iso["name"]}
    assert write(simulator, "DELETE", f"{path}/dvd")["dvd"] == loaded
    assert wait_until(lambda: simulator.api("GET", path)["dvd"] is None)


@pytest.mark.parametrize("change", [{"id": "X"}, {"public_key": ["X"]}])
def test_a_server_is_not_reinstalled_from_an_unknown_image(simulator, change):
    server = deploy(simulator)
    body = {"id": server_body(simulator)["appliance_id"], **change}
    answer = error_of(simulator, "PUT", f"/servers/{server['id']}/image", body)
    assert answer.status_code == 400 and list(answer.json()["Errors"]) == list(change)
    assert wait_until_ready(simulator, server["id"])["first_password"] == server["first_password"]


def test_bare_metal_is_not_reinstalled_from_an_image_for_cloud_servers(simulator):
    image = server_body(simulator)["appliance_id"]
    assert error_of(simulator, "PUT", f"{metal(simulator)}/image", {"id": image}).json()[
        "Errors"
    ] == {"id": image}


@pytest.mark.parametrize(
    "method, path", [("PUT", "image"), ("PUT", "dvd"), ("POST", "private_networks")]
)
def test_an_unknown_id_gets_the_error_of_the_reference(simulator, method, path):
    answer = error_of(simulator, method, f"/servers/{deploy(simulator)['id']}/{path}", {"id": "X"})
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "Type": "INVALID_PARAMETERS",
            "Message": "Required field(s) id missing or empty. ",
            "Errors": {"id": "X"},
        },
    )
