# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks do not use data that earlier tasks may have changed, and check mode predicts the run."""

from __future__ import annotations

from typing import Any

import pytest
from in_process import Tasks
from simulated import SimulatedApi

RULES = [{"port": "80"}]


@pytest.fixture
def stacked(simulator) -> SimulatedApi:
    """Two servers, s0 and s1, and nothing else."""
    for name in ("s0", "s1"):
        simulator.api(
            "POST",
            "/servers",
            {
                "name": name,
                "appliance_id": simulator.api("GET", "/server_appliances", q="ubuntu")[0]["id"],
                "hardware": {
                    "fixed_instance_size_id": simulator.api("GET", "/servers/fixed_instance_sizes")[
                        0
                    ]["id"]
                },
            },
        )
    simulator.settle()
    return simulator


@pytest.fixture
def stacked_tasks(stacked, tmp_path) -> Tasks:
    return Tasks(stacked.url, tmp_path, share_reads=600)


def said(results: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return [
        [(each["method"], each["reason"]) for each in result["operations"]] for result in results
    ]


def play(tasks: Tasks, *steps: tuple[str, dict[str, Any]]) -> list[list[str]]:
    """Run tasks in check mode and for real. Return the operations of each, equal in both runs."""
    checking, running = tasks.in_run(), tasks.in_run()
    checked = [checking.ok(module, True, **options) for module, options in steps]
    done = [running.ok(module, **options) for module, options in steps]
    assert said(checked) == said(done)
    return [
        [f"{each['method']} {each['path']}" for each in result["operations"]] for result in done
    ]


def monitoring(name: str, *servers: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "monitoring_policy", {"name": name, "servers": list(servers), **more}


def firewall(name: str, *addresses: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "firewall_policy", {"name": name, "rules": RULES, "server_ips": list(addresses), **more}


def shown(
    simulator: SimulatedApi, path: str, key: str, member: str = "name"
) -> dict[str, list[str]]:
    return {
        each["name"]: sorted(inner[member] for inner in each[key] or ())
        for each in simulator.api("GET", path)
    }


# -- siblings in one list


def test_a_server_leaves_a_monitoring_policy_for_another_one(stacked, stacked_tasks):
    play(stacked_tasks, monitoring("A", "s0", "s1"))
    operations = play(stacked_tasks, monitoring("B", "s0"), monitoring("A", "s1"))
    assert operations[1] == []
    policies = shown(stacked, "/monitoring_policies", "servers")
    assert (policies["A"], policies["B"]) == (["s1"], ["s0"])


def test_a_server_that_moves_there_and_back_moves_twice(stacked, stacked_tasks):
    operations = play(
        stacked_tasks,
        monitoring("A", "s0"),
        monitoring("B", "s0"),
        monitoring("A", "s0", purge_servers=False),
    )
    assert [operation.split()[0] for operation in operations[2]] == ["POST"]
    assert shown(stacked, "/monitoring_policies", "servers")["A"] == ["s0"]


def test_a_server_that_takes_another_monitoring_policy_leaves_the_former(stacked, stacked_tasks):
    play(stacked_tasks, monitoring("A", "s0", "s1"), monitoring("B"))
    server = ("server", {"name": "s0", "monitoring_policy": "B"})
    operations = play(stacked_tasks, server, monitoring("A", "s1"), monitoring("B", "s0"))
    assert operations[1:] == [[], []]


def test_an_address_leaves_a_firewall_policy_for_another_one(stacked, stacked_tasks):
    operations = play(stacked_tasks, firewall("Y", "s0"), firewall("X", "s0"), firewall("Y"))
    assert operations[2] == []
    assert shown(stacked, "/firewall_policies", "server_ips", "server_name") | {
        "X": ["s0"],
        "Y": [],
    } == shown(stacked, "/firewall_policies", "server_ips", "server_name")


def test_an_address_that_moves_there_and_back_moves_twice(stacked, stacked_tasks):
    operations = play(
        stacked_tasks,
        firewall("X", "s0"),
        firewall("Y", "s0"),
        firewall("X", "s0", purge_server_ips=False),
    )
    assert [operation.split()[0] for operation in operations[2]] == ["POST"]


def test_an_address_that_takes_another_policy_leaves_the_former(stacked, stacked_tasks):
    play(stacked_tasks, firewall("X", "s0", "s1"), firewall("Y"))
    operations = play(
        stacked_tasks,
        ("server", {"name": "s0", "firewall_policy": "Y"}),
        firewall("X", "s1"),
        firewall("Y", "s0"),
    )
    assert operations[1:] == [[], []]


def test_removals_of_another_process_are_seen(stacked, stacked_tasks):
    play(stacked_tasks, monitoring("A", "s0", "s1"), monitoring("B"))
    run = stacked_tasks.in_run()
    run.ok("monitoring_policy", name="A", servers=["s0", "s1"])
    policies = {each["name"]: each["id"] for each in stacked.api("GET", "/monitoring_policies")}
    server = next(each for each in stacked.api("GET", "/servers") if each["name"] == "s0")
    stacked.api(
        "POST", f"/monitoring_policies/{policies['B']}/servers", {"servers": [server["id"]]}
    )
    assert run.ok("monitoring_policy", name="A", servers=["s1"])["changed"]
    assert shown(stacked, "/monitoring_policies", "servers")["A"] == ["s1"]


def test_a_stack_is_announced_as_it_is_then_made(stacked, stacked_tasks):
    new = {
        "appliance": "debian12-64min",
        "fixed_instance_size": "M",
        "firewall_policy": "web",
        "load_balancers": ["lb"],
        "monitoring_policy": "mon",
    }
    balancer = {"name": "lb", "rules": [{"port_balancer": 80, "port_server": 80}]}
    play(
        stacked_tasks,
        firewall("web"),
        ("monitoring_policy", {"name": "mon"}),
        ("load_balancer", balancer),
        ("server", {"name": "new", **new}),
        ("load_balancer", {**balancer, "server_ips": ["new", "s0"]}),
        ("public_ip", {"server": "new", "reverse_dns": "new.example.com"}),
        ("server", {"name": "new", "state": "stopped"}),
    )


# -- what refers to objects that are removed


@pytest.mark.parametrize("module", ["monitoring_policy", "firewall_policy"])
def test_a_reference_to_a_removed_object_is_an_error(stacked, stacked_tasks, module):
    more = {"rules": RULES} if module == "firewall_policy" else {}
    play(stacked_tasks, (module, {"name": "old", **more}))
    for check in (True, False):
        run = stacked_tasks.in_run()
        run.ok("server", check, name="s0", description="read everything")
        run.ok(module, check, name="old", state="absent", wait=False)
        message = run.error("server", check, name="s0", **{module: "old"})
        assert "has the name or id 'old'" in message, message


def test_a_reference_to_a_removed_address_is_an_error(stacked, stacked_tasks):
    address = next(each for each in stacked.api("GET", "/servers") if each["name"] == "s0")["ips"][
        0
    ]["ip"]
    for check in (True, False):
        run = stacked_tasks.in_run()
        run.ok("public_ip_info", check)
        run.ok("firewall_policy", check, name="web", rules=RULES)
        run.ok("server", check, name="s0", state="absent")
        message = run.error("firewall_policy", check, name="web", rules=RULES, server_ips=[address])
        assert f"has the name or id '{address}'" in message, message


def test_members_go_with_a_removed_server(stacked, stacked_tasks):
    storage = (
        "shared_storage",
        {"name": "data", "size": 50, "servers": [{"server": "s0"}, {"server": "s1"}]},
    )
    play(stacked_tasks, monitoring("A", "s0", "s1"), firewall("X", "s0", "s1"), storage)
    operations = play(
        stacked_tasks,
        ("server", {"name": "s0", "state": "absent"}),
        monitoring("A", "s1"),
        firewall("X", "s1"),
        ("shared_storage", {**storage[1], "servers": [{"server": "s1"}]}),
    )
    assert operations[1:] == [[], [], []]


def test_a_clone_has_the_permissions_that_its_model_has_got_in_the_same_run(stacked, stacked_tasks):
    model = ("role", {"name": "model", "permissions": {"vpn": {"show": True}}})
    clone = (
        "role",
        {"name": "clone", "clone_of": "model", "permissions": {"images": {"show": True}}},
    )
    play(stacked_tasks, ("role", {"name": "model"}))
    play(stacked_tasks, ("role", {"name": "other", "clone_of": "model"}), model, clone)
    role = next(each for each in stacked.api("GET", "/roles") if each["name"] == "clone")
    assert role["permissions"]["vpn"]["show"] and role["permissions"]["images"]["show"]


def test_a_user_stays_in_a_role_when_it_joins_another_one(stacked, stacked_tasks):
    stacked.api("POST", "/users", {"name": "jane", "password": "correct horse"})
    play(stacked_tasks, ("role", {"name": "a", "users": ["jane"]}))
    operations = play(
        stacked_tasks,
        ("role", {"name": "b", "users": ["jane"]}),
        ("role", {"name": "a", "users": []}),
    )
    assert [operation.split()[0] for operation in operations[1]] == ["DELETE"]


# -- attached storages


@pytest.mark.parametrize("check", [True, False])
def test_an_attached_storage_stays_among_the_disks_that_a_result_shows(
    stacked, stacked_tasks, check
):
    stacked_tasks.ok("block_storage", name="data", size=20, server="s0")
    disks = stacked_tasks.ok("server", name="s0")["server"]["hardware"]["hdds"]
    main = next(each for each in disks if each["is_main"])
    result = stacked_tasks.ok(
        "server",
        check,
        name="s0",
        description="new",
        hdds=[{"size": main["size"], "is_main": True}],
    )
    assert sorted(each["id"] for each in result["server"]["hardware"]["hdds"]) == sorted(
        each["id"] for each in disks
    )
    assert [each["reason"].split()[0] for each in result["operations"]] == ["change"]


# -- what it costs


def test_servers_do_not_outdate_each_other(stacked, tmp_path):
    tasks = Tasks(stacked.url, tmp_path, share_reads=600).in_run()
    tasks.ok("server", name="s0", dvd="")
    stacked.clear_rules()
    tasks.ok("server", name="s0", description="changed", wait=False)
    tasks.ok("server", name="s1", description="as well", wait=False)
    assert [each.path for each in stacked.sent("GET")] == []


@pytest.mark.parametrize("more", [0, 1])
def test_a_list_lacks_no_object_that_an_own_write_creates_elsewhere(tasks, simulator, more):
    """A server brings a public IP. The list of public IPs was read before, and was empty.

    :param more: public IPs that the run creates itself, after the server.
    """
    tasks.defaults["share_reads"] = 3600
    run = tasks.in_run()
    assert run.ok("public_ip_info")["public_ips"] == []
    run.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    for number in range(more):
        run.ok("public_ip", reverse_dns=f"www{number}.example.com")
    shown_ips = run.ok("public_ip_info")["public_ips"]
    assert len(shown_ips) == len(simulator.api("GET", "/public_ips")) == 1 + more
