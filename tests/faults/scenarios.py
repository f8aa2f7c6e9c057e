# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks of the campaign. Together they send every writing operation of the contract."""

from __future__ import annotations

from typing import Any

from fuzz import scenarios as fuzzed
from fuzz.scenarios import Scenario

#: Changes of the account before the campaign, in addition to its objects in ``fuzz.scenarios``.
MORE_STOCK: list[tuple[str, dict[str, Any]]] = [
    ("server", {"name": "small", "dvd": "debian-12-netinst"}),
    ("private_network", {"name": "idle net", "servers": ["off"]}),
]
STOCK = [*fuzzed.STOCK, *MORE_STOCK]

#: Operations, and ways to create an object, that no task of ``fuzz.scenarios`` uses.
MORE: list[tuple[str, dict[str, Any]]] = [
    ("server", {"name": "small", "dvd": ""}),
    ("private_network", {"name": "idle net", "servers": []}),
    (
        "monitoring_policy",
        {
            "name": "watch",
            "ports": [{"port": 22, "alert_if": "RESPONDING"}, {"port": 80}],
            "processes": [{"process": "sshd", "alert_if": "RUNNING"}, {"process": "cron"}],
        },
    ),
    ("image", {"name": "import", "source": "image", "url": "https://example.com/a.vmdk"}),
    (
        "image",
        {"name": "disc", "source": "iso", "url": "ftp://example.com/a.iso", "iso_type": "app"},
    ),
]


def scenarios() -> list[Scenario]:
    """Return all tasks that bring an object into a desired state."""
    purposes = ("change", "create", "remove")
    return [
        *(each for each in fuzzed.scenarios() if each.purpose in purposes and not each.check),
        *(Scenario("change", *task) for task in MORE),
    ]
