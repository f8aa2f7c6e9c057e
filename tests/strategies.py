# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategies of hypothesis for the options of a resource, derived from its description."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field, Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.firewall_policies import (
    FIREWALL_POLICY,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.firewall_rules import (
    WITH_PORTS,
)
from hypothesis import strategies as st

#: The resources whose objects a task can create.
RESOURCES = [each for each in registry.RESOURCES.values() if "absent" in each.states]

#: What is before the 32 bytes of a key.
KEY_FORM = b"\0\0\0\x0bssh-ed25519\0\0\0\x20"
KEYS = [
    f"ssh-ed25519 {base64.b64encode(KEY_FORM + bytes([number] * 32)).decode()} me"
    for number in range(3)
]
#: Where not any text will do.
TEXTS = {
    "public_key": KEYS,
    "source": ["0.0.0.0", "0.0.0.0/0", "10.0.0.1/32", "192.168.7.0/16"],
    "network_address": ["10.0.0.0", "172.16.0.0"],
    "subnet_mask": ["24", "255.255.0.0"],
    "url": ["https://example.com/web.vmdk", "ftp://example.com/tools.iso"],
}
SIZES = {
    name: {
        "id": f"SIZE{name}",
        "name": name,
        "hardware": {
            "vcore": cores,
            "cores_per_processor": 1,
            "ram": float(ram),
            "hdds": [{"size": disk, "is_main": True}],
        },
    }
    for name, cores, ram, disk in (("M", 1, 1, 40), ("L", 2, 2, 80), ("XL", 4, 8, 120))
}
REFS = {
    "fixed_instance_sizes": [Ref(size["id"], name, size) for name, size in SIZES.items()],
    "": [Ref(address) for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1")],
}


def refs(to: str) -> st.SearchStrategy:
    return st.sampled_from(
        REFS.get(to) or [Ref(f"{to}-{number}", f"{to} {number}") for number in range(4)]
    )


def text(field: Field) -> st.SearchStrategy:
    limits = field.limits
    if field.name in TEXTS:
        return st.sampled_from(TEXTS[field.name]).map(field.normalize)
    if field.pattern:
        return st.none()
    letters = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))
    return st.text(letters, min_size=limits.minimum or 0, max_size=min(limits.maximum or 20, 20))


def number(field: Field) -> st.SearchStrategy:
    low, high, step = (
        field.limits.minimum or 0,
        field.limits.maximum or 65535,
        field.limits.step or 1,
    )
    return st.integers(int(low / step), int(high / step)).map(lambda count: count * step)


def value(field: Field) -> st.SearchStrategy:
    """Return a strategy for the values of an option."""
    if isinstance(field, Reference):
        return (
            st.lists(refs(field.kinds[0]), unique_by=lambda ref: ref.id, max_size=2)
            if field.type == "list"
            else refs(field.kinds[0])
        )
    if field.type == "list":
        return st.lists(text(field), max_size=2)
    if field.choices:
        return st.sampled_from(field.choices).map(field.normalize)
    if field.fields:
        return st.fixed_dictionaries(
            {}, optional={inner.name: value(inner) for inner in field.fields}
        )
    return {"str": text, "int": number, "float": number, "bool": lambda _field: st.booleans()}[
        field.type
    ](field)


def with_ports_that_fit(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a valid firewall rule. Most random rules are invalid."""
    first = (rule["port_from"] or 1) if rule["protocol"] in WITH_PORTS else None
    last = first and rule["port_to"] and max(first, rule["port_to"])
    action = "allow" if rule["action"] == "deny" and rule["protocol"] != "ANY" else rule["action"]
    return {**rule, "port_from": first, "port_to": last, "action": action}


#: Functions that make a random element valid, by the id of its list.
SENSE = {id(FIREWALL_POLICY.children[0]): with_ports_that_fit}


def elements(children: Children) -> st.SearchStrategy:
    """Return a strategy for a list of children, in the form of the plan."""
    if not children.fields:
        return st.lists(refs(children.to), unique_by=lambda ref: ref.id, max_size=3)
    element = (
        st.fixed_dictionaries({field.name: _asked(field) for field in children.fields})
        .map(SENSE.get(id(children), dict))
        .map(children.normalize)
    )
    key = children.identity if type(children).match is Children.match else None
    return st.lists(element, max_size=4, unique_by=key)


def _asked(field: Field) -> st.SearchStrategy:
    if field.required or field.default is not None:
        return value(field)
    return st.none() | value(field)


def once(make: Callable[[Resource], st.SearchStrategy]) -> Callable[[Resource], st.SearchStrategy]:
    """Make the strategy of a resource once: making it takes longer than to draw from it."""
    made: dict[str, st.SearchStrategy] = {}

    @wraps(make)
    def strategy(resource: Resource) -> st.SearchStrategy:
        return (
            made[resource.name]
            if resource.name in made
            else made.setdefault(resource.name, make(resource))
        )

    return strategy


@once
def values(resource: Resource) -> st.SearchStrategy:
    """Return a strategy for some of the options, with values that the contract allows.

    The caller has to discard combinations that the description rejects.
    """
    options: dict[str, Any] = {
        field.name: value(field) for field in resource.fields if resource.settable_on_create(field)
    }
    options.update({children.name: elements(children) for children in resource.children})
    return st.fixed_dictionaries({}, optional=options).map(
        lambda given: without_exclusive(resource, given)
    )


def without_exclusive(resource: Resource, given: dict[str, Any]) -> dict[str, Any]:
    """Of options that exclude each other, the first."""
    excluded = {
        name
        for group in resource.mutually_exclusive
        for name in [each for each in group if each in given][1:]
    }
    return {name: value for name, value in given.items() if name not in excluded}


@once
def complete(resource: Resource) -> st.SearchStrategy:
    """Enough of them to create an object."""
    needed = {field.name: value(field) for field in resource.fields if field.required}
    needed.update(
        {
            children.name: elements(children).filter(bool)
            for children in resource.children
            if children.required
        }
    )
    ways = resource.create_requires or ((),)
    every = {field.name: field for field in resource.fields}
    lists = {children.name: children for children in resource.children}

    def way(names: tuple[str, ...]) -> st.SearchStrategy:
        chosen = {
            name: value(every[name]) if name in every else main_first(lists[name]) for name in names
        }
        banned = {name for group in resource.mutually_exclusive for name in group} - set(names)
        rest = values(resource).map(
            lambda given: {name: given[name] for name in given if name not in banned}
        )
        return st.tuples(rest, st.fixed_dictionaries({**needed, **chosen})).map(
            lambda pair: {**pair[0], **pair[1]}
        )

    return st.one_of([way(names) for names in ways])


def main_first(children: Children) -> st.SearchStrategy:
    """Disks, of which the first is the main one."""
    return (
        elements(children)
        .filter(bool)
        .map(
            lambda disks: [
                {**disk, "is_main": position == 0} for position, disk in enumerate(disks)
            ]
        )
    )
