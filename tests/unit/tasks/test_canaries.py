# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in options and answers appear only in the places that the documentation names.

The tests search results with diffs, invocations and warnings, logs, failures, and shared files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import modules
from intercepting_proxy import InterceptingProxy
from interceptor import Exchange
from leaks.canaries import ANSWER_KINDS, Canary, Search, answered, plain, special
from plays import KEY, LEAST

MODULES = set(modules())
#: Members of answers that are secrets.
SECRET_KEYS = tuple(ANSWER_KINDS)
#: A canary for each option that is a secret or may contain one.
GIVEN = {
    "password": special("password"),
    "storage": special("password of a storage"),
    "nested": special("password in a stack"),
    "login": plain("login", "canary:{}%2Din"),
    "body": special("body"),
    "user_data": special("user_data", "#!/bin/sh\necho {}\n"),
}
PASSWORD, STORAGE_PASSWORD, NESTED, LOGIN, BODY, USER_DATA = (each.text for each in GIVEN.values())

STATES: list[tuple[str, dict[str, Any]]] = [
    ("ssh_key", {"name": "deploy", "public_key": KEY}),
    ("firewall_policy", {"name": "web", "rules": [{"port": "80"}]}),
    ("load_balancer", {"name": "lb", "rules": [{"port_balancer": 80, "port_server": 80}]}),
    ("monitoring_policy", {"name": "mon"}),
    ("private_network", {"name": "net"}),
    ("public_ip", {"reverse_dns": "a.example.com"}),
    (
        "server",
        {
            "name": "web",
            "appliance": "debian12-64min",
            "fixed_instance_size": "M",
            "password": PASSWORD,
            "user_data": USER_DATA,
            "user_data_content_type": "sh",
        },
    ),
    ("server", {"name": "made", "appliance": "debian12-64min", "fixed_instance_size": "M"}),
    ("server", {"name": "copy", "clone_of": "web"}),
    ("server", {"name": "made", "state": "rebuilt", "appliance": "ubuntu2404-64min"}),
    ("server_ip", {"server": "web", "number": 2}),
    ("server_snapshot", {"server": "web"}),
    (
        "image",
        {
            "name": "imported",
            "source": "image",
            "url": f"https://{LOGIN}@example.com/web.vmdk",
            "appliance": "debian12-64min",
        },
    ),
    ("block_storage", {"name": "data", "size": 20}),
    ("shared_storage", {"name": "media", "size": 50, "servers": [{"server": "web"}]}),
    (
        "shared_storage_access",
        {"datacenter": "DE", "password": STORAGE_PASSWORD, "update_password": "always"},
    ),
    ("vpn", {"name": "office"}),
    ("user", {"name": "jane", "password": PASSWORD, "api_access": True}),
    ("user", {"name": "jane", "password": PASSWORD, "update_password": "always"}),
    ("role", {"name": "crew", "users": ["jane"]}),
    ("stack", {"users": [{"name": "joe", "password": NESTED}]}),
    (
        "api_request",
        {"method": "PUT", "path": "/shared_storages/access", "body": {"password": BODY}},
    ),
    ("api_request", {"path": "/servers"}),
    ("api_request", {"path": "/users"}),
    ("api_request", {"path": "/shared_storages/access"}),
]
#: Modules of which one call needs options.
READ = {"monitoring_info": {"server": "web"}, "server_snapshot_info": {"server": "web"}}
FILES = [
    ("ssh_key", {"name": "pair", "private_key_file": "pair"}),
    ("user_api_key", {"user": "jane", "api_key_file": "token"}),
    ("vpn_configuration", {"name": "office", "dest": "office.zip"}),
]
SHOWN = [
    ("server", {"name": "made"}, "first_password"),
    ("server_info", {"name": ["made"]}, "first_password"),
    ("user", {"name": "jane"}, "key"),
    ("user_info", {"name": ["jane"]}, "key"),
    ("user_api_key", {"user": "jane"}, "key"),
    ("ssh_key", {"name": "shown"}, "private_key"),
    ("shared_storage_access", {"datacenter": "DE"}, "kerberos_content_file"),
    ("shared_storage_access_info", {}, "kerberos_content_file"),
    ("api_request", {"path": "/users"}, "key"),
]


def secrets_of(value: Any, key: str) -> Iterator[str]:
    """Yield the values of a key in an answer or a result, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ([inner] if name == key and inner else secrets_of(inner, key))
    elif isinstance(value, list):
        for inner in value:
            yield from secrets_of(inner, key)


class Watch:
    """Runs tasks and looks for secrets in all that they leave."""

    def __init__(self, tasks, proxy: InterceptingProxy, monkeypatch) -> None:
        self.tasks = tasks
        self.proxy = proxy
        self.called: set[str] = set()
        self.logged: list[str] = []
        self._known = {each.text: each for each in GIVEN.values()}
        self._looked_at = 0
        monkeypatch.setattr(
            basic.syslog, "syslog", lambda *arguments: self.logged.append(str(arguments))
        )

    def known(self) -> Iterable[Canary]:
        """Return all secrets, those of the answers so far included."""
        for exchange in self.proxy.exchanges[self._looked_at :]:
            for each in answered(exchange.answer):
                if not any(given.core in each.text for given in GIVEN.values()):
                    self._known.setdefault(each.text, each)
        self._looked_at = len(self.proxy.exchanges)
        return self._known.values()

    def found(self, result: Any) -> list[str]:
        """Return the kinds of the secrets in a result, the logs and the shared files."""
        cache = [
            file.read_bytes() for file in (self.tasks.folder / "cache").rglob("*") if file.is_file()
        ]
        logs = "\n".join((json.dumps(result), *self.logged))
        self.logged.clear()
        return sorted(Search(self.known()).kinds(b"\n".join((logs.encode(), *cache))))

    def run(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        self.called.add(module)
        result = self.tasks(module, check, **options)
        assert any("Invoked with" in each for each in self.logged) or result.get("failed")
        assert self.found(result) == [], (module, options, result)
        return result


@pytest.fixture
def watch(tasks, proxy, monkeypatch) -> Watch:
    return Watch(tasks, proxy, monkeypatch)


@pytest.mark.exhaustive
def test_no_secret_is_anywhere_by_default(watch, tmp_path):
    for module, options in STATES:
        for check in (True, False):
            assert not watch.run(module, check, **options).get("failed"), (module, options)
    for module, options in FILES:
        option = next(
            name for name in options if name in ("private_key_file", "api_key_file", "dest")
        )
        for check in (True, False):
            result = watch.run(
                module, check, **{**options, option: str(tmp_path / options[option])}
            )
            assert not result.get("failed") and (tmp_path / options[option]).exists() is not check
    for module in sorted(each for each in MODULES - watch.called):
        result = watch.run(module, **(READ.get(module) or LEAST.get(module, {})))
        assert not result.get("failed"), result
    assert watch.called == MODULES
    answered = {
        key
        for key in SECRET_KEYS
        for exchange in watch.proxy.exchanges
        if any(secrets_of(exchange.answer, key))
    }
    assert answered == set(SECRET_KEYS)


def test_secrets_are_shown_on_request(watch):
    for module, options in STATES:
        if options.get("name") in ("made", "jane") and len(options) < 4:
            watch.tasks.ok(module, **options)
    for module, options, key in SHOWN:
        result = watch.tasks.ok(module, **options, show_secrets=True)
        assert {name for name in SECRET_KEYS if list(secrets_of(result, name))} == {key}, (
            module,
            result,
        )
        assert watch.found(result) != [] == watch.found(without(result, key)), module


def without(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: without(inner, key) for name, inner in value.items() if name != key}
    return [without(inner, key) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "module, options",
    [
        each
        for each in STATES
        if any(canary.core in json.dumps(each[1]) for canary in GIVEN.values())
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_error_that_repeats_the_request_shows_no_secret(watch, module, options):
    def echo(exchange: Exchange) -> None:
        exchange.status, exchange.answer = (
            400,
            {
                "type": "ECHO",
                "message": f"not {json.dumps(exchange.body)} nor {exchange.body}",
                "errors": {"body": exchange.body},
            },
        )

    if options.get("update_password") == "always" and module == "user":
        watch.tasks.ok("user", name="jane", password=PASSWORD)
    for method in ("POST", "PUT"):
        watch.proxy.intercept(method, ".*", before=echo)
    result = watch.run(module, **options)
    assert result["failed"] and "ECHO" in result["msg"]


@pytest.mark.parametrize(
    "module, options",
    [
        ("user", {"name": "jane", "passwrod": PASSWORD}),
        ("user", {"name": "jane", "password": {"text": PASSWORD}}),
        ("stack", {"users": [{"name": "jane", "passwrod": PASSWORD}]}),
        ("stack", {"users": [{"name": "jane", "password": PASSWORD, "unknown": 1}]}),
        ("user", {"name": "jane", "password": PASSWORD, "state": PASSWORD}),
        ("ssh_key", {"name": "x", "public_key": f"-----BEGIN PRIVATE KEY-----\n{PASSWORD}"}),
        ("firewall_policy", {"name": "x", "rules": [{"port": "80", "passwrod": [PASSWORD]}]}),
    ],
)
def test_a_secret_in_the_wrong_option_is_masked(watch, module, options):
    watch.run(module, **options)
