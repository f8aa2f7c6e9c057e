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

pytestmark = pytest.mark.exhaustive  # histories take seconds

ROUNDS = 6
#: Histories without failures. In one of them, each planted defect has to be found.
SEEDS = ("0", "1", "2")


def nothing(*_arguments: Any, **_options: Any) -> None:
    """Do nothing."""


def resent(recovery: Recovery, step: Any, result: Any, _error: Exception) -> Recovered:
    """Send the request again, without looking for its effect."""
    _obj, plan = recovery._planner.plan_again()
    return Recovered(result, (step, *plan.steps[1:]), lost=True)


#: A method of the collection, what replaces it, and the failures that follow.
DEFECTS: dict[str, tuple[type, str, Callable[..., Any], set[str]]] = {
    "no lock": (Store, "lock_all", lambda *_names: nullcontext(), {"duplicate", "convergence"}),
    "no invalidation": (ListCache, "record_write", nothing, {"cache", "convergence"}),
    "no lookup after a lost answer": (Recovery, "after_lost_answer", resent, {"duplicate"}),
    "no note about stopped servers": (Suspensions, "note", nothing, {"power"}),
    "no request budget": (RateLimiter, "acquire", lambda *_arguments: 0.0, {"budget"}),
}


def kinds(outcome: Outcome) -> set[str]:
    """Return the kinds of broken invariants."""
    return {failure.partition(":")[0] for failure in outcome.failures}


def first_failure(expected: set[str]) -> History | None:
    """Return the first history, up to its last round, that fails as expected."""
    for seed in SEEDS:
        history = draw_history(seed, ROUNDS)
        outcome = run(history)
        if kinds(outcome) & expected:
            return history.first(outcome.rounds)
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_breaks_no_invariant(seed):
    outcome = run(draw_history(seed, ROUNDS))
    assert outcome.failures == []
    assert outcome.rounds == ROUNDS and outcome.counts["kills"]


def test_a_seed_reproduces_the_history_exactly():
    first, second, other = (run(draw_history(seed, 2)) for seed in ("7", "7", "8"))
    assert first.log == second.log and first.digest == second.digest != other.digest


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(monkeypatch, defect):
    owner, name, replacement, expected = DEFECTS[defect]
    monkeypatch.setattr(owner, name, replacement)
    assert first_failure(expected)


def test_a_minimal_history_has_only_what_the_failure_needs(monkeypatch):
    owner, name, replacement, expected = DEFECTS["no note about stopped servers"]
    monkeypatch.setattr(owner, name, replacement)
    found = first_failure(expected)
    assert found
    smallest = shrink(found, lambda each: bool(kinds(run(each)) & expected), lambda: True)
    assert len(smallest.rounds) == 1 and len(smallest.rounds[0].site) <= 5
    assert kinds(run(smallest)) & expected
