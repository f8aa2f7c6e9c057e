# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that the API accepts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """A range with a step for numbers, or a length for texts.

    :param minimum: the smallest number, or the length of the shortest text.
    :param maximum: the largest number, or the length of the longest text.
    :param step: numbers are multiples of it.
    """

    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None

    def complaint(self, value: Any) -> str | None:
        """Return why a value is outside the limits, or None."""
        if isinstance(value, str):
            if self.minimum is not None and len(value) < self.minimum:
                return f"is shorter than {self.minimum:g} characters"
            if self.maximum is not None and len(value) > self.maximum:
                return f"has {len(value)} characters, {self.maximum:g} are allowed"
            return None
        if isinstance(value, float) and math.isnan(value):
            return "is not a number"
        if self.minimum is not None and value < self.minimum:
            return f"is {value}, less than {self.minimum:g}"
        if self.maximum is not None and value > self.maximum:
            return f"is {value}, more than {self.maximum:g}"
        if self.step is not None and value % self.step:
            return f"is {value}, not a multiple of {self.step:g}"
        return None


#: (api-notes: text-length)
NAME = Limits(minimum=1, maximum=128)
DESCRIPTION = Limits(maximum=256)
