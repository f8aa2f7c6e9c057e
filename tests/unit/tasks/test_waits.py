# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks report while they wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, waits
from plays import SERVER


class Observer:
    """Keeps the reports of tasks.

    :ivar lines: the waits as lines.
    :ivar current: by part of the process, the wait that has begun and not ended.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: dict[int, str] = {}
        self.most = 0

    def __call__(self, owner: int, wait: waits.Wait | None) -> None:
        if wait:
            self.lines.append(wait.line(clock.now()))
            self.current[owner] = self.lines[-1]
            self.most = max(self.most, len(self.current))
        else:
            self.current.pop(owner, None)

    def subjects(self) -> set[str]:
        return {re.sub(r"\d+ %\)", "% )", line.partition(":")[0]) for line in self.lines}


@pytest.fixture
def observer() -> Iterator[Observer]:
    observer = Observer()
    with waits.observed(observer):
        yield observer


def test_a_poll_reports_object_state_progress_and_time(tasks, observer):
    tasks.ok("server", name="web", **SERVER, wait_timeout=900)
    form = r'server "web" \((DEPLOYING|CONFIGURING), \d+ %\) has to settle: waited \d+ of 900 s'
    assert len(observer.lines) > 1
    assert [line for line in observer.lines if not re.fullmatch(form, line)] == []


def test_a_removal_reports_what_has_to_disappear(tasks, observer):
    tasks.ok("server", name="web", **SERVER)
    observer.lines.clear()
    tasks.ok("server", name="web", state="absent")
    assert 'server "web" (REMOVING, % ) has to disappear' in observer.subjects()


def test_a_wait_for_several_objects_names_each(tasks, observer):
    for name in ("web1", "web2"):
        tasks.ok("server", name=name, **SERVER, wait=False)
    tasks.ok("server_info", name=["web1", "web2"], wait=True)
    both = 'server "web1" (DEPLOYING, % ), server "web2" (DEPLOYING, % ) have to settle'
    assert both in observer.subjects()


def test_the_error_of_a_wait_for_several_objects_names_ids_and_states(tasks, simulator):
    servers = [tasks.ok("server", name=f"web{number}", **SERVER, wait=False) for number in (1, 2)]
    message = tasks.error("server_info", wait=True, wait_timeout=0)
    for made in servers:
        server = made["server"]
        assert f'"{server["name"]}" (id {server["id"]}, last state DEPLOYING)' in message


def test_the_waits_of_a_stack_end_with_its_elements(tasks, observer):
    servers = [{"name": f"web{number}", **SERVER} for number in range(3)]
    tasks.ok("stack", servers=servers)
    assert observer.most == 3 and observer.current == {}


def test_secrets_and_control_characters_are_replaced(tasks, observer):
    secret = "Correct-Horse-7"
    tasks.ok("server", name=secret, **SERVER, password=secret)
    assert {line.partition(" (")[0] for line in observer.lines} == {'server "********"'}
    awaited = waits.Awaited("a\x1b[2J", "1\n", "x\x07")
    reported = []
    with waits.observed(lambda owner, wait: reported.append(wait)), waits.cleaned(ascii):
        waits.report(awaited, waits.Wait([awaited], "b\t", 0.0, 1.0, 1, None, 0.0))
        waits.report(awaited, None)
    clean = waits.Awaited(r"'a\x1b[2J'", r"'1\n'", r"'x\x07'")
    assert reported == [waits.Wait([clean], r"'b\t'", 0.0, 1.0, 1, None, 0.0), None]


def test_a_request_that_waits_for_the_budget_says_so(tasks, simulator, observer):
    tasks.ok("server", name="web", **SERVER)
    observer.lines.clear()
    observer.current.clear()
    simulator.fault("list_servers", "429", times=1)
    tasks.ok("server", name="web", wait_timeout=300)
    (line,) = observer.lines
    assert re.fullmatch(r"the request budget has to allow a request: waited 0 of 29\d s", line)
    assert observer.current == {}
