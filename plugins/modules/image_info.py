#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: image_info
short_description: Read images of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads the account's own images by id, name or filters.
  - A name finds an image with the day of its creation at the end of its name as well.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.image
  - module: ionos.cloudpanel.server_appliance_info
"""

EXAMPLES = r"""
- name: Read the images that are made every day
  ionos.cloudpanel.image_info:
    filters:
      frequency: DAILY
"""

RETURN = r"""
images:
  description:
    - The images that were selected.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name, which ends in the day of its creation unless it was renamed.
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
    type:
      description: V(MY_IMAGE), or V(ISO) for an imported disc.
      type: str
    server_id:
      description: The id of the server that it was made of; empty for an import.
      type: str
    frequency:
      description: V(ONCE), V(DAILY) or V(WEEKLY).
      type: str
    num_images:
      description: How many images are kept.
      type: int
    os_family:
      description: The family of its operating system.
      type: str
    os:
      description: Its operating system.
      type: str
    os_version:
      description: The version of its operating system.
      type: str
    os_architecture:
      description: 32 or 64.
      type: int
    os_image_type:
      description: What kind of image it is; null for images of servers.
      type: str
    min_hdd_size:
      description: The smallest main disk that it fits on, in GB.
      type: int
    licenses:
      description: Licences that come with it, each with its V(name).
      type: list
      elements: dict
    hdds:
      description: Its disks, each with V(id), V(size) and V(is_main).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.images import IMAGE


def main():
    run_info_module(IMAGE)


if __name__ == "__main__":
    main()
