# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The permissions of roles: their groups and names, and what they allow."""

from __future__ import annotations

from ..model.documentation import Attribute
from ..model.fields import Field

BASIC = "show create delete set_name set_description"
#: The permissions of each group (api-notes: permission-tree, permissions-without-operation).
SWITCHES = {
    group: tuple(switches.split())
    for group, switches in {
        "servers": f"{BASIC} start restart shutdown resize reinstall clone manage_snapshot "
        "assign_ip manage_dvd access_kvm_console",
        "images": f"{BASIC} disable_automatic_creation",
        "shared_storages": f"{BASIC} manage_attached_servers access resize",
        "firewall_policies": f"{BASIC} manage_rules manage_attached_server_ips clone",
        "load_balancers": f"{BASIC} manage_rules manage_attached_server_ips modify",
        "public_ips": "show create delete release set_reverse_dns",
        "private_network": f"{BASIC} set_network_info manage_attached_servers",
        "vpn": f"{BASIC} download_file",
        "monitoring_center": "show",
        "monitoring_policies": f"{BASIC} set_email modify_resources manage_ports "
        "manage_processes manage_attached_servers clone",
        "backups": "show create delete",
        "logs": "show",
        "users": "show create delete set_description set_email set_password manage_api enable "
        "disable change_role",
        "roles": f"{BASIC} manage_users modify clone",
        "usages": "show",
        "interactive_invoices": "show",
    }.items()
}
#: The objects that the permissions of a group are about, if the group has another name.
OBJECTS = {
    "public_ips": "public IPs",
    "private_network": "private networks",
    "vpn": "VPNs",
    "monitoring_center": "the monitoring center",
    "logs": "the logs",
    "usages": "the usages",
}
#: What a permission allows, by its name, or by group and name.
ACTIONS = {
    "access": "read and change the access to {}",
    "access_kvm_console": "use the console of {}",
    "assign_ip": "add addresses to {}",
    "change_role": "change the roles of {}",
    "clone": "clone {}",
    "create": "create {}",
    "delete": "remove {}",
    "disable": "disable {}",
    "disable_automatic_creation": "stop the automatic creation of {}",
    "download_file": "download the configuration of {}",
    "enable": "enable {}",
    "manage_api": "change the API access, the API keys and the allowed addresses of {}",
    "manage_attached_server_ips": "change the server addresses of {}",
    "manage_attached_servers": "change the servers of {}",
    "manage_dvd": "load and eject DVDs of {}",
    "manage_ports": "change the ports of {}",
    "manage_processes": "change the processes of {}",
    "manage_rules": "change the rules of {}",
    "manage_snapshot": "create, restore and remove snapshots of {}",
    "manage_users": "change the users of {}",
    "modify": "change the settings of {}",
    "modify_resources": "change the agent and the thresholds of {}",
    "reinstall": "reinstall {}",
    "release": "remove {} from servers",
    "resize": "resize {}",
    "restart": "restart {}",
    "roles.modify": "change the permissions and the state of {}",
    "set_description": "change the description of {}",
    "set_email": "change the e-mail address of {}",
    "set_name": "rename {}",
    "set_network_info": "change the address and the subnet mask of {}",
    "set_password": "change the password of {}",
    "set_reverse_dns": "change the reverse DNS name of {}",
    "show": "see {}",
    "shutdown": "stop {}",
    "start": "start {}",
}


def objects(group: str) -> str:
    """Return the name of the objects that the permissions of a group are about."""
    return OBJECTS.get(group, group.replace("_", " "))


def permission_text(group: str, switch: str) -> str:
    """Return what a permission allows."""
    action = ACTIONS.get(f"{group}.{switch}", ACTIONS[switch])
    return f"Whether users of the role can {action.format(objects(group))}."


#: The sub-options of the option ``permissions``.
PERMISSION_FIELDS = tuple(
    Field(
        group,
        "dict",
        fields=tuple(
            Field(switch, "bool", help=permission_text(group, switch)) for switch in switches
        ),
        help=f"The permissions for {objects(group)}.",
    )
    for group, switches in SWITCHES.items()
)
PERMISSIONS = Attribute(
    "permissions",
    "The permissions. A permission that the API does not return is null.",
    "dict",
    tuple(
        Attribute(
            group,
            f"The permissions for {objects(group)}.",
            "dict",
            tuple(
                Attribute(switch, permission_text(group, switch), "bool", sample=True)
                for switch in switches
            ),
        )
        for group, switches in SWITCHES.items()
    ),
    default=None,
)
