# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two simulators for all tests; each test begins with a new account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulator.process import SimulatorProcess

from .driving import SLOW, SPEED


@pytest.fixture(scope="session")
def running() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def walking() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SLOW, servers=1) as simulator:
        yield simulator


@pytest.fixture
def simulator(running) -> SimulatorProcess:
    running.reset()
    return running


@pytest.fixture
def slow(walking) -> SimulatorProcess:
    """An account with one running server, in which what passes lasts long enough to be looked at."""
    walking.reset()
    return walking
