# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that the reference shows as examples, and an account that shows them."""

from __future__ import annotations

import copy
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.relations import Lookup
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import (
    Ref,
    refs_in,
    to_api,
    with_path,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    CATALOGUE,
    LOOKUPS,
    RESOURCES,
)
from in_process import MODULES
from interceptor import Exchange
from reference_examples import ANSWERS, Example, component, shown
from simulated import SimulatedApi
from variants import variants

KINDS = {**{each.path: each for each in CATALOGUE}, **RESOURCES}

BY_COMPONENT = {
    "".join(word.capitalize() for word in each.name.split("_")): each for each in KINDS.values()
}

#: What an object shows of a part whose own operation shows more.
SHORTENED = {"private_networks": ("id", "name")}

#: Where an object shows a part whose operations have another name for it.
RENAMED = {"snapshots": "snapshot", "api.ips": "api.allowed_ips"}

WHOLES = {
    re.sub(r"\{\w+\}$", "", each.path): each
    for each in ANSWERS
    if each.method == "GET" and re.fullmatch(r"/\w+/\{\w+\}", each.path)
}

#: Reports, by operation: the module that reads it, and its options.
REPORT_OPERATIONS = {
    "list_monitoring_center": ("monitoring_info", {}),
    "get_monitoring_center_server": ("monitoring_info", {"server": "running"}),
    "list_logs": ("log_info", {}),
    "get_log": ("log_info", {"id": "L1"}),
    "list_usages": ("usage_info", {}),
    "get_pricing": ("pricing_info", {}),
    "ping": ("ping", {"anonymous": True}),
    "ping_auth": ("ping", {}),
    "get_current_user_permissions": ("permission_info", {}),
    "list_server_snapshots": ("server_snapshot_info", {"server": "running"}),
}

#: Reports about a part of an object.
SHOWN_BY_SERVERS = {"list_server_snapshots"}

#: Operations whose answer goes into a file.
DOWNLOADS = {"get_vpn_configuration_file"}


@dataclass(frozen=True)
class Shown:
    """An object as an example shows it, or with a part as an example shows that."""

    resource: Resource
    obj: Mapping[str, Any]
    example: Example
    number: int = 0

    def __str__(self) -> str:
        return f"{self.example}-{self.number}"

    @property
    def plain(self) -> dict[str, Any]:
        return self.resource.read(copy.deepcopy(dict(self.obj)))


def resource_of(example: Example) -> Resource:
    return KINDS[
        max((path for path in KINDS if f"{example.path}/".startswith(f"{path}/")), key=len)
    ]


def objects() -> Iterator[Shown]:
    """Yield the objects of examples, and objects that contain the part of an example."""
    for example in ANSWERS:
        if example.operation in REPORT_OPERATIONS.keys() - SHOWN_BY_SERVERS | DOWNLOADS:
            continue
        resource = BY_COMPONENT.get(component(example))
        if resource is None:
            resource = resource_of(example)
            yield Shown(resource, with_part(WHOLES[f"{resource.path}/"].value, example), example)
        for number, obj in enumerate(shown(example) if component(example) in BY_COMPONENT else ()):
            yield Shown(resource, obj, example, number)


def with_part(whole: Mapping[str, Any], example: Example) -> Mapping[str, Any]:
    """Return an object that contains the part of an example."""
    place = ".".join(part for part in example.path.split("/")[3:] if not part.startswith("{"))
    *way, last = RENAMED.get(place, place).split(".")
    changed = copy.deepcopy(dict(whole))
    holder: Any = changed
    for part in way:
        holder = holder[part][0] if isinstance(holder[part], list) else holder[part]
    many, value = isinstance(holder[last], list), example.value
    if isinstance(value, Mapping) and last in value:
        value = value[last]
    if last in SHORTENED and isinstance(value, Mapping):
        value = {key: value[key] for key in SHORTENED[last]}
    holder[last] = value if many == isinstance(value, list) else [value] if many else value[0]
    return changed


OBJECTS = list(objects())


def each_case(cases: Iterable[Shown]) -> pytest.MarkDecorator:
    """Run a test with each of these objects. The first one of each resource is not exhaustive."""
    params = variants(cases, group=lambda case: case.resource.name)
    return pytest.mark.parametrize("case", params, ids=str)


class Account:
    """An account that shows other objects instead of its objects. It rejects writes."""

    def __init__(self, api: SimulatedApi) -> None:
        self.api = api
        self._lists: dict[str, list[Any]] = {}
        self._told: list[tuple[str, str]] = []
        for method in ("POST", "PUT", "DELETE"):
            api.intercept(method, ".*", before=self._refuse)

    def _refuse(self, exchange: Exchange) -> None:
        assert (exchange.method, exchange.path) in self._told, (
            exchange.method,
            exchange.path,
            exchange.body,
        )

    def show(self, resource: Resource, *objects: Mapping[str, Any]) -> None:
        """Show these objects and no others in their list, and each by its id."""
        self._list(resource.path, list(objects))
        for obj in objects:
            if "id" in obj:
                self.answer(f"{resource.path}/{obj['id']}", lambda _exchange, obj=obj: obj)

    def show_settling(self, resource: Resource, obj: Mapping[str, Any]) -> None:
        """Show an object. If an operation is running on it, that ends before the first poll."""
        if not resource.is_transitional(obj):
            self.show(resource, obj)
            return
        settled = with_path(
            obj, resource.state_path, "POWERED_ON" if resource.transitions else "ACTIVE"
        )
        shown = chain([obj], repeat(settled))
        self.show(resource, settled)
        self.answer(resource.path, lambda exchange: _page(exchange, [next(shown)]))

    def _list(self, path: str, elements: list[Any]) -> None:
        self._lists[path] = elements
        self.answer(path, lambda exchange: _page(exchange, elements))

    def answer(self, path: str, answer: Any) -> None:
        def after(exchange: Exchange) -> None:
            exchange.status, exchange.answer = (
                200,
                copy.deepcopy(answer(exchange) if callable(answer) else answer),
            )

        self.api.intercept("GET", re.escape(path), after=after)

    def tell(self, example: Example) -> str:
        """Answer the operation of an example with it. Return its path, with an unused id."""
        path = re.sub(r"\{\w+\}", "X1", example.path)

        def answer(exchange: Exchange) -> None:
            exchange.status, exchange.answer = example.status, copy.deepcopy(example.value)

        self._told.append((example.method, path))
        self.api.intercept(example.method, re.escape(path).replace("X1", "[^/]+"), before=answer)
        return path

    def add(self, key: str, ref: Ref, center: Any) -> None:
        """Show the object of a reference, in the form of an existing object.

        :param center: the datacenter of the object.
        """
        lookup = LOOKUPS[key]
        if lookup.path not in self._lists:
            self._list(lookup.path, self.api.api("GET", lookup.path))
        elements = self._lists[lookup.path]
        if not any(each["id"] == ref.id for element in elements for each in lookup.expand(element)):
            elements.append(_alike(elements[0], lookup, ref, center))


def _page(exchange: Exchange, objects: list[Any]) -> list[Any]:
    query = {
        name: int(values[0])
        for name, values in parse_qs(exchange.query).items()
        if name in ("page", "per_page")
    }
    size = query.get("per_page", 100)
    first = (query.get("page", 1) - 1) * size
    return objects[first : first + size]


def _alike(element: Mapping[str, Any], lookup: Lookup, ref: Ref, center: Any) -> dict[str, Any]:
    """Return an element of a list to which the reference applies."""
    if "ips" in element and lookup.names[0] == "ip":
        return {
            **element,
            "id": f"{ref.id}S",
            "name": f"of {ref.label}",
            "ips": [{**element["ips"][0], "id": ref.id, "ip": ref.label}],
        }
    place = (
        {"available_datacenters": [center["id"]]}
        if "available_datacenters" in element
        else {"datacenter": center}
    )
    return {**element, "id": ref.id, lookup.names[0]: ref.label, "name": ref.label, **place}


def documentation(module: str) -> dict[str, Any]:
    """Return the documentation of the results of a module."""
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").RETURN)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the attributes of an object with their values, by dotted path.

    Elements of lists have no number in the path.
    """
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def options_of(case: Shown) -> tuple[dict[str, Any], dict[str, Ref]]:
    """Return the options that describe an object exactly, and the objects to which they refer."""
    resource, obj = case.resource, case.plain
    view = resource.view(obj)
    options: dict[str, Any] = {"id": obj["id"]} if resource.has_ids else {}
    refs = []
    for each in resource.fields:
        value = view.get(each.name) if each.managed else None
        if (
            value is None
            or isinstance(value, tuple)
            or (resource.is_transitional(obj) and each.response_path == resource.state_path)
        ):
            continue
        if isinstance(value, Ref) and value.object.get("type") == "LOAD_BALANCER":
            continue  # The address of a load balancer has no server.
        options[each.name] = to_api(value)
        kind = each.kinds[0] if isinstance(each, Reference) else ""
        refs += [(kind, ref) for ref in refs_in(value)] if kind else []
    for group in resource.mutually_exclusive:
        named = [name for name in group if options.get(name)]
        for name in named[1:]:
            del options[name]
    for each in resource.children:
        elements = view[each.name]
        options[each.name] = [
            {name: value for name, value in to_api(element).items() if value is not None}
            if each.fields
            else element.id
            for element in elements
        ]
        kinds = {
            inner.name: inner.kinds[0] for inner in each.fields if isinstance(inner, Reference)
        }
        refs += [(each.to, ref) for ref in elements] if each.to else []
        refs += [
            (kind, element[name])
            for name, kind in kinds.items()
            for element in elements
            if element[name]
        ]
    return options, refs
