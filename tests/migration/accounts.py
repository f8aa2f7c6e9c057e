# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of an account without ids, addresses and dates, so that accounts can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulated import SimulatedApi

#: The lists of objects that the oneandone modules manage.
LISTS = (
    "firewall_policies",
    "load_balancers",
    "monitoring_policies",
    "private_networks",
    "public_ips",
    "servers",
)
#: Members with values that differ from account to account, and members that show other objects in
#: more detail than by their names.
LEFT_OUT = {"id", "cloudpanel_id", "creation_date", "first_password", "server_ip", "server_id"}
#: What a path has for an object or member that one of two accounts lacks.
MISSING = "missing"

Objects = dict[str, dict[str, Any]]


class Snapshot:
    """The objects of an account at a time.

    :ivar objects: for each list the objects by their labels: the name, or a description of it.
    :ivar labels: for each id and address the label of its object.
    """

    def __init__(self, api: SimulatedApi) -> None:
        found = {
            name: [api.api("GET", f"/{name}/{each['id']}") for each in api.api("GET", f"/{name}")]
            for name in LISTS
        }
        self.labels: dict[str, str] = {}
        for server in found["servers"]:
            for number, ip in enumerate(server["ips"] or (), start=1):
                label = f"address {number} of {server['name']}"
                self.labels.update({ip["id"]: label, ip["ip"]: label})
        for balancer in found["load_balancers"]:
            self.labels[balancer["ip"]] = f"address of {balancer['name']}"
        self.objects: Objects = {name: {} for name in LISTS}
        for name, objects in found.items():
            for obj in objects:
                self._add(name, obj)
        for name, objects in found.items():
            self.objects[name] = dict(
                zip(self.objects[name], (self.plain(obj) for obj in objects), strict=True)
            )

    def _add(self, name: str, obj: Mapping[str, Any]) -> None:
        """Give an object its label. Several objects with a name are numbered."""
        wanted = obj.get("name") or self.labels.get(obj.get("ip", "")) or obj.get("reverse_dns")
        label = wanted or "an address"
        number = 1
        while label in self.objects[name]:
            number += 1
            label = f"{wanted} ({number})"
        self.labels[obj["id"]] = label
        if "ip" in obj:
            self.labels.setdefault(obj["ip"], label)
        self.objects[name][label] = {}

    def plain(self, value: Any) -> Any:
        """Return a value of the account with labels instead of ids and addresses."""
        if isinstance(value, Mapping):
            return {
                key: self.plain(inner)
                for key, inner in value.items()
                if key not in LEFT_OUT and not key.endswith("date")
            }
        if isinstance(value, list):
            return sorted((self.plain(each) for each in value), key=repr)
        return self.labels.get(value, value) if isinstance(value, str) else value


def changes(before: Objects, after: Objects) -> Objects:
    """Return the objects that are new or different, and None for those that are gone."""
    found = {
        name: {
            label: after[name].get(label)
            for label in sorted({*before[name], *after[name]})
            if before[name].get(label) != after[name].get(label)
        }
        for name in LISTS
    }
    return {name: objects for name, objects in found.items() if objects}


def changed(objects: Objects, by: Objects) -> Objects:
    """Return an account after changes."""
    return {
        name: {
            label: obj
            for label, obj in {**objects[name], **by.get(name, {})}.items()
            if obj is not None
        }
        for name in LISTS
    }


def differences(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield the dotted paths of different values, with the two values."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from differences(
                one.get(key, MISSING), other.get(key, MISSING), f"{path}.{key}" if path else key
            )
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (first, second) in enumerate(zip(one, other)):
            yield from differences(first, second, f"{path}[{number}]")
    elif one != other:
        yield path, [one, other]


def number_of(objects: Objects) -> int:
    """Return the number of objects."""
    return sum(len(each) for each in objects.values())
