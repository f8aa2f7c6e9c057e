#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server_snapshot
short_description: Manage the snapshot of a server of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Takes, restores and removes the snapshot of a server.
  - 'A server has one snapshot at the most: that is the limit of the API. A newer one takes two tasks: V(absent), then V(present).'
  - The API removes a snapshot by itself some days after it was taken.
  - A server with a snapshot neither joins nor leaves private networks.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  state:
    description:
      - V(present) takes a snapshot where the server has none. One that is there already stays, however old it is.
      - V(restored) brings the server back to its snapshot, each time; what was written since is lost.
      - V(absent) removes it.
    type: str
    choices: [present, absent, restored]
    default: present
  server:
    description:
      - The server, by name or id.
    type: str
    required: true
seealso:
  - module: ionos.cloudpanel.server_snapshot_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Take a snapshot before an upgrade
  ionos.cloudpanel.server_snapshot:
    server: db1

- name: Go back to it
  ionos.cloudpanel.server_snapshot:
    server: db1
    state: restored

- name: Remove it
  ionos.cloudpanel.server_snapshot:
    server: db1
    state: absent
"""

RETURN = r"""
server_snapshot:
  description:
    - The snapshot as the server shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    creation_date:
      description: When it was taken.
      type: str
    deletion_date:
      description: When the API removes it; null where the server does not show it.
      type: str
    server:
      description: The server, with V(id) and V(name).
      type: dict
operations:
  description:
    - The writes that were performed, in their order; in check mode those that a real run would perform.
    - In check mode braces stand for ids that are not known yet.
  returned: always
  type: list
  elements: dict
  contains:
    method:
      description: The HTTP method.
      type: str
    path:
      description: The path below the address of the API.
      type: str
    reason:
      description: What it is for, in words.
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.state import run_state_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_SNAPSHOT,
)


def main():
    run_state_module(SERVER_SNAPSHOT)


if __name__ == "__main__":
    main()
