# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the variants of a test that a quick run leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def no_group(value: Any) -> None:
    """Put all values into one group."""


def variants(
    values: Iterable[Any], quick: int = 1, group: Callable[[Any], Any] = no_group
) -> list[Any]:
    """Return the values as parameters of a test. A quick run uses the first ones of each group.

    :param quick: how many values of each group a quick run uses.
    :param group: returns the group of a value.
    """
    counts: Counter[Any] = Counter()
    params = []
    for value in values:
        counts[group(value)] += 1
        is_quick = counts[group(value)] <= quick
        params.append(pytest.param(value, marks=() if is_quick else pytest.mark.exhaustive))
    return params
