# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What api_request sends and shows, and what is refused before any task sends it."""

from __future__ import annotations

import json

import pytest
from ansible.module_utils.basic import AnsibleModule

KEY = {
    "name": "key",
    "public_key": f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMkz{'0' * 40} a",
}


@pytest.fixture
def logged(monkeypatch) -> list[str]:
    """Return the entries of syslog."""
    lines: list[str] = []
    monkeypatch.setattr(
        AnsibleModule,
        "log",
        lambda _module, message, log_args=None: lines.append(f"{message} {log_args}"),
    )
    return lines


# -- spelling


@pytest.mark.parametrize(
    "query, sent",
    [
        ({"keep_ip": True}, "keep_ip=true"),
        ({"keep_ip": False}, "keep_ip=false"),
        ({"fields": ["id", "name"]}, "fields=id%2Cname"),
        ({"page": 1, "q": None}, "page=1"),
        ({"flags": [True, 2]}, "flags=true%2C2"),
    ],
)
def test_a_query_is_spelled_as_the_api_spells_it(tasks, proxy, query, sent):
    tasks.ok("api_request", path="/servers", query=query)
    assert [each.query for each in proxy.exchanges] == [sent]


@pytest.mark.parametrize("value", [{"a": 1}, [["a"]], [{"a": 1}]])
def test_a_query_with_parts_is_refused(tasks, proxy, value):
    assert (
        tasks.error("api_request", path="/servers", query={"q": value})
        == "query.q has to be one value or a list of values."
    )
    assert not proxy.exchanges


def test_a_json_text_is_sent_as_its_value(tasks, proxy):
    tasks.ok("api_request", method="POST", path="ssh_keys", body=json.dumps({"name": "key"}))
    assert [each.body for each in proxy.sent("POST")] == [{"name": "key"}]


def test_an_invalid_json_text_is_rejected(tasks, proxy):
    assert tasks.error("api_request", method="POST", path="/ssh_keys", body="name=key").startswith(
        "body is a text that is not JSON."
    )
    assert not proxy.exchanges


def test_operations_are_the_writes(tasks):
    assert tasks.ok("api_request", path="/servers")["operations"] == []
    for check in (True, False):
        result = tasks.ok(
            "api_request", check, method="POST", path="/ssh_keys/", body={"name": "key"}
        )
        assert result["changed"] and result["operations"] == [
            {"method": "POST", "path": "/ssh_keys"}
        ]


@pytest.mark.parametrize(
    "path",
    [
        "/servers?q=a",
        "/servers#a",
        "/servers/{id}",
        "/servers/../users",
        "/servers/%2e%2e/users",
        "/a b",
        "/a\nb",
        "/ä",
        "a\\b",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(tasks, proxy, path):
    assert tasks.error("api_request", path=path).startswith(
        f"path is {path!r}; it has to be the path of an operation"
    )
    assert not proxy.exchanges


# -- secrets


@pytest.mark.parametrize("as_text", [False, True])
def test_values_of_secret_looking_keys_are_shown_nowhere(tasks, proxy, logged, as_text):
    secrets = ['canary"0\\', "canary1ö", "canary2", "424242", "canary4\nline"]
    body = {
        "name": "visible",
        "password": secrets[0],
        "more": [{"userToken": secrets[1], "api_key": [secrets[2]]}],
        "pin_secret": 424242,
    }
    proxy.intercept(
        "POST",
        ".*",
        before=lambda exchange: vars(exchange).update(
            status=400,
            answer={
                "type": "X",
                "message": f"echo {json.dumps(exchange.body)}",
                "errors": [exchange.query],
            },
        ),
    )
    result = tasks(
        "api_request",
        method="POST",
        path="/ssh_keys",
        body=json.dumps(body) if as_text else body,
        query={"passphrase": secrets[4], "page": 7},
    )
    text = json.dumps(result, ensure_ascii=False) + " ".join(logged)
    assert (
        result["failed"]
        and logged
        and "canary" not in text
        and "424242" not in text
        and "line" not in result["msg"].lower()
    )
    assert "visible" in json.dumps(result["invocation"]) and "visible" in result["msg"]


def test_other_values_are_shown(tasks):
    result = tasks.ok(
        "api_request",
        method="POST",
        path="/ssh_keys",
        body={"name": "key", "description": "shown"},
        query={"page": 1},
    )
    assert result["answer"]["name"] == "key" and result["answer"]["description"] == "shown"
    assert result["invocation"]["module_args"]["body"] == {"name": "key", "description": "shown"}


def test_a_token_with_a_line_end_works_and_is_masked(tasks, proxy):
    result = tasks.ok("api_request", path="/servers", api_token="demo\n")
    assert proxy.exchanges[0].headers["X-TOKEN"] == "demo" and "demo" not in json.dumps(
        result["invocation"]
    )


# -- ids and settings


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize(
    "identifier", ["../users/1", "a/b", "a?b", "a#b", "..", "a b", "{id}", "ä", "a%2fb"]
)
def test_an_id_that_is_none_is_refused_before_the_first_request(tasks, proxy, identifier, state):
    message = tasks.error("private_network", id=identifier, name="x", state=state)
    assert message.startswith(
        f"id is {identifier!r}, but ids consist of letters, digits, - and _ only."
    )
    assert not proxy.exchanges


def test_an_id_that_is_none_is_refused_when_reading(tasks, proxy):
    for module, identifier in (
        ("ssh_key_info", "../users/1"),
        ("log_info", ".."),
        ("log_info", "../users/1"),
    ):
        assert "ids consist of" in tasks.error(module, id=identifier)
    assert not proxy.exchanges


@pytest.mark.parametrize("option", ["api_timeout", "wait_interval", "share_reads"])
@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_invalid_numbers_of_seconds_are_rejected(tasks, proxy, option, value):
    assert tasks.error("ssh_key_info", **{option: value}).startswith(
        f"{option} is {float(value):g}; it has to be"
    )
    assert not proxy.exchanges


def test_an_address_with_a_password_is_refused_and_not_shown(tasks, proxy):
    result = tasks("ssh_key_info", api_url="http://user:geheim@127.0.0.1:1/v1")
    assert result["msg"].startswith("api_url contains a user name") and "geheim" not in json.dumps(
        result
    )


def test_a_token_that_is_none_is_refused_at_once(tasks, proxy):
    result = tasks("ssh_key", name="key", api_token="ge\u20acheim")
    assert (
        result["msg"].startswith("api_token contains")
        and "heim" not in json.dumps(result)
        and not proxy.exchanges
    )


def test_one_warning_says_that_nothing_is_shared(tasks, proxy):
    tasks.environment["CLOUDPANEL_CACHE_DIR"] = "/dev/null/cache"
    for module, options in (
        ("ssh_key", {"name": "key", "public_key": KEY["public_key"]}),
        ("ssh_key_info", {}),
        ("pricing_info", {}),
        ("api_request", {"path": "/servers"}),
    ):
        (warning,) = tasks.ok(module, **options)["warnings"]
        assert "CLOUDPANEL_CACHE_DIR" in warning and "/dev/null/cache" in warning
