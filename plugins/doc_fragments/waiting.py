# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The options for waiting."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the object is ready, or removed.
      - With V(false), the task returns when the API has accepted its last request. A later task can
        wait, and an C(_info) module with O(wait=true) can wait for many objects at once. If a
        request needs an earlier one to be completed, the task still waits for it.
      - If an operation is running on the object when the task begins, the task waits for its end
        before it makes its plan, also in check mode.
    type: bool
    default: true
  wait_timeout:
    description:
      - The number of seconds that the task may wait in total. This includes waiting for the request
        budget and for other tasks on this machine that manage the same object.
      - After that, the task fails and names the last state. A second run continues from there.
    type: int
    default: 1800
  wait_interval:
    description:
      - The number of seconds between two reads of the object. Each read is one request, which all
        waiting processes share.
      - The interval is up to four times as long if the object reports little progress, or if few
        requests are left. It is as short as a quarter if the object is almost ready.
    type: float
    default: 10.0
"""

    INFO = r"""
options:
  wait:
    description:
      - Whether to wait until no selected object is in a transitional state.
      - Each read takes one request per page, for any number of objects.
    type: bool
    default: false
  wait_timeout:
    description: The number of seconds that the task may wait in total.
    type: int
    default: 1800
  wait_interval:
    description:
      - The number of seconds between two reads.
      - The interval is up to four times as long if the objects report little progress, or if few
        requests are left. It is as short as a quarter if the objects are almost ready.
    type: float
    default: 10.0
"""

    REPORT = r"""
options:
  wait:
    description:
      - Has no effect, because a report needs no waiting. It is accepted so that it can be set for
        the action group.
    type: bool
    default: false
  wait_timeout:
    description: The number of seconds that the task may wait if the request budget is used up.
    type: int
    default: 1800
  wait_interval:
    description: Has no effect, like O(wait).
    type: float
    default: 10.0
"""
