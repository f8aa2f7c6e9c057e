# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elements of a stack: groups, the objects that they stand for, and errors that name them."""

from __future__ import annotations

import pytest
from plays import SERVER
from stacks import BALANCED, elements, servers, writes

RULES = [{"port": "80"}]
NAMED = {"name": "web", **SERVER}


def names(result, kind="servers"):
    return [each["name"] for each in result[kind]]


def test_a_group_has_as_many_objects_as_its_count(tasks):
    result = tasks.ok("stack", True, servers=[{"name": "web-{n:02}", "count": 3, **SERVER}])
    assert names(result) == ["web-01", "web-02", "web-03"]


def test_the_number_is_filled_into_all_texts_except_secrets(tasks, simulator):
    tasks.ok(
        "stack",
        servers=[{"name": "web{n}", "count": 2, "description": "Server {n}", **SERVER}],
        block_storages=[{"name": "data{n}", "count": 2, "size": 20, "server": "web{n}"}],
        users=[{"name": "user{n}", "count": 1, "password": "Secret-{n}-Word"}],
    )
    shown = simulator.api("GET", "/servers")
    assert [each["description"] for each in shown] == ["Server 1", "Server 2"]
    owners = {
        each["name"]: each["server"]["name"] for each in simulator.api("GET", "/block_storages")
    }
    assert owners == {"data1": "web1", "data2": "web2"}
    (body,) = [each.body for each in simulator.exchanges if each.path == "/users" and each.body]
    assert body["password"] == "Secret-{n}-Word"


def test_without_a_count_braces_are_plain_text(tasks):
    assert names(tasks.ok("stack", vpns=[{"name": "a{n}"}]), "vpns") == ["a{n}"]


def test_a_group_can_be_empty(tasks):
    assert tasks.ok("stack", **servers(0))["operations"] == []


def test_addresses_of_a_group_are_found_by_consecutive_numbers(tasks, simulator):
    group = {"public_ips": [{"number": 1, "count": 3}]}
    run = tasks.ok("stack", **group)
    simulator.settle()
    assert len({each["id"] for each in run["public_ips"]}) == 3
    assert not tasks.ok("stack", **group)["changed"]
    tasks.ok("stack", **group, state="absent")
    assert simulator.api("GET", "/public_ips") == []


def test_the_same_number_in_two_datacenters_means_two_addresses(tasks):
    addresses = [{"number": 1, "datacenter": center} for center in ("DE", "US")]
    run = tasks.ok("stack", public_ips=addresses)
    assert len({each["id"] for each in run["public_ips"]}) == 2
    assert not tasks.ok("stack", public_ips=addresses)["changed"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(
            {"servers": [{**NAMED, "count": 3}]},
            "servers[0].name is 'web', but count is 3. Write {n} or {n:02} into it, so that each "
            "object has its own name.",
            id="no pattern",
        ),
        pytest.param(
            {"servers": [{"id": "A" * 32, "name": "x{n}", "count": 2}]},
            "servers[0] has an id and a count. An id identifies one object. Remove one of them.",
            id="id of a group",
        ),
        pytest.param(
            {"servers": [{"name": "web-{n}", "count": -1}]},
            "servers[0].count is -1, less than 0.",
            id="negative count",
        ),
        pytest.param(
            {"servers": [{"name": "web-1", **SERVER}, {"name": "web-{n}", "count": 2, **SERVER}]},
            'servers[0] and servers[1] "web-1" are the same server. Remove one of them, or give it '
            "another name.",
            id="same name",
        ),
        pytest.param(
            {"servers": [NAMED, {"name": "db", **SERVER, "hdds": [{"size": 5, "is_main": True}]}]},
            "servers[1].hdds[0].size is 5, less than 20.",
            id="limit of a suboption",
        ),
        pytest.param(
            {"servers": [NAMED, {"name": "db", "state": "off"}]},
            "servers[1]: value of state must be one of: present, absent, running, stopped, "
            "restarted, rebuilt, recovery, started, got: off",
            id="choice",
        ),
        pytest.param(
            {"servers": [NAMED, {"description": "x"}]},
            "servers[1]: one of the following is required: id, name",
            id="no name",
        ),
        pytest.param(
            {"servers": [NAMED, {"name": "db", **SERVER, "vcore": 2}]},
            "servers[1]: parameters are mutually exclusive: "
            "fixed_instance_size|baremetal_model|vcore",
            id="exclusive options",
        ),
        pytest.param(
            {"vpns": [{"name": "a"}, {"name": "b", "nmae": "c"}]},
            "vpns[1]: nmae. Supported parameters include: count, datacenter, description, id, "
            "name, state.",
            id="unknown option",
        ),
        pytest.param(
            {"servers": [{"name": "web"}]},
            'servers[0] "web": server "web" does not exist, and creating it needs appliance.',
            id="missing option",
        ),
        pytest.param(
            {
                "load_balancers": [{"name": "lb", "rules": BALANCED, "server_ips": ["web"]}],
                "servers": [{**NAMED, "load_balancers": ["lb"]}],
            },
            'The references form a cycle: load_balancers[0] "lb" -> servers[0] "web" -> '
            'load_balancers[0] "lb". Remove one of these references, and set it in a second task.',
            id="cycle",
        ),
        pytest.param(
            {
                "firewall_policies": [{"name": "old", "state": "absent"}],
                "servers": [{**NAMED, "firewall_policy": "old"}],
            },
            'servers[0].firewall_policy refers to firewall_policies[0] "old", which is to be '
            "absent. Remove the reference, or keep the object.",
            id="reference to an absent element",
        ),
        pytest.param(
            {"servers": [NAMED], "purge": True},
            "purge is true, but owner is missing. Set owner.prefix or owner.marker, so that the "
            "task knows which objects belong to the stack.",
            id="purge without owner",
        ),
        pytest.param(
            {"servers": [NAMED], "owner": {}},
            "owner needs either prefix, with which all names of the stack begin, or marker, which "
            "all descriptions of the stack contain. Set one of them.",
            id="empty owner",
        ),
        pytest.param(
            {"servers": [NAMED], "owner": {"prefix": "shop-"}},
            "servers[0].name is 'web', but owner.prefix is 'shop-'. Let the name begin with the "
            "prefix.",
            id="name without prefix",
        ),
        pytest.param(
            {"public_ips": [], "owner": {"marker": "stack shop"}, "purge": True},
            "purge cannot find the public_ips of the stack, because a public IP has no description "
            "for owner.marker. Use owner.prefix, or set purge to false.",
            id="no description for the marker",
        ),
    ],
)
def test_an_invalid_description_is_an_error_that_names_the_element(
    tasks, simulator, options, message
):
    assert tasks.error("stack", **options).startswith(message)
    assert not writes(simulator)


def test_two_elements_that_find_the_same_object_are_an_error(tasks, simulator):
    server = tasks.ok("server", **NAMED)["server"]
    simulator.clear()
    message = tasks.error("stack", servers=[NAMED, {"id": server["id"]}])
    assert message == (
        f'servers[0] "web" and servers[1] "{server["id"]}" are the same object, which has the id '
        f"{server['id']}. Remove one of them."
    )
    assert not writes(simulator)


def test_an_element_without_changes_is_not_among_the_operations(tasks):
    tasks.ok("server", **NAMED)
    result = tasks.ok("stack", servers=[NAMED, {"name": "db", **SERVER}])
    assert elements(result) == ['servers[1] "db"'] and names(result) == ["web", "db"]


def test_a_secret_is_shown_only_on_request(tasks):
    users = [{"name": "jane", "password": "Correct-Horse-7"}]
    result = tasks.ok(
        "stack",
        ssh_keys=[{"name": "a", "public_key": None}],
        users=users,
        check=True,
        show_secrets=True,
    )
    assert "Correct-Horse-7" not in str(result)
    message = tasks.error("stack", ssh_keys=[{"name": "made"}], users=users)
    assert message.startswith('ssh_keys[0] "made": The API makes the private key')
    result = tasks.ok("stack", ssh_keys=[{"name": "made"}], show_secrets=True)
    assert "PRIVATE KEY" in result["ssh_keys"][0]["private_key"]
    again = tasks.ok("stack", ssh_keys=[{"name": "made"}])
    assert again["ssh_keys"][0]["private_key"] is None


def test_a_secret_is_written_into_a_file(tasks, tmp_path):
    made = {"name": "made", "private_key_file": str(tmp_path / "key")}
    result = tasks.ok("stack", ssh_keys=[made])
    assert "PRIVATE KEY" in (tmp_path / "key").read_text()
    assert "PRIVATE KEY" not in str(result)
