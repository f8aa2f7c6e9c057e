# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and roles through their whole life, in every world."""

from __future__ import annotations

import pytest
from lives import Case, live
from plays import task
from worlds import each_world

PASSWORD = "Correct-Horse-7"

CASES = [
    Case(
        "user",
        {"name": "jane"},
        {"password": PASSWORD},
        [
            {"description": "deploys"},
            {"email": "jane@example.com"},
            {"api_access": True},
            {"allowed_ips": ["192.0.2.1", "2001:DB8::1"]},
            {"allowed_ips": ["192.0.2.1", "192.0.2.2"]},
            {"allowed_ips": ["192.0.2.3"], "purge_allowed_ips": False},
            {"enabled": False},
            {"enabled": True, "description": ""},
            {"api_access": False, "allowed_ips": []},
        ],
    ),
    Case(
        "user",
        {"name": "joe"},
        {
            "password": PASSWORD,
            "description": "watches",
            "email": "joe@example.com",
            "enabled": False,
            "api_access": True,
            "allowed_ips": ["192.0.2.1"],
        },
        [{"enabled": True}],
    ),
    Case(
        "role",
        {"name": "watcher"},
        {},
        [
            {"description": "sees"},
            {"permissions": {"servers": {"show": True, "start": True}, "logs": {"show": True}}},
            {"permissions": {"servers": {"start": False}, "vpn": {"show": True}}},
            {"permissions": {"servers": {"show": True}}, "exact_permissions": True},
            {"enabled": False},
            {"enabled": True},
            {"users": ["jane", "joe"]},
            {"users": ["jane"]},
            {"users": ["joe"], "purge_users": False},
            {"users": []},
        ],
        [task("user", name=name, password=PASSWORD) for name in ("jane", "joe")],
    ),
    Case(
        "role",
        {"name": "operator"},
        {
            "clone_of": "Administrator",
            "description": "operates",
            "permissions": {"users": {"create": False}},
            "users": ["jane"],
        },
        [{"permissions": {"users": {"create": True}}}],
        [task("user", name="jane", password=PASSWORD)],
    ),
]


@each_world()
@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(tasks, simulator, case: Case):
    live(tasks, simulator, case)
