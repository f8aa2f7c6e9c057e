# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that ansible-inventory shows of an account whose servers are as different as possible.

The folder ``inventory_output`` contains the expected output. After an intended change, the test
writes it again if CLOUDPANEL_TEST_WRITE_OUTPUT is set. Review the differences.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml
from intercepting_proxy import InterceptingProxy
from interceptor import Exchange

from .conftest import Ansible

PLUGIN = "ionos.cloudpanel.servers"
EXPECTED = Path(__file__).parent / "inventory_output"
ADDRESS = {
    "id": "I1",
    "ip": "198.51.100.1",
    "type": "IPV4",
    "reverse_dns": "web1.example.com",
    "firewall_policies": [{"id": "F1", "name": "Linux"}],
    "load_balancers": [{"id": "L1", "name": "front"}],
}
WEB = {
    "id": "A1",
    "name": "web1",
    "description": "runs {{ 6 * 7 }} sites",
    "creation_date": "2026-01-01T00:00:00+00:00",
    "first_password": "secret-of-web1",
    "hardware": {
        "fixed_instance_size_id": "",
        "vcore": 2,
        "cores_per_processor": 1,
        "ram": 3.5,
        "hdds": [{"id": "H1", "size": 80, "is_main": True}, {"id": "H2", "size": 20}],
    },
    "image": {"id": "M1", "name": "debian12-64min"},
    "datacenter": {"id": "D1", "country_code": "SP", "location": "Spain"},
    "status": {"state": "POWERED_ON", "percent": 0},
    "dvd": {},
    "snapshot": {},
    "alerts": {"critical": 1, "warning": 0},
    "ips": [ADDRESS],
    "monitoring_policy": {"id": "P1", "name": "gold"},
    "private_networks": [{"id": "N1", "name": "lan", "server_ip": "192.168.1.1"}],
}


def server(identifier: str, name: str, *ips: Any, **more: Any) -> dict[str, Any]:
    """Return a server with addresses. Each is an object or an IP."""
    addresses = [each if isinstance(each, dict) else {"id": f"I{each}", "ip": each} for each in ips]
    on = {"state": "POWERED_ON", "percent": None}
    return {"id": identifier, "name": name, "status": on, "ips": addresses, **more}


PLACES = {
    "ES": {"id": "D1", "country_code": "SP", "location": "Spain"},
    "US": {"id": "D2", "country_code": "US", "name": "USA"},
}
GOLD = {"id": "P1", "name": "gold"}
SERVERS = [
    WEB,
    server("A2", "db", "198.51.100.2", datacenter=PLACES["US"], monitoring_policy=None, image=None),
    server("A3", "twin", "198.51.100.3", {"ip": "198.51.100.33", "main": True}, dvd={"name": "cd"}),
    server("A4", "twin", "2001:db8::4", "198.51.100.4", monitoring_policy=GOLD),
    server("A5", "-oProxyCommand=touch", status={"state": "DEPLOYING", "percent": 40}),
    server("A6", "{{ lookup('env', 'HOME') }}", {"ip": None}, hardware=None, image=WEB["image"]),
    server("A7", "localhost", {"ip": "127.0.0.1", "reverse_dns": "localhost"}),
    server("A8", "all", "not an address", datacenter=None, hardware={"ram": 8, "hdds": []}),
    server("A9", "db_A1", status={"state": "POWERED_OFF"}, unknown={"deep": [[{"x": None}]]}),
    server("B1", "bücher", description="Straße\n\u2028", ips=None, private_networks=None),
    server("B2", "my web", **{"a b": 1, "ansible_connection": "local", "class": "c"}),
    server("B3", "gold", {"ip": "198.51.100.13", "firewall_policy": {}}, datacenter=PLACES["ES"]),
    {"id": "B4", "name": "bare"},
    server("B5", "region", {"ip": "198.51.100.15", "reverse_dns": ""}, region=PLACES["US"]),
]
SOURCES: dict[str, dict[str, Any]] = {
    "plain": {},
    "constructed": {
        "hostvars_prefix": "c_",
        "default_groups": True,
        "hostnames": ["{{ c_monitoring_policy.name ~ '-' ~ c_id }}", "reverse_dns", "name"],
        "connect_with": ["private_ipv4", "{{ c_hardware.address }}", "reverse_dns", "public_ipv4"],
        "private_addresses": {"db": "10.0.0.2", "A4": "10.0.0.4", "twin": "10.0.0.9"},
        "filters": [
            {"include": "c_name == 'db'"},
            {"exclude": "c_monitoring_policy is none"},
            {"exclude": "c_hardware.ram > 4"},
        ],
        "compose": {
            "ansible_user": "'root'",
            "ansible_host": "c_dvd.name",
            "ansible_ssh_host": "c_public_ipv4",
            "c_hardware": "{'ram': 1}",
            "disks": "c_hardware.hdds | map(attribute='size') | list",
            "size": "disks | sum",
        },
        "groups": {"large": "c_hardware.ram >= 2", "single-disk": "disks | length == 1"},
        "keyed_groups": [
            {"key": "c_datacenter.country_code", "prefix": "dc", "parent_group": "places"},
            {"key": "c_monitoring_policy.name", "separator": ""},
            {"key": "c_alerts", "prefix": "alert"},
            {"key": "c_image.name", "default_value": "none", "prefix": "image"},
            {"key": "ansible_user", "prefix": "user"},
        ],
    },
    "selected": {
        "hostvars_prefix": "",
        "datacenters": ["ES", "USA"],
        "states": ["powered_on"],
        "name_pattern": "*[ewn]*",
        "connect_with": ["name", "id"],
    },
}
#: The source files of each test, in order.
FILES = {
    **{name: [f"{name}.cloudpanel.yml"] for name in SOURCES},
    "several": ["static.yml", "constructed.cloudpanel.yml", "plain.cloudpanel.yml"],
}
STATIC = {"all": {"hosts": {"web1": {"role": "front", "cloudpanel_hardware": {"rack": 7}}}}}


@pytest.fixture
def ansible(simulator, tmp_path: Path) -> Iterator[Ansible]:
    def answer(exchange: Exchange) -> None:
        query = parse_qs(exchange.query)
        page, size = (int(query[name][0]) for name in ("page", "per_page"))
        exchange.answer = SERVERS[(page - 1) * size : page * size]

    with InterceptingProxy(simulator.url) as proxy:
        proxy.intercept("GET", "/servers", answer)
        ansible = Ansible(simulator, tmp_path)
        ansible.environment["CLOUDPANEL_API_URL"] = proxy.url
        write(tmp_path / "static.yml", STATIC)
        for name, options in SOURCES.items():
            write(tmp_path / f"{name}.cloudpanel.yml", {"plugin": PLUGIN, **options})
        yield ansible


def write(file: Path, content: Any) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False))


def listed(ansible: Ansible, files: list[str]) -> str:
    """Return what ansible-inventory lists, and its warnings, as JSON.

    A value that is never evaluated as a template begins with ``!unsafe``.
    """
    sources = [word for file in files for word in ("--inventory", file)]
    environment = {"COLUMNS": "100000", "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    done = ansible.run("ansible-inventory", *sources, "--list", **environment)
    assert done.returncode == 0, done.stderr
    assert "secret-of-web1" not in done.stdout + done.stderr
    shown = json.loads(
        done.stdout.replace(str(ansible.folder), "FOLDER"),
        object_hook=lambda obj: (
            f"!unsafe {obj['__ansible_unsafe']}" if "__ansible_unsafe" in obj else obj
        ),
    )
    shown["warnings"] = done.stderr.splitlines()
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", FILES)
def test_the_output_is_as_expected(ansible, name):
    output = listed(ansible, FILES[name])
    expected = EXPECTED / f"{name}.json"
    if os.environ.get("CLOUDPANEL_TEST_WRITE_OUTPUT"):
        expected.write_text(output)
    assert output == expected.read_text()


def test_a_cached_answer_gives_the_same_output(ansible):
    folder = ansible.folder / "cached"
    cached = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(folder),
    }
    write(
        ansible.folder / "cached.cloudpanel.yml",
        {"plugin": PLUGIN, **SOURCES["constructed"], **cached},
    )
    for _filling_and_reading in range(2):
        output = listed(ansible, ["cached.cloudpanel.yml"])
        assert output == (EXPECTED / "constructed.json").read_text()
    assert list(folder.iterdir())
