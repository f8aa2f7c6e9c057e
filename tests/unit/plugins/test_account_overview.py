# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page about an account shows of lists that a test invents."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.overview import account_overview
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.overview_topology import (
    LONGEST_COLUMN,
    SINGLE_SERVERS,
)

ADDRESS = {"id": "A1", "ip": "198.51.100.1", "server_name": "web"}


def server(number: int, state: str = "POWERED_ON", **members: Any) -> dict[str, Any]:
    return {
        "id": f"S{number}",
        "name": f"web-{number:03}",
        "status": {"state": state},
        "hardware": {"vcore": 2, "ram": 4.0, "hdds": [{"id": f"D{number}", "size": 40}]},
        "ips": [{"id": f"A{number}", "ip": f"198.51.100.{number}"}],
        **members,
    }


def policy(*rules: dict[str, Any], ips: tuple[Any, ...] = (ADDRESS,)) -> dict[str, Any]:
    return {
        "firewall_policies": [{"id": "P", "name": "web", "rules": rules, "server_ips": ips}],
    }


def ports(lists: dict[str, Any], *expected: int) -> list[tuple[str, bool]]:
    shown = account_overview(lists, expected_ports=expected)["open_ports"]
    return [(each["port"], each["expected"]) for each in shown]


# -- ports


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ({"port_from": 22, "port_to": 22, "source": "0.0.0.0"}, [("22", False)]),
        ({"port_from": 22, "port_to": 22, "source": None}, [("22", False)]),
        ({"port_from": 22, "port_to": 22, "source": "0.0.0.0/0"}, [("22", False)]),
        ({"port_from": 22, "port_to": 22, "source": "203.0.113.7"}, []),
        ({"port_from": 22, "port_to": 22, "action": "deny"}, []),
        ({"port_from": 443, "port_to": 443}, [("443", True)]),
        ({"port_from": 442, "port_to": 443}, [("442-443", False)]),
        ({"port_from": 1, "port_to": 65535}, [("all", False)]),
        ({"port_from": None, "port_to": None, "protocol": "ANY"}, [("all", False)]),
        ({"port_from": 0, "port_to": 0, "protocol": "ANY"}, [("all", False)]),
    ],
)
def test_open_ports_of_a_rule(rule, shown):
    assert ports(policy(rule), 80, 443) == shown


def test_a_range_is_expected_if_all_of_its_ports_are():
    assert ports(policy({"port_from": 80, "port_to": 82}), 80, 81, 82) == [("80-82", True)]


def test_a_policy_without_addresses_opens_nothing():
    assert ports(policy({"port_from": 22, "port_to": 22}, ips=())) == []


def test_unexpected_ports_are_first_and_counted():
    lists = policy({"port_from": 80, "port_to": 80}, {"port_from": 3306, "port_to": 3306})
    lists["load_balancers"] = [
        {
            "id": "B",
            "name": "a",
            "rules": [{"port_balancer": 8080, "source": "0.0.0.0", "protocol": "TCP"}],
            "server_ips": [ADDRESS],
        }
    ]
    assert ports(lists, 80) == [("8080", False), ("3306", False), ("80", True)]
    shown = account_overview(lists, expected_ports=[80])
    assert shown["totals"]["unexpected_ports"] == 2
    assert [each["service"] for each in shown["open_ports"]] == ["HTTP", "MySQL", "HTTP"]


# -- servers


def test_state_hardware_and_load_of_a_server():
    monitored = {
        "id": "S1",
        "alerts": {"resources": {"critical": 1, "warning": 2, "ok": 1}, "ports": None},
        "status": {
            "cpu": {"state": "CPU usage: OK - CPU_Total 33% used: CPU0 31% used"},
            "ram": {"state": "RAM usage: OK 419MB (41%) used"},
            "disk": {"state": "unknown"},
        },
    }
    attached = {"id": "D9", "name": "data", "size": 100, "server": {"id": "S1"}}
    web = server(1)
    web["hardware"]["hdds"].append({"id": "D9", "size": 100})
    (shown,) = account_overview(
        {"servers": [web], "monitoring": [monitored], "block_storages": [attached]}
    )["servers"]
    assert (shown["state"], shown["tone"]) == ("running", "good")
    assert shown["hardware"] == "2 vCore, 4 GB RAM, 40 GB"
    assert (shown["critical"], shown["warning"]) == (1, 2)
    assert shown["loads"] == {"cpu": 33.0, "ram": 41.0, "disk": None}


def test_planned_servers_of_which_little_is_known():
    planned = {"id": "planned:1", "name": "web", "status": None, "hardware": None, "ips": None}
    shown = account_overview({"servers": [planned]})
    assert shown["servers"][0]["tone"] == "busy" and shown["totals"]["running"] == 0


# -- costs


def test_an_object_that_two_tasks_show_is_counted_once():
    address = {"kind": "public_ip", "id": "A", "name": "198.51.100.1", "net": 3.5, "gross": 4.2}
    web = {"kind": "server", "id": "S1", "name": "web", "net": 7.5, "gross": 9.0}
    reason = {"kind": "load_balancer", "name": "shop", "reason": "The price list has no price."}
    costs = [
        {"currency": None, "objects": [web, address], "unpriced": [reason]},
        {"currency": "EUR", "objects": [address], "unpriced": [reason]},
    ]
    shown = account_overview({"costs": costs, "servers": [server(1)]})
    assert (shown["costs"]["net"], shown["costs"]["gross"]) == (11.0, 13.2)
    assert shown["costs"]["currency"] == "EUR" and len(shown["costs"]["objects"]) == 2
    assert [each["names"] for each in shown["costs"]["unpriced"]] == [["shop"]]
    assert shown["servers"][0]["price"]["net"] == 7.5


# -- diagram


def boxes(lists: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["kind"], each["title"]) for each in account_overview(lists)["topology"]["boxes"]]


def test_a_small_account_has_a_box_for_each_object_and_a_line_for_each_connection():
    lists = {
        "servers": [server(1, private_networks=[{"id": "N", "name": "lan"}]), server(2)],
        "load_balancers": [
            {"id": "B", "name": "shop", "rules": [], "server_ips": [{"id": "A1"}, {"id": "A2"}]}
        ],
        "private_networks": [{"id": "N", "name": "lan"}],
        "block_storages": [
            {"id": "D9", "name": "data", "size": 10, "server": {"id": "S2"}},
            {"id": "D8", "name": "free", "size": 10, "server": None},
        ],
        "shared_storages": [
            {"id": "H", "name": "files", "size": 50, "servers": [{"id": "S1"}, {"id": "S2"}]}
        ],
    }
    assert sorted(boxes(lists)) == [
        ("block_storage", "data"),
        ("block_storage", "free"),
        ("load_balancer", "shop"),
        ("private_network", "lan"),
        ("server", "web-001"),
        ("server", "web-002"),
        ("shared_storage", "files"),
    ]
    # two to the balancer, one to the network, two to the shared storage, one to the disk
    assert len(account_overview(lists)["topology"]["lines"]) == 6


def test_servers_with_the_same_connections_share_a_box_in_a_large_account():
    number = SINGLE_SERVERS + 10
    lists = {
        "servers": [server(each) for each in range(number)],
        "load_balancers": [{"id": "B", "name": "shop", "server_ips": [{"id": "A0"}]}],
        "block_storages": [
            {"id": f"D{each}", "name": "data", "size": 10, "server": {"id": f"S{each}"}}
            for each in (1, 2)
        ],
    }
    assert sorted(boxes(lists)) == [
        ("block_storage", "2 block storages"),
        ("load_balancer", "shop"),
        ("server", "2 servers"),
        ("server", f"{number - 3} servers"),
        ("server", "web-000"),
    ]


def test_a_column_is_not_longer_than_the_limit_and_no_server_is_lost():
    networks = [{"id": f"N{each}", "name": f"net-{each}"} for each in range(200)]
    servers = [server(each, private_networks=[networks[each]]) for each in range(200)]
    lists = {"servers": servers, "private_networks": networks}
    shown = account_overview(lists)["topology"]
    assert len(shown["boxes"]) == 2 * LONGEST_COLUMN
    more = [each["title"] for each in shown["boxes"] if each["kind"] == "more"]
    assert more == [f"{200 - LONGEST_COLUMN + 1} more"] * 2


def test_boxes_of_a_column_do_not_overlap_and_are_in_the_picture():
    shown = account_overview({"servers": [server(each) for each in range(20)]})["topology"]
    tops = sorted(each["y"] for each in shown["boxes"])
    height = shown["box"]["height"]
    assert all(lower - upper > height for upper, lower in zip(tops, tops[1:]))
    assert tops[0] >= 0 and tops[-1] + height <= shown["height"]


# -- charts


def test_measured_values_become_a_line():
    data = [
        {"date": f"2026-25-11T0{hour}:00:00Z", "used_percent": value}
        for hour, value in ((8, 0), (9, 50.0), (10, 100))
    ]
    measured = {"name": "web", "cpu": {"unit": {"used_percent": "%"}, "data": data}}
    (shown,) = account_overview({"charts": [measured]})["charts"]
    (line,) = shown["series"]
    assert line["points"] == "0.0,80.0 150.0,40.0 300.0,0.0"
    assert (line["start"], line["last"]) == ("2026-11-25 08:00", "100 %")


def test_a_server_without_values_has_no_line():
    (shown,) = account_overview({"charts": [{"name": "web", "cpu": {"data": None}}]})["charts"]
    assert shown["series"] == []


def test_rates_have_prefixes():
    data = [{"date": "", "downstream": 2_500_000}]
    measured = {"name": "web", "transfer": {"unit": {"downstream": "bps"}, "data": data}}
    (shown,) = account_overview({"charts": [measured]})["charts"]
    assert shown["series"][0]["last"] == "2.5 Mbps"


def test_usages_are_bars_of_one_scale():
    services = [
        {"name": name, "services": [{"type": "RAM", "unit": "GB", "avg_amount": amount}]}
        for name, amount in (("a", "2.00"), ("b", "8.00"), ("c", None))
    ]
    (shown,) = account_overview({"usages": {"SERVERS": services, "IMAGES": []}})["usages"]
    assert (shown["group"], shown["type"], shown["total"]) == ("servers", "RAM", 10.0)
    assert [(each["name"], each["percent"]) for each in shown["objects"]] == [
        ("b", 100.0),
        ("a", 25.0),
        ("c", 0.0),
    ]


# -- safety


def test_all_texts_are_escaped_and_without_control_characters():
    hostile = "<b onclick='x'>\x1b\u202e&\""
    shown = account_overview({"servers": [{**server(1), "name": hostile}]})
    assert shown["servers"][0]["name"] == ("&lt;b onclick=&#x27;x&#x27;&gt;\ufffd\ufffd&amp;&quot;")
    assert "<b" not in str(shown)
