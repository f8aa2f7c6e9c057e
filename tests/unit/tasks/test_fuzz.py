# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some inputs of each part of the fuzzer, and all that once showed a defect.

``make fuzz`` runs many more.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fuzz.part import CORPUS, Part, saved
from fuzz.parts import PARTS

pytestmark = pytest.mark.exhaustive  # inputs take seconds

#: Inputs of each part.
SAMPLE = {"answers": 300, "options": 300, "caches": 120, "sources": 400, "operations": 480}


@pytest.fixture(scope="module", params=PARTS)
def part(request) -> Iterator[Part]:
    with PARTS[request.param][0](seed=8) as part:
        yield part


def test_the_corpus_shows_no_defect(part):
    verdicts = [(name, part.judge(data)) for name, data in saved(part.name)]
    assert not [f"{name}: {verdict}" for name, verdict in verdicts if verdict.is_defect]


def test_no_input_shows_a_defect(part):
    verdicts = [part.verdict(number) for number in range(SAMPLE[part.name])]
    assert not [str(verdict) for verdict in verdicts if verdict.is_defect]
    outcomes = {verdict.outcome for verdict in verdicts}
    assert len(outcomes) > 1, f"all inputs have the outcome {outcomes}"


def test_a_number_decides_on_the_input(part):
    assert part.input(7) == part.input(7) != part.input(8)


def test_each_folder_of_the_corpus_belongs_to_a_part():
    assert {folder.name for folder in CORPUS.iterdir()} <= set(PARTS)
