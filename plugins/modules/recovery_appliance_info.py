#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: recovery_appliance_info
short_description: Read the recovery appliances of the IONOS Cloud Panel
version_added: 1.0.0
description:
  - Reads the systems with which a bare-metal server can be started in recovery mode.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Read the recovery appliances
  ionos.cloudpanel.recovery_appliance_info:
  register: recovery
"""

RETURN = r"""
recovery_appliances:
  description:
    - The recovery appliances that were selected.
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
    os_family:
      description: The family of the operating system.
      type: str
    os:
      description: The operating system.
      type: str
    os_version:
      description: The version of the operating system.
      type: str
    os_architecture:
      description: 32 or 64 bits.
      type: int
    available_datacenters:
      description: The ids of the datacenters in which it can be used.
      type: list
      elements: str
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.catalogue import (
    RECOVERY_APPLIANCE,
)


def main():
    run_info_module(RECOVERY_APPLIANCE)


if __name__ == "__main__":
    main()
