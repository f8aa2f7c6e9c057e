# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles. Users can join and leave the default role, which cannot be changed otherwise."""

from __future__ import annotations

from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import not_allowed
from ..kinds import ROLES, USERS, Object
from ..operations import operation
from ..permissions import all_switches, from_body, show_tree
from ..resource import REMOVAL, Resource, ids_in_body, union
from ..work import CHANGE
from .users import STATES


def show(account: Account, role: Object) -> dict[str, Any]:
    """Show a role."""
    permissions = show_tree(account, role["permissions"])
    return {**account.show(role), "users": members(account, role), "permissions": permissions}


def members(account: Account, role: Object) -> list[dict[str, Any]]:
    """Return the users of a role."""
    return account.references(USERS, role["_users"])


def new_role(account: Account, name: str, **members: Any) -> Object:
    """Create a role (api-notes: new-role, description-null)."""
    own: dict[str, Any] = {
        "description": None,
        "default": 0,
        "permissions": all_switches(account.readings["new-role"] == "all"),
        "_users": [],
    }
    return account.create(ROLES, name=name, **{**own, **members})


def changeable(account: Account, role: Object) -> None:
    """Raise 403 for a busy role and for the default role (api-notes: default-role)."""
    account.require_idle(role)
    if role["default"]:
        raise not_allowed(" in default role")


def create(account: Account, operation: Operation) -> Object:
    """Create a role from its name (api-notes: role-creation)."""
    return new_role(account, operation.body["name"])


def update(_account: Account, role: Object, operation: Operation) -> None:
    """Change texts and state of a role."""
    body = operation.body
    role.update({key: body[key] for key in ("name", "description") if key in body})
    if "state" in body:
        role["_state"] = STATES[body["state"]]


def add_users(account: Account, role: Object, operation: Operation) -> None:
    """Add users to a role (api-notes: role-members)."""
    users = ids_in_body(account, operation, "users", USERS)
    role["_users"] = union(role["_users"], users)


RESOURCE = Resource(ROLES, show, changeable)
RESOURCE.crud(create=create, update=update, deleting=REMOVAL)


@operation
def clone_role(account: Account, operation: Operation) -> Any:
    """Create a role with the same permissions and no users (api-notes: role-clone)."""
    role = RESOURCE.find(account, operation)
    permissions = {group: dict(switches) for group, switches in role["permissions"].items()}
    name, description = operation.body["name"], role["description"]
    return show(account, new_role(account, name, description=description, permissions=permissions))


@operation
def get_role_permissions(account: Account, operation: Operation) -> Any:
    """Show the permissions of a role."""
    return show_tree(account, RESOURCE.find(account, operation)["permissions"])


@operation
def update_role_permissions(account: Account, operation: Operation) -> Any:
    """Change the switches that the body has.

    (api-notes: role-permissions-body, role-permissions-partial)
    """
    role = RESOURCE.require(account, operation)
    for group, switches in from_body(account, operation.body).items():
        role["permissions"][group].update(switches)
    account.save(role)
    return show_tree(account, role["permissions"])


def remove_user(_account: Account, role: Object, member: Any, _operation: Operation) -> None:
    """Remove a user from a role."""
    role["_users"].remove(member["id"])


RESOURCE.child_list(
    "users",
    members,
    missing=USERS.not_found,
    add=add_users,
    remove=remove_user,
    removing=CHANGE,
    guard=Account.require_idle,
)
