# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin in the process of the test, with answers that the test invents."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import inventory as base
from ansible.plugins.loader import inventory_loader
from ansible.template import trust_as_template
from intercepting_proxy import InterceptingProxy
from messages import record
from worlds import each_reading

NAME = "ionos.cloudpanel.servers"


class Sources:
    """Reads source files into one inventory."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self.options = {"plugin": NAME, "api_url": url, "api_token": token}
        self.folder = folder
        self.inventory = InventoryData()
        self.extra_vars: dict[str, Any] = {}
        self.warnings: list[str] = []
        self.answer: Any = []

    def read(self, file: str = "cloudpanel.yml", **options: Any) -> dict[str, dict[str, Any]]:
        """Return the variables of all hosts by name.

        :raises AnsibleError: the source is invalid.
        """
        path = self.folder / file
        path.write_text(yaml.safe_dump({**self.options, **options}))
        plugin = inventory_loader.get(NAME)
        assert plugin.verify_file(str(path))
        with (
            mock.patch.object(base, "load_extra_vars", lambda _loader: self.extra_vars),
            mock.patch.object(plugin.display, "warning", self.warnings.append),
        ):
            plugin.parse(self.inventory, DataLoader(), str(path))
            if options.get("cache"):
                plugin.update_cache_if_changed()
        record(self.warnings)
        return {name: host.vars for name, host in self.inventory.hosts.items()}

    def again(self) -> Sources:
        self.inventory = InventoryData()
        return self

    def refusal(self, **options: Any) -> str:
        with pytest.raises(AnsibleError) as refused:
            self.read(**options)
        assert not self.inventory.hosts
        record([str(refused.value)])
        return str(refused.value)


@pytest.fixture
def sources(
    proxy: InterceptingProxy, simulator_process, tmp_path: Path, monkeypatch
) -> Iterator[Sources]:
    for name in ("CLOUDPANEL_API_TOKEN", "CLOUDPANEL_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDPANEL_CACHE_DIR", str(tmp_path / "cache"))
    sources = Sources(proxy.url, simulator_process.token, tmp_path)
    proxy.intercept("GET", "/servers", lambda exchange: setattr(exchange, "answer", sources.answer))
    return sources


def server(name: str, identifier: str, **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "status": {"state": "POWERED_ON", "percent": None},
        "datacenter": {"id": "D1", "country_code": "DE"},
        "ips": [{"id": "I1", "ip": f"198.51.100.{int(identifier[1:])}"}],
        **more,
    }


WEB, DB = (
    server("web", "A1", monitoring_policy={"id": "M1", "name": "gold"}),
    server("db", "A2", monitoring_policy=None),
)


# -- source files


@pytest.mark.parametrize(
    "file", ["cloudpanel.yml", "cloudpanel.yaml", "prod.cloudpanel.yml", "prod_cloudpanel.yaml"]
)
def test_names_of_source_files(sources, file):
    sources.answer = [WEB]
    assert set(sources.read(file)) == {"web"}


def test_a_source_file_without_a_dictionary_is_refused(sources):
    plugin, path = inventory_loader.get(NAME), sources.folder / "cloudpanel.yml"
    path.write_text("[web1]")
    with pytest.raises(AnsibleParserError, match="dictionary of options. Begin it with") as error:
        plugin.parse(sources.inventory, DataLoader(), str(path))
    record([str(error.value)])


def test_options_that_no_source_can_have_are_refused(sources):
    assert "is a number that is too large" in sources.refusal(api_timeout=10**400)
    assert "states has the entry None. An entry must be a text." in sources.refusal(states=[None])


def test_the_inventory_needs_the_library_requests(sources, monkeypatch):
    module = sys.modules[type(inventory_loader.get(NAME)).__module__]
    monkeypatch.setattr(module, "requests_installed", lambda: False)
    assert "needs the Python library requests. Install it" in sources.refusal()


@pytest.mark.parametrize(
    "options, words",
    [
        (
            {"name_patern": "web*"},
            "The source file has the unknown option 'name_patern'. The nearest are name_pattern",
        ),
        (
            {"filters": [{"exlude": "true"}]},
            "filters has the unknown option 'exlude'. The nearest are exclude",
        ),
        (
            {"keyed_groups": [{"kye": "cloudpanel_name"}]},
            "keyed_groups has the unknown option 'kye'. The nearest are key",
        ),
        ({"filters": ["true"]}, "must be either include or exclude"),
        ({"hostvars_prefix": "ansible_"}, "hostvars_prefix is 'ansible_'."),
        ({"hostvars_prefix": "a-b_"}, "hostvars_prefix is 'a-b_'."),
        ({"hostvars_suffix": "-b"}, "hostvars_suffix is '-b'."),
        ({"api_endpint": "x"}, "unknown option 'api_endpint'"),
        (
            {"private_addresses": {"db": "10.0.0.300"}},
            "private_addresses has '10.0.0.300' for 'db'",
        ),
        ({"name_pattern": "{{ project }}-*"}, "name_pattern cannot be evaluated: "),
        ({"api_token": "{{ vault_token }}"}, "api_token cannot be evaluated: "),
        (
            {"filters": [{"include": "cloudpanel_name ==="}]},
            "filters: include: cloudpanel_name === cannot be evaluated: ",
        ),
        (
            {"hostnames": ["{{ cloudpanel_name | no_such_filter }}"]},
            "hostnames: {{ cloudpanel_name | no_such_filter }} cannot be evaluated: ",
        ),
    ],
)
def test_mistakes_in_a_source_file_are_refused(sources, options, words):
    sources.answer = [WEB]
    assert words in sources.refusal(**options)


def test_extra_variables_are_known_in_options_and_expressions(sources):
    sources.answer = [WEB, DB]
    sources.extra_vars = {
        "token": sources.options["api_token"],
        "project": "we",
        "states": ["powered_on"],
        "flag": "yes",
        "domain": "example.com",
        "address": "10.0.0.1",
    }
    hosts = sources.read(
        api_token="{{ token }}",
        name_pattern="{{ project }}*",
        states="{{ states }}",
        default_groups="{{ flag }}",
        private_addresses={"web": "{{ address }}"},
        hostnames=["{{ cloudpanel_name }}.{{ domain }}"],
        connect_with=["private_ipv4"],
        filters=[{"exclude": "cloudpanel_name == domain"}],
        compose={"where": "domain"},
        groups={"site": "domain is defined"},
        keyed_groups=[{"key": "project", "prefix": "p"}],
    )
    assert {name: (each["ansible_host"], each["where"]) for name, each in hosts.items()} == {
        "web.example.com": ("10.0.0.1", "example.com")
    }
    assert {"site", "p_we", "datacenter_de"} <= set(sources.inventory.groups)


# -- expressions


@pytest.mark.parametrize(
    "options, expected",
    [
        (
            {
                "filters": [
                    {"include": "cloudpanel_monitoring_policy.name == 'gold'"},
                    {"exclude": "true"},
                ]
            },
            {"web": "198.51.100.1"},
        ),
        (
            {"filters": [{"exclude": "cloudpanel_monitoring_policy.name == 'gold'"}]},
            {"db": "198.51.100.2"},
        ),
        (
            {"hostnames": ["{{ cloudpanel_monitoring_policy.name }}", "name"]},
            {"gold": "198.51.100.1", "db": "198.51.100.2"},
        ),
        (
            {"hostnames": ["{{ 1 // (cloudpanel_name | length - 2) }}", "id"]},
            {"1": "198.51.100.1", "A2": "198.51.100.2"},
        ),
        (
            {"connect_with": ["{{ cloudpanel_monitoring_policy.name }}", "public_ipv4"]},
            {"web": "gold", "db": "198.51.100.2"},
        ),
        (
            {"compose": {"ansible_host": "cloudpanel_monitoring_policy.name"}},
            {"web": "gold", "db": "198.51.100.2"},
        ),
    ],
)
def test_an_expression_that_fails_for_one_server_affects_only_that_server(
    sources, options, expected
):
    sources.answer = [WEB, DB]
    assert {
        name: each["ansible_host"] for name, each in sources.read(**options).items()
    } == expected
    assert not sources.warnings
    assert (
        "cannot be evaluated" in sources.again().refusal(strict=True, **options)
        or "compose" in options
    )


def test_equal_values_give_each_server_its_own_parent_group(sources):
    sources.answer = [WEB, DB]
    sources.extra_vars = {"place": "earth"}
    groups = [
        {
            "key": "cloudpanel_datacenter.country_code",
            "prefix": "dc",
            "parent_group": "{{ cloudpanel_name }}_{{ place }}",
        }
    ]
    for use_extra_vars in (False, True):
        sources.again().read(keyed_groups=groups, use_extra_vars=use_extra_vars)
        parents = {each.name for each in sources.inventory.groups["dc_DE"].parent_groups}
        assert parents == {"web_earth", "db_earth"}


def test_an_extra_variable_that_is_a_template_has_its_value_for_each_server(sources):
    sources.answer = [WEB, DB]
    sources.extra_vars = {"label": trust_as_template("{{ cloudpanel_name }}")}
    hosts = sources.read(compose={"mine": "label | upper"})
    assert {name: each["mine"] for name, each in hosts.items()} == {"web": "WEB", "db": "DB"}


def test_an_expression_that_fails_for_every_server_is_reported(sources):
    sources.answer = [WEB, DB]
    assert set(sources.read(filters=[{"exclude": "cloudpanel_nme == 'web'"}])) == {"web", "db"}
    assert [
        warning
        for warning in sources.warnings
        if "filters: exclude: cloudpanel_nme == 'web' fails for every server: " in warning
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"compose": {"x": "cloudpanel_monitoring_policy.name"}},
        {"groups": {"x": "cloudpanel_monitoring_policy.name"}},
        {"keyed_groups": [{"key": "cloudpanel_monitoring_policy.name"}]},
    ],
)
def test_an_error_adds_no_host(sources, options):
    sources.answer = [WEB, DB]
    sources.refusal(strict=True, **options)
    assert set(sources.inventory.groups) == {"all", "ungrouped"}


# -- hosts


def test_names_of_groups_get_the_id_appended(sources):
    sources.answer = [
        server("gold", "A1", monitoring_policy=WEB["monitoring_policy"]),
        server("site", "A2"),
        server("all", "A3"),
        server("db", "A4"),
    ]
    sources.inventory.add_group("db")
    hosts = sources.read(
        groups={"site": "true"},
        keyed_groups=[{"key": "cloudpanel_monitoring_policy.name", "separator": ""}],
    )
    assert set(hosts) == {"gold_A1", "site_A2", "all_A3", "db_A4"}
    assert [host.name for host in sources.inventory.groups["gold"].get_hosts()] == ["gold_A1"]
    assert len(sources.warnings) == 1 and "gold_A1, site_A2, all_A3, db_A4" in sources.warnings[0]


def test_a_group_for_each_host_of_its_own_name_is_refused(sources):
    sources.answer = [WEB]
    assert "Give the group a prefix." in sources.refusal(
        keyed_groups=[{"key": "inventory_hostname", "separator": ""}]
    )


def test_two_accounts_do_not_merge_hosts(sources):
    sources.answer = [server("web", "A1"), server("db", "A2")]
    sources.read("a.cloudpanel.yml")
    sources.answer = [server("web", "A8"), server("mail", "A9")]
    hosts = sources.read("b.cloudpanel.yml", hostvars_prefix="b_")
    assert {name: each["ansible_host"] for name, each in hosts.items()} == {
        "web": "198.51.100.1",
        "db": "198.51.100.2",
        "web_A8": "198.51.100.8",
        "mail": "198.51.100.9",
    }
    assert len(sources.warnings) == 1 and "web_A8" in sources.warnings[0]


def test_two_sources_of_one_account_and_hosts_of_a_static_file_merge(sources):
    sources.inventory.add_host("web")
    sources.inventory.set_variable("web", "role", "front")
    sources.answer = [WEB, DB]
    sources.read("a.cloudpanel.yml")
    hosts = sources.read("b.cloudpanel.yml", groups={"front": "role == 'front'"})
    assert set(hosts) == {"web", "db"} and not sources.warnings
    assert [host.name for host in sources.inventory.groups["front"].get_hosts()] == ["web"]


@pytest.mark.parametrize("prefix", ["", "ans", "cloudpanel_"])
def test_the_api_sets_no_variables_of_ansible(sources, prefix):
    sources.answer = [{**WEB, "ansible_connection": "local", "ible_connection": "local", "a b": 1}]
    variables = sources.read(hostvars_prefix=prefix)["web"]
    assert {name for name in variables if name.startswith("ansible_")} == {"ansible_host"}
    assert variables[f"{prefix}name"] == "web" and all(name.isidentifier() for name in variables)


def test_states_in_any_case_and_values_that_no_server_has(sources):
    sources.answer = [WEB]
    assert set(sources.read(states=["powered_on", "off"], datacenters=["DE", "XX"])) == {"web"}
    assert len(sources.warnings) == 2


def test_addresses_without_a_type(sources):
    sources.answer = [server("web", "A1", ips=[{"ip": "2001:db8::1"}, {"ip": "198.51.100.9"}])]
    assert sources.read()["web"]["ansible_host"] == "198.51.100.9"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        5,
        "x",
        {},
        {"a": 1},
        [1],
        [None],
        [[]],
        [{}],
        [{"id": "A1"}],
        [{"name": "web"}],
        [{"id": 5, "name": "web"}],
        [{"id": "{{ x }}", "name": "web"}],
        [{**WEB, "ips": "x"}],
        [{**WEB, "ips": [5]}],
        [{**WEB, "status": "x"}],
        [{**WEB, "name": None}],
        [{**WEB, "name": {}}],
    ],
)
def test_answers_of_another_shape_are_one_sentence(sources, answer, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    sources.answer = answer
    message = sources.refusal(default_groups=True)
    assert (
        message.startswith("The servers of the account cannot be read.")
        and "\n" not in message
        and "GET /servers" in message
    )


@pytest.mark.parametrize(
    "more",
    [
        {"datacenter": 5},
        {"datacenter": {"country_code": 5}},
        {"status": None},
        {"ips": [{"ip": 5}]},
        {"ips": [{"ip": {}}]},
        {"ips": None},
        {"image": "x"},
        {"hardware": None},
        {"description": {"a": ["{{ x }}"]}},
    ],
)
def test_odd_members_do_no_harm(sources, more):
    sources.answer = [WEB, {**DB, **more}]
    assert set(
        sources.read(
            default_groups=True,
            datacenters=["DE", "5"],
            hostnames=["name"],
            states=["POWERED_ON", ""],
        )
    ) <= {"web", "db"}
    assert set(
        sources.again().read(default_groups=True, connect_with=["reverse_dns", "public_ipv4"])
    ) == {"web", "db"}


@each_reading("late-addresses", "empty-members", "image-ids")
def test_servers_of_a_task_are_hosts_with_addresses_in_each_reading(tasks, simulator, tmp_path):
    made = tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")[
        "server"
    ]
    with tasks.surroundings():
        hosts = Sources(simulator.url, simulator.token, tmp_path).read()
    assert hosts["web"]["ansible_host"] == made["ips"][0]["ip"]


def test_a_server_without_attributes_is_a_host_without_an_address(sources):
    sources.answer = [{"id": "A1", "name": "bare"}]
    hosts = sources.read(default_groups=True, datacenters=["DE"], states=["POWERED_ON"])
    assert not hosts
    hosts = sources.again().read(default_groups=True, connect_with=["reverse_dns", "public_ipv4"])
    assert "ansible_host" not in hosts["bare"]


# -- the cache


def test_the_cache_knows_the_token(sources, proxy):
    cached = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(sources.folder / "hosts"),
    }
    sources.answer = [WEB]
    assert set(sources.read(**cached)) == {"web"}
    sources.answer = [DB]
    assert set(sources.again().read(**cached)) == {"web"}
    with pytest.raises(AnsibleParserError, match="does not accept this token"):
        proxy.clear_rules()
        sources.again().read(**cached, api_token="another")
    assert not any(
        sources.options["api_token"] in file.name
        or sources.options["api_token"] in file.read_text()
        for file in (sources.folder / "hosts").iterdir()
    )


def test_a_cache_that_cannot_be_used_is_filled_again(sources):
    folder = sources.folder / "hosts"
    cached = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(folder),
    }
    sources.answer = [WEB]
    sources.read(**cached)
    (file,) = folder.iterdir()
    for content in ('"[{]"', '"[{\\"id\\": 5}]"', '["web"]', "null"):
        file.write_text(content)
        assert set(sources.again().read(**cached)) == {"web"}


def test_private_addresses_of_unknown_and_equal_names_cause_warnings(sources):
    sources.answer = [server("web", "A1"), server("web", "A2")]
    sources.read(private_addresses={"missing": "10.0.0.1", "web": "10.0.0.2"})
    warnings = " ".join(sources.warnings)
    assert "private_addresses has 'missing', which is neither the name nor the id" in warnings
    assert "private_addresses has 'web', which is the name of 2 servers" in warnings


def test_names_that_are_not_valid_host_names_cause_a_warning(sources):
    sources.answer = [server("web server!", "A1")]
    assert set(sources.read()) == {"A1"}
    assert "The names of some servers are not valid host names" in " ".join(sources.warnings)


def test_the_token_is_required(sources):
    del sources.options["api_token"]
    assert "api_token is missing. Set the option in the source file" in sources.refusal()


def test_a_wrong_source_of_an_address_is_an_error(sources):
    sources.answer = [server("web", "A1")]
    assert "connect_with has 'ipv5'. Use" in sources.refusal(connect_with=["ipv5"])


def test_an_error_that_repeats_the_token_does_not_show_it(sources, proxy):
    def refuse(exchange) -> None:
        exchange.status, exchange.answer = 401, {"type": "TOKEN", "message": "not Canary-token-1"}

    proxy.intercept("GET", "/servers", refuse)
    sources.options["api_token"] = "Canary-token-1"
    refusal = sources.refusal()
    assert "does not accept this token" in refusal and "Canary" not in refusal


def test_the_names_of_variables_have_a_beginning_and_an_end(sources):
    sources.answer = [WEB, server("a b,", "A3")]
    hosts = sources.read(
        hostvars_prefix="", hostvars_suffix="_cp", default_groups=True, compose={"up": "name_cp"}
    )
    assert hosts["web"]["name_cp"] == hosts["web"]["up"] == "web"
    assert hosts["web"]["public_ipv4_cp"] == "198.51.100.1"
    assert {"datacenter_de", "state_powered_on"} <= set(sources.inventory.groups)
    assert any("The variable name_cp contains their names" in each for each in sources.warnings)


def test_one_group_with_every_host(sources):
    sources.answer = [WEB, DB, server("cloud", "A3")]
    sources.read(group="cloud", states=["powered_on"])
    group = sources.inventory.groups["cloud"]
    assert {host.name for host in group.get_hosts()} == {"web", "db", "cloud_A3"}
    sources.again().answer = []
    assert not sources.read(group="cloud")
    assert "cloud" in sources.inventory.groups
    sources.again().answer = [WEB]
    sources.read(group="")
    assert set(sources.inventory.groups) == {"all", "ungrouped"}


def test_the_name_of_the_common_group_becomes_a_valid_one(sources):
    sources.answer = [WEB]
    sources.read(group="my-cloud", default_groups=True)
    valid = [name for name in sources.inventory.groups if name.startswith("my")]
    assert len(valid) == 1
    assert [host.name for host in sources.inventory.groups[valid[0]].get_hosts()] == ["web"]


def test_values_of_the_api_in_any_case(sources):
    sources.answer = [WEB, server("es", "A4", datacenter={"id": "D2", "country_code": "ES"})]
    assert set(sources.read(datacenters=["de"], states=["Powered_on"])) == {"web"}
    assert set(sources.again().read(datacenters=["sp"])) == {"es"}
    assert not sources.warnings


def test_the_address_of_the_api_by_its_other_name(sources):
    sources.answer = [WEB]
    url = sources.options.pop("api_url")
    assert set(sources.read(api_endpoint=url)) == {"web"}
