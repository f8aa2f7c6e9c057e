# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a task looks."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import (
    Progress,
    next_interval,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    BudgetStatus,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "shortage, first, now, expected",
    [
        (0, None, None, 10),
        (1, None, None, 40),
        (0.5, None, None, 25),
        (0, Progress(0, 10), Progress(10, 20), 40),  # 80 s are left
        (0, Progress(0, 10), Progress(30, 40), 30),  # 60 s are left: half of them
        (0, Progress(0, 10), Progress(70, 80), 20),  # 20 s are left: all of them
        (0, Progress(0, 10), Progress(85, 95), 5),
        (0, Progress(0, 10), Progress(10, 95), 2.5),  # less than a second is left
        (1, Progress(0, 10), Progress(10, 95), 10),
        (1, Progress(0, 10), Progress(50, 50), 40),  # 62 s are left
        (0, Progress(0, 40), Progress(10, 40), 10),  # it stands still
        (0, Progress(0, 90), Progress(10, 5), 10),  # something new has begun
    ],
)
def test_pace(shortage, first, now, expected):
    assert next_interval(10, shortage, first, now) == pytest.approx(expected)


@given(st.floats(0.1, 60), st.floats(0, 1), st.floats(1, 99), st.floats(1, 99))
def test_the_pace_has_bounds(interval, shortage, first, second):
    assert (
        interval / 4
        <= next_interval(interval, shortage, Progress(0, first), Progress(5, second))
        <= 4 * interval
    )


@pytest.mark.parametrize(
    "ceiling, remaining, shortage",
    [(None, 0, 0), (25, 25, 0), (24, 12, 0), (24, 6, 0.5), (25, 0, 1)],
)
def test_shortage(ceiling, remaining, shortage):
    assert BudgetStatus(ceiling, remaining, 30).shortage(10) == shortage


def test_budget_that_returns_before_the_next_poll_is_no_shortage():
    assert BudgetStatus(25, 0, 30).shortage(40) == 0
