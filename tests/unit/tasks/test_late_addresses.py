# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode counts the address that a new server does not show yet."""

from __future__ import annotations

import pytest
from plays import SERVER, shape
from worlds import each_reading


@each_reading("late-addresses")
@pytest.mark.parametrize("options", [{"number": 1}, {"number": 2}])
def test_check_mode_counts_the_first_address_of_a_new_server(tasks, options):
    tasks.ok("server", name="web", **SERVER, wait=False)
    check, run, _again = tasks.converge("server_ip", server="web", **options)
    assert shape(check["operations"]) == shape(run["operations"])
    assert len(run["operations"]) == options["number"] - 1
