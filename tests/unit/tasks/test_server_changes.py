# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of hardware with and without a stop, and options that a way of creation cannot use."""

from __future__ import annotations

import re

import pytest
from worlds import each_reading

WEB = {
    "name": "web",
    "appliance": "debian12-64min",
    "vcore": 2,
    "cores_per_processor": 1,
    "ram": 2,
    "hdds": [{"size": 40, "is_main": True}, {"size": 20}],
}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me@home"
STOP, START, HARDWARE = "PUT status/action stopped", "PUT status/action running", "PUT hardware"


@pytest.fixture
def server(tasks):
    return tasks.ok("server", **WEB)["server"]


def steps(result) -> list[str]:
    """Return the operations of a result without ids, and with the resulting state of actions."""
    return [
        f"{each['method']} {re.sub('^/servers/[^/]+/', '', each['path'])}"
        + (f" {each['reason'].rsplit(' ', 1)[1]}" if each["path"].endswith("action") else "")
        for each in result["operations"]
    ]


def converge(tasks, **options):
    """Run a task of the server in check mode, for real and again. Return its operations."""
    check, real, _again = tasks.converge("server", name="web", **options)
    assert check["operations"] == real["operations"] and not real["warnings"]
    assert check["server"]["status"]["state"] == real["server"]["status"]["state"]
    return steps(real)


# -- hardware


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
@pytest.mark.parametrize("growth", [{"vcore": 4}, {"ram": 4}, {"fixed_instance_size": "XL"}])
@pytest.mark.parametrize(
    "options, expected",
    [
        ({"allow_stop": True, "stop_to_grow": True}, [STOP, HARDWARE, START]),
        ({"state": "stopped"}, [STOP, HARDWARE]),
    ],
)
def test_a_server_grows_while_it_is_stopped(tasks, growth, options, expected):
    assert converge(tasks, **growth, **options) == expected


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
def test_a_restart_is_consent_to_a_stop(tasks):
    check, real = (
        tasks.ok("server", check, name="web", vcore=4, state="restarted", stop_to_grow=True)
        for check in (True, False)
    )
    assert steps(check) == steps(real) == [STOP, HARDWARE, "PUT status/action restarted"]


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
def test_a_stopped_server_grows_before_it_is_started(tasks):
    tasks.ok("server", name="web", state="stopped")
    assert converge(tasks, vcore=4, state="running") == [HARDWARE, START]


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
def test_a_server_grows_in_the_stop_for_another_change(tasks):
    tasks.ok("private_network", name="net")
    assert converge(tasks, ram=4, private_networks=["net"], allow_stop=True) == [
        STOP,
        HARDWARE,
        "POST private_networks",
        START,
    ]
    assert converge(tasks, ram=8, vcore=1, allow_stop=True) == [STOP, HARDWARE, START]


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
def test_a_server_grows_while_it_runs_where_it_can(tasks, readings):
    if readings["grow-hardware"] == "on":
        assert converge(tasks, vcore=4, allow_stop=True) == [HARDWARE]
    else:
        assert "set stop_to_grow and allow_stop to true" in tasks.error(
            "server", name="web", vcore=4, allow_stop=True
        )


def test_a_stop_to_grow_needs_consent(tasks, proxy, server):
    proxy.exchanges.clear()
    for check in (True, False):
        message = tasks.error("server", check, id=server["id"], vcore=4, ram=4, stop_to_grow=True)
        assert "has to be stopped to change vcore and ram. Set allow_stop to true" in message
    assert proxy.writes() == []
    # A server that does not grow is not stopped.
    assert not tasks.ok("server", id=server["id"], vcore=2, stop_to_grow=True, allow_stop=True)[
        "changed"
    ]


@pytest.mark.usefixtures("server")
def test_the_main_disk_grows_with_the_size(tasks):
    assert converge(
        tasks, fixed_instance_size="XXL", hdds=[{"size": 160, "is_main": True}, {"size": 20}]
    ) == [HARDWARE]
    check, real = (
        tasks.ok(
            "server",
            check,
            name="web",
            fixed_instance_size="XXL",
            hdds=[{"size": 200, "is_main": True}, {"size": 20}],
        )
        for check in (True, False)
    )
    assert steps(check) == steps(real) and len(steps(real)) == 1


@pytest.mark.usefixtures("server")
@each_reading("grow-hardware")
@pytest.mark.parametrize(
    "options, stop",
    [({"state": "stopped"}, [STOP]), ({"allow_stop": True, "stop_to_grow": True}, [STOP])],
)
def test_a_disk_outgrows_a_fixed_size_after_the_change_to_it(tasks, options, stop):
    """The API rejects a fixed size whose disk is smaller than that of the server."""
    disks = [{"size": 500, "is_main": True}, {"size": 60}]
    made = converge(tasks, fixed_instance_size="XL", hdds=disks, **options)
    grown = [re.sub("hdds/.*", "hdds/*", step) for step in made]
    start = [START] if "allow_stop" in options else []
    assert grown == [*stop, HARDWARE, *["PUT hardware/hdds/*"] * 2, *start]


# -- clones


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "options",
    [
        {"public_ip": "198.18.0.9"},
        {"password": "correct horse"},
        {"ssh_password": False},
        {"ssh_keys": [KEY]},
        {"user_data": "date", "user_data_content_type": "sh"},
        {"appliance": "ubuntu2404-64min"},
        {"baremetal_model": "BMC_L"},
    ],
)
def test_options_that_a_clone_cannot_use_are_rejected_before_the_first_write(
    tasks, simulator, options
):
    if "public_ip" in options:
        options = {"public_ip": simulator.api("POST", "/public_ips", {})["ip"]}
    simulator.clear()
    for check in (True, False):
        message = tasks.error("server", check, name="copy", clone_of="web", **options)
        assert f"{' and '.join(options)} cannot be used with clone_of" in message
    assert simulator.accepted() == []


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "options",
    [
        {"power_on": False},
        {"power_on": True},
        {"appliance": "debian12-64min"},
        {"ssh_password": True},
        {"server_type": "cloud"},
        {"datacenter": "DE"},
        {"description": "new"},
        {"state": "rebuilt", "appliance": "ubuntu2404-64min", "password": "correct horse"},
    ],
)
def test_other_options_of_a_clone_are_accepted(tasks, options):
    check, real, again = tasks.converge("server", name="copy", clone_of="web", **options)
    assert [each["method"] for each in check["operations"]] == [
        each["method"] for each in real["operations"]
    ]
    server = again["server"]
    assert server["status"]["state"] == (
        "POWERED_OFF" if options.get("power_on") is False else "POWERED_ON"
    )
    assert server["description"] == options.get("description", "")
    assert server["image"]["name"] == options.get("appliance", "debian12-64min")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "options, complaint",
    [
        ({"cores_per_processor": 8}, "cores_per_processor is 8, more than the 2 of vcore"),
        ({"vcore": 8, "cores_per_processor": 3}, "cores_per_processor is 3; it has to be 1, an"),
        ({"hdds": [{"size": 20, "is_main": True}, {"size": 20}]}, "hdds asks for 20 GB"),
    ],
)
def test_options_have_to_fit_to_what_a_clone_takes_from_its_original(
    tasks, simulator, options, complaint
):
    simulator.clear()
    for check in (True, False):
        assert complaint in tasks.error(
            "server", check, name="copy", clone_of="web", allow_stop=True, **options
        )
    assert simulator.accepted() == []


def test_an_address_of_a_server_is_in_its_datacenter(tasks, simulator):
    tasks.ok("server", **WEB, datacenter="DE")
    tasks.ok("server_ip", server="web", number=1, state="absent")
    simulator.clear()
    for check in (True, False):
        assert "datacenter of public IP" in tasks.error(
            "public_ip", check, server="web", datacenter="US"
        )
    assert simulator.accepted() == []
    check, real, _again = tasks.converge(
        "public_ip", server="web", datacenter="DE", reverse_dns="web.example.com"
    )
    assert check["public_ip"]["datacenter"] == real["public_ip"]["datacenter"]


# -- recovery mode


@pytest.mark.parametrize("method", ["SOFTWARE", "HARDWARE"])
def test_a_server_is_restarted_in_recovery_mode_as_the_task_says(tasks, proxy, simulator, method):
    tasks.ok("server", name="web", appliance="baremetal_debian12-64std", baremetal_model="BMC_L")
    recovery = simulator.api("GET", "/recovery_appliances")[0]["name"]
    _check, real, _again = tasks.converge(
        "server", name="web", state="recovery", recovery_appliance=recovery, stop_method=method
    )
    assert real["changed"] and {
        each.body["method"] for each in proxy.sent("PUT", "/servers/[^/]+/status/action")
    } == {method}
