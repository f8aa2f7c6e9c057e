# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All parts of the fuzzer, and their numbers of inputs."""

from __future__ import annotations

from fuzz.answers import Answers
from fuzz.caches import Caches
from fuzz.operations import Operations
from fuzz.options import Options
from fuzz.part import Part
from fuzz.sources import Sources

PARTS: dict[str, tuple[type[Part], int]] = {
    "answers": (Answers, 5000),
    "options": (Options, 5000),
    "caches": (Caches, 3000),
    "sources": (Sources, 3000),
    "operations": (Operations, 8400),
}
