# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules read each answer that the reference shows as an example.

It replaces the answer of the simulator.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    report_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import (
    connect,
    open_account,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Attribute,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Reference
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import Endpoint, Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import (
    Ref,
    get_path,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    LOOKUPS,
    RESOURCES,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER
from in_process import Tasks
from reference_examples import ANSWERS, of_each_list
from result_forms import undocumented

from .shown_examples import (
    DOWNLOADS,
    OBJECTS,
    REPORT_OPERATIONS,
    Account,
    Shown,
    documentation,
    each_case,
    leaves,
    options_of,
)
from .test_inventory_source import Sources


@pytest.fixture
def account(filled) -> Iterator[Account]:
    filled.clear_rules()
    yield Account(filled)
    filled.clear_rules()


@pytest.fixture
def tasks(account, tmp_path: Path) -> Tasks:
    return Tasks(account.api.url, tmp_path)


def check_form(module: str, key: str, value: Any) -> None:
    """Compare a value in a result with its documentation."""
    assert sorted(undocumented(value, documentation(module)[key])) == []


@each_case(OBJECTS)
def test_an_object_is_read_into_its_documented_form(account, tasks, case):
    resource = case.resource
    account.show(resource, case.obj)
    results = tasks.ok(f"{resource.name}_info")[resource.plural]
    assert len(results) == 1
    check_form(f"{resource.name}_info", resource.plural, results)


@each_case(OBJECTS)
def test_an_object_is_found_by_each_of_its_attributes(account, tasks, case):
    module = f"{case.resource.name}_info"
    account.show(case.resource, case.obj)
    (result,) = tasks.ok(module)[case.resource.plural]
    found = dict(leaves(result))
    assert tasks.ok(module, filters=found)[case.resource.plural] == [result]
    other = {
        path: f"{value}0"
        for path, value in found.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != 0
    }
    assert (
        other
        and [
            path
            for path, value in other.items()
            if tasks.ok(module, filters={path: value})[case.resource.plural]
        ]
        == []
    )


MANAGED = [each for each in OBJECTS if each.resource.path in RESOURCES]


@each_case(each for each in MANAGED if not each.resource.is_removing(each.plain))
def test_a_plan_for_the_current_values_is_empty(account, tasks, case):
    options, refs = options_of(case)
    account.show_settling(case.resource, case.obj)
    for key, ref in refs:
        account.add(key, ref, case.plain.get("datacenter"))
    result = tasks.ok(case.resource.name, True, **options)
    assert result["operations"] == [], (options, result["operations"], result["diff"])
    name = case.resource.name
    check_form(name, name, result[name])
    assert tasks.ok(case.resource.name, **options)["operations"] == []


#: Other forms of empty texts and objects: the usual forms, and the other form. A list that is null
#: is unknown, so nothing is planned from it.
EMPTY = {"null": (("", {}), None), "list": (({},), []), "text": ((None, {}), "")}


def emptied(value: Any, forms: Sequence[Any], form: Any) -> Any:
    """Return an answer with another form of empty values."""
    if value in forms and not isinstance(value, (bool, int)):
        return copy.copy(form)
    if isinstance(value, Mapping):
        return {name: emptied(inner, forms, form) for name, inner in value.items()}
    return [emptied(each, forms, form) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("way", EMPTY)
@each_case(
    each
    for each in MANAGED
    if not each.resource.is_removing(each.plain) and each.example.method == "GET"
)
def test_other_forms_of_empty_values_change_nothing(account, tasks, case, way):
    options, refs = options_of(case)
    account.show_settling(case.resource, emptied(case.obj, *EMPTY[way]))
    for key, ref in refs:
        account.add(key, ref, case.plain.get("datacenter"))
    result = tasks.ok(case.resource.name, True, **options)
    assert result["operations"] == [], (options, result["operations"])


@each_case(each for each in MANAGED if each.resource.is_removing(each.plain))
def test_an_object_in_removal_is_not_removed_again(account, tasks, case):
    account.show(case.resource, case.obj)
    for check in (True, False):
        assert (
            tasks.ok(case.resource.name, check, id=case.obj["id"], state="absent", wait=False)[
                "operations"
            ]
            == []
        )


def sought(case: Shown) -> list[tuple[str, str]]:
    """Return the references in an object: (key of a lookup, name or id)."""
    found = []
    for key, lookup in LOOKUPS.items():
        if lookup.path == case.resource.path and not case.resource.is_removing(case.plain):
            found += [
                (key, str(value))
                for element in lookup.expand(case.obj)
                for value in (element["id"], *(get_path(element, name) for name in lookup.names))
                if value
            ]
    return found


@each_case(each for each in OBJECTS if sought(each))
def test_options_can_refer_to_an_object(account, tasks, case):
    account.show(case.resource, case.obj)
    for key, value in sought(case):
        report = Report(Attribute("found"), (Endpoint("/ping"),), (Reference("it", to=key),))
        with tasks.surroundings():
            params = {name: each.get("default") for name, each in report_arguments(report).items()}
            client = connect(
                {**params, "api_token": account.api.token, "api_url": account.api.url}, "test", []
            )
            reference = open_account(client, params, False).options.values(
                report.options, {"it": value}
            )["it"]
        assert value in (reference.id, reference.label, *map(str, reference.object.values())), (
            key,
            value,
        )


@each_case(each for each in OBJECTS if each.resource is SERVER)
def test_a_server_becomes_a_host(account, tasks, tmp_path, case):
    account.show(SERVER, case.obj)
    with tasks.surroundings():
        ((name, variables),) = Sources(account.api.url, account.api.token, tmp_path).read().items()
    assert name == case.obj["name"]
    addresses = [each["ip"] for each in case.obj["ips"] or []]
    assert variables.get("ansible_host") in (addresses or [None])
    assert {"id": case.obj["id"], "name": name}.items() <= {
        key.removeprefix("cloudpanel_"): value for key, value in variables.items()
    }.items()


def settled(case: Shown) -> bool:
    return not case.resource.is_transitional(case.plain)


@each_case(each for each in OBJECTS if each.resource is SERVER and settled(each))
def test_the_parts_of_a_server_are_read_and_kept(account, tasks, case):
    account.show(SERVER, case.obj)
    for number, ip in enumerate(case.plain["ips"], 1):
        kept = tasks.ok("server_ip", server=case.obj["id"], ip=ip["ip"])
        assert kept["operations"] == []
        check_form("server_ip", "server_ip", kept["server_ip"])
        for key in ("firewall_policies", "load_balancers"):
            for each in (
                [ip["firewall_policy"]]
                if key == "firewall_policies" and ip["firewall_policy"]
                else ip.get(key) or []
            ):
                account.add(key, Ref(each["id"], each["name"]), None)
        options = {"firewall_policy": ip["firewall_policy"]["id"]} if ip["firewall_policy"] else {}
        again = tasks.ok(
            "server_ip",
            server=case.obj["name"],
            number=number,
            reverse_dns=ip["reverse_dns"] or "",
            load_balancers=[each["id"] for each in ip["load_balancers"]],
            **options,
        )
        assert again["operations"] == []
    snapshot = tasks.ok(
        "server_snapshot",
        server=case.obj["id"],
        state="present" if case.plain["snapshot"] else "absent",
    )
    assert snapshot["operations"] == []
    check_form("server_snapshot", "server_snapshot", snapshot["server_snapshot"])


@pytest.mark.parametrize(
    "example", [each for each in ANSWERS if each.operation in REPORT_OPERATIONS], ids=str
)
def test_a_report_is_read_into_its_documented_form(account, tasks, example):
    module, options = REPORT_OPERATIONS[example.operation]
    account.tell(example)
    result = tasks.ok(module, **options)
    name = next(name for name in documentation(module) if name != "error")
    check_form(module, name, result[name])
    if "filters" in result["invocation"]["module_args"]:
        lists = result[name] if isinstance(result[name], Mapping) else {name: result[name]}
        for key, elements in lists.items():
            for element in elements:
                found = tasks.ok(module, filters=dict(leaves(element)), **options)[name]
                assert element in (found[key] if isinstance(found, Mapping) else found)


@pytest.mark.parametrize(
    "example", [each for each in ANSWERS if each.operation in DOWNLOADS], ids=str
)
def test_a_download_that_is_none_is_refused(account, tasks, tmp_path, example):
    """The example shows sizes instead of a file in base64 (api-notes: vpn-configuration)."""
    account.tell(example)
    assert "in the documented form" in tasks.error(
        "vpn_configuration", name="office", dest=str(tmp_path / "office.zip")
    )


@pytest.mark.parametrize("example", of_each_list(ANSWERS), ids=str)
def test_a_request_shows_an_answer_as_it_is(account, tasks, example):
    result = tasks.ok(
        "api_request",
        method=example.method,
        path=account.tell(example),
        wait=False,
        show_secrets=True,
    )
    assert result["answer"] == example.value
