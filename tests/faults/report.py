# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the campaign, for the terminal and for docs/reliability.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from faults.campaign import DEFECTS, INAPPLICABLE, PASSED, Verdict, writing_operations
from faults.faults import FAMILIES, FAULTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults -->", "<!-- end of faults -->"


@dataclass
class Report:
    """The number of cells by operation, fault and outcome.

    :param cells: the number of all cells, of which the campaign may run only some.
    """

    cells: int = 0
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    defects: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        cell = verdict.cell
        self.counts[cell.operation, cell.fault.name, verdict.outcome] += 1
        if verdict.outcome in DEFECTS:
            self.defects.append(str(verdict))

    def merge(self, other: Report) -> None:
        self.cells += other.cells
        self.counts += other.counts
        self.defects += other.defects

    def number(self, operation: str, faults: Iterable[str], *outcomes: str) -> int:
        """Return the number of cells of an operation with some faults and outcomes."""
        return sum(
            self.counts[operation, fault, outcome] for fault in faults for outcome in outcomes
        )

    def summary(self) -> str:
        """Return the totals in one sentence for each."""
        totals: Counter[str] = Counter()
        for (_operation, _fault, outcome), number in self.counts.items():
            totals[outcome] += number
        struck = totals.total() - totals[INAPPLICABLE]
        failed = sum(totals[defect] for defect in DEFECTS)
        return (
            f"The campaign has {self.cells:,} cells, of which {totals.total():,} were run. In "
            f"{struck:,} of them, the fault struck a request. {totals[PASSED]:,} of these cells "
            f"passed, and {failed:,} did not."
        )

    def table(self) -> str:
        """Return the table of operations and families of faults in Markdown."""
        lines = [
            f"| Operation | {' | '.join(FAMILIES)} |",
            f"|---|{'---:|' * len(FAMILIES)}",
        ]
        reached = {operation for operation, _fault, _outcome in self.counts}
        for operation in filter(reached.__contains__, writing_operations()):
            entries = [self._entry(operation, family) for family in FAMILIES]
            lines.append(f"| `{operation}` | {' | '.join(entries)} |")
        return "\n".join(lines)

    def _entry(self, operation: str, family: str) -> str:
        faults = [fault.name for fault in FAULTS if fault.family == family]
        passed = self.number(operation, faults, PASSED)
        failed = self.number(operation, faults, *DEFECTS)
        return f"{passed} of {passed + failed}" if failed else str(passed or "")

    def write(self) -> None:
        """Replace the part of the page between the markers."""
        before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _old, _end, after = rest.partition(END)
        part = f"{BEGIN}\n{self.summary()}\n\n{self.table()}\n{END}"
        PAGE.write_text(f"{before}{part}{after}", encoding="utf-8")
