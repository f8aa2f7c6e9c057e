# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions and modules held against the contract that the simulator checks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.reports import PERIODS, Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import catalogue, reports
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lookups import LOOKUPS
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.roles import ROLE, SWITCHES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.users import USER, USER_API_KEY

from .generated import RESOURCES

CONTRACT = json.loads((Path(__file__).resolve().parents[2] / "simulator" / "contract.json").read_text())
SCHEMAS = CONTRACT["components"]["schemas"]
CATALOGUE = (catalogue.FIXED_INSTANCE_SIZE, catalogue.BAREMETAL_MODEL, catalogue.SERVER_APPLIANCE, catalogue.DATACENTER,
             catalogue.RECOVERY_APPLIANCE, catalogue.DVD_ISO)
#: Paths with every name in braces as {}.
OPERATIONS = {(method, re.sub(r"{[^}]+}", "{}", path)): operation for path, item in CONTRACT["paths"].items()
              for method, operation in item.items()}
REPORTS = {name: value for name, value in vars(reports).items() if isinstance(value, Report)}


def operation(method: str, path: str) -> dict:
    return OPERATIONS[method, re.sub(r"{[^}]+}", "{}", path)]


def request(method: str, path: str) -> dict:
    """The members that a request can have."""
    schema = operation(method, path)["requestBody"]["content"]["application/json"]["schema"]
    return SCHEMAS[schema["$ref"].rsplit("/", 1)[1]]["properties"]


def parameters(path: str) -> set[str]:
    return {each.get("name") or each["$ref"].rsplit("/", 1)[1] for each in operation("get", path).get("parameters", ())}


def component(resource) -> dict:
    return SCHEMAS["".join(word.capitalize() for word in resource.name.split("_"))]


@pytest.mark.parametrize("resource", (*RESOURCES, *CATALOGUE), ids=lambda each: each.name)
def test_results_have_the_keys_of_the_contract(resource):
    assert set(resource.shape) == set(component(resource)["properties"])
    assert resource.path in CONTRACT["paths"]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: each.name)
def test_what_creation_takes_has_an_option(resource):
    body = CONTRACT["paths"][resource.path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = SCHEMAS[body["$ref"].rsplit("/", 1)[1]]
    sent = {each.key.split(".")[0] for each in resource.fields if each.create and each.key}
    sent |= {(children.create or children.first).split(".")[0] for children in resource.children}
    sent |= {"rsa_key", resource.switch} if resource.switch else set()
    assert set(schema["properties"]) <= sent


@pytest.mark.parametrize("resource", (USER, ROLE), ids=lambda each: each.name)
def test_what_an_update_takes_has_an_option_with_the_same_limits(resource):
    for update in resource.updates:
        taken = request("put", update.path)
        fields = {field.key.rpartition(".")[2]: field for field in map(resource.field, update.fields)}
        if update.bare:
            fields = {field.name: field for field in next(iter(fields.values())).fields}
        assert set(taken) == set(fields)
        for name, schema in taken.items():
            limits = fields[name].limits
            assert schema.get("maxLength") in (limits.longest, None) and schema.get("minLength") in (limits.shortest, None)
            assert set(schema.get("enum", ())) == set(fields[name].sent.values())


@pytest.mark.parametrize("resource", (USER, ROLE), ids=lambda each: each.name)
def test_children_are_added_and_removed_by_operations_of_the_contract(resource):
    for children in resource.children:
        assert set(request("post", children.add.path)) == set(children.add.body)
        assert operation("delete", children.remove.path)


def test_a_role_has_all_permissions_of_the_contract():
    tree = request("put", "/roles/{id}/permissions")
    assert {group: set(schema["properties"]) for group, schema in tree.items()} == {
        group: set(switches) for group, switches in SWITCHES.items()}


def test_clones_and_keys_are_made_by_operations_of_the_contract():
    (clone,), (rotated,) = ROLE.creations, USER_API_KEY.transitions.values()
    made, new = clone.call({"name": "copy"}), rotated.call({}, {}, {})
    assert set(request("post", made.path)) == set(made.body)
    assert "requestBody" not in operation("put", new.path) and new.body is None


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_reports_are_read_with_what_the_contract_takes(report):
    for way in report.ways:
        found = parameters(way.path)
        assert way.paged == ("per_page" in found)
        assert way.ranged == ("period" in found)
    periods = CONTRACT["components"]["parameters"]["period"]["schema"]["enum"]
    assert sorted(periods) == sorted(PERIODS)


@pytest.mark.parametrize("lookup", LOOKUPS.values(), ids=LOOKUPS)
def test_references_are_looked_up_in_lists_of_the_contract(lookup):
    assert lookup.paged == ("per_page" in parameters(lookup.path))
