# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated time for tests of the packages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from simulated import SimulatedTime


@pytest.fixture
def time_class() -> type[SimulatedTime]:
    """Return the class of the time. A test file can choose another one."""
    return SimulatedTime


@pytest.fixture
def time(time_class) -> Iterator[SimulatedTime]:
    """Replace the clock of the collection."""
    passing = time_class()
    with clock.replaced(passing):
        yield passing
