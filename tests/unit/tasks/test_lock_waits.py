# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task does not write while another one manages the same object, however long that takes."""

from __future__ import annotations

import errno
import fcntl
from contextlib import ExitStack
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.task_planner import (
    TaskPlanner,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import waits
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Wait

POLICY = {"name": "web", "rules": [{"port": "443"}]}


@pytest.fixture
def store(tasks) -> Store:
    """Return the store of another task of the account."""
    return Store(
        "demo",
        tasks.environment["CLOUDPANEL_API_URL"],
        Path(tasks.environment["CLOUDPANEL_CACHE_DIR"]),
    )


@pytest.mark.exhaustive
def test_a_task_that_gets_no_lock_in_time_writes_nothing(tasks, simulator, store):
    reports: list[Wait | None] = []
    with (
        store.lock("/firewall_policies name web", 1) as held,
        waits.observed(lambda _owner, wait: reports.append(wait)),
    ):
        assert held
        message = tasks.error("firewall_policy", **POLICY, wait_timeout=1)
    assert message == (
        "Another task has managed the same firewall policy for as long as "
        "wait_timeout (1 s). "
        "Raise wait_timeout, or run the task again."
    )
    (wait, end) = reports
    assert wait and not end
    assert wait.line(wait.began_at) == (
        "another task has to end its work on the same firewall policy: waited 0 of 1 s"
    )
    assert not [each for each in simulator.requests() if each["method"] != "GET"]
    assert tasks.ok("firewall_policy", **POLICY)["changed"]


def test_a_stack_waits_for_the_task_that_has_one_of_its_objects(tasks, store):
    policies = [{**POLICY, "name": name} for name in ("db", "web")]
    other = ExitStack()
    assert other.enter_context(store.lock("/firewall_policies name web", 1))
    with waits.observed(lambda _owner, _wait: other.close()):
        made = tasks.ok("stack", firewall_policies=policies, wait=False, wait_timeout=2)
    assert len(made["operations"]) == 2


def test_a_task_works_where_files_cannot_be_locked(tasks, monkeypatch):
    def refuse(_file: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert tasks.ok("firewall_policy", **POLICY, wait=False, wait_timeout=0)["changed"]


def test_a_change_between_search_and_lock_is_seen(tasks, simulator, monkeypatch):
    identifier = tasks.ok(
        "server", name="web", appliance="debian12-64min", fixed_instance_size="M"
    )["server"]["id"]
    find, other = TaskPlanner.find, [{"server": identifier, "number": 2}]

    def find_before_another_task_ends(planner):
        found = find(planner)
        if other:
            tasks.ok("server_ip", **other.pop())
        return found

    monkeypatch.setattr(TaskPlanner, "find", find_before_another_task_ends)
    assert not tasks.ok("server_ip", server="web", number=2)["changed"]
    assert not other and len(simulator.api("GET", "/public_ips")) == 2
