# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module code in the process of the test, on a separate simulated account for each test.

Tests with several processes use ``process_proxy``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from in_process import FAST, Tasks
from intercepting_proxy import InterceptingProxy
from simulated import SimulatedApi
from simulator.process import SimulatorProcess
from simulator.readings import Readings

#: Of the simulator for several processes: one simulated minute is 20 ms.
SPEED = 3000


@pytest.fixture
def readings(request) -> Readings:
    """Return the readings of the API. ``worlds.each_reading`` and ``each_world`` choose them."""
    return getattr(request, "param", Readings())


@pytest.fixture
def simulator(readings) -> Iterator[SimulatedApi]:
    with SimulatedApi(readings).connected() as simulator:
        yield simulator


@pytest.fixture
def proxy(simulator) -> SimulatedApi:
    """Return the interceptor between the tasks and the account."""
    return simulator


@pytest.fixture
def tasks(proxy, tmp_path: Path) -> Tasks:
    return Tasks(proxy.url, tmp_path)


@pytest.fixture(scope="module")
def filled() -> Iterator[SimulatedApi]:
    """Provide an account with objects of each kind, for tests without writes."""
    from reference_examples import (
        Filled,
    )  # the end of a run shows the examples that tests use, where a test needs them

    with SimulatedApi().connected() as simulator:
        Filled(simulator)
        yield simulator


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED, linger=0) as simulator:
        yield simulator


@pytest.fixture
def process_proxy(simulator_process) -> Iterator[InterceptingProxy]:
    """Provide a proxy in front of a simulator that several processes can use."""
    simulator_process.reset()
    with InterceptingProxy(simulator_process.url) as proxy:
        yield proxy


@pytest.fixture
def process_tasks(process_proxy, tmp_path: Path) -> Tasks:
    """Return tasks in real time, which may run in separate processes."""
    return Tasks(process_proxy.url, tmp_path, **FAST)
