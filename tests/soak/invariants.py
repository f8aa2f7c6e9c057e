# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true after each round of a history."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from in_process import Tasks
from simulated import SimulatedApi
from simulator.kinds import KINDS as SIMULATED_KINDS
from simulator.kinds import PUBLIC_IPS, SERVERS, Object
from soak.sites import IDENTITIES, PLURALS, Site, Slot

#: The attribute that identifies an object of each kind, for kinds with a list.
KEYS = {kind: IDENTITIES.get(kind, "name") for kind in PLURALS}
#: Attributes that change without a write: what objects are doing, and when.
VOLATILE = ("percent", "cloudpanel_id")
#: Lists that are compared with their cached copies in each round.
SAMPLED = 2


def objects(simulator: SimulatedApi, kind: str) -> list[Object]:
    return simulator.account.objects(SIMULATED_KINDS[PLURALS[kind]])


def name_of(kind: str, obj: Object) -> str:
    """Return what identifies an object.

    The API adds a prefix to the names of users, and a date to those of images.
    """
    name = str(obj.get(KEYS[kind]) or "")
    return name.rpartition(".")[2] if kind == "user" else re.sub(r"_\d{8}$", "", name)


def ids(simulator: SimulatedApi) -> dict[Slot, str]:
    """Return the id of each object that has a name."""
    return {
        (kind, name_of(kind, obj)): obj["id"]
        for kind in KEYS
        for obj in objects(simulator, kind)
        if name_of(kind, obj)
    }


def broken_names(simulator: SimulatedApi, site: Site, others: Mapping[Slot, str]) -> Iterator[str]:
    """Yield objects that exist twice, that nobody wants, and that are missing.

    :param others: objects that existed before, or that another client has created.
    """
    for kind in KEYS:
        found = Counter(name_of(kind, obj) for obj in objects(simulator, kind))
        wanted = {name for each, name in site if each == kind}
        known = wanted | {name for each, name in others if each == kind}
        for name, number in sorted(found.items()):
            if not name:
                continue  # an address without a name; see broken_addresses
            if number > 1:
                yield f"duplicate: {number} objects {kind} {name}"
            if name not in known:
                yield f"orphan: {kind} {name}"
        for name in sorted(known - found.keys()):
            yield f"lost: {kind} {name}"


def broken_ids(simulator: SimulatedApi, kept: Mapping[Slot, str]) -> Iterator[str]:
    """Yield objects that were replaced although nobody asked for that."""
    now = ids(simulator)
    for slot, identifier in kept.items():
        if slot in now and now[slot] != identifier:
            yield f"lost: {' '.join(slot)} was removed and created again"


def broken_power(simulator: SimulatedApi, site: Site) -> Iterator[str]:
    """Yield servers that are off and should run, and the other way round."""
    account = simulator.account
    for server in account.objects(SERVERS):
        options = site.get(("server", server["name"]))
        wanted = "POWERED_OFF" if options and options.get("state") == "stopped" else "POWERED_ON"
        if account.state(server) != wanted:
            yield f"power: server {server['name']} is {account.state(server)}, not {wanted}"


def broken_addresses(simulator: SimulatedApi, site: Site) -> Iterator[str]:
    """Yield addresses that belong to no server, and servers with a wrong number of addresses."""
    account = simulator.account
    used = Counter()
    for address in account.objects(PUBLIC_IPS):
        server = address["_server"]
        used[server] += 1
        if (
            not server
            and not address["_balancer"]
            and ("public_ip", str(address.get("reverse_dns"))) not in site
        ):
            yield f"orphan: address {address['ip']} without a server"
    for server in account.objects(SERVERS):
        wanted = 1 + (("server_ip", server["name"]) in site)
        if used[server["id"]] != wanted:
            yield f"addresses: {server['name']} has {used[server['id']]}, not {wanted}"


def broken_cache(tasks: Tasks, chance: random.Random) -> Iterator[str]:
    """Yield lists whose cached copies differ from the lists of the API."""
    for kind in chance.sample(sorted(PLURALS), SAMPLED):
        cached, fresh = (
            tasks(f"{kind}_info", share_reads=seconds) for seconds in (86400 * 1000, 0)
        )
        plural = PLURALS[kind]
        if cached.get("failed") or fresh.get("failed"):
            yield f"cache: {kind}_info failed: {cached.get('msg')} {fresh.get('msg')}"
            continue
        for before, after in zip(_by_id(cached[plural]), _by_id(fresh[plural])):
            if before != after:
                names = [key for key in after if before.get(key) != after[key]]
                yield f"cache: {kind} {after.get('name')} differs in {', '.join(names)}"
        if len(cached[plural]) != len(fresh[plural]):
            yield f"cache: {kind}_info shows {len(cached[plural])} of {len(fresh[plural])}"


def _by_id(listed: list[Any]) -> list[Any]:
    return sorted((_stable(each) for each in listed), key=lambda each: str(each["id"]))


def _stable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _stable(inner) for key, inner in value.items() if key not in VOLATILE}
    return [_stable(each) for each in value] if isinstance(value, list) else value
