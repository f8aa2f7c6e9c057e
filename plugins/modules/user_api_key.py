#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: user_api_key
short_description: Give a user of an IONOS Cloud Panel account a new API key
version_added: 1.0.0
description:
  - Replaces the key of a user, which is the token of the user's requests to the API, and hands over the new one.
  - The old key does not work any more from that moment. Replacing the token that this task itself uses is therefore refused, unless
    O(allow_lockout) says that this is meant.
  - The new key goes into O(api_key_file), or into the result with O(show_secrets=true). Without one of the two the task fails before
    the first write.
  - To read a key without replacing it, use M(ionos.cloudpanel.user_info) with O(ionos.cloudpanel.user_info#module:show_secrets).
  - The task waits until the new key is valid, also with O(wait=false).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.waiting
attributes:
  check_mode:
    support: full
    description: Can run in check mode and announce exactly the operations that a real run would perform.
  diff_mode:
    support: none
    description: Keys are not shown in diffs.
  idempotent:
    support: none
    description: Makes a new key each time.
options:
  user:
    description:
      - The user, by name or id. The API access of the user has to be on, as O(ionos.cloudpanel.user#module:api_access) makes it.
    type: str
    required: true
  api_key_file:
    description:
      - The path of the file that takes the new key and a line end, on the host that the module runs on.
      - Its directory has to exist. This is checked before the key is made.
      - The file is only readable by its owner (mode V(0600)). A file that exists is replaced at once, since the key in it is not valid
        any more; if the path is a symbolic link, the file that it points to is replaced.
      - If the task fails after the key has been made, the key is written nevertheless.
    type: path
  allow_lockout:
    description:
      - Whether the user whose token this task uses may be changed so that the token does not work any more.
      - The task ends then without waiting, and whatever else it was to do afterwards fails. Let nothing else depend on it.
      - If the API does not show the new key in its answer, the task fails, and this token cannot read the key. Use the token of another user for
        this task if you can.
    type: bool
    default: false
seealso:
  - module: ionos.cloudpanel.user
"""

EXAMPLES = r"""
- name: Create a user
  ionos.cloudpanel.user:
    name: jane
    password: "{{ vault_jane_password }}"
    api_access: true
  register: jane

- name: Make a key for the new user, and write it into a file
  ionos.cloudpanel.user_api_key:
    user: jane
    api_key_file: /etc/deploy/token
  when: jane is changed

- name: Make another one, and return it
  ionos.cloudpanel.user_api_key:
    user: jane
    show_secrets: true
  register: key
  no_log: true
"""

RETURN = r"""
user_api_key:
  description:
    - The user with the new key.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
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
      description: Its access to the API, with V(active), V(allowed_ips), and the new V(key), which is null without O(show_secrets) and in check mode.
      type: dict
    roles:
      description: Its role, with V(id) and V(name); null without one. Roles show all their users.
      type: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.users import USER_API_KEY


def main():
    run_state_module(USER_API_KEY)


if __name__ == "__main__":
    main()
