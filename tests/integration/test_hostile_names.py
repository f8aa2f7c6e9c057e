# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Malicious names, reverse DNS and addresses.

Nothing is executed, no host is missing, and each task reaches its server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from intercepting_proxy import InterceptingProxy
from interceptor import Exchange

from .conftest import Ansible

PLUGIN = "plugin: ionos.cloudpanel.servers\n"
#: Replaces ssh: writes its arguments into a separate file.
SSH = """#!/bin/sh
for argument; do printf '%s\\0' "$argument"; done > "$(mktemp "$SSH_CALLS/XXXXXXXX")"
"""
MADE = "made-by-a-name"
TOUCH = f"touch {MADE}"
JINJA = f"{{{{ lookup('pipe', '{TOUCH}') }}}}"
HARMFUL = [
    f"-oProxyCommand={TOUCH}",
    f"x{JINJA}",
    f"{{% set x = lookup('pipe', '{TOUCH}') %}}",
    f"$({TOUCH})",
    f"`{TOUCH}`",
    f";{TOUCH}",
    " web",
    "web ",
    "'web'",
    '"web"',
    "web\n- hosts: all",
    "\x1b[2Jweb",
    "web\u202ebew",
    "all:!web",
    "web,db",
    "!web",
    "~w.*",
    "web[0]",
    "w*",
    "..",
    "../../etc/passwd",
    "",
]
SPECIAL = ["localhost", "LOCALHOST", "127.0.0.1", "127.1", "all", "ungrouped", "shop", "state_on"]
HARMLESS = ["web", "my web", "wéb", "数据库"]


class Account:
    """An account with the servers that a test invents, and a stand-in for ssh."""

    def __init__(self, ansible: Ansible, proxy: InterceptingProxy) -> None:
        self.ansible = ansible
        self.servers: list[dict[str, Any]] = []
        self.calls = ansible.folder / "calls"
        self.calls.mkdir()
        ssh = ansible.folder / "ssh"
        ssh.write_text(SSH)
        ssh.chmod(0o700)
        ansible.environment |= {
            "CLOUDPANEL_API_URL": proxy.url,
            "SSH_CALLS": str(self.calls),
            "ANSIBLE_SSH_EXECUTABLE": str(ssh),
            "ANSIBLE_FORKS": "10",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
        }
        proxy.intercept("GET", "/servers", self._answer)

    def add(self, name: str, **address: Any) -> str:
        """Invent a server. :returns: its id."""
        number = len(self.servers)
        ip = {
            "id": f"B{number:031X}",
            "ip": f"198.51.100.{number}",
            "type": "IPV4",
            "reverse_dns": None,
            **address,
        }
        self.servers.append(
            {
                "id": f"A{number:031X}",
                "name": name,
                "status": {"state": "ON", "percent": None},
                "ips": [ip],
            }
        )
        return self.servers[-1]["id"]

    def _answer(self, exchange: Exchange) -> None:
        exchange.answer = self.servers

    def play(self, source: str, *more: dict[str, Any]) -> list[dict[str, Any]]:
        """Run a task on all hosts.

        :returns: name, id and address of each host, as templates see them. A host without an
            address has its name there.
        """
        file, play = self.ansible.folder / "cloudpanel.yml", self.ansible.folder / "play.yml"
        file.write_text(PLUGIN + source)
        seen = {
            "name": "{{ inventory_hostname }}",
            "id": "{{ cloudpanel_id }}",
            "address": "{{ ansible_host }}",
        }
        play.write_text(
            yaml.safe_dump(
                [
                    {
                        "hosts": "all",
                        "gather_facts": False,
                        "tasks": [
                            {"ansible.builtin.debug": {"msg": seen}},
                            {"ansible.builtin.raw": "true"},
                        ],
                    },
                    *more,
                ]
            )
        )
        out = self.ansible.folder / "results.json"
        done = self.ansible.run(
            "ansible-playbook",
            "-i",
            str(file),
            str(play),
            RECORDED_RESULTS=str(out),
            ANSIBLE_CALLBACKS_ENABLED="recorder",
            ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).parent / "callbacks"),
        )
        self.output = done.stdout + done.stderr
        assert done.returncode == 0, self.output
        return [
            result["msg"]
            for result in json.loads(out.read_text())
            if isinstance(result.get("msg"), dict)
        ]

    def reached(self) -> set[str]:
        """Return the destinations of ssh."""
        calls = [call.read_text().split("\0")[:-1] for call in self.calls.iterdir()]
        return {call[-2] for call in calls if call and call[-1] == "true"}

    def executed(self) -> bool:
        assert not [
            call
            for call in self.calls.iterdir()
            if TOUCH in call.read_text() or "\x1b" in call.read_text()
        ]
        return any(self.ansible.folder.rglob(f"{MADE}*"))


@pytest.fixture
def account(simulator, tmp_path) -> Iterator[Account]:
    with InterceptingProxy(simulator.url) as proxy:
        yield Account(Ansible(simulator, tmp_path), proxy)


def test_names_with_the_default_options(account):
    replaced = [account.add(name) for name in HARMFUL]
    extended = {f"{name}_{account.add(name)}" for name in SPECIAL}
    twins = {f"twin_{account.add('twin')}" for _number in range(3)}
    impostor = f"{min(twins)}_{account.add(min(twins))}"
    addressless = account.add(HARMFUL[0], ip=None)
    plain = {name: account.add(name) for name in HARMLESS}
    tasks = [{"ansible.builtin.debug": {"msg": {"play": "{{ inventory_hostname }}"}}}]
    local = [{"ansible.builtin.command": f"touch {account.ansible.folder / 'here'}"}]
    groups = (
        "groups: {shop: cloudpanel_name == 'web'}\n"
        "keyed_groups: [{key: cloudpanel_status.state | lower, prefix: state}]\n"
    )
    seen = account.play(
        groups,
        {"hosts": "shop", "gather_facts": False, "tasks": tasks},
        {"hosts": "my web,", "gather_facts": False, "tasks": tasks},
        {"hosts": "localhost", "gather_facts": False, "tasks": local},
    )
    assert not account.executed()
    hosts = {host["name"]: host for host in seen if "name" in host}
    assert set(hosts) == {*replaced, *extended, *twins, impostor, addressless, *plain}
    assert {host["id"] for host in hosts.values()} == {server["id"] for server in account.servers}
    addresses = {server["id"]: server["ips"][0]["ip"] for server in account.servers}
    assert all(
        host["address"] == (addresses[host["id"]] or host["name"]) for host in hosts.values()
    )
    assert account.reached() == {*filter(None, addresses.values()), addressless}
    assert [host["play"] for host in seen if "play" in host] == ["web", "my web"]
    assert (account.ansible.folder / "here").exists()
    warnings = " ".join(account.output.split())
    assert (
        warnings.count("so their ids are used")
        == warnings.count("ids of servers are appended")
        == 1
    )
    assert "\x1b" not in account.output


def test_reverse_dns_as_name_and_address(account):
    blanks_as_variables = f"-oProxyCommand=touch${{IFS}}{MADE}.x"
    odd = [account.add("web", reverse_dns=text) for text in (blanks_as_variables, *HARMFUL[:-1])]
    local = {
        f"{text}_{account.add('web', reverse_dns=text)}"
        for text in ("localhost", "127.0.0.1", "localhost.")
    }
    good = account.add("web", reverse_dns="web.example.com")
    hosts = {
        host["name"]: host
        for host in account.play("hostnames: [reverse_dns]\nconnect_with: [reverse_dns]\n")
    }
    assert not account.executed()
    assert set(hosts) == {*odd, *local, "web.example.com"}
    assert (
        all(host["address"] == host["name"] for host in hosts.values())
        and hosts["web.example.com"]["id"] == good
    )
    assert account.reached() == set(hosts)


@pytest.mark.parametrize(
    "source",
    [
        "connect_with: [name, '{{ cloudpanel_name }}', public_ipv4]\n",
        "compose: {ansible_host: cloudpanel_name, ansible_ssh_host: cloudpanel_name}\n",
    ],
)
def test_names_as_addresses(account, source):
    for name in [*HARMFUL, "web", "web.example.com"]:
        account.add(name)
    account.add("web9", ip=f"-oProxyCommand={TOUCH}")
    hosts = account.play(source)
    assert not account.executed()
    expected = {"web": "web", "web.example.com": "web.example.com", "web9": "web9"}
    assert account.reached() == {
        expected.get(server["name"], server["ips"][0]["ip"]) for server in account.servers
    }
    assert len(hosts) == len(account.servers)
