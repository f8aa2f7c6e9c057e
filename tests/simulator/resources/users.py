# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users. Their API keys are the tokens. The command line gives the tokens of the owners."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from ..account import Account
from ..catalogue import identifier
from ..contract import Operation
from ..errors import ApiError, missing, not_allowed, not_found, wrong_value
from ..kinds import ROLES, USERS, Object
from ..operations import operation
from ..permissions import granted, show_tree
from ..ranges import zulu
from ..resource import REMOVAL, Resource, union
from ..work import CHANGE, Work, effect

#: The states in requests, and in answers (api-notes: disable).
STATES = {"ACTIVE": "ACTIVE", "DISABLE": "DISABLED"}
IP_NOT_FOUND = ("IP_NOT_FOUND", "IP not found")


def show(account: Account, user: Object) -> dict[str, Any]:
    """Show a user with its oldest role (api-notes: role-of-user)."""
    roles = (role for role in account.objects(ROLES) if user["id"] in role["_users"])
    role = next(roles, None)
    return {
        **account.show(user),
        "api": show_api(user),
        "roles": role.reference() if role else {},
    }


def show_api(user: Object) -> dict[str, Any]:
    """Show the access to the API. The key is null while the access is off.

    (api-notes: key-while-off)
    """
    return {
        "active": user["_api"],
        "key": user["_key"] if user["_api"] else None,
        "allowed_ips": user["_ips"],
    }


def new_key() -> str:
    """Return a new API key."""
    return secrets.token_hex(16)


def new_user(account: Account, name: str, **members: Any) -> Object:
    """Create a user, whose name gets a prefix (api-notes: user-names).

    :raises ApiError: 400 if another user has the name (api-notes: user-names-unique).
    """
    if account.readings["user-names"] == "prefixed":
        name = f"{identifier('account', str(account.seed))[:8].lower()}.{name}"
    if any(user["name"] == name for user in account.objects(USERS)):
        raise ApiError(400, "INVALID_NAME", "A user already exists with this name")
    own = {
        "description": "",
        "email": "",
        "creation_date": zulu(account.clock.now()),
        "_api": False,
        "_key": new_key(),
        "_ips": [],
        "_owner": False,
    }
    return account.create(USERS, name=name, **{**own, **members})


def admit_owners(account: Account, tokens: Iterable[str]) -> list[Object]:
    """Create an owner for each token, or let an existing owner use it. Return all owners."""
    owners = [user for user in account.objects(USERS) if user["_owner"]]
    for number, token in enumerate(tokens, 1):
        if number > len(owners):
            name = f"owner{number if number > 1 else ''}"
            owners.append(new_user(account, name, description="Owner of the account", _owner=True))
        account.update(owners[number - 1], _key=token, _api=True, _ips=[], _state="ACTIVE")
    return owners


def authenticate(account: Account, token: str | None, source: str | None) -> Object:
    """Return the user of a token (api-notes: token-of-user, allowed-source).

    :param source: the address from which the request comes.
    :raises ApiError: 401 for an invalid token, 406 for an address that is not allowed.
    """
    for user in account.objects(USERS):
        if user["_key"] == token and user["_api"] and user["_state"] == "ACTIVE":
            allowed = [ip_address(ip) for ip in user["_ips"]]
            if allowed and (not source or ip_address(source) not in allowed):
                message = "Source IP is not allowed to access the API"
                raise ApiError(406, "SOURCE_IP_NOT_ALLOWED", message)
            return user
    raise ApiError(401, "UNAUTHORIZED", "The Token you are using is not valid")


def create(account: Account, operation: Operation) -> Object:
    """Create a user (api-notes: creating)."""
    body = operation.body
    texts = {key: body.get(key, "") for key in ("description", "email")}
    return new_user(account, body["name"], **texts)


def update(_account: Account, user: Object, operation: Operation) -> None:
    """Change a user. Its new state counts at once. The password is accepted and not kept."""
    body = operation.body
    user.update({key: body[key] for key in ("description", "email") if key in body})
    if "state" in body:
        user["_state"] = STATES[body["state"]]


def withdraw_access(_account: Account, user: Object, _operation: Operation) -> None:
    """End the access of a user at its removal. Raise 403 for an owner (api-notes: owner)."""
    if user["_owner"]:
        raise not_allowed(" in account owner")
    user["_api"] = False


def leave_roles(account: Account, user: Object) -> None:
    """Remove a user from all roles."""
    for role in account.objects(ROLES):
        if user["id"] in role["_users"]:
            role["_users"].remove(user["id"])
            account.save(role)


RESOURCE = Resource(USERS, show)
RESOURCE.crud(
    create=create,
    creating=Work("CREATING", "user"),
    update=update,
    updating=CHANGE,
    delete=withdraw_access,
    deleting=REMOVAL,
    cleanup=leave_roles,
)


# -- access to the API


@operation
def get_user_api(account: Account, operation: Operation) -> Any:
    """Show the access of a user."""
    return show_api(RESOURCE.find(account, operation))


@operation
def update_user_api(account: Account, operation: Operation) -> Any:
    """Turn the access of a user on or off."""
    user = RESOURCE.require(account, operation)
    if "active" not in operation.body:
        raise missing("active")
    account.update(user, _api=operation.body["active"])
    return show(account, user)


@operation
def get_user_api_key(account: Account, operation: Operation) -> Any:
    """Show the API key of a user."""
    return {"key": show_api(RESOURCE.find(account, operation))["key"]}


@effect
def take_key(_account: Account, user: Object, key: str) -> None:
    """Replace the API key of a user."""
    user["_key"] = key


KEY_CHANGE = Work("CONFIGURING", "change", take_key)


@operation
def change_user_api_key(account: Account, operation: Operation) -> Any:
    """Change the API key. The former key is invalid when the new one is shown.

    (api-notes: new-key-replaces, new-api-key)
    """
    user, key = RESOURCE.require(account, operation), new_key()
    if account.readings["new-api-key"] == "at-once":
        user["_key"] = key
    account.begin(user, KEY_CHANGE, key=key)
    return show(account, user)


@operation
def list_user_api_ips(account: Account, operation: Operation) -> Any:
    """List the addresses from which a user may use the API (api-notes: allowed-addresses)."""
    return RESOURCE.find(account, operation)["_ips"]


@operation
def add_user_api_ips(account: Account, operation: Operation) -> Any:
    """Add addresses. Networks are not allowed (api-notes: no-networks-allowed)."""
    user, ips = RESOURCE.require(account, operation), operation.elements("ips")
    for ip in ips:
        try:
            ip_address(ip)
        except ValueError:
            raise wrong_value("ips", ip) from None
    account.update(user, _ips=union(user["_ips"], ips))
    return show(account, user)


@operation
def delete_user_api_ip(account: Account, operation: Operation) -> Any:
    """Remove an address."""
    user, ip = RESOURCE.require(account, operation), operation.ids[1]
    if ip not in user["_ips"]:
        raise not_found(IP_NOT_FOUND)
    account.update(user, _ips=[other for other in user["_ips"] if other != ip])
    return show(account, user)


@operation
def get_current_user_permissions(account: Account, operation: Operation) -> Any:
    """Show what the user of the token may do."""
    return show_tree(account, granted(account, operation.user))
