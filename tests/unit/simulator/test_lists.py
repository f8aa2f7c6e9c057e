# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of lists, and the members of their elements."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulated import SimulatedApi
from simulator.lists import search, sort_key

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me"


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with SimulatedApi().connected() as api:
        yield api


def test_numbers_are_sorted_as_numbers(api):
    for size in (100, 20, 40):
        api.api("POST", "/block_storages", {"name": f"b{size}", "size": size})
    assert [each["size"] for each in api.api("GET", "/block_storages", sort="size")] == [
        20,
        40,
        100,
    ]
    assert [each["size"] for each in api.api("GET", "/block_storages", sort="-size")] == [
        100,
        40,
        20,
    ]


def test_dates_are_sorted_as_dates_in_every_spelling(api):
    dates = [
        "30-06-2015T 14:52:35+00.00",
        "01-07-2015T 14:52:35+00.00",
        "2015-07-02T14:52:35+02:00",
        "2015-07-03T00:00:00Z",
    ]
    found = search(
        [{"date": date} for date in [dates[2], dates[0], dates[3], dates[1]]], {"sort": "-date"}
    )
    assert [each["date"] for each in found] == dates[::-1]
    for name in ("a", "b", "c"):
        api.api("POST", "/vpns", {"name": name})
        api.time.sleep(86400 * 12)
    assert [each["name"] for each in api.api("GET", "/vpns", sort="-creation_date")] == [
        "c",
        "b",
        "a",
    ]


def test_values_of_several_types_have_an_order():
    values = ["b", None, True, 10, "a", 9.5, {"x": 1}]
    assert sorted(values, key=sort_key) == [None, True, 9.5, 10, "a", "b", {"x": 1}]


def test_elements_show_what_the_examples_show(api):
    isos = api.api("GET", "/dvd_isos")
    assert isos and all({"licenses", "version"}.isdisjoint(each) for each in isos)
    key = api.api("POST", "/ssh_keys", {"name": "key", "public_key": KEY})
    assert len(key["md5"]) == 32 and int(key["md5"], 16)
