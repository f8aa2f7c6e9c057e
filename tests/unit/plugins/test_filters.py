# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters select objects, and are rejected if they can never match."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.filters import (
    check_filters,
    matches,
)

ONE = {
    "name": "web",
    "status": {"state": "POWERED_ON", "percent": None},
    "agent": True,
    "default": 1,
    "dvd": None,
    "text": "",
    "hardware": {"ram": 2.0, "vcore": 2},
    "ips": [{"ip": "192.0.2.1", "policy": {"name": "p"}}, {"ip": "192.0.2.2", "policy": None}],
    "kinds": ["cloud", "baremetal"],
}
OTHER = {
    **ONE,
    "name": "db",
    "agent": False,
    "default": 0,
    "ips": [],
    "kinds": [],
    "dvd": {"id": "D", "name": "iso"},
}


def found(**filters):
    objects = [ONE, OTHER]
    check_filters(filters, objects, "server")
    return [obj["name"] for obj in objects if matches(obj, filters)]


@pytest.mark.parametrize(
    "filters, names",
    [
        ({"name": "web"}, ["web"]),
        ({"name": ["web", "db"]}, ["web", "db"]),
        ({"status": {"state": "POWERED_ON"}}, ["web", "db"]),
        ({"agent": "true"}, ["web"]),
        ({"agent": "yes"}, ["web"]),
        ({"agent": False}, ["db"]),
        ({"agent": "0"}, ["db"]),
        ({"default": True}, ["web"]),
        ({"default": "false"}, ["db"]),
        ({"default": "1"}, ["web"]),
        ({"hardware.ram": "2"}, ["web", "db"]),
        ({"hardware.vcore": 3}, []),
        ({"dvd": None}, ["web"]),
        ({"dvd": ""}, ["web"]),
        ({"dvd.name": "iso"}, ["db"]),
        ({"text": ""}, ["web", "db"]),
        ({"ips.ip": "192.0.2.2"}, ["web"]),
        ({"ips.0.ip": "192.0.2.2"}, []),
        ({"ips.1.ip": "192.0.2.2"}, ["web"]),
        ({"ips.policy.name": "p"}, ["web"]),
        ({"ips": "192.0.2.2"}, ["web"]),
        ({"ips.policy": "p"}, ["web"]),
        ({"dvd": "iso"}, ["db"]),
        ({"dvd": ["D", "X"]}, ["db"]),
        ({"dvd": "is"}, []),
        ({"ips": []}, ["db"]),
        ({"kinds": "cloud"}, ["web"]),
        ({"kinds": []}, ["db"]),
        ({"name": [None, "db"]}, ["db"]),
    ],
)
def test_filters_match(filters, names):
    assert found(**filters) == names


@pytest.mark.parametrize(
    "filters, message",
    [
        (
            {"status.stat": "x"},
            "filters has 'status.stat', but no server has status.stat. The nearest are state.",
        ),
        (
            {"status": {"stat": "x"}},
            "filters has 'status.stat', but no server has status.stat. The nearest are state.",
        ),
        (
            {"ips.adress": "x"},
            "filters has 'ips.adress', but no server has ips.adress. There are ip, policy.",
        ),
        ({"name.x": "x"}, "filters has 'name.x', but name has no attributes."),
        (
            {"status": "POWERED_ON"},
            "filters compares status with 'POWERED_ON', but it is an object. Use one of its "
            "attributes: status.percent, "
            "status.state.",
        ),
        ({"agent": "maybe"}, "filters compares agent with 'maybe', but it is true or false."),
        (
            {"hardware.ram": ["2", "much"]},
            "filters compares hardware.ram with 'much', but it is a number.",
        ),
    ],
)
def test_filters_that_can_never_match_are_rejected(filters, message):
    with pytest.raises(ValidationError) as refusal:
        found(**filters)
    assert str(refusal.value) == message


def test_unknown_attributes_cause_no_error():
    check_filters({"dvd.name": "x"}, [ONE], "server")
    check_filters({"anything.at.all": "x"}, [], "server")


class Prefixed(Field):
    """An option whose value the API shows with a prefix."""

    def equal(self, current, desired):
        return current == f"prefix.{desired}"


def test_an_attribute_is_compared_as_its_option():
    option = Prefixed("name")
    assert matches({"name": "prefix.jane"}, {"name": "jane"}, [option]) and not matches(
        {"name": "prefix.jane"}, {"name": "john"}, [option]
    )
