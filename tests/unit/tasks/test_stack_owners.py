# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects belong to a stack, and what it removes."""

from __future__ import annotations

import pytest
from plays import SERVER
from stacks import BALANCED, SHOP, elements, sent, writes
from variants import variants

RULES = [{"port": "80"}]
PREFIX = {"owner": {"prefix": "shop-"}, "purge": True}
MARKER = {"owner": {"marker": "stack shop"}, "purge": True}


def names(simulator, kind):
    return sorted(each["name"] for each in simulator.api("GET", f"/{kind}"))


def test_objects_that_belong_to_the_prefix_and_are_not_described_are_removed(tasks, simulator):
    for name in ("shop-a", "shop-b", "other"):
        tasks.ok("vpn", name=name)
    check = tasks.ok("stack", True, vpns=[{"name": "shop-a"}], **PREFIX)
    run = tasks.ok("stack", vpns=[{"name": "shop-a"}], **PREFIX)
    assert elements(check) == elements(run) == ['vpns "shop-b"']
    assert [each and each["name"] for each in run["vpns"]] == ["shop-a", None]
    assert names(simulator, "vpns") == ["other", "shop-a"]
    assert not tasks.ok("stack", vpns=[{"name": "shop-a"}], **PREFIX)["changed"]


def test_without_purge_nothing_is_removed(tasks, simulator):
    tasks.ok("vpn", name="shop-b")
    assert tasks.ok("stack", vpns=[], owner={"prefix": "shop-"})["operations"] == []


def test_only_kinds_whose_option_is_set_are_purged(tasks, simulator):
    tasks.ok("vpn", name="shop-b")
    tasks.ok("firewall_policy", name="shop-b", rules=RULES)
    tasks.ok("stack", vpns=[], **PREFIX)
    assert names(simulator, "vpns") == [] and "shop-b" in names(simulator, "firewall_policies")


def test_the_marker_is_added_to_descriptions_and_finds_the_objects_again(tasks, simulator):
    description = {
        "vpns": [{"name": "a"}, {"name": "b", "description": "Office"}],
        "firewall_policies": [{"name": "c", "rules": RULES, "description": "x (stack shop)"}],
        "public_ips": [],
    }
    without_addresses = {key: value for key, value in description.items() if key != "public_ips"}
    run = tasks.ok("stack", **description, owner={"marker": "stack shop"})
    assert [each["description"] for each in run["vpns"]] == ["stack shop", "Office stack shop"]
    assert run["firewall_policies"][0]["description"] == "x (stack shop)"
    assert not tasks.ok("stack", **without_addresses, **MARKER)["changed"]
    tasks.ok("vpn", name="c")
    removal = tasks.ok("stack", vpns=[{"name": "b", "description": "Office"}], **MARKER)
    assert elements(removal) == ['vpns "a"'] and names(simulator, "vpns") == ["b", "c"]


def test_a_purged_object_is_removed_after_the_objects_that_use_it_have_changed(tasks, simulator):
    both = {
        "firewall_policies": [{"name": f"shop-{name}", "rules": RULES} for name in ("a", "b")],
        "servers": [{"name": "shop-web", **SERVER, "firewall_policy": "shop-a"}],
    }
    tasks.ok("stack", **both)
    one = {
        "firewall_policies": [{"name": "shop-b", "rules": RULES}],
        "servers": [{"name": "shop-web", **SERVER, "firewall_policy": "shop-b"}],
    }
    run = tasks.ok("stack", **one, **PREFIX)
    assert elements(run) == ['servers[0] "shop-web"', 'firewall_policies "shop-a"']
    assert simulator.accepted()[-1].startswith("DELETE /firewall_policies/")


def test_protected_objects_are_never_purged(tasks, simulator):
    policies = names(simulator, "firewall_policies")
    prefix = policies[0][:3]
    tasks.ok("stack", firewall_policies=[], owner={"prefix": prefix}, purge=True)
    assert names(simulator, "firewall_policies") == policies


def test_the_user_of_the_token_is_not_purged(tasks, simulator):
    (user,) = (each["name"] for each in simulator.api("GET", "/users"))
    message = tasks.error("stack", users=[], owner={"prefix": user[:3]}, purge=True)
    assert f'users "{user}"' in message and "allow_lockout" in message
    assert not writes(simulator)


def test_an_absent_stack_is_removed_in_reverse_order(tasks, simulator):
    tasks.ok("stack", **SHOP)
    simulator.settle()
    simulator.clear()
    run = tasks.ok("stack", **SHOP, state="absent")
    order = elements(run)
    for first, second in (
        ('servers[0] "shop-web-1"', 'firewall_policies[0] "shop-web"'),
        ('servers[0] "shop-web-1"', 'private_networks[0] "shop-net"'),
        ('servers[0] "shop-web-2"', 'servers[0] "shop-web-1"'),
        ('block_storages[0] "shop-data"', 'servers[1] "shop-db"'),
        ('shared_storages[0] "shop-files"', 'servers[0] "shop-web-1"'),
        ('roles[0] "shop-role"', 'users[0] "shop-jane"'),
    ):
        assert order.index(first) < order.index(second), order
    assert sorted(sent(run)) == sorted(simulator.accepted())
    assert not tasks.ok("stack", **SHOP, state="absent")["changed"]


def test_an_absent_stack_can_also_purge(tasks, simulator):
    tasks.ok("stack", vpns=[{"name": "shop-a"}, {"name": "shop-b"}])
    tasks.ok("stack", vpns=[{"name": "shop-a"}], state="absent", **PREFIX)
    assert names(simulator, "vpns") == []


def test_an_object_is_not_removed_if_one_that_uses_it_could_not_be_changed(tasks, proxy, simulator):
    def refusing(exchange):
        exchange.status, exchange.answer = 400, {"type": "X", "message": "No.", "errors": None}

    tasks.ok(
        "stack",
        servers=[{"name": "shop-web", **SERVER}],
        load_balancers=[{"name": "shop-lb", "rules": BALANCED, "server_ips": ["shop-web"]}],
        vpns=[{"name": "shop-vpn"}],
    )
    proxy.intercept("DELETE", "/servers/.*", before=refusing, times=1)
    result = tasks("stack", servers=[], load_balancers=[], vpns=[], **PREFIX)
    assert [each["element"] for each in result["failed_elements"]] == ['servers "shop-web"']
    assert result["skipped_elements"] == ['load_balancers "shop-lb"']
    assert names(simulator, "vpns") == [] and names(simulator, "load_balancers") == ["shop-lb"]
    tasks.ok("stack", servers=[], load_balancers=[], vpns=[], **PREFIX)
    assert names(simulator, "servers") == names(simulator, "load_balancers") == []


@pytest.mark.parametrize("kind", variants(sorted(set(SHOP) - {"private_networks"})))
def test_objects_of_each_kind_are_purged_by_their_prefix(tasks, simulator, kind):
    tasks.ok("stack", **SHOP)
    simulator.settle()
    result = tasks.ok("stack", **{kind: []}, **PREFIX)
    assert result["changed"] and set(result[kind]) == {None}


def test_a_network_of_running_servers_is_not_purged(tasks, simulator):
    tasks.ok("stack", **SHOP)
    simulator.settle()
    message = tasks.error("stack", private_networks=[], **PREFIX)
    assert message.startswith('private_networks "shop-net": servers: ')
