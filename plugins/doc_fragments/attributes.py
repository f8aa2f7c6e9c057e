# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """What modules can do."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode and announce exactly the operations that a real run would perform.
    details:
      - Only GET requests are sent. RV(ignore:operations) lists what would be sent otherwise.
      - What an earlier task of the same check run announced can be referred to, so that a whole play works on an empty account.
  diff_mode:
    support: full
    description: Returns what the object is and what it will be, in the terms of the options.
  idempotent:
    support: full
    description: When run twice in a row without changes in between, the second time changes nothing.
options: {}
"""

    FILE = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode and tell whether the file would change. What it would hold is read and not written.
  diff_mode:
    support: full
    description: Returns a checksum of what the file holds and of what it will hold.
  idempotent:
    support: full
    description: When run twice in a row without changes in between, the second time changes nothing.
options: {}
"""

    INFO = r"""
attributes:
  check_mode:
    support: full
    description: Reads only, so that check mode makes no difference.
  diff_mode:
    support: N/A
    description: Changes nothing, so that there is nothing to compare.
  idempotent:
    support: full
    description: When run twice in a row without changes in between, the second time changes nothing.
options: {}
"""
