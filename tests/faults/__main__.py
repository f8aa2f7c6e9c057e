# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the campaign of faults: ``python tests/faults --jobs 2``.

It prints every defect and the table of operations and faults. A complete campaign, or one with
``--write``, replaces the table in docs/reliability.md.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from faults.campaign import WORLDS, Campaign  # noqa: E402
from faults.report import Report  # noqa: E402

#: Cells between two lines about the progress.
STEP = 1000


def run(part: int, options: argparse.Namespace) -> Report:
    """Judge the cells of one process, in random order."""
    report = Report()
    for world in WORLDS:
        with Campaign(world) as campaign:
            cells = [each for each in campaign.cells() if options.only in str(each)]
            report.cells += len(cells) if part == 0 else 0
            random.Random(f"{options.seed} {world}").shuffle(cells)
            number = options.sample and options.sample // len(WORLDS)
            for done, cell in enumerate(itertools.islice(cells, part, number, options.jobs), 1):
                report.add(campaign.judge(cell))
                if done % STEP == 0:
                    print(f"process {part}, world {world}: {done} cells", file=sys.stderr)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="faults", description="Run tasks with faults of the API.")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--sample", type=int, help="so many random cells (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="decides on the sample (0)")
    parser.add_argument("--only", default="", help="only cells whose description has this text")
    parser.add_argument("--write", action="store_true", help="write the table of a sample, too")
    options = parser.parse_args()
    began, report = time.monotonic(), Report()
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        arguments = [(part, options) for part in range(options.jobs)]
        for part in pool.starmap(run, arguments, chunksize=1):
            report.merge(part)
    print(*report.defects, report.table(), report.summary(), sep="\n")
    print(f"{time.monotonic() - began:.0f} s")
    complete = not (options.sample or options.only)
    if complete or options.write:
        report.write()
    return int(bool(report.defects))


if __name__ == "__main__":
    sys.exit(main())
