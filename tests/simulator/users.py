# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users. Their API keys are the tokens; the owners of the account are those whose keys the command line gives."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from .account import Account, effect, shown
from .catalogue import identifier
from .contract import Operation
from .errors import Problem, invalid, not_found, wrong_value
from .operations import Answer, list_operation, operation
from .permissions import granted, named
from .ranges import zulu

KIND = "users"
#: state of a request: state that is shown
STATES = {"ACTIVE": "ACTIVE", "DISABLE": "DISABLED"}


def show(account: Account, user: dict[str, Any]) -> dict[str, Any]:
    role = next((each for each in account.all("roles") if user["id"] in each["_users"]), None)
    return {
        **shown(user),
        "state": account.state(user),
        "api": show_api(user),
        "roles": {"id": role["id"], "name": role["name"]} if role else {},
    }


def show_api(user: dict[str, Any]) -> dict[str, Any]:
    """The key is null while the API is off (api-notes: key-while-off)."""
    return {
        "active": user["_api"],
        "key": user["_key"] if user["_api"] else None,
        "allowed_ips": user["_ips"],
    }


def new_key() -> str:
    return secrets.token_hex(16)


def new_user(account: Account, name: str, **values: Any) -> dict[str, Any]:
    """Names begin with what is the account's own (api-notes: user-names). :raises Problem: 400 for a name that is taken
    (api-notes: user-names-unique)."""
    full = (
        f"{identifier('account', str(account.seed))[:8].lower()}.{name}"
        if account.readings["user-names"] == "prefixed"
        else name
    )
    if any(each["name"] == full for each in account.all(KIND)):
        raise Problem(400, "INVALID_NAME", "A user already exists with this name")
    own = {
        "description": "",
        "email": "",
        "creation_date": zulu(account.clock.now()),
        "_api": False,
        "_key": new_key(),
        "_ips": [],
        "_owner": False,
        "_state": "ACTIVE",
        **values,
    }
    return account.create(KIND, None, name=full, **own)


def admit(account: Account, tokens: Iterable[str]) -> list[dict[str, Any]]:
    """The owners, one a token, so that each token is accepted."""
    owners = [each for each in account.all(KIND) if each["_owner"]]
    for number, token in enumerate(tokens, 1):
        if number > len(owners):
            name = f"owner{number if number > 1 else ''}"
            owners.append(new_user(account, name, description="Owner of the account", _owner=True))
        owners[number - 1].update(_key=token, _api=True, _ips=[], _state="ACTIVE")
        account.save(KIND, owners[number - 1])
    return owners


def authenticate(account: Account, token: str | None, source: str) -> dict[str, Any]:
    """The user of a token (api-notes: token-of-user, allowed-source).

    :raises Problem: 401 for a token of nobody, 406 from an address that is not allowed.
    """
    user = next(
        (
            each
            for each in account.all(KIND)
            if each["_key"] == token and each["_api"] and each["_state"] == "ACTIVE"
        ),
        None,
    )
    if user is None:
        raise Problem(401, "UNAUTHORIZED", "The Token you are using is not valid")
    if user["_ips"] and ip_address(source) not in map(ip_address, user["_ips"]):
        raise Problem(406, "SOURCE_IP_NOT_ALLOWED", "Source IP is not allowed to access the API")
    return user


@effect
def remove_user(account: Account, user: dict[str, Any]) -> None:
    for role in account.all("roles"):
        if user["id"] in role["_users"]:
            account.save(
                "roles", {**role, "_users": [each for each in role["_users"] if each != user["id"]]}
            )
    account.delete(KIND, user)


list_operation("list_users", KIND, show)


@operation
def create_user(account: Account, operation: Operation) -> Answer:
    """Create a user, which shows CREATING first (api-notes: creating)."""
    body = operation.body
    user = new_user(
        account, body["name"], description=body.get("description", ""), email=body.get("email", "")
    )
    account.begin(KIND, user, "CREATING", "user")
    return 201, show(account, user)


def find(account: Account, operation: Operation) -> dict[str, Any]:
    return account.get(KIND, operation.params["user_id"])


def changeable(account: Account, operation: Operation) -> dict[str, Any]:
    user = find(account, operation)
    account.require_idle("User", user)
    return user


@operation
def get_user(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))


@operation
def update_user(account: Account, operation: Operation) -> Answer:
    """The password is taken and never shown; whoever is disabled is so at once."""
    user, body = changeable(account, operation), operation.body
    user.update({key: body[key] for key in ("description", "email") if key in body})
    if "state" in body:
        user["_state"] = STATES[body["state"]]
    account.begin(KIND, user, "CONFIGURING", "change")
    return 200, show(account, user)


@operation
def delete_user(account: Account, operation: Operation) -> Answer:
    """Remove a user other than an owner (api-notes: owner)."""
    user = changeable(account, operation)
    if user["_owner"]:
        raise Problem(403, "NOT_ALLOWED_ERROR", "Operation not allowed in account owner")
    user["_api"] = False
    account.begin(KIND, user, "REMOVING", "remove", "remove_user")
    return 202, show(account, user)


# -- access to the API


@operation
def get_user_api(account: Account, operation: Operation) -> Answer:
    return 200, show_api(find(account, operation))


@operation
def update_user_api(account: Account, operation: Operation) -> Answer:
    user = changeable(account, operation)
    if "active" not in operation.body:
        raise invalid("Required field(s) active missing or empty. ", {"required": "active"})
    user["_api"] = operation.body["active"]
    account.save(KIND, user)
    return 200, show(account, user)


@operation
def get_user_api_key(account: Account, operation: Operation) -> Answer:
    return 200, {"key": show_api(find(account, operation))["key"]}


@effect
def take_key(_account: Account, user: dict[str, Any], key: str) -> None:
    user["_key"] = key


@operation
def change_user_api_key(account: Account, operation: Operation) -> Answer:
    """The former key is worth nothing as soon as the new one shows (api-notes: new-key-replaces, new-api-key)."""
    user, key = changeable(account, operation), new_key()
    if account.readings["new-api-key"] == "at-once":
        user["_key"] = key
    account.begin(KIND, user, "CONFIGURING", "change", "take_key", key=key)
    return 200, show(account, user)


@operation
def list_user_api_ips(account: Account, operation: Operation) -> Answer:
    return 200, find(account, operation)["_ips"]


@operation
def add_user_api_ips(account: Account, operation: Operation) -> Answer:
    """Add addresses, no networks (api-notes: no-networks-allowed)."""
    user, ips = changeable(account, operation), operation.body["ips"]
    if not ips:
        raise invalid("Required field(s) ips missing or empty. ", {"required": "ips"})
    for ip in ips:
        try:
            ip_address(ip)
        except ValueError:
            raise wrong_value("ips", ip) from None
    user["_ips"] = list(dict.fromkeys([*user["_ips"], *ips]))
    account.save(KIND, user)
    return 201, show(account, user)


@operation
def delete_user_api_ip(account: Account, operation: Operation) -> Answer:
    user, ip = changeable(account, operation), operation.params["ip"]
    if ip not in user["_ips"]:
        raise not_found("user_ips")
    user["_ips"] = [each for each in user["_ips"] if each != ip]
    account.save(KIND, user)
    return 202, show(account, user)


@operation
def get_current_user_permissions(account: Account, operation: Operation) -> Answer:
    return 200, named(account, granted(account, operation.user))
