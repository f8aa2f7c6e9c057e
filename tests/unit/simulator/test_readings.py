# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client can distinguish all readings of the API."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from simulated import SimulatedApi
from simulator.readings import SWITCHES, WORLDS, Readings
from worlds import OBSERVERS

from . import observers

for each in pkgutil.iter_modules(
    observers.__path__
):  # one file for each group of resources; they register what clients see
    importlib.import_module(f"{observers.__name__}.{each.name}")


@pytest.mark.parametrize("switch", SWITCHES)
def test_readings_differ_in_what_a_client_sees(switch):
    seen = {}
    for reading in SWITCHES[switch].readings:
        with SimulatedApi(Readings(chosen={switch: reading})).connected() as api:
            seen[reading] = OBSERVERS[switch](api)
    assert len({repr(each) for each in seen.values()}) == len(seen), seen


def test_every_reading_is_one_of_some_world():
    for switch in SWITCHES.values():
        assert set(switch.worlds) <= set(WORLDS) and set(switch.worlds.values()) <= set(
            switch.readings
        ), switch.name


@pytest.mark.parametrize(
    "world, chosen, words",
    [
        ("other", {}, "There is no world 'other'"),
        ("default", {"rule-ports": "5"}, "readings of rule-ports are null, zero, all"),
        ("default", {"ports": "null"}, "switches are rule-ports"),
    ],
)
def test_an_unknown_world_switch_or_reading_is_an_error(world, chosen, words):
    with pytest.raises(ValueError, match=words):
        Readings(world, chosen)


def test_a_mixed_world_depends_on_its_seed_only():
    assert dict(Readings("mixed:1")) == dict(Readings("mixed:1")) != dict(Readings("mixed:2"))
