#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: public_ip_info
short_description: Read public IPs of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads public IPs by id, name or filters. O(name) is the address or its reverse DNS.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.public_ip
"""

EXAMPLES = r"""
- name: Read the addresses of a server
  ionos.cloudpanel.public_ip_info:
    filters:
      assigned_to.name: web1
"""

RETURN = r"""
public_ips:
  description:
    - The public IPs that were selected.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    ip:
      description: The address.
      type: str
    type:
      description: The kind of address.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    assigned_to:
      description: What it belongs to, with V(id), V(name) and V(type), or null.
      type: dict
    reverse_dns:
      description: The name that it resolves to.
      type: str
    is_dhcp:
      description: Whether it is given out by DHCP.
      type: bool
    state:
      description: Its state, as the API spells it.
      type: str
    creation_date:
      description: When it was created.
      type: str
    cloudpanel_id:
      description: Its short id, as the panel shows it.
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.info import run_info_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.public_ips import PUBLIC_IP


def main():
    run_info_module(PUBLIC_IP)


if __name__ == "__main__":
    main()
