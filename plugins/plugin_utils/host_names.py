# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory host names: valid, unique, and not special to Ansible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .addresses import is_local

#: Letters and digits of any script, spaces and ``._-``. Other characters have a meaning for templates, host patterns, ssh or the
#: terminal. A pattern loses outer spaces, and a name of dots only is a directory.
VALID = re.compile(r"(?![-. ]+\Z)[\w.](?:[\w .-]*[\w.-])?")
#: Without an underscore, so that the id can be told in a name that ends in it.
IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")


@dataclass(frozen=True)
class HostNames:
    """The host name of each server, in order.

    :param replaced: ids of the servers that are called by their ids, because their names are no valid host names.
    :param extended: host names that have an id appended.
    """

    names: Sequence[str]
    replaced: Sequence[str]
    extended: Sequence[str]


def host_names(
    wanted: Sequence[str],
    identifiers: Sequence[str],
    groups: Collection[str] = (),
    owners: Mapping[str, str] | None = None,
) -> HostNames:
    """Name each server as wanted where possible, else by its id, or with its id appended.

    A host name depends on other servers only if they want the same name, or if it ends in the id of one of them. Names with an
    appended id end in the id of their own server. Therefore all names are different.

    :param wanted: what each server shall be called. :param identifiers: their ids, all different.
    :param groups: names that no host may have. :param owners: the id of the server that a host name already stands for.
    """
    valid = [
        name if VALID.fullmatch(name) else identifier
        for name, identifier in zip(wanted, identifiers)
    ]
    known = set(identifiers)
    foreign = [
        _last_part(name) in known and _last_part(name) != identifier
        for name, identifier in zip(valid, identifiers)
    ]
    counts = Counter(name for name, is_foreign in zip(valid, foreign) if not is_foreign)
    owners = owners or {}

    def taken(name: str, identifier: str) -> bool:
        return name in groups or is_local(name) or owners.get(name, identifier) != identifier

    names = []
    for name, identifier, is_foreign in zip(valid, identifiers, foreign):
        if is_foreign or counts[name] > 1 or taken(name, identifier):
            name = f"{name}_{identifier}"
            while taken(name, identifier):
                name = f"{name}_{identifier}"
        names.append(name)
    return HostNames(
        names,
        [identifier for name, identifier in zip(wanted, identifiers) if not VALID.fullmatch(name)],
        [name for name, before in zip(names, valid) if name != before],
    )


def _last_part(name: str) -> str:
    return name.rpartition("_")[2]
