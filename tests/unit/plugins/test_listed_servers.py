# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers of the list, and the options that select them."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.listed_servers import (
    VALUES,
    MalformedServerError,
    PrivateAddresses,
    Selection,
    datacenter_names,
    read_server,
    state,
)

DE = {"id": "D1", "country_code": "DE", "location": "Germany"}


def server(name: str = "web", identifier: str = "A1", **more):
    return read_server(
        {
            "id": identifier,
            "name": name,
            "status": {"state": "POWERED_ON", "percent": None},
            "datacenter": DE,
            **more,
        }
    )


def test_the_public_address_is_the_main_one_else_the_first_ipv4():
    v6, first, second = (
        {"ip": "2001:db8::1"},
        {"ip": "198.51.100.1"},
        {"ip": "198.51.100.2", "reverse_dns": "web.example"},
    )
    assert VALUES["public_ipv4"](server(ips=[v6, first, second])) == "198.51.100.1"
    main = server(ips=[v6, first, {**second, "main": True}])
    assert (VALUES["public_ipv4"](main), VALUES["reverse_dns"](main)) == (
        "198.51.100.2",
        "web.example",
    )
    assert VALUES["public_ipv4"](server(ips=[v6, {"ip": None}])) is None
    assert VALUES["public_ipv4"](server(ips=None)) is None


@pytest.mark.parametrize(
    "element",
    [
        None,
        5,
        "x",
        [],
        {},
        {"id": "A1"},
        {"name": "web"},
        {"id": None, "name": "web"},
        {"id": "-o", "name": "web"},
        {"id": "{{ x }}", "name": "web"},
        {"id": "A1", "name": None},
        {"id": "A1", "name": ["web"]},
        {"id": "A1", "name": "web", "status": "POWERED_ON"},
        {"id": "A1", "name": "web", "ips": ["198.51.100.1"]},
        {"id": "A1", "name": "web", "ips": 5},
    ],
)
def test_invalid_servers_are_rejected(element):
    with pytest.raises(MalformedServerError, match="^a server in the list has"):
        read_server(element)


@pytest.mark.parametrize(
    "more",
    [
        {"datacenter": None},
        {"datacenter": "DE"},
        {"status": None},
        {"status": {"state": None}},
        {"status": {"state": 5}},
        {"ips": [{}]},
        {"ips": [{"ip": 5}]},
        {"image": 5},
    ],
)
def test_members_that_are_missing_or_odd_are_unknown(more):
    odd = server(**more)
    Selection(["DE"], ["POWERED_ON"], "w*").includes(odd)
    list(Selection(["DE"], ["POWERED_ON"], "w*").warnings([odd]))
    assert all(isinstance(name, str) for name in (*datacenter_names(odd), state(odd)))


@pytest.mark.parametrize(
    "selection, included",
    [
        (Selection(), True),
        (Selection(["DE"]), True),
        (Selection(["Germany"]), True),
        (Selection(["D1", "US"]), True),
        (Selection(["US"]), False),
        (Selection(states=["powered_on"]), True),
        (Selection(states=["Powered_Off"]), False),
        (Selection(name_pattern="w?b"), True),
        (Selection(name_pattern="W*"), False),
        (Selection(["DE"], ["POWERED_OFF"], "web"), False),
    ],
)
def test_selection(selection, included):
    assert selection.includes(server()) is included


def test_values_that_no_server_has_cause_warnings():
    selection = Selection(["FR", "De"], ["on", "powered_on"])
    assert list(selection.warnings([server()])) == [
        "datacenters has 'FR', but no server is in that datacenter. The servers are in DE.",
        "states has 'on', but no server is in that state. The servers are in POWERED_ON.",
    ]
    assert list(selection.warnings([])) == []


@pytest.mark.parametrize("shown", ["ES", "SP"])
@pytest.mark.parametrize("asked", ["ES", "SP"])
def test_spain_has_two_codes(shown, asked):
    spanish = server(datacenter={"id": "D2", "country_code": shown, "location": "Spain"})
    assert Selection([asked]).includes(spanish) and not Selection(["DE"]).includes(spanish)
    assert list(Selection([asked]).warnings([spanish])) == []


def test_private_addresses_by_name_and_id():
    web, first, second = server(), server("db", "A2"), server("db", "A3")
    private = PrivateAddresses(
        {"web": "10.0.0.1", "A2": "10.0.0.2", "db": "10.0.0.9", "wbe": "10.0.0.8"},
        [web, first, second],
    )
    assert [private.of(each) for each in (web, first, second)] == ["10.0.0.1", "10.0.0.2", None]
    assert list(private.warnings()) == [
        "private_addresses has 'wbe', which is neither the name nor the id of a server.",
        "private_addresses has 'db', which is the name of 2 servers. Use their ids.",
    ]


def test_a_server_cannot_take_the_private_address_of_another_by_being_named_after_its_id():
    victim, thief = server("db", "A2"), server("A2", "A3")
    assert PrivateAddresses({"A2": "10.0.0.2"}, [victim, thief]).of(thief) is None
