# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random sites: the objects that the plays of a history bring an account to.

A site has the options of each object by its *slot*, such as ``("server", "web1")``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plays import KEY, SERVER

Slot = tuple[str, str]
Site = Mapping[Slot, Mapping[str, Any]]

DESCRIPTIONS = ("first", "second", "third")
FIREWALL_RULES = (
    {"port": "22"},
    {"port": "80"},
    {"port": "443", "source": "10.0.0.0/8"},
    {"protocol": "ICMP"},
)
BALANCER_RULES = (
    {"port_balancer": 80, "port_server": 8080},
    {"port_balancer": 443, "port_server": 8443},
)
PORTS = ({"port": 22}, {"port": 80}, {"port": 53, "protocol": "UDP"})
#: The module of each kind of object, in the order of their references, with the names of objects.
NAMES: dict[str, tuple[str, ...]] = {
    "ssh_key": ("key1", "key2"),
    "private_network": ("net1", "net2"),
    "firewall_policy": ("wall1", "wall2"),
    "monitoring_policy": ("watch1", "watch2"),
    "load_balancer": ("balancer1", "balancer2"),
    "user": ("jane", "joe"),
    "role": ("watcher",),
    "server": ("web1", "web2", "db1"),
    "server_ip": ("web1", "db1"),
    "public_ip": ("www1.example.com",),
    "block_storage": ("data1", "data2"),
    "shared_storage": ("files1",),
    "image": ("golden1",),
    "vpn": ("office1",),
}
KINDS = tuple(NAMES)
#: The option that identifies an object; by default its name.
IDENTITIES = {"server_ip": "server", "public_ip": "reverse_dns"}
#: The option of the module ``stack`` for each kind.
PLURALS = {
    kind: {"firewall_policy": "firewall_policies", "monitoring_policy": "monitoring_policies"}.get(
        kind, f"{kind}s"
    )
    for kind in KINDS
    if kind != "server_ip"
}
#: Every site has them, because servers refer to them.
LASTING: tuple[Slot, ...] = (("firewall_policy", "wall1"), ("monitoring_policy", "watch1"))


def identity(slot: Slot) -> dict[str, Any]:
    """Return the options by which a task finds the object of a slot."""
    kind, name = slot
    more = {"number": 2} if kind == "server_ip" else {}
    return {IDENTITIES.get(kind, "name"): name, **more}


class SiteMaker:
    """Draws the options of objects.

    :param site: the options may refer to its objects.
    """

    def __init__(self, chance: random.Random, site: Site) -> None:
        self._chance = chance
        self._site = site

    def options(self, kind: str) -> dict[str, Any]:
        """Return all options of an object that its tasks manage, except those of its identity."""
        draw: Callable[[], dict[str, Any]] = getattr(self, f"_{kind}", dict)
        described = kind not in ("server_ip", "public_ip")
        return {**({"description": self._one(DESCRIPTIONS)} if described else {}), **draw()}

    def _one(self, values: Any) -> Any:
        return self._chance.choice(list(values))

    def _some(self, values: Any, least: int = 0) -> list[Any]:
        values = list(values)
        return self._chance.sample(values, self._chance.randint(least, len(values)))

    def _names(self, kind: str) -> list[str]:
        return [name for each, name in self._site if each == kind]

    def _server_or_none(self) -> dict[str, Any]:
        return {"server": self._one(["", *self._names("server")])}

    def _ssh_key(self) -> dict[str, Any]:
        return {"public_key": KEY}

    def _firewall_policy(self) -> dict[str, Any]:
        return {"rules": self._some(FIREWALL_RULES, 1)}

    def _monitoring_policy(self) -> dict[str, Any]:
        return {"ports": self._some(PORTS, 1), "agent": self._one((True, False))}

    def _load_balancer(self) -> dict[str, Any]:
        methods = ("ROUND_ROBIN", "LEAST_CONNECTIONS")
        return {"rules": self._some(BALANCER_RULES, 1), "method": self._one(methods)}

    def _server(self) -> dict[str, Any]:
        return {
            **SERVER,
            "firewall_policy": self._one(self._names("firewall_policy")),
            "monitoring_policy": self._one(self._names("monitoring_policy")),
            "load_balancers": self._some(self._names("load_balancer")),
            "private_networks": self._some(self._names("private_network")),
            "allow_stop": True,
            **({"state": "stopped"} if self._chance.random() < 0.2 else {}),
        }

    def _block_storage(self) -> dict[str, Any]:
        return {"size": 20, **self._server_or_none()}

    def _shared_storage(self) -> dict[str, Any]:
        rights = [
            {"server": name, "rights": self._one(("R", "RW"))} for name in self._names("server")
        ]
        return {"size": 50, "servers": self._some(rights)}

    def _image(self) -> dict[str, Any]:
        return {"server": self._one(self._names("server"))}

    def _user(self) -> dict[str, Any]:
        return {"password": "Correct-Horse-7"}

    def _role(self) -> dict[str, Any]:
        return {"users": self._some(self._names("user"))}


def next_site(chance: random.Random, site: Site, changes: int) -> dict[Slot, dict[str, Any]]:
    """Return a site that differs from another one in some objects."""
    new = {slot: dict(options) for slot, options in site.items()}
    for slot in LASTING:
        new.setdefault(slot, SiteMaker(chance, new).options(slot[0]))
    for _change in range(changes):
        kind = chance.choice((*KINDS, "server", "server"))
        slot = kind, chance.choice(NAMES[kind])
        if slot in new and chance.random() < 0.35:
            if slot not in LASTING and not is_used(slot, new):
                del new[slot]
        elif _may_exist(slot, new):
            kept = {"server": new[slot]["server"]} if slot in new and kind == "image" else {}
            new[slot] = {**SiteMaker(chance, new).options(kind), **kept}
    for (kind, name), options in new.items():
        if kind == "server_ip":  # The policy of a server applies to all of its addresses.
            options["firewall_policy"] = new["server", name]["firewall_policy"]
    return dict(sorted(new.items(), key=lambda each: (KINDS.index(each[0][0]), each[0][1])))


def _may_exist(slot: Slot, site: Site) -> bool:
    kind, name = slot
    if kind == "server_ip":
        return ("server", name) in site
    return kind != "image" or any(each == "server" for each, _name in site)


def is_used(slot: Slot, site: Site) -> bool:
    """Return whether objects of a site refer to an object."""
    kind, name = slot
    if kind == "server" and ("server_ip", name) in site:
        return True
    return any(
        name in _references(options) for other, options in site.items() if other != slot
    ) and kind not in ("server_ip", "vpn", "image", "public_ip")


def _references(value: Any) -> Iterator[str]:
    """Yield all texts in options."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _references(list(value.values()))
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
