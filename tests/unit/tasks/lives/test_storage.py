# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images, storages and VPNs through their whole life, in every world."""

from __future__ import annotations

import pytest
from lives import Case, live
from plays import servers
from worlds import each_world

CASES = [
    Case("image", {"name": "once"}, {"server": "one"}, [{"description": "golden"}], servers("one")),
    Case(
        "image",
        {"name": "nightly"},
        {"server": "one", "frequency": "DAILY", "num_images": 3, "datacenter": "US"},
        [{"description": "nightly"}, {"num_images": 3}, {"frequency": "ONCE"}],
        servers("one", datacenter="US"),
    ),
    Case(
        "image",
        {"name": "imported"},
        {
            "source": "image",
            "url": "https://example.com/web.vmdk",
            "datacenter": "DE",
            "server": "one",
        },
        [{"description": "from elsewhere"}],
        servers("one"),
    ),
    Case(
        "image",
        {"name": "disc"},
        {"source": "iso", "url": "ftp://example.com/tools.iso", "iso_type": "app", "server": "one"},
        [],
        servers("one"),
    ),
    Case(
        "block_storage",
        {"name": "data"},
        {"size": 40, "datacenter": "DE"},
        [
            {"description": "rows"},
            {"size": 60},
            {"server": "one"},
            {"server": "two"},
            {"server": ""},
            {"server": "two", "size": 80},
        ],
        servers("one", "two", datacenter="DE"),
    ),
    Case(
        "block_storage",
        {"name": "own"},
        {"size": 20, "server": "one"},
        [{"server": "one"}],
        servers("one"),
    ),
    Case(
        "shared_storage",
        {"name": "media"},
        {
            "size": 50,
            "datacenter": "DE",
            "servers": [{"server": "one"}, {"server": "two", "rights": "RW"}],
        },
        [
            {"description": "pictures"},
            {"size": 100},
            {"servers": [{"server": "one", "rights": "RW"}, {"server": "two", "rights": "R"}]},
            {"servers": [{"server": "two", "rights": "R"}]},
            {"servers": [{"server": "one"}], "purge_servers": False},
            {"servers": []},
            {"servers": [{"server": "two"}]},
        ],
        servers("one", "two", datacenter="DE"),
    ),
    Case("vpn", {"name": "office"}, {"datacenter": "DE"}, [{"description": "at work"}]),
]


@each_world()
@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(tasks, simulator, case: Case):
    live(tasks, simulator, case)
