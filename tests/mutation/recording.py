# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record which lines each test runs."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Recorded:
    """The lines that a test has run.

    :param seconds: its duration.
    :param lines: the lines by the path of their file.
    """

    seconds: float
    lines: dict[str, frozenset[int]]

    def covers(self, file: str, lines: range) -> bool:
        """Return whether the test runs one of the lines.

        :param lines: no lines: those of the whole file.
        """
        run = self.lines.get(file, frozenset())
        return bool(run) and (not lines or not run.isdisjoint(lines))


@contextmanager
def recorded_lines(paths: Collection[str]) -> Iterator[dict[str, set[int]]]:
    """Record the lines of some files that this process runs in the block.

    :param paths: of the files, as their code shows them.
    """
    lines: dict[str, set[int]] = defaultdict(set)

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        path = frame.f_code.co_filename
        if path not in paths:
            return None
        seen = lines[path]

        def trace_lines(frame: FrameType, event: str, argument: Any) -> Any:
            seen.add(frame.f_lineno)
            return trace_lines

        return trace_lines

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
