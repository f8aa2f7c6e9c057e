# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text that the demo prints."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TextIO

BOLD, DIM, GREEN, RED = "1", "2", "32", "31"
INDENT = "    "


class Screen:
    """Prints chapters. It uses colours only on a terminal.

    :param verbose: whether to print the complete output of each command.
    """

    def __init__(self, stream: TextIO, verbose: bool = False) -> None:
        self.verbose = verbose
        self._stream = stream
        self._colours = stream.isatty() and "NO_COLOR" not in os.environ

    def text(self, text: str = "") -> None:
        print(text, file=self._stream, flush=True)

    def heading(self, number: int, title: str, why: str) -> None:
        self.text(f"\n{self._colour(f'{number:2}. {title}', BOLD)}\n{INDENT}{why}\n")

    def command(self, text: str) -> None:
        """Print a command before it runs."""
        self.text(INDENT + self._colour(f"$ {text}", BOLD))

    def lines(self, lines: Iterable[str]) -> None:
        """Print the relevant lines of an output, with short ids."""
        for line in lines:
            self.text(INDENT + re.sub(r"\b([0-9A-F]{6})[0-9A-F]{26}\b", r"\1..", line))

    def complete(self, output: str) -> None:
        """Print the complete output of a command, if this is desired."""
        if self.verbose:
            self.text(self._colour(output.rstrip(), DIM))

    def proved(self, claim: str, seconds: float, requests: int) -> None:
        """Print the claim of a chapter that has been checked."""
        cost = self._colour(f"({seconds:.1f} s, {requests} requests)", DIM)
        self.text(f"{INDENT}{self._colour('ok', GREEN)}: {claim} {cost}")

    def failed(self, message: str) -> None:
        self.text(f"{INDENT}{self._colour('failed', RED)}: {message}")

    def table(self, rows: list[tuple[str, float, int]]) -> None:
        """Print seconds and requests of each chapter, and their sums."""
        total = ("Total", sum(row[1] for row in rows), sum(row[2] for row in rows))
        width = max(len(row[0]) for row in [*rows, total])
        self.text("\n" + self._colour(f"{'Chapter':{width}}{'Seconds':>9}{'Requests':>10}", BOLD))
        for title, seconds, requests in [*rows, total]:
            self.text(f"{title:{width}}{seconds:9.1f}{requests:10}")

    def _colour(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colours else text
