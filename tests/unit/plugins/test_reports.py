# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports: time ranges and endpoints."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import (
    as_list,
    period_query,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import (
    LOGS,
    MONITORING,
    PING,
)


def asked(period: str = "CUSTOM", start: str | None = None, end: str | None = None, **more) -> dict:
    return {"period": period, "start_date": start, "end_date": end, **more}


@pytest.mark.parametrize(
    "start, end, sent",
    [
        ("2026-01-01", "2026-01-31", ("2026-01-01T00:00:00Z", "2026-01-31T00:00:00Z")),
        (
            "2026-01-01T08:00:00+02:00",
            "2026-01-01T08:00:00Z",
            ("2026-01-01T06:00:00Z", "2026-01-01T08:00:00Z"),
        ),
        (
            "2026-01-01 08:00:00+00:00",
            "2026-01-01T08:00:00",
            ("2026-01-01T08:00:00Z", "2026-01-01T08:00:00Z"),
        ),
    ],
)
def test_dates_are_sent_in_utc(start, end, sent):
    assert period_query(asked(start=start, end=end)) == {
        "period": "CUSTOM",
        "start_date": sent[0],
        "end_date": sent[1],
    }


@pytest.mark.parametrize(
    "params, words",
    [
        (asked(), "period is CUSTOM, which needs start_date and end_date."),
        (asked(start="2026-01-01"), "which needs end_date."),
        (
            asked("LAST_7D", end="2026-01-01"),
            "end_date is set, but period is LAST_7D. Set period to CUSTOM",
        ),
        (
            asked(start="yesterday", end="2026-01-01"),
            "start_date is 'yesterday', which is not a date. Write a date such as 2026-01-31",
        ),
        (
            asked(start="2026-01-02", end="2026-01-01"),
            "end_date 2026-01-01 is before start_date 2026-01-02. Set a later end_date.",
        ),
    ],
)
def test_invalid_ranges_are_rejected(params, words):
    with pytest.raises(ValidationError, match=words):
        period_query(params)


def test_a_period_is_sent_as_it_is():
    assert period_query(asked("LAST_365D")) == {"period": "LAST_365D"}


def test_the_options_determine_the_endpoint():
    assert (
        LOGS.endpoint({"id": "L"}).path == "/logs/{id}"
        and LOGS.endpoint({"id": None}).path == "/logs"
    )
    assert LOGS.endpoint({"id": "L"}).query(asked("LAST_24H")) == {}
    assert MONITORING.endpoint({"server": "web"}).query(asked("LAST_HOUR")) == {
        "period": "LAST_HOUR"
    }
    assert PING.endpoint({"anonymous": True}).path == "/ping"
    assert PING.endpoint({"anonymous": False}).path == "/ping_auth"
    assert PING.needs_token({"anonymous": False}) and not PING.needs_token({"anonymous": True})


def test_dates_without_a_range_are_rejected():
    with pytest.raises(ValidationError, match="start_date is not supported for /monitoring_center"):
        MONITORING.endpoint({"server": None}).query(asked(start="2026-01-01"))


def test_one_object_or_none_is_shown_as_a_list():
    assert (
        as_list(None) == as_list({}) == []
        and as_list({"id": "L"}) == [{"id": "L"}]
        and as_list([{}, {"id": "L"}]) == [{}, {"id": "L"}]
    )
