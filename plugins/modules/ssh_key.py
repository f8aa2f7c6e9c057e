#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: ssh_key
short_description: Manage SSH keys of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, renames and removes the SSH keys that servers can be created with.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the SSH key. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the SSH key where it is missing and brings it to what the options say; what is not named
        stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the SSH key. Without O(id) it is found by its exact name, on all pages of the list; several of one
        name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  public_key:
    description:
      - The text of the public key, in OpenSSH form (with or without type and comment) or in PKCS form (base64 or PEM).
      - The reference of the API allows 256 characters, which is enough for Ed25519 and ECDSA keys. Clients have seen it accept longer
        RSA keys. The module does not limit the length.
      - Without it the API makes a pair when the SSH key is created, and returns the private key once. Such a task needs O(private_key_file) or
        O(show_secrets=true), and fails before the first write otherwise.
      - The key of an existing object cannot be changed; a different one is refused. Only the key material is
        compared, because the API may show the key in another form.
    type: str
  private_key_file:
    description:
      - The path of the file that takes the private key if the API makes one, on the host that the module runs on.
      - Its directory has to exist. This is checked before the key is made.
      - The file is only readable by its owner (mode V(0600)), and is complete or not there at all. The private key is written as soon
        as it is known, also if the task fails afterwards.
      - A file that exists is not overwritten. The task fails before the first write if it would have to.
      - The option has no effect on an SSH key that exists.
    type: path
seealso:
  - module: ionos.cloudpanel.ssh_key_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Offer a key to new servers
  ionos.cloudpanel.ssh_key:
    name: deploy
    public_key: "{{ lookup('ansible.builtin.file', '~/.ssh/id_ed25519.pub') }}"

- name: Let the API make a pair, and write the private key into a file
  ionos.cloudpanel.ssh_key:
    name: generated
    private_key_file: ~/.ssh/id_generated
  register: generated

- name: Rename a key
  ionos.cloudpanel.ssh_key:
    id: "{{ generated.ssh_key.id }}"
    name: spare

- name: Remove a key
  ionos.cloudpanel.ssh_key:
    name: spare
    state: absent
"""

RETURN = r"""
ssh_key:
  description:
    - The SSH key as the API shows it; null when it is absent.
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
    private_key:
      description: The private key, if the API has made the pair in this task; null without O(show_secrets).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.ssh_keys import SSH_KEY


def main():
    run_state_module(SSH_KEY)


if __name__ == "__main__":
    main()
