#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server_appliance_info
short_description: Read the server appliances of the IONOS Cloud Panel
version_added: 1.0.0
description:
  - Reads the images that servers can be created with.
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
- name: Read the Linux images for cloud servers
  ionos.cloudpanel.server_appliance_info:
    filters:
      os_family: Linux
      type: IMAGE
      server_type_compatibility: cloud
"""

RETURN = r"""
server_appliances:
  description:
    - The server appliances that were selected.
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
    available_datacenters:
      description: The ids of the datacenters that offer it.
      type: list
      elements: str
    os_family:
      description: The family of systems.
      type: str
    os:
      description: The system.
      type: str
    os_version:
      description: Its version.
      type: str
    os_architecture:
      description: 32 or 64 bits.
      type: int
    os_image_type:
      description: The kind of installation.
      type: str
    type:
      description: The kind of appliance.
      type: str
    server_type_compatibility:
      description: The kinds of server that it fits.
      type: list
      elements: str
    min_hdd_size:
      description: The least main disk, in GB.
      type: int
    licenses:
      description: The licenses that it needs, each with its V(name).
      type: list
      elements: dict
    version:
      description: The version of the appliance.
      type: str
    categories:
      description: Its categories.
      type: list
      elements: str
    automatic_installation:
      description: Whether it is installed without questions.
      type: bool
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
    SERVER_APPLIANCE,
)


def main():
    run_info_module(SERVER_APPLIANCE)


if __name__ == "__main__":
    main()
