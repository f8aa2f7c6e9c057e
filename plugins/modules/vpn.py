#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: vpn
short_description: Manage VPNs of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, renames and removes VPNs.
  - What a client needs to connect is fetched by M(ionos.cloudpanel.vpn_configuration).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the VPN. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the VPN where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the VPN. Without O(id) it is found by its exact name, on all pages of the list; several
        of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
    type: str
seealso:
  - module: ionos.cloudpanel.vpn_info
  - module: ionos.cloudpanel.vpn_configuration
"""

EXAMPLES = r"""
- name: Create a VPN
  ionos.cloudpanel.vpn:
    name: office
    datacenter: DE
  register: office

- name: Rename it
  ionos.cloudpanel.vpn:
    id: "{{ office.vpn.id }}"
    name: headquarters

- name: Remove it
  ionos.cloudpanel.vpn:
    name: headquarters
    state: absent
"""

RETURN = r"""
vpn:
  description:
    - The VPN as the API shows it; null when it is absent.
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
    type:
      description: Its kind, V(SSL).
      type: str
    ips:
      description: Its addresses.
      type: list
      elements: str
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.vpns import VPN


def main():
    run_state_module(VPN)


if __name__ == "__main__":
    main()
