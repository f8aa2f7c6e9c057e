# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors have text and spelling of the examples of their operation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from simulated import SimulatedApi
from simulator.contract import Example
from simulator.kinds import USERS
from simulator.readings import Readings

EXAMPLES = list(SimulatedApi.contract.examples())
BODIES = {each.operation: each.value for each in EXAMPLES if not each.status}
QUERIES = {"get_monitoring_center_server": {"period": "LAST_HOUR"}}
#: The first 404 of each operation: that of the first id in its path.
MISSING = {each.operation: each for each in reversed(EXAMPLES) if each.status == 404}
#: Operations whose 404 is documented although their path has no id.
WITHOUT_ID = ("create_server",)


@pytest.fixture(scope="module")
def api() -> Iterator[SimulatedApi]:
    with SimulatedApi().connected() as api:
        yield api


@pytest.mark.parametrize(
    "example",
    [each for name, each in MISSING.items() if name not in WITHOUT_ID],
    ids=lambda example: example.operation,
)
def test_the_404_of_each_operation(api, example: Example):
    answer = api.raw(
        example.method,
        re.sub(r"\{\w+\}", "X", example.path),
        BODIES.get(example.operation),
        **QUERIES.get(example.operation, {}),
    )
    assert (answer.status_code, answer.json()) == (404, example.value)


@pytest.mark.parametrize(
    "reading, keys",
    [("capital", {"Type", "Message", "Errors"}), ("small", {"type", "message", "errors"})],
)
def test_all_errors_in_one_spelling(reading, keys):
    with SimulatedApi(Readings(chosen={"error-keys": reading})).connected() as api:
        for method, path in (
            ("GET", "/servers/X"),
            ("GET", "/nothing"),
            ("POST", "/vpns"),
            ("PATCH", "/vpns"),
        ):
            assert set(api.raw(method, path).json()) == keys
        api.account.store.objects(USERS).clear()
        assert set(api.raw("GET", "/servers").json()) == keys
