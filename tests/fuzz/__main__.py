# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the fuzzer: ``python tests/fuzz --seed 0 --options 1000``.

Each part has a number of inputs. It prints the number of inputs by outcome, and every defect. The
inputs with defects are saved in build/fuzz. A file there can be run again with --replay, and moved
to tests/fuzz/corpus, where a test finds it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from fuzz.part import Verdict  # noqa: E402
from fuzz.parts import PARTS  # noqa: E402

FOUND = Path(__file__).resolve().parents[2] / "build" / "fuzz"
#: Inputs of one task of a process.
SHARE = 250


def main() -> int:
    options = arguments()
    if options.replay:
        return replay(options.replay)
    counts = {name: getattr(options, name) for name in PARTS}
    if options.only:
        counts = {name: counts[name] for name in options.only}
    defects = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for name, count in counts.items():
            began, outcomes = time.monotonic(), Counter()
            shares = [range(first, min(first + SHARE, count)) for first in range(0, count, SHARE)]
            jobs = [pool.submit(judged, name, options.seed, share) for share in shares]
            for job in jobs:
                found, verdicts = job.result()
                outcomes.update(found)
                for verdict in verdicts:
                    defects += 1
                    save(name, verdict)
            seconds = time.monotonic() - began
            print(f"{name}: {summary(outcomes)} (seed {options.seed}, {seconds:.0f} s)", flush=True)
    return int(bool(defects))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="fuzz",
        description="Run the collection and the simulator with unusual and invalid inputs.",
    )
    parser.add_argument("--seed", type=int, default=0, help="decides on the inputs (0)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="only these parts")
    parser.add_argument("--replay", type=Path, help="a file with an input, in a folder of its part")
    for name, (_part, count) in PARTS.items():
        parser.add_argument(
            f"--{name}", type=int, default=count, help=f"inputs of the part ({count})"
        )
    return parser.parse_args()


def judged(name: str, seed: int, numbers: range) -> tuple[Counter[str], list[Verdict]]:
    """Return how many inputs had each outcome, and the defects."""
    outcomes: Counter[str] = Counter()
    defects = []
    with PARTS[name][0](seed) as part:
        for number in numbers:
            verdict = part.verdict(number)
            outcomes[verdict.outcome] += 1
            if verdict.is_defect:
                defects.append(verdict)
    return outcomes, defects


def save(name: str, verdict: Verdict) -> None:
    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{len(list(folder.iterdir()))}.json"
    file.write_text(json.dumps(verdict.data, indent=1) + "\n", encoding="utf-8")
    print(f"{verdict}\n    {file}", flush=True)


def summary(outcomes: Counter[str]) -> str:
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    return f"{outcomes.total()} inputs: {counts}"


def replay(file: Path) -> int:
    """Run the input of a file."""
    with PARTS[file.resolve().parent.name][0]() as part:
        verdict = part.judge(json.loads(file.read_text(encoding="utf-8")))
    print(verdict)
    return int(verdict.is_defect)


if __name__ == "__main__":
    sys.exit(main())
