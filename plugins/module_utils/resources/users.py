# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users.

A user may have a key, which is the token of its requests (api-notes: token-of-user), and addresses
from which it may send them (api-notes: allowed-source).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from ..model.addresses import normalize_address
from ..model.calls import Update
from ..model.children import Children
from ..model.context import Context
from ..model.documentation import Attribute, Documentation, Secret
from ..model.fields import Field
from ..model.limits import Limits
from ..model.mutability import CHANGE_ONLY, IMMUTABLE, WRITE_ONLY
from ..model.relations import BackReference, Lookup
from ..model.resource import Resource
from ..model.strategies import TokenUsers
from ..model.values import Ref, defaulted
from .common import (
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ENABLED,
    ID,
    Mailbox,
    Password,
    reference,
)

SELF = "/users/{id}"
ALLOW_LOCKOUT = Field(
    "allow_lockout",
    "bool",
    default=False,
    help=(
        "Whether the task may make the token that it uses invalid.",
        "Such a task ends without waiting. If other requests follow in the task, they fail.",
    ),
)


def short(name: str | None) -> str | None:
    """Return a user name without the prefix of the API: ``jane`` for ``034b011e.jane``.

    (api-notes: user-names)
    """
    return re.sub(r"^[0-9a-f]{8}\.", "", name) if name else name


def same_user_name(shown: str | None, name: str) -> bool:
    """Return whether a name in an answer is the name in a task, with or without the prefix."""
    return name in (shown, short(shown))


class UserName(Field):
    """The name of a user."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two names are the same, with or without the prefix."""
        return same_user_name(current, desired)


def invalid_address(addresses: Iterable[Ref]) -> str | None:
    """Return which text is no single address, or None (api-notes: no-networks-allowed)."""
    for address in addresses:
        try:
            ip_address(address.id)
        except ValueError:
            return (
                f"allowed_ips holds {address.id!r}, which is no address. The API accepts single "
                "addresses such as 192.0.2.7, and no networks."
            )
    return None


class AccessUpdate(Update):
    """A PUT that can give a user access."""

    def runs_last(self, changed: Mapping[str, Any]) -> bool:
        """Return whether it gives access. All that restricts the access comes before."""
        return changed.get("enabled") is True or changed.get("api_access") is True


class AllowedAddresses(Children):
    """The addresses from which a user can send requests (api-notes: allowed-addresses)."""

    response_key = "api.allowed_ips"

    def normalize(self, value: Any) -> Any:
        """Return an address in its normal form."""
        return normalize_address(value)


def shut_out(before: set[str], after: set[str], address: str | None) -> str | None:
    """Return why a change of allowed_ips would revoke access for the token in use, or None.

    The API does not report the address of the caller. It is in the current list, unless that is
    empty and allows all addresses. Addresses are removed one at a time.

    :param before: the current addresses.
    :param after: the desired addresses.
    :param address: the address of this machine, if it is known.
    """
    if not after and len(before) > 1:
        return (
            "allowed_ips is emptied one address at a time, which ends the access of this task "
            "midway. First reduce allowed_ips to the address of this machine"
        )
    if not after or (before and before <= after) or address in after:
        return None
    own = next(iter(before)) if len(before) == 1 else address
    if own:
        return f"allowed_ips does not contain {own}, the address of this machine"
    return "the module cannot verify that allowed_ips contains the address of this machine"


class UserItself(TokenUsers):
    """The user itself."""

    path = "/users"
    token_path = "api.key"
    relation = "the token of"
    consent = ALLOW_LOCKOUT.name

    def affected(self, context: Context) -> Iterable[str]:
        """Return the user itself."""
        return ((context.current or context.planned)["id"],)

    def lockout(self, context: Context) -> str | None:
        """Return why this change would end the access of the user, or None."""
        before, after = context.view, context.planned_view
        if not before:
            return None
        if not after:
            return "removing it ends the access of this task"
        if not after["enabled"]:
            return "enabled: false ends the access of this task"
        if not after["api_access"]:
            return "api_access: false ends the access of this task"
        return shut_out(
            {ref.id for ref in before["allowed_ips"]},
            {ref.id for ref in after["allowed_ips"]},
            context.address,
        )


class UserLookup(Lookup):
    """Users. A task can use the name that it gave, or the name that the API shows."""

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the elements of an object of the list."""
        return ({**obj, "short": short(obj["name"])},)

    def task_name(self, element: Mapping[str, Any]) -> str | None:
        """Return the name of a user without the prefix of the API."""
        return short(element.get("name"))

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return same_user_name(shown, value)


class User(Resource):
    """Users."""

    name = "user"
    title = "user"
    path = "/users"
    documentation = Documentation(
        description=(
            "Creates, changes and removes users, and their access to the API.",
            "A task that would make its own token invalid fails, unless O(allow_lockout=true). "
            "This is the case if it disables or removes the user of the token, disables the API "
            "access of this user, or removes the address of the task from O(allowed_ips).",
            "The API does not return the address of the task. The module knows it only if "
            "O(allowed_ips) held exactly one address, or if the address of this machine reaches "
            "the API unchanged. If the module does not know it, the task fails if it removes any "
            "current address, or sets the first list of addresses.",
            "A task that empties a list of several addresses fails too, because addresses are "
            "removed one at a time. First reduce the list to the address of this machine.",
        ),
        see_also=(
            "user_api_key",
            "role",
        ),
        info="Reads users by id, name or filters. O(name) selects them with and without the "
        "prefix that the API puts before the name.",
    )
    attributes = (
        ID,
        Attribute(
            "name",
            "The name of the user, with the prefix that the API puts before it.",
            sample="034b011e.jane",
        ),
        DESCRIPTION_ATTRIBUTE,
        Attribute(
            "email", "The e-mail address of the user.", default="", sample="jane@example.com"
        ),
        Attribute(
            "state",
            "The state of the user: V(ACTIVE), V(DISABLED), or a transitional state.",
            sample="ACTIVE",
        ),
        CREATION_DATE,
        Attribute(
            "api",
            "The access of the user to the API.",
            "dict",
            (
                Attribute("active", "Whether the user can use the API.", "bool", sample=True),
                Attribute(
                    "key",
                    "The API key of the user. Null without O(show_secrets=true), and in check "
                    "mode before it is created.",
                    sample="f03c5c76aa853ff710b879909d0d7e3b",
                    secret=Secret.READABLE,
                ),
                Attribute(
                    "allowed_ips",
                    "The addresses from which the user can use the API. An empty list means "
                    "every address.",
                    "list",
                    sample=["192.0.2.7"],
                ),
            ),
        ),
        reference(
            "roles",
            "The role of the user, or null. If the user has several roles, this is one of them. "
            "Every role lists all its users.",
            "role",
            "operators",
            default=None,
        ),
    )
    fields = (
        UserName(
            "name",
            limits=Limits(minimum=1, maximum=30),
            required=True,
            mutability=IMMUTABLE,
            help="The name of the user. The API puts eight hexadecimal digits and a dot before "
            "it, which are the same for all users of an account. The task finds the user with "
            "and without this prefix.",
        ),  # (api-notes: user-limits)
        DESCRIPTION_OPTION,
        Mailbox(
            "email",
            limits=Limits(maximum=128),
            help="The e-mail address of the user.",
        ),
        Password(
            "password",
            sensitive=True,
            limits=Limits(minimum=8, maximum=64),
            required=True,
            mutability=WRITE_ONLY,
            help="The password for the Cloud Panel. The API never returns it, so it cannot be "
            "compared. O(update_password) decides when it is sent.",
        ),
        ENABLED,
        Field(
            "api_access",
            "bool",
            mutability=CHANGE_ONLY,
            key="api.active",
            help="Whether the user can use the API. A new user cannot. When the access is "
            "enabled, the API creates a key. O(show_secrets) returns it. "
            "M(ionos.cloudpanel.user_api_key) replaces it.",
        ),
    )
    children = (
        AllowedAddresses(
            "allowed_ips",
            f"{SELF}/api/ips",
            help=(
                "The addresses from which the user can use the API. Networks are not possible. "
                "An empty list means every address, which is also the case for a new user.",
                "If a task adds addresses and sets O(api_access=true), the addresses are added "
                "first.",
            ),
        ),  # (api-notes: allowed-addresses)
    )
    updates = (
        AccessUpdate(SELF, ("description", "email", "password", "enabled")),
        AccessUpdate(f"{SELF}/api", ("api_access",)),
    )
    options = (
        Field(
            "update_password",
            choices=("always", "on_create"),
            default="on_create",
            help=(
                "V(on_create) sends O(password) only when the user is created.",
                "V(always) sends it at each run, and reports a change each time.",
            ),
        ),
        ALLOW_LOCKOUT,
    )
    token_users = UserItself()

    def validate(self, context: Context) -> str | None:
        """Check the addresses."""
        return invalid_address(context.values.get("allowed_ips") or ())

    def planned_object(self, context: Context) -> dict[str, Any]:
        """Return the user, who has no access yet."""
        return {
            **super().planned_object(context),
            "state": "ACTIVE",
            "description": "",
            "email": "",
            "api": {"active": False, "key": None, "allowed_ips": []},
        }

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return a user with ``api`` and ``allowed_ips``. Without a role, ``roles`` is null.

        (api-notes: role-of-user)
        """
        return {
            **defaulted(obj, api={}),
            "roles": obj.get("roles") or None,
            **({"api": defaulted(obj["api"], allowed_ips=[])} if obj.get("api") else {}),
        }

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return UserLookup(self.title, self.path, ("name", "short"))

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what the role shows: its users."""
        if obj.get("roles"):
            yield BackReference(
                "/roles", obj["roles"]["id"], "users", {"id": obj["id"], "name": obj["name"]}
            )


USER = User()
