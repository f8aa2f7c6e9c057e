# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules see whole lists, and take nothing for a list that is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from in_process import Tasks
from simulated import SimulatedApi
from simulator.readings import Readings

CAPS = {
    "list_servers": 12,
    "list_ssh_keys": 7,
    "list_usages": 7,
    "list_vpns": 7,
    "list_users": 50,
    "list_server_appliances": 7,
}
NETWORK = {"name": "web"}


@pytest.fixture(params=["usual", "swapped"])
def capped(request) -> Iterator[SimulatedApi]:
    with SimulatedApi(
        Readings(chosen={"paging": request.param}), servers=30, linger=0, cap=64, caps=CAPS
    ).connected() as simulator:
        yield simulator


@pytest.fixture
def capped_tasks(capped, tmp_path) -> Tasks:
    return Tasks(capped.url, tmp_path)


@pytest.mark.parametrize("count", [6, 7, 8, 21, 22])
def test_an_object_on_any_page_is_found_and_not_created_again(capped, capped_tasks, count):
    for number in range(count):
        capped.api("POST", "/ssh_keys", {"name": f"key{number}"})
    assert not capped_tasks.ok("ssh_key", name=f"key{count - 1}")["changed"]
    assert len(capped_tasks.ok("ssh_key_info")["ssh_keys"]) == count
    assert len(capped_tasks.ok("server_info")["servers"]) == 30


def test_an_object_is_created_once_while_its_list_grows_beyond_the_limit(capped, capped_tasks):
    for number in range(10):
        assert capped_tasks.ok("vpn", name=f"vpn{number}")["changed"]
    assert [capped_tasks.ok("vpn", name=f"vpn{number}")["changed"] for number in range(10)] == [
        False
    ] * 10
    assert len(capped_tasks.ok("vpn_info")["vpns"]) == 10


def test_objects_of_other_clients_on_later_pages_are_found(capped, capped_tasks):
    """This includes lists of the length of the page limit, whose first page seems complete."""
    for number in range(7):
        capped.api("POST", "/vpns", {"name": f"vpn{number}"})
    assert len(capped_tasks.ok("vpn_info")["vpns"]) == 7
    capped.api("POST", "/vpns", {"name": "vpn7"})
    assert not capped_tasks.ok("vpn", name="vpn7")["changed"]
    assert len(capped_tasks.ok("vpn_info")["vpns"]) == 8


def test_an_object_that_is_found_costs_one_request(capped, capped_tasks):
    for number in range(6):
        capped.api("POST", "/vpns", {"name": f"vpn{number}"})
    capped_tasks.ok("vpn", name="vpn5")
    capped.clear()
    assert not capped_tasks.ok("vpn", name="vpn5")["changed"]
    assert [each["path"] for each in capped.requests()] == ["/vpns"]


def test_a_reference_on_a_later_page_is_found(capped, capped_tasks):
    result = capped_tasks.ok("monitoring_policy", name="web", servers=["server-00029"])
    assert [each["name"] for each in result["monitoring_policy"]["servers"]] == ["server-00029"]


def test_two_equal_elements_of_a_usage_are_two(capped, capped_tasks):
    for _each in range(9):
        capped.api("POST", "/shared_storages", {"name": "data", "size": 50})
    usages = capped_tasks.ok("usage_info", period="LAST_24H")["usages"]
    assert len(usages["SHARED_STORAGES"]) == 9 and len(usages["SERVERS"]) == 30


@pytest.mark.parametrize("fault", ["vanish", "appear"])
def test_a_change_between_two_pages_hides_no_object(capped, capped_tasks, fault):
    capped.fault("list_servers", fault)
    names = {each["name"] for each in capped_tasks.ok("server_info")["servers"]}
    assert {f"server-{number:05}" for number in range(1, 30)} <= names


# -- answers that are no lists


@pytest.mark.parametrize(
    "answer", [{}, None, 17, [None], [{"name": "web"}], {"private_networks": []}]
)
def test_an_invalid_list_creates_nothing(simulator, proxy, tasks, monkeypatch, answer):
    monkeypatch.setattr(
        "ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport.BACKOFF", (0.0,)
    )
    simulator.api("POST", "/private_networks", NETWORK)
    proxy.intercept(
        "GET", "/private_networks", lambda exchange: vars(exchange).update(answer=answer)
    )
    for check in (True, False):
        assert tasks.error("private_network", check, **NETWORK).startswith(
            "GET /private_networks was answered, but the answer "
        )
    assert tasks.error("private_network_info").startswith(
        "GET /private_networks was answered, but the answer "
    )
    assert proxy.writes() == []


def test_a_list_that_cannot_be_read_once_is_read_again(simulator, proxy, tasks, monkeypatch):
    monkeypatch.setattr(
        "ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport.BACKOFF", (0.0,)
    )
    simulator.api("POST", "/private_networks", NETWORK)
    proxy.intercept(
        "GET", "/private_networks", lambda exchange: vars(exchange).update(answer={}), times=1
    )
    assert not tasks.ok("private_network", **NETWORK)["changed"]
