# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of single operations for bodies that violate the contract (api-notes: own-refusals)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .errors import ApiError, invalid, missing, wrong_value

Refusals = Mapping[tuple[str, str], ApiError]
THRESHOLDS = invalid("Wrong value Field(s) thresholds", {"invalid": "thresholds"})
NO_SERVERS = invalid("Required field(s) servers missing or empty. ", {"servers": 1})

#: (operationId, the missing members as the message lists them): the error
MISSING: Refusals = {
    ("attach_block_storage_server", "server_id"): NO_SERVERS,
    ("attach_monitoring_policy_servers", "servers"): NO_SERVERS,
    ("attach_block_storage_server", "server"): NO_SERVERS,
    ("attach_shared_storage_servers", "servers"): NO_SERVERS,
    ("clone_server", "name"): invalid("Required field(s) name missing or empty. ", {"name": 1}),
    ("assign_firewall_policy_server_ips", "server_ips"): missing("server_ips"),
    ("add_firewall_policy_rules", "rules"): missing("rules"),
    ("attach_private_network_servers", "servers"): missing("servers"),
    ("create_load_balancer", "persistence_time"): invalid("Persistence time is required"),
    ("create_user", "name, password"): invalid(
        "Required field(s) name, password missing or empty. ", {"name": 1, "password": 1}
    ),
    ("create_vpn", "name"): missing("name"),
}

#: (operationId, the member with a wrong value, or the object that contains it): the error
WRONG: Refusals = {
    ("create_image", "num_images"): invalid("Number of images must be between 1 and 50"),
    ("update_load_balancer", "method"): invalid(
        "Invalid method. Valid methods are ROUND_ROBIN and LEAST_CONNECTIONS"
    ),
    ("create_monitoring_policy", "thresholds"): THRESHOLDS,
    ("perform_server_action", "action"): ApiError(
        400, "VALIDATION_ERROR", "Invalid action. Valid actions are POWER_ON, POWER_OFF and REBOOT."
    ),
    ("update_image", "frequency"): invalid("Invalid frequency. Only ONCE allowed"),
    ("update_monitoring_policy", "thresholds"): THRESHOLDS,
    ("update_role", "state"): ApiError(
        400, "VALIDATION_ERROR", "Invalid status. Valid states are ACTIVE and DISABLED."
    ),
    ("update_vpn", "name"): invalid("Wrong value Field(s) name", {"invalid": "name"}),
}

#: operationId: the name of a size in errors; for other operations it is ``DISK``
SIZES = {
    "create_block_storage": "ngcs.blockstorage.size",
    "update_block_storage": "ngcs.blockstorage.size",
    "create_shared_storage": "ngcs.sharedstorage.size",
    "update_shared_storage": "ngcs.sharedstorage.size",
}
DISK = "ngcs.vm.hdd.size"
#: operationId: the step in the error, if it is not that of the schema
STEPS = {"update_block_storage": 20}


def absent(operation: str, fields: Sequence[str]) -> ApiError:
    """Return the error for missing members."""
    return _own(MISSING, operation, ", ".join(fields)) or missing(*fields)


def wrong(operation: str, field: str) -> ApiError:
    """Return the error for a wrong value."""
    return (
        _own(WRONG, operation, field)
        or _own(WRONG, operation, field.partition(".")[0])
        or wrong_value(field, 1)
    )


def _own(refusals: Refusals, operation: str, field: str) -> ApiError | None:
    error = refusals.get((operation, field))
    return replace(error) if error else None  # A copy: an exception keeps its traceback.
