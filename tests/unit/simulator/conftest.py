# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each test starts with a new account in simulated time. Few tests need a real process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulated import SimulatedApi
from simulator.process import SimulatorProcess


@pytest.fixture
def simulator() -> Iterator[SimulatedApi]:
    with SimulatedApi().connected() as simulator:
        yield simulator


@pytest.fixture
def with_server() -> Iterator[SimulatedApi]:
    """Yield an account with one running server."""
    with SimulatedApi(servers=1).connected() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=3000) as process:
        yield process


@pytest.fixture
def process(simulator_process) -> SimulatorProcess:
    """Return a simulator that listens on a port."""
    simulator_process.reset()
    return simulator_process
