# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings that change all answers.

They are applied after the check of the answer, because the contract has only one form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: operationId: the status that clients of 2018 expected, if the reference has another one
#: (api-notes: success-codes).
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
    """Return the status of an answer (api-notes: success-codes)."""
    return OLDER.get(str(operation), status) if readings["success-codes"] == "older" else status


def with_empty_texts(readings: Mapping[str, str], data: bytes) -> bytes:
    """Return an answer with its empty texts, or null instead (api-notes: empty-texts)."""
    if readings["empty-texts"] != "null":
        return data
    return json.dumps(_with_null(json.loads(data))).encode()


def _with_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: None if member == "" else _with_null(member) for name, member in value.items()
        }
    return [_with_null(element) for element in value] if isinstance(value, list) else value
