#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: shared_storage_info
short_description: Read shared storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads shared storages by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.shared_storage
  - module: ionos.cloudpanel.shared_storage_access_info
"""

EXAMPLES = r"""
- name: Read the paths of a storage
  ionos.cloudpanel.shared_storage_info:
    name: media
"""

RETURN = r"""
shared_storages:
  description:
    - The shared storages that were selected.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.info import run_info_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.shared_storages import (
    SHARED_STORAGE,
)


def main():
    run_info_module(SHARED_STORAGE)


if __name__ == "__main__":
    main()
