#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: log_info
short_description: Read the logs of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads what was done in the account in a range of time, by whom, and what came of it; or one entry by its id.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.period
  - ionos.cloudpanel.search
  - ionos.cloudpanel.waiting.report
options:
  id:
    description:
      - Read only the entry with this id, whatever the time. O(start_date) and O(end_date) do not go with it.
    type: str
  filters:
    description:
      - Read only entries whose attributes have these values.
      - A key is an attribute of the entry. A dot leads to a nested attribute. In a list, any element may match.
      - A list of values accepts any of them. An empty value or null matches an attribute that has no value.
      - An attribute that no entry has, and a value that the attribute cannot have, are errors.
    type: dict
    default: {}
seealso:
  - module: ionos.cloudpanel.usage_info
  - module: ionos.cloudpanel.monitoring_info
"""

EXAMPLES = r"""
- name: Read who has removed servers in the last seven days
  ionos.cloudpanel.log_info:
    period: LAST_7D
    filters:
      type: VM
      action: DELETE

- name: Read what jane did in January
  ionos.cloudpanel.log_info:
    period: CUSTOM
    start_date: "2026-01-01"
    end_date: "2026-01-31T23:59:59Z"
    filters:
      user: "{{ jane.user.id }}"

- name: Read the newest twenty entries of the last year with one request
  ionos.cloudpanel.log_info:
    period: LAST_365D
    sort: -start_date
    limit: 20
"""

RETURN = r"""
logs:
  description:
    - The entries that were selected.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    cloudpanel_id:
      description: The id of the entry in the Cloud Panel; null for most entries.
      type: str
    action:
      description: What was done, as the API spells it.
      type: str
    type:
      description: The kind of object, as the API spells it; V(VM) is a server.
      type: str
    resource:
      description: The object, with V(id) and V(name).
      type: dict
    user:
      description: Who did it, with V(id) and V(name).
      type: dict
    status:
      description: What came of it, with V(state) and V(percent).
      type: dict
    start_date:
      description: When it began.
      type: str
    end_date:
      description: When it ended; null while it goes on.
      type: str
    duration:
      description: How long it took. The API does not name the unit.
      type: int
    details:
      description: What the API adds to it.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import LOGS


def main():
    run_report_module(LOGS)


if __name__ == "__main__":
    main()
