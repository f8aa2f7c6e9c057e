#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: ssh_key_info
short_description: Read SSH keys of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Reads SSH keys by id, name or filters.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.info
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.search
  - ionos.cloudpanel.selection
  - ionos.cloudpanel.waiting.info
seealso:
  - module: ionos.cloudpanel.ssh_key
"""

EXAMPLES = r"""
- name: Read all keys
  ionos.cloudpanel.ssh_key_info:

- name: Read one key
  ionos.cloudpanel.ssh_key_info:
    name: deploy
"""

RETURN = r"""
ssh_keys:
  description:
    - The SSH keys that were selected.
  returned: success
  type: list
  elements: dict
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
    state:
      description: Its state, as the API spells it.
      type: str
    servers:
      description: The servers that were created with it.
      type: list
      elements: dict
    md5:
      description: The MD5 fingerprint.
      type: str
    public_key:
      description: The public key in the form that the API shows, usually without algorithm and comment.
      type: str
    creation_date:
      description: When it was created.
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.ssh_keys import SSH_KEY


def main():
    run_info_module(SSH_KEY)


if __name__ == "__main__":
    main()
