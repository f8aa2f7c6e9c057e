# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API answers when it refuses: status, code, message, and in which of two spellings (api-notes: error-keys)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The names of the members of an error, by the readings of error-keys.
SPELLINGS = {"capital": ("Type", "Message", "Errors"), "small": ("type", "message", "errors")}
#: Statuses in the capital spelling, where no example of the operation shows another one.
CAPITAL = (400, 404, 405)


@dataclass
class Problem(Exception):
    """An error answer."""

    status: int
    type: str
    message: str
    errors: Any = None

    def body(self, keys: tuple[str, ...] | None) -> dict[str, Any]:
        """:param keys: names of the members, if they are known."""
        usual = SPELLINGS["capital" if self.status in CAPITAL else "small"]
        return dict(zip(keys or usual, (self.type, self.message, self.errors)))


#: kind of object: code and message of its 404 (api-notes: not-found-codes, key-not-found)
NOT_FOUND = {
    "servers": ("SERVER_NOT_FOUND", "Server not found"),
    "fixed_instance_sizes": ("FIXED_SIZE_NOT_FOUND", "Fixed size does not exists"),
    "baremetal_models": ("BAREMETAL_METAL_NOT_FOUND", "Baremetal model does not exist"),
    "hdds": ("HDDS_NOT_FOUND", "Hard disk SSD not found"),
    "server_ips": ("IP_NOT_FOUND", "Public IP not found"),
    "server_balancers": ("LOAD_BALANCER_NOT_FOUND", "Load balancer not found"),
    "server_networks": ("NETWORK_NOT_FOUND", "Private network not found"),
    "snapshots": ("SNAPSHOT_NOT_FOUND", "Snapshot not found"),
    "images": ("IMAGE_NOT_FOUND", "Image not found"),
    "block_storages": ("BLOCK_STORAGE_NOT_FOUND", "Block storage not found"),
    "shared_storages": ("SHARED_STORAGE_NOT_FOUND", "Shared storage not found"),
    "vpns": ("VPN_NOT_FOUND", "VPN does not exists"),
    "firewall_policies": ("FIREWALL_NOT_FOUND", "Firewall policy not found"),
    "firewall_rules": ("RULE_NOT_FOUND", "Firewall rule does not exist"),
    "load_balancers": ("BALANCER_NOT_FOUND", "Load balancer not found"),
    "balancer_rules": ("RULE_NOT_FOUND", "Load balancer rule does not exist"),
    "assigned_ips": ("SERVER_NOT_FOUND", "Server not found"),
    "public_ips": ("IP_NOT_FOUND", "Ip not exists"),
    "private_networks": ("PRIVATE_NETWORK_NOT_FOUND", "Private network not found"),
    "monitoring_policies": ("MONITORING_POLICY_NOT_FOUND", "Monitoring policy not found"),
    "ports": ("PORT_NOT_FOUND", "Monitoring policy port does not exist"),
    "processes": ("PROCESS_NOT_FOUND", "Monitoring policy process does not exist"),
    "ssh_keys": ("IMAGE_NOT_FOUND", "SSH Key not found"),
    "server_appliances": ("APPLIANCES_NOT_FOUND", "Required appliance does not exists"),
    "recovery_appliances": ("APPLIANCES_NOT_FOUND", "Required appliance does not exists"),
    "dvd_isos": ("ISO_NOT_FOUND", "Required dvd ISO image does not exists"),
    "users": ("USER_NOT_FOUND", "User not found"),
    "user_ips": ("IP_NOT_FOUND", "IP not found"),
    "roles": ("ROLE_NOT_FOUND", "Role not found"),
    "logs": ("LOG_NOT_FOUND", "Log not found"),
    "datacenters": ("DATACENTER_NOT_FOUND", "Datacenter does not exists"),
}


def not_found(kind: str) -> Problem:
    return Problem(404, *NOT_FOUND[kind])


def wrong_value(field: str, value: Any) -> Problem:
    return Problem(400, "INVALID_PARAMETERS", f"Wrong value Field(s) {field}", {field: value})


def invalid(message: str, errors: Any = None) -> Problem:
    return Problem(400, "INVALID_PARAMETERS", message, errors)


def unknown(*fields: str) -> Problem:
    return invalid(f"Unknown field(s) {', '.join(fields)}", dict.fromkeys(fields, 1))


def unknown_id(field: str, value: Any) -> Problem:
    """An id that names nothing, in the words of some operations below a server."""
    return invalid(f"Required field(s) {field} missing or empty. ", {field: value})


def missing(*fields: str) -> Problem:
    return invalid(
        f"Required field(s) {', '.join(fields)} missing or empty. ", {"required": fields[0]}
    )


def wrong_state(message: str, element: str, identifier: str, state: str) -> Problem:
    return Problem(
        403, "INVALID_STATE", message, {"element_type": element, "id": identifier, "state": state}
    )


def busy(element: str, identifier: str, state: str) -> Problem:
    return wrong_state(
        f"Operation not allowed when {element} is in state: {state}", element, identifier, state
    )


def default_policy(kind: str) -> Problem:
    return Problem(403, "NOT_ALLOWED_ERROR", f"Operation not allowed in default {kind} policy")


def too_many(prefix: str, desired: int, allowed: int, whole: bool = False) -> Problem:
    """:param whole: whether the limit is a whole number, and not a text with two decimals."""
    limit = allowed if whole else f"{allowed:.2f}"
    return Problem(
        400,
        "TECHNICAL_TARIFF_VIOLATION",
        f"Too high {desired} > {limit}",
        {"prefix": prefix, "desired": desired, "required": limit},
    )


def wrong_step(prefix: str, desired: Any, step: Any) -> Problem:
    return Problem(
        400,
        "TECHNICAL_TARIFF_VIOLATION",
        f"Wrong step {desired} - {step:.2f}",
        {"prefix": prefix, "desired": desired, "required": f"{step:.2f}", "step": True},
    )
