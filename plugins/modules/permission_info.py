#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: permission_info
short_description: Read what the user of the token may do in an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads the permissions of the user whose token is used, as that user's roles give them.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting.report
seealso:
  - module: ionos.cloudpanel.role
  - module: ionos.cloudpanel.ping
"""

EXAMPLES = r"""
- name: Read what may be done
  ionos.cloudpanel.permission_info:
  register: may

- name: Stop where servers cannot be created
  ansible.builtin.assert:
    that: may.permissions.servers.create
"""

RETURN = r"""
permissions:
  description:
    - The groups of permissions with all of their switches, as in O(ionos.cloudpanel.role#module:permissions).
  returned: success
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.report import (
    run_report_module,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import PERMISSIONS


def main():
    run_report_module(PERMISSIONS)


if __name__ == "__main__":
    main()
