#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: ping
short_description: Check the IONOS Cloud Panel API and the token
version_added: 1.0.0
description:
  - Fails unless the API answers and takes the token.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting.report
options:
  anonymous:
    description:
      - Whether to ask without the token, and so only whether the API answers.
    type: bool
    default: false
seealso:
  - module: ionos.cloudpanel.permission_info
"""

EXAMPLES = r"""
- name: Check the API and the token
  ionos.cloudpanel.ping:

- name: Check the API alone
  ionos.cloudpanel.ping:
    anonymous: true
"""

RETURN = r"""
ping:
  description: What the API answers.
  returned: success
  type: str
  sample: PONG
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import PING


def main():
    run_report_module(PING)


if __name__ == "__main__":
    main()
