# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source logs: the entries of the log of the account. Pure functions.

An entry gives an event when it appears, and another one each time its state changes. Entries can
appear late, in any order, and with equal times. The state of the source contains the entries that
can still change or appear again:

- entries of operations in progress, until they have ended,
- entries that ended after the *horizon*, which is OVERLAP before the newest date of the log.

An entry that is not known and ended before the horizon gives no event. All dates are those of the
API. The clock of this machine only decides how much of the log is read, by the time since the last
poll.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import timestamp
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import LOGS

from .event_position import Event
from .event_source import EventSource

HOUR, DAY = 3600.0, 86400.0
#: Seconds by which an entry can be later than others with the same date.
OVERLAP = 1800.0
#: Seconds for which the source waits for the end of an operation.
LONGEST_OPERATION = 7 * DAY
#: Seconds of the periods of the API, the shortest first (api-notes: ranges).
PERIODS = {
    "LAST_HOUR": HOUR,
    "LAST_24H": DAY,
    "LAST_7D": 7 * DAY,
    "LAST_30D": 30 * DAY,
    "LAST_365D": 365 * DAY,
}
#: The state of operations in progress (api-notes: log-in-progress).
IN_PROGRESS = "IN_PROGRESS"


class LogEvents(EventSource):
    """The source.

    Its state has these keys:

    - ``read_at``: the time of the last poll, by the clock of this machine.
    - ``newest``: the newest date of the log, in seconds since the epoch.
    - ``entries``: for each known entry its ``state``, its ``date`` (None: in progress), and when it
      was first ``seen``, by the clock of this machine.
    """

    name = "logs"
    report = LOGS

    def query(self, state: Mapping[str, Any], now: float) -> dict[str, str]:
        """Return the shortest period with all entries that can give an event.

        It contains the time since the last poll and the beginning of all operations in progress.
        """
        needed = 0.0
        if state:
            running = [each["seen"] for each in state["entries"].values() if each["date"] is None]
            elapsed = now - min(state["read_at"], *running, *[now][: not running])
            # If the clock was set back, the time since the last poll is not known.
            needed = OVERLAP + (elapsed if now >= state["read_at"] else LONGEST_OPERATION)
        fitting = (name for name, seconds in PERIODS.items() if seconds >= needed)
        return {"period": next(fitting, "LAST_365D")}

    def changes(
        self, state: Mapping[str, Any], elements: Sequence[Mapping[str, Any]], now: float
    ) -> tuple[dict[str, Any], list[Event]]:
        """Return the new state, and an event for each new entry and each changed state of one.

        The first poll gives no events.
        """
        known = dict(state.get("entries", {}))
        horizon = state.get("newest", 0.0) - OVERLAP
        events = []
        for entry in sorted(elements, key=lambda each: (timestamp(each["start_date"]), each["id"])):
            former = known.get(entry["id"])
            if former is None and _last_date(entry) < horizon:
                continue
            current = _described(entry, former or {"state": None, "seen": now})
            if former is None or current["state"] != former["state"]:
                events.append(self.event(entry, entry["id"], current["state"]))
            known[entry["id"]] = current
        # A date in the future would hide all entries before it.
        newest = min(max(map(_last_date, elements), default=0.0), now)
        newest = max(newest, state.get("newest", 0.0))
        entries = {
            identifier: each
            for identifier, each in known.items()
            if _can_change(each, newest - OVERLAP, now)
        }
        new_state = {"read_at": now, "newest": newest, "entries": entries}
        return new_state, events if state else []


def _described(entry: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the state of the source contains of an entry (api-notes: log-end).

    :param former: what it contained before. A state that is not shown is the former one.
    """
    state = entry["status"]["state"] or former["state"]
    ended = entry["end_date"] is not None and state != IN_PROGRESS
    return {
        "state": state,
        "date": _last_date(entry) if ended else None,
        "seen": former["seen"],
    }


def _last_date(entry: Mapping[str, Any]) -> float:
    """Return the end of an operation, or the start of one in progress."""
    date: float = max(timestamp(entry["start_date"]), timestamp(entry["end_date"]))
    return date


def _can_change(entry: Mapping[str, Any], horizon: float, now: float) -> bool:
    """Return whether an entry is in progress, or can appear again as a new one."""
    if entry["date"] is None:
        return bool(now - entry["seen"] <= LONGEST_OPERATION)
    return bool(entry["date"] >= horizon)
