# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated time and databases for tests of the packages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import (
    clock,
    shared_server,
    store,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.shared_server import (
    SharedServer,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
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


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.exhaustive)])
def each_database(request, monkeypatch) -> Iterator[str]:
    """Run the test with a file, and with a server instead of each file."""
    if request.param == "server":
        database = request.getfixturevalue("postgres").database()
        numbers = itertools.count()
        monkeypatch.setattr(
            store, "_database", lambda digest, _directory: SharedServer(database, digest)
        )
        monkeypatch.setattr(
            Store, "in_memory", classmethod(lambda cls: cls(f"memory {next(numbers)}", ""))
        )
    yield request.param
    shared_server._sessions.clear()
