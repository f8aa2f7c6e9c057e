#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: shared_storage
short_description: Manage shared storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, grows, renames and removes shared storages, and says which servers may use them with what rights.
  - Servers mount them with the account's password, which M(ionos.cloudpanel.shared_storage_access) sets.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the shared storage. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the shared storage where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it with all that is on it. Its servers are detached first.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the shared storage. Without O(id) it is found by its exact name, on all pages of the list; several
        of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  size:
    description:
      - Its size in GB, 50 to 2000 in steps of 50. Needed on creation. A smaller size than the present one is refused without
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
      - Its servers have to be in the same one.
    type: str
  servers:
    description:
      - The servers that may use it. Other rights are given to a server by attaching it again, while it goes on using the
        storage.
    type: list
    elements: dict
    suboptions:
      server:
        description:
          - The server, by name or id.
        type: str
        required: true
        aliases: [id]
      rights:
        description:
          - V(R) to read, V(RW) to read and write.
        type: str
        choices: [R, RW]
        default: R
      name:
        description:
          - Not used. It is accepted so that elements can be given as the modules return them.
        type: str
  purge_servers:
    description:
      - Whether servers that are not listed in O(servers) are detached. V(false) only adds and changes.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.shared_storage_info
  - module: ionos.cloudpanel.shared_storage_access
  - module: ionos.cloudpanel.block_storage
"""

EXAMPLES = r"""
- name: Create a storage that one server writes and another reads
  ionos.cloudpanel.shared_storage:
    name: media
    size: 200
    datacenter: DE
    servers:
      - server: cms
        rights: RW
      - server: web1

- name: Let one more server read
  ionos.cloudpanel.shared_storage:
    name: media
    servers:
      - server: web2
    purge_servers: false

- name: Let it grow
  ionos.cloudpanel.shared_storage:
    name: media
    size: 400

- name: Remove it
  ionos.cloudpanel.shared_storage:
    name: media
    state: absent
"""

RETURN = r"""
shared_storage:
  description:
    - The shared storage as the API shows it; null when it is absent.
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
    cloudpanel_id:
      description: Its short id, as the panel shows it.
      type: str
    size:
      description: Its size in GB.
      type: int
    size_used:
      description: How much of it is used, in percent.
      type: float
    cifs_path:
      description: The path for CIFS clients.
      type: str
    nfs_path:
      description: The path for NFS clients.
      type: str
    servers:
      description: The servers that may use it, each with V(id), V(name) and V(rights).
      type: list
      elements: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.shared_storages import (
    SHARED_STORAGE,
)


def main():
    run_state_module(SHARED_STORAGE)


if __name__ == "__main__":
    main()
