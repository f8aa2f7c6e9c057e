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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from leaks import places, runs  # noqa: E402
from leaks.campaign import Campaign  # noqa: E402
from leaks.report import judged, write_page  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="leaks", description="Search all traces of Ansible runs for secrets."
    )
    parser.add_argument("--only", default="", help="only runs whose names contain this text")
    parser.add_argument("--write", action="store_true", help="write the table of places")
    parser.add_argument("--all", action="store_true", help="print allowed places as well")
    parser.add_argument("--keep", type=Path, help="a new folder for the files of the runs")
    options = parser.parse_args()
    if options.write:
        write_page()
        return 0
    began, bad, found, size, count = time.monotonic(), 0, set(), 0, 0
    chosen = [run for run in (*runs.control(), *runs.campaign()) if options.only in str(run)]
    with contextlib.ExitStack() as stack:
        folder = options.keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="leaks-"))
        campaign = stack.enter_context(Campaign(Path(folder)))
        for run in chosen:
            evidence = campaign.carry_out(run)
            problems = judged(evidence)
            findings = evidence.findings
            found |= findings
            size, count, bad = size + evidence.size, count + len(evidence.data), bad + len(problems)
            print(
                f"{run}: {len(evidence.data)} places, {len(evidence.secrets)} secrets", flush=True
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


if __name__ == "__main__":
    sys.exit(main())
