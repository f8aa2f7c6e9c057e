#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: role_info
short_description: Read roles of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads roles by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.role
  - module: ionos.cloudpanel.permission_info
"""

EXAMPLES = r"""
- name: Read which roles may remove servers
  ionos.cloudpanel.role_info:
    filters:
      permissions.servers.delete: true
"""

RETURN = r"""
roles:
  description:
    - The roles that were selected.
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
      description: V(ACTIVE) or V(DISABLED), or what is going on, as the API spells it.
      type: str
    default:
      description: V(1) for the default role of the account.
      type: int
    creation_date:
      description: When it was created.
      type: str
    users:
      description: Its users, each with V(id) and V(name).
      type: list
      elements: dict
    permissions:
      description: What its users may do, with all groups and all of their switches.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.roles import ROLE


def main():
    run_info_module(ROLE)


if __name__ == "__main__":
    main()
