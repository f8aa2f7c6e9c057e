# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planned change makes of other objects."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.back_references import (
    consequences,
    without_removed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.search_keys import keys_of
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.cached_list import ANY_KEY

A, B = {"id": "A", "name": "a"}, {"id": "B", "name": "b"}
SERVER = {
    "id": "S",
    "name": "s",
    "ips": [
        {
            "id": "I",
            "ip": "192.0.2.1",
            "type": "IPV4",
            "reverse_dns": None,
            "firewall_policy": A,
            "load_balancers": [],
        }
    ],
    "private_networks": [],
    "monitoring_policy": A,
}
MEMBER = {"id": "S", "name": "s"}
ASSIGNED = {"id": "I", "ip": "192.0.2.1", "server_name": "s"}


def lists(**more):
    found = {
        "/servers": [SERVER],
        "/monitoring_policies": [{**A, "servers": [MEMBER]}, {**B, "servers": []}],
        "/firewall_policies": [{**A, "server_ips": [ASSIGNED]}, {**B, "server_ips": None}],
        "/public_ips": [
            {
                "id": "I",
                "ip": "192.0.2.1",
                "state": "ACTIVE",
                "assigned_to": {**MEMBER, "type": "SERVER"},
            }
        ],
        **more,
    }
    return lambda path, keys: [
        each for each in found.get(path, []) if {ANY_KEY, *keys} & {*keys_of(path, each)}
    ]


def test_a_member_of_one_policy_leaves_the_other_one():
    policy = {**B, "servers": [MEMBER]}
    changed = consequences("/monitoring_policies", {**B, "servers": []}, policy, lists())
    assert changed == {
        ("/monitoring_policies", "B"): policy,
        ("/servers", "S"): {**SERVER, "monitoring_policy": B},
        ("/monitoring_policies", "A"): {**A, "servers": []},
    }


def test_an_address_of_one_policy_leaves_the_other_one():
    policy = {**B, "server_ips": [ASSIGNED]}
    changed = consequences("/firewall_policies", {**B, "server_ips": None}, policy, lists())
    assert changed["/firewall_policies", "A"]["server_ips"] == []
    assert changed["/servers", "S"]["ips"][0]["firewall_policy"] == B


def test_objects_show_a_new_server_that_refers_to_them():
    new = {
        **SERVER,
        "id": "N",
        "name": "n",
        "ips": [{**SERVER["ips"][0], "id": "J"}],
        "monitoring_policy": B,
    }
    changed = consequences("/servers", None, new, lists())
    assert changed["/monitoring_policies", "B"]["servers"] == [{"id": "N", "name": "n"}]
    assert [each["id"] for each in changed["/firewall_policies", "A"]["server_ips"]] == ["I", "J"]
    assert changed["/public_ips", "J"]["assigned_to"]["id"] == "N"
    assert ("/monitoring_policies", "A") not in changed and ("/servers", "S") not in changed


def test_a_removed_server_is_shown_nowhere():
    changed = consequences("/servers", SERVER, None, lists())
    assert changed["/servers", "S"] is None and changed["/public_ips", "I"] is None
    assert (
        changed["/monitoring_policies", "A"]["servers"] == []
        and changed["/firewall_policies", "A"]["server_ips"] == []
    )


def test_a_removed_address_is_shown_nowhere():
    address = lists()("/public_ips", ("I",))[0]
    changed = consequences("/public_ips", address, None, lists())
    assert (
        changed["/servers", "S"]["ips"] == []
        and changed["/firewall_policies", "A"]["server_ips"] == []
    )


def test_a_user_keeps_the_first_of_several_roles():
    user = {"id": "U", "name": "u", "roles": A}
    known = lists(**{"/users": [user], "/roles": [{**A, "users": [user]}]})
    changed = consequences("/roles", {**B, "users": []}, {**B, "users": [user]}, known)
    assert list(changed) == [("/roles", "B")]


def test_nothing_that_was_given_is_changed():
    known = lists()
    before = copy.deepcopy([known(path, ()) for path in RESOURCES])
    consequences("/servers", SERVER, None, known)
    consequences("/monitoring_policies", {**B, "servers": []}, {**B, "servers": [MEMBER]}, known)
    without_removed("/shared_storages", {"id": "D", "servers": [MEMBER]}, lambda path: {"S"})
    assert [known(path, ()) for path in RESOURCES] == before


def test_storages_lose_servers_that_are_removed():
    def removed(path):
        return {"S"} if path == "/servers" else set()

    assert without_removed(
        "/shared_storages", {"id": "D", "servers": [MEMBER, {"id": "T"}]}, removed
    )["servers"] == [{"id": "T"}]
    assert (
        without_removed("/block_storages", {"id": "D", "server": MEMBER}, removed)["server"] is None
    )
    assert without_removed("/datacenters", {"id": "S"}, removed) == {"id": "S"}


def members(*numbers):
    return [{"id": str(number), "name": f"s{number}"} for number in numbers]


@pytest.mark.parametrize("name", ["a", "other"])
@pytest.mark.parametrize(
    "before, after, shown, hidden",
    [
        (range(3), range(4), [3], []),
        (range(3), [0, 1, 2, 5, 7], [5, 7], []),
        (range(4), [0, 1, 3], [], [2]),
        (range(4), [], [], [0, 1, 2, 3]),
        (range(2), [0, 5], [5], [1]),
        ([], range(2), [0, 1], []),
        (range(3), range(3), [], []),
    ],
)
def test_only_changed_members_differ_unless_the_policy_has_another_name(
    name, before, after, shown, hidden
):
    requested = []

    def known(path, keys):
        if path != "/servers":
            return []
        requested.extend(keys)
        return [{"id": key, "name": f"s{key}", "monitoring_policy": A} for key in keys]

    old = {**A, "servers": members(*before)}
    changed = consequences(
        "/monitoring_policies", old, {**A, "name": name, "servers": members(*after)}, known
    )
    renamed = [] if name == "a" else after
    assert {int(each) for each in requested} == {*shown, *hidden, *renamed}
    for number in hidden:
        assert changed["/servers", str(number)]["monitoring_policy"] is None


def test_a_server_shows_a_further_planned_address_once():
    address = {**SERVER["ips"][0], "id": "planned:address:s", "ip": None}
    after = {**SERVER, "ips": [*SERVER["ips"], address]}
    changed = consequences("/servers", SERVER, after, lists())
    assert [each["id"] for each in changed["/servers", "S"]["ips"]] == ["I", address["id"]]
    assert changed["/public_ips", address["id"]]["assigned_to"]["id"] == "S"
    policy = changed["/firewall_policies", "A"]
    assert [each["id"] for each in policy["server_ips"]] == ["I", address["id"]]
