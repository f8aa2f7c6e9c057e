# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users. Each may have a key, which is the token of its requests to the API (api-notes: token-of-user), and the addresses that these may
come from (api-notes: allowed-source)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from ..model.addresses import normalize_address, same_mailbox
from ..model.fields import DESCRIPTION, Call, Children, Field, Reference, Update
from ..model.limits import Limits
from ..model.resource import (
    BackReference,
    Bearers,
    Lookup,
    Resource,
    SecretFile,
    Transition,
    anyway,
)
from ..model.values import Placeholder, defaulted
from .catalogue import TEXTS

SELF = "/users/{id}"
#: What shows whether a user or a role counts; requests and objects spell it differently (api-notes: disable).
ENABLED = Field(
    "enabled",
    "bool",
    request_key="state",
    create=False,
    request_values={True: "ACTIVE", False: "DISABLE"},
    response_values={True: "ACTIVE", False: "DISABLED"},
)
API = {"active": None, "key": None, "allowed_ips": (None,)}
ALLOW_LOCKOUT = Field("allow_lockout", "bool", default=False)


def short(name: str | None) -> str | None:
    """A user name without what the API puts before it: 034b011e.jane is jane (api-notes: user-names)."""
    return re.sub(r"^[0-9a-f]{8}\.", "", name) if name else name


def alike(shown: str | None, asked: str) -> bool:
    return asked in (shown, short(shown))


def no_address(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    """The API takes single addresses (api-notes: no-networks-allowed)."""
    for address in values.get("allowed_ips") or ():
        try:
            ip_address(address.id)
        except ValueError:
            return (
                f"allowed_ips holds {address.id!r}, which is no address. The API takes single addresses such as 192.0.2.7, "
                "no networks."
            )
    return None


def refine(user: dict[str, Any]) -> dict[str, Any]:
    """The role is {} where there is none, or not there at all (api-notes: role-of-user)."""
    return {
        **defaulted(user, api={}),
        "roles": user.get("roles") or None,
        **({"api": defaulted(user["api"], allowed_ips=[])} if user.get("api") else {}),
    }


def echo(user: Mapping[str, Any]) -> Iterable[BackReference]:
    """Roles show their users."""
    if user.get("roles"):
        yield BackReference(
            "/roles", user["roles"]["id"], "users", {"id": user["id"], "name": user["name"]}
        )


def opening(changed: Mapping[str, Any]) -> bool:
    """A user is let in after all that restricts the access has been written."""
    return changed.get("enabled") is True or changed.get("api_access") is True


def shut_out(before: set[str], after: set[str], address: str | None) -> str | None:
    """The API does not tell the own address. It is one of a list that has let this task in, and all are without a list.
    A list is emptied one address after the other."""
    if not after and len(before) > 1:
        return (
            "allowed_ips is emptied one address after the other, which ends the access of this task with its own one. Leave "
            "only that in the list first"
        )
    if not after or (before and before <= after) or address in after:
        return None
    own = next(iter(before)) if len(before) == 1 else address
    return (
        f"allowed_ips is without {own}, which this task's requests come from"
        if own
        else "nobody can tell from here that allowed_ips holds the address which this task's requests come from"
    )


#: The user itself, for whom it is the one.
ITSELF = Bearers(
    "/users",
    "api.key",
    lambda user, _before, _after: (user["id"],),
    "is the one",
    ALLOW_LOCKOUT.name,
)


class UserLookup(Lookup):
    """Users. A task can use the name that it gave, or the name that the API shows."""

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        return ({**obj, "short": short(obj["name"])},)

    def equal(self, shown: Any, value: Any) -> bool:
        return alike(shown, value)


class User(Resource):
    name = "user"
    plural = "users"
    title = "user"
    path = "/users"
    shape = ("id", "name", "description", "email", "state", "creation_date", "api", "roles")
    nested = {**TEXTS, "email": "", "api": API}
    secrets = ("api.key",)
    readable_secrets = ("api.key",)
    token_path = "api.key"
    fields = (
        Field(
            "name",
            limits=Limits(shortest=1, longest=30),
            required_on_create=True,
            immutable=True,
            equal=alike,
        ),  # (api-notes: user-limits)
        Field("description", limits=DESCRIPTION),
        Field("email", limits=Limits(longest=128), equal=same_mailbox),
        Field(
            "password",
            sensitive=True,
            limits=Limits(shortest=8, longest=64),
            required_on_create=True,
            response_key="",
            create_only=True,
            resend_option="update_password",
        ),
        ENABLED,
        Field("api_access", "bool", request_key="api.active", create=False),
    )
    children = (
        Children(
            "allowed_ips",
            response_key="api.allowed_ips",
            add_many=True,
            normalize=normalize_address,
            add=Call("POST", f"{SELF}/api/ips", {"ips": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/api/ips/{{item}}"),
        ),  # (api-notes: allowed-addresses)
    )
    updates = (
        Update(SELF, ("description", "email", "password", "enabled"), run_last=opening),
        Update(f"{SELF}/api", ("api_access",), run_last=opening),
    )
    options = (
        Field("update_password", choices=("always", "on_create"), default="on_create"),
        ALLOW_LOCKOUT,
    )
    token_users = ITSELF

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return no_address(values, current)

    def planned_object(self, user: dict[str, Any], _values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **user,
            "state": "ACTIVE",
            "description": "",
            "email": "",
            "api": {"active": False, "key": None, "allowed_ips": []},
        }

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return refine(obj)

    def lookup(self) -> Lookup:
        return UserLookup(self.title, self.path, ("name", "short"))

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        return echo(obj)

    def lockout(
        self, before: Mapping[str, Any], after: Mapping[str, Any], address: str | None
    ) -> str | None:
        """The requests of a user end with the user, the access, or an allowed list without the address that they come from."""
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
            address,
        )


USER = User()


class UserApiKey(Resource):
    name = "user_api_key"
    plural = "user_api_keys"
    title = USER.title
    path = USER.path
    shape = USER.shape
    nested = USER.nested
    secrets = USER.secrets
    readable_secrets = USER.readable_secrets
    token_path = USER.token_path
    find_by = ("user",)
    states = ()
    secret_file = SecretFile(
        "api_key_file",
        "API key",
        "api.key",
        replaces=True,
        remedy="The former key is not valid any more. Read the new one in the Cloud Panel or with user_info and "
        "show_secrets, or run the task again to make another one.",
    )
    fields = (Reference("user", to="users", response_key="id", required=True),)
    transitions = {
        "rotated": Transition(
            "ACTIVE",
            lambda *_args: Call("PUT", f"{SELF}/api/key"),
            when=anyway,
            returns_secrets=True,
            reason="make a new API key",
        )
    }
    options = (ALLOW_LOCKOUT,)
    token_users = ITSELF

    def lookup(self) -> None:
        """Return None: options refer to the user, and not to its key."""

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return refine(obj)

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        return echo(obj)

    def protected_reason(self, user: Mapping[str, Any]) -> str | None:
        """A user without access has no key (api-notes: key-while-off)."""
        if user["api"]["active"]:
            return None
        return (
            f'user "{user["name"]}" has no access to the API, without which no key is shown. Set api_access of the user to '
            "true before."
        )

    def lockout(self, before, after, address):
        return "a new key ends the access of this task"


USER_API_KEY = UserApiKey()
