# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What some readings make of every answer. It is applied after the answer was checked, because the contract knows one form only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: The status with which clients of 2018 expected answers, where the reference has another one (api-notes: success-codes).
OLDER = {
    "get_block_storage_server": 201,
    "attach_block_storage_server": 201,
    "detach_block_storage_server": 200,
    "update_block_storage": 200,
    "delete_block_storage": 200,
    "update_public_ip": 200,
    "delete_public_ip": 200,
    "update_ssh_key": 200,
    "delete_ssh_key": 200,
    "update_role": 200,
    "delete_role": 200,
    "add_role_users": 201,
    "delete_user": 200,
    "delete_user_api_ip": 200,
    "restore_server_snapshot": 202,
}


def older_status(readings: Mapping[str, str], operation: str | None, status: int) -> int:
    return OLDER.get(str(operation), status) if readings["success-codes"] == "older" else status


def spelled(readings: Mapping[str, str], data: bytes) -> bytes:
    """An answer with null for each member that is an empty text (api-notes: empty-texts)."""
    return (
        json.dumps(without_empty_texts(json.loads(data))).encode()
        if readings["empty-texts"] == "null"
        else data
    )


def without_empty_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: None if inner == "" else without_empty_texts(inner)
            for name, inner in value.items()
        }
    return [without_empty_texts(inner) for inner in value] if isinstance(value, list) else value
