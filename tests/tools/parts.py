# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run targets of the Makefile as parts of one test, and show the seconds and result of each part.

    python tests/tools/parts.py sanity lint --then pytest

Two parts run at a time, and the output of a part is shown when it ends. The part of ``--then``
follows alone, and its output is shown while it runs. No part starts after a failure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from threading import Event
from typing import BinaryIO

#: The longest result in the table, in characters.
WIDTH = 90


@dataclass(frozen=True)
class Part:
    """A target that has run.

    :param output: standard output and errors.
    """

    target: str
    code: int
    seconds: float
    output: bytes

    @property
    def result(self) -> str:
        """Return ``ok`` or ``FAILED``, and the summary of the tests if there is one."""
        lines = self.output.decode(errors="replace").splitlines()
        summary = next((line for line in reversed(lines) if " passed" in line), "")
        return " ".join([("FAILED" if self.code else "ok"), summary[:WIDTH].strip("= ")])


def run(target: str, shown: BinaryIO | None = None) -> Part:
    """Run a target.

    :param shown: gets the output while the target runs.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "--no-print-directory", target], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    chunks = []
    while chunk := os.read(process.stdout.fileno(), 65536):
        chunks.append(chunk)
        if shown:
            shown.write(chunk)
            shown.flush()
    return Part(target, process.wait(), time.monotonic() - began, b"".join(chunks))


def together(targets: Sequence[str], jobs: int, shown: BinaryIO) -> list[Part]:
    """Run targets, several at a time, and show the output of each one when it ends.

    :returns: the parts that ran, in the order of their ends.
    """
    failed = Event()

    def unless_failed(target: str) -> Part | None:
        part = None if failed.is_set() else run(target)
        if part and part.code:
            failed.set()
        return part

    parts = []
    with ThreadPoolExecutor(jobs) as executor:
        for done in as_completed([executor.submit(unless_failed, each) for each in targets]):
            if part := done.result():
                parts.append(part)
                shown.write(f"\n== {part.target}\n".encode() + part.output)
                shown.flush()
    return parts


def table(parts: Sequence[Part]) -> str:
    """Return one line for each part, and the sum of their seconds if there are several."""
    rows = [("part", "seconds", "result")]
    rows += [(part.target, f"{part.seconds:.0f}", part.result.strip()) for part in parts]
    width = max(len(row[0]) for row in rows)
    return "\n".join(f"{name:{width}}  {seconds:>7}  {result}" for name, seconds, result in rows)


def main(arguments: Sequence[str], shown: BinaryIO) -> int:
    """Run the parts, and show the table. :returns: the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="+", metavar="TARGET")
    parser.add_argument("--then", metavar="TARGET", help="runs alone after all others")
    parser.add_argument("--jobs", type=int, default=2, help="the parts at a time (2)")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    parts = together(options.targets, options.jobs, shown)
    failed = any(part.code for part in parts)
    if options.then and not failed:
        parts.append(run(options.then, shown))
        failed = bool(parts[-1].code)
    total = f"all parts: {time.monotonic() - began:.0f} seconds"
    shown.write(f"\n{total}\n{table(parts)}\n".encode())
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout.buffer))
