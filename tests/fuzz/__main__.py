# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the fuzzer: ``python tests/fuzz --count 5000 --seed 0``.

It prints the number of cases by outcome, and every defect.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from fuzz.fuzzer import DEFECTS, Fuzzer  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="fuzz",
        description="Run modules and inventory with mutated answers of the API.",
    )
    parser.add_argument("--count", type=int, default=5000, help="mutated answers (5000)")
    parser.add_argument("--seed", type=int, default=0, help="decides on the answers (0)")
    parser.add_argument(
        "--only", default="", help="only scenarios whose description contains this text"
    )
    parser.add_argument("--all", action="store_true", help="print every case")
    options = parser.parse_args()
    began, outcomes = time.monotonic(), Counter()
    with Fuzzer(options.seed) as fuzzer:
        for case in fuzzer.cases(options.count):
            if options.only not in str(case.scenario):
                continue
            verdict = fuzzer.judge(case)
            outcomes[verdict.outcome] += 1
            if options.all or verdict.outcome in DEFECTS:
                print(verdict, flush=True)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    print(
        f"{outcomes.total()} mutated answers (seed {options.seed}): {counts}; "
        f"{time.monotonic() - began:.0f} s"
    )
    return int(any(outcomes[defect] for defect in DEFECTS))


if __name__ == "__main__":
    sys.exit(main())
