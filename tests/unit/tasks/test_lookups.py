# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups, filters and tests, in expressions that Ansible evaluates."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import filter_loader, lookup_loader, test_loader
from ansible.template import Templar, trust_as_template
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import plural
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.index import LOOKUPS
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.lookups import plain
from messages import record
from task_lists import TaskList

LOOKUPS_PACKAGE = "ansible_collections.ionos.cloudpanel.plugins.lookup"
PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
WEB = {"name": "web1", "appliance": "debian12-64min", "fixed_instance_size": "M"}


@pytest.fixture
def run(tasks, monkeypatch) -> Iterator[Any]:
    """Return the tasks of one run, to which lookups belong too."""
    tasks = tasks.in_run()
    for name, value in tasks.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(f"{plain.__module__}.current_run", lambda: tasks.run)
    return tasks


def expression(text: str, **variables: Any) -> Any:
    templar = Templar(DataLoader(), variables=variables)
    return templar.template(trust_as_template(f"{{{{ {text} }}}}"))


def refusal(text: str, **variables: Any) -> str:
    with pytest.raises(AnsibleError) as refused:
        expression(text, **variables)
    causes, error = [], refused.value
    while error:
        causes.append(str(error))
        error = error.__cause__
    message = " ".join(causes)
    record(causes)
    assert "demo" not in message
    return message


def lookup(name: str, kind: str, term: Any, **variables: Any) -> Any:
    text = f"lookup('ionos.cloudpanel.{name}', term, resource=kind)"
    return expression(text, kind=kind, term=term, **variables)


# -- lookups


def test_the_ids_of_several_objects_take_one_request_for_all_tasks(run, simulator):
    server = run.ok("server", **WEB)["server"]
    simulator.clear()
    for _each in range(3):
        assert lookup("id", "server", "web1") == server["id"]
        assert lookup("id", "server", server["id"]) == server["id"]
    run.ok("server_info", name="web1")
    assert len([each for each in simulator.requests() if each["path"] == "/servers"]) <= 1
    found = expression("query('ionos.cloudpanel.id', 'de', 'US', resource='datacenter')")
    assert len(set(found)) == 2


def test_an_unknown_name_is_one_sentence_with_suggestions(run):
    run.ok("server", **WEB)
    message = refusal("lookup('ionos.cloudpanel.id', 'web2', resource='server')")
    assert "ionos.cloudpanel.id: server: no server has the name or id 'web2'" in message
    assert "web1" in message
    assert "resource" in refusal("lookup('ionos.cloudpanel.id', 'web2', resource='sever')")


def test_the_token_can_be_an_option_a_variable_or_missing(run, simulator, monkeypatch):
    run.ok("server", **WEB)
    monkeypatch.delenv("CLOUDPANEL_API_TOKEN")
    text = "lookup('ionos.cloudpanel.id', 'web1', resource='server'"
    assert expression(f"{text}, api_token='demo')")
    assert expression(f"{text})", ionos_cloudpanel_api_token="demo")
    assert expression(f"{text}, api_token='demo', api_endpoint='{simulator.url}')")
    assert "api_token is missing" in refusal(f"{text})")
    message = refusal(f"{text}, api_token='another-token')")
    assert "The API does not accept this token" in message
    assert "another-token" not in message


def test_a_password_in_a_url_is_masked(run):
    term = {"name": "web", "source": "image", "url": "https://jane:correct-horse@example.com/a b"}
    text = "lookup('ionos.cloudpanel.price', term, resource='image')"
    message = refusal(text, term={**term, "appliance": "debian12-64min"})
    assert "url is" in message and "horse" not in message


def test_objects_that_a_check_run_has_announced(run):
    run.ok("server", check=True, **WEB)
    assert lookup("id", "server", "web1", ansible_check_mode=True).startswith("planned:")
    before = lookup("price", "server", "web1", ansible_check_mode=True)
    assert before["net"] > 0
    assert "no server has the name" in refusal(
        "lookup('ionos.cloudpanel.price', 'web1', resource='server')"
    )


def test_the_price_is_that_of_the_module(run, simulator):
    expected = run.ok("server", check=True, show_costs=True, **WEB)["monthly_cost"]
    assert expected["after"]["net"] > 0
    price = lookup("price", "server", WEB)
    assert price == {**expected["after"], "currency": "EUR", "unpriced": []}
    assert not simulator.accepted()
    run.ok("server", **WEB)
    assert lookup("price", "server", "web1") == price
    larger = {"name": "web1", "fixed_instance_size": "XL", "allow_stop": True}
    assert lookup("price", "server", larger)["net"] > price["net"]
    assert lookup("price", "server", {"name": "web1", "state": "absent"})["net"] == 0
    assert lookup("price", "server", "web1") == price


def test_the_price_of_a_stack(run, simulator):
    stack = {"servers": [WEB, {**WEB, "name": "web2"}], "ssh_keys": []}
    expected = run.ok("stack", check=True, show_costs=True, **stack)["monthly_cost"]["after"]
    simulator.clear()
    price = lookup("price", "stack", stack)
    assert {name: price[name] for name in expected} == expected
    assert price["net"] == pytest.approx(2 * lookup("price", "server", WEB)["net"])
    assert not simulator.accepted()


def test_a_price_announces_nothing_to_later_tasks(run):
    lookup("price", "server", WEB, ansible_check_mode=True)
    lookup("price", "stack", {"servers": [WEB]}, ansible_check_mode=True)
    assert run.ok("server_info", check=True)["servers"] == []


def test_lookups_need_the_library_requests(run, monkeypatch):
    monkeypatch.setattr(f"{plain.__module__}.requests_installed", lambda: False)
    for name in ("id", "price"):
        message = refusal(f"lookup('ionos.cloudpanel.{name}', {{}}, resource='server')")
        assert f"{name} needs the Python library requests. Install it" in message


@pytest.mark.parametrize(
    ("kind", "term", "words"),
    [
        ("server", {**WEB, "nme": "web1"}, "nme. Supported parameters"),
        (
            "server",
            {},
            "The options are not valid: one of the following is required: id, name. Correct",
        ),
        ("server", {**WEB, "fixed_instance_size": "Q"}, "no fixed instance size has the name"),
        ("server", {**WEB, "name": "x" * 200}, "name has 200 characters"),
        ("stack", "web1", "A stack has no name. Give the dictionary of options"),
        ("stack", {"servers": [{**WEB, "name": "x" * 200}]}, "servers[0].name has 200 characters"),
        ("image", "none", "no image has the name or id 'none'"),
    ],
)
def test_mistakes_in_the_options_of_a_price(run, kind, term, words):
    text = "lookup('ionos.cloudpanel.price', term, resource=kind)"
    assert words in refusal(text, kind=kind, term=term)


def test_the_documented_kinds_are_those_that_exist():
    documented = _documented("id")["resource"]["choices"]
    assert {plural(each) for each in documented} == set(LOOKUPS) - {"image_systems"}
    billed = {each.name for each in registry.MANAGED if each.is_billed and not each.parent}
    assert set(_documented("price")["resource"]["choices"]) == billed | {"stack"}


def _documented(name: str) -> dict[str, Any]:
    return lookup_loader.get(f"ionos.cloudpanel.{name}").option_definitions


# -- filters and tests

SERVER = {
    "ips": [
        {"id": "1", "ip": "2001:db8::1", "main": False},
        {"id": "2", "ip": "198.51.100.7", "main": False},
        {"id": "3", "ip": "203.0.113.9", "main": True},
        {"id": "4", "ip": None},
    ],
    "status": {"state": "POWERED_ON", "percent": None},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("addresses", ["2001:db8::1", "198.51.100.7", "203.0.113.9"]),
        ("addresses(version=6)", ["2001:db8::1"]),
        ("addresses(4, '198.51.100.0/24')", ["198.51.100.7"]),
        ("addresses(network='2001:db8::/32')", ["2001:db8::1"]),
        ("public_address", "203.0.113.9"),
        ("public_address(version=6)", "2001:db8::1"),
    ],
)
def test_addresses(text, expected):
    assert expression(f"server | ionos.cloudpanel.{text}", server=SERVER) == expected


def test_addresses_of_several_servers_and_of_none():
    servers = [SERVER, {"ips": None}, {"ips": []}, SERVER["ips"][1]]
    found = expression("servers | ionos.cloudpanel.addresses(version=4)", servers=servers)
    assert found == ["198.51.100.7", "203.0.113.9", "198.51.100.7"]
    assert expression("s | ionos.cloudpanel.public_address", s={"ips": []}) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 | ionos.cloudpanel.addresses", "addresses: The value contains something"),
        ("[] | ionos.cloudpanel.addresses(version=5)", "addresses: version is 5. Set it"),
        ("[] | ionos.cloudpanel.addresses(network='x')", "addresses: network is 'x'. Set it"),
        ("[] | ionos.cloudpanel.public_address", "public_address: The value is not a server"),
        ("{} is ionos.cloudpanel.running", "running: The value shows no state. Give an object"),
    ],
)
def test_values_that_do_not_fit(text, words):
    assert words in refusal(text)


@pytest.mark.parametrize(
    ("state", "true"),
    [
        ("POWERED_ON", {"running", "ready"}),
        ("POWERED_OFF", {"stopped", "ready"}),
        ("DEPLOYING", {"transitional"}),
        ("FAILED", set()),
        ("ACTIVE", {"ready"}),
        (None, set()),
    ],
)
def test_states(state, true):
    shown = [{"status": {"state": state}}, {"state": state}, {"status": {}, "state": state}]
    shown += [state, state.lower()] if state else []
    for value in shown:
        found = {
            name
            for name in ("ready", "running", "stopped", "transitional")
            if expression(f"value is ionos.cloudpanel.{name}", value=value)
        }
        assert found == true, value


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("[ft][ie]*t*/*.yml")), ids=lambda p: p.stem)
def test_each_documented_filter_and_test_exists(path):
    loader = {"filter": filter_loader, "test": test_loader}[path.parent.name]
    assert loader.get(f"ionos.cloudpanel.{path.stem}")
    assert yaml.safe_load(path.read_text())["DOCUMENTATION"]["name"] == path.stem


# -- examples

EXAMPLES = {
    **{
        path.stem: yaml.safe_load(path.read_text())["EXAMPLES"]
        for path in PLUGINS.glob("[ft][ie]*t*/*.yml")
    },
    **{name: import_module(f"{LOOKUPS_PACKAGE}.{name}").EXAMPLES for name in ("id", "price")},
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_work(run, tmp_path, name):
    if name in ("addresses", "ready", "running", "stopped", "transitional"):
        run.ok("server", **WEB)
    examples = TaskList(EXAMPLES[name], tmp_path)
    variables: dict[str, Any] = {}
    shown = []

    def call(module: str, options: dict[str, Any]) -> dict[str, Any]:
        if module == "ansible.builtin.debug":
            shown.append(options["msg"])
            return {}
        return run.ok(module.rpartition(".")[2], **options)

    for listed in examples.listed:
        known = {**variables, **listed.get("vars", {})}
        variables.update(examples.registered(listed, examples.results_of(listed, known, call)))
    assert name == "id" or len(shown) >= 1
    assert all(shown) or name in ("stopped", "transitional"), shown
