# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search all traces of Ansible runs for secrets: ``python tests/leaks``.

It prints the runs, and every secret outside of the places that ``places.py`` allows. The first run
brings secrets to each place, to show that the scan finds them. ``--write`` writes the table of
places to the page about security.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from leaks import places, runs  # noqa: E402
from leaks.campaign import Campaign, Evidence  # noqa: E402
from leaks.report import judged, write_page  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="leaks", description="Search all traces of Ansible runs for secrets."
    )
    parser.add_argument("--only", default="", help="only runs whose names contain this text")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time (2)")
    parser.add_argument("--write", action="store_true", help="write the table of places")
    parser.add_argument("--all", action="store_true", help="print allowed places as well")
    parser.add_argument("--keep", type=Path, help="a new folder for the files of the runs")
    options = parser.parse_args()
    if options.write:
        write_page()
        return 0
    began, bad, found, size, count = time.monotonic(), 0, set(), 0, 0
    chosen = [run for run in (*runs.control(), *runs.campaign()) if options.only in str(run)]
    for evidence in evidence_of(chosen, options.jobs, options.keep):
        problems, findings = judged(evidence), evidence.findings
        found |= findings
        size, count, bad = size + evidence.size, count + len(evidence.data), bad + len(problems)
        print(
            f"{evidence.run}: {len(evidence.data)} places, {len(evidence.secrets)} secrets",
            flush=True,
        )
        for text in problems:
            print(f"  LEAK OR PROBLEM {text}", flush=True)
        if options.all:
            print(*(f"  {each}" for each in sorted(map(str, findings))), sep="\n", flush=True)
    stale = [] if options.only else places.unused(found)
    for row in stale:
        print(f"STALE ROW {row}")
    print(
        f"{len(chosen)} runs, {count} files and outputs, {size / 1e6:.0f} MB, "
        f"{bad} leaks or problems; {time.monotonic() - began:.0f} s"
    )
    return int(bool(bad or stale))


def evidence_of(chosen: list[runs.Run], jobs: int, keep: Path | None) -> Iterator[Evidence]:
    """Carry out runs, some at the same time. Yield what they leave, in the order of the runs.

    :param jobs: the number of runs at the same time.
    :param keep: a folder for the files of the runs. None: they are removed.
    """
    free: SimpleQueue[Campaign] = SimpleQueue()

    def carry_out(run: runs.Run) -> Evidence:
        campaign = free.get()
        try:
            return campaign.carry_out(run)
        finally:
            free.put(campaign)

    with contextlib.ExitStack() as stack:
        folder = keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="leaks-"))
        for number in range(jobs):
            free.put(stack.enter_context(Campaign(Path(folder) / f"campaign{number}")))
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(carry_out, chosen)


if __name__ == "__main__":
    sys.exit(main())
