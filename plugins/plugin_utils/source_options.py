# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the options of an inventory source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleParserError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import suggest_names

from .addresses import is_address

#: The beginning of variables that have a meaning for Ansible.
RESERVED_PREFIX = "ansible_"


def reject_unknown_options(
    place: str, given: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]
) -> None:
    """Check the names of options and of their suboptions.

    :param place: what messages say about the place of the options.
    :param known: the documentation of each option by its name.
    :raises AnsibleParserError: an option does not exist.
    """
    aliases = {alias for each in known.values() for alias in each.get("aliases", ())}
    for name, value in given.items():
        if name in aliases:
            continue
        if name not in known:
            raise AnsibleParserError(
                f"{place} has the unknown option {name!r}. {suggest_names(str(name), known)}"
            )
        suboptions = known[name].get("suboptions")
        for entry in value if isinstance(value, list) else ():
            if suboptions and isinstance(entry, dict):
                reject_unknown_options(name, entry, suboptions)


def check_options(get_option: Callable[[str], Any], known: Mapping[str, Mapping[str, Any]]) -> None:
    """Check the values of options.

    :param known: the documentation of each option by its name.
    :raises AnsibleParserError: a value is not valid.
    """
    for name in known:
        if known[name].get("elements") == "str":
            _check_texts(name, get_option(name))
    for name in ("hostvars_prefix", "hostvars_suffix"):
        text = get_option(name)
        valid = re.fullmatch(r"([A-Za-z_]\w*)?", text, re.ASCII)
        if not valid or text.startswith(RESERVED_PREFIX):
            raise AnsibleParserError(
                f"{name} is {text!r}. It can contain only letters, digits and underscores, and it "
                f"must not begin with a digit or with {RESERVED_PREFIX}."
            )
    for server, address in get_option("private_addresses").items():
        if address and not is_address(address):
            raise AnsibleParserError(
                f"private_addresses has {address!r} for {server!r}, which is neither an IP address "
                "nor a DNS host name."
            )
    for entry in get_option("filters"):
        if not isinstance(entry, dict) or len(entry) != 1:
            raise AnsibleParserError(
                f"filters has the entry {entry}. An entry must be either include or exclude, with "
                "an expression."
            )


def _check_texts(name: str, entries: Any) -> None:
    """Check a list of texts. Ansible does not check the entries of a list."""
    for entry in entries or ():
        if entry is None or isinstance(entry, (Mapping, list)):
            raise AnsibleParserError(f"{name} has the entry {entry!r}. An entry must be a text.")
