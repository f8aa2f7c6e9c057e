#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: monitoring_policy
short_description: Manage monitoring policies of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes monitoring policies with their thresholds, ports, processes and servers.
  - Thresholds may be given in part; what is not named stays as it is.
  - The default policy of an account takes and loses servers, and nothing else. Every other change is refused before anything is sent.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the monitoring policy. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the monitoring policy where it is missing and brings it to what the options say; what is
        not named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the monitoring policy. Without O(id) it is found by its exact name, on all pages of the list;
        several of one name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  email:
    description:
      - Where alerts are sent to. An empty text sends none.
    type: str
  agent:
    description:
      - Whether the agent is used, which has to run on the servers. Processes need it, and the V(disk) threshold is used with it only.
      - V(false) where a policy is created without it.
    type: bool
  thresholds:
    description:
      - When to warn. On creation a level that is not named gets a value that fits most servers and no alert.
    type: dict
    suboptions:
      cpu:
        description:
          - The load of the processors, in percent.
        type: dict
        suboptions:
          warning:
            description:
              - The warning level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
          critical:
            description:
              - The critical level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
      ram:
        description:
          - The memory in use, in percent.
        type: dict
        suboptions:
          warning:
            description:
              - The warning level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
          critical:
            description:
              - The critical level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
      disk:
        description:
          - The disk space in use, in percent; only watched with O(agent=true).
          - Without an agent it is sent with the creation. Later it is compared only if the API shows it, which it may do with an agent only.
        type: dict
        suboptions:
          warning:
            description:
              - The warning level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
          critical:
            description:
              - The critical level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
      internal_ping:
        description:
          - The time of an internal ping, in milliseconds.
        type: dict
        suboptions:
          warning:
            description:
              - The warning level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
          critical:
            description:
              - The critical level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
      transfer:
        description:
          - The traffic, in kbit/s.
        type: dict
        suboptions:
          warning:
            description:
              - The warning level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
          critical:
            description:
              - The critical level.
            type: dict
            suboptions:
              value:
                description:
                  - The value from which on the level counts as reached.
                type: int
              alert:
                description:
                  - Whether to send an alert.
                type: bool
  ports:
    description:
      - All ports that are watched.
    type: list
    elements: dict
    suboptions:
      protocol:
        description:
          - The protocol.
        type: str
        choices: [TCP, UDP]
        default: TCP
      port:
        description:
          - The port, 1 to 65535.
        type: int
        required: true
      alert_if:
        description:
          - What is worth an alert.
        type: str
        choices: [RESPONDING, NOT_RESPONDING]
        default: NOT_RESPONDING
      email_notification:
        description:
          - Whether to send it by e-mail.
        type: bool
        default: false
      id:
        description:
          - Not used. It is accepted so that elements can be given as the modules return them.
        type: str
  purge_ports:
    description:
      - Whether members that are not listed in O(ports) are removed. V(false) only adds.
    type: bool
    default: true
  processes:
    description:
      - All processes that are watched. Needs O(agent=true).
    type: list
    elements: dict
    suboptions:
      process:
        description:
          - The name of the process, 50 characters at the most.
        type: str
        required: true
      alert_if:
        description:
          - What is worth an alert.
        type: str
        choices: [RUNNING, NOT_RUNNING]
        default: NOT_RUNNING
      email_notification:
        description:
          - Whether to send it by e-mail.
        type: bool
        default: false
      id:
        description:
          - Not used. It is accepted so that elements can be given as the modules return them.
        type: str
  purge_processes:
    description:
      - Whether members that are not listed in O(processes) are removed. V(false) only adds.
    type: bool
    default: true
  servers:
    description:
      - 'The servers that are watched, each by name or id. A server has one policy: the new one takes the place of its
        former one.'
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_servers:
    description:
      - Whether members that are not listed in O(servers) are removed. V(false) only adds.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.monitoring_policy_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Watch web servers
  ionos.cloudpanel.monitoring_policy:
    name: web
    agent: true
    email: ops@example.com
    thresholds:
      cpu:
        warning: {value: 80, alert: false}
        critical: {value: 95, alert: true}
    ports:
      - port: 443
        alert_if: NOT_RESPONDING
        email_notification: true
    processes:
      - process: nginx
        email_notification: true
    servers: [web1, web2]

- name: Change one value and nothing else
  ionos.cloudpanel.monitoring_policy:
    name: web
    thresholds:
      cpu:
        warning: {value: 70}

- name: Remove it
  ionos.cloudpanel.monitoring_policy:
    name: web
    state: absent
"""

RETURN = r"""
monitoring_policy:
  description:
    - The monitoring policy as the API shows it; null when it is absent.
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
    default:
      description: V(1) for the default policy of the account.
      type: int
    state:
      description: Its state, as the API spells it.
      type: str
    creation_date:
      description: When it was created.
      type: str
    email:
      description: Where alerts are sent to.
      type: str
    agent:
      description: Whether the agent is used.
      type: bool
    servers:
      description: The servers that are watched.
      type: list
      elements: dict
    thresholds:
      description: The thresholds.
      type: dict
    ports:
      description: The ports that are watched.
      type: list
      elements: dict
    processes:
      description: The processes that are watched.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.monitoring_policies import (
    MONITORING_POLICY,
)


def main():
    run_state_module(MONITORING_POLICY)


if __name__ == "__main__":
    main()
