# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source monitoring for ansible-rulebook: changes of the states of servers."""

from __future__ import annotations

DOCUMENTATION = r"""
name: monitoring
short_description: Events of the monitoring center of an IONOS Cloud Panel account
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Each server gives an event when the source sees it for the first time, and each time that one of
    the facts about it changes. One request per poll is enough for up to several hundred servers.
  - C(event.monitoring) has C(id), C(name) and C(datacenter) of the server, the names of the facts
    that have C(changed), the C(values) of the checks, the C(previous) facts, and the facts.
  - C(level) is the worst level of all checks, V(ok), V(warning) or V(critical). C(resources),
    C(ports) and C(process) are the levels of the groups of checks, and C(cpu), C(ram), C(disk),
    C(transfer) and C(internal_ping) those of single checks.
  - C(state) is the power state, as the API returns it. C(agent_missing) shows whether the agent is
    needed and not installed. C(exceeded) has the names of the checks that have reached
    O(thresholds).
  - A fact that no answer has contained yet is null. C(event.meta.uuid) is the same if an event is
    passed on again after a kill.
options:
  api_token:
    description:
      - The API token of a Cloud Panel user. Its role needs only permissions to read.
      - The default is the value of the environment variable E(CLOUDPANEL_API_TOKEN).
    type: str
  api_url:
    description:
      - The URL of the API.
      - The default can be set with the environment variable E(CLOUDPANEL_API_URL).
    type: str
    default: https://cloudpanel-api.ionos.com/v1
    aliases: [api_endpoint]
  api_timeout:
    description:
      - The number of seconds to wait for a connection and for each answer.
      - The default can be set with the environment variable E(CLOUDPANEL_API_TIMEOUT).
    type: float
    default: 30.0
  validate_certs:
    description:
      - Whether the certificate of O(api_url) must be valid.
      - The default can be set with the environment variable E(CLOUDPANEL_VALIDATE_CERTS).
    type: bool
    default: true
  ca_path:
    description:
      - The path of a CA bundle that is used instead of that of the system.
      - The default is the value of the environment variable E(CLOUDPANEL_CA_PATH).
    type: path
  interval:
    description: The number of seconds between two polls. A poll needs one request for each page.
    type: float
    default: 60.0
  position_file:
    description:
      - The file with the position of the source. Two sources need two files.
      - By default, a file in the cache directory of the user, with a name that depends on the token
        and the URL.
    type: path
  feedback:
    description:
      - Whether an event counts as passed on only when the rulebook has evaluated it.
      - This needs the option C(--persistence-id) of C(ansible-rulebook). Each source needs a name
        in the rulebook.
    type: bool
    default: false
  thresholds:
    description:
      - Values from which a check is in C(exceeded), independently of the monitoring policy.
    type: dict
    suboptions:
      cpu:
        description: The load of the processors in percent.
        type: float
      ram:
        description: The used memory in percent.
        type: float
      disk:
        description: The used space of the fullest disk in percent.
        type: float
      transfer:
        description: The higher one of the received and the sent traffic in kbps.
        type: float
      internal_ping:
        description: The round-trip time in ms.
        type: float
  remind_after:
    description:
      - The number of seconds after which a server gives another event if its level is still not
        V(ok), or if values still exceed O(thresholds). V(0) means never.
    type: float
    default: 0.0
requirements: [ansible-core, requests]
"""

EXAMPLES = r"""
- name: Report alerts
  hosts: localhost
  sources:
    - ionos.cloudpanel.monitoring:
        interval: 60
        thresholds:
          disk: 70
        remind_after: 3600
  rules:
    - name: A check is critical
      condition: event.monitoring.level == "critical"
      action:
        debug:
          msg: "{{ event.monitoring.name }} is critical"
    - name: A disk is filling up
      condition: event.monitoring.exceeded contains "disk"
      action:
        debug:
          msg: "{{ event.monitoring.values.disk }} percent of {{ event.monitoring.name }} are used"
"""

import asyncio
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

runpy.run_path(str(Path(__file__).absolute().parents[1] / "importable.py"))

from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.event_source import run
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.monitoring_events import (
    MonitoringEvents,
)


async def main(queue: asyncio.Queue[Any], args: Mapping[str, Any]) -> None:
    """Pass events on to a rulebook until it ends; see ``event_source.run``."""
    await run(queue, args, MonitoringEvents)
