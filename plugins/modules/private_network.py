#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: private_network
short_description: Manage private networks of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes private networks and their members.
  - Servers join and leave a network while they are powered off, unless O(hot_join=true). This module does not stop them; the
    O(ionos.cloudpanel.server#module:private_networks) option of M(ionos.cloudpanel.server) does, with
    O(ionos.cloudpanel.server#module:allow_stop).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the private network. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the private network where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the private network. Without O(id) it is found by its exact name, on all pages of the list;
        several of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
    type: str
  network_address:
    description:
      - The address of the network, such as V(192.168.10.0).
    type: str
  subnet_mask:
    description:
      - Its mask, such as V(255.255.255.0) or V(24).
    type: str
  servers:
    description:
      - The members of the network, each by name or id. Those that join or leave have to be powered off, unless
        O(hot_join=true), and without a snapshot.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  hot_join:
    description:
      - Whether servers join and leave the network while they run. The reference of the API shows it, but older clients stopped servers
        first. Without it, a task that needs it for a running server fails before the first write.
      - If the API refuses it, the task fails with the message of the API.
    type: bool
    default: false
  purge_servers:
    description:
      - Whether members that are not listed in O(servers) are removed. V(false) only adds.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.private_network_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Create a network
  ionos.cloudpanel.private_network:
    name: backend
    network_address: 192.168.10.0
    subnet_mask: 255.255.255.0
    datacenter: DE

- name: Let three servers join that were created powered off, in one request
  ionos.cloudpanel.private_network:
    name: backend
    servers: [web1, web2, web3]

- name: Remove it
  ionos.cloudpanel.private_network:
    name: backend
    state: absent
"""

RETURN = r"""
private_network:
  description:
    - The private network as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    cloudpanel_id:
      description: Its short id, as the panel shows it.
      type: str
    name:
      description: Its name.
      type: str
    description:
      description: Its description.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    network_address:
      description: The address of the network.
      type: str
    subnet_mask:
      description: Its mask.
      type: str
    state:
      description: Its state, as the API spells it.
      type: str
    creation_date:
      description: When it was created.
      type: str
    servers:
      description: Its members, each with V(id) and V(name).
      type: list
      elements: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.private_networks import (
    PRIVATE_NETWORK,
)


def main():
    run_state_module(PRIVATE_NETWORK)


if __name__ == "__main__":
    main()
