# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide which element of a stack can begin. Pure."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence


class Schedule:
    """The elements that have not begun yet.

    :param order: the numbers of the elements, in the order in which they begin if they can.
    :param before: by number, the elements that have to end before.
    :ivar skipped: by number of an element that cannot begin, the failed element that it needs.
    """

    def __init__(self, order: Sequence[int], before: Mapping[int, Collection[int]]) -> None:
        self._rank = {number: rank for rank, number in enumerate(order)}
        self._missing: dict[int, int] = {}
        self._followers: defaultdict[int, list[int]] = defaultdict(list)
        self._ready: list[tuple[int, int]] = []
        self.skipped: dict[int, int] = {}
        for number in order:
            needed = [each for each in before.get(number, ()) if each in self._rank]
            self._missing[number] = len(needed)
            for each in needed:
                self._followers[each].append(number)
            if not needed:
                self._add(number)

    def next(self) -> int | None:
        """Return an element that can begin now, or None."""
        while self._ready:
            number = heapq.heappop(self._ready)[1]
            if number not in self.skipped:
                return number
        return None

    def needs(self, number: int) -> bool:
        """Return whether other elements have to wait for an element."""
        return bool(self._followers[number])

    def end(self, number: int) -> None:
        """Record that an element has ended."""
        for follower in self._followers[number]:
            self._missing[follower] -= 1
            if not self._missing[follower]:
                self._add(follower)

    def fail(self, number: int) -> None:
        """Record that an element has failed. The elements that need it are skipped."""
        pending = [number]
        while pending:
            for follower in self._followers[pending.pop()]:
                if follower not in self.skipped:
                    self.skipped[follower] = number
                    pending.append(follower)

    def _add(self, number: int) -> None:
        heapq.heappush(self._ready, (self._rank[number], number))
