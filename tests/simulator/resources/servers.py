# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers: creation, removal, power.

The other ``server_*`` files have the parts of a server.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import ApiError, missing, wrong_value
from ..kinds import (
    FIREWALL_POLICIES,
    LOAD_BALANCERS,
    MONITORING_POLICIES,
    PRIVATE_NETWORKS,
    PUBLIC_IPS,
    RECOVERY_APPLIANCES,
    SERVERS,
    SSH_KEYS,
    Object,
)
from ..operations import operation
from ..work import Work, effect
from .catalogue import datacenter
from .installation import installation_source, system
from .public_ips import assign_balancer, new_public_ip, release
from .server_answers import RESOURCE, addresses, show, show_action, show_in_list
from .server_hardware import new_hardware

#: action: the work, and the state after it (api-notes: server-states, reboot-off)
ACTIONS = {
    "POWER_ON": (Work("POWERING_ON", "power"), "POWERED_ON"),
    "POWER_OFF": (Work("POWERING_OFF", "power"), "POWERED_OFF"),
    "REBOOT": (Work("REBOOTING", "reboot"), "POWERED_ON"),
}
#: The same for a reboot into recovery mode (api-notes: on-recovery).
RECOVERY = (Work("REBOOTING", "reboot"), "ON RECOVERY")
#: Seconds for which a server that is ready does not show its IPs (api-notes: late-addresses).
LATE = 60
#: Members of bodies that contain an id, and the kind of object.
REFERENCES = {
    "load_balancer_id": LOAD_BALANCERS,
    "monitoring_policy_id": MONITORING_POLICIES,
    "firewall_policy_id": FIREWALL_POLICIES,
    "ip_id": PUBLIC_IPS,
}


# -- creation


def check_references(account: Account, body: Mapping[str, Any]) -> None:
    """Raise 400 for ids that cannot be used (api-notes: unknown-id-in-body, no-policy)."""
    for member, kind in REFERENCES.items():
        value = body.get(member)
        if value is not None and value != "0" and not account.exists(kind, value):
            raise wrong_value(member, value)
    for key in body.get("public_key") or ():
        if not account.exists(SSH_KEYS, key):
            raise wrong_value("public_key", key)
    ip = account.find(PUBLIC_IPS, body.get("ip_id"))
    if ip and (ip["_server"] or ip["_balancer"]):
        raise wrong_value("ip_id", ip["id"])
    if "user_data" in body and "user_data_content_type" not in body:
        raise missing("user_data_content_type")


def new_password(length: int = 10) -> str:
    """Return a new password (api-notes: first-password)."""
    return "".join(
        secrets.choice(string.ascii_letters + string.digits) for _position in range(length)
    )


def installed_image(account: Account, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the image that a server shows (api-notes: image-ids)."""
    own_id = account.readings["image-ids"] == "own"
    return {"id": account.new_id() if own_id else source["id"], "name": source["name"]}


def new_server(
    account: Account,
    name: str,
    source: Mapping[str, Any],
    hardware: Mapping[str, Any],
    **members: Any,
) -> Object:
    """Create a server without disks and IPs.

    :param source: an appliance, an image, or the system of the server of a clone.
    """
    own = {
        "description": "",
        "server_type": "cloud",
        "first_password": new_password(),
        "ssh_password": True,
        "dvd": None,
        "snapshot": None,
        "alerts": None,
        "_state": "POWERED_ON",
        "_key_ids": [],
        "_key_text": None,
        "_monitoring": None,
        "_system": system(source),
        "_source": source.get("id"),
        "_ips": [],
        "_deployed": False,
        "_ended": 0,
        "_incarnation": account.new_id(),
        **members,
    }
    image = own.pop("image", None) or installed_image(account, source)
    return account.create(SERVERS, name=name, hardware={**hardware, "hdds": []}, image=image, **own)


@effect
def deployed(
    account: Account,
    server: Object,
    hdds: list[Any],
    ip: str | None,
    policy: str | None,
    balancer: str | None,
) -> None:
    """Give a server its disks and its IP (api-notes: new-server-answer, ips-while-deploying).

    :param ip: the id of a public IP; None: a new one.
    :param policy: the id of a firewall policy, or None.
    :param balancer: the id of a load balancer, or None.
    """
    server["hardware"]["hdds"] = [{"id": account.new_id(), **disk} for disk in hdds]
    address = account.find(PUBLIC_IPS, ip) or new_public_ip(account, server["datacenter"])
    account.update(address, _server=server["id"], _policy=policy)
    late = LATE if account.readings["late-addresses"] == "later" else 0
    server.update(_ips=[address["id"]], _deployed=True, _addressed=server["_ended"] + late)
    if balancer and account.exists(LOAD_BALANCERS, balancer):
        assign_balancer(account, address, balancer)
        account.begin_side_change(LOAD_BALANCERS, balancer)


DEPLOY_BAREMETAL = Work("DEPLOYING", "deploy_baremetal", deployed)
DEPLOY_FIXED = Work("DEPLOYING", "deploy_fixed", deployed)
DEPLOY_CLOUD = Work("DEPLOYING", "deploy_cloud", deployed)


def deployment(server_type: str, hardware: Mapping[str, Any]) -> Work:
    """Return the work of a creation (api-notes: durations)."""
    if server_type == "baremetal":
        return DEPLOY_BAREMETAL
    return DEPLOY_FIXED if hardware["fixed_instance_size_id"] else DEPLOY_CLOUD


def default_policy(account: Account, os_family: str) -> str:
    """Return the id of the policy for a system (api-notes: default-policy-by-system)."""
    name = "Windows" if os_family == "Windows" else "Linux"
    policies = account.objects(FIREWALL_POLICIES)
    return next(
        str(policy["id"]) for policy in policies if policy["default"] and policy["name"] == name
    )


def create(account: Account, operation: Operation) -> Object:
    """Create a server (api-notes: power-on-default, ssh-password-default)."""
    body = operation.body
    server_type = body.get("server_type", "cloud")
    center = datacenter(account, body.get("datacenter_id"))
    error = wrong_value("appliance_id", body["appliance_id"])
    source = installation_source(account, body["appliance_id"], error, server_type, center)
    hardware = new_hardware(account, body["hardware"], server_type)
    if hardware["hdds"][0]["size"] < source["min_hdd_size"]:
        raise wrong_value("hdds", hardware["hdds"][0]["size"])
    check_references(account, body)
    server = new_server(
        account,
        body["name"],
        source,
        hardware,
        description=body.get("description", ""),
        server_type=server_type,
        ssh_password=body.get("ssh_password", True),
        first_password=body.get("password") or new_password(),
        datacenter=center,
        _monitoring=body.get("monitoring_policy_id"),
        _key_ids=body.get("public_key", []),
        _key_text=body.get("rsa_key"),
        _state="POWERED_ON" if body.get("power_on", True) else "POWERED_OFF",
    )
    policy = body.get("firewall_policy_id") or default_policy(account, source["os_family"])
    account.begin(
        server,
        deployment(server_type, hardware),
        hdds=hardware["hdds"],
        ip=body.get("ip_id"),
        policy=None if policy == "0" else policy,
        balancer=body.get("load_balancer_id"),
    )
    return server


# -- change and removal


@effect
def remove_server(account: Account, server: Object, keep_ip: bool) -> None:
    """Remove a server and, if they are not kept, its IPs.

    (api-notes: address-goes-with-server, removed-server-leaves)
    """
    for ip in addresses(account, server):
        if keep_ip:
            release(account, ip)
        else:
            account.delete(ip)
    for network in account.objects(PRIVATE_NETWORKS):
        if server["id"] in network["_servers"]:
            network["_servers"].remove(server["id"])
            account.save(network)
    account.delete(server)


REMOVAL = Work("REMOVING", "remove_server", remove_server)


@operation
def update_server(account: Account, operation: Operation) -> Any:
    """Change the texts of a server at any time."""
    server = RESOURCE.find(account, operation)
    account.update(server, **operation.body)
    return show(account, server)


@operation
def delete_server(account: Account, operation: Operation) -> Any:
    """Remove a server (api-notes: keep-server-ips)."""
    server = RESOURCE.require(account, operation)
    kept = bool(operation.query.get(account.readings["keep-server-ips"]))
    account.begin(server, REMOVAL, keep_ip=kept)
    return show(account, server)


RESOURCE.crud(show_in_list=show_in_list, create=create)


# -- power


@operation
def get_server_status(account: Account, operation: Operation) -> Any:
    """Show state and percent of a server."""
    return show(account, RESOURCE.find(account, operation))["status"]


@operation
def perform_server_action(account: Account, operation: Operation) -> Any:
    """Start, stop or reboot a server.

    (api-notes: server-action, power-on-method, leave-recovery)
    """
    server, body = RESOURCE.find(account, operation), operation.body
    if body["action"] != "POWER_ON" and server["server_type"] == "cloud" and "method" not in body:
        raise ApiError(400, "VALIDATION_ERROR", "Required field(s) method missing or empty. ")
    recovery = body.get("recovery_mode")
    if recovery:
        check_recovery(account, server, body)
    account.require_idle(server)
    work, server["_state"] = RECOVERY if recovery else ACTIONS[body["action"]]
    account.begin(server, work)
    return show_action(account, server)


def check_recovery(account: Account, server: Object, body: Mapping[str, Any]) -> None:
    """Raise 400 if a server cannot start in recovery mode (api-notes: recovery-mode)."""
    if server["server_type"] != "baremetal":
        raise wrong_value("recovery_mode", True)
    if body["action"] != "REBOOT":
        raise wrong_value("action", body["action"])
    if "recovery_image_id" not in body:
        raise missing("recovery_image_id")
    appliance = account.find(RECOVERY_APPLIANCES, body["recovery_image_id"])
    if appliance is None or server["datacenter"]["id"] not in appliance["available_datacenters"]:
        raise wrong_value("recovery_image_id", body["recovery_image_id"])
