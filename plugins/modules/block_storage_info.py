#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: block_storage_info
short_description: Read block storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads block storages by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.block_storage
"""

EXAMPLES = r"""
- name: Read what is attached to a server
  ionos.cloudpanel.block_storage_info:
    filters:
      server.name: db1
"""

RETURN = r"""
block_storages:
  description:
    - The block storages that were selected.
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
    size:
      description: Its size in GB.
      type: int
    server:
      description: The server that it is attached to, with V(id) and V(name). Null where there is none.
      type: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.block_storages import (
    BLOCK_STORAGE,
)


def main():
    run_info_module(BLOCK_STORAGE)


if __name__ == "__main__":
    main()
