# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of monitoring."""

from __future__ import annotations

from typing import Any

from simulated import SimulatedApi
from worlds import observer


@observer("notification-key")
def notification_key(api: SimulatedApi) -> Any:
    thresholds = {
        name: {level: {"value": 90, "alert": False} for level in ("warning", "critical")}
        for name in ("cpu", "ram", "disk", "internal_ping", "transfer")
    }
    port = {"protocol": "TCP", "port": 80, "alert_if": "NOT_RESPONDING", "email_notification": True}
    policy = api.api(
        "POST",
        "/monitoring_policies",
        {
            "name": "web",
            "email": "a@example.com",
            "agent": True,
            "thresholds": thresholds,
            "ports": [port],
            "processes": [],
        },
    )
    return sorted(api.api("GET", f"/monitoring_policies/{policy['id']}/ports")[0])
