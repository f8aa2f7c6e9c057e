# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages and their server."""

from __future__ import annotations

import pytest

from .client_steps import (
    deploy,
    error_of,
    server_body,
    wait_for_state,
    wait_until_gone,
    wait_until_ready,
    write,
)


def storage_of(simulator, **more) -> dict:
    made = simulator.api("POST", "/block_storages", {"name": "data", "size": 50, **more})
    return wait_for_state(simulator, f"/block_storages/{made['id']}", "POWERED_ON")


def test_a_storage_is_created_changed_and_removed(simulator):
    made = simulator.api(
        "POST", "/block_storages", {"name": "data", "size": 50, "description": "mine"}
    )
    assert made["state"] == "CONFIGURING" and made["server"] is None
    path = f"/block_storages/{made['id']}"
    assert wait_for_state(simulator, path, "POWERED_ON") in simulator.api("GET", "/block_storages")
    assert simulator.api("PUT", path, {"name": "other", "size": 60})["state"] == "CONFIGURING"
    changed = wait_for_state(simulator, path, "POWERED_ON")
    assert (changed["name"], changed["size"], changed["description"]) == ("other", 60, "mine")
    assert (
        error_of(simulator, "PUT", path, {"size": 75}).json()["Message"] == "Wrong step 75 - 20.00"
    )
    assert error_of(simulator, "PUT", path, {"size": 50}).json()["Errors"] == {"size": 50}
    assert write(simulator, "DELETE", path)["state"] == "REMOVING" and wait_until_gone(
        simulator, path
    )


@pytest.mark.parametrize(
    "body, errors",
    [
        (
            {"size": 55},
            {"prefix": "ngcs.blockstorage.size", "desired": 55, "required": "10.00", "step": True},
        ),
        ({"size": 10}, {"size": 1}),
        ({"size": 510}, {"size": 1}),
        ({"size": 20, "server_id": "X"}, {"server_id": "X"}),
        ({"size": 20, "datacenter_id": "X"}, {"datacenter_id": "X"}),
    ],
)
def test_sizes_and_ids_are_checked(simulator, body, errors):
    answer = simulator.raw("POST", "/block_storages", {"name": "data", **body})
    assert answer.status_code == 400 and answer.json()["errors"] == errors


def test_the_eleventh_is_too_many(simulator):
    for number in range(10):
        simulator.api("POST", "/block_storages", {"name": f"data{number}", "size": 20})
    answer = simulator.raw("POST", "/block_storages", {"name": "data", "size": 20})
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "TECHNICAL_TARIFF_VIOLATION",
            "message": "Too high 11 > 10.00",
            "errors": {"prefix": "ngcs.blockstorage", "desired": 11, "required": "10.00"},
        },
    )


def test_a_server_shows_its_storage_among_its_disks_and_leaves_it_alone(simulator):
    server = deploy(simulator)
    path, storage = f"/servers/{server['id']}", storage_of(simulator, server_id=server["id"])
    assert storage["server"] == {"id": server["id"], "name": "web"}
    disk = {"id": storage["id"], "size": 50, "is_main": False}
    assert simulator.api("GET", path)["hardware"]["hdds"][1:] == [disk]
    assert simulator.api("GET", "/servers")[0]["hardware"]["hdds"][1:] == [disk]
    assert (
        simulator.api("GET", f"{path}/hardware")["hdds"][1:]
        == simulator.api("GET", f"{path}/hardware/hdds")[1:]
        == [disk]
    )
    assert simulator.api("GET", f"{path}/hardware/hdds/{storage['id']}") == disk
    assert (
        error_of(simulator, "DELETE", f"{path}/hardware/hdds/{storage['id']}").json()["Type"]
        == "HDDS_NOT_FOUND"
    )
    simulator.api("PUT", f"/block_storages/{storage['id']}", {"size": 100})
    assert simulator.api("GET", path)["hardware"]["hdds"][1]["size"] == 100
    copy = wait_until_ready(
        simulator, write(simulator, "POST", f"{path}/clone", {"name": "copy"})["id"]
    )
    assert [each["size"] for each in copy["hardware"]["hdds"]] == [40]


def test_a_storage_can_be_attached_to_a_server_that_deploys(simulator):
    server = simulator.api("POST", "/servers", server_body(simulator))
    storage = storage_of(simulator, server_id=server["id"])
    assert storage["id"] in [
        disk["id"] for disk in wait_until_ready(simulator, server["id"])["hardware"]["hdds"]
    ]


def test_a_storage_moves_from_one_server_to_another(simulator):
    first, second = deploy(simulator), deploy(simulator, name="db")
    storage = storage_of(simulator)
    path = f"/block_storages/{storage['id']}"
    answer = simulator.raw("GET", f"{path}/server")
    assert answer.status_code == 404 and answer.json()["Type"] == "SERVER_NOT_FOUND"
    write(simulator, "POST", f"{path}/server", {"server_id": first["id"]})
    wait_for_state(simulator, path, "POWERED_ON")
    assert simulator.api("GET", f"{path}/server") == {"id": first["id"], "name": "web"}
    for method, below, body in (
        ("POST", "/server", {"server_id": second["id"]}),
        ("DELETE", "", None),
    ):
        answer = error_of(simulator, method, path + below, body)
        assert answer.status_code == 403 and answer.json()["errors"]["state"] == "POWERED_ON"
    detached = write(simulator, "DELETE", f"{path}/server")
    assert detached["server"] is None and detached["state"] == "CONFIGURING"
    wait_for_state(simulator, path, "POWERED_ON")
    assert (
        write(simulator, "POST", f"{path}/server", {"server_id": second["id"]})["server"]["name"]
        == "db"
    )
    wait_for_state(simulator, path, "POWERED_ON")
    assert len(simulator.api("GET", f"/servers/{first['id']}")["hardware"]["hdds"]) == 1
    assert len(simulator.api("GET", f"/servers/{second['id']}")["hardware"]["hdds"]) == 2


def test_a_storage_that_is_detached_has_its_own_error(with_server):
    server = with_server.api("GET", "/servers")[0]["id"]
    path = f"/block_storages/{storage_of(with_server, server_id=server)['id']}"
    with_server.api("DELETE", f"{path}/server")
    answer = with_server.raw("DELETE", f"{path}/server")
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "type": "BLOCK_STORAGE_DETTACH",
            "message": "The disk is currently being detached.",
            "errors": None,
        },
    )
    assert with_server.raw("DELETE", path).json()["errors"]["state"] == "CONFIGURING"


def test_a_storage_stays_when_its_server_goes(simulator):
    server = deploy(simulator)
    path = f"/block_storages/{storage_of(simulator, server_id=server['id'])['id']}"
    write(simulator, "DELETE", f"/servers/{server['id']}")
    assert wait_until_gone(simulator, f"/servers/{server['id']}")
    assert simulator.api("GET", path)["server"] is None
    assert (
        error_of(simulator, "DELETE", f"{path}/server").json()["message"]
        == "The block storage is not attached to a server"
    )
    write(simulator, "DELETE", path)


def test_storage_and_server_share_a_datacenter(simulator):
    abroad = next(
        each["id"] for each in simulator.api("GET", "/datacenters") if not each["default"]
    )
    server = deploy(simulator, datacenter_id=abroad)
    assert storage_of(simulator, server_id=server["id"])["datacenter"]["id"] == abroad
    storage = storage_of(simulator)
    answer = simulator.raw(
        "POST", f"/block_storages/{storage['id']}/server", {"server_id": server["id"]}
    )
    assert answer.status_code == 400 and answer.json()["Errors"] == {"server_id": server["id"]}


def test_an_attachment_without_a_server_gets_the_error_of_the_api(simulator):
    path = f"/block_storages/{storage_of(simulator)['id']}/server"
    assert simulator.raw("POST", path, {}).json() == {
        "Type": "INVALID_PARAMETERS",
        "Message": "Required field(s) servers missing or empty. ",
        "Errors": {"servers": 1},
    }
    answer = simulator.raw("GET", "/block_storages/X")
    assert answer.status_code == 404 and answer.json()["Type"] == "BLOCK_STORAGE_NOT_FOUND"
