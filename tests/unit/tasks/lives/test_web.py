# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a web stack through their whole life, in every world."""

from __future__ import annotations

import pytest
from lives import Case, live
from plays import KEY, SERVER, servers, task
from worlds import each_world

CASES = [
    Case(
        "ssh_key",
        {"name": "key"},
        {"public_key": KEY},
        [{"description": "mine"}, {"public_key": KEY.rsplit(" ", 1)[0]}],
    ),
    Case(
        "firewall_policy",
        {"name": "web"},
        {"rules": [{"port": "80"}, {"protocol": "ICMP"}]},
        [
            {"description": "Web"},
            {"rules": [{"port": "80"}, {"port": "8000-8100", "source": "10.0.0.0/8"}]},
            {
                "rules": [
                    {"port": "80", "description": "plain"},
                    {"port_from": 8000, "port_to": 8100, "source": "10.0.0.0/8"},
                ]
            },
            {"rules": [{"port": "443"}], "purge_rules": False},
            {"rules": [{"protocol": "ANY", "action": "deny"}]},
            {"server_ips": ["one", "two"]},
            {"server_ips": ["one"], "purge_server_ips": False},
        ],
        servers("one", "two"),
    ),
    Case(
        "load_balancer",
        {"name": "lb"},
        {"rules": [{"port_balancer": 80, "port_server": 8080}]},
        [
            {"description": "balances"},
            {"health_check_test": "NONE"},
            {"health_check_test": "TCP", "health_check_interval": 20},
            {"persistence": True, "persistence_time": 60},
            {"method": "LEAST_CONNECTIONS"},
            {
                "rules": [
                    {"port_balancer": 80, "port_server": 8081},
                    {"port_balancer": 443, "port_server": 8443},
                ]
            },
            {"rules": [{"port_balancer": 443, "port_server": 8443, "source": "10.0.0.0/8"}]},
            {"rules": [{"port_balancer": 25, "port_server": 25}], "purge_rules": False},
            {"server_ips": ["one", "two"]},
            {"server_ips": ["two"]},
            {"server_ips": []},
        ],
        servers("one", "two"),
    ),
    Case("public_ip", {"reverse_dns": "a.example.com"}, {"datacenter": "DE"}, []),
    Case(
        "private_network",
        {"name": "net"},
        {"network_address": "10.0.0.0", "subnet_mask": "255.255.255.0"},
        [
            {"description": "behind"},
            {"network_address": "10.1.0.0", "subnet_mask": "255.255.0.0"},
            {"servers": ["one", "two"]},
            {"servers": ["two"]},
            {"servers": ["one"], "purge_servers": False},
            {"servers": []},
        ],
        servers("one", "two", power_on=False),
    ),
    Case(
        "monitoring_policy",
        {"name": "mon"},
        {"ports": [{"port": 80}]},
        [
            {"description": "watches"},
            {"email": "a@example.com"},
            {"agent": True},
            {"thresholds": {"cpu": {"warning": {"value": 50}}}},
            {
                "thresholds": {
                    "ram": {"critical": {"alert": True}},
                    "transfer": {"warning": {"value": 5, "alert": True}},
                }
            },
            {"thresholds": {"disk": {"warning": {"value": 70}}}},
            {
                "ports": [
                    {"port": 80, "email_notification": True},
                    {"port": 53, "protocol": "UDP", "alert_if": "RESPONDING"},
                ]
            },
            {"ports": [{"port": 53, "protocol": "UDP", "alert_if": "RESPONDING"}]},
            {"processes": [{"process": "nginx"}, {"process": "cron", "alert_if": "RUNNING"}]},
            {"processes": [{"process": "nginx", "email_notification": True}]},
            {"processes": [{"process": "cron"}], "purge_processes": False},
            {"servers": ["one", "two"]},
            {"servers": ["two"]},
        ],
        servers("one", "two"),
    ),
    Case(
        "server",
        {"name": "web"},
        {
            **SERVER,
            "ssh_keys": ["key"],
            "firewall_policy": "p1",
            "load_balancers": ["lb1", "lb2"],
            "private_networks": ["net"],
            "monitoring_policy": "mon",
            "password": "Sesame-open-1",
            "user_data": "#!/bin/sh",
            "user_data_content_type": "sh",
        },
        [
            {"description": "serves"},
            {"firewall_policy": "p2"},
            {"load_balancers": ["lb2"]},
            {"load_balancers": []},
            {"load_balancers": ["lb1"], "purge_load_balancers": False},
            {"monitoring_policy": "mon2"},
            {"monitoring_policy": ""},
            {"private_networks": ["net", "net2"], "allow_stop": True},
            {"private_networks": [], "allow_stop": True},
            *[
                {**growth, "allow_stop": True, "stop_to_grow": True}
                for growth in (
                    {"fixed_instance_size": "L"},
                    {"vcore": 4, "cores_per_processor": 1, "ram": 8},
                )
            ],
            {"vcore": 2, "cores_per_processor": 2, "ram": 4, "allow_stop": True},
            {"hdds": [{"size": 80, "is_main": True}, {"size": 40}]},
            {"hdds": [{"size": 100, "is_main": True}, {"size": 60}]},
            {"hdds": [{"size": 100, "is_main": True}], "allow_disk_removal": True},
            {"hdds": [{"size": 20}], "purge_hdds": False},
            {"state": "stopped"},
            {"state": "running"},
        ],
        [
            task("ssh_key", name="key", public_key=KEY),
            *[task("firewall_policy", name=name, rules=[{"port": "22"}]) for name in ("p1", "p2")],
            *[
                task("load_balancer", name=name, rules=[{"port_balancer": 80, "port_server": 80}])
                for name in ("lb1", "lb2")
            ],
            *[task("private_network", name=name) for name in ("net", "net2")],
            *[task("monitoring_policy", name=name) for name in ("mon", "mon2")],
        ],
    ),
    Case(
        "server",
        {"name": "own"},
        {
            "appliance": "debian12-64min",
            "vcore": 1,
            "cores_per_processor": 1,
            "ram": 1.5,
            "datacenter": "DE",
            "hdds": [{"size": 40, "is_main": True}, {"size": 20}],
            "ssh_keys": [KEY],
            "public_ip": "b.example.com",
            "state": "stopped",
        },
        [{"ram": 3, "vcore": 2, "cores_per_processor": 1}],
        [task("public_ip", reverse_dns="b.example.com", datacenter="DE")],
    ),
    Case(
        "server",
        {"name": "metal"},
        {
            "server_type": "baremetal",
            "baremetal_model": "BMC_L",
            "appliance": "baremetal_debian12-64std",
        },
        [{"description": "heavy"}],
    ),
    Case(
        "server",
        {"name": "shut"},
        {
            "baremetal_model": "BMC_L",
            "appliance": "baremetal_debian12-64std",
            "firewall_policy": "0",
        },
        [{"firewall_policy": "Linux"}],
    ),
]


@each_world()
@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(tasks, simulator, case: Case):
    live(tasks, simulator, case)
