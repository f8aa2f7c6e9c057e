#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server_snapshot_info
short_description: Read the snapshot of a server of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads the snapshot of a server, with the date on which the API removes it, which M(ionos.cloudpanel.server_info) does not tell.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting.report
options:
  server:
    description:
      - The server, by name or id.
    type: str
    required: true
seealso:
  - module: ionos.cloudpanel.server_snapshot
  - module: ionos.cloudpanel.server_info
"""

EXAMPLES = r"""
- name: Read until when the snapshot can be restored
  ionos.cloudpanel.server_snapshot_info:
    server: db1
  register: db1
"""

RETURN = r"""
server_snapshots:
  description:
    - The snapshot of the server; empty where it has none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    creation_date:
      description: When it was taken.
      type: str
    deletion_date:
      description: When the API removes it.
      type: str
error:
  description: What the API answered.
  returned: when a request failed
  type: dict
  contains:
    status:
      description: The HTTP status; null where no answer came.
      type: int
    type:
      description: The code of the API.
      type: str
    message:
      description: The words of the API.
      type: str
    errors:
      description: The details of the API, of a shape that changes from operation to operation.
      type: raw
    operation:
      description: The method and path of the request.
      type: str
"""

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.report import (
    run_report_module,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import (
    SERVER_SNAPSHOTS,
)


def main():
    run_report_module(SERVER_SNAPSHOTS)


if __name__ == "__main__":
    main()
