# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task does not remove permissions of its token with a role, except with allow_lockout."""

from __future__ import annotations

import pytest
from in_process import Tasks

ALL = dict.fromkeys(
    ("show", "create", "delete", "set_name", "set_description", "manage_users", "modify"), True
)
BASIS = {"users": {"show": True, "change_role": True}, "roles": ALL, "servers": {"show": True}}
LOCKOUTS = [
    ({"users": ["john"]}, "users takes that user out of the role"),
    (
        {"permissions": {"roles": {"modify": False}}},
        "permissions takes roles.modify from its users",
    ),
    ({"permissions": {"servers": {"show": True}}, "exact_permissions": True}, "from its users"),
    ({"enabled": False}, "enabled: false takes the permissions of its users"),
    ({"state": "absent"}, "removing it takes the permissions of its users"),
]


@pytest.fixture
def own(tasks, proxy, simulator, tmp_path):
    """Tasks with the token of jane, whose role is ``ours``."""
    jane = tasks.ok("user", name="jane", password="geheim-geheim", api_access=True)["user"]
    tasks.ok("user", name="john", password="geheim-geheim", api_access=True)
    tasks.ok("role", name="ours", permissions=BASIS, users=["jane", "john"])
    key = simulator.api("GET", f"/users/{jane['id']}")["api"]["key"]
    return Tasks(proxy.url, tmp_path, key)


@pytest.mark.parametrize("options, words", LOCKOUTS)
def test_the_own_role_is_not_lost(own, proxy, options, words):
    proxy.exchanges.clear()
    for check in (True, False):
        message = own.error("role", check, name="ours", **options)
        assert (
            message.startswith('This task uses the token of a user with the role "ours", and ')
            and words in message
        )
    assert proxy.writes() == []
    assert own.ok("role", name="ours", **options, allow_lockout=True)["changed"]


def test_other_changes_need_no_consent(own, tasks):
    for options in (
        {"permissions": {"servers": {"show": False}}},
        {"users": ["jane"]},
        {"description": "x"},
    ):
        assert own.ok("role", name="ours", **options)["changed"]
    tasks.ok("role", name="theirs", permissions=BASIS, users=["john"])
    assert own.ok("role", name="theirs", users=[])["changed"]
    assert tasks.ok("role", name="ours", state="absent")["changed"]


def test_the_own_user_is_not_moved_into_a_weaker_role(own):
    for more, words in (
        ({}, "is not known to"),
        ({"exact_permissions": True, "permissions": {}}, "does not"),
    ):
        message = own.error("role", name="weak", users=["jane"], **more)
        assert (
            f"users moves that user into the role, which {words} allow roles.show, roles.modify, "
            "roles.manage_users" in message
        )
    own.ok("role", name="strong", permissions=BASIS, users=["jane"])


@pytest.mark.parametrize(
    "options",
    [
        {"users": []},
        {"users": ["jane"], "enabled": False},
        {"users": ["jane"], "permissions": {"roles": {"manage_users": False, "modify": False}}},
    ],
)
def test_the_own_permissions_are_taken_last(own, tasks, simulator, options):
    """Every other change needs them."""
    assert own.ok("role", name="ours", **options, allow_lockout=True)["changed"]
    assert not tasks.ok("role", name="ours", **options)["changed"]
