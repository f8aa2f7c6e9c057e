# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, their keys as tokens, roles and permissions."""

from __future__ import annotations

import copy
import http.client
import json
from urllib.parse import urlsplit

import pytest
from simulated import SimulatedApi
from simulator.contract import FILE
from simulator.permissions import ALLOWS, CHANGES, NEEDED, SWITCHES

from .client_steps import wait_until, write

PASSWORD = "Secret-1234"
OPERATIONS = {
    operation["operationId"]: method
    for item in json.loads(FILE.read_text())["paths"].values()
    for method, operation in item.items()
    if method != "parameters"
}
#: Operations that need no permission (api-notes: operations-without-permission), or that read only
#: the user of the token.
FREE = {
    "list_fixed_instance_sizes",
    "get_fixed_instance_size",
    "list_baremetal_models",
    "get_baremetal_model",
    "list_block_storages",
    "create_block_storage",
    "get_block_storage",
    "update_block_storage",
    "delete_block_storage",
    "attach_block_storage_server",
    "detach_block_storage_server",
    "get_block_storage_server",
    "list_ssh_keys",
    "create_ssh_key",
    "get_ssh_key",
    "update_ssh_key",
    "delete_ssh_key",
    "get_current_user_permissions",
    "list_server_appliances",
    "get_server_appliance",
    "list_recovery_appliances",
    "get_recovery_appliance",
    "list_dvd_isos",
    "get_dvd_iso",
    "ping",
    "ping_auth",
    "get_pricing",
    "list_datacenters",
    "get_datacenter",
}
#: Permissions that no operation needs (api-notes: permissions-without-operation). To give a role to
#: a user, roles.manage_users is enough.
UNUSED = {
    "servers.access_kvm_console",
    "firewall_policies.clone",
    "monitoring_policies.clone",
    "backups.show",
    "backups.create",
    "backups.delete",
    "interactive_invoices.show",
    "users.change_role",
}


def with_token(simulator: SimulatedApi, token: str) -> SimulatedApi:
    other = copy.copy(simulator)
    other.token = token
    return other


def new_user(simulator: SimulatedApi, name: str = "jane") -> dict:
    """Create a user with access to the API, and return it when it is ready."""
    made = simulator.api("POST", "/users", {"name": name, "password": PASSWORD})
    return write(simulator, "PUT", f"/users/{made['id']}/api", {"active": True})


def new_role(simulator: SimulatedApi, user: dict, **permissions: list[str]) -> str:
    """Create a role of a user with these permissions, and return its id."""
    role = simulator.api("POST", "/roles", {"name": "role"})["id"]
    simulator.api(
        "PUT",
        f"/roles/{role}/permissions",
        {group: dict.fromkeys(names, True) for group, names in permissions.items()},
    )
    simulator.api("POST", f"/roles/{role}/users", {"users": [user["id"]]})
    return role


def refusal(answer) -> tuple[int, str]:
    """Return status and message of an error in any spelling."""
    body = {key.lower(): value for key, value in answer.json().items()}
    return answer.status_code, body["message"]


# -- users


def test_a_user_is_created_with_a_prefix_and_without_access(simulator):
    made = simulator.api(
        "POST",
        "/users",
        {"name": "jane", "password": PASSWORD, "description": "d", "email": "j@example.com"},
    )
    prefix, name = made["name"].split(".")
    assert len(prefix) == 8 and name == "jane" and made["state"] == "CREATING"
    assert made["api"] == {
        "active": False,
        "key": None,
        "allowed_ips": [],
    } and PASSWORD not in json.dumps(made)
    read = wait_until(
        lambda: (user := simulator.api("GET", f"/users/{made['id']}"))["state"] == "ACTIVE" and user
    )
    assert (read["description"], read["email"], read["roles"]) == ("d", "j@example.com", {})
    assert read["creation_date"].endswith("Z")
    assert read in simulator.api("GET", "/users")
    again = simulator.raw("POST", "/users", {"name": "jane", "password": PASSWORD})
    assert again.status_code == 400 and again.json()["Type"] == "INVALID_NAME"


def test_a_user_refuses_changes_during_its_creation(simulator):
    path = f"/users/{simulator.api('POST', '/users', {'name': 'jane', 'password': PASSWORD})['id']}"
    for method, below, body in (
        ("PUT", "", {"email": ""}),
        ("DELETE", "", None),
        ("PUT", "/api", {"active": True}),
    ):
        answer = simulator.raw(method, path + below, body)
        assert answer.status_code == 403 and answer.json()["errors"]["state"] == "CREATING"


def test_a_user_is_changed_disabled_and_removed(simulator):
    user = new_user(simulator)
    path = f"/users/{user['id']}"
    changed = simulator.api("PUT", path, {"description": "new", "password": "Other-12345"})
    assert changed["state"] == "CONFIGURING" and changed["description"] == "new"
    write(simulator, "PUT", path, {"state": "DISABLE"})
    assert wait_until(lambda: simulator.api("GET", path)["state"] == "DISABLED")
    write(simulator, "PUT", path, {"state": "ACTIVE"})
    assert wait_until(lambda: simulator.api("GET", path)["state"] == "ACTIVE")
    removed = write(simulator, "DELETE", path)
    assert removed["state"] == "REMOVING" and removed["api"]["key"] is None
    assert wait_until(lambda: simulator.raw("GET", path).status_code == 404)
    assert simulator.raw("GET", path).json()["Type"] == "USER_NOT_FOUND"


@pytest.mark.parametrize(
    "method, below, body, message",
    [
        ("PUT", "", {"password": "short"}, "Wrong value Field(s) password"),
        ("PUT", "", {"name": "x"}, "Unknown field(s) name"),
        ("PUT", "", {"state": "DISABLED"}, "Wrong value Field(s) state"),
        ("PUT", "/api", {}, "Required field(s) active missing or empty. "),
        ("POST", "/api/ips", {}, "Required field(s) ips missing or empty. "),
        ("POST", "/api/ips", {"ips": []}, "Required field(s) ips missing or empty. "),
        ("POST", "/api/ips", {"ips": ["10.0.0.0/8"]}, "Wrong value Field(s) ips"),
    ],
)
def test_wrong_users_get_the_errors_of_the_api(simulator, method, below, body, message):
    owner = simulator.api("GET", "/users")[0]
    answer = simulator.raw(method, f"/users/{owner['id']}{below}", body)
    assert refusal(answer) == (400, message)
    assert simulator.api("GET", f"/users/{owner['id']}") == owner


# -- tokens


def test_the_owner_of_the_token_is_a_user_of_the_account(simulator):
    (owner,) = simulator.api("GET", "/users")
    assert (
        owner["api"] == {"active": True, "key": simulator.token, "allowed_ips": []}
        and owner["roles"]["name"] == "Administrator"
    )
    tree = simulator.api("GET", "/users/current_user_permissions")
    assert {group: set(switches) for group, switches in tree.items()} == {
        group: set(names) for group, names in SWITCHES.items()
    }
    assert all(all(switches.values()) for switches in tree.values())
    assert refusal(simulator.raw("DELETE", f"/users/{owner['id']}")) == (
        403,
        "Operation not allowed in account owner",
    )


def test_a_key_is_a_token_while_user_and_access_are_active(simulator):
    user = new_user(simulator)
    path, jane = f"/users/{user['id']}", with_token(simulator, user["api"]["key"])
    assert simulator.api("GET", f"{path}/api/key") == {"key": jane.token}
    assert jane.api("GET", "/ping_auth") == ["PONG"]

    changed = simulator.api("PUT", f"{path}/api/key")
    assert changed["state"] == "CONFIGURING" and changed["api"]["key"] != jane.token
    assert jane.raw("GET", "/ping_auth").json()["type"] == "UNAUTHORIZED"
    jane.token = changed["api"]["key"]
    assert jane.api("GET", "/ping_auth") == ["PONG"]

    off = write(simulator, "PUT", f"{path}/api", {"active": False})
    assert off["api"]["key"] is None and simulator.api("GET", f"{path}/api/key") == {"key": None}
    assert jane.raw("GET", "/ping_auth").status_code == 401
    assert simulator.api("PUT", f"{path}/api", {"active": True})["api"]["key"] == jane.token
    simulator.api("PUT", path, {"state": "DISABLE"})
    assert jane.raw("GET", "/ping_auth").status_code == 401 and jane.api("GET", "/ping") == ["PONG"]
    write(simulator, "PUT", path, {"state": "ACTIVE"})
    assert jane.api("GET", "/ping_auth") == ["PONG"]
    write(simulator, "DELETE", path)
    assert jane.raw("GET", "/ping_auth").status_code == 401


def status_from(simulator: SimulatedApi, source: str) -> int:
    other = copy.copy(simulator)
    other.source = source
    return other.raw("GET", "/ping_auth").status_code


def test_addresses_that_are_not_allowed_are_refused(simulator):
    user = new_user(simulator)
    path, jane = f"/users/{user['id']}/api", with_token(simulator, user["api"]["key"])
    assert status_from(jane, "127.0.0.2") == 200
    api = {"active": True, "key": jane.token, "allowed_ips": ["127.0.0.2", "127.0.0.3"]}
    assert (
        simulator.api("POST", f"{path}/ips", {"ips": api["allowed_ips"]})["api"]
        == api
        == simulator.api("GET", path)
    )
    assert [status_from(jane, source) for source in ("127.0.0.1", "127.0.0.2", "127.0.0.3")] == [
        406,
        200,
        200,
    ]
    assert refusal(jane.raw("GET", "/ping_auth")) == (
        406,
        "Source IP is not allowed to access the API",
    )
    assert status_from(simulator, "127.0.0.1") == 200
    simulator.api("DELETE", f"{path}/ips/127.0.0.2")
    assert (
        simulator.api("GET", f"{path}/ips") == ["127.0.0.3"]
        and status_from(jane, "127.0.0.2") == 406
    )
    assert simulator.raw("DELETE", f"{path}/ips/127.0.0.2").json()["Message"] == "IP not found"
    simulator.api("DELETE", f"{path}/ips/127.0.0.3")
    assert status_from(jane, "127.0.0.1") == 200


def test_the_source_address_is_that_of_the_connection(process):
    process.api(
        "POST", f"/users/{process.api('GET', '/users')[0]['id']}/api/ips", {"ips": ["127.0.0.2"]}
    )
    address, statuses = urlsplit(process.url), []
    for source in ("127.0.0.1", "127.0.0.2"):
        connection = http.client.HTTPConnection(
            address.hostname, address.port, timeout=10, source_address=(source, 0)
        )
        connection.request("GET", "/v1/ping_auth", headers={"X-TOKEN": process.token})
        statuses.append(connection.getresponse().status)
    assert statuses == [406, 200]


@pytest.mark.exhaustive
def test_a_restart_accepts_its_token_after_any_change_of_the_owner(tmp_path):
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        owner = simulator.api("GET", "/users")[0]["id"]
        simulator.api("PUT", f"/users/{owner}/api/key")
        assert simulator.raw("GET", "/users").status_code == 401
    with SimulatedApi(data=tmp_path / "account", token="another").connected() as simulator:
        assert [user["id"] for user in simulator.api("GET", "/users")] == [owner]
        assert [role["name"] for role in simulator.api("GET", "/roles")] == ["Administrator"]


# -- roles


def test_the_life_of_a_role(simulator):
    role = simulator.api("POST", "/roles", {"name": "staff"})
    assert (role["state"], role["default"], role["description"], role["users"]) == (
        "ACTIVE",
        0,
        None,
        [],
    )
    assert not any(any(switches.values()) for switches in role["permissions"].values())
    path = f"/roles/{role['id']}"
    assert (
        simulator.api("PUT", path, {"name": "crew", "description": "d", "state": "DISABLE"})[
            "state"
        ]
        == "DISABLED"
    )
    assert (
        simulator.api("PUT", f"{path}/permissions", {"servers": {"show": True, "create": True}})[
            "servers"
        ]["create"]
        is True
    )
    tree = simulator.api("PUT", f"{path}/permissions", {"servers": {"create": False}})
    assert [name for name, allowed in tree["servers"].items() if allowed] == ["show"]
    assert simulator.api("GET", f"{path}/permissions") == tree

    user = new_user(simulator)
    reference = {"id": user["id"], "name": user["name"]}
    assert simulator.api("POST", f"{path}/users", {"users": [user["id"]]})["users"] == [reference]
    assert (
        simulator.api("GET", f"{path}/users") == [reference]
        and simulator.api("GET", f"{path}/users/{user['id']}") == reference
    )
    assert simulator.api("GET", f"/users/{user['id']}")["roles"] == {
        "id": role["id"],
        "name": "crew",
    }

    clone = simulator.api("POST", f"{path}/clone", {"name": "copy"})
    assert (clone["name"], clone["permissions"], clone["users"], clone["state"]) == (
        "copy",
        tree,
        [],
        "ACTIVE",
    )
    simulator.api("PUT", f"/roles/{clone['id']}/permissions", {"servers": {"show": False}})
    assert simulator.api("GET", f"{path}/permissions") == tree

    removed = simulator.api("DELETE", f"{path}/users/{user['id']}")
    assert removed["state"] == "CONFIGURING" and removed["users"] == []
    assert write(simulator, "DELETE", path)["state"] == "REMOVING"
    assert wait_until(lambda: simulator.raw("GET", path).status_code == 404)
    assert simulator.raw("GET", path).json()["Type"] == "ROLE_NOT_FOUND"


def test_a_removed_user_leaves_its_roles(simulator):
    user = new_user(simulator)
    role = new_role(simulator, user, servers=["show"])
    write(simulator, "DELETE", f"/users/{user['id']}")
    assert wait_until(lambda: simulator.raw("GET", f"/users/{user['id']}").status_code == 404)
    assert simulator.api("GET", f"/roles/{role}/users") == []


@pytest.mark.parametrize(
    "method, below, body",
    [
        ("PUT", "", {"name": "x"}),
        ("DELETE", "", None),
        ("PUT", "/permissions", {"servers": {"show": False}}),
    ],
)
def test_the_default_role_stays_as_it_is(simulator, method, below, body):
    (role,) = simulator.api("GET", "/roles")
    assert role["default"] == 1
    assert refusal(simulator.raw(method, f"/roles/{role['id']}{below}", body)) == (
        403,
        "Operation not allowed in default role",
    )
    assert simulator.api("GET", "/roles") == [role]


@pytest.mark.parametrize(
    "method, below, body, message",
    [
        ("POST", "/users", {}, "Required field(s) users missing or empty. "),
        ("POST", "/users", {"users": ["X"]}, "Wrong value Field(s) users"),
        ("POST", "/clone", {}, "Required field(s) name missing or empty. "),
        ("PUT", "/permissions", {"servers": {"fly": True}}, "Unknown field(s) fly"),
        ("PUT", "/permissions", {"servers": {"show": "yes"}}, "Wrong value Field(s) servers.show"),
    ],
)
def test_wrong_roles_are_refused(simulator, method, below, body, message):
    role = simulator.api("POST", "/roles", {"name": "role"})
    assert refusal(simulator.raw(method, f"/roles/{role['id']}{below}", body)) == (400, message)
    assert simulator.api("GET", f"/roles/{role['id']}") == role
    assert simulator.raw("GET", f"/roles/{role['id']}/users/X").json()["Type"] == "USER_NOT_FOUND"


# -- permissions


def test_every_operation_needs_a_permission_or_is_known_as_free():
    assert set(NEEDED) | set(CHANGES) | FREE == set(OPERATIONS)
    assert not (set(NEEDED) | set(CHANGES)) & FREE and not set(NEEDED) & set(CHANGES)
    named = set(ALLOWS) | {
        permission for changes in CHANGES.values() for permission in changes.values()
    }
    assert named | UNUSED == {
        f"{group}.{switch}" for group, switches in SWITCHES.items() for switch in switches
    }
    assert not named & UNUSED


def test_a_user_has_the_permissions_of_all_its_roles(simulator):
    user = new_user(simulator)
    jane = with_token(simulator, user["api"]["key"])
    answer = jane.raw("GET", "/firewall_policies")
    assert answer.status_code == 403 and answer.json() == {
        "type": "NOT_ALLOWED_ERROR",
        "message": "Operation not allowed: permission firewall_policies.show required",
        "errors": None,
    }
    assert jane.api("GET", "/datacenters") and jane.api("GET", "/ssh_keys") == []

    showing = new_role(simulator, user, firewall_policies=["show"])
    new_role(simulator, user, firewall_policies=["create"])
    assert len(jane.api("GET", "/firewall_policies")) == 2
    policy = jane.api(
        "POST", "/firewall_policies", {"name": "web", "rules": [{"protocol": "TCP", "port": "80"}]}
    )
    assert jane.raw("DELETE", f"/firewall_policies/{policy['id']}").status_code == 403
    mine = jane.api("GET", "/users/current_user_permissions")["firewall_policies"]
    assert {name for name, allowed in mine.items() if allowed} == {"show", "create"}

    simulator.api("PUT", f"/roles/{showing}", {"state": "DISABLE"})
    assert jane.raw("GET", "/firewall_policies").status_code == 403
    simulator.api("PUT", f"/roles/{showing}", {"state": "ACTIVE"})
    assert jane.raw("GET", "/firewall_policies").status_code == 200
    simulator.api("DELETE", f"/roles/{showing}/users/{user['id']}")
    assert jane.raw("GET", "/firewall_policies").status_code == 403


@pytest.mark.parametrize(
    "allowed, body, missing",
    [
        (["set_name"], {"name": "web2", "description": "d"}, "firewall_policies.set_description"),
        (["set_description"], {"name": "web2"}, "firewall_policies.set_name"),
        (["set_description"], {"name": "web", "description": "d"}, None),
        (["set_name", "set_description"], {"name": "web2", "description": "d"}, None),
    ],
)
def test_each_member_that_changes_needs_its_own_permission(simulator, allowed, body, missing):
    user = new_user(simulator)
    new_role(simulator, user, firewall_policies=allowed)
    policy = simulator.api(
        "POST", "/firewall_policies", {"name": "web", "rules": [{"protocol": "TCP", "port": "80"}]}
    )
    jane, path = with_token(simulator, user["api"]["key"]), f"/firewall_policies/{policy['id']}"
    if missing:
        assert refusal(jane.raw("PUT", path, body)) == (
            403,
            f"Operation not allowed: permission {missing} required",
        )
    else:
        assert write(jane, "PUT", path, body)["name"] == body["name"]


def test_enabling_and_disabling_are_two_permissions(simulator):
    jane, john = new_user(simulator), new_user(simulator, "john")
    new_role(simulator, jane, users=["disable"])
    path, request = f"/users/{john['id']}", with_token(simulator, jane["api"]["key"]).raw
    assert request("PUT", path, {"state": "DISABLE"}).status_code == 200
    assert refusal(request("PUT", path, {"state": "ACTIVE"})) == (
        403,
        "Operation not allowed: permission users.enable required",
    )
    assert refusal(request("GET", path)) == (
        403,
        "Operation not allowed: permission users.show required",
    )
