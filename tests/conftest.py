# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share."""

from __future__ import annotations

import os

import pytest

#: Each worker has loopback networks of its own, so that simulators with hosts run side by side.
FIRST_OCTET = 100


@pytest.fixture
def free_network() -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"127.{FIRST_OCTET + 2 * int(worker)}.0.0/16"
