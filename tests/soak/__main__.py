# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the soak: ``python tests/soak --seed 1 --minutes 10``.

It runs random histories in simulated time, and then real processes that get real signals. It prints
what happened. If a history breaks an invariant, it prints a minimal history that does so too.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if os.environ.get("PYTHONHASHSEED") != "0":  # The order of sets must not differ between two runs.
    os.execve(
        sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"}
    )

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from soak import signals  # noqa: E402
from soak.histories import History, draw_history  # noqa: E402
from soak.runner import Outcome, run, shrink  # noqa: E402

#: Rounds of a history.
ROUNDS = 15
#: The part of the time for real processes.
REAL = 0.2
#: Longest time to look for a minimal history, in seconds.
SHRINKING = 300.0
#: Events of a minimal history that are printed.
SHOWN = 60


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="soak", description="Run random plays with kills and faults, in simulated time."
    )
    parser.add_argument("--seed", default="0", help="decides on all histories (0)")
    parser.add_argument("--minutes", type=float, default=10.0, help="real minutes (10)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of a history ({ROUNDS})")
    parser.add_argument("--history", help="run only the history with this seed")
    options = parser.parse_args()
    if options.history:
        return _simulate([options.history], options.rounds, 0)
    simulated = 60 * options.minutes * (1 - REAL)
    failed = _simulate(_seeds(options.seed), options.rounds, simulated)
    return failed or _send_signals(options.seed, 60 * options.minutes * REAL)


def _simulate(seeds: Iterable[str], rounds: int, limit: float) -> int:
    """Run the histories with these seeds for a number of real seconds. Return 1 for a failure."""
    began, total, simulated, number = time.monotonic(), Counter[str](), 0.0, 0
    outcome = Outcome()
    for seed in seeds:
        history = draw_history(seed, rounds)
        outcome = run(history)
        total += outcome.counts
        simulated, number = simulated + outcome.seconds, number + 1
        if outcome.failures:
            _explain(history, outcome)
        if outcome.failures or time.monotonic() - began > limit:
            break
    print(
        f"{number} histories, {simulated / 3600:.0f} simulated hours in "
        f"{time.monotonic() - began:.0f} s; hash of the last history: {outcome.digest}"
    )
    print(_table(total), flush=True)
    return int(bool(outcome.failures))


def _send_signals(seed: str, seconds: float) -> int:
    """Send signals to real processes for so many seconds. Return 1 for a failure."""
    counts, failures = signals.run_for(seconds, seed)
    print(f"Real processes: {_table(counts)}")
    print("\n".join(failures), end="\n" if failures else "")
    return int(bool(failures))


def _table(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _seeds(seed: str) -> Iterator[str]:
    number = 0
    while True:
        yield f"{seed}.{number}"
        number += 1


def _explain(history: History, outcome: Outcome) -> None:
    """Print a failure and a minimal history that has it too."""
    print(f"The history {history.seed} (hash {outcome.digest}) fails in round {outcome.rounds}:")
    print("\n".join(outcome.failures))
    kinds = {_kind(failure) for failure in outcome.failures}
    until = time.monotonic() + SHRINKING
    history = shrink(
        history.first(outcome.rounds),
        lambda each: bool(kinds & {_kind(failure) for failure in run(each).failures}),
        lambda: time.monotonic() < until,
    )
    outcome = run(history)
    print(f"A minimal history has {len(history.rounds)} of these rounds:")
    print(history)
    print("\n".join(outcome.failures))
    print("Its last events are")
    print("\n".join(outcome.log[-SHOWN:]))


def _kind(failure: str) -> str:
    return failure.partition(":")[0]


if __name__ == "__main__":
    sys.exit(main())
