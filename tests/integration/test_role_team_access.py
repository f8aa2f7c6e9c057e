# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role team_access: members come, change and leave."""

from __future__ import annotations

import pytest
from plays import KEY

from .conftest import Ansible
from .roles import Life, names

PASSWORD = "Correct-Horse-7"
JANE = {
    "name": "jane",
    "password": PASSWORD,
    "email": "jane@example.com",
    "api_access": True,
    "allowed_ips": ["192.0.2.7"],
    "roles": ["operator"],
    "public_key": KEY,
}
JOE = {"name": "joe", "password": PASSWORD, "roles": ["watcher", "operator"]}
ROLES = [
    {"name": "operator", "permissions": {"servers": {"show": True, "restart": True}}},
    {"name": "watcher", "description": "Sees servers", "permissions": {"servers": {"show": True}}},
]
TEAM = {
    "team_access_members": [JANE, JOE],
    "team_access_roles": ROLES,
    "team_access_allowed_ips": ["192.0.2.1"],
}


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


def users_of(simulator, name: str) -> list[str]:
    role = next(each for each in simulator.api("GET", "/roles") if each["name"] == name)
    users = simulator.api("GET", f"/roles/{role['id']}/users")
    return sorted(user["name"].partition(".")[2] for user in users)


def test_the_life_of_a_team(ansible, simulator):
    def check() -> None:
        users = {each["name"].partition(".")[2]: each for each in simulator.api("GET", "/users")}
        jane, joe = (
            simulator.api("GET", f"/users/{users[name]['id']}") for name in ("jane", "joe")
        )
        assert jane["email"] == "jane@example.com" and jane["api"]["active"]
        assert jane["api"]["allowed_ips"] == ["192.0.2.7"]
        assert not joe["api"]["active"] and joe["api"]["allowed_ips"] == ["192.0.2.1"]
        assert users_of(simulator, "operator") == ["jane", "joe"]
        assert users_of(simulator, "watcher") == ["joe"]
        roles = {each["name"]: each for each in simulator.api("GET", "/roles")}
        watcher = simulator.api("GET", f"/roles/{roles['watcher']['id']}")["permissions"]
        allowed = {
            (group, name)
            for group, permissions in watcher.items()
            for name, value in permissions.items()
            if value
        }
        assert allowed == {("servers", "show")}
        assert names(simulator)["ssh_keys"] == ["jane"]

    Life(ansible, "team_access", **TEAM).live(check)


def test_a_member_leaves_and_another_gets_a_different_role(ansible, simulator):
    life = Life(ansible, "team_access", **TEAM)
    life.run()
    members = [{"name": "jane", "state": "absent"}, {**JOE, "roles": ["watcher"]}]
    life.run(team_access_members=members)
    assert names(simulator)["ssh_keys"] == []
    assert not [each for each in names(simulator)["users"] if each.endswith(".jane")]
    assert users_of(simulator, "operator") == [] and users_of(simulator, "watcher") == ["joe"]
    life.run(team_access_members=members)
    assert simulator.writes() == []


def test_passwords_are_not_shown(ansible):
    play = Life(ansible, "team_access", **TEAM).run("-vvv", "--diff")
    assert PASSWORD not in play.output


def test_a_role_without_a_description_is_an_error(ansible, simulator):
    members = [{**JOE, "roles": ["admin"]}]
    with pytest.raises(AssertionError, match="team_access_roles does not contain: admin"):
        Life(ansible, "team_access", team_access_members=members).run()
    assert simulator.writes() == []
