# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup id: the ids of objects by their names."""

from __future__ import annotations

DOCUMENTATION = r"""
name: id
short_description: Find the ids of objects of an IONOS Cloud Panel account
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Returns the id of each object that a name stands for.
  - The modules of this collection accept names, so they do not need this lookup. Use it for
    M(ionos.cloudpanel.api_request), and for other programs.
  - In check mode, it also finds objects that earlier tasks would create. The ids of such objects
    begin with C(planned:).
extends_documentation_fragment:
  - ionos.cloudpanel.connection.plugin
  - ionos.cloudpanel.connection.lookup
options:
  _terms:
    description:
      - The names. An id is accepted too, and returned if the object exists.
    type: list
    elements: str
    required: true
  resource:
    description: The kind of the objects.
    type: str
    required: true
    choices:
      - baremetal_model
      - block_storage
      - datacenter
      - dvd_iso
      - firewall_policy
      - fixed_instance_size
      - image
      - load_balancer
      - monitoring_policy
      - private_network
      - public_ip
      - recovery_appliance
      - role
      - server
      - server_appliance
      - server_ip
      - shared_storage
      - ssh_key
      - user
      - vpn
seealso:
  - plugin: ionos.cloudpanel.price
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Create a server
  ionos.cloudpanel.server:
    name: web1
    appliance: debian12-64min
    fixed_instance_size: M

- name: Read the server with one more request
  ionos.cloudpanel.api_request:
    path: "/servers/{{ lookup('ionos.cloudpanel.id', 'web1', resource='server') }}"

- name: Show the ids of two datacenters
  ansible.builtin.debug:
    msg: "{{ query('ionos.cloudpanel.id', 'DE', 'US', resource='datacenter') }}"
"""

RETURN = r"""
_raw:
  description: The ids, in the order of the names.
  type: list
  elements: str
  sample: [4E1A9D5F0B7C48E2A6D3917F85C0B264]
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import (
    open_account,
    wait_options,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import Waiter
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import plural
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.lookups import AccountLookup


class LookupModule(AccountLookup):  # type: ignore[misc]
    """The lookup."""

    name = "ionos.cloudpanel.id"

    def value(
        self, term: Any, client: Client, params: Mapping[str, Any], check_mode: bool
    ) -> object:
        """Return the id of the object with a name."""
        kind = self.get_option("resource")
        account = open_account(client, params, check_mode, Waiter(wait_options(params), client))
        return account.references.resolve(Reference(kind, to=plural(kind)), str(term)).id
