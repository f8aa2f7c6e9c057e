# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: the permissions of users.

A task can only change the users of the default role (api-notes: default-role).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model.calls import Call, Creation, Update
from ..model.children import Children
from ..model.context import Context
from ..model.documentation import Attribute, Documentation
from ..model.fields import Field
from ..model.mutability import CHANGE_ONLY, WRITE_ONLY
from ..model.relations import BackReference, Lookup
from ..model.resource import Resource
from ..model.values import deep_merge, defaulted, flag, get_path
from .common import (
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ENABLED,
    ID,
    NAME_OPTION,
    Original,
    named,
    references,
)
from .permissions import PERMISSION_FIELDS, PERMISSIONS, SWITCHES
from .users import ALLOW_LOCKOUT, UserItself

SELF = "/roles/{id}"
#: Groups that have another name as well (api-notes: network-permissions).
OTHER_NAMES = {"private_network": "private_networks"}


def documented(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return permissions with the documented names of their groups."""
    names = {other: name for name, other in OTHER_NAMES.items()}
    return {names.get(group, group): switches for group, switches in shown.items()}


#: The tree of a role that allows nothing, and of one that nothing is known of.
NOTHING, UNKNOWN = (
    {group: dict.fromkeys(switches, value) for group, switches in SWITCHES.items()}
    for value in (False, None)
)


class Permissions(Field):
    """The permissions of a role. A task can give a part of them."""

    def merged(
        self,
        current: Any,
        desired: Any,
        values: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> Any:
        """Return the complete permissions. The task decides whether others are denied."""
        base = NOTHING if options.get("exact_permissions") else current
        return deep_merge(base, desired)


class PermissionsUpdate(Update):
    """The PUT of the permissions. Those of a new role are not known (api-notes: new-role)."""

    after_creation = True

    def body(self, values: dict[str, Any]) -> Any:
        """Return the permissions themselves (api-notes: role-permissions-body)."""
        return values["permissions"]


class Clone(Creation):
    """A copy of another role."""

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation."""
        return Call("POST", "/roles/{clone_of.id}/clone", {"name": values["name"]})


class RoleOfUser(BackReference):
    """The role that a user shows: the first one, if it has several (api-notes: role-of-user)."""

    replaces = False


def _switches(shown: Mapping[str, Any], switches: Iterable[str]) -> dict[str, Any]:
    """Return the permissions of a group that a role shows. null is unknown."""
    return {
        switch: None if shown[switch] is None else flag(shown[switch])
        for switch in switches
        if switch in shown
    }


#: Groups whose permissions a user needs to get a lost permission back.
RECOVERING = ("users", "roles")
NEEDED = ("roles.show", "roles.modify", "roles.manage_users")


def _members(view: Mapping[str, Any]) -> set[str]:
    return {ref.id for ref in view.get("users") or ()}


def _less(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return which permissions the users lose who stay in the role, or None."""
    if before and not after:
        return "removing it takes the permissions of its users"
    if before.get("enabled") and not after["enabled"]:
        return "enabled: false takes the permissions of its users"
    lost = [
        f"{group}.{switch}"
        for group in RECOVERING
        for switch in SWITCHES[group]
        if before
        and get_path(before["permissions"], f"{group}.{switch}")
        and not get_path(after["permissions"], f"{group}.{switch}")
    ]
    return f"permissions takes {', '.join(lost)} from its users" if lost else None


class UsersOfRole(UserItself):
    """The users of a role."""

    relation = "the token of a user with the"

    def affected(self, context: Context) -> Iterable[str]:
        """Return the users who leave or join the role, or all users if it allows less.

        A user who joins a role leaves another one.
        """
        old, new = _members(context.view), _members(context.planned_view)
        return old | new if _less(context.view, context.planned_view) else old ^ new

    def lockout(self, context: Context) -> str | None:
        """Return which permissions a user loses that it needs to get permissions back, or None."""
        before, after = context.view, context.planned_view
        less = _less(before, after)
        if less:
            return less
        if _members(before) - _members(after):
            return "users takes that user out of the role"
        lacking = [
            name
            for name in NEEDED
            if not (after["enabled"] and get_path(after["permissions"], name))
        ]
        if _members(after) - _members(before) and lacking:
            refuses = not after["enabled"] or any(
                get_path(after["permissions"], name) is False for name in lacking
            )
            allows = "does not" if refuses else "is not known to"
            return f"users moves that user into the role, which {allows} allow {', '.join(lacking)}"
        return None


class RoleLookup(Lookup):
    """Roles, of which plans use the users and the permissions."""

    def check(self, element: Mapping[str, Any]) -> None:
        """Check the form of an element."""
        ROLE.check(ROLE.read(element))


class Role(Resource):
    """Roles."""

    name = "role"
    title = "role"
    path = "/roles"
    documentation = Documentation(
        description=(
            "Creates, changes and removes roles with their permissions and users.",
            "The API decides which permissions a new role has at first. The module keeps those "
            "that O(permissions) does not contain, unless O(exact_permissions=true). In check "
            "mode, they are null.",
            "An account has a default role. Only its users can be changed. Any other change fails "
            "before the first write.",
        ),
        see_also=(
            "user",
            "permission_info",
        ),
    )
    attributes = (
        ID,
        named("operators"),
        DESCRIPTION_ATTRIBUTE,
        Attribute(
            "state",
            "The state of the role: V(ACTIVE), V(DISABLED), or a transitional state.",
            sample="ACTIVE",
        ),
        Attribute(
            "default", "V(1) for the default role of the account, otherwise V(0).", "int", sample=0
        ),
        CREATION_DATE,
        references("users", "The users of the role.", "user", "034b011e.jane"),
        PERMISSIONS,
    )
    fields = (
        NAME_OPTION,
        Field(
            "description",
            mutability=CHANGE_ONLY,
            help=DESCRIPTION_OPTION.help,
        ),  # (api-notes: role-creation)
        ENABLED,
        Permissions(
            "permissions",
            "dict",
            mutability=CHANGE_ONLY,
            fields=PERMISSION_FIELDS,
            help="The permissions of the users of the role. Permissions that are not set are not "
            "changed, unless O(exact_permissions=true).",
        ),
        Original(
            "clone_of",
            to="roles",
            mutability=WRITE_ONLY,
            help="The role whose permissions and description a new role copies, by name or id. "
            "Other options that are set are applied to the copy.",
        ),
    )
    children = (
        Children(
            "users",
            f"{SELF}/users",
            to="users",
            help="The users of the role, each by name or id.",
        ),
    )
    updates = (
        Update(SELF, ("name", "description", "enabled")),
        PermissionsUpdate(f"{SELF}/permissions", ("permissions",)),
    )
    creations = (Clone("clone_of"),)
    options = (
        Field(
            "exact_permissions",
            "bool",
            default=False,
            help="Whether permissions that O(permissions) does not contain are denied. With "
            "V(false), they are not changed.",
        ),
        replace(
            ALLOW_LOCKOUT,
            help=(
                "Whether the task may take permissions from the user whose token it uses.",
                "With V(false), the task fails before it changes anything if it removes or "
                "disables the role of this user, removes the user from the role, or denies "
                "permissions of the groups C(users) and C(roles). It also fails if it adds the "
                "user to a role that does not allow the user to change roles.",
            ),
        ),
    )
    key_aliases = OTHER_NAMES
    token_users = UsersOfRole()

    def planned_object(self, context: Context) -> dict[str, Any]:
        """Return the role, whose permissions are unknown (api-notes: new-role).

        A clone has the permissions of its origin. Neither has users (api-notes: role-clone).
        """
        model = getattr(context.values.get("clone_of"), "object", {})
        return {
            **super().planned_object(context),
            "name": context.values.get("name"),
            "description": model.get("description") or "",
            "state": "ACTIVE",
            "default": 0,
            "permissions": deep_merge(UNKNOWN, model.get("permissions")),
            "users": [],
        }

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options with the permissions that the role grants. All others are denied."""
        granted = {
            group: {switch: True for switch, value in switches.items() if value}
            for group, switches in (options.get("permissions") or {}).items()
        }
        permissions = {group: switches for group, switches in granted.items() if switches}
        return {**options, "permissions": permissions, "exact_permissions": True}

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return RoleLookup(self.title, self.path)

    def normalize(self, role: dict[str, Any]) -> dict[str, Any]:
        """Return a role with documented names and booleans (api-notes: description-null)."""
        shown = defaulted(role, description="", users=[])  # (api-notes: description-null)
        if isinstance(role.get("permissions"), Mapping):
            tree = documented(role["permissions"])
            shown["permissions"] = {
                group: _switches(tree[group], switches)
                for group, switches in SWITCHES.items()
                if group in tree
            }
        return shown

    def protected_reason(self, context: Context) -> str | None:
        """Return that the default role cannot be changed, or None."""
        role = context.current
        if role.get("default"):
            return (
                f'"{role["name"]}" is the default role of the account. Only its users can be '
                "changed. Create another role, such as a copy of it (clone_of)."
            )
        return None

    def back_references(self, role: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what users show: their role."""
        for user in role.get("users") or []:
            yield RoleOfUser(
                "/users",
                user["id"],
                "roles",
                {"id": role["id"], "name": role["name"]},
                many=False,
            )


ROLE = Role()
