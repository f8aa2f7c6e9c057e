# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """How reading modules select objects."""

    DOCUMENTATION = r"""
options:
  id:
    description: Read only the object with this id.
    type: str
  name:
    description: Read only objects with one of these names. Names that no object has are passed over, and refused with O(wait=true).
    type: list
    elements: str
  filters:
    description:
      - Read only objects whose attributes have these values.
      - A key is an attribute of the object, a dot leads into nested ones. A list of values accepts any of them.
      - One that no object of the kind has is refused.
    type: dict
    default: {}
"""

    FILTERS = r"""
options:
  filters:
    description:
      - Read only objects whose attributes have these values.
      - A key is an attribute of the object, a dot leads into nested ones. A list of values accepts any of them.
    type: dict
    default: {}
"""
