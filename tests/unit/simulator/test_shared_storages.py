# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared storages, the rights of servers, and the access of the account."""

from __future__ import annotations

import base64

import pytest

from .client_steps import (
    deploy,
    error_of,
    wait_for_state,
    wait_until_gone,
    write,
)


def storage_of(simulator, **more) -> str:
    """Create a storage, and return its path when it is ready."""
    created = simulator.api("POST", "/shared_storages", {"name": "files", "size": 50, **more})
    path = f"/shared_storages/{created['id']}"
    wait_for_state(simulator, path, "ACTIVE")
    return path


def test_a_storage_is_created_with_its_paths(simulator):
    made = simulator.api(
        "POST", "/shared_storages", {"name": "files", "size": 100, "description": "mine"}
    )
    assert made["state"] == "CONFIGURING" and made["servers"] == [] and made["size_used"] == 0
    name = made["cloudpanel_id"].lower()
    assert name.startswith("vid") and made["nfs_path"] == f"{name}.nas1.lan/:{name}"
    assert made["cifs_path"] == f"\\\\{name}.nas1.lan\\{name}"
    storage = wait_for_state(simulator, f"/shared_storages/{made['id']}", "ACTIVE")
    assert simulator.api("GET", "/shared_storages") == [storage]


def test_growth_is_not_in_the_answer_and_comes_a_while_later(with_server):
    path = storage_of(with_server)
    answer = with_server.api("PUT", path, {"name": "other", "description": "mine", "size": 100})
    assert (answer["state"], answer["size"], answer["name"], answer["description"]) == (
        "ACTIVE",
        50,
        "other",
        "mine",
    )
    assert with_server.api("GET", path)["state"] == "CONFIGURING"
    assert wait_for_state(with_server, path, "ACTIVE")["size"] == 100
    assert with_server.raw("PUT", path, {"size": 50}).json()["Errors"] == {"size": 50}
    assert with_server.raw("PUT", path, {"size": 275}).json() == {
        "Type": "TECHNICAL_TARIFF_VIOLATION",
        "Message": "Wrong step 275 - 50.00",
        "Errors": {
            "prefix": "ngcs.sharedstorage.size",
            "desired": 275,
            "required": "50.00",
            "step": True,
        },
    }


def test_the_eleventh_is_too_many(simulator):
    for number in range(10):
        simulator.api("POST", "/shared_storages", {"name": f"files{number}", "size": 50})
    answer = simulator.raw("POST", "/shared_storages", {"name": "files", "size": 50})
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "TECHNICAL_TARIFF_VIOLATION",
            "message": "Too high 11 > 10.00",
            "errors": {"prefix": "ngcs.sharedstorage", "desired": 11, "required": "10.00"},
        },
    )


def test_servers_have_rights_that_can_be_changed_and_taken_away(simulator):
    path = storage_of(simulator)
    web, db = deploy(simulator), deploy(simulator, name="db")
    wanted = [{"id": web["id"], "rights": "RW"}, {"id": db["id"], "rights": "R"}]
    answer = write(simulator, "POST", f"{path}/servers", {"servers": wanted})
    assert answer["state"] == "ACTIVE"
    assert answer["servers"] == [{**wanted[0], "name": "web"}, {**wanted[1], "name": "db"}]
    assert wait_for_state(simulator, path, "ACTIVE")["size_used"] == 3.2
    write(simulator, "POST", f"{path}/servers", {"servers": [{"id": web["id"], "rights": "R"}]})
    assert [each["rights"] for each in simulator.api("GET", f"{path}/servers")] == ["R", "R"]
    assert simulator.api("GET", f"{path}/servers/{db['id']}") == {
        "id": db["id"],
        "name": "db",
        "rights": "R",
    }
    detached = write(simulator, "DELETE", f"{path}/servers/{db['id']}")
    assert detached["state"] == "CREATING" and [each["name"] for each in detached["servers"]] == [
        "web"
    ]
    wait_for_state(simulator, path, "ACTIVE")
    answer = simulator.raw("DELETE", f"{path}/servers/{db['id']}")
    assert answer.status_code == 404 and answer.json()["Type"] == "SERVER_NOT_FOUND"


def test_an_attachment_shows_active_before_it_is_complete(with_server):
    path, (server,) = storage_of(with_server), with_server.api("GET", "/servers")
    assert (
        with_server.api(
            "POST", f"{path}/servers", {"servers": [{"id": server["id"], "rights": "R"}]}
        )["state"]
        == "ACTIVE"
    )
    assert with_server.api("GET", path)["state"] == "CONFIGURING"


def test_a_storage_with_servers_stays(simulator):
    path, server = storage_of(simulator), deploy(simulator)
    write(simulator, "POST", f"{path}/servers", {"servers": [{"id": server["id"], "rights": "R"}]})
    answer = error_of(simulator, "DELETE", path)
    assert (answer.status_code, answer.json()["errors"]["state"]) == (403, "ACTIVE")
    write(simulator, "DELETE", f"/servers/{server['id']}")
    assert wait_until_gone(simulator, f"/servers/{server['id']}")
    assert simulator.api("GET", f"{path}/servers") == []
    assert write(simulator, "DELETE", path)["state"] == "REMOVING" and wait_until_gone(
        simulator, path
    )


@pytest.mark.parametrize("body", [{}, {"servers": []}])
def test_an_attachment_needs_servers(simulator, body):
    assert simulator.raw("POST", f"{storage_of(simulator)}/servers", body).json() == {
        "Type": "INVALID_PARAMETERS",
        "Message": "Required field(s) servers missing or empty. ",
        "Errors": {"servers": 1},
    }


def test_servers_that_cannot_be_attached(simulator):
    path = storage_of(simulator)
    abroad = next(
        each["id"] for each in simulator.api("GET", "/datacenters") if not each["default"]
    )
    for identifier in ("X", deploy(simulator, datacenter_id=abroad)["id"]):
        answer = error_of(
            simulator, "POST", f"{path}/servers", {"servers": [{"id": identifier, "rights": "R"}]}
        )
        assert answer.status_code == 400 and answer.json()["Errors"] == {"servers": identifier}
    answer = simulator.raw("GET", "/shared_storages/X")
    assert answer.status_code == 404 and answer.json()["Type"] == "SHARED_STORAGE_NOT_FOUND"


def test_the_access_has_one_password_and_an_entry_for_each_datacenter(simulator):
    before = simulator.api("GET", "/shared_storages/access")
    assert [each["datacenter"]["id"] for each in before] == [
        each["id"] for each in simulator.api("GET", "/datacenters")
    ]
    assert {each["needs_password_reset"] for each in before} == {1} and {
        each["state"] for each in before
    } == {"ACTIVE"}
    answer = simulator.api("PUT", "/shared_storages/access", {"password": "correct horse"})
    assert {each["state"] for each in answer} == {"CONFIGURING"} and {
        each["needs_password_reset"] for each in answer
    } == {0}
    assert "correct horse" not in str(answer)
    files = {each["kerberos_content_file"] for each in answer}
    assert len(files) == len(answer) and not files & {
        each["kerberos_content_file"] for each in before
    }
    assert all(base64.b64decode(file).startswith(b"\x05\x02") for file in files)
    same = write(simulator, "PUT", "/shared_storages/access", {"password": "correct horse"})
    assert {each["kerberos_content_file"] for each in same} == files
    assert simulator.raw("PUT", "/shared_storages/access", {"password": "short"}).json() == {
        "Type": "INVALID_PARAMETERS",
        "Message": "Wrong value Field(s) password",
        "Errors": {"password": 1},
    }
