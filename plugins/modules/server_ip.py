#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server_ip
short_description: Manage the addresses of a server of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Gives a server further addresses, sets the firewall policy and the load balancers of each, and takes them away.
  - 'An address has no name, and each one is billed. It is therefore found by itself, by its reverse DNS, or by its
    number among the addresses of the server, so that a second run finds it again.'
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  state:
    description:
      - V(present) adds the address where the server does not have it and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) takes it away from the server, and out of the account unless O(keep_ip=true).
    type: str
    choices: [present, absent]
    default: present
  server:
    description:
      - The server, by name or id.
    type: str
    required: true
  ip:
    description:
      - Find the address by itself. It cannot be chosen; one that the server does not have is refused.
    type: str
  number:
    description:
      - Find the address by its number, in the order in which the API lists them. V(1) is the one that the server was created with.
        The next free number adds an address.
    type: int
  type:
    description:
      - The type of a new address. It cannot be changed later. At present the API accepts V(IPV4) only, which is also the default.
    type: str
    choices: [IPV4, IPV6]
  reverse_dns:
    description:
      - The name that the address resolves to. An empty text removes it.
      - Without O(ip) and O(number) it is also what finds the address.
    type: str
  firewall_policy:
    description:
      - The firewall policy of the address, by name or id. A new address has that of the server's first one.
    type: str
  load_balancers:
    description:
      - The load balancers in front of the address, by name or id.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_load_balancers:
    description:
      - Whether members that are not listed in O(load_balancers) are removed. V(false) only adds.
    type: bool
    default: true
  keep_ip:
    description:
      - Whether O(state=absent) keeps the address in the account, where it goes on being billed.
    type: bool
    default: false
seealso:
  - module: ionos.cloudpanel.server
  - module: ionos.cloudpanel.public_ip
"""

EXAMPLES = r"""
- name: Give a server a second address with a policy of its own
  ionos.cloudpanel.server_ip:
    server: web1
    number: 2
    firewall_policy: mail

- name: Give it a further one, found again by its name
  ionos.cloudpanel.server_ip:
    server: web1
    reverse_dns: mail.example.com
    load_balancers: [mail]

- name: Take it away and keep it in the account
  ionos.cloudpanel.server_ip:
    server: web1
    reverse_dns: mail.example.com
    state: absent
    keep_ip: true
"""

RETURN = r"""
server_ip:
  description:
    - The address as the server shows it; null when it is absent.
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
    reverse_dns:
      description: The name that it resolves to.
      type: str
    main:
      description: Whether it is the main address of the server.
      type: bool
    firewall_policy:
      description: Its firewall policy, with V(id) and V(name).
      type: dict
    load_balancers:
      description: The load balancers in front of it, each with V(id) and V(name).
      type: list
      elements: dict
    number:
      description: Its number among the addresses of the server.
      type: int
    server:
      description: The server, with V(id) and V(name).
      type: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_IP,
)


def main():
    run_state_module(SERVER_IP)


if __name__ == "__main__":
    main()
