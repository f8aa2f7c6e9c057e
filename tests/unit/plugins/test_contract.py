# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions and modules held against the contract that the simulator checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.calls import Update
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.mutability import CHANGE_ONLY
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import PERIODS
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import (
    LASTING_STATES,
    TRANSITIONAL_STATES,
    is_transitional,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lists import (
    LISTS,
    SENSITIVE_KEYS,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    CATALOGUE,
    LOOKUPS,
    MANAGED,
    REPORTS,
    RESOURCES,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.roles import (
    ROLE,
    SWITCHES,
    documented,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.user_api_keys import (
    USER_API_KEY,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.vpns import VPN
from contract_checks import (
    CONTRACT,
    SCHEMAS,
    beyond,
    body_of,
    looser,
    misplaced,
    operation,
    resolved,
    sends_object,
)

COLORED = Update("/vpns/{id}", ("name", "color"))
USERS = Children("users", "/private_networks/{id}/servers", fields=(Field("id"), Field("color")))
LISTED = tuple(RESOURCES.values())
CREATED = [each for each in LISTED if "absent" in each.states]
CREATES = [(resource, "post", resource.path) for resource in CREATED]
CHANGES = [
    (resource, "put", path)
    for resource in LISTED
    for path in dict.fromkeys(update.path for update in resource.updates if sends_object(update))
]
#: What the contract takes and no option says, or says more freely: why.
DIFFERENCES = {
    ("load_balancer", "post"): (
        {"health_check_parser"},
        "another name of health_check_parse, as in the example",
    ),
    ("monitoring_policy", "put"): (
        {
            "id",
            "cloudpanel_id",
            "state",
            "default",
            "creation_date",
            "servers",
            "ports",
            "processes",
        },
        "takes the whole policy as it is read; its lists have separate operations",
    ),
    ("block_storage", "post"): (
        {"server"},
        "is another name of server_id (api-notes: block-storage-server)",
    ),
    ("ssh_key", "post"): (
        {"public_key"},
        "has no length that all clients agree on (api-notes: key-length)",
    ),
}
#: Lists that clients read and that are not in the contract (api-notes: import-os-list).
UNDOCUMENTED = {"/images/os"}
by_operation = {"ids": lambda value: value if isinstance(value, str) else value.name}


def component(resource) -> dict:
    return SCHEMAS["".join(word.capitalize() for word in resource.name.split("_"))]


#: The types of the contract, by the type of an attribute.
TYPES = {
    "str": {"string"},
    "int": {"integer", "number"},
    "float": {"integer", "number"},
    "bool": {"boolean"},
    "dict": {"object"},
    "list": {"array"},
}


#: Attributes that examples show and no schema has (api-notes: hardware-units).
ONLY_IN_EXAMPLES = ("unit",)


@pytest.mark.parametrize("resource", (*LISTED, *CATALOGUE), ids=lambda each: each.name)
def test_results_have_the_attributes_of_the_contract(resource):
    found = deviations(resource.readable_attributes, component(resource), resource.name)
    added = [f"{resource.name}.id is not in the contract"] if not resource.has_ids else []
    names = {*resource.key_aliases.values(), *ONLY_IN_EXAMPLES}
    assert [each for each in found if each.split()[0].rpartition(".")[2] not in names] == added
    assert resource.path in CONTRACT["paths"]


def deviations(attributes, schema: dict, path: str) -> Iterator[str]:
    """Yield the attributes whose type or members are not those of the contract."""
    properties = schema.get("properties", {})
    names = {each.name for each in attributes}
    yield from (f"{path}.{name} is not documented" for name in set(properties) - names)
    yield from (f"{path}.{name} is not in the contract" for name in names - set(properties))
    for each in attributes:
        inner, place = resolved(properties.get(each.name, {})), f"{path}.{each.name}"
        types = {inner["type"]} if isinstance(inner.get("type"), str) else {*inner.get("type", ())}
        if types - {"null"} and each.type != "raw" and not types & TYPES[each.type]:
            yield f"{place} is {each.type}"
        if each.attributes:
            inner = resolved(inner.get("items", {})) if each.type == "list" else inner
            if "properties" in inner:
                yield from deviations(each.attributes, inner, place)


def parameters(path: str) -> set[str]:
    return {
        each.get("name") or each["$ref"].rsplit("/", 1)[1]
        for each in operation("get", path).get("parameters", ())
    }


@pytest.mark.parametrize("resource", MANAGED, ids=lambda each: each.name)
def test_options_and_operations_are_in_the_contract(resource):
    assert list(misplaced(resource)) == []


@pytest.mark.parametrize(
    "words, mistake",
    [
        (
            {"fields": (*VPN.fields, Field("color"))},
            'option "color" is sent as color, which POST /vpns does not contain.',
        ),
        (
            {
                "fields": (*VPN.fields, Field("color", mutability=CHANGE_ONLY)),
                "updates": (COLORED,),
            },
            'option "color" is sent as color, which PUT /vpns/{id} does not contain.',
        ),
        (
            {"updates": (Update("/vpns/{id}/color", ("name",)),)},
            "update /vpns/{id}/color sends PUT /vpns/{id}/color, which the contract does not "
            "contain.",
        ),
        (
            {"children": (USERS,)},
            'option "users.color" is sent as color, which POST /private_networks/{id}/servers does '
            "not contain.",
        ),
        (
            {"children": (replace(USERS, fields=(), required=True),)},
            'option "users" is sent as users, which POST /vpns does not contain.',
        ),
    ],
)
def test_an_option_or_operation_that_is_not_in_the_contract(words, mistake):
    changed = type("Changed", (type(VPN),), words)()
    assert mistake in list(misplaced(changed))


@pytest.mark.parametrize("resource", CREATED, ids=lambda each: each.name)
def test_each_member_of_a_creation_has_an_option(resource):
    schema = body_of("post", resource.path)
    sent = {
        each.request_path.split(".")[0]
        for each in resource.fields
        if each.in_creation and each.request_path
    }
    sent |= {children.create_path.split(".")[0] for children in resource.children}
    sent |= {"rsa_key", resource.power_cycle.create_key} if resource.power_cycle else set()
    assert set(schema["properties"]) - differences(resource, "post") <= sent


@pytest.mark.parametrize("resource, method, path", CHANGES, **by_operation)
def test_each_member_of_a_change_has_an_option(resource, method, path):
    names = {
        name
        for update in resource.updates
        if update.path == path
        for name in (*update.always, *update.fields)
    }
    assert set(body_of(method, path)["properties"]) - differences(resource, method) <= {
        resource.field(name).request_path.rpartition(".")[2] for name in names
    }


def differences(resource, method: str) -> set[str]:
    return DIFFERENCES.get((resource.name, method), (set(), ""))[0]


@pytest.mark.parametrize(
    "resource, method, path",
    [*CREATES, *[each for each in CHANGES if each[0] not in CREATED]],
    **by_operation,
)
def test_values_are_checked_as_the_contract_has_them(resource, method, path):
    for field in (
        each for each in resource.fields if each.name not in differences(resource, method)
    ):
        schema = body_of(method, path)
        for part in field.request_path.split("."):
            schema = resolved(schema.get("properties", {}).get(part, {}))
        assert all(field.complaint(value) for value in beyond(schema)), field.name
        if "enum" in schema:
            sent = {field.to_request(choice) for choice in field.choices}
            assert sent == set(schema["enum"]), field.name


@pytest.mark.parametrize(
    "resource", [each for each in MANAGED if each.children], ids=lambda each: each.name
)
def test_suboptions_are_checked_as_the_contract_has_them(resource):
    assert list(looser(resource)) == []


def test_a_suboption_that_is_not_checked_as_the_contract_has_it():
    fields = (Field("port", "int"), Field("protocol", choices=("TCP", "GRE")))
    ports = Children("ports", "/monitoring_policies/{id}/ports", fields=fields)
    changed = type("Changed", (type(VPN),), {"children": (ports,)})()
    assert list(looser(changed)) == [
        'option "ports.port" accepts 0, which the contract does not allow.',
        'option "ports.port" accepts 65536, which the contract does not allow.',
        'option "ports.protocol" has choices that the contract does not allow.',
    ]


@pytest.mark.parametrize(
    "resource", [each for each in MANAGED if each.children], ids=lambda each: each.name
)
def test_children_are_added_and_removed_by_operations_of_the_contract(resource):
    for children in resource.children:
        properties = body_of(children.add.method.lower(), children.add.path)["properties"]
        assert isinstance(children.add.body, Mapping) and set(children.add.body) == set(properties)
        for call in (children.change, children.remove):
            assert call is None or operation(call.method.lower(), call.path)


def test_a_role_has_all_permissions_of_the_contract():
    tree = documented(body_of("put", "/roles/{id}/permissions")["properties"])
    assert {group: set(schema["properties"]) for group, schema in tree.items()} == {
        group: set(switches) for group, switches in SWITCHES.items()
    }


def test_clones_and_keys_are_made_by_operations_of_the_contract():
    (clone,), (rotated,) = ROLE.creations, USER_API_KEY.transitions.values()
    made, new = clone.call({"name": "copy"}), rotated.action
    assert set(body_of("post", made.path)["properties"]) == set(made.body)
    assert "requestBody" not in operation("put", new.path) and new.body is None


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_reports_use_parameters_of_the_contract(report):
    for endpoint in report.endpoints:
        found = parameters(endpoint.path)
        assert endpoint.paged == ("per_page" in found)
        assert endpoint.ranged == ("period" in found)
    periods = CONTRACT["components"]["parameters"]["period"]["schema"]["enum"]
    assert sorted(periods) == sorted(PERIODS)


#: Reports whose answers have no complete schema.
NO_SCHEMA = {"permission_info", "ping", "pricing_info", "usage_info"}


@pytest.mark.parametrize("name", sorted(set(REPORTS) - NO_SCHEMA))
def test_reports_have_the_attributes_of_the_contract(name):
    report = REPORTS[name]
    (result,) = report.results
    for endpoint in report.endpoints:
        answer = operation("get", endpoint.path)["responses"]["200"]["content"]
        schema = resolved(answer["application/json"]["schema"])
        schema = resolved(schema.get("items", schema))
        found = [*deviations(result.attributes, schema, name)]
        assert [each for each in found if "not in the contract" not in each] == []


@pytest.mark.parametrize("lookup", LOOKUPS.values(), ids=LOOKUPS)
def test_lookups_are_lists_of_the_contract(lookup):
    assert (lookup.path in UNDOCUMENTED) != (lookup.path in CONTRACT["paths"])


@pytest.mark.parametrize("resource", (*LISTED, *CATALOGUE), ids=lambda each: each.name)
def test_lists_without_pages_are_those_of_the_contract(resource):
    assert (resource.path in LISTS.unpaged) != ("per_page" in parameters(resource.path))


def test_the_rules_of_lists_are_derived_from_the_descriptions():
    assert LISTS.constant == (
        "/datacenters",
        "/dvd_isos",
        "/images/os",
        "/recovery_appliances",
        "/server_appliances",
        "/servers/baremetal_models",
        "/servers/fixed_instance_sizes",
    )
    assert LISTS.sensitive == {
        "/servers": ("first_password",),
        "/shared_storages/access": ("kerberos_content_file",),
        "/ssh_keys": ("private_key",),
        "/users": ("api.key",),
    }
    assert {path: names for path, names in LISTS.names.items() if names != ("name",)} == {
        "/public_ips": ("reverse_dns",)
    }
    assert {
        "config_zip_file",
        "first_password",
        "kerberos_content_file",
        "key",
        "password",
        "private_key",
    } == SENSITIVE_KEYS


def words_of_states() -> Iterator[str]:
    """Return the words in the contract with the ends of transitional states, without errors."""
    for word in re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", json.dumps(CONTRACT)):
        if re.search(r"ING(_OFF|_ON|$)", word):
            yield word


def test_every_state_of_the_contract_is_known_as_transitional_or_lasting():
    assert set(words_of_states()) <= TRANSITIONAL_STATES | LASTING_STATES
    assert set(words_of_states()) >= LASTING_STATES


@pytest.mark.parametrize(
    "state, transitional",
    [
        ("DEPLOYING", True),
        ("POWERING_ON", True),
        ("RESIZING", True),  # unknown
        ("RUNNING", False),
        ("NOT_RESPONDING", False),
        ("POWERED_ON", False),
        ("ACTIVE", False),
        ("", False),
        (None, False),
        (1, False),
    ],
)
def test_a_transitional_state_ends_without_a_request(state, transitional):
    assert is_transitional(state) is transitional
