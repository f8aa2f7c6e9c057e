# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """How a task waits for what it started."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the object is ready, or gone.
      - With V(false) the task returns as soon as its last request is accepted; a later task, or an C(_info) module with
        O(wait), can wait for many objects at once. Steps that need an earlier one to be finished are waited for all the same.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds that the whole task may wait, also for the request budget and for other tasks on this machine that manage the same object.
      - When they are over, the task fails and names the last state. Running it again continues from there.
    type: int
    default: 1800
  wait_interval:
    description:
      - Seconds between two looks at the object. Each look is one request, and all processes that wait share it.
      - The pause is up to four times as long while the object's own percent says that it is far from ready or the account's
        budget is short, and down to a quarter when it is about to be ready.
    type: float
    default: 10.0
"""

    INFO = r"""
options:
  wait:
    description:
      - Whether to wait until no selected object is on its way to another state any more.
      - However many objects there are, each look is one request a page.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait at the most.
    type: int
    default: 1800
  wait_interval:
    description:
      - Seconds between two looks.
      - The pause is up to four times as long while the objects' own percent says that they are far from ready or the account's
        budget is short, and down to a quarter when they are about to be ready.
    type: float
    default: 10.0
"""

    REPORT = r"""
options:
  wait:
    description:
      - Has no meaning here, as nothing has to be waited for. It is taken so that it can be set for the action group.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait at the most, where the account's request budget is used up.
    type: int
    default: 1800
  wait_interval:
    description: Has no meaning here either.
    type: float
    default: 10.0
"""
