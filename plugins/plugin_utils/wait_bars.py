# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the callback progress shows: bars of objects, and the request budget. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Awaited, Wait

from .task_waits import HostWait

#: Characters of a bar, and of the longest label.
BAR, LABEL = 20, 40
#: In a terminal with fewer characters in a line, a bar has half as many.
WIDE = 100
#: The most objects that have a bar.
MOST = 10


def bars(waits: Sequence[HostWait], now: float, columns: int, rows: int) -> list[str]:
    """Return a line for each object that tasks wait for, and one for the request budget.

    :param now: seconds since the epoch.
    :param columns: characters of a line of the terminal.
    :param rows: lines of the terminal.
    """
    several = len({each.host for each in waits}) > 1
    shown = [
        (f"{each.host}: {awaited.label}" if several else awaited.label, awaited, each.wait)
        for each in waits
        for awaited in each.wait.awaited
    ]
    most = max(1, min(MOST, rows - 3))
    length = BAR if columns >= WIDE else BAR // 2
    labels = [label for label, _awaited, _wait in shown[:most]]
    states = [_state(awaited, wait, now, length) for _label, awaited, wait in shown[:most]]
    # Of a line that is too long, the label is cut off, but a quarter of the line is left to it.
    free = columns - 2 - max(map(len, states), default=0)
    width = min(max(map(len, labels), default=0), LABEL, max(free, columns // 4))
    lines = [f"{label[:width].ljust(width)} {state}" for label, state in zip(labels, states)]
    if len(shown) > most:
        lines.append(f"and {len(shown) - most} more")
    counted = [each.wait for each in waits if each.wait.request_limit]
    if counted:
        lines.append(_budget(max(counted, key=lambda wait: (wait.resets_at, -wait.remaining)), now))
    return [line[: columns - 1] for line in lines]


def _state(awaited: Awaited, wait: Wait, now: float, length: int) -> str:
    """Return the bar of an object, and the text after it.

    :param length: characters of the bar.
    """
    percent = awaited.percent
    if percent is None:
        drawn, number = "." * length, ""
    else:
        done = int(length * max(0.0, min(100.0, percent)) / 100)
        drawn, number = "#" * done + "-" * (length - done), f"{percent:.0f} %"
    state = f"has to {wait.effect}" if awaited.state is None else awaited.state
    waited = max(0.0, now - wait.began_at)
    return f"[{drawn}] {number:>5}  {state}, {waited:.0f} of {wait.limit:.0f} s"


def _budget(wait: Wait, now: float) -> str:
    """Return the line of the request budget."""
    limit = wait.request_limit
    if wait.resets_at <= now:
        return f"requests: {limit} of {limit} left"
    return f"requests: {wait.remaining} of {limit} left, reset in {wait.resets_at - now:.0f} s"
