# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer that the reference shows as an example takes the place of the simulator's answer, and modules read it."""

from __future__ import annotations

import copy
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.description import Lookup, Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import catalogue
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lookups import LOOKUPS
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.values import Ref, refs_in, wire
from bending import Exchange
from examples import ANSWERS, Example, Filled, component, shown
from forms import undocumented
from in_process import MODULES, Tasks
from simulated import SimulatedApi

CATALOGUE = {each.path: each for each in vars(catalogue).values() if isinstance(each, Resource)}
KINDS = {**CATALOGUE, **RESOURCES}
BY_COMPONENT = {"".join(word.capitalize() for word in each.name.split("_")): each for each in KINDS.values()}
#: Where an object shows a part whose operations have another name for it.
RENAMED = {"snapshots": "snapshot", "api.ips": "api.allowed_ips"}
WHOLES = {re.sub(r"\{\w+\}$", "", each.path): each for each in ANSWERS if each.method == "GET" and re.fullmatch(r"/\w+/\{\w+\}", each.path)}


#: Examples that are read in tests of their own.
REPORTS = {"list_monitoring_center", "get_monitoring_center_server", "list_logs", "get_log", "list_usages", "get_pricing", "ping",
           "ping_auth", "get_current_user_permissions"}
DOWNLOADS = {"get_vpn_configuration_file"}


@dataclass(frozen=True)
class Shown:
    """An object as an example shows it, or with a part as an example shows that."""

    resource: Resource
    obj: Mapping[str, Any]
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def plain(self) -> dict[str, Any]:
        return self.resource.read(copy.deepcopy(dict(self.obj)))


def resource_of(example: Example) -> Resource:
    return KINDS[max((path for path in KINDS if f"{example.path}/".startswith(f"{path}/")), key=len)]


def objects() -> Iterator[Shown]:
    """The objects that examples show, and those that hold what an example shows of a part."""
    for example in ANSWERS:
        if example.operation in REPORTS | DOWNLOADS:
            continue
        resource = BY_COMPONENT.get(component(example))
        if resource is None:
            resource = resource_of(example)
            yield Shown(resource, with_part(WHOLES[f"{resource.path}/"].value, example), str(example))
        for number, obj in enumerate(shown(example) if component(example) in BY_COMPONENT else ()):
            yield Shown(resource, obj, f"{example}-{number}")


def with_part(whole: Mapping[str, Any], example: Example) -> Mapping[str, Any]:
    """An object that shows a part as an example does."""
    place = ".".join(part for part in example.path.split("/")[3:] if not part.startswith("{"))
    *way, last = RENAMED.get(place, place).split(".")
    changed = copy.deepcopy(dict(whole))
    holder: Any = changed
    for part in way:
        holder = holder[part][0] if isinstance(holder[part], list) else holder[part]
    many, value = isinstance(holder[last], list), example.value
    if isinstance(value, Mapping) and last in value:
        value = value[last]
    holder[last] = value if many == isinstance(value, list) else [value] if many else value[0]
    return changed


OBJECTS = list(objects())


# -- an account that shows them


@pytest.fixture(scope="module")
def filled() -> Iterator[SimulatedApi]:
    """An account with objects of each kind. Nothing is written to it."""
    with SimulatedApi().connected() as simulator:
        Filled(simulator)
        yield simulator


@pytest.fixture
def account(filled) -> Iterator[Account]:
    filled.straighten()
    yield Account(filled)
    filled.straighten()


@pytest.fixture
def tasks(account, tmp_path: Path) -> Tasks:
    return Tasks(account.api.url, tmp_path)


class Account:
    """What the account shows in the place of its own objects, and beside them. It takes no writes."""

    def __init__(self, api: SimulatedApi) -> None:
        self.api = api
        self._lists: dict[str, list[Any]] = {}
        for method in ("POST", "PUT", "DELETE"):
            api.bend(method, ".*", before=self._refuse)

    @staticmethod
    def _refuse(exchange: Exchange) -> None:
        raise AssertionError(f"{exchange.method} {exchange.path} {exchange.body}")

    def show(self, resource: Resource, *objects: Mapping[str, Any]) -> None:
        """Show these objects and no others in their list, and each by its id."""
        self._list(resource.path, list(objects))
        for obj in objects:
            if "id" in obj:
                self.answer(f"{resource.path}/{obj['id']}", lambda _exchange, obj=obj: obj)

    def _list(self, path: str, elements: list[Any]) -> None:
        self._lists[path] = elements
        self.answer(path, lambda exchange: _page(exchange, elements))

    def answer(self, path: str, answer: Any) -> None:
        def after(exchange: Exchange) -> None:
            exchange.status, exchange.answer = 200, copy.deepcopy(answer(exchange) if callable(answer) else answer)
        self.api.bend("GET", re.escape(path), after=after)

    def add(self, key: str, ref: Ref, center: Any) -> None:
        """Show what a reference names, in the form of an object that is there. :param center: the datacenter that it is in."""
        lookup = LOOKUPS[key]
        if lookup.path not in self._lists:
            self._list(lookup.path, self.api.api("GET", lookup.path))
        elements = self._lists[lookup.path]
        if not any(each["id"] == ref.id for element in elements for each in lookup.expand(element)):
            elements.append(_alike(elements[0], lookup, ref, center))


def _page(exchange: Exchange, objects: list[Any]) -> list[Any]:
    query = {name: int(values[0]) for name, values in parse_qs(exchange.query).items() if name in ("page", "per_page")}
    size = query.get("per_page", 100)
    first = (query.get("page", 1) - 1) * size
    return objects[first:first + size]


def _alike(element: Mapping[str, Any], lookup: Lookup, ref: Ref, center: Any) -> dict[str, Any]:
    """An element of a list that can be referred to in this way."""
    if "ips" in element and lookup.names[0] == "ip":
        return {**element, "id": f"{ref.id}S", "name": f"of {ref.label}", "ips": [{**element["ips"][0], "id": ref.id, "ip": ref.label}]}
    place = {"available_datacenters": [center["id"]]} if "available_datacenters" in element else {"datacenter": center}
    return {**element, "id": ref.id, lookup.names[0]: ref.label, "name": ref.label, **place}


# -- objects


def documentation(module: str) -> dict[str, Any]:
    """What a module says of its results."""
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").RETURN)


@pytest.mark.parametrize("case", OBJECTS, ids=str)
def test_an_object_is_read_into_its_documented_form(account, tasks, case):
    resource = case.resource
    account.show(resource, case.obj)
    results = tasks.ok(f"{resource.name}_info")[resource.plural]
    assert len(results) == 1
    assert sorted(undocumented(results, documentation(f"{resource.name}_info")[resource.plural])) == []


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The attributes of an object with their values, by dotted path. The elements of lists are not numbered."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


@pytest.mark.parametrize("case", OBJECTS, ids=str)
def test_an_object_is_found_by_each_of_its_attributes(account, tasks, case):
    module = f"{case.resource.name}_info"
    account.show(case.resource, case.obj)
    (result,) = tasks.ok(module)[case.resource.plural]
    found = dict(leaves(result))
    assert tasks.ok(module, filters=found)[case.resource.plural] == [result]
    other = {path: f"{value}0" for path, value in found.items() if isinstance(value, (str, int)) and not isinstance(value, bool) and value != 0}
    assert other and [path for path, value in other.items() if tasks.ok(module, filters={path: value})[case.resource.plural]] == []


# -- plans


def options_of(case: Shown) -> tuple[dict[str, Any], dict[str, Ref]]:
    """The options of a task that asks for exactly what an object shows, and the objects that they refer to."""
    resource, obj = case.resource, case.plain
    view = resource.view(obj)
    options: dict[str, Any] = {} if resource.standing else {"id": obj["id"]}
    refs = []
    for each in resource.fields:
        value = view.get(each.name) if each.managed else None
        if value is None or isinstance(value, tuple) or (resource.passing(obj) and each.source == resource.state):
            continue
        options[each.name] = wire(value)
        refs += [(each.to, ref) for ref in refs_in(value)] if isinstance(each, Reference) else []
    for group in resource.exclusive:
        named = [name for name in group if options.get(name)]
        for name in named[1:]:
            del options[name]
    for each in resource.children:
        elements = view[each.name]
        options[each.name] = [{name: value for name, value in wire(element).items() if value is not None} if each.item else element.id
                              for element in elements]
        kinds = {inner.name: inner.to for inner in each.item if isinstance(inner, Reference)}
        refs += [(each.to, ref) for ref in elements] if each.to else []
        refs += [(kind, element[name]) for name, kind in kinds.items() for element in elements if element[name]]
    return options, refs


MANAGED = [each for each in OBJECTS if each.resource.path in RESOURCES]


@pytest.mark.parametrize("case", [each for each in MANAGED if not each.resource.removing(each.plain)], ids=str)
def test_a_plan_for_what_an_object_shows_is_empty(account, tasks, case):
    options, refs = options_of(case)
    account.show(case.resource, case.obj)
    for key, ref in refs:
        account.add(key, ref, case.plain.get("datacenter"))
    result = tasks.ok(case.resource.name, True, **options)
    assert result["operations"] == [], (options, result["operations"], result["diff"])
    if not case.resource.passing(case.plain):
        assert tasks.ok(case.resource.name, **options)["operations"] == []


@pytest.mark.parametrize("case", [each for each in MANAGED if each.resource.removing(each.plain)], ids=str)
def test_what_is_being_removed_is_not_removed_again(account, tasks, case):
    account.show(case.resource, case.obj)
    for check in (True, False):
        assert tasks.ok(case.resource.name, check, id=case.obj["id"], state="absent", wait=False)["operations"] == []
