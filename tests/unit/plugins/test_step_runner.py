# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as busy, and what as a refusal."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import ApiError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.step_runner import is_busy


@pytest.mark.parametrize(
    "error, expected",
    [
        (
            ApiError(
                "GET /",
                403,
                "INVALID_STATE",
                "Cannot delete while deploying",
                {"state": "DEPLOYING"},
            ),
            True,
        ),
        (ApiError("GET /", 403, "INVALID_STATE", "when VM is in state: CONFIGURING", None), True),
        (
            ApiError(
                "GET /", 403, "BLOCK_STORAGE_DETTACH", "The disk is currently being detached.", None
            ),
            True,
        ),
        (
            ApiError(
                "GET /", 403, "INVALID_STATE", "Cannot delete ip attached to load balancer", None
            ),
            False,
        ),
        (ApiError("GET /", 403, "INVALID_STATE", "has to be off", {"state": "POWERED_ON"}), False),
        (ApiError("GET /", 404, "X", "DEPLOYING", None), False),
    ],
)
def test_only_transitional_states_are_busy(error, expected):
    assert is_busy(error) is expected
