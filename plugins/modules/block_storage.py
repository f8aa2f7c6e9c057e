#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: block_storage
short_description: Manage block storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, grows, renames and removes block storages, and attaches them to a server.
  - A storage is attached to one server at a time, and both are in the same datacenter. It outlives the server.
  - An attached storage stands among the disks of its server; O(ionos.cloudpanel.server#module:hdds) leaves it alone.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the block storage. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the block storage where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it with all that is on it. It is detached first.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the block storage. Without O(id) it is found by its exact name, on all pages of the list; several
        of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  size:
    description:
      - Its size in GB, 20 to 500 in steps of 10. Needed on creation. A smaller size than the present one is refused without
        O(allow_shrink).
    type: int
  allow_shrink:
    description:
      - Whether a smaller O(size) is sent to the API. Otherwise such a task fails before it changes anything.
      - The reference of the API does not say whether storages can become smaller. If the API accepts it, data can be lost.
    type: bool
    default: false
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
      - Without it a new storage lies in the datacenter of its O(server), or in the default one.
    type: str
  server:
    description:
      - The server that it is attached to, by name or id. Where it is attached to another one it is detached there first.
      - An empty text detaches it.
    type: str
seealso:
  - module: ionos.cloudpanel.block_storage_info
  - module: ionos.cloudpanel.shared_storage
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Create a block storage at a server
  ionos.cloudpanel.block_storage:
    name: data
    size: 100
    server: db1

- name: Let it grow
  ionos.cloudpanel.block_storage:
    name: data
    size: 200

- name: Move it to another server
  ionos.cloudpanel.block_storage:
    name: data
    server: db2

- name: Detach it
  ionos.cloudpanel.block_storage:
    name: data
    server: ""

- name: Remove it
  ionos.cloudpanel.block_storage:
    name: data
    state: absent
"""

RETURN = r"""
block_storage:
  description:
    - The block storage as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
    description:
      description: Its description.
      type: str
    state:
      description: Its state, as the API spells it.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    creation_date:
      description: When it was created.
      type: str
    size:
      description: Its size in GB.
      type: int
    server:
      description: The server that it is attached to, with V(id) and V(name). Null where there is none.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.block_storages import (
    BLOCK_STORAGE,
)


def main():
    run_state_module(BLOCK_STORAGE)


if __name__ == "__main__":
    main()
