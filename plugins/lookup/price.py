# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup price: what objects cost in a month."""

from __future__ import annotations

DOCUMENTATION = r"""
name: price
short_description: Find out what objects of an IONOS Cloud Panel account cost in a month
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Returns what an object costs, or what the objects cost that the options of a task describe.
  - It computes the same amounts as O(ionos.cloudpanel.server#module:show_costs), and changes
    nothing.
extends_documentation_fragment:
  - ionos.cloudpanel.connection.plugin
  - ionos.cloudpanel.connection.lookup
options:
  _terms:
    description:
      - A text is the name or the id of an object.
      - A dictionary contains the options of the module O(resource). The price is that of the object
        as it is after a task with these options. Options that are missing are those of the object,
        if it exists.
    type: list
    elements: raw
    required: true
  resource:
    description: The kind of the objects, or V(stack) for the options of M(ionos.cloudpanel.stack).
    type: str
    required: true
    choices: [block_storage, image, load_balancer, public_ip, server, shared_storage, stack]
seealso:
  - module: ionos.cloudpanel.pricing_info
  - plugin: ionos.cloudpanel.id
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Show the price of a server before it exists
  vars:
    web_options:
      name: web1
      appliance: debian12-64min
      fixed_instance_size: M
  ansible.builtin.debug:
    msg: "{{ lookup('ionos.cloudpanel.price', web_options, resource='server').net }}"

- name: Create the server
  ionos.cloudpanel.server:
    name: web1
    appliance: debian12-64min
    fixed_instance_size: M

- name: Show what it costs, and what it would cost in another size
  vars:
    now: "{{ lookup('ionos.cloudpanel.price', 'web1', resource='server') }}"
    larger: "{{ {'name': 'web1', 'fixed_instance_size': 'XL'} }}"
    then: "{{ lookup('ionos.cloudpanel.price', larger, resource='server') }}"
  ansible.builtin.debug:
    msg: "{{ now.net }} {{ now.currency }} instead of {{ then.net }}"
"""

RETURN = r"""
_raw:
  description: The price of each term.
  type: list
  elements: dict
  contains:
    net:
      description: The sum of all known prices without tax.
      type: float
      sample: 20.0
    gross:
      description: The sum of all known prices with tax.
      type: float
      sample: 24.0
    currency:
      description: The currency. It is null if the prices cannot be read.
      type: str
      sample: EUR
    unpriced:
      description: The objects of which a part has no known price, with C(kind), C(name) and
        C(reason).
      type: list
      elements: dict
      sample: []
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.quotes import (
    price_of_object,
    price_of_options,
    price_of_stack,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import MANAGED
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.stacks import STACK
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.lookups import AccountLookup


class LookupModule(AccountLookup):  # type: ignore[misc]
    """The lookup."""

    name = "ionos.cloudpanel.price"

    def value(
        self, term: Any, client: Client, params: Mapping[str, Any], check_mode: bool
    ) -> object:
        """Return the price of an object, or of what options describe."""
        kind = self.get_option("resource")
        if kind == STACK.name:
            if not isinstance(term, dict):
                raise ValidationError(
                    "A stack has no name. Give the dictionary of options of the module stack."
                )
            return price_of_stack(STACK, term, params, check_mode, client.warnings)
        resource = next(each for each in MANAGED if each.name == kind)
        if isinstance(term, dict):
            return price_of_options(resource, term, client, params, check_mode)
        return price_of_object(resource, str(term), client, params, check_mode)
