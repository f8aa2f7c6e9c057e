# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions and modules held against the contract that the simulator checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import catalogue
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lookups import LOOKUPS

from .generated import RESOURCES

CONTRACT = json.loads((Path(__file__).resolve().parents[2] / "simulator" / "contract.json").read_text())
SCHEMAS = CONTRACT["components"]["schemas"]
CATALOGUE = (catalogue.FIXED_INSTANCE_SIZE, catalogue.BAREMETAL_MODEL, catalogue.SERVER_APPLIANCE, catalogue.DATACENTER)


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


@pytest.mark.parametrize("lookup", LOOKUPS.values(), ids=LOOKUPS)
def test_references_are_looked_up_in_lists_of_the_contract(lookup):
    parameters = {each.get("name") or each["$ref"].rsplit("/", 1)[1] for each in CONTRACT["paths"][lookup.path]["get"].get("parameters", ())}
    assert lookup.paged == ("per_page" in parameters)
