# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module code in the process of the test, with one simulator for all tests and a proxy in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bending_proxy import BendingProxy
from in_process import Tasks
from simulator.process import SimulatorProcess

#: One simulated minute is 20 ms.
SPEED = 3000


@pytest.fixture(scope="session")
def running() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED, linger=0) as simulator:
        yield simulator


@pytest.fixture
def simulator(running) -> SimulatorProcess:
    running.reset()
    return running


@pytest.fixture
def proxy(simulator) -> Iterator[BendingProxy]:
    with BendingProxy(simulator.url) as proxy:
        yield proxy


@pytest.fixture
def tasks(proxy, tmp_path: Path) -> Tasks:
    """Tasks whose requests pass the proxy."""
    return Tasks(proxy.url, tmp_path)
