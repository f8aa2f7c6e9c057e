#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: firewall_policy
short_description: Manage firewall policies of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes firewall policies, their rules, and the server addresses that they protect.
  - New rules are added before superfluous ones are removed, so that there is no moment in which a way in is shut.
  - The two default policies of an account take addresses, and nothing else. Every other change is refused before anything is sent.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the firewall policy. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the firewall policy where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the firewall policy. Without O(id) it is found by its exact name, on all pages of the list;
        several of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  rules:
    description:
      - All rules of the policy. Rules that differ in anything but their description are different rules.
      - A new policy needs at least one.
    type: list
    elements: dict
    suboptions:
      protocol:
        description:
          - The protocol. V(TCP) and V(UDP) need ports. V(TCP/UDP) without ports is for all ports. The others have no ports; if ports are
            given, they are sent and not compared.
          - V(TCP/UDP) stands for V(TCP) and V(UDP), and V(IPSEC) for V(AH) and V(ESP). The API takes other protocols in the creation of a
            policy than in an addition, and shows others again. Therefore two rules for the parts count as one rule for both.
          - A rule for V(AH) or V(ESP) that is added to an existing policy is sent as V(IPSEC). It counts as the rule that was listed.
        type: str
        choices: [TCP, UDP, TCP/UDP, ICMP, AH, ESP, GRE, IPSEC, ANY]
        default: TCP
      port:
        description:
          - A port, or a range such as V(8000-8100). Short for O(rules[].port_from) and O(rules[].port_to).
        type: str
      port_from:
        description:
          - The first port of a range.
        type: int
      port_to:
        description:
          - The last port of a range; the first one where it is left out.
        type: int
      action:
        description:
          - What happens to traffic that matches. The API takes V(deny) with the protocol V(ANY) only.
          - The API shows V(allow) as V(accept). Both are the same.
        type: str
        choices: [allow, deny, accept]
        default: allow
      source:
        description:
          - The address, the network or the range (V(10.0.0.1-10.0.0.9)) that traffic comes from. V(0.0.0.0) is everybody.
          - Not every API takes ranges. If it does not, the task fails with the message of the API.
          - Spellings of the same network are the same, such as V(10.0.0.5/24) and V(10.0.0.0/24), or V(0.0.0.0/0) and V(0.0.0.0).
        type: str
        default: 0.0.0.0
      description:
        description:
          - A description of the rule. It is only compared where it is given; a rule whose description changes is
            replaced.
        type: str
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
      - An address always has exactly one policy, so that it cannot be taken away, only be given to another policy.
        Superfluous addresses are therefore refused, unless O(purge_server_ips=false).
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_server_ips:
    description:
      - Whether members that are not listed in O(server_ips) are removed. V(false) only adds.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.firewall_policy_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Let in web traffic, and SSH from the office
  ionos.cloudpanel.firewall_policy:
    name: web
    description: Public web servers
    rules:
      - port: "80"
      - port: "443"
      - port: "22"
        source: 203.0.113.0/24
        description: office
      - protocol: ICMP

- name: See what would change, and change it
  ionos.cloudpanel.firewall_policy:
    name: web
    rules:
      - port: "443"
      - port: "8000-8010"
  diff: true

- name: Add a rule and leave all others alone
  ionos.cloudpanel.firewall_policy:
    name: web
    rules:
      - protocol: UDP
        port: "51820"
    purge_rules: false

- name: Protect two servers and an address with it
  ionos.cloudpanel.firewall_policy:
    name: web
    server_ips: [web1, web2, 198.51.100.7]
    purge_server_ips: false

- name: Remove it
  ionos.cloudpanel.firewall_policy:
    name: web
    state: absent
"""

RETURN = r"""
firewall_policy:
  description:
    - The firewall policy as the API shows it; null when it is absent.
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
    creation_date:
      description: When it was created.
      type: str
    default:
      description: V(1) for a default policy of the account.
      type: int
    rules:
      description: Its rules.
      type: list
      elements: dict
    server_ips:
      description: The addresses that it protects.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.firewall_policies import (
    FIREWALL_POLICY,
)


def main():
    run_state_module(FIREWALL_POLICY)


if __name__ == "__main__":
    main()
