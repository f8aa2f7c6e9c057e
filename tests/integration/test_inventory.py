# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory through ansible-inventory, with the request log as witness."""

from __future__ import annotations

import json
import math

import pytest
from simulator.process import SimulatorProcess

from .conftest import Ansible

PLUGIN = "plugin: ionos.cloudpanel.servers\n"


class Inventory:
    """A source file and what ansible-inventory makes of it."""

    def __init__(self, ansible: Ansible) -> None:
        self.ansible = ansible
        self.file = ansible.folder / "test.cloudpanel.yml"

    def listed(self, text: str = "", **environment: str) -> dict:
        done = self.run(text, "--list", **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout, object_hook=lambda obj: obj.get("__ansible_unsafe", obj))

    def hosts(self, text: str = "") -> dict[str, dict]:
        return self.listed(text)["_meta"]["hostvars"]

    def run(self, text: str, *arguments: str, **environment: str):
        self.file.write_text(PLUGIN + text)
        return self.ansible.run(
            "ansible-inventory",
            "-i",
            str(self.file),
            *arguments,
            **{"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true", **environment},
        )


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


@pytest.fixture
def inventory(ansible, simulator) -> Inventory:
    image = simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
    center = next(
        each for each in simulator.api("GET", "/datacenters") if each["country_code"] == "DE"
    )["id"]
    size = simulator.api("GET", "/servers/fixed_instance_sizes")[0]["id"]
    for name, more in (
        ("web1", {}),
        ("web2", {"datacenter_id": center}),
        ("db", {"power_on": False}),
    ):
        simulator.api(
            "POST",
            "/servers",
            {
                "name": name,
                "appliance_id": image,
                "hardware": {"fixed_instance_size_id": size},
                **more,
            },
        )
    simulator.settle()
    simulator.clear()
    return Inventory(ansible)


def test_every_server_is_a_host_at_its_public_address(inventory, simulator):
    hosts = inventory.hosts()
    addresses = {each["name"]: each["ips"][0]["ip"] for each in simulator.api("GET", "/servers")}
    assert {name: variables["ansible_host"] for name, variables in hosts.items()} == addresses
    assert hosts["web2"]["cloudpanel_datacenter"]["country_code"] == "DE"


def test_default_groups_are_optional(inventory):
    assert set(inventory.listed()) == {"_meta", "all", "ungrouped"}
    groups = inventory.listed("default_groups: true\n")
    assert groups["datacenter_de"]["hosts"] == ["web2"]
    assert groups["state_powered_off"]["hosts"] == ["db"]
    assert set(groups["image_debian12_64min"]["hosts"]) == {"web1", "web2", "db"}


@pytest.mark.parametrize(
    "text, names",
    [
        ("datacenters: [DE]\n", {"web2"}),
        ("states: [POWERED_OFF]\n", {"db"}),
        ("name_pattern: web*\n", {"web1", "web2"}),
        ("filters: [{exclude: cloudpanel_name == 'db'}]\n", {"web1", "web2"}),
        ("filters: [{include: cloudpanel_name == 'db'}, {exclude: true}]\n", {"db"}),
    ],
)
def test_filters(inventory, text, names):
    assert set(inventory.hosts(text)) == names


def test_a_datacenter_without_servers_causes_a_warning(inventory):
    done = inventory.run("datacenters: [FR, US]\n", "--list")
    assert (
        "datacenters has 'FR', but no server is in that datacenter. The servers are in DE, US."
        in " ".join(done.stderr.split())
    )
    assert "'US'" not in done.stderr


def test_constructed_groups_and_variables(inventory):
    listed = inventory.listed("""
compose: {ansible_user: "'root'", where: cloudpanel_datacenter.country_code}
groups: {web: cloudpanel_name.startswith('web')}
keyed_groups: [{key: cloudpanel_datacenter.country_code, prefix: dc}]
""")
    assert set(listed["web"]["hosts"]) == {"web1", "web2"}
    assert listed["dc_DE"]["hosts"] == ["web2"]
    assert listed["_meta"]["hostvars"]["db"]["ansible_user"] == "root"
    assert listed["_meta"]["hostvars"]["db"]["where"] == "US"


def test_names_and_addresses_by_preference(inventory, simulator):
    ip = next(
        each
        for each in simulator.api("GET", "/public_ips")
        if each["assigned_to"]["name"] == "web1"
    )
    simulator.api("PUT", f"/public_ips/{ip['id']}", {"reverse_dns": "web1.example.com"})
    hosts = inventory.hosts("""
hostnames: [reverse_dns, "{{ cloudpanel_name }}.internal"]
connect_with: [private_ipv4, reverse_dns, public_ipv4]
private_addresses: {db: 10.0.0.3}
""")
    assert set(hosts) == {"web1.example.com", "web2.internal", "db.internal"}
    assert hosts["db.internal"]["ansible_host"] == "10.0.0.3"
    assert hosts["web1.example.com"]["ansible_host"] == "web1.example.com"


def test_two_servers_of_one_name_are_two_hosts(inventory, simulator):
    web = next(each for each in simulator.api("GET", "/servers") if each["name"] == "web2")
    simulator.api("PUT", f"/servers/{web['id']}", {"name": "web1", "description": ""})
    hosts = inventory.hosts()
    assert set(hosts) == {
        "db",
        *(
            f"web1_{each['id']}"
            for each in simulator.api("GET", "/servers")
            if each["name"] == "web1"
        ),
    }
    assert all(
        name.endswith(variables["cloudpanel_id"])
        for name, variables in hosts.items()
        if name != "db"
    )


@pytest.fixture
def cached(inventory) -> str:
    folder = inventory.ansible.folder / "facts"
    return f"cache: true\ncache_plugin: ansible.builtin.jsonfile\ncache_connection: {folder}\n"


def test_secrets_become_neither_variables_nor_cache(inventory, cached, simulator):
    secrets = [each["first_password"] for each in simulator.api("GET", "/servers")]
    text = json.dumps(inventory.listed(cached))
    text += "".join(file.read_text() for file in (inventory.ansible.folder / "facts").iterdir())
    assert "web1" in text
    assert not any(secret in text for secret in secrets)


def test_a_cache_hit_sends_nothing_and_is_taken_before_filters(inventory, cached, simulator):
    first = inventory.hosts(cached)
    simulator.clear()
    assert inventory.hosts(cached) == first
    assert set(inventory.hosts(cached + "name_pattern: db\n")) == {"db"}
    assert simulator.requests() == []


def test_values_of_the_api_are_never_evaluated(inventory, simulator):
    web = simulator.api("GET", "/servers")[0]
    simulator.api(
        "PUT", f"/servers/{web['id']}", {"name": web["name"], "description": "{{ 6 * 7 }}"}
    )
    play = inventory.ansible.folder / "show.yml"
    play.write_text(
        "- hosts: web1\n  gather_facts: false\n"
        "  tasks: [{ansible.builtin.debug: {msg: 'is {{ cloudpanel_description }}'}}]\n"
    )
    inventory.file.write_text(PLUGIN)
    done = inventory.ansible.run("ansible-playbook", "-i", str(inventory.file), str(play))
    assert "is {{ 6 * 7 }}" in done.stdout and "42" not in done.stdout


@pytest.mark.parametrize(
    "text, environment, words",
    [
        ("", {"CLOUDPANEL_API_TOKEN": ""}, "api_token is missing"),
        ("api_token: wrong\n", {}, "does not accept this token"),
        ("api_url: http://127.0.0.1:1/v1\n", {}, "No connection to http://127.0.0.1:1/v1"),
        ("api_url: http://no-such-host.invalid/v1\n", {}, "host of api_url is unknown"),
        (
            "filters: [{include: 'cloudpanel_name ==='}]\n",
            {},
            "filters: include: cloudpanel_name === cannot be evaluated",
        ),
        (
            "filters: [{includes: 'true'}]\n",
            {},
            "filters has the unknown option 'includes'. The nearest are include",
        ),
        ("hostnames: [adress]\n", {}, "hostnames has 'adress'"),
    ],
)
def test_mistakes_are_one_clear_sentence(inventory, text, environment, words):
    done = inventory.run(text, "--list", **environment)
    assert done.returncode != 0
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_the_token_can_be_a_template(inventory, simulator):
    token = inventory.ansible.folder / "token"
    token.write_text(simulator.token)
    assert inventory.listed(
        f"api_token: \"{{{{ lookup('ansible.builtin.file', '{token}') }}}}\"\n",
        CLOUDPANEL_API_TOKEN="",
    )


def test_extra_variables_from_an_encrypted_file(inventory, simulator):
    (folder := inventory.ansible.folder).joinpath("password").write_text("secret")
    (folder / "vault.yml").write_text(f"vault_token: {simulator.token}\nkeep: db\n")
    assert (
        inventory.ansible.run(
            "ansible-vault", "encrypt", "--vault-password-file", "password", "vault.yml"
        ).returncode
        == 0
    )
    inventory.file = folder / "cloudpanel.yml"
    done = inventory.run(
        "api_token: '{{ vault_token }}'\nfilters: [{exclude: cloudpanel_name != keep}]\n",
        "--list",
        "-e",
        "@vault.yml",
        "--vault-password-file",
        "password",
        CLOUDPANEL_API_TOKEN="",
    )
    assert list(json.loads(done.stdout)["_meta"]["hostvars"]) == ["db"]


def test_a_server_named_like_the_controller_leaves_localhost_alone(inventory, simulator):
    web = simulator.api("GET", "/servers")[0]
    simulator.api("PUT", f"/servers/{web['id']}", {"name": "localhost", "description": ""})
    inventory.file.write_text(PLUGIN)
    done = inventory.ansible.run(
        "ansible",
        "-i",
        str(inventory.file),
        "localhost",
        "-m",
        "ansible.builtin.debug",
        "-a",
        "var=ansible_connection",
    )
    assert '"ansible_connection": "local"' in done.stdout


def test_one_request_a_page(tmp_path):
    with SimulatorProcess(servers=1201) as simulator:
        ansible = Ansible(simulator, tmp_path)
        assert len(Inventory(ansible).hosts()) == 1201
        assert len(simulator.requests()) == math.ceil(1201 / 500)
