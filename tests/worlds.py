# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tests in several readings of the API, choose those of a quick run, and count them.

``simulator.readings`` describes readings and worlds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from simulator.readings import MIXED, SWITCHES, WORLDS, Readings

if TYPE_CHECKING:
    from simulated import SimulatedApi

#: Seeds of the worlds in which each switch has a random reading.
SEEDS = range(20)
#: The world of a quick run. In all others, a test is marked as exhaustive.
QUICK = ("adverse",)
#: The most cases of a test in a quick run. They are spread over the list of its cases.
CASES = 8
#: The tests of single classes. They are quick, and find mutants of the engine.
CLASSES = "tests/unit/plugins/"
#: What a client sees of a switch, by its name.
OBSERVERS: dict[str, Callable[[SimulatedApi], Any]] = {}


def observer(name: str) -> Callable[[Callable[[SimulatedApi], Any]], Callable[[SimulatedApi], Any]]:
    """Register an observer of a switch.

    It is a function of an account whose result is different in each reading.
    """

    def register(function: Callable[[SimulatedApi], Any]) -> Callable[[SimulatedApi], Any]:
        assert name in SWITCHES and name not in OBSERVERS, name
        OBSERVERS[name] = function
        return function

    return register


def each_reading(*names: str) -> pytest.MarkDecorator:
    """Run a test with each reading of these switches. The fixture ``readings`` is the reading."""
    return _each(
        Readings(chosen={name: reading}) for name in names for reading in SWITCHES[name].readings
    )


def each_world(
    worlds: Iterable[str] = WORLDS, seeds: Iterable[int] = SEEDS, quick: Collection[str] = QUICK
) -> pytest.MarkDecorator:
    """Run a test in each world, and in worlds with random readings.

    :param quick: worlds of a quick run.
    """
    names = (*worlds, *(f"{MIXED}:{seed}" for seed in seeds))
    return _each(
        pytest.param(Readings(name), marks=() if name in quick else pytest.mark.exhaustive)
        for name in names
    )


def mark_variants(items: Iterable[pytest.Item]) -> None:
    """Mark tests as exhaustive that are variants of another one, or that need other processes.

    The items of a test that remain have each row of its parameters at least once, in one reading
    of the API. A test with one list of parameters has no variants. If more than ``CASES`` remain,
    only so many of them are not marked, unless the test is one of single classes.
    """
    known: defaultdict[str, set[Any]] = defaultdict(set)
    remaining: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("exhaustive"):
            continue
        rows, has_readings = _rows(item)
        test = item.nodeid.partition("[")[0]
        is_variant = test in known and rows <= known[test] and (has_readings or len(rows) > 1)
        if is_variant or "simulator_process" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.exhaustive)
        elif not test.startswith(CLASSES):
            remaining[test].append(item)
        known[test] |= rows
    for cases in remaining.values():
        chosen = {at * len(cases) // CASES for at in range(CASES)}
        for at, item in enumerate(cases):
            if at not in chosen and len(cases) > CASES:
                item.add_marker(pytest.mark.exhaustive)


def _rows(item: pytest.Item) -> tuple[set[Any], bool]:
    """Return the row of each list of parameters of an item, and if it has a list of readings."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    readings = params.get("readings")
    has_readings = isinstance(readings, Readings) and bool(readings.chosen)
    rows: set[tuple[Any, ...]] = set()
    for mark in item.iter_markers("parametrize"):
        names = (
            mark.args[0].replace(",", " ").split()
            if isinstance(mark.args[0], str)
            else mark.args[0]
        )
        if not (has_readings and names == ["readings"]):
            rows.add(tuple((name, id(params[name])) for name in names))
    return rows, has_readings


def _each(readings: Iterable[Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("readings", list(readings), ids=str, indirect=True)


def distinguished(items: Iterable[pytest.Item]) -> str:
    """Return a table with the number of tests of each reading of each switch.

    A test of all readings of one switch has the parameter ``switch``, and a test of one reading has
    the fixture ``readings``.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        switch, readings = SWITCHES.get(params.get("switch")), params.get("readings")
        counts.update((switch.name, reading) for reading in (switch.readings if switch else ()))
        counts.update(readings.chosen.items() if isinstance(readings, Readings) else ())
    lines = [f"{'switch':22}tests by reading"]
    for switch in SWITCHES.values():
        lines.append(
            f"{switch.name:22}"
            + ", ".join(f"{reading} {counts[switch.name, reading]}" for reading in switch.readings)
        )
    return "\n".join(lines)
