# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API keys of users. The API creates them (api-notes: token-of-user)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..model.calls import Call, RepeatedTransition
from ..model.context import Context
from ..model.documentation import Documentation
from ..model.fields import Reference
from ..model.files import SecretFile
from ..model.relations import BackReference
from ..model.resource import Resource
from .users import ALLOW_LOCKOUT, SELF, USER, UserItself


class ApiKeyFile(SecretFile):
    """The file for the API key of a user. A former key is not valid any more."""

    title = "API key"
    remedy = (
        "The former key is no longer valid. Read the new key in the Cloud Panel or with "
        "user_info and show_secrets, or run the task again to make another key."
    )
    replaces = True


class Rotation(RepeatedTransition):
    """The creation of a new key."""

    returns_secrets = True

    def reason(self, label: str, name: str) -> str:
        """Return what the operation is for."""
        return "make a new API key"


class KeyOfUser(UserItself):
    """The user of the key."""

    def lockout(self, context: Context) -> str | None:
        """Return why a new key ends the access of the former one."""
        return "a new key ends the access of this task"


class UserApiKey(Resource):
    """The API key of a user."""

    name = "user_api_key"
    title = USER.title
    path = USER.path
    documentation = Documentation(
        summary="Give a user of an IONOS Cloud Panel account a new API key",
        description=(
            "Replaces the API key of a user, which is the token of this user, and returns the "
            "new key.",
            "The old key becomes invalid at once. Therefore replacing the token that the task "
            "itself uses fails, unless O(allow_lockout=true).",
            "The new key is written to O(api_key_file), or returned with O(show_secrets=true). "
            "Without either, the task fails before the first write.",
            "To read a key without replacing it, use M(ionos.cloudpanel.user_info) with "
            "O(ionos.cloudpanel.user_info#module:show_secrets).",
            "The task waits until the new key is valid, even with O(wait=false).",
        ),
        see_also=("user",),
    )
    attributes = USER.attributes
    find_by = ("user",)
    fields = (
        Reference(
            "user",
            to="users",
            key="id",
            required=True,
            help="The user, by name or id. The API access of the user must be enabled, as "
            "O(ionos.cloudpanel.user#module:api_access=true) does.",
        ),
    )
    states = {"rotated": Rotation("ACTIVE", Call("PUT", f"{SELF}/api/key"))}
    options = (
        replace(
            ALLOW_LOCKOUT,
            help=(
                *ALLOW_LOCKOUT.help,
                "If the answer of the API does not contain the new key, the task fails, and this "
                "token cannot read the key. If possible, use the token of another user.",
            ),
        ),
        ApiKeyFile(
            "api_key_file",
            "path",
            help=(
                "The path of the file for the new key, on the host that runs the module. The file "
                "contains the key and a line end.",
                "The directory must exist. This is checked before the key is created.",
                "Only the owner can read the file (mode V(0600)). An existing file is replaced, "
                "because the key in it is no longer valid. If the path is a symbolic link, the "
                "target of the link is replaced.",
                "If the task fails after the key was created, the file is still written.",
            ),
        ),
    )
    token_users = KeyOfUser()

    def lookup(self) -> None:
        """Return None: options refer to the user, and not to its key."""

    def normalize(self, obj: dict[str, Any]) -> dict[str, Any]:
        """Return the user in its normal form."""
        return USER.normalize(obj)

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what the role shows: its users."""
        return USER.back_references(obj)

    def protected_reason(self, context: Context) -> str | None:
        """Return that a user without access has no key, or None.

        (api-notes: key-while-off)
        """
        user = context.current
        if user["api"]["active"]:
            return None
        return (
            f'user "{user["name"]}" has no access to the API, so it has no key. First set '
            "api_access of the user to true."
        )


USER_API_KEY = UserApiKey()
