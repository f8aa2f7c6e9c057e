#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer
short_description: Manage load balancers of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes load balancers, their rules, and the server addresses behind them.
  - Options that are left out stay as they are. On creation the API insists on some of them; the values that are sent
    then are named with each option.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the load balancer. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the load balancer where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the load balancer. Without O(id) it is found by its exact name, on all pages of the list; several
        of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  health_check_test:
    description:
      - How servers are checked. V(HTTP) is in the contract, but the API did not offer it yet when it was described.
      - V(TCP) where a balancer is created without it.
    type: str
    choices: [NONE, TCP, HTTP, ICMP]
  health_check_interval:
    description:
      - Seconds between two checks, 5 to 300. V(15) where a balancer is created without it.
    type: int
  health_check_path:
    description:
      - The path that an V(HTTP) check asks for.
    type: str
  health_check_parse:
    description:
      - A regular expression that the answer to an V(HTTP) check has to match.
    type: str
  persistence:
    description:
      - Whether a client stays with its server. V(false) where a balancer is created without it.
    type: bool
  persistence_time:
    description:
      - Seconds that a client stays, 30 to 1200. V(1200) where a balancer is created without it.
    type: int
  method:
    description:
      - How servers are chosen. V(ROUND_ROBIN) where a balancer is created without it.
    type: str
    choices: [ROUND_ROBIN, LEAST_CONNECTIONS]
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
    type: str
  rules:
    description:
      - All rules of the balancer. A new one needs at least one.
      - 'A rule whose server port changes is replaced: the API refuses rules that overlap, so that the old one goes
        first.'
    type: list
    elements: dict
    suboptions:
      protocol:
        description:
          - The protocol.
        type: str
        choices: [TCP, UDP]
        default: TCP
      port_balancer:
        description:
          - The port on the balancer. V(0) is every port, with V(0) as O(rules[].port_server) too and a check of
            V(NONE) or V(ICMP).
        type: int
        required: true
      port_server:
        description:
          - The port on the servers.
        type: int
        required: true
      source:
        description:
          - The address, the network or the range (V(10.0.0.1-10.0.0.9)) that clients come from. V(0.0.0.0) is everybody.
          - Not every API takes ranges. If it does not, the task fails with the message of the API.
          - Spellings of the same network are the same, such as V(10.0.0.5/24) and V(10.0.0.0/24), or V(0.0.0.0/0) and V(0.0.0.0).
        type: str
        default: 0.0.0.0
      id:
        description:
          - Not used. It is accepted so that elements can be given as the modules return them.
        type: str
  purge_rules:
    description:
      - Whether members that are not listed in O(rules) are removed. V(false) only adds.
    type: bool
    default: true
  server_ips:
    description:
      - Server addresses, each by its id, by the address itself, or by the name of a server that has only one.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_server_ips:
    description:
      - Whether members that are not listed in O(server_ips) are removed. V(false) only adds.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.load_balancer_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Balance web traffic over three servers
  ionos.cloudpanel.load_balancer:
    name: shop
    method: LEAST_CONNECTIONS
    health_check_test: TCP
    health_check_interval: 10
    rules:
      - port_balancer: 80
        port_server: 8080
      - port_balancer: 443
        port_server: 8443
    server_ips: [web1, web2, web3]
  register: balancer

- name: Show its address
  ansible.builtin.debug:
    msg: "http://{{ balancer.load_balancer.ip }}/"

- name: Keep clients with their server for ten minutes
  ionos.cloudpanel.load_balancer:
    name: shop
    persistence: true
    persistence_time: 600

- name: Add a server and leave the others alone
  ionos.cloudpanel.load_balancer:
    name: shop
    server_ips: [web4]
    purge_server_ips: false

- name: Remove it, and its address with it
  ionos.cloudpanel.load_balancer:
    name: shop
    state: absent
"""

RETURN = r"""
load_balancer:
  description:
    - The load balancer as the API shows it; null when it is absent.
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
    state:
      description: Its state, as the API spells it.
      type: str
    creation_date:
      description: When it was created.
      type: str
    description:
      description: Its description.
      type: str
    ip:
      description: Its address.
      type: str
    health_check_test:
      description: How servers are checked.
      type: str
    health_check_interval:
      description: Seconds between two checks.
      type: int
    health_check_path:
      description: The path of an HTTP check.
      type: str
    health_check_path_parser:
      description: The expression of an HTTP check.
      type: str
    persistence:
      description: Whether clients stay with their server.
      type: bool
    persistence_time:
      description: For how many seconds.
      type: int
    method:
      description: How servers are chosen.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    rules:
      description: Its rules.
      type: list
      elements: dict
    server_ips:
      description: The addresses behind it.
      type: list
      elements: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.load_balancers import (
    LOAD_BALANCER,
)


def main():
    run_state_module(LOAD_BALANCER)


if __name__ == "__main__":
    main()
