#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: dvd_iso_info
short_description: Read the DVD ISOs of the IONOS Cloud Panel
version_added: 1.0.0
description:
  - Reads the operating systems and tools that can be loaded as a DVD into the unit of a server.
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
- name: Read the tools among the ISOs
  ionos.cloudpanel.dvd_iso_info:
    filters:
      os_image_type: ISO_TOOLS
"""

RETURN = r"""
dvd_isos:
  description:
    - The ISOs that were selected.
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
      description: 32 or 64 bits; V(0) where it has none.
      type: int
    os_image_type:
      description: The kind of system, as the API spells it.
      type: str
    type:
      description: The kind of image, as the API spells it.
      type: str
    available_datacenters:
      description: The ids of the datacenters in which it can be loaded.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.catalogue import DVD_ISO


def main():
    run_info_module(DVD_ISO)


if __name__ == "__main__":
    main()
