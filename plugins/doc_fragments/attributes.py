# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The support of check mode, diff mode and other features."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode, and returns exactly the requests that a real run would send.
    details:
      - Only GET requests are sent. RV(ignore:operations) lists the other requests.
      - Tasks can refer to objects that earlier tasks of the same check run would create. Therefore
        a whole play can be checked on an empty account.
  diff_mode:
    support: full
    description: Returns the values of the options before and after the task.
  idempotent:
    support: full
    description: A second run without other changes in between changes nothing.
options: {}
"""

    FILE = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode, and returns whether the file would change. The new content
      is read, but not written.
  diff_mode:
    support: full
    description: Returns the checksums of the file before and after the task.
  idempotent:
    support: full
    description: A second run without other changes in between changes nothing.
options: {}
"""

    INFO = r"""
attributes:
  check_mode:
    support: full
    description: This module only reads.
  diff_mode:
    support: N/A
    description: This module changes nothing.
  idempotent:
    support: full
    description: A second run without other changes in between changes nothing.
options: {}
"""

    REPEATED = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode, and returns exactly the requests that a real run would send.
  diff_mode:
    support: none
    description: Diffs do not contain secrets.
  idempotent:
    support: none
    description: The module sends its request at each run.
options: {}
"""

    REQUEST = r"""
attributes:
  check_mode:
    support: full
    description: In check mode, only GET requests are sent. Other requests are returned.
  diff_mode:
    support: none
    description: The module does not know the objects that it changes.
  idempotent:
    support: none
    description: The module sends the request at each run.
options: {}
"""

    MODULE = r"""
attributes:
  action_group:
    support: full
    membership: [ionos.cloudpanel.cloudpanel]
    description: Use C(group/ionos.cloudpanel.cloudpanel) in C(module_defaults) to set defaults for
      all modules of this collection.
  platform:
    support: full
    platforms: posix
    description: The operating systems of the machine on which the module runs. The API is the same
      for servers with all operating systems.
options: {}
"""
