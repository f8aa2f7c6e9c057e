# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that fails shows the same warnings as a task that succeeds."""

from __future__ import annotations

from typing import Any

import pytest
from in_process import Tasks
from plays import LEAST, SERVER

REFUSED = {"type": "X", "message": "No.", "errors": None}
#: Tasks of each kind of module.
MODULES: dict[str, dict[str, Any]] = {
    "private_network": LEAST["private_network"],
    "private_network_info": {},
    "pricing_info": {},
    "vpn_configuration": {"name": "office"},
    "api_request": {"path": "/servers"},
    "stack": {"private_networks": [LEAST["private_network"]]},
}


def refuse(exchange):
    exchange.status, exchange.answer = 400, REFUSED


@pytest.fixture
def unshared(tasks) -> Tasks:
    """Return tasks with a warning about their connection."""
    tasks.environment["CLOUDPANEL_CACHE_DIR"] = "/dev/null/cache"
    return tasks


def failed(tasks: Tasks, module: str, check: bool = False, **options: Any) -> list[str]:
    """Return the warnings of a task that fails."""
    result = tasks(module, check, **options)
    assert result["failed"], result
    return result["warnings"]


@pytest.mark.parametrize("module", MODULES)
def test_the_connection(unshared, proxy, tmp_path, module):
    proxy.intercept("*", ".*", before=refuse)
    options = dict(MODULES[module])
    if module == "vpn_configuration":
        options["dest"] = str(tmp_path / "file")
    (warning,) = failed(unshared, module, **options)
    assert "/dev/null/cache" in warning


def test_the_state_gathered_and_a_lost_answer(unshared, proxy):
    proxy.intercept("GET", ".*", before=refuse)
    (warning,) = failed(unshared, "stack", state="gathered")
    assert "/dev/null/cache" in warning
    proxy.intercept("POST", ".*", before=lambda exchange: setattr(exchange, "drop", True))
    body = {"name": "net"}
    (warning,) = failed(unshared, "api_request", method="POST", path="/private_networks", body=body)
    assert "/dev/null/cache" in warning


def test_options_without_effect(tasks, proxy):
    tasks.ok("server", name="web", **SERVER)
    proxy.intercept("PUT", ".*", before=refuse)
    change = {"name": "web", "appliance": "ubuntu2404-64min", "description": "new"}
    for module, options in (("server", change), ("stack", {"servers": [change]})):
        (warning,) = failed(tasks, module, **options)
        assert "The option applies only to a new server" in warning


def test_unknown_references_in_check_mode(tasks):
    options = {"name": "web", **SERVER, "firewall_policy": "later", "monitoring_policy": "later"}
    options["hdds"] = [{"size": 20}]
    warnings = failed(tasks, "server", True, **options)
    assert len(warnings) == 2 and all("An earlier task may create it" in each for each in warnings)


def test_a_stack_that_is_not_approved_or_too_expensive(tasks):
    tasks.ok("server", name="web", **SERVER)
    change = {"name": "web", "appliance": "ubuntu2404-64min", "description": "new"}
    for more in ({"approved": "0" * 32}, {"cost_limit": 0}):
        (warning,) = failed(tasks, "stack", servers=[change], **more)
        assert "The option applies only to a new server" in warning
