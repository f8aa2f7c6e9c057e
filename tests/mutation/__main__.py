# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests with mutants of the engine: ``python tests/mutation --only rate_limiter``.

A mutant is a copy of a source file with one small change, such as ``<`` for ``<=``. If no test
fails with it, the tests do not check what the change affects. The survivors are printed. A complete
run replaces the table in docs/reliability.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]
os.environ["HYPOTHESIS_PROFILE"] = "repeatable"

import pytest  # noqa: E402
from mutation.campaign import CACHE, ROOT, Campaign, Settings  # noqa: E402
from mutation.files import FILES, TESTS  # noqa: E402
from mutation.report import Report, equivalents  # noqa: E402

QUIET = ("-p", "no:timeout", "-p", "no:xdist", "-W", "ignore", "-m", "not exhaustive")


def main() -> int:
    options = arguments()
    files = [file for file in FILES if any(word in file for word in options.only)]
    settings = Settings(
        files, options.sample, options.seed, options.jobs, options.seconds, options.cache
    )
    campaign = Campaign(settings)
    os.chdir(ROOT)
    pytest.main([*QUIET, *(options.tests or TESTS)], plugins=[campaign])
    complete = options.only == [""] and options.sample is None
    report = Report(campaign.verdicts, equivalents())
    print(*report.survivors(), *report.mistakes(), report.table(), sep="\n")
    if complete or options.write:
        report.write()
    return int(bool(report.mistakes()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutation", description="Run tests with mutants.")
    parser.add_argument("--only", nargs="+", default=[""], help="files whose path has a text")
    parser.add_argument("--sample", type=int, help="so many mutants of each file (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="decides on the sample (0)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument(
        "--seconds", type=float, default=30, help="seconds of tests for one mutant (30)"
    )
    parser.add_argument("--tests", nargs="+", help="files and folders of tests")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="folder with known outcomes (build/mutants)"
    )
    parser.add_argument("--write", action="store_true", help="write the table of a sample, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
