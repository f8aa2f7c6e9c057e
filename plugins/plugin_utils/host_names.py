# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host names of the inventory: valid, unique, and without a special meaning for Ansible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .addresses import is_local

#: Letters and digits of any script, spaces and ``._-``. Other characters have a meaning for
#: templates, host patterns, ssh or terminals. Ansible removes outer spaces from patterns. A name of
#: dots only is a directory.
VALID_NAME = re.compile(r"(?![-. ]+\Z)[\w.](?:[\w .-]*[\w.-])?")
#: An id has no underscore, so that it can be recognized at the end of a name.
IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")
#: How many names a warning contains.
MAX_SHOWN = 10


@dataclass(frozen=True)
class HostNames:
    """The host names of servers.

    :param names: one for each server, in the order of the servers.
    :param replaced: ids of the servers whose ids are the host names.
    :param extended: host names with an appended id.
    """

    names: Sequence[str]
    replaced: Sequence[str]
    extended: Sequence[str]

    def warnings(self, variable: str) -> Iterator[str]:
        """Yield warnings about names that are different from those of the servers.

        :param variable: the variable that contains the name of the server.
        """
        if self.replaced:
            yield (
                "The names of some servers are not valid host names, so their ids are used: "
                f"{shortened(self.replaced)}. The variable {variable} contains their names."
            )
        if self.extended:
            yield (
                "The ids of servers are appended to names that several servers, a group, a host of "
                f"another source or the controller have: {shortened(self.extended)}."
            )


def shortened(names: Sequence[str]) -> str:
    """Return the first names in one text, with the number of the others."""
    more = len(names) - MAX_SHOWN
    return ", ".join(names[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")


def host_names(
    desired: Sequence[str],
    identifiers: Sequence[str],
    groups: Collection[str] = (),
    owners: Mapping[str, str] | None = None,
) -> HostNames:
    """Return the desired host names if possible, or else the ids or names with an appended id.

    A host name depends on other servers only if they have the same desired name, or if it ends in
    the id of one of them. A name with an appended id ends in the id of the same server.
    Therefore all names are different.

    :param desired: the desired name of each server.
    :param identifiers: the id of each server, all different.
    :param groups: names that no host can have.
    :param owners: by host name, the id of the server that already has it.
    """
    owners = owners or {}
    known = set(identifiers)
    valid = [
        name if VALID_NAME.fullmatch(name) else identifier
        for name, identifier in zip(desired, identifiers)
    ]
    counts = Counter(
        name
        for name, identifier in zip(valid, identifiers)
        if not _is_foreign(name, identifier, known)
    )

    def is_taken(name: str, identifier: str) -> bool:
        return name in groups or is_local(name) or owners.get(name, identifier) != identifier

    names = []
    for name, identifier in zip(valid, identifiers):
        if _is_foreign(name, identifier, known) or counts[name] > 1 or is_taken(name, identifier):
            name = f"{name}_{identifier}"
            while is_taken(name, identifier):
                name = f"{name}_{identifier}"
        names.append(name)
    replaced = [
        identifier
        for name, identifier in zip(desired, identifiers)
        if not VALID_NAME.fullmatch(name)
    ]
    extended = [name for name, before in zip(names, valid) if name != before]
    return HostNames(names, replaced, extended)


def _is_foreign(name: str, identifier: str, known: Collection[str]) -> bool:
    """Return whether a name ends in the id of another server."""
    end = name.rpartition("_")[2]
    return end in known and end != identifier
