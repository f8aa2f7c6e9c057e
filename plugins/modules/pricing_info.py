#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: pricing_info
short_description: Read the prices of the IONOS Cloud Panel
version_added: 1.0.0
description:
  - Reads what the resources of the account cost.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting.report
seealso:
  - module: ionos.cloudpanel.usage_info
"""

EXAMPLES = r"""
- name: Read the prices
  ionos.cloudpanel.pricing_info:
  register: prices
"""

RETURN = r"""
pricing:
  description:
    - The currency, the tax, and the prices of all kinds of resources, under the keys of the API.
  returned: success
  type: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import PRICING


def main():
    run_report_module(PRICING)


if __name__ == "__main__":
    main()
