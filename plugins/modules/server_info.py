#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server_info
short_description: Read servers of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads servers by id, name or filters, with one request a page, and can wait for many at once.
  - First passwords are returned on request only (O(show_secrets)).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Read all servers
  ionos.cloudpanel.server_info:
  register: all_servers

- name: Read running servers in Germany
  ionos.cloudpanel.server_info:
    filters:
      status.state: POWERED_ON
      datacenter.country_code: DE

- name: Wait until three servers are ready
  ionos.cloudpanel.server_info:
    name: [web1, web2, web3]
    wait: true
    wait_timeout: 900
"""

RETURN = r"""
servers:
  description:
    - The servers that were selected.
  returned: success
  type: list
  elements: dict
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
    server_type:
      description: The kind of server.
      type: str
    creation_date:
      description: When it was created.
      type: str
    first_password:
      description: The first password of the administrator; null without O(show_secrets).
      type: str
    ssh_password:
      description: Whether the password is accepted over SSH.
      type: bool
    status:
      description: V(state), and V(percent) while it is on its way to another one.
      type: dict
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    hardware:
      description: Processors, memory and disks.
      type: dict
    image:
      description: The image, with V(id) and V(name).
      type: dict
    dvd:
      description: The DVD in its drive, or null.
      type: dict
    snapshot:
      description: Its snapshot, or null.
      type: dict
    ips:
      description: Its addresses, each with V(id), V(ip), V(type), V(reverse_dns), V(firewall_policy) and V(load_balancers).
      type: list
      elements: dict
    alerts:
      description: What its monitoring policy complains of.
      type: raw
    monitoring_policy:
      description: Its monitoring policy, with V(id) and V(name), or null.
      type: dict
    private_networks:
      description: Its private networks, each with V(id) and V(name).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER


def main():
    run_info_module(SERVER)


if __name__ == "__main__":
    main()
