# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """How a range of time is named."""

    DOCUMENTATION = r"""
options:
  period:
    description:
      - The range of time that is told of, until now.
      - V(CUSTOM) is the range from O(start_date) to O(end_date).
    type: str
    choices: [LAST_HOUR, LAST_24H, LAST_7D, LAST_30D, LAST_365D, CUSTOM]
    default: LAST_24H
  start_date:
    description:
      - Where the range begins, such as V(2026-01-31) or V(2026-01-31T08:00:00+01:00). Without a zone it is UTC.
      - Needs O(period=CUSTOM).
    type: str
  end_date:
    description:
      - Where the range ends, written in the same way.
      - Needs O(period=CUSTOM).
    type: str
"""
