# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of answers and options are read in the same way by each Python."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model import values


class OldDatetime(datetime.datetime):
    """The class of Python 3.10 and earlier, which does not accept Z."""

    @classmethod
    def fromisoformat(cls, date_string):
        if date_string.upper().endswith("Z"):
            raise ValueError(f"Invalid isoformat string: {date_string!r}")
        return super().fromisoformat(date_string)


@pytest.mark.parametrize("date", ["2026-11-25T08:33:25Z", "2026-11-25T08:33:25+00:00"])
def test_a_date_in_utc_is_read(monkeypatch, date):
    monkeypatch.setattr(values, "datetime", OldDatetime)
    assert values.timestamp(date) == 1795595605.0


@pytest.mark.parametrize("date", [None, "", "soon", "Z"])
def test_a_value_that_is_no_date_is_very_old(date):
    assert values.timestamp(date) == 0
