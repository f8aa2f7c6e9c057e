# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """What the API is asked to list."""

    DOCUMENTATION = r"""
options:
  q:
    description:
      - Read only what contains this text anywhere. The API searches, so that a long list takes fewer requests.
      - The API decides where it searches and how. Use O(filters) to compare attributes; both can be given.
      - What is read with O(q), O(sort) or O(limit) is not shared with other tasks.
    type: str
  sort:
    description:
      - The attribute by which the API sorts, such as V(name). A minus reverses the order, such as V(-creation_date).
      - Together with O(limit) it reads the first or the newest elements of a long list with one request.
    type: str
  limit:
    description:
      - How many elements to read at the most, of each list if there are several. It cannot be combined with O(filters).
    type: int
"""
