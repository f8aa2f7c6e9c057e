#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: user
short_description: Manage users of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes users, and their access to the API.
  - A task whose token would not work afterwards is refused, unless O(allow_lockout) says that this is meant. That is so if it
    disables or removes the user of the token, takes the user's access to the API away, or leaves O(allowed_ips) without the
    address that the task's requests come from.
  - The API does not tell that address. It is known where O(allowed_ips) has had a single address so far, and where the address
    of this machine reaches the API unchanged. Where it is not known, a list that leaves out any of the present addresses,
    and the first list of all, are refused as well. So is emptying a list of several addresses, which are removed one after
    the other; leave the own one alone in it first.
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
      - The id of the user.
    type: str
  state:
    description:
      - V(present) creates the user where it is missing and brings it to what the options say; what is not named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the user. The API puts eight digits and a dot before it, the same for all users of an account; the user is found
        with and without them. Fixed once the user exists.
    type: str
  description:
    description:
      - A description for people.
    type: str
  email:
    description:
      - The e-mail address of the user.
    type: str
  password:
    description:
      - The password for the Cloud Panel, of 8 to 64 characters. Creation needs it.
      - The API never shows it, so that it cannot be compared; O(update_password) says when it is sent.
    type: str
  update_password:
    description:
      - V(on_create) sends O(password) when the user is created, and not afterwards.
      - V(always) sends it each time, which is a change each time.
    type: str
    choices: [always, on_create]
    default: on_create
  enabled:
    description:
      - Whether the user may do anything at all.
    type: bool
  api_access:
    description:
      - Whether the user may use the API. A new user may not.
      - The API makes a key with the access. O(show_secrets) returns it; M(ionos.cloudpanel.user_api_key) makes another one.
    type: bool
  allowed_ips:
    description:
      - The addresses from which the user may use the API, single ones and no networks. With an empty list, as a new user has it,
        there is no restriction.
      - Where O(api_access) is switched on in the same task, that comes after the addresses have been added.
    type: list
    elements: str
  purge_allowed_ips:
    description:
      - Whether addresses that are not listed in O(allowed_ips) are removed. V(false) only adds.
    type: bool
    default: true
  allow_lockout:
    description:
      - Whether the user whose token this task uses may be changed so that the token does not work any more.
      - The task ends then without waiting, and whatever else it was to do afterwards fails. Let nothing else depend on it.
    type: bool
    default: false
seealso:
  - module: ionos.cloudpanel.user_info
  - module: ionos.cloudpanel.user_api_key
  - module: ionos.cloudpanel.role
"""

EXAMPLES = r"""
- name: Create a user who may use the API from one address
  ionos.cloudpanel.user:
    name: jane
    description: Deploys
    password: "{{ vault_jane_password }}"
    api_access: true
    allowed_ips: [192.0.2.7]

- name: Give her another password
  ionos.cloudpanel.user:
    name: jane
    password: "{{ vault_jane_password }}"
    update_password: always

- name: Disable her
  ionos.cloudpanel.user:
    name: jane
    enabled: false

- name: Remove her
  ionos.cloudpanel.user:
    name: jane
    state: absent
"""

RETURN = r"""
user:
  description:
    - The user as the API shows it; null when it is absent.
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
      description: Its access to the API, with V(active), V(allowed_ips), and V(key), which is null without O(show_secrets).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.users import USER


def main():
    run_state_module(USER)


if __name__ == "__main__":
    main()
