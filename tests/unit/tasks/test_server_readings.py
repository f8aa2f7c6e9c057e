# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers, their addresses and snapshots in each reading of the API that concerns them."""

from __future__ import annotations

import pytest
from worlds import each_reading

WEB = {"name": "web", "appliance": "debian12-64min"}
MAIN = {"size": 40, "is_main": True}
OWN = {**WEB, "vcore": 2, "cores_per_processor": 1, "ram": 2, "hdds": [MAIN]}


def addresses(simulator) -> list[str]:
    return [each["ip"] for each in simulator.api("GET", "/public_ips")]


# -- addresses that are kept


@each_reading("keep-server-ips")
@pytest.mark.parametrize("keeps", [True, False])
def test_the_addresses_of_a_removed_server_are_kept_only_if_the_task_says_so(
    tasks, simulator, keeps
):
    server = tasks.ok("server", **OWN)["server"]
    check, real, _again = tasks.converge("server", name="web", state="absent", keep_ips=keeps)
    assert check["operations"] == real["operations"]
    assert addresses(simulator) == ([server["ips"][0]["ip"]] if keeps else [])


@each_reading("keep-address")
@pytest.mark.parametrize("keeps", [True, False])
def test_a_released_address_is_kept_only_if_the_task_says_so(tasks, simulator, keeps):
    first = tasks.ok("server", **OWN)["server"]["ips"][0]["ip"]
    second = tasks.ok("server_ip", server="web", number=2)["server_ip"]["ip"]
    check, real, _again = tasks.converge(
        "server_ip", server="web", number=2, state="absent", keep_ip=keeps
    )
    assert check["operations"] == real["operations"]
    assert addresses(simulator) == [first, *([second] if keeps else [])]


# -- the type of an address


@each_reading("address-type-key")
@pytest.mark.parametrize("module, found", [("server_ip", {"number": 2}), ("public_ip", {})])
def test_the_type_of_an_address_arrives(tasks, simulator, module, found):
    tasks.ok("server", **OWN)
    if module == "public_ip":
        tasks.ok("server_ip", server="web", number=1, state="absent")
    before = addresses(simulator)
    # The API sells IPV4 only. Without the type, this API would sell an address of another type.
    assert "Only IPV4 allowed" in tasks.error(module, server="web", type="IPV6", **found)
    assert addresses(simulator) == before
    if module == "server_ip":
        check, real, _again = tasks.converge(module, server="web", type="IPV4", **found)
        assert (
            check["operations"] == real["operations"]
            and real["server_ip"]["type"] == check["server_ip"]["type"] == "IPV4"
        )
        message = tasks.error(module, server="web", type="IPV6", **found)
        assert message.startswith("type of server address") and "cannot be changed" in message


# -- what servers show


@pytest.mark.exhaustive
@each_reading(
    "image-ids",
    "idle-percent",
    "work-percent",
    "no-fixed-size",
    "empty-members",
    "busy-after-ready",
    "late-addresses",
    "snapshot-list",
)
def test_a_server_converges_and_is_returned_in_one_form(tasks):
    check, real, _again = tasks.converge("server", **OWN, description="")
    assert check["server"].keys() == real["server"].keys()
    server = real["server"]
    assert (
        server["dvd"] is server["snapshot"] is server["hardware"]["fixed_instance_size_id"] is None
        and server["private_networks"] == []
    )
    assert [len(server[key]) for key in ("ips", "private_networks")] == [1, 0] and server["ips"][0][
        "load_balancers"
    ] == []
    for options in (
        {"state": "rebuilt", "appliance": "debian12-64min"},
        {"state": "stopped"},
        {"state": "running"},
        {"dvd": ""},
        {"dvd": "debian-12-netinst"},
        {"dvd": ""},
        {"monitoring_policy": "Default Policy"},
        {"monitoring_policy": ""},
        {"fixed_instance_size": "XL"},
        {"hdds": [{"size": 160, "is_main": True}, {"size": 20}]},
        {"load_balancers": []},
        {"private_networks": []},
        {"description": "new"},
        {"description": ""},
    ):
        check, real, _again = tasks.converge("server", name="web", **options)
        assert check["operations"] == real["operations"] and not real["warnings"]


@each_reading("snapshot-list", "work-percent", "empty-members")
def test_the_snapshot_of_a_server(tasks):
    tasks.ok("server", **OWN)
    assert tasks.ok("server_snapshot_info", server="web")["server_snapshots"] == []
    check, real, _again = tasks.converge("server_snapshot", server="web")
    assert len(check["operations"]) == len(real["operations"]) == 1
    (shown,) = tasks.ok("server_snapshot_info", server="web")["server_snapshots"]
    assert shown["id"] == real["server_snapshot"]["id"]
    tasks.ok("server_snapshot", server="web", state="restored")
    tasks.converge("server_snapshot", server="web", state="absent")


# -- addresses that come late


@each_reading("late-addresses")
def test_a_new_server_is_ready_with_its_addresses(tasks):
    for number, options in enumerate(({}, {"firewall_policy": "Linux"}, {"state": "stopped"})):
        result = tasks.ok("server", **{**OWN, "name": f"web{number}", **options})
        assert len(result["server"]["ips"]) == 1 and result["warnings"] == []
    tasks.ok("firewall_policy", name="web", rules=[{"port": "80"}], server_ips=["web0", "web1"])


@each_reading("late-addresses")
def test_waiting_for_servers_is_waiting_for_their_addresses(tasks):
    for name in ("web1", "web2"):
        tasks.ok("server", **{**OWN, "name": name}, wait=False)
    servers = tasks.ok("server_info", name=["web1", "web2"], wait=True)["servers"]
    assert [len(server["ips"]) for server in servers] == [1, 1]
    tasks.ok(
        "load_balancer",
        name="lb",
        rules=[{"port_balancer": 80, "port_server": 80}],
        server_ips=["web1", "web2"],
    )


@each_reading("late-addresses")
@pytest.mark.parametrize(
    "seconds", [0, 250, 270, 3600], ids=["deploying", "ready", "a little later", "old"]
)
@pytest.mark.parametrize(
    "module, options",
    [
        ("server", {"name": "web", "firewall_policy": "web"}),
        ("server", {"name": "web", "load_balancers": ["lb"]}),
        ("server_ip", {"server": "web", "number": 1, "firewall_policy": "web"}),
        ("public_ip", {"server": "web"}),
        ("firewall_policy", {"name": "web", "server_ips": ["web"]}),
        ("load_balancer", {"name": "lb", "server_ips": ["web"]}),
    ],
)
def test_a_task_about_addresses_waits_for_those_of_a_new_server(
    tasks, simulator, module, options, seconds
):
    tasks.ok("firewall_policy", name="web", rules=[{"port": "80"}])
    tasks.ok("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}])
    tasks.ok("server", **OWN, wait=False)
    simulator.time.sleep(seconds)
    tasks.ok(module, True, **options)
    assert not tasks.ok(module, **options)["warnings"]
    assert not tasks.ok(module, **options)["changed"]
    simulator.settle()
    (server,) = simulator.api("GET", "/servers")
    assert len(server["ips"]) == 1
    assert server["ips"][0]["firewall_policy"]["name"] == (
        "web" if "firewall_policy" in (module, *options) else "Linux"
    )
    assert len(server["ips"][0]["load_balancers"]) == (
        module == "load_balancer" or "load_balancers" in options
    )


@pytest.mark.parametrize("seconds", [0, 7200])
def test_a_server_without_an_address_is_waited_for_only_while_it_is_new(tasks, simulator, seconds):
    tasks.ok("server", **OWN)
    tasks.ok("server_ip", server="web", number=1, state="absent")
    simulator.time.sleep(seconds)
    began = simulator.time.time()
    assert "has no ips" in tasks.ok("server", name="web", firewall_policy="Linux")["warnings"][0]
    assert (simulator.time.time() - began > 100) == (seconds == 0)
