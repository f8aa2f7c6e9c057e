#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: usage_info
short_description: Read the usages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads for how long what the account has was there in a range of time, and how much of it, as it is charged for.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.period
  - ionos.cloudpanel.search
  - ionos.cloudpanel.waiting.report
options:
  filters:
    description:
      - Read only objects whose attributes have these values, in each of the lists.
      - A key is an attribute of the object, such as V(name). A list of values accepts any of them.
    type: dict
    default: {}
seealso:
  - module: ionos.cloudpanel.pricing_info
  - module: ionos.cloudpanel.log_info
"""

EXAMPLES = r"""
- name: Read what one server has used in the last 30 days
  ionos.cloudpanel.usage_info:
    period: LAST_30D
    filters:
      name: web1
  register: used
"""

RETURN = r"""
usages:
  description:
    - Lists of objects, by their kind. Each object has V(name) and V(services), servers and images V(id) as well.
    - A service has V(type), V(avg_amount), V(unit), V(usage), and V(detail). The API does not name the unit of V(usage).
  returned: success
  type: dict
  contains:
    SERVERS:
      description: Servers.
      type: list
      elements: dict
    IMAGES:
      description: Images.
      type: list
      elements: dict
    SHARED_STORAGES:
      description: Shared storages.
      type: list
      elements: dict
    PUBLIC_IPS:
      description: Addresses that belong to nothing.
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.report import (
    run_report_module,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import USAGES


def main():
    run_report_module(USAGES)


if __name__ == "__main__":
    main()
