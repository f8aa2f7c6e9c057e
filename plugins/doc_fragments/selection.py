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
      - A key is an attribute of the object. A dot leads to a nested attribute, such as C(status.state). In a list, any element may match,
        such as C(ips.ip). A number is the position in a list, such as C(ips.0.ip).
      - An object is given by its name, id or address, such as C(monitoring_policy) or C(private_networks), as in the options of tasks.
      - A list of values accepts any of them. An empty value or null matches an attribute that has no value.
      - An attribute that no object has, and a value that the attribute cannot have, are errors.
    type: dict
    default: {}
"""

    FILTERS = r"""
options:
  filters:
    description:
      - Read only objects whose attributes have these values.
      - A key is an attribute of the object. A dot leads to a nested attribute. In a list, any element may match.
      - An object is given by its name, id or address.
      - A list of values accepts any of them. An empty value or null matches an attribute that has no value.
      - An attribute that no object has, and a value that the attribute cannot have, are errors.
    type: dict
    default: {}
"""
