# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time ranges of reports (api-notes: ranges), and the formats of dates (api-notes: dates)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .account import DAY_FIRST, Account
from .errors import missing, wrong_value

HOUR, DAY = 3600, 86400
#: The seconds of each period.
PERIODS = {
    "LAST_HOUR": HOUR,
    "LAST_24H": DAY,
    "LAST_7D": 7 * DAY,
    "LAST_30D": 30 * DAY,
    "LAST_365D": 365 * DAY,
}


def span(account: Account, query: Mapping[str, Any]) -> tuple[float, float]:
    """Return the first and the last second of the range in a query. Neither is in the future.

    :raises ApiError: 400 for CUSTOM without dates, or with an end before the start.
    """
    now = account.clock.now()
    if query["period"] != "CUSTOM":
        return now - PERIODS[query["period"]], now
    absent = [name for name in ("start_date", "end_date") if name not in query]
    if absent:
        raise missing(*absent)
    start, end = (seconds(query[name]) for name in ("start_date", "end_date"))
    if end < start:
        raise wrong_value("end_date", 1)
    return min(start, now), min(end, now)


def seconds(date: datetime | str) -> float:
    """Return a date in seconds since the epoch; without a zone, it is UTC.

    (api-notes: range-zone)
    """
    moment = datetime.fromisoformat(date) if isinstance(date, str) else date
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def parse_date(text: str) -> float | None:
    """Return a date in any format of the API in seconds since the epoch, or None."""
    for spelling in ("%Y-%m-%dT%H:%M:%S%z", DAY_FIRST):
        with contextlib.suppress(ValueError):
            return seconds(datetime.strptime(text, spelling))
    return None


def zulu(moment: float) -> str:
    """Return a date as users and logs show it: 2015-04-06T23:48:38Z."""
    return _date(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def offset(moment: float) -> str:
    """Return a date as most objects show it: 2015-05-04T06:32:15+00:00."""
    return _date(moment).isoformat(timespec="seconds")


def day_before_month(moment: float) -> str:
    """Return a date as samples show it: 2015-19-05T00:05:00Z (api-notes: sample-dates)."""
    return _date(moment).strftime("%Y-%d-%mT%H:%M:%SZ")


def _date(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, timezone.utc)
