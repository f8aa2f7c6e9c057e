# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the soak: ``python tests/soak --seed 1 --minutes 10``.

It runs random histories until the time has passed, and prints what happened in them. If a history
breaks an invariant, it prints a minimal history that does so too.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if os.environ.get("PYTHONHASHSEED") != "0":  # The order of sets must not differ between two runs.
    os.execve(
        sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"}
    )

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from soak.histories import History, draw_history  # noqa: E402
from soak.runner import Outcome, run, shrink  # noqa: E402

#: Rounds of a history.
ROUNDS = 15
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
    began, total, seconds, number = time.monotonic(), Counter[str](), 0.0, 0
    seeds = [options.history] if options.history else _seeds(options.seed)
    for seed in seeds:
        history = draw_history(seed, options.rounds)
        outcome = run(history)
        total += outcome.counts
        seconds, number = seconds + outcome.seconds, number + 1
        if outcome.failures:
            _explain(history, outcome)
            break
        if time.monotonic() - began > 60 * options.minutes:
            break
    print(
        f"{number} histories (seed {options.seed}), {seconds / 3600:.0f} simulated hours, "
        f"{time.monotonic() - began:.0f} s; the last history has the hash {outcome.digest}"
    )
    print(", ".join(f"{count} {name}" for name, count in sorted(total.items())))
    return int(bool(outcome.failures))


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
