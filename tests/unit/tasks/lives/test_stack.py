# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole stacks in every world: check mode on an empty account, run, run again."""

from __future__ import annotations

import pytest
from lives import run_exactly
from plays import KEY, SERVER, servers, stack, task
from simulator.kinds import KINDS
from worlds import each_world

SERVERS = ["shop-1", "shop-2"]
#: Tasks that make a web cluster with one module for each kind of object, and that remove it.
MADE = [
    task("ssh_key", name="shop", public_key=KEY),
    task("firewall_policy", name="shop", rules=[{"port": "22"}, {"port": "80"}], wait=False),
    task(
        "private_network",
        name="shop",
        network_address="10.0.0.0",
        subnet_mask="255.255.255.0",
        wait=False,
    ),
    *[
        task(
            "server",
            name=name,
            **SERVER,
            ssh_keys=["shop"],
            firewall_policy="shop",
            power_on=False,
            wait=False,
        )
        for name in SERVERS
    ],
    task("server_info", name=SERVERS, wait=True),
    task("private_network", name="shop", servers=SERVERS, purge_servers=False),
    *[task("server", name=name, state="running", wait=False) for name in SERVERS],
    task("server_info", name=SERVERS, wait=True),
    task(
        "load_balancer",
        name="shop",
        health_check_test="TCP",
        health_check_interval=15,
        server_ips=SERVERS,
        rules=[{"port_balancer": 80, "port_server": 80}],
    ),
]
REMOVED = [
    task("load_balancer", name="shop", state="absent", wait=False),
    *[task("server", name=name, state="absent", wait=False) for name in SERVERS],
    *[task("server", name=name, state="absent") for name in SERVERS],
    *[
        task(module, name="shop", state="absent")
        for module in ("private_network", "firewall_policy", "ssh_key", "load_balancer")
    ],
]
ALL = (
    "servers",
    "private_networks",
    "load_balancers",
    "ssh_keys",
    "public_ips",
    "firewall_policies",
)


@each_world()
@pytest.mark.parametrize("count", [1, 2])
def test_a_stack_of_servers_with_all_that_they_refer_to(tasks, simulator, count):
    run_exactly(tasks, simulator, stack(count))


@each_world()
def test_the_stack_of_the_role(tasks, simulator):
    before = {kind: len(simulator.account.objects(KINDS[kind])) for kind in ALL}
    run_exactly(tasks, simulator, MADE)
    assert (
        len(simulator.account.objects(KINDS["servers"]))
        == len(SERVERS)
        == len(simulator.account.objects(KINDS["public_ips"])) - 1
    )
    run_exactly(tasks, simulator, REMOVED)
    simulator.settle()
    simulator.raw("GET", "/ping")
    assert {kind: len(simulator.account.objects(KINDS[kind])) for kind in ALL} == before


@each_world()
def test_check_mode_predicts_back_references(tasks, simulator):
    tasks.play(servers("web", power_on=False))
    listed = [
        task("private_network", name="net", servers=["web"]),
        task(
            "load_balancer",
            name="lb",
            rules=[{"port_balancer": 80, "port_server": 80}],
            server_ips=["web"],
        ),
        task("firewall_policy", name="web", rules=[{"port": "80"}], server_ips=["web"]),
        task("monitoring_policy", name="mon", servers=["web"]),
        task(
            "server",
            name="web",
            private_networks=["net"],
            load_balancers=["lb"],
            firewall_policy="web",
            monitoring_policy="mon",
        ),
        task("load_balancer", name="lb", state="absent"),
        task("server", name="web", load_balancers=[]),
    ]
    check, run = tasks.play(listed, check=True), tasks.play(listed)
    for play in (check, run):
        assert play.code == 0, play.last
        assert [result["changed"] for result in play.results] == [
            True,
            True,
            True,
            True,
            False,
            True,
            False,
        ]
