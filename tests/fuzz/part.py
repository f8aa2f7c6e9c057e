# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of the fuzzer have in common: inputs, verdicts and the corpus."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The inputs that once showed a defect: a folder for each part.
CORPUS = Path(__file__).with_name("corpus")
#: Correct outcomes: the same as with the true input, an error message, and the correct reaction to
#: another legal value.
SAME, REFUSED, LEGAL = "same", "refused", "legal"
#: Defects: an exception; writes that the true input does not lead to; success without the writes
#: that the true input leads to; a request or an answer that the contract does not allow; an error
#: although the task could succeed; a message that is far longer than its input; a task that needs
#: far more time than others.
CRASH, GARBAGE, SILENT, BREACH, FAILED, LONG, SLOW = DEFECTS = (
    "crash",
    "garbage",
    "silent",
    "breach",
    "failed",
    "long message",
    "slow",
)


@dataclass(frozen=True)
class Verdict:
    """The outcome of an input.

    :param data: the input as the part saves it.
    :param text: the input for people.
    """

    data: dict[str, Any]
    text: str
    outcome: str
    message: str = ""

    @property
    def is_defect(self) -> bool:
        return self.outcome in DEFECTS

    def __str__(self) -> str:
        return f"{self.outcome}: {shortened(self.text)}\n    {shortened(self.message)}"


class Part(AbstractContextManager["Part"]):
    """A kind of input. A context manager.

    :param seed: decides on everything that is left to chance.
    """

    name: str

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def verdict(self, number: int) -> Verdict:
        """Return the outcome of an input. The seed and the number decide on the input."""
        return self.judge(self.input(number))

    def input(self, number: int) -> dict[str, Any]:
        """Return an input as JSON."""
        raise NotImplementedError

    def judge(self, data: dict[str, Any]) -> Verdict:
        """Return the outcome of an input."""
        raise NotImplementedError

    def chance(self, number: int) -> random.Random:
        """Return the source of chance of an input."""
        return random.Random(zlib.crc32(f"{self.name} {self.seed} {number}".encode()))


def shortened(text: str, length: int = 1500) -> str:
    return text if len(text) <= length else f"{text[:length]}... ({len(text)} characters)"


def saved(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and input of each file of the corpus that belongs to a part."""
    for file in sorted((CORPUS / part).glob("*.json")):
        yield file.stem, json.loads(file.read_text(encoding="utf-8"))
