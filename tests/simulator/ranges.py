# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time ranges of logs, usages and the monitoring center (api-notes: ranges), and dates as the API writes them (api-notes: dates)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .account import DAY_FIRST, Account
from .errors import invalid, wrong_value

HOUR, DAY = 3600, 86400
#: period: seconds
PERIODS = {
    "LAST_HOUR": HOUR,
    "LAST_24H": DAY,
    "LAST_7D": 7 * DAY,
    "LAST_30D": 30 * DAY,
    "LAST_365D": 365 * DAY,
}


def span(account: Account, query: Mapping[str, Any]) -> tuple[float, float]:
    """First and last second that a query asks for; neither is in the future.

    :raises Problem: 400 for CUSTOM without its dates, or with an end before the start.
    """
    now = account.clock.now()
    if query["period"] != "CUSTOM":
        return now - PERIODS[query["period"]], now
    missing = [name for name in ("start_date", "end_date") if name not in query]
    if missing:
        raise invalid(
            f"Required field(s) {', '.join(missing)} missing or empty. ", {"required": missing[0]}
        )
    start, end = (seconds(query[name]) for name in ("start_date", "end_date"))
    if end < start:
        raise wrong_value("end_date", 1)
    return min(start, now), min(end, now)


def seconds(date: datetime | str) -> float:
    """A date as seconds since the epoch; one without a zone is UTC (api-notes: range-zone)."""
    moment = datetime.fromisoformat(date) if isinstance(date, str) else date
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def moment(text: str) -> float | None:
    """A date in any spelling of the API as seconds since the epoch; None: the text is no date."""
    for spelling in ("%Y-%m-%dT%H:%M:%S%z", DAY_FIRST):
        try:
            return seconds(datetime.strptime(text, spelling))
        except ValueError:
            pass
    return None


def zulu(moment: float) -> str:
    """As users and logs have it: 2015-04-06T23:48:38Z."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def offset(moment: float) -> str:
    """As most objects and usages have it: 2015-05-04T06:32:15+00:00."""
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds")


def day_before_month(moment: float) -> str:
    """As samples of the monitoring center have it: 2015-19-05T00:05:00Z (api-notes: sample-dates)."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%d-%mT%H:%M:%SZ")
