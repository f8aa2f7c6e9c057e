#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer_info
short_description: Read load balancers of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads load balancers by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.load_balancer
"""

EXAMPLES = r"""
- name: Read one balancer and wait until it has settled
  ionos.cloudpanel.load_balancer_info:
    name: shop
    wait: true
"""

RETURN = r"""
load_balancers:
  description:
    - The load balancers that were selected.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.load_balancers import (
    LOAD_BALANCER,
)


def main():
    run_info_module(LOAD_BALANCER)


if __name__ == "__main__":
    main()
