#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: firewall_policy_info
short_description: Read firewall policies of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads firewall policies by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.firewall_policy
"""

EXAMPLES = r"""
- name: Read the policies of our own
  ionos.cloudpanel.firewall_policy_info:
    filters:
      default: 0
"""

RETURN = r"""
firewall_policies:
  description:
    - The firewall policies that were selected.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.firewall_policies import (
    FIREWALL_POLICY,
)


def main():
    run_info_module(FIREWALL_POLICY)


if __name__ == "__main__":
    main()
