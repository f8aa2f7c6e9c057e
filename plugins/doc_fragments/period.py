# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The options for the period of a report."""

    DOCUMENTATION = r"""
options:
  period:
    description:
      - The period of the report. It ends now.
      - V(CUSTOM) means the period from O(start_date) to O(end_date).
    type: str
    choices: [LAST_HOUR, LAST_24H, LAST_7D, LAST_30D, LAST_365D, CUSTOM]
    default: LAST_24H
  start_date:
    description:
      - The start of the period, such as V(2026-01-31) or V(2026-01-31T08:00:00+01:00). A time
        without a time zone is UTC.
      - Requires O(period=CUSTOM).
    type: str
  end_date:
    description:
      - The end of the period, in the same format as O(start_date).
      - Requires O(period=CUSTOM).
    type: str
"""
