# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source logs for ansible-rulebook: the actions in the account."""

from __future__ import annotations

DOCUMENTATION = r"""
name: logs
short_description: Events of the log of an IONOS Cloud Panel account
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Each entry of the log gives an event when it appears, and another one when its state changes. So
    an action that takes a while gives an event with the state C(IN_PROGRESS) and one with the
    final state.
  - The source begins with the entries that appear after its first poll. After a restart, it goes on
    with the first entry that it has not passed on.
  - An event has the entry in C(event.logs), as M(ionos.cloudpanel.log_info) returns it.
    C(event.meta.uuid) is the same if an event is passed on again after a kill.
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
requirements: [ansible-core, requests]
"""

EXAMPLES = r"""
- name: Report removed servers
  hosts: localhost
  sources:
    - ionos.cloudpanel.logs:
        interval: 60
  rules:
    - name: A server was removed
      condition: event.logs.type == "VM" and event.logs.action == "DELETE"
      action:
        debug:
          msg: "{{ event.logs.user.name }} removes {{ event.logs.resource.name }}"
"""

import asyncio
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

runpy.run_path(str(Path(__file__).absolute().parents[1] / "importable.py"))

from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.event_source import run
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.log_events import LogEvents


async def main(queue: asyncio.Queue[Any], args: Mapping[str, Any]) -> None:
    """Pass events on to a rulebook until it ends; see ``event_source.run``."""
    await run(queue, args, LogEvents)
