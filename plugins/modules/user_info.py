#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: user_info
short_description: Read users of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads users by id, name or filters. A name is taken with and without the digits that the API puts before it.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.user
  - module: ionos.cloudpanel.role_info
"""

EXAMPLES = r"""
- name: Read the API key of a user
  ionos.cloudpanel.user_info:
    name: jane
    show_secrets: true
  register: jane
  no_log: true

- name: Read who may use the API
  ionos.cloudpanel.user_info:
    filters:
      api.active: true
"""

RETURN = r"""
users:
  description:
    - The users that were selected.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name, with what the API puts before it.
      type: str
    description:
      description: Its description.
      type: str
    email:
      description: Its e-mail address.
      type: str
    state:
      description: V(ACTIVE) or V(DISABLED), or what is going on, as the API spells it.
      type: str
    creation_date:
      description: When it was created.
      type: str
    api:
      description: Its access to the API, with V(active), V(allowed_ips), and V(key), which is null without O(show_secrets).
      type: dict
    roles:
      description: Its role, with V(id) and V(name); null without one. Roles show all their users.
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.info import run_info_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.users import USER


def main():
    run_info_module(USER)


if __name__ == "__main__":
    main()
