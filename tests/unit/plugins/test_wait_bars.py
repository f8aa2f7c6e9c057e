# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of the callback progress."""

from __future__ import annotations

from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Awaited, Wait
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.task_waits import HostWait
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.wait_bars import bars

WEB1 = Awaited('server "web1"', "1", "DEPLOYING", 45.0)


def wait(*awaited: Awaited, host: str = "localhost", **changes: Any) -> HostWait:
    budget = {"remaining": 12, "request_limit": 25, "resets_at": 1043.0}
    values = {"effect": "settle", "began_at": 930.0, "limit": 1800.0, **budget, **changes}
    return HostWait(host, Wait(awaited=awaited, **values))


def lines(*waits: HostWait, columns: int = 100, rows: int = 24) -> list[str]:
    return bars(waits, 1000.0, columns, rows)


def test_objects_and_budget():
    address = Awaited("public IP", None)
    assert lines(wait(WEB1), wait(address, effect="appear")) == [
        'server "web1" [#########-----------]  45 %  DEPLOYING, 70 of 1800 s',
        "public IP     [....................]        has to appear, 70 of 1800 s",
        "requests: 12 of 25 left, reset in 43 s",
    ]


def test_several_hosts_are_named():
    shown = lines(wait(WEB1, host="a"), wait(WEB1, host="b"))
    assert [line[:17] for line in shown[:2]] == ['a: server "web1" ', 'b: server "web1" ']


def test_the_latest_budget_counts():
    old = wait(WEB1, remaining=3, resets_at=1020.0)
    used = wait(WEB1, remaining=7)
    assert lines(old, wait(WEB1), used)[-1] == "requests: 7 of 25 left, reset in 43 s"
    assert lines(wait(WEB1, resets_at=1000.0))[-1] == "requests: 25 of 25 left"
    assert len(lines(wait(WEB1, request_limit=None))) == 1


def test_a_progress_outside_of_its_limits():
    low, high = (Awaited("image", "1", "COPYING", percent) for percent in (-5.0, 120.0))
    shown = lines(wait(low, high))
    assert "[--------------------]" in shown[0] and "[####################]" in shown[1]


def test_lines_fit_into_the_terminal():
    many = wait(*[Awaited("server " + "x" * 200, "1", "DEPLOYING", 5.0)] * 30)
    for columns, rows in ((40, 6), (80, 24), (20, 2)):
        shown = lines(many, columns=columns, rows=rows)
        assert max(map(len, shown)) < columns and len(shown) < max(rows, 4)
        assert shown[-2].startswith("and ")
    assert lines(many)[-2] == "and 20 more"


def test_a_narrow_terminal_shows_the_seconds():
    budget = wait(Awaited("the request budget"), effect="allow a request", limit=1800.0)
    for awaited in (budget, wait(Awaited("server " + "x" * 200, "1", "DEPLOYING", 5.0))):
        (line, _budget) = lines(awaited, columns=80)
        assert line.endswith(", 70 of 1800 s") and len(line) < 80


def test_nothing_without_waits():
    assert lines() == []
