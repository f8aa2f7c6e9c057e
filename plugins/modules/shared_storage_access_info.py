#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: shared_storage_access_info
short_description: Read the access to the shared storages of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads the access to the shared storages, one in each datacenter.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.selection.filters
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.shared_storage_access
"""

EXAMPLES = r"""
- name: Read whom to mount as in one datacenter
  ionos.cloudpanel.shared_storage_access_info:
    filters:
      datacenter.country_code: DE
  register: access

- name: Read the Kerberos file
  ionos.cloudpanel.shared_storage_access_info:
    filters:
      datacenter.country_code: DE
    show_secrets: true
  no_log: true
  register: access

- name: Hand it to the server
  ansible.builtin.copy:
    content: "{{ access.shared_storage_accesses[0].kerberos_content_file | b64decode(encoding='latin-1') }}"
    dest: /etc/krb5.keytab
    mode: "0600"
  delegate_to: web1
"""

RETURN = r"""
shared_storage_accesses:
  description:
    - The accesses that were selected.
  returned: success
  type: list
  elements: dict
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
      description: 1 until a password is set.
      type: int
    kerberos_content_file:
      description: The Kerberos file, in base64; null without O(show_secrets).
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.info import run_info_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.shared_storages import (
    SHARED_STORAGE_ACCESS,
)


def main():
    run_info_module(SHARED_STORAGE_ACCESS)


if __name__ == "__main__":
    main()
