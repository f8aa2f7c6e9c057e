# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write variables to a file, without templates in their values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from ansible.errors import AnsibleFilterError

DOCUMENTATION = """
name: vars_yaml
author: The ionos.cloudpanel authors
version_added: 1.0.0
short_description: Return a value as YAML for a file with variables
description:
  - Returns a value as YAML for a file that Ansible reads as variables, such as with
    C(--extra-vars @FILE) or C(vars_files).
  - A text that contains a template is marked with C(!unsafe), so that Ansible does not evaluate it.
    Objects of an account can have names and descriptions that contain templates.
  - The keys keep their order.
options:
  _input:
    description: The value. It consists of dictionaries, lists, texts, numbers, booleans and null.
    type: raw
    required: true
seealso:
  - module: ionos.cloudpanel.stack
"""
EXAMPLES = """
- name: Read the servers of the account
  ionos.cloudpanel.stack:
    state: gathered
    servers: []
  register: account

- name: Write them to a file with variables
  ansible.builtin.copy:
    content: "{{ {'cloudpanel_stack': account.gathered} | ionos.cloudpanel.vars_yaml }}"
    dest: servers.yml
    mode: "0644"
"""
RETURN = """
_value:
  description: The YAML text.
  type: str
"""
#: Texts that begin templates, and comments in them.
TEMPLATES = ("{{", "{%", "{#")


class _Dumper(yaml.SafeDumper):
    """Writes YAML in which the elements of lists are indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the elements of a list."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values each time."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    has_template = any(each in text for each in TEMPLATES)
    return dumper.represent_scalar("!unsafe" if has_template else "tag:yaml.org,2002:str", text)


_Dumper.add_representer(str, _text)


def vars_yaml(value: Any) -> str:
    """Return a value as YAML for a file with variables.

    :raises AnsibleFilterError: the value contains something else than JSON can.
    """
    try:
        plain = json.loads(json.dumps(value))
    except (TypeError, ValueError) as error:
        raise AnsibleFilterError(
            f"vars_yaml: {error}. Give a value of dictionaries, lists, texts, numbers and booleans."
        ) from error
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class FilterModule:
    """The filter."""

    def filters(self) -> Mapping[str, Callable[[Any], str]]:
        """Return the filter by its name."""
        return {"vars_yaml": vars_yaml}
