# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The soak: short histories, their reproduction, and defects that it has to find."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.recovery import (
    Recovered,
    Recovery,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.suspensions import Suspensions
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_cache import ListCache
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    RateLimiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from soak.histories import History, draw_history
from soak.runner import Outcome, run, shrink

ROUNDS = 6
#: Histories in which a defect has to be found.
MOST_HISTORIES = 3


def nothing(*_arguments: Any, **_options: Any) -> None:
    """Do nothing."""


def resent(recovery: Recovery, step: Any, result: Any, _error: Exception) -> Recovered:
    """Send the request again, without looking for its effect."""
    _obj, plan = recovery._planner.plan_again()
    return Recovered(result, (step, *plan.steps[1:]), lost=True)


#: A method of the collection, what replaces it, the failures that follow, and a seed.
DEFECTS: dict[str, tuple[type, str, Callable[..., Any], set[str], int]] = {
    "no lock": (Store, "lock_all", lambda *_names: nullcontext(), {"duplicate", "convergence"}, 0),
    "no invalidation": (ListCache, "record_write", nothing, {"cache", "convergence"}, 0),
    "no lookup after a lost answer": (Recovery, "after_lost_answer", resent, {"duplicate"}, 0),
    "no note about stopped servers": (Suspensions, "note", nothing, {"power"}, 0),
    "no request budget": (RateLimiter, "acquire", lambda *_arguments: 0.0, {"budget"}, 0),
    "notes that stay": (Suspensions, "clear", nothing, {"power", "convergence"}, 0),
}


def kinds(outcome: Outcome) -> set[str]:
    """Return the kinds of broken invariants."""
    return {failure.partition(":")[0] for failure in outcome.failures}


def first_failure(seed: int, expected: set[str]) -> History | None:
    """Return the first history, up to its last round, that fails as expected."""
    for number in range(seed, seed + MOST_HISTORIES):
        history = draw_history(str(number), ROUNDS)
        outcome = run(history)
        if kinds(outcome) & expected:
            return history.first(outcome.rounds)
    return None


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2))]
)
def test_a_history_breaks_no_invariant(seed):
    outcome = run(draw_history(f"test {seed}", ROUNDS))
    assert outcome.failures == []
    assert outcome.rounds == ROUNDS and outcome.counts["kills"] and outcome.counts["faults"]


def test_a_seed_reproduces_the_history_exactly():
    first, second, other = (run(draw_history(seed, 2)) for seed in ("7", "7", "8"))
    assert first.log == second.log and first.digest == second.digest != other.digest


@pytest.mark.exhaustive
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(monkeypatch, defect):
    owner, name, replacement, expected, seed = DEFECTS[defect]
    monkeypatch.setattr(owner, name, replacement)
    assert first_failure(seed, expected)


@pytest.mark.exhaustive
def test_a_minimal_history_has_only_what_the_failure_needs(monkeypatch):
    owner, name, replacement, expected, seed = DEFECTS["no note about stopped servers"]
    monkeypatch.setattr(owner, name, replacement)
    found = first_failure(seed, expected)
    assert found
    smallest = shrink(found, lambda each: bool(kinds(run(each)) & expected), lambda: True)
    assert len(smallest.rounds) <= 2 and len(smallest.rounds[-1].disturbances) == 1
    assert kinds(run(smallest)) & expected
