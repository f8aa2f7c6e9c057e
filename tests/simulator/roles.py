# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: what their users may do. The default one allows everything and only takes and loses users."""

from __future__ import annotations

from typing import Any

from .account import Account, effect, shown
from .contract import Operation
from .errors import Problem, not_found, wrong_value
from .operations import Answer, list_operation, operation
from .permissions import asked, named, tree
from .users import STATES

KIND = "roles"


def show(account: Account, role: dict[str, Any]) -> dict[str, Any]:
    return {
        **shown(role),
        "state": account.state(role),
        "users": members(account, role),
        "permissions": named(account, role["permissions"]),
    }


def members(account: Account, role: dict[str, Any]) -> list[dict[str, Any]]:
    users = account.store.kind("users")
    return [{"id": each, "name": users[each]["name"]} for each in role["_users"] if each in users]


def new_role(account: Account, name: str, **values: Any) -> dict[str, Any]:
    """A role that nobody has given permissions (api-notes: new-role)."""
    own = {
        "description": None,
        "default": 0,
        "permissions": tree(account.readings["new-role"] == "all"),
        "_users": [],
        "_state": "ACTIVE",
        **values,
    }
    return account.create(KIND, None, name=name, **own)


def find(account: Account, operation: Operation) -> dict[str, Any]:
    return account.get(KIND, operation.params["role_id"])


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    role = find(account, operation)
    account.require_idle("Role", role)
    return role


def changeable(account: Account, operation: Operation) -> dict[str, Any]:
    """Return a role that may be changed (api-notes: default-role). :raises Problem: 403."""
    role = idle(account, operation)
    if role["default"]:
        raise Problem(403, "NOT_ALLOWED_ERROR", "Operation not allowed in default role")
    return role


@effect
def remove_role(account: Account, role: dict[str, Any]) -> None:
    account.delete(KIND, role)


list_operation("list_roles", KIND, show)


@operation
def create_role(account: Account, operation: Operation) -> Answer:
    """Create a role from its name (api-notes: role-creation)."""
    return 201, show(account, new_role(account, operation.body["name"]))


@operation
def get_role(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))


@operation
def update_role(account: Account, operation: Operation) -> Answer:
    role, body = changeable(account, operation), operation.body
    role.update({key: body[key] for key in ("name", "description") if key in body})
    if "state" in body:
        role["_state"] = STATES[body["state"]]
    account.save(KIND, role)
    return 202, show(account, role)


@operation
def delete_role(account: Account, operation: Operation) -> Answer:
    role = changeable(account, operation)
    account.begin(KIND, role, "REMOVING", "remove", "remove_role")
    return 202, show(account, role)


@operation
def clone_role(account: Account, operation: Operation) -> Answer:
    """The same permissions, and no users (api-notes: role-clone)."""
    role = find(account, operation)
    permissions = {group: dict(switches) for group, switches in role["permissions"].items()}
    clone = new_role(
        account, operation.body["name"], description=role["description"], permissions=permissions
    )
    return 201, show(account, clone)


@operation
def get_role_permissions(account: Account, operation: Operation) -> Answer:
    return 200, named(account, find(account, operation)["permissions"])


@operation
def update_role_permissions(account: Account, operation: Operation) -> Answer:
    """Switches that are not sent stay as they are (api-notes: role-permissions-body, role-permissions-partial)."""
    role = changeable(account, operation)
    for group, switches in asked(account, operation.body).items():
        role["permissions"][group].update(switches)
    account.save(KIND, role)
    return 200, named(account, role["permissions"])


@operation
def list_role_users(account: Account, operation: Operation) -> Answer:
    return 200, members(account, find(account, operation))


@operation
def get_role_user(account: Account, operation: Operation) -> Answer:
    found = [
        each
        for each in members(account, find(account, operation))
        if each["id"] == operation.params["user_id"]
    ]
    if not found:
        raise not_found("users")
    return 200, found[0]


@operation
def add_role_users(account: Account, operation: Operation) -> Answer:
    """Add users to a role (api-notes: role-members, empty-list-refused)."""
    role, users = idle(account, operation), operation.body.get("users")
    if not users:
        raise Problem(
            400,
            "INVALID_PARAMETERS",
            "Required field(s) users missing or empty. ",
            {"required": "users"},
        )
    for user in users:
        if user not in account.store.kind("users"):
            raise wrong_value("users", user)
    role["_users"] = list(dict.fromkeys([*role["_users"], *users]))
    account.save(KIND, role)
    return 202, show(account, role)


@operation
def remove_role_user(account: Account, operation: Operation) -> Answer:
    role = idle(account, operation)
    get_role_user(account, operation)
    role["_users"] = [each for each in role["_users"] if each != operation.params["user_id"]]
    account.begin(KIND, role, "CONFIGURING", "change")
    return 202, show(account, role)
