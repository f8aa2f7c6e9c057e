# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that cannot join or leave a private network are named before the first write."""

from __future__ import annotations

import pytest
from worlds import each_reading

RUNNING = (
    "servers: web is running, and servers join and leave a private network only "
    "while they are powered off."
)
SNAPSHOT = "web has a snapshot, and servers with one neither join nor leave a private network."


@pytest.fixture
def refused(tasks, proxy):
    """Return a function for tasks that fail in both modes without a write."""

    def refused(module, **options):
        proxy.exchanges.clear()
        messages = {tasks.error(module, check, **options) for check in (True, False)}
        assert proxy.writes() == [] and len(messages) == 1
        return messages.pop()

    return refused


@pytest.fixture
def member(tasks):
    """Create a running server in a network."""
    tasks.ok("private_network", name="net")
    tasks.ok(
        "server",
        name="web",
        appliance="debian12-64min",
        fixed_instance_size="M",
        private_networks=["net"],
    )


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    "options",
    [
        {"servers": []},
        {"servers": [], "network_address": "10.0.0.0", "subnet_mask": "255.0.0.0"},
        {"state": "absent"},
    ],
)
def test_a_running_member_does_not_leave(tasks, refused, options):
    assert RUNNING in refused("private_network", name="net", **options)
    tasks.ok("server", name="web", state="stopped")
    _check, real, _again = tasks.converge("private_network", name="net", **options)
    assert real["changed"]


@pytest.mark.usefixtures("member")
def test_a_member_with_a_snapshot_does_not_leave(tasks, refused):
    tasks.ok("server", name="web", state="stopped")
    tasks.ok("server_snapshot", server="web")
    for options in ({"servers": []}, {"state": "absent"}):
        assert f"servers: {SNAPSHOT} Remove it first, with server_snapshot." in refused(
            "private_network", name="net", **options
        )
    tasks.ok("server_snapshot", server="web", state="absent")
    tasks.ok("private_network", name="net", state="absent")


@pytest.mark.usefixtures("member")
def test_members_that_stay_need_no_state(tasks):
    result = tasks.ok("private_network", name="net", servers=["web"], description="x")
    assert [each["method"] for each in result["operations"]] == ["PUT"]
    tasks.ok("private_network", name="net", servers=[], purge_servers=False)


@pytest.mark.usefixtures("member")
def test_a_server_with_a_snapshot_is_not_stopped_to_join(tasks, refused):
    tasks.ok("private_network", name="other")
    tasks.ok("server_snapshot", server="web")
    for networks in (["net", "other"], []):
        assert f"private_networks: {SNAPSHOT}" in refused(
            "server", name="web", private_networks=networks, allow_stop=True
        )


def test_a_server_in_recovery_mode_is_not_stopped_to_join(tasks, refused, simulator):
    tasks.ok("private_network", name="net")
    tasks.ok("server", name="web", appliance="baremetal_debian12-64std", baremetal_model="BMC_L")
    recovery = simulator.api("GET", "/recovery_appliances")[0]["name"]
    tasks.ok("server", name="web", state="recovery", recovery_appliance=recovery)
    message = refused("server", name="web", private_networks=["net"], allow_stop=True)
    assert message == (
        'server "web" is in the state ON RECOVERY, and has to be in the state POWERED_OFF to '
        "change its private networks. "
        "Set state to stopped in a separate task first."
    )
    assert "running, and servers join" in refused("private_network", name="net", servers=["web"])


@each_reading("join-network")
def test_hot_join_adds_and_removes_running_servers(tasks, proxy, readings):
    for name in ("net", "other"):
        tasks.ok("private_network", name=name)
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    assert "has to be stopped" in tasks.error("server", name="web", private_networks=["net"])
    steps = [
        ("server", {"name": "web", "private_networks": ["net", "other"], "hot_join": True}),
        ("server", {"name": "web", "private_networks": ["net"], "hot_join": True}),
        ("private_network", {"name": "net", "servers": [], "hot_join": True}),
        ("private_network", {"name": "net", "servers": ["web"], "hot_join": True}),
        ("private_network", {"name": "net", "state": "absent", "hot_join": True}),
    ]
    proxy.exchanges.clear()
    for module, options in steps:
        if (
            readings["join-network"] == "off"
            and "state" not in options
            and options.get("servers") != []
        ):
            assert "powered off" in tasks.error(module, **options)
        elif readings["join-network"] == "on":
            check, real, _again = tasks.converge(module, **options)
            assert (
                [each["method"] for each in check["operations"]]
                == [each["method"] for each in real["operations"]]
                != []
            )
    assert not [each for each in proxy.writes() if "status/action" in each]


@each_reading("join-network")
def test_new_and_stopped_servers_join_in_each_reading(tasks):
    tasks.ok("private_network", name="net")
    tasks.ok("private_network", name="other")
    tasks.converge(
        "server",
        name="web",
        appliance="debian12-64min",
        fixed_instance_size="M",
        private_networks=["net"],
    )
    _check, real, _again = tasks.converge(
        "server", name="web", private_networks=["other"], state="stopped", hot_join=True
    )
    assert [each["path"].split("/")[3] for each in real["operations"]] == [
        "status",
        "private_networks",
        "private_networks",
    ]
    tasks.converge("server", name="web", private_networks=["net"], state="running", allow_stop=True)
