# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The options that select objects."""

    DOCUMENTATION = r"""
options:
  id:
    description: Return only the object with this id.
    type: str
  name:
    description:
      - Return only objects with one of these names.
      - Names that no object has are ignored. With O(wait=true), they are an error.
    type: list
    elements: str
  filters:
    description:
      - Return only objects whose attributes have these values.
      - A key is an attribute, such as C(name). A dot leads to a nested attribute, such as
        C(status.state). In a list, any element can match, such as C(ips.ip). A number is a position
        in a list, such as C(ips.0.ip).
      - The value of an attribute that shows another object, such as C(monitoring_policy), is its
        name, its id or its address, as in the options of tasks.
      - A list of values matches any of them. An empty value or null matches an attribute without a
        value.
      - An attribute that no object has, and a value that an attribute cannot have, are errors.
    type: dict
    default: {}
"""

    FILTERS = r"""
options:
  filters:
    description:
      - Return only elements whose attributes have these values. If the result has several lists,
        the filters apply to each of them.
      - A key is an attribute. A dot leads to a nested attribute. In a list, any element can match.
      - The value of an attribute that shows another object is its name, its id or its address.
      - A list of values matches any of them. An empty value or null matches an attribute without a
        value.
      - An attribute that no element has, and a value that an attribute cannot have, are errors.
    type: dict
    default: {}
"""
