# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each error answer of the reference becomes one message with the words of the API, and details."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from in_process import Tasks
from interceptor import Exchange
from plays import LEAST, identity
from reference_examples import REFUSALS, Example, of_each_list
from simulated import SimulatedApi

#: The name of an object of the account, by module.
NAMES = {
    "block_storage": "data",
    "firewall_policy": "web",
    "image": "copy",
    "load_balancer": "front",
    "monitoring_policy": "watch",
    "private_network": "back",
    "public_ip": "www.example.net",
    "role": "crew",
    "server": "second",
    "shared_storage": "media",
    "ssh_key": "deploy",
    "user": "jane",
    "vpn": "office",
}
#: Further options that create an object in the account.
MORE = {"image": {"server": "second"}}


@pytest.fixture
def tasks(filled, tmp_path: Path) -> Iterator[Tasks]:
    filled.clear_rules()
    yield Tasks(filled.url, tmp_path)
    filled.clear_rules()


def refuse(api: SimulatedApi, example: Example) -> str:
    """Answer the operation of an example as that does. Return its path, with an id of nothing."""
    path = re.sub(r"\{\w+\}", "X1", example.path)

    def answer(exchange: Exchange) -> None:
        exchange.status, exchange.answer = example.status, copy.deepcopy(example.value)

    api.intercept(example.method, re.escape(path).replace("X1", "[^/]+"), before=answer)
    return path


def words(example: Example) -> dict[str, Any]:
    """Return the members of an error answer, with the keys of results."""
    return {name.lower(): value for name, value in example.value.items()}


def expect(result: dict[str, Any], example: Example) -> None:
    """Compare the result of a task that failed because of the error answer."""
    told = words(example)
    assert result["failed"] and "\n" not in result["msg"] and "Traceback" not in result["msg"]
    assert told["message"].strip().rstrip(".") in result["msg"]
    if not told["message"].strip():
        assert all(f"{name}: {value}" in result["msg"] for name, value in told["errors"].items())
    assert result["error"]["status"] == example.status
    assert {name: result["error"][name] for name in ("type", "message", "errors")} == told


@pytest.mark.parametrize("example", of_each_list(REFUSALS), ids=str)
def test_a_request_that_is_refused(filled, tasks, example):
    expect(tasks("api_request", method=example.method, path=refuse(filled, example)), example)


def writes() -> Iterator[tuple[Example, str, dict[str, Any]]]:
    """Yield the error answers to writes, with a task that sends the operation."""
    for module, options in LEAST.items():
        found = {identity(module): NAMES.get(module)}
        tasks = {
            f"create_{module}": {**options, **MORE.get(module, {})},
            f"update_{module}": {**found, "description": "other"},
            f"delete_{module}": {**found, "state": "absent", "wait": False},
        }
        if module == "public_ip":
            tasks[f"update_{module}"] = {"ip": "198.18.0.2", "reverse_dns": "other.example.com"}
        for example in REFUSALS:
            if example.operation in tasks:
                assert module in NAMES, f"Add an object of {module} to NAMES."
                yield example, module, tasks[example.operation]


@pytest.mark.parametrize(
    "example, module, options", [pytest.param(*each, id=str(each[0])) for each in writes()]
)
def test_a_task_whose_write_is_refused(filled, tasks, example, module, options):
    """The removal of a missing object succeeds. Busy objects are tried until the timeout."""
    refuse(filled, example)
    result = tasks(module, **options)
    if example.method == "DELETE" and example.status == 404:
        assert not result.get("failed"), result
    elif "error" in result:
        expect(result, example)
        assert result["operations"] == []
    else:
        assert (
            words(example)["message"].rstrip(".") in result["msg"]
            and "within wait_timeout" in result["msg"]
        )
