# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses without reverse DNS are found by their number. A second run does not buy another."""

from __future__ import annotations

import pytest
from interceptor import dropped
from simulator.readings import Readings
from worlds import each_world


def addresses(simulator):
    return (
        simulator.api("GET", "/public_ips", per_page=50, page=1)
        if simulator.account.readings["paging"] == "usual"
        else simulator.api("GET", "/public_ips", per_page=1, page=50)
    )


def spare(tasks, simulator, number, **options):
    simulator.time.sleep(1)  # Numbers follow the dates of creation, which are in seconds.
    check, real, _again = tasks.converge("public_ip", number=number, **options)
    assert [each["method"] for each in check["operations"]] == [
        each["method"] for each in real["operations"]
    ]
    return real


@each_world()
def test_a_second_run_never_buys_another_address(tasks, simulator):
    first, second = (spare(tasks, simulator, number, datacenter="DE") for number in (1, 2))
    assert (
        first["changed"]
        and second["changed"]
        and first["public_ip"]["id"] != second["public_ip"]["id"]
    )
    assert first["public_ip"]["datacenter"]["country_code"] == "DE"
    for number, made in enumerate((first, second), 1):
        again = tasks.ok("public_ip", number=number, datacenter="DE")
        assert not again["changed"] and again["public_ip"]["id"] == made["public_ip"]["id"]
    simulator.settle()
    assert not tasks.ok("public_ip", number=2, datacenter="DE")["changed"]
    assert len(addresses(simulator)) == 2


@each_world()
def test_addresses_that_a_named_server_takes_still_count(tasks, simulator):
    def run():
        made = []
        for number in (1, 2):
            simulator.time.sleep(1)
            made.append(tasks.ok("public_ip", number=number, servers=["web"]))
        server = tasks.ok(
            "server",
            name="web",
            appliance="debian12-64min",
            fixed_instance_size="M",
            public_ip=made[0]["public_ip"]["id"],
        )
        return [each["changed"] for each in (*made, server)]

    assert run() == [True, True, True]
    assert run() == [False, False, False]
    simulator.settle()
    assert run() == [False, False, False]
    spare(tasks, simulator, 2, servers=["web"], state="absent")
    assert 'in use by the server "web"' in tasks.error(
        "public_ip", number=1, servers=["web"], state="absent"
    )


@each_world()
def test_only_the_last_free_address_is_removed(tasks, simulator):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    for number in (1, 2):
        spare(tasks, simulator, number)
    for check in (True, False):
        assert "Remove the last one first, number 2" in tasks.error(
            "public_ip", check, number=1, state="absent"
        )
    assert spare(tasks, simulator, 2, state="absent")["changed"]
    assert spare(tasks, simulator, 1, state="absent")["changed"]
    simulator.settle()
    assert not spare(tasks, simulator, 1, state="absent")["changed"]
    assert [ip["assigned_to"]["name"] for ip in addresses(simulator)] == ["web"]


def test_only_the_next_address_is_bought(tasks, simulator):
    for check in (True, False):
        assert "the next one is number 1" in tasks.error("public_ip", check, number=2)
    assert "number is 0, less than 1" in tasks.error("public_ip", number=0)
    assert simulator.writes() == []


def test_addresses_with_a_name_or_of_others_do_not_count(tasks, simulator):
    tasks.ok("public_ip", reverse_dns="a.example.com")
    tasks.ok("load_balancer", name="front", rules=[{"port_balancer": 80, "port_server": 80}])
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    assert spare(tasks, simulator, 1)["changed"]
    assert spare(tasks, simulator, 1, datacenter="DE")["changed"]


def test_check_mode_announces_each_address(tasks):
    run = tasks.in_run()
    first, second = (run.ok("public_ip", True, number=number, datacenter="DE") for number in (1, 2))
    assert [len(each["operations"]) for each in (first, second)] == [1, 1]
    assert run.ok("public_ip", True, number=1, datacenter="DE")["operations"] == []


def test_a_lost_answer_buys_nothing_twice(tasks, simulator):
    simulator.intercept("POST", "/public_ips", dropped, times=1)
    assert tasks.ok("public_ip", number=1)["changed"]
    assert len(addresses(simulator)) == 1


def test_a_number_excludes_other_identifying_options(tasks):
    for options in ({"ip": "198.51.100.7"}, {"server": "web"}, {"reverse_dns": "a.example.com"}):
        assert "mutually exclusive" in tasks.error("public_ip", number=1, **options)


@each_world()
def test_a_server_gets_one_address_in_repeated_runs(tasks, simulator):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    assert not tasks.ok("public_ip", server="web")["changed"]
    simulator.settle()
    tasks.ok("server_ip", server="web", number=1, state="absent")
    simulator.settle()
    check, real, _again = tasks.converge("public_ip", server="web")
    assert (
        [each["method"] for each in check["operations"]]
        == [each["method"] for each in real["operations"]]
        == ["POST"]
    )
    simulator.settle()
    assert not tasks.ok("public_ip", server="web")["changed"]
    assert len(addresses(simulator)) == 1


@pytest.mark.parametrize(
    "readings",
    [Readings(chosen={"late-addresses": "later", "lagging-lists": "yes"})],
    indirect=True,
    ids=str,
)
@pytest.mark.parametrize("wait", [True, False])
def test_check_mode_expects_the_address_of_a_new_server(tasks, simulator, wait):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M", wait=wait)
    for check in (True, False):
        assert tasks.ok("public_ip", check, server="web")["operations"] == []
    assert len(addresses(simulator)) == 1


# -- another machine at the same time


def buying(simulator):
    """Let another machine create an address before the next creation of a task."""
    simulator.intercept(
        "POST",
        "/public_ips",
        before=lambda _each: simulator.api("POST", "/public_ips", body={}),
        times=1,
    )


def test_a_machine_that_takes_the_same_number_is_noticed(tasks, simulator):
    spare(tasks, simulator, 1)
    buying(simulator)
    message = tasks.error("public_ip", number=2)
    assert "another one with the same number appeared at the same time" in message
    assert not tasks.ok("public_ip", number=2)["changed"] and len(addresses(simulator)) == 3


def test_a_stack_notices_it_too_and_counts_its_own_addresses(tasks, simulator):
    numbers = {"public_ips": [{"number": 1, "count": 2}]}
    tasks.ok("stack", **numbers)
    for number in (1, 2):
        tasks.ok("public_ip", number=3 - number, state="absent")
    buying(simulator)
    message = tasks.error("stack", **numbers)
    assert "another one with the same number appeared at the same time" in message
    assert not tasks.ok("stack", **numbers)["changed"] and len(addresses(simulator)) == 3


def test_addresses_of_the_same_second_are_no_rivals(tasks, simulator):
    for number in range(1, 7):
        tasks.ok("public_ip", number=number)
    assert len(simulator.api("GET", "/public_ips")) == 6
