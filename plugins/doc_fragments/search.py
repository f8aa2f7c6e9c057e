# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The options for searches and sorting by the API."""

    DOCUMENTATION = r"""
options:
  q:
    description:
      - Return only objects that contain this text. The API searches, so a long list takes fewer
        requests.
      - The API decides in which attributes it searches. Use O(filters) to compare attributes. Both
        options can be combined.
      - Lists that are read with O(q), O(sort) or O(limit) are not shared with other tasks.
    type: str
  sort:
    description:
      - The attribute by which the API sorts, such as V(name). A minus sign reverses the order, such
        as V(-creation_date).
      - With O(limit), one request is enough for the first or the newest elements of a long list.
    type: str
  limit:
    description:
      - The maximum number of elements. If the API returns several lists, it is the maximum of each
        list.
      - It cannot be combined with O(filters).
    type: int
"""
