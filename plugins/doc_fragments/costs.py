# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The option that returns costs."""

    DOCUMENTATION = r"""
options:
  show_costs:
    description:
      - Whether the result contains RV(ignore:monthly_cost), what the object costs before and after
        the task, by the price list of the API. Check mode returns the same.
      - The price list is read once an hour for all tasks. Some objects need one more list, such as
        that of the fixed instance sizes.
      - If the prices cannot be read, the task warns and continues.
      - Modules whose objects are not billed accept the option and ignore it.
      - The default can be set with the environment variable E(CLOUDPANEL_SHOW_COSTS).
    type: bool
    default: false
"""

    INFO = r"""
options:
  show_costs:
    description:
      - Whether the result contains RV(ignore:monthly_cost), what the selected objects cost in a
        month by the price list of the API.
      - The price list is read once an hour for all tasks. Some objects need one more list, such as
        that of the fixed instance sizes.
      - If the prices cannot be read, the task warns and continues.
      - Modules whose objects are not billed accept the option and ignore it.
      - The default can be set with the environment variable E(CLOUDPANEL_SHOW_COSTS).
    type: bool
    default: false
"""

    IGNORED = r"""
options:
  show_costs:
    description:
      - Has no effect. The module accepts it, so C(module_defaults) of the action group can set it.
    type: bool
    default: false
"""
