#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: api_request
short_description: Send any operation of the IONOS Cloud Panel API
version_added: 1.0.0
description:
  - Sends one operation, for what no other module does, with the same access, request budget, retries and errors as
    all others.
  - 'Prefer the modules made for an object: this one cannot know whether something is there already.'
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
attributes:
  check_mode:
    support: full
    description: In check mode only GET is sent; anything else is announced.
  diff_mode:
    support: none
    description: Knows nothing of the objects that it changes.
  idempotent:
    support: none
    description: Sends what it is told, each time.
options:
  method:
    description:
      - The HTTP method. Everything but V(GET) counts as a change.
    type: str
    choices: [GET, POST, PUT, DELETE]
    default: GET
  path:
    description:
      - The path below the address of the API, such as V(/servers). What follows a question mark belongs into O(query).
    type: str
    required: true
  query:
    description:
      - Query parameters. Truth values are sent as V(true) and V(false), and the values of a list with commas between them.
    type: dict
    default: {}
  body:
    description:
      - The body, sent as JSON. A text has to be JSON.
      - 'Values below keys that look as if a secret stood there are masked in results, logs and messages, in O(body) as well as in O(query):
        keys such as C(password) and C(private_key), and all that contain C(passw), C(secret), C(token), C(credential) or C(api_key).'
      - Set C(no_log) on the task where a secret stands below another key.
    type: raw
  all_pages:
    description:
      - Whether to read all pages of a list.
    type: bool
    default: false
  show_secrets:
    description:
      - Whether passwords and keys in the answer are returned; otherwise they are null.
    type: bool
    default: false
seealso:
  - module: ionos.cloudpanel.server
  - module: ionos.cloudpanel.server_info
"""

EXAMPLES = r"""
- name: Read the prices
  ionos.cloudpanel.api_request:
    path: /pricing
  register: prices

- name: Take a snapshot of a server and wait for it
  ionos.cloudpanel.api_request:
    method: POST
    path: /servers/{{ server_id }}/snapshots
    body: {}

- name: Read all logs of a day
  ionos.cloudpanel.api_request:
    path: /logs
    query:
      period: LAST_24H
    all_pages: true
"""

RETURN = r"""
answer:
  description:
    - What the API answered. After a write with O(wait), the object as it is when it has settled; null when it is gone.
  returned: success
  type: raw
operations:
  description:
    - The write that was performed; in check mode the one that a real run would perform. Empty for V(GET).
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.request import (
    run_request_module,
)


def main():
    run_request_module()


if __name__ == "__main__":
    main()
