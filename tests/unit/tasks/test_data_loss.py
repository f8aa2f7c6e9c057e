# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data of a server is lost only where the task says so: disks, and installations."""

from __future__ import annotations

import pytest

WEB = {"name": "web", "appliance": "debian12-64min"}
HARDWARE = {"vcore": 2, "cores_per_processor": 1, "ram": 2}
MAIN = {"size": 40, "is_main": True}
REBUILT = {"name": "web", "state": "rebuilt"}


def sizes(result):
    return sorted(disk["size"] for disk in result["server"]["hardware"]["hdds"])


@pytest.fixture
def server(tasks):
    return tasks.ok("server", **WEB, **HARDWARE, hdds=[MAIN, {"size": 60}, {"size": 100}])["server"]


@pytest.mark.usefixtures("server")
def test_a_disk_is_removed_only_with_consent(tasks, proxy):
    asked = {"name": "web", "hdds": [MAIN, {"size": 60}]}
    proxy.exchanges.clear()
    for check in (True, False):
        assert tasks.error("server", check, **asked) == (
            'hdds does not list a disk of 100 GB that server "web" has. Set allow_disk_removal to '
            "true to remove such a disk with its data, add it to hdds, or set purge_hdds to false."
        )
    assert proxy.writes() == []
    _check, real, _again = tasks.converge("server", **asked, allow_disk_removal=True)
    assert sizes(real) == [40, 60]


@pytest.mark.usefixtures("server")
def test_without_purging_no_other_disk_grows(tasks):
    _check, real, _again = tasks.converge(
        "server", name="web", hdds=[{"size": 200}], purge_hdds=False
    )
    assert sizes(real) == [40, 60, 100, 200]


@pytest.mark.usefixtures("server")
def test_without_purging_the_main_disk_grows(tasks):
    _check, real, _again = tasks.converge(
        "server", name="web", hdds=[{"size": 80, "is_main": True}], purge_hdds=False
    )
    assert sizes(real) == [60, 80, 100]


def other_image_ids(proxy):
    """Show the id of an installed copy where a server shows its image."""

    def copy(exchange):
        answers = exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]
        for server in answers:
            if server.get("image"):
                server["image"]["id"] = "07C170D67C8EC776933FCFF1C299C1C5"

    proxy.intercept("*", "/servers(/[^/]+)?", after=copy)


def test_a_server_with_the_image_is_not_rebuilt_for_another_id(tasks, proxy):
    other_image_ids(proxy)
    tasks.ok("server", **WEB, fixed_instance_size="M")
    _check, real, _again = tasks.converge("server", **REBUILT, appliance="debian12-64min")
    assert not real["changed"]
    _check, real, _again = tasks.converge("server", **REBUILT, appliance="ubuntu2404-64min")
    assert real["changed"]


@pytest.mark.usefixtures("server")
def test_a_rebuild_names_its_appliance(tasks, proxy):
    proxy.exchanges.clear()
    assert "state is rebuilt, which requires appliance" in tasks.error("server", **REBUILT)
    assert proxy.writes() == []


def test_a_rebuild_that_is_made_always(tasks, proxy, simulator):
    other_image_ids(proxy)
    server = tasks.ok("server", **WEB, fixed_instance_size="M")["server"]
    appliance = next(
        each["id"]
        for each in simulator.api("GET", "/server_appliances")
        if each["name"] == "debian12-64min"
    )
    for options in ({}, {"appliance": "debian12-64min"}):
        simulator.clear()
        for _run in range(2):
            result = tasks.ok("server", **REBUILT, rebuild="always", **options)
            assert result["changed"] and result["warnings"] == []
        assert simulator.accepted() == [f"PUT /servers/{server['id']}/image"] * 2
        assert {each.body["id"] for each in proxy.sent("PUT")} == {appliance}


def test_a_bare_metal_server_is_rebuilt_from_an_appliance_of_its_kind(tasks):
    tasks.ok("server", name="web", appliance="baremetal_debian12-64std", baremetal_model="BMC_L")
    _check, real, _again = tasks.converge(
        "server", **REBUILT, appliance="baremetal_ubuntu2404-64std"
    )
    assert real["changed"]
    assert "is for cloud servers, not for a baremetal one" in tasks.error(
        "server", **REBUILT, appliance="debian12-64min"
    )
