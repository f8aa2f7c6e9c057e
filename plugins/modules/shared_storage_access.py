#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: shared_storage_access
short_description: Set the password for the shared storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Sets the password with which servers mount the shared storages of the account, and tells the user that goes with it.
  - An account has one access in each datacenter, which is always there, and one password for all of them.
  - A task names an access by O(datacenter) or by O(user_domain).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.waiting
options:
  datacenter:
    description:
      - The datacenter whose access is looked at and returned, by country code such as V(DE), by location or by id.
    type: str
  user_domain:
    description:
      - The domain and user of the access that is looked at and returned, such as C(nas1\uid12345). Use it instead of O(datacenter) if the
        API does not show the datacenters of the accesses.
    type: str
  password:
    description:
      - The password, of 8 to 64 characters. The API never shows it, so that it cannot be compared; O(update_password)
        says when it is set.
      - It is set in all datacenters at once. It does not turn up in results, differences or logs.
    type: str
  update_password:
    description:
      - V(on_create) sets O(password) only where the access still waits for one
        (RV(shared_storage_access.needs_password_reset)). If the API does not show that, the task fails.
      - V(always) sets it each time, which is a change each time.
    type: str
    choices: [always, on_create]
    default: on_create
seealso:
  - module: ionos.cloudpanel.shared_storage_access_info
  - module: ionos.cloudpanel.shared_storage
"""

EXAMPLES = r"""
- name: Set a password where there is none yet
  ionos.cloudpanel.shared_storage_access:
    datacenter: DE
    password: "{{ vault_storage_password }}"
  register: access

- name: Show whom to mount as
  ansible.builtin.debug:
    msg: "{{ access.shared_storage_access.user_domain }}"

- name: Set another one
  ionos.cloudpanel.shared_storage_access:
    datacenter: DE
    password: "{{ vault_new_storage_password }}"
    update_password: always
"""

RETURN = r"""
shared_storage_access:
  description:
    - The access as the API shows it.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: The id of its datacenter, or a name made of its user if the API does not show the datacenter. An access has no id of its own.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    state:
      description: Its state, as the API spells it.
      type: str
    user_domain:
      description: The domain and user to mount with.
      type: str
    needs_password_reset:
      description: 1 until a password is set; null if the API does not show it.
      type: int
    kerberos_content_file:
      description: The Kerberos file, in base64; null without O(show_secrets).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.shared_storages import (
    SHARED_STORAGE_ACCESS,
)


def main():
    run_state_module(SHARED_STORAGE_ACCESS)


if __name__ == "__main__":
    main()
