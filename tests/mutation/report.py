# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of mutants by file, their survivors, and the mutants that change no behaviour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .campaign import ERROR, KILLED, ROOT, SURVIVED, UNCOVERED, Verdict
from .forks import TIMEOUT
from .mutants import Mutant

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- mutants -->", "<!-- end of mutants -->"
EQUIVALENTS = Path(__file__).with_name("equivalents.yml")
ALIVE = (SURVIVED, UNCOVERED, ERROR)


def equivalents() -> list[dict[str, Any]]:
    """Return the mutants that behave as the original. Each has a reason."""
    return yaml.safe_load(EQUIVALENTS.read_text(encoding="utf-8")) or []


def matches(entry: dict[str, Any], mutant: Mutant) -> bool:
    """Return whether an entry of the list of equivalent mutants describes a mutant."""
    return (
        mutant.file.endswith(entry["file"])
        and entry["in"] == mutant.scope
        and entry["before"] == mutant.before
        and entry["after"] == mutant.after
        and entry.get("number", 0) == mutant.number
    )


@dataclass
class Report:
    """The outcomes of a campaign."""

    verdicts: Sequence[Verdict]
    equivalents: Sequence[dict[str, Any]]
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for verdict in self.verdicts:
            counts = self.counts.setdefault(verdict.mutant.file, Counter())
            counts["equivalent" if self._is_explained(verdict) else verdict.outcome] += 1

    def _is_explained(self, verdict: Verdict) -> bool:
        return verdict.outcome in ALIVE and any(
            matches(entry, verdict.mutant) for entry in self.equivalents
        )

    def survivors(self) -> Iterator[str]:
        """Yield the changes that no test notices and that are not listed as equivalent."""
        for verdict in self.verdicts:
            if verdict.outcome in ALIVE and not self._is_explained(verdict):
                yield f"{verdict.outcome}: {verdict.by}{verdict.mutant.diff()}\n"

    def mistakes(self) -> list[str]:
        """Return the entries of the list of equivalent mutants that are wrong."""
        found = []
        for entry in self.equivalents:
            verdicts = [each for each in self.verdicts if matches(entry, each.mutant)]
            text = f"equivalents.yml, {entry['file']}, {entry['in']}: {entry['after']}"
            found += [
                f"{text}: {each.by} fails with this mutant. Remove the entry."
                for each in verdicts
                if each.outcome not in ALIVE
            ]
        return found

    def table(self) -> str:
        """Return the table of files in Markdown."""
        lines = [
            "| File | Mutants | Killed | Timeout | Survived | Not covered | Equivalent | Score |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for file, counts in sorted(self.counts.items()):
            name = "/".join(Path(file).parts[-2:])
            lines.append(_line(f"`{name}`", counts))
        return "\n".join([*lines, _line("all", sum(self.counts.values(), Counter()))])

    def write(self) -> None:
        """Replace the table of the page between the markers."""
        before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _old, _end, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n{self.table()}\n{END}{after}", encoding="utf-8")


def _line(name: str, counts: Counter[str]) -> str:
    numbers = [counts[each] for each in (KILLED, TIMEOUT, SURVIVED, UNCOVERED, "equivalent")]
    found = counts[KILLED] + counts[TIMEOUT]
    relevant = counts.total() - counts["equivalent"]
    score = f"{100 * found / relevant:.1f} %" if relevant else ""
    return f"| {' | '.join([name, str(counts.total()), *map(str, numbers), score])} |"
