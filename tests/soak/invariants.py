# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true after each round of a history."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from in_process import Tasks
from soak.sites import IDENTITIES, PLURALS, Site, Slot

#: Returns the objects of a kind as a list of the API shows them.
Listed = Callable[[str], list[dict[str, Any]]]
#: Attributes that change without a write.
VOLATILE = ("percent", "cloudpanel_id")
#: Lists that are compared with their cached copies after each run, besides the list of servers.
SAMPLED = 2


def name_of(kind: str, obj: Mapping[str, Any]) -> str:
    """Return what identifies an object.

    The API adds a prefix to the names of users, and a date to those of images.
    """
    name = str(obj.get(IDENTITIES.get(kind, "name")) or "")
    return name.rpartition(".")[2] if kind == "user" else re.sub(r"_\d{8}$", "", name)


def ids(listed: Listed) -> dict[Slot, str]:
    """Return the id of each object that has a name."""
    return {
        (kind, name_of(kind, obj)): obj["id"]
        for kind in PLURALS
        for obj in listed(kind)
        if name_of(kind, obj)
    }


def broken_names(listed: Listed, site: Site, others: Collection[Slot]) -> Iterator[str]:
    """Yield objects that exist twice, that no play has described, and that are missing.

    :param others: objects that existed before, or that another client has created.
    """
    for kind in PLURALS:
        found = Counter(name_of(kind, obj) for obj in listed(kind))
        del found[""]  # addresses without a name; see broken_addresses
        known = {name for each, name in (*site, *others) if each == kind}
        for name, number in sorted(found.items()):
            if number > 1:
                yield f"duplicate: {number} objects {kind} {name}"
            if name not in known:
                yield f"orphan: {kind} {name}"
        for name in sorted(known - found.keys()):
            yield f"lost: {kind} {name}"


def broken_ids(listed: Listed, kept: Mapping[Slot, str]) -> Iterator[str]:
    """Yield objects that were replaced although no play removes them."""
    now = ids(listed)
    for slot, identifier in kept.items():
        if slot in now and now[slot] != identifier:
            yield f"lost: {' '.join(slot)} was removed and created again"


def broken_power(listed: Listed, site: Site) -> Iterator[str]:
    """Yield servers that are off and should run, and the other way round."""
    for server in listed("server"):
        options = site.get(("server", server["name"]), {})
        wanted = "POWERED_OFF" if options.get("state") == "stopped" else "POWERED_ON"
        state = server["status"]["state"]
        if state != wanted:
            yield f"power: server {server['name']} is {state}, not {wanted}"


def broken_addresses(listed: Listed, site: Site) -> Iterator[str]:
    """Yield addresses that belong to no object, and servers with a wrong number of addresses."""
    used = Counter[str]()
    for address in listed("public_ip"):
        owner = address.get("assigned_to") or {}
        used[owner.get("name", "")] += 1
        if not owner and ("public_ip", name_of("public_ip", address)) not in site:
            yield f"orphan: address {address['ip']} belongs to no object"
    for server in listed("server"):
        name = server["name"]
        wanted = 1 + (("server_ip", name) in site)
        if used[name] != wanted:
            yield f"addresses: server {name} has {used[name]}, not {wanted}"


def broken_cache(tasks: Tasks, chance: random.Random, is_lagging: bool) -> Iterator[str]:
    """Yield lists whose cached copies differ from the lists of the API.

    :param tasks: of a run. Its lists are as old as the run at most.
    :param is_lagging: whether a list can lack objects that are a side effect of a write.
    """
    for kind in ("server", *chance.sample(sorted(PLURALS.keys() - {"server"}), SAMPLED)):
        cached, fresh = (
            {each["id"]: _stable(each) for each in tasks.ok(f"{kind}_info", **age)[PLURALS[kind]]}
            for age in ({"share_reads": 86400}, {"share_reads": 0})
        )
        if cached.keys() != fresh.keys() and not is_lagging:
            yield f"cache: {kind}_info shows {len(cached)} objects, not {len(fresh)}"
        for identifier in cached.keys() & fresh.keys():
            before, after = cached[identifier], fresh[identifier]
            if before != after:
                names = [key for key in after if before.get(key) != after[key]]
                yield f"cache: {kind} {name_of(kind, after)} differs in {', '.join(names)}"


def _stable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _stable(inner) for key, inner in value.items() if key not in VOLATILE}
    return [_stable(each) for each in value] if isinstance(value, list) else value
