# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: the tree of switches, and the switches that each operation needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .account import Account
from .contract import Operation, definitions, document
from .errors import not_allowed, unknown
from .kinds import ROLES, Object

#: group: {switch: whether it is on}
Tree = dict[str, dict[str, bool]]
#: The two names of a group (api-notes: network-permissions). The simulator uses the first one.
NETWORKS = ("private_network", "private_networks")
#: group: its switches (api-notes: permission-tree)
SWITCHES = {
    group: tuple(schema["properties"])
    for group, schema in document()["components"]["schemas"]["Permissions"]["properties"].items()
    if group != NETWORKS[1]
}

#: permission: the operations that need it (api-notes: role-giving). Other operations need none
#: (api-notes: operations-without-permission).
ALLOWS = {
    "servers.show": "list_servers get_server get_server_hardware list_server_hdds get_server_hdd"
    " get_server_image list_server_ips get_server_ip get_server_ip_firewall_policy"
    " list_server_ip_load_balancers get_server_status get_server_dvd list_server_private_networks"
    " get_server_private_network list_server_snapshots",
    "servers.create": "create_server",
    "servers.delete": "delete_server",
    "servers.resize": "update_server_hardware add_server_hdds update_server_hdd delete_server_hdd",
    "servers.reinstall": "reinstall_server_image",
    "servers.clone": "clone_server",
    "servers.manage_snapshot": "create_server_snapshot restore_server_snapshot"
    " delete_server_snapshot",
    "servers.assign_ip": "add_server_ip",
    "servers.manage_dvd": "load_server_dvd unload_server_dvd",
    "images.show": "list_images get_image",
    "images.create": "create_image",
    "images.delete": "delete_image",
    "shared_storages.show": "list_shared_storages get_shared_storage list_shared_storage_servers"
    " get_shared_storage_server",
    "shared_storages.create": "create_shared_storage",
    "shared_storages.delete": "delete_shared_storage",
    "shared_storages.manage_attached_servers": "attach_shared_storage_servers"
    " detach_shared_storage_server",
    "shared_storages.access": "get_shared_storage_access update_shared_storage_access",
    "firewall_policies.show": "list_firewall_policies get_firewall_policy"
    " list_firewall_policy_server_ips get_firewall_policy_server_ip list_firewall_policy_rules"
    " get_firewall_policy_rule",
    "firewall_policies.create": "create_firewall_policy",
    "firewall_policies.delete": "delete_firewall_policy",
    "firewall_policies.manage_rules": "add_firewall_policy_rules delete_firewall_policy_rule",
    "firewall_policies.manage_attached_server_ips": "assign_firewall_policy_server_ips"
    " assign_server_ip_firewall_policy",
    "load_balancers.show": "list_load_balancers get_load_balancer list_load_balancer_server_ips"
    " get_load_balancer_server_ip list_load_balancer_rules get_load_balancer_rule",
    "load_balancers.create": "create_load_balancer",
    "load_balancers.delete": "delete_load_balancer",
    "load_balancers.manage_rules": "add_load_balancer_rules delete_load_balancer_rule",
    "load_balancers.manage_attached_server_ips": "assign_load_balancer_server_ips"
    " unassign_load_balancer_server_ip assign_server_ip_load_balancer"
    " unassign_server_ip_load_balancer",
    "public_ips.show": "list_public_ips get_public_ip",
    "public_ips.create": "create_public_ip",
    "public_ips.delete": "delete_public_ip",
    "public_ips.release": "release_server_ip",
    "public_ips.set_reverse_dns": "update_public_ip",
    "private_network.show": "list_private_networks get_private_network"
    " list_private_network_servers get_private_network_server",
    "private_network.create": "create_private_network",
    "private_network.delete": "delete_private_network",
    "private_network.manage_attached_servers": "attach_private_network_servers"
    " detach_private_network_server assign_server_private_network unassign_server_private_network",
    "vpn.show": "list_vpns get_vpn",
    "vpn.create": "create_vpn",
    "vpn.delete": "delete_vpn",
    "vpn.download_file": "get_vpn_configuration_file",
    "monitoring_center.show": "list_monitoring_center get_monitoring_center_server",
    "monitoring_policies.show": "list_monitoring_policies get_monitoring_policy"
    " list_monitoring_policy_ports get_monitoring_policy_port list_monitoring_policy_processes"
    " get_monitoring_policy_process list_monitoring_policy_servers get_monitoring_policy_server",
    "monitoring_policies.create": "create_monitoring_policy",
    "monitoring_policies.delete": "delete_monitoring_policy",
    "monitoring_policies.manage_ports": "add_monitoring_policy_ports update_monitoring_policy_port"
    " delete_monitoring_policy_port",
    "monitoring_policies.manage_processes": "add_monitoring_policy_processes"
    " update_monitoring_policy_process delete_monitoring_policy_process",
    "monitoring_policies.manage_attached_servers": "attach_monitoring_policy_servers"
    " detach_monitoring_policy_server",
    "logs.show": "list_logs get_log",
    "users.show": "list_users get_user get_user_api get_user_api_key list_user_api_ips",
    "users.create": "create_user",
    "users.delete": "delete_user",
    "users.manage_api": "update_user_api change_user_api_key add_user_api_ips delete_user_api_ip",
    "roles.show": "list_roles get_role get_role_permissions list_role_users get_role_user",
    "roles.create": "create_role",
    "roles.delete": "delete_role",
    "roles.modify": "update_role_permissions",
    "roles.manage_users": "add_role_users remove_role_user",
    "roles.clone": "clone_role",
    "usages.show": "list_usages",
}
NEEDED = {
    operation: permission
    for permission, operations in ALLOWS.items()
    for operation in operations.split()
}

#: operationId: {member of the body, or member=value: the permission that its change needs}
CHANGES = {
    "update_server": {"name": "servers.set_name", "description": "servers.set_description"},
    "perform_server_action": {
        "action=POWER_ON": "servers.start",
        "action=POWER_OFF": "servers.shutdown",
        "action=REBOOT": "servers.restart",
    },
    "update_image": {
        "name": "images.set_name",
        "description": "images.set_description",
        "frequency": "images.disable_automatic_creation",
    },
    "update_shared_storage": {
        "name": "shared_storages.set_name",
        "description": "shared_storages.set_description",
        "size": "shared_storages.resize",
    },
    "update_firewall_policy": {
        "name": "firewall_policies.set_name",
        "description": "firewall_policies.set_description",
    },
    "update_load_balancer": {
        "name": "load_balancers.set_name",
        "description": "load_balancers.set_description",
        **dict.fromkeys(
            (
                "health_check_test",
                "health_check_interval",
                "health_check_path",
                "health_check_parse",
                "persistence",
                "persistence_time",
                "method",
            ),
            "load_balancers.modify",
        ),
    },
    "update_private_network": {
        "name": "private_network.set_name",
        "description": "private_network.set_description",
        "network_address": "private_network.set_network_info",
        "subnet_mask": "private_network.set_network_info",
    },
    "update_vpn": {"name": "vpn.set_name", "description": "vpn.set_description"},
    "update_monitoring_policy": {
        "name": "monitoring_policies.set_name",
        "description": "monitoring_policies.set_description",
        "email": "monitoring_policies.set_email",
        "agent": "monitoring_policies.modify_resources",
        "thresholds": "monitoring_policies.modify_resources",
    },
    "update_user": {
        "description": "users.set_description",
        "email": "users.set_email",
        "password": "users.set_password",
        "state=ACTIVE": "users.enable",
        "state=DISABLE": "users.disable",
    },
    "update_role": {
        "name": "roles.set_name",
        "description": "roles.set_description",
        "state": "roles.modify",
    },
}


def check_tables() -> None:
    """Raise ValueError if a table names an operation or a permission that does not exist."""
    operations = {definition["operationId"] for _path, _method, definition in definitions()}
    permissions = {f"{group}.{name}" for group, names in SWITCHES.items() for name in names}
    named = {*ALLOWS, *(name for changes in CHANGES.values() for name in changes.values())}
    wrong = sorted({*NEEDED, *CHANGES} - operations | named - permissions)
    if wrong:
        raise ValueError(f"permissions.py names {', '.join(wrong)}, which does not exist")


check_tables()


def all_switches(on: bool) -> Tree:
    """Return a tree with all switches on, or all off."""
    return {group: dict.fromkeys(switches, on) for group, switches in SWITCHES.items()}


def show_tree(account: Account, permissions: Tree) -> Tree:
    """Return a tree with the names that answers have (api-notes: network-permissions)."""
    return {
        account.readings["network-permissions"] if group == NETWORKS[0] else group: switches
        for group, switches in permissions.items()
    }


def from_body(account: Account, body: Tree) -> Tree:
    """Return the tree of a body with the names of the simulator.

    :raises ApiError: 400 for the name that the API does not know (api-notes: network-permissions).
    """
    name = account.readings["network-permissions"]
    (other,) = set(NETWORKS) - {name}
    if other in body and account.readings["unknown-members"] == "refused":
        raise unknown(other)
    return {
        NETWORKS[0] if group == name else group: switches
        for group, switches in body.items()
        if group != other
    }


def granted(account: Account, user: Object) -> Tree:
    """Return what a user may do.

    An owner may do everything, another user what its active roles allow together
    (api-notes: owner, permissions-of-users).
    """
    if user["_owner"]:
        return all_switches(True)
    roles = [
        role["permissions"]
        for role in account.objects(ROLES)
        if user["id"] in role["_users"] and role["_state"] == "ACTIVE"
    ]
    return {
        group: {switch: any(role[group][switch] for role in roles) for switch in switches}
        for group, switches in SWITCHES.items()
    }


def needed(account: Account, operation: Operation) -> Iterator[str]:
    """Yield the permissions that a request needs. A member with its present value needs none.

    (api-notes: price-permission)
    """
    if operation.id in NEEDED:
        yield NEEDED[operation.id]
    if operation.id == "get_pricing" and account.readings["price-permission"] == "invoices":
        yield "interactive_invoices.show"
    if operation.id in CHANGES:
        obj: Mapping[str, object] = account.find(operation.kind, operation.target) or {}
        for change, permission in CHANGES[operation.id].items():
            member, _equals, value = change.partition("=")
            desired = operation.body.get(member)
            differs = desired == value if value else desired != obj.get(member)
            if desired is not None and differs:
                yield permission


def require(account: Account, user: Object, operation: Operation) -> None:
    """Raise 403 if the user lacks a permission (api-notes: missing-permission)."""
    allowed = granted(account, user)
    for permission in needed(account, operation):
        group, switch = permission.split(".")
        if not allowed[group][switch]:
            raise not_allowed(f": permission {permission} required")
