# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks with show_costs return. All amounts are computed by hand from the price list.

``monthly_costs`` lists the prices.
"""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    state_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.costs import CostReader
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import (
    connect,
    open_account,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.costs import sum_costs
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.public_ips import PUBLIC_IP
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import MANAGED
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import (
    SERVER as SERVERS,
)
from monthly_costs import (
    FLEXIBLE,
    FLEXIBLE_COST,
    GROW,
    NOTHING,
    SERVER,
    XL,
    M,
    converge,
    converge_removal,
    costs,
    costs_of,
)
from plays import LEAST
from worlds import each_world

#: The fewest options that create an object, also of a kind that belongs to a server.
OPTIONS = {
    **LEAST,
    "server_ip": {"server": "web", "number": 2},
    "server_snapshot": {"server": "web"},
}
BILLED = [each for each in MANAGED if each.is_billed]
READABLE = [each for each in BILLED if not each.parent]


@pytest.fixture
def tasks(tasks):
    tasks.environment["CLOUDPANEL_SHOW_COSTS"] = "true"
    return tasks


# -- what is priced


@each_world()
def test_a_server_of_a_fixed_size_costs_the_price_of_the_size(tasks):
    assert converge(tasks, "server", **SERVER) == (NOTHING, M)
    larger = {**SERVER, "fixed_instance_size": "XL"}
    assert converge(tasks, "server", **larger, **GROW) == (M, XL)
    assert converge(tasks, "server", name="web", state="stopped") == (XL, XL)
    assert converge(tasks, "server", name="web", state="absent") == (XL, NOTHING)


@each_world()
def test_a_flexible_server_costs_processors_memory_and_disks(tasks):
    assert converge(tasks, "server", **FLEXIBLE) == (NOTHING, FLEXIBLE_COST)
    # 4 * 7.50 + 8 * 5.00 + 160 * 0.07
    disks = [{"size": 80, "is_main": True}, {"size": 80}]
    larger = {**FLEXIBLE, "vcore": 4, "ram": 8, "hdds": disks, **GROW}
    assert converge(tasks, "server", **larger) == (FLEXIBLE_COST, (81.2, 97.44))


def test_a_server_that_leaves_its_fixed_size_costs_its_hardware(tasks):
    tasks.ok("server", **SERVER)
    # 1 * 7.50 + 2 * 5.00 + 60 * 0.07
    options = {"name": "web", "vcore": 1, "cores_per_processor": 1, "ram": 2}
    assert converge(tasks, "server", **options) == (M, (21.7, 26.04))


def test_a_clone_costs_as_much_as_its_origin(tasks):
    tasks.ok("server", **FLEXIBLE)
    assert converge(tasks, "server", name="copy", clone_of="db") == (NOTHING, FLEXIBLE_COST)


@each_world()
def test_addresses_after_the_main_one_are_billed(tasks):
    tasks.ok("server", **SERVER)
    assert converge(tasks, "server_ip", server="web", number=1) == (NOTHING, NOTHING)
    further = (3.5, 4.2)
    assert converge(tasks, "server_ip", server="web", number=2) == (NOTHING, further)
    assert costs(tasks.ok("server", name="web")) == ((11.0, 13.2), (11.0, 13.2))
    gone = converge_removal(tasks, "server_ip", server="web", number=2, state="absent")
    assert gone == (further, NOTHING)
    assert costs(tasks.ok("server", name="web")) == (M, M)


def test_an_address_costs_the_same_through_each_module(tasks):
    tasks.ok("server", **SERVER)
    further = (3.5, 4.2)
    second = tasks.ok("server_ip", server="web", number=2)["server_ip"]["ip"]
    assert converge(tasks, "public_ip", ip=second, reverse_dns="b.example.com") == (
        further,
        further,
    )
    main = tasks.ok("server_info")["servers"][0]["ips"][0]["ip"]
    assert converge(tasks, "public_ip", ip=main, reverse_dns="a.example.com") == (NOTHING, NOTHING)
    assert converge_removal(tasks, "public_ip", ip=second, state="absent") == (further, NOTHING)
    assert converge(tasks, "public_ip", server="web") == (NOTHING, NOTHING)


@each_world()
def test_addresses_that_a_removal_keeps_are_billed_as_free_ones(tasks):
    tasks.ok("server", **SERVER)
    for number in (2, 3):
        tasks.ok("server_ip", server="web", number=number)
    kept = {"server": "web", "number": 3, "state": "absent", "keep_ip": True}
    check, real = (tasks.ok("server_ip", check, **kept) for check in (True, False))
    assert costs(check) == costs(real) == ((3.5, 4.2), (4.0, 4.8))
    kept = {"name": "web", "state": "absent", "keep_ips": True}
    # The size and one further address; then two free addresses.
    assert converge_removal(tasks, "server", **kept) == ((11.0, 13.2), (8.0, 9.6))


def test_a_free_address_is_billed_until_a_server_has_it(tasks):
    free = (4.0, 4.8)
    assert converge(tasks, "public_ip", reverse_dns="www.example.com") == (NOTHING, free)
    address = tasks.ok("public_ip", reverse_dns="www.example.com")["public_ip"]["ip"]
    assert converge(tasks, "server", **SERVER, public_ip=address) == (NOTHING, M)
    assert costs(tasks.ok("public_ip", ip=address)) == (NOTHING, NOTHING)


@each_world()
def test_images_and_shared_storages_cost_their_size(tasks):
    tasks.ok("server", **FLEXIBLE)
    tasks.ok("block_storage", name="data", size=200, server="db")
    # 100 * 0.07: a block storage is no part of the image
    assert converge(tasks, "image", name="copy", server="db") == (NOTHING, (7.0, 8.4))
    assert converge(tasks, "image", name="copy", state="absent") == ((7.0, 8.4), NOTHING)
    assert converge(tasks, "shared_storage", name="media", size=200) == (NOTHING, (14.0, 16.8))
    # 450 * 0.07 and 450 * 0.084
    larger = converge(tasks, "shared_storage", name="media", size=450)
    assert larger == ((14.0, 16.8), (31.5, 37.8))


def test_a_block_storage_is_no_disk_of_its_server(tasks):
    tasks.ok("server", **FLEXIBLE)
    tasks.ok("block_storage", name="data", size=200, server="db")
    assert costs(tasks.ok("server", name="db")) == (FLEXIBLE_COST, FLEXIBLE_COST)


# -- all kinds


@each_world()
@pytest.mark.parametrize("resource", BILLED, ids=lambda each: each.name)
def test_check_mode_and_the_next_run_show_what_the_run_has_shown(tasks, resource):
    tasks.ok("server", **SERVER)
    shown = [
        each["monthly_cost"] for each in tasks.converge(resource.name, **OPTIONS[resource.name])
    ]
    check, real, again = shown
    assert check == real and again["before"] == again["after"] == real["after"]
    assert again["unpriced"] == real["unpriced"]
    assert real["unpriced"] or real["after"]["net"] > real["before"]["net"] == 0
    assert real["after"]["gross"] == pytest.approx(1.2 * real["after"]["net"], abs=0.01)


def test_a_sum_counts_an_address_once_that_two_objects_show(tasks, simulator):
    tasks.ok("server", **SERVER)
    tasks.ok("server_ip", server="web", number=2)
    tasks.ok("public_ip", reverse_dns="free.example.com")
    with tasks.surroundings():
        spec = state_arguments(SERVERS)
        params = {name: each.get("default") for name, each in spec.items()}
        client = connect({**params, "api_token": "demo", "api_url": simulator.url}, "test", [])
        account = open_account(client, params, False)
        reader = CostReader(account)
        parts = [
            reader.cost(resource, obj)
            for resource in (SERVERS, PUBLIC_IP)
            for obj in account.reader.objects_of(resource)
        ]
    assert len(parts) == 4
    # 7.50 + 3.50 + 4.00
    assert sum_costs(parts).total.shown() == {"net": 15.0, "gross": 18.0}
    assert sum_costs(reversed(parts)).total == sum_costs(parts).total


# -- modules that read


@each_world()
def test_costs_of_selected_servers(tasks):
    tasks.ok("server", **SERVER)
    tasks.ok("server", **FLEXIBLE)
    second = tasks.ok("server_ip", server="web", number=2)["server_ip"]
    assert costs_of(tasks.ok("server_info")) == {
        ("server", "web"): M,
        ("server", "db"): FLEXIBLE_COST,
        ("public_ip", second["ip"]): (3.5, 4.2),
        "total": (50.5, 60.6),
    }
    assert costs_of(tasks.ok("server_info", name=["db"])) == {
        ("server", "db"): FLEXIBLE_COST,
        "total": FLEXIBLE_COST,
    }
    tasks.environment.pop("CLOUDPANEL_SHOW_COSTS")
    assert "monthly_cost" not in tasks.ok("server_info")


def test_costs_of_planned_objects_in_a_check_run(tasks):
    play = [
        {"name": "server", "ionos.cloudpanel.server": FLEXIBLE},
        {"name": "servers", "ionos.cloudpanel.server_info": {}},
    ]
    assert costs_of(tasks.play(play, check=True).last)["total"] == FLEXIBLE_COST


@pytest.mark.parametrize("resource", READABLE, ids=lambda each: each.name)
def test_info_modules_show_the_costs_of_the_task_that_creates(tasks, resource):
    tasks.ok("server", **SERVER)
    created = tasks.ok(resource.name, **OPTIONS[resource.name])
    shown = tasks.ok(f"{resource.name}_info", id=created[resource.name]["id"])["monthly_cost"]
    assert shown["total"] == created["monthly_cost"]["after"]
    assert shown["unpriced"] == created["monthly_cost"]["unpriced"]


@pytest.mark.parametrize("module", ["firewall_policy_info", "datacenter_info", "usage_info"])
def test_modules_without_costs_accept_the_option(tasks, module):
    assert "monthly_cost" not in tasks.ok(module)


# -- several tasks of a check run


def test_costs_of_a_check_run_on_an_empty_account(tasks):
    play = [
        {"name": "server", "ionos.cloudpanel.server": FLEXIBLE},
        {"name": "address", "ionos.cloudpanel.server_ip": {"server": "db", "number": 2}},
        {"name": "image", "ionos.cloudpanel.image": {"name": "copy", "server": "db"}},
        {"name": "server again", "ionos.cloudpanel.server": {"name": "db"}},
    ]
    results = tasks.play(play, check=True).results
    assert [costs(each) for each in results] == [
        (NOTHING, FLEXIBLE_COST),
        (NOTHING, (3.5, 4.2)),
        (NOTHING, (7.0, 8.4)),
        ((43.0, 51.6), (43.0, 51.6)),
    ]
    assert [costs(each) for each in tasks.play(play).results] == [costs(each) for each in results]
