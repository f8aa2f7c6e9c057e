#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: monitoring_info
short_description: Read the monitoring center of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads how all servers of the account do at present; or what one server has used over a range of time.
  - The dates of samples are passed on as the API writes them, which is with the day before the month.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.period
  - ionos.cloudpanel.search
  - ionos.cloudpanel.waiting.report
options:
  server:
    description:
      - Read what this server has used, by name or id, over the range of O(period). Without it all servers are read as they are
        now, and O(start_date) and O(end_date) do not go with that.
    type: str
  filters:
    description:
      - Read only servers whose attributes have these values.
      - A key is an attribute of the entry. A dot leads to a nested attribute. In a list, any element may match.
      - A list of values accepts any of them. An empty value or null matches an attribute that has no value.
      - An attribute that no entry has, and a value that the attribute cannot have, are errors.
    type: dict
    default: {}
seealso:
  - module: ionos.cloudpanel.monitoring_policy
  - module: ionos.cloudpanel.server_info
"""

EXAMPLES = r"""
- name: Read how all servers do
  ionos.cloudpanel.monitoring_info:
  register: now

- name: Read what one server has used in the last hour
  ionos.cloudpanel.monitoring_info:
    server: web1
    period: LAST_HOUR
"""

RETURN = r"""
monitoring:
  description:
    - The servers that were selected; empty where the server has nothing to tell yet.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the server.
      type: str
    name:
      description: The name of the server.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    status:
      description: Its V(state); in the overview a sentence on each of V(cpu), V(ram), V(disk), V(internal_ping) and V(transfer).
      type: dict
    alerts:
      description: How many of its V(resources), V(ports) and V(process) are V(critical), V(warning) and V(ok).
      type: dict
    agent:
      description: Whether the agent is installed and needed.
      type: dict
    cpu:
      description: The load of the processors, with V(warning), V(critical), V(status), V(unit) and V(data).
      returned: with O(server)
      type: dict
    ram:
      description: The memory in use, with the same keys.
      returned: with O(server)
      type: dict
    disk:
      description: The disk space in use, without V(data); only with the agent.
      returned: with O(server)
      type: dict
    internal_ping:
      description: Lost packets V(pl) and round-trip time V(rta), with the same keys.
      returned: with O(server)
      type: dict
    transfer:
      description: The traffic, V(downstream) and V(upstream), with the same keys.
      returned: with O(server)
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import MONITORING


def main():
    run_report_module(MONITORING)


if __name__ == "__main__":
    main()
