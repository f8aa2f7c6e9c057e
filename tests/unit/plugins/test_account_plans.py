# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for users and roles: the order of changes of access, lockouts, and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Context, Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.roles import (
    NOTHING,
    ROLE,
    SWITCHES,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.user_api_keys import (
    USER_API_KEY,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.users import (
    USER,
    same_user_name,
)

JANE = MappingProxyType(
    {
        "id": "U",
        "name": "034b011e.jane",
        "description": "",
        "email": "",
        "state": "ACTIVE",
        "creation_date": "",
        "roles": None,
        "api": {"active": True, "key": None, "allowed_ips": ["192.0.2.1", "2001:DB8::1"]},
    }
)
WATCHER = MappingProxyType(
    {
        "id": "R",
        "name": "watcher",
        "description": "",
        "state": "ACTIVE",
        "default": 0,
        "creation_date": "",
        "users": [{"id": "U", "name": "034b011e.jane"}],
        "permissions": {
            **NOTHING,
            **{group: dict.fromkeys(SWITCHES[group], True) for group in ("servers", "logs")},
        },
    }
)
PASSWORD = "Secret-1234"


def steps(made: Plan) -> list[str]:
    return [f"{step.method} {step.path}" for step in made.steps]


def user(
    current: Mapping | None = JANE, state: str = "present", options: dict | None = None, **values
) -> Plan:
    if "allowed_ips" in values:
        values["allowed_ips"] = [Ref(address) for address in values["allowed_ips"]]
    return plan(USER, Desired(state, values, options or {}), current)


def lockout(made: Plan, address: str | None) -> str | None:
    desired = Desired("present", {})
    return USER.token_users.lockout(
        Context(desired, view=made.before, planned_view=made.after, address=address)
    )


def role(
    current: Mapping | None = WATCHER, state: str = "present", options: dict | None = None, **values
) -> Plan:
    return plan(ROLE, Desired(state, values, options or {}), current)


# -- users


@pytest.mark.parametrize(
    "asked, same",
    [("jane", True), ("034b011e.jane", True), ("ane", False), ("034b011e", False), ("", False)],
)
def test_the_prefix_of_a_user_name_is_ignored(asked, same):
    assert same_user_name("034b011e.jane", asked) is same


def test_a_new_user_is_let_in_after_the_addresses_are_there():
    made = user(None, name="jane", password=PASSWORD, api_access=True, allowed_ips=["192.0.2.1"])
    assert steps(made) == ["POST /users", "POST /users/{id}/api/ips", "PUT /users/{id}/api"]
    assert made.steps[0].body == {"name": "jane", "password": PASSWORD}


def test_access_is_taken_before_addresses_and_given_after_them():
    shut = user(api_access=False, allowed_ips=[])
    assert steps(shut) == [
        "PUT /users/U/api",
        "DELETE /users/U/api/ips/192.0.2.1",
        "DELETE /users/U/api/ips/2001:DB8::1",
    ]
    opened = user(shut.object, api_access=True, enabled=True, allowed_ips=["192.0.2.9"])
    assert steps(opened) == ["POST /users/U/api/ips", "PUT /users/U/api"]
    disabled = user(enabled=False).object
    assert steps(user(disabled, enabled=True, allowed_ips=["192.0.2.1"])) == [
        "DELETE /users/U/api/ips/2001:DB8::1",
        "PUT /users/U",
    ]


def test_one_address_in_two_spellings_is_the_same():
    assert steps(user(allowed_ips=["192.0.2.1", "2001:db8::1"])) == []
    assert steps(user(allowed_ips=[], options={"purge_allowed_ips": False})) == []


def test_states_are_sent_and_shown_in_their_own_spellings():
    made = user(enabled=False)
    assert made.steps[0].body == {"state": "DISABLE"} and made.object["state"] == "DISABLED"
    assert made.before["enabled"] is True and made.after["enabled"] is False


@pytest.mark.parametrize(
    "options, current, expected",
    [
        ({"update_password": "always"}, None, ["POST /users"]),
        ({"update_password": "on_create"}, None, ["POST /users"]),
        ({"update_password": "always"}, JANE, ["PUT /users/U"]),
        ({"update_password": "on_create"}, JANE, []),
    ],
)
def test_a_password_is_sent_once_for_a_new_user_and_again_only_on_request(
    options, current, expected
):
    made = user(current, name="jane", password=PASSWORD, options=options)
    assert steps(made) == expected
    assert PASSWORD not in str(made.diff) and PASSWORD not in str(
        [step.operation for step in made.steps]
    )


def test_invalid_addresses_are_rejected():
    with pytest.raises(
        ValidationError, match="allowed_ips holds '10.0.0.0/8', which is no address"
    ):
        user(allowed_ips=["10.0.0.0/8"])


@pytest.mark.parametrize(
    "asked, address, words",
    [
        ({"enabled": False}, None, "enabled: false ends"),
        ({"api_access": False}, None, "api_access: false ends"),
        ({"allowed_ips": ["192.0.2.9"]}, None, "cannot verify that allowed_ips"),
        ({"allowed_ips": ["192.0.2.9"]}, "192.0.2.1", "allowed_ips does not contain 192.0.2.1"),
        ({"allowed_ips": ["192.0.2.1"]}, None, "cannot verify that allowed_ips"),
        ({"allowed_ips": ["192.0.2.1"]}, "192.0.2.1", None),
        ({"allowed_ips": ["192.0.2.1", "2001:db8::1", "192.0.2.9"]}, None, None),
        ({"allowed_ips": []}, "192.0.2.1", "emptied one address at a time"),
        ({"description": "new", "enabled": True, "api_access": True}, None, None),
    ],
)
def test_changes_of_the_own_user_keep_access(asked, address, words):
    made = user(**asked)
    why = lockout(made, address)
    assert (words in why) if words else why is None


def test_a_first_list_of_addresses_may_lock_out_and_a_single_address_is_the_own_one():
    free = user(allowed_ips=[]).object
    made = user(free, allowed_ips=["192.0.2.1"])
    assert "cannot verify" in lockout(made, None)
    assert lockout(made, "192.0.2.1") is None
    emptied = user(made.object, allowed_ips=[])
    assert lockout(emptied, None) is None
    other = user(made.object, allowed_ips=["192.0.2.2"])
    assert "allowed_ips does not contain 192.0.2.1" in lockout(other, None)


def test_the_removal_of_the_own_user_is_a_lockout():
    made = user(state="absent")
    assert "removing it" in lockout(made, "192.0.2.1")


def test_a_key_is_made_each_time_and_only_for_a_user_with_access():
    for _time in range(2):
        made = plan(USER_API_KEY, Desired("rotated", {"user": Ref("U")}), JANE)
        assert steps(made) == ["PUT /users/U/api/key"] and made.steps[0].returns_secrets
    with pytest.raises(ValidationError, match='user "034b011e.jane" has no access to the API'):
        plan(USER_API_KEY, Desired("rotated", {"user": Ref("U")}), user(api_access=False).object)


def test_a_key_of_an_unknown_user_does_not_create_the_user():
    made = plan(USER_API_KEY, Desired("rotated", {"user": Ref("planned:users:jane", "jane")}), None)
    assert steps(made) == ["PUT /users/{id}/api/key"]


# -- roles


def test_permissions_in_part_leave_the_rest_and_exact_ones_take_it_away():
    asked = {"servers": {"show": True, "start": False}}
    partial = role(permissions=asked)
    assert steps(partial) == ["PUT /roles/R/permissions"]
    assert partial.steps[0].body["servers"] == {
        **dict.fromkeys(SWITCHES["servers"], True),
        "start": False,
    }
    assert partial.steps[0].body["logs"] == {"show": True}
    exact = role(permissions=asked, options={"exact_permissions": True})
    assert exact.steps[0].body == {**NOTHING, "servers": {**NOTHING["servers"], "show": True}}
    assert steps(role(exact.object, permissions=asked, options={"exact_permissions": True})) == []


def test_a_new_role_gets_permissions_and_users_in_separate_calls():
    made = role(
        None,
        name="new",
        description="x",
        enabled=False,
        permissions={"logs": {"show": True}},
        users=[Ref("U", "jane")],
    )
    assert steps(made) == [
        "POST /roles",
        "PUT /roles/{id}",
        "PUT /roles/{id}/permissions",
        "POST /roles/{id}/users",
    ]
    assert made.steps[0].body == {"name": "new"} and made.steps[1].body == {
        "description": "x",
        "state": "DISABLE",
    }


def test_a_clone_starts_with_the_permissions_of_its_origin():
    made = role(None, name="copy", clone_of=Ref("R", "watcher", WATCHER))
    assert steps(made) == ["POST /roles/R/clone"] and made.steps[0].body == {"name": "copy"}
    assert made.object["permissions"] == WATCHER["permissions"] and made.object["users"] == []


def test_the_default_role_takes_users_and_nothing_else():
    default = {**WATCHER, "default": 1}
    assert steps(role(default, users=[Ref("V", "joe")])) == [
        "POST /roles/R/users",
        "DELETE /roles/R/users/U",
    ]
    refused = (
        {"description": "x"},
        {"permissions": {"vpn": {"show": True}}},
        {"users": [], "enabled": False},
        {"state": "absent"},
    )
    for asked in refused:
        with pytest.raises(ValidationError, match='"watcher" is the default role of the account'):
            role(default, **asked)
