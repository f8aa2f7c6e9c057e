# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API answers when it refuses: status, code, message, and which of the two spellings it uses (api-notes: error-keys)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LOWER = ("type", "message", "errors")
UPPER = ("Type", "Message", "Errors")
#: reading of error-keys: names of the members of all errors
SPELLINGS = {"capital": UPPER, "small": LOWER}


@dataclass
class Problem(Exception):
    """An error answer."""

    status: int
    type: str
    message: str
    errors: Any = None
    keys: tuple[str, str, str] = UPPER

    def body(self, keys: tuple[str, ...] | None = None) -> dict[str, Any]:
        """:param keys: names of the members that are not its own."""
        return dict(zip(keys or self.keys, (self.type, self.message, self.errors)))


#: kind of object: code, message, spelling of its 404 (api-notes: not-found-codes, key-not-found)
NOT_FOUND = {
    "servers": ("SERVER_NOT_FOUND", "Server not found", UPPER),
    "fixed_instance_sizes": ("FIXED_SIZE_NOT_FOUND", "Fixed size does not exists", LOWER),
    "baremetal_models": ("BAREMETAL_METAL_NOT_FOUND", "Baremetal model does not exist", LOWER),
    "hdds": ("HDDS_NOT_FOUND", "Hard disk SSD not found", UPPER),
    "server_ips": ("IP_NOT_FOUND", "Public IP not found", UPPER),
    "server_balancers": ("LOAD_BALANCER_NOT_FOUND", "Load balancer not found", UPPER),
    "server_networks": ("NETWORK_NOT_FOUND", "Private network not found", UPPER),
    "snapshots": ("SNAPSHOT_NOT_FOUND", "Snapshot not found", UPPER),
    "images": ("IMAGE_NOT_FOUND", "Image not found", UPPER),
    "block_storages": ("BLOCK_STORAGE_NOT_FOUND", "Block storage not found", UPPER),
    "shared_storages": ("SHARED_STORAGE_NOT_FOUND", "Shared storage not found", UPPER),
    "vpns": ("VPN_NOT_FOUND", "VPN does not exists", UPPER),
    "firewall_policies": ("FIREWALL_NOT_FOUND", "Firewall policy not found", UPPER),
    "firewall_rules": ("RULE_NOT_FOUND", "Firewall rule does not exist", UPPER),
    "load_balancers": ("BALANCER_NOT_FOUND", "Load balancer not found", UPPER),
    "balancer_rules": ("RULE_NOT_FOUND", "Load balancer rule does not exist", UPPER),
    "assigned_ips": ("SERVER_NOT_FOUND", "Server not found", UPPER),
    "public_ips": ("IP_NOT_FOUND", "Ip not exists", UPPER),
    "private_networks": ("PRIVATE_NETWORK_NOT_FOUND", "Private network not found", UPPER),
    "monitoring_policies": ("MONITORING_POLICY_NOT_FOUND", "Monitoring policy not found", UPPER),
    "ports": ("PORT_NOT_FOUND", "Monitoring policy port does not exist", UPPER),
    "processes": ("PROCESS_NOT_FOUND", "Monitoring policy process does not exist", UPPER),
    "ssh_keys": ("IMAGE_NOT_FOUND", "SSH Key not found", UPPER),
    "server_appliances": ("APPLIANCES_NOT_FOUND", "Required appliance does not exists", UPPER),
    "recovery_appliances": ("APPLIANCES_NOT_FOUND", "Required appliance does not exists", UPPER),
    "dvd_isos": ("ISO_NOT_FOUND", "Required dvd ISO image does not exists", UPPER),
    "users": ("USER_NOT_FOUND", "User not found", UPPER),
    "user_ips": ("IP_NOT_FOUND", "IP not found", UPPER),
    "roles": ("ROLE_NOT_FOUND", "Role not found", UPPER),
    "logs": ("LOG_NOT_FOUND", "Log not found", UPPER),
    "datacenters": ("DATACENTER_NOT_FOUND", "Datacenter does not exists", UPPER),
}


def not_found(kind: str) -> Problem:
    code, message, keys = NOT_FOUND[kind]
    return Problem(404, code, message, None, keys)


def wrong_value(field: str, value: Any, keys: tuple[str, str, str] = UPPER) -> Problem:
    return Problem(400, "INVALID_PARAMETERS", f"Wrong value Field(s) {field}", {field: value}, keys)


def invalid(message: str, errors: Any = None, keys: tuple[str, str, str] = UPPER) -> Problem:
    return Problem(400, "INVALID_PARAMETERS", message, errors, keys)


def unknown(*fields: str) -> Problem:
    return invalid(f"Unknown field(s) {', '.join(fields)}", dict.fromkeys(fields, 1))


def missing(*fields: str) -> Problem:
    return invalid(f"Required field(s) {', '.join(fields)} missing or empty. ", {"required": fields[0]})


def wrong_state(message: str, element: str, identifier: str, state: str) -> Problem:
    return Problem(403, "INVALID_STATE", message, {"element_type": element, "id": identifier, "state": state}, LOWER)


def busy(element: str, identifier: str, state: str) -> Problem:
    return wrong_state(f"Operation not allowed when {element} is in state: {state}", element, identifier, state)


def default_policy(kind: str) -> Problem:
    return Problem(403, "NOT_ALLOWED_ERROR", f"Operation not allowed in default {kind} policy", None, LOWER)


def too_many(prefix: str, desired: int, allowed: int, keys: tuple[str, str, str] = UPPER, whole: bool = False) -> Problem:
    """:param whole: whether the limit is a whole number, and not a text with two decimals."""
    limit = allowed if whole else f"{allowed:.2f}"
    return Problem(400, "TECHNICAL_TARIFF_VIOLATION", f"Too high {desired} > {limit}",
                   {"prefix": prefix, "desired": desired, "required": limit}, keys)


def wrong_step(prefix: str, desired: Any, step: Any) -> Problem:
    return Problem(400, "TECHNICAL_TARIFF_VIOLATION", f"Wrong step {desired} - {step:.2f}",
                   {"prefix": prefix, "desired": desired, "required": f"{step:.2f}", "step": True})
