#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: public_ip
short_description: Manage public IPs of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates and removes public IPs and sets their reverse DNS.
  - 'An address has no name, and each one is billed. It is therefore created only where something tells it from all
    others, so that a second run finds it again: its reverse DNS, the server that it is for, or its number among the free ones.'
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the public IP.
    type: str
  state:
    description:
      - V(present) creates the public IP where it is missing and brings it to what the options say; what is not named
        stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  ip:
    description:
      - Find the address by itself. It cannot be chosen; one that the account does not have is refused.
    type: str
  reverse_dns:
    description:
      - The name that the address resolves to. An empty text removes it.
      - Without O(ip), O(server) and O(id) it is also what finds the address.
    type: str
  type:
    description:
      - The kind of address. The API offers V(IPV4) only, for now.
    type: str
    choices: [IPV4, IPV6]
  server:
    description:
      - Find the address of this server, given by name or id. Where the server has none, it gets one.
      - Where it has several, O(reverse_dns) or O(ip) tell which one is meant.
    type: str
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
    type: str
  number:
    description:
      - Which one of the addresses that have no reverse DNS and are free, from 1. The oldest is number 1; those of the same second are
        in the order of their ids. Free is an address that belongs to neither a server nor a load balancer.
      - O(datacenter), O(type) and O(servers) say which addresses count.
      - If there are fewer addresses, a new one is created. Only the next number can be created, and only the last one can be removed, so
        that no task buys or removes more than one address. An address in use is never removed by its number.
      - If a server takes the address later, it is no longer free, and the next run buys another one. Name the server in O(servers) to
        prevent that.
      - Numbers change when addresses are removed, get a reverse DNS, or are taken.
    type: int
  servers:
    description:
      - With O(number), the names or ids of servers whose addresses count like free ones. List the servers that take the addresses.
      - A name that no server has yet is not an error.
    type: list
    elements: str
seealso:
  - module: ionos.cloudpanel.public_ip_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Reserve an address, found again by its name
  ionos.cloudpanel.public_ip:
    reverse_dns: shop.example.com
    datacenter: DE
  register: shop

- name: Create a server with it
  ionos.cloudpanel.server:
    name: shop
    appliance: debian12-64min
    fixed_instance_size: M
    datacenter: DE
    public_ip: "{{ shop.public_ip.id }}"

- name: Have two addresses without reverse DNS for two servers
  ionos.cloudpanel.public_ip:
    datacenter: DE
    number: "{{ item }}"
    servers: [web1, web2]
  loop: [1, 2]
  register: addresses

- name: Set the reverse DNS of a server's address
  ionos.cloudpanel.public_ip:
    server: web1
    reverse_dns: web1.example.com

- name: Give an address back
  ionos.cloudpanel.public_ip:
    ip: 198.51.100.7
    state: absent
"""

RETURN = r"""
public_ip:
  description:
    - The public IP as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.public_ips import PUBLIC_IP


def main():
    run_state_module(PUBLIC_IP)


if __name__ == "__main__":
    main()
