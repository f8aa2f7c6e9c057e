# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storages in the readings of the API that concern them."""

from __future__ import annotations

import pytest
from simulator.readings import SWITCHES, Readings
from worlds import each_reading

SERVER = {"appliance": "debian12-64min", "fixed_instance_size": "M"}
NAMES = pytest.mark.parametrize(
    "readings",
    [
        Readings(chosen={"block-storage-server": name, "unknown-members": unknown})
        for name in SWITCHES["block-storage-server"].readings
        for unknown in SWITCHES["unknown-members"].readings
    ]
    + [Readings(world) for world in ("reference", "observed", "adverse", "mixed:1", "mixed:2")],
    ids=str,
    indirect=True,
)


@pytest.fixture
def servers(tasks, simulator):
    for name in ("one", "two"):
        tasks.ok("server", name=name, **SERVER)
    simulator.clear()


def paths(result) -> list[tuple[str, str]]:
    return [(each["method"], each["path"].rpartition("/")[2]) for each in result["operations"]]


@NAMES
def test_a_new_block_storage_is_attached_by_its_creation(tasks, simulator, servers):
    check, real, _again = tasks.converge("block_storage", name="data", size=20, server="one")
    assert paths(check) == paths(real) == [("POST", "block_storages")]
    assert real["block_storage"]["server"]["name"] == "one" and not real["warnings"]
    assert (
        simulator.accepted() == ["POST /block_storages"]
        and len(simulator.api("GET", "/block_storages")) == 1
    )


@NAMES
def test_a_block_storage_moves_and_the_name_of_the_member_is_learned(tasks, simulator, servers):
    tasks.ok("block_storage", name="data", size=20)
    for server in ("one", "two", "one"):
        check, real, _again = tasks.converge("block_storage", name="data", server=server)
        assert paths(check) == paths(real) and real["block_storage"]["server"]["name"] == server
    refused = [each for each in simulator.sent("POST") if each.status == 400]
    assert len(refused) <= 1


@NAMES
def test_another_error_is_reported_and_creates_nothing(tasks, simulator, servers):
    for number in range(10):
        simulator.api("POST", "/block_storages", {"name": f"s{number}", "size": 20})
    simulator.settle()
    message = tasks.error("block_storage", name="data", size=20, server="one")
    assert "Too high 11 > 10.00" in message and len(simulator.api("GET", "/block_storages")) == 10


@each_reading("smaller-storages")
@pytest.mark.parametrize("module", ["block_storage", "shared_storage"])
def test_a_storage_becomes_smaller_with_consent_if_the_api_takes_it(
    tasks, simulator, readings, module
):
    tasks.ok(module, name="data", size=100)
    simulator.clear()
    for check in (True, False):
        message = tasks.error(module, check, name="data", size=50)
        assert (
            "is 100 and cannot be lowered to 50" in message
            and "Set allow_shrink to true" in message
        )
    assert simulator.writes() == []
    if readings["smaller-storages"] == "taken":
        check, real, _again = tasks.converge(module, name="data", size=50, allow_shrink=True)
        assert paths(check)[0][0] == paths(real)[0][0] == "PUT" and real[module]["size"] == 50
    else:
        assert tasks.ok(module, True, name="data", size=50, allow_shrink=True)["changed"]
        assert "Wrong value Field(s) size" in tasks.error(
            module, name="data", size=50, allow_shrink=True
        )


@each_reading("delete-attached", "ready-states")
@pytest.mark.parametrize(
    "module, options",
    [
        ("block_storage", {"size": 20, "server": "one"}),
        ("shared_storage", {"size": 50, "servers": [{"server": "one"}, {"server": "two"}]}),
    ],
)
def test_an_attached_storage_is_detached_before_it_is_removed(tasks, servers, module, options):
    tasks.converge(module, name="data", **options)
    check, real, _again = tasks.converge(module, name="data", state="absent")
    assert paths(check)[-1][0] == paths(real)[-1][0] == "DELETE"
    assert [len(each["operations"]) for each in (check, real)] == [
        len(options.get("servers", "1")) + 1
    ] * 2


# -- the access to shared storages

SECRET = "Correct-Horse-7"


@each_reading("access-members")
def test_accesses_have_the_same_keys_in_each_reading(tasks, readings):
    found = tasks.ok("shared_storage_access_info")["shared_storage_accesses"]
    assert len(found) == 4 and len({each["id"] for each in found}) == 4
    assert {*found[0]} == {
        "id",
        "datacenter",
        "kerberos_content_file",
        "state",
        "user_domain",
        "needs_password_reset",
    }
    assert (found[0]["datacenter"]["id"] is None) == (readings["access-members"] == "schema")


@each_reading("access-members")
def test_an_access_is_found_by_its_user(tasks, simulator):
    for each in simulator.api("GET", "/shared_storages/access"):
        found = tasks.ok("shared_storage_access", user_domain=each["user_domain"])
        assert (
            found["shared_storage_access"]["user_domain"] == each["user_domain"]
            and not found["changed"]
        )
    assert "No shared storage access has the user_domain 'missing'" in tasks.error(
        "shared_storage_access", user_domain="missing"
    )


@each_reading("access-members")
def test_a_password_is_set_once_if_the_api_shows_that_there_is_none(tasks, simulator, readings):
    user = simulator.api("GET", "/shared_storages/access")[1]["user_domain"]
    options = {"user_domain": user, "password": SECRET}
    if readings["access-members"] == "example":
        tasks.converge("shared_storage_access", **options)
    else:
        message = tasks.error("shared_storage_access", **options)
        assert (
            "does not show needs_password_reset" in message
            and "Set update_password to always" in message
        )
        assert simulator.writes() == []
    for check in (True, False):
        result = tasks.ok("shared_storage_access", check, **options, update_password="always")
        assert result["changed"] and paths(result) == [("PUT", "access")]


@each_reading("access-members")
def test_an_unknown_datacenter_is_reported(tasks, readings):
    if readings["access-members"] == "example":
        assert not tasks.ok("shared_storage_access", datacenter="DE")["changed"]
    else:
        assert "datacenter" in tasks.error("shared_storage_access", datacenter="DE")


def test_an_access_needs_an_identifying_option(tasks):
    assert "datacenter or user_domain is empty" in tasks.error(
        "shared_storage_access", password=SECRET
    )
