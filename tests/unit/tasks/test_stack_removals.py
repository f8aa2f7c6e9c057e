# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which a stack removes objects, if the description contains only their names."""

from __future__ import annotations

import re

import pytest
from in_process import Tasks
from plays import KEY, SERVER
from simulated import SimulatedApi
from stacks import BALANCED, SHOP

#: Objects of :data:`SHOP` whose references are on the other side.
REVERSED = {
    "ssh_keys": [{"name": "shop-key", "public_key": KEY}],
    "private_networks": [{"name": "shop-net", "servers": ["shop-web-1"]}],
    "firewall_policies": [
        {"name": "shop-web", "rules": [{"port": "80"}], "server_ips": ["shop-web-1"]}
    ],
    "load_balancers": [{"name": "shop-balancer", "rules": BALANCED, "server_ips": ["shop-web-1"]}],
    "monitoring_policies": [{"name": "shop-watch", "servers": ["shop-web-1"]}],
    "servers": [
        {"name": "shop-web-1", **SERVER, "power_on": False, "ssh_keys": ["shop-key"]},
        {"name": "shop-db", **SERVER},
    ],
    "public_ips": [{"reverse_dns": "shop-www.example.com", "server": "shop-db"}],
}
NAME = re.compile(r"shop-[a-z0-9.-]+")
#: Objects of which the first is removed before the second.
ORDERS = [
    ("servers shop-web-1", "ssh_keys shop-key"),
    ("servers shop-web-1", "private_networks shop-net"),
    ("servers shop-web-1", "firewall_policies shop-web"),
    ("servers shop-web-1", "load_balancers shop-balancer"),
    ("servers shop-web-1", "monitoring_policies shop-watch"),
    ("images shop-image", "servers shop-db"),
    ("block_storages shop-data", "servers shop-db"),
    ("shared_storages shop-files", "servers shop-web-1"),
    ("public_ips shop-www.example.com", "servers shop-db"),
    ("roles shop-role", "users shop-jane"),
]
NAMES = ("name", "reverse_dns", "count", "allow_series_removal")


def names_only(description: dict) -> dict:
    """Return a description without all options that do not find objects."""
    return {
        kind: [{name: each[name] for name in NAMES if name in each} for each in elements]
        for kind, elements in description.items()
    }


@pytest.fixture(scope="module", params=[SHOP, REVERSED], ids=["members", "lists_of_members"])
def removed(request, tmp_path_factory) -> list[str]:
    """Return the kinds and names of objects in the order in which a stack has removed them."""
    with SimulatedApi().connected() as simulator:
        tasks = Tasks(simulator.url, tmp_path_factory.mktemp("removed"))
        tasks.ok("stack", **request.param)
        simulator.settle()
        labels = {
            each["id"]: f"{kind} {NAME.search(each.get('name') or each['reverse_dns'])[0]}"
            for kind in request.param
            for each in simulator.api("GET", f"/{kind}")
            if NAME.search(each.get("name") or each["reverse_dns"] or "")
        }
        description = names_only(request.param)
        for image in description.get("images", ()):
            image["allow_series_removal"] = True
        simulator.clear()
        tasks.ok("stack", state="absent", **description)
        paths = [path.split("/")[1:] for path in simulator.accepted()]
        simulator.settle()
        assert not tasks.ok("stack", state="absent", **description)["changed"]
    return [labels[path[-1]] for path in paths if len(path) == 2 or "ips" in path]


def test_the_orders_contain_each_kind_that_has_references():
    kinds = {label.split()[0] for order in ORDERS for label in order}
    assert kinds == set(SHOP) - {"vpns"}


@pytest.mark.parametrize("first, second", ORDERS, ids=["-".join(order) for order in ORDERS])
def test_an_object_is_removed_before_those_that_it_uses(removed, first, second):
    if first not in removed or second not in removed:
        pytest.skip("The description has no such objects.")
    assert len(removed) - removed[::-1].index(first) <= removed.index(second), removed


def test_objects_that_use_each_other_in_a_circle_are_removed(tasks, simulator):
    """Each server was installed again from an image of the other one."""
    names = ("shop-a", "shop-b")
    description = {kind: [{"name": name} for name in names] for kind in ("servers", "images")}
    tasks.ok("stack", servers=[{"name": name, **SERVER} for name in names])
    for name in names:
        tasks.ok("image", name=name, server=name, frequency="ONCE")
    for name, other in zip(names, reversed(names)):
        tasks.ok("server", name=name, appliance=other, state="rebuilt")
    tasks.ok("stack", state="absent", **description)
    simulator.settle()
    assert simulator.api("GET", "/servers") == simulator.api("GET", "/images") == []
