# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, keys and roles, and protection from a lockout."""

from __future__ import annotations

from typing import Any

import pytest
from in_process import Tasks
from plays import converge, shape, task
from simulated import SimulatedApi

PASSWORD = "Correct-Horse-7"
JANE = {"name": "jane", "password": PASSWORD}


def new_user(
    simulator: SimulatedApi, name: str = "jane", role: str = "Administrator"
) -> dict[str, Any]:
    """Create a user with access to the API and the permissions of a role."""
    path = f"/users/{simulator.api('POST', '/users', {'name': name, 'password': PASSWORD})['id']}"
    simulator.settle()
    simulator.api("PUT", f"{path}/api", {"active": True})
    simulator.settle()
    roles = {each["name"]: each["id"] for each in simulator.api("GET", "/roles")}
    if role in roles:
        simulator.api("POST", f"/roles/{roles[role]}/users", {"users": [path.rpartition("/")[2]]})
    simulator.clear()
    return simulator.api("GET", path)


def kept(tasks: Tasks) -> bytes:
    """All that is in the cache directory."""
    return b"".join(file.read_bytes() for file in (tasks.folder / "cache").iterdir())


# -- users


def test_a_user_is_found_by_either_name_and_by_id_and_never_renamed(tasks, simulator):
    full = new_user(simulator)["name"]
    play = tasks.play(
        [
            task("user", name="jane", description="x"),
            task("user", name=full, description="x"),
            task("user_info", name="jane"),
            task("user_info", name=full),
        ]
    )
    assert play.results[0]["changed"] and not play.results[1]["changed"]
    assert [user["name"] for result in play.results[2:4] for user in result["users"]] == [
        full,
        full,
    ]
    identifier = play.results[0]["user"]["id"]
    play = tasks.play(
        [
            task("user", id=identifier, name="jane", description="y"),
            task("user", id=identifier, name="joe"),
        ]
    )
    assert play.results[0]["changed"]
    assert f"name of user \"{full}\" is '{full}' and cannot be changed to 'joe'" in play.last["msg"]


def test_a_password_is_sent_again_on_request_and_shown_nowhere(tasks, simulator):
    again = {**JANE, "update_password": "always"}
    play = tasks.play([*converge("user", **JANE), *converge("user", **again)])
    assert play.code == 0, play.last
    assert [result["changed"] for result in play.results] == [True, True, False, True, True, True]
    assert [shape(result["operations"]) for result in play.results[3:]] == [["PUT /users/*"]] * 3
    assert PASSWORD not in str(play.results)
    assert PASSWORD.encode() not in kept(tasks)


def test_no_key_of_anybody_is_shown_or_kept(tasks, simulator):
    user = new_user(simulator)
    key = user["api"]["key"]
    play = tasks.play(
        [
            task("user_info"),
            task("user_info", id=user["id"]),
            task("user", name="jane", description="x", diff=True),
            task("user", id=user["id"], description="y", check_mode=True),
            task("user", id=user["id"], description="y", diff=True),
            task("user", name="jane", api_access=False, diff=True),
            task("user", name="jane", api_access=True, diff=True),
            task("role_info"),
            task("api_request", path=f"/users/{user['id']}"),
            task("user", name="jane", description="z" * 300, ignore_errors=True),
        ]
    )
    assert play.code == 0, play.last
    assert len(play.results) == 10 and key not in str(play.results)
    assert key.encode() not in kept(tasks)


def test_a_new_key_is_returned_and_works(tasks, simulator):
    old = new_user(simulator)["api"]["key"]
    play = tasks.play(
        [
            task("user_api_key", user="jane", show_secrets=True, check_mode=True),
            task("user_api_key", user="jane", show_secrets=True),
            task("user", name="jane", description="x"),
            task("user_info", name="jane"),
            task("user_api_key", user="jane", show_secrets=True),
            task("log_info"),
        ]
    )
    assert play.code == 0, play.last
    check, first, user, info, second, logs = play.results
    assert [each["changed"] for each in (check, first, second)] == [True, True, True]
    assert shape(check["operations"]) == shape(first["operations"]) == ["PUT /users/*/api/key"]
    keys = [each["user_api_key"]["api"]["key"] for each in (first, second)]
    assert check["user_api_key"]["api"]["key"] is None and user["user"]["api"]["key"] is None
    assert len({old, *keys}) == 3
    for key in (old, *keys):
        assert key not in str(
            [check, user, info, first["diff"], logs]
        ) and key.encode() not in kept(tasks)
    for key, code in ((keys[0], 2), (keys[1], 0)):
        assert tasks.play([task("ping")], CLOUDPANEL_API_TOKEN=key).code == code


def test_a_key_needs_an_existing_user_with_access(tasks, simulator):
    play = tasks.play(
        [
            task("user", **JANE),
            task("user_api_key", user="jane", ignore_errors=True),
            task("user_api_key", user="jone", ignore_errors=True),
        ]
    )
    _made, without, unknown = play.results
    assert (
        "has no access to the API, so it has no key. First set api_access of the user to true."
        in without["msg"]
    )
    assert "user: no user has the name or id 'jone'. The nearest are jane" in unknown["msg"]
    assert simulator.accepted() == ["POST /users"]


def test_a_check_of_an_empty_account_knows_the_users_of_earlier_tasks(tasks, simulator):
    listed = [
        task("user", **JANE, api_access=True),
        task(
            "role",
            name="r",
            users=["jane"],
            permissions={"logs": {"show": True}},
            exact_permissions=True,
        ),
        task("role", name="copy", clone_of="r"),
        task("user_api_key", user="jane", show_secrets=True),
        task("user", name="jane", email="j@example.com"),
        task("role", name="r", state="absent"),
        task("user", name="jane", state="absent"),
        task("user_info", name="jane"),
    ]
    check, run = tasks.play(listed, check=True), tasks.play(listed)
    assert check.code == run.code == 0, (check.last, run.last)
    for before, after in zip(check.results[:-1], run.results):
        assert shape(before["operations"]) == shape(after["operations"]) != []
    copies = [play.results[2]["role"]["permissions"] for play in (check, run)]
    assert copies[0] == copies[1] and copies[0]["logs"]["show"]
    assert check.last["users"] == run.last["users"] == []


# -- lockouts

ALONE = "127.0.0.1"
LOCKOUTS = [
    ("user", {"name": "jane", "enabled": False}, "enabled: false ends the access of this task"),
    (
        "user",
        {"name": "jane", "api_access": False},
        "api_access: false ends the access of this task",
    ),
    (
        "user",
        {"name": "jane", "allowed_ips": ["192.0.2.1"]},
        f"allowed_ips does not contain {ALONE}, the address of this machine",
    ),
    ("user", {"name": "jane", "state": "absent"}, "removing it ends the access of this task"),
    (
        "user_api_key",
        {"user": "jane", "show_secrets": True},
        "a new key ends the access of this task",
    ),
]


@pytest.mark.parametrize(
    "module, options, words",
    LOCKOUTS,
    ids=[words.partition(" ends")[0] for *_rest, words in LOCKOUTS],
)
def test_a_lockout_needs_consent(tasks, simulator, module, options, words):
    jane = new_user(simulator)
    own = {"CLOUDPANEL_API_TOKEN": jane["api"]["key"]}
    play = tasks.play(
        [task(module, **options, check_mode=check, ignore_errors=True) for check in (True, False)],
        **own,
    )
    for result in play.results:
        assert (
            result["failed"]
            and "To do it nevertheless, set allow_lockout to true." in result["msg"]
        )
        assert f'This task uses the token of user "{jane["name"]}", and {words}' in result["msg"]
    assert simulator.accepted() == [] and jane["api"]["key"] not in str(play.results)
    assert tasks.play([task("ping")], **own).code == 0

    meant = tasks.play([task(module, **options, allow_lockout=True)], **own)
    assert meant.code == 0, meant.last
    assert meant.last["changed"] and len(simulator.accepted()) == 1
    assert tasks.play([task("ping")], **own).code == 2


def test_the_new_key_of_the_own_user_is_returned(tasks, simulator):
    old = new_user(simulator)["api"]["key"]
    made = tasks.play(
        [task("user_api_key", user="jane", allow_lockout=True, show_secrets=True)],
        CLOUDPANEL_API_TOKEN=old,
    ).last
    new = made["user_api_key"]["api"]["key"]
    assert new != old and tasks.play([task("ping")], CLOUDPANEL_API_TOKEN=new).code == 0


def test_others_are_disabled_and_removed_without_asking(tasks, simulator):
    new_user(simulator)
    play = tasks.play(
        [
            task("user", name="jane", allowed_ips=["192.0.2.1"]),
            task("user", name="jane", api_access=False),
            task("user", name="jane", enabled=False),
            task("user", name="jane", state="absent"),
        ]
    )
    assert play.code == 0, play.last


def test_harmless_changes_of_the_own_user_need_no_consent(tasks, simulator):
    own = {"CLOUDPANEL_API_TOKEN": new_user(simulator)["api"]["key"]}
    play = tasks.play(
        [
            *converge("user", name="jane", description="me"),
            *converge("user", name="jane", allowed_ips=[ALONE]),
            *converge("user", name="jane", allowed_ips=["192.0.2.1"], purge_allowed_ips=False),
            task("user", name="jane", allowed_ips=[], ignore_errors=True),
            *converge("user", name="jane", allowed_ips=[ALONE]),
            *converge("user", name="jane", allowed_ips=[]),
        ],
        **own,
    )
    assert play.code == 0, play.last
    refused = play.results.pop(9)
    assert "allowed_ips is emptied one address at a time" in refused["msg"]
    assert [result["changed"] for result in play.results] == [True, True, False] * 5


# -- roles


def test_the_default_role_only_takes_and_loses_users(tasks, simulator):
    new_user(simulator, role="")
    owner = simulator.api("GET", "/roles")[0]["users"][0]["name"]
    play = tasks.play(
        [
            *converge("role", name="Administrator", users=["jane", owner]),
            *converge("role", name="Administrator", users=[owner]),
            task("role", name="Administrator", description="mine", ignore_errors=True),
            task(
                "role",
                name="Administrator",
                permissions={"servers": {"show": False}},
                ignore_errors=True,
            ),
            task("role", name="Administrator", state="absent", ignore_errors=True),
        ]
    )
    assert [result["changed"] for result in play.results[:6]] == [True, True, False] * 2
    for result in play.results[6:]:
        assert (
            '"Administrator" is the default role of the account. Only its users can be'
            in result["msg"]
        )
    assert len(simulator.accepted()) == 2


def test_a_missing_permission_is_one_clear_sentence(tasks, simulator):
    key = new_user(simulator, role="")["api"]["key"]
    tasks.play(
        [task("role", name="watcher", permissions={"users": {"show": True}}, users=["jane"])]
    )
    play = tasks.play(
        [
            task("user", name="jane", description="me", ignore_errors=True),
            task("user", name="joe", password=PASSWORD, ignore_errors=True),
            task("role_info", ignore_errors=True),
            task("log_info", ignore_errors=True),
            task("permission_info"),
        ],
        CLOUDPANEL_API_TOKEN=key,
    )
    needs = [
        ("PUT /users/", "users.set_description"),
        ("POST /users", "users.create"),
        ("GET /roles", "roles.show"),
        ("GET /logs", "logs.show"),
    ]
    for (request, permission), result in zip(needs, play.results):
        assert result["msg"].startswith(request) and result["msg"].endswith(
            f"permission {permission} required)."
        )
        assert (
            "was denied. Either the object does not allow this change, or the roles of the user "
            "lack a permission" in result["msg"]
        )
        assert result["error"]["status"] == 403
    granted = {
        (group, switch)
        for group, switches in play.last["permissions"].items()
        for switch, on in switches.items()
        if on
    }
    assert granted == {("users", "show")}


MISTAKES = [
    ("user", {"name": "jane"}, 'user "jane" does not exist, and creating it needs password.'),
    ("user", {**JANE, "name": "j" * 31}, "name has 31 characters, 30 are allowed."),
    ("user", {**JANE, "password": "a1B2c3"}, "password is shorter than 8 characters."),
    (
        "user",
        {**JANE, "allowed_ips": ["10.0.0.0/8"]},
        "allowed_ips holds '10.0.0.0/8', which is no address.",
    ),
    ("user", {"id": "F" * 32, "description": "x"}, f"No user has the id {'F' * 32}"),
    ("role", {"name": "r", "users": ["missing"]}, "users: no user has the name or id 'missing'."),
    (
        "role",
        {"name": "r", "clone_of": "Administrater"},
        "clone_of: no role has the name or id 'Administrater'. The nearest are Administrator",
    ),
]


def test_mistakes_are_one_clear_message_and_create_nothing(tasks, simulator):
    play = tasks.play(
        [task(module, **options, ignore_errors=True) for module, options, _words in MISTAKES]
    )
    assert len(play.results) == len(MISTAKES)
    for (module, options, words), result in zip(MISTAKES, play.results):
        assert result["failed"] and words in result["msg"] and "\n" not in result["msg"], (
            module,
            options,
            result,
        )
    assert simulator.accepted() == []
