# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on a run, and the tables of the page about security."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import places
from .campaign import Evidence

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- places of secrets -->", "<!-- end of places of secrets -->"
#: Where the control run brings a password. The other places are files that only some runs have.
PLANTED = frozenset(places.PLACES) - {places.RUNNER, places.REPORT}


def control_problems(evidence: Evidence) -> Iterator[str]:
    """Yield the places in which the scan does not find the planted secret."""
    found = {each.place for each in evidence.findings if each.secret == places.PASSWORD}
    yield from (f"the scan finds nothing in the {place}" for place in PLANTED - found)


def judged(evidence: Evidence) -> list[str]:
    """Return the problems of a run: leaks, or for a control run what the scan did not find."""
    if evidence.run.situation == places.PLANTED:
        return [*evidence.problems, *control_problems(evidence)]
    leaks = [str(each) for each in evidence.findings if not places.permitting(each)]
    return [*evidence.problems, *leaks, *evidence.exposed()]


def with_table(page: str) -> str:
    """Return the text of the page with the current tables."""
    block = f"{BEGIN}\n\n{places.table()}\n\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _match: block, page, flags=re.DOTALL)


def write_page() -> None:
    """Write the tables to the page."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
