# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays of the runs. Secrets are variables in them, whose values are in an encrypted file."""

from __future__ import annotations

from typing import Any

from plays import KEY, SERVER, task

from . import account
from .canaries import Canary, plain, special
from .hooks.sitecustomize import CRASH

Tasks = list[dict[str, Any]]
#: A login in a URL, with a character that is encoded there.
LOGIN = "https://jane:{}%24@example.com/web.vmdk"
KEY_TEXT = "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n"
NO_LOG = {"no_log": True}
#: The name of a task among the failures that can succeed.
SUCCEEDING = "this can succeed"


def canaries() -> dict[str, Canary]:
    """Return new secrets by the names of their variables.

    ``token`` is in the environment of Ansible, ``proxy`` in the URL of its proxy or of a database,
    and ``vault`` is the password of the encrypted file. All others are in this file.
    """
    return {
        "token": plain("api_token in the environment of Ansible"),
        "option_token": plain("api_token as an option"),
        "source_token": plain("api_token in an inventory source"),
        "keyword_token": plain("api_token in the keyword environment"),
        "wrong_token": plain("api_token as an option"),
        "split_token": plain("api_token as an option", "{} x"),
        "password": special("password"),
        "other_password": special("password"),
        "storage_password": special("password"),
        "nested_password": special("password"),
        "literal_password": special("password"),
        "user_data": special("user_data", "#!/bin/sh\necho '{}'\n"),
        "login": plain("login in a URL", LOGIN),
        "body": special("secret in api_request"),
        "query": special("secret in api_request"),
        "text_body": plain("secret in api_request", '{{"name": "x", "password": "{}"}}'),
        "pasted_key": plain("private key in the wrong option", KEY_TEXT),
        "api_url": plain("login in a URL", "https://jane:{}@example.com/v1"),
        "proxy": plain("login in a URL"),
        "vault": plain("password of a vault"),
    }


def var(name: str) -> str:
    return "{{ " + name + " }}"


def states(folder: str) -> Tasks:
    """Return tasks of all modules that receive or make secrets. All of them succeed.

    :param folder: where tasks write files.
    """
    made = {"name": "made", **SERVER}
    return [
        task("ssh_key", name="deploy", public_key=KEY),
        task(
            "server",
            name="web",
            **SERVER,
            password=var("password"),
            user_data=var("user_data"),
            user_data_content_type="sh",
        ),
        task("server", **made),
        task("server", **{**made, "state": "rebuilt", "appliance": "ubuntu2404-64min"}),
        task("server", name="made", description="changed", diff=True),
        task("server_info"),
        task(
            "image",
            name="imported",
            source="image",
            url=var("login"),
            appliance="debian12-64min",
        ),
        task(
            "shared_storage_access",
            datacenter="DE",
            password=var("storage_password"),
            update_password="always",
        ),
        task("shared_storage_access_info"),
        task("vpn", name="office"),
        task("vpn_configuration", name="office", dest=f"{folder}/office.zip"),
        task("user", name="jane", password=var("password"), api_access=True),
        task("user", name="jane", password=var("other_password"), update_password="always"),
        task("user_api_key", user="jane", api_key_file=f"{folder}/api_key"),
        task("user_info", api_token=var("option_token")),
        task("ssh_key", name="pair", private_key_file=f"{folder}/private_key"),
        task(
            "stack",
            users=[{"name": "joe", "password": var("nested_password"), "api_access": True}],
            servers=[{"name": "db", **SERVER, "password": var("nested_password")}],
        ),
        task("stack", state="gathered"),
        task(
            "api_request",
            method="PUT",
            path="/shared_storages/access",
            body={"password": var("body")},
        ),
        task("api_request", path="/users", query={"secret_of": var("query")}),
        task("api_request", path="/servers"),
        task("api_request", path="/shared_storages/access"),
    ]


def few() -> Tasks:
    """Return tasks that receive and make secrets, for each level of verbosity."""
    return [
        task("user", name="jane", password=var("password"), api_access=True),
        task("server", name="made", **SERVER, wait=False),
        {**task("user_info", name=["jane"], show_secrets=True, register="seen"), **NO_LOG},
        task("user", name=account.ECHO, password=var("other_password"), ignore_errors=True),
        task("api_request", path="/users", query={"secret_of": var("query")}),
    ]


def refused() -> Tasks:
    """Return tasks that receive secrets and reach no API."""
    return [{**each, "ignore_errors": True} for each in few()]


def shown() -> Tasks:
    """Return tasks that return secrets, and keep them out of the log."""
    kept = {**NO_LOG, "register": "seen"}
    return [
        {**task("server", name="made", **SERVER, show_secrets=True), **kept},
        {**task("server_info", name=["made"], show_secrets=True), **kept},
        {**task("user", name="jane", password=var("password"), api_access=True), **kept},
        {**task("user_api_key", user="jane", show_secrets=True), **kept},
        {**task("ssh_key", name="pair", show_secrets=True), **kept},
        {**task("shared_storage_access", datacenter="DE", show_secrets=True), **kept},
        {**task("api_request", path="/servers", show_secrets=True), **kept},
        {"ansible.builtin.set_fact": {"cacheable": True, "kept": "{{ seen.answer | length }}"}},
    ]


def shown_in_the_log() -> Tasks:
    """Return tasks that return secrets without ``no_log``."""
    return [{**each, "no_log": False} for each in shown()]


def failures(folder: str) -> Tasks:
    """Return tasks that fail in different ways."""
    jane = {"password": var("password")}
    slow = {"api_timeout": 0.5, "wait_timeout": 3}
    tasks = [
        *(
            task("user", name=name, **jane, wait_timeout=3)
            for name in (
                account.ECHO,
                account.ECHO_WITH_500,
                account.ECHO_AS_TEXT,
                account.REDIRECT,
                CRASH,
            )
        ),
        task("user", name=account.DROP, **jane, wait_timeout=3),
        {**task("user", name=account.SLOW, **jane, **slow), "name": SUCCEEDING},
        task(
            "server",
            name=account.ECHO,
            **SERVER,
            user_data=var("user_data"),
            user_data_content_type="sh",
        ),
        task(
            "image",
            name=account.ECHO,
            source="image",
            url=var("login"),
            appliance="debian12-64min",
        ),
        task("stack", users=[{"name": account.ECHO, **jane}]),
        task("stack", users=[{"name": "jane", "passwrod": var("nested_password")}]),
        *(
            task(
                "api_request",
                method="POST",
                path="/users",
                body={"name": name, "password": var("body")},
            )
            for name in (account.ECHO, CRASH, account.DROP)
        ),
        task("api_request", method="POST", path="/no/such/path", body=var("text_body")),
        task("user", name="x" * 300, **jane),
        task("user", name="jane", **jane, description="{{ 'x' * 300 }}"),
        task("user", name="jane", **jane, unknown_option=1),
        task("user", name="jane", **jane, state="unknown"),
        task("user", name="jane", **jane, api_access="unknown"),
        task("user", name="jane", passwrod=var("password")),
        {**task("user", name="jane", password={"text": var("password")}), "name": SUCCEEDING},
        task("server_info", api_token=var("wrong_token")),
        task("server_info", api_token=var("split_token")),
        task("server_info", api_url=var("api_url")),
        task("server_info", api_url="http://127.0.0.1:1/v1"),
        task("ssh_key", name="pasted", public_key=var("pasted_key")),
        task("ssh_key", name="made", private_key_file=f"{folder}/missing/private_key"),
        task("image", name="", source="image", url=var("login")),
    ]
    return [{**each, "ignore_errors": True} for each in tasks]


def literal(canary: Canary) -> Tasks:
    """Return a failing task in whose text the secret is written."""
    return [
        task("user", name="jane", password=canary.text, state="unknown", ignore_errors=True),
        task("user", name=account.ECHO, password=canary.text, ignore_errors=True),
    ]


def loops() -> Tasks:
    """Return a task in a loop whose elements contain a secret."""
    people = [{"name": "jane", "password": var("password")}]
    jane = {"name": "{{ item.name }}", "password": "{{ item.password }}"}
    return [{**task("user", **jane), "loop": people}]


def keyword() -> Tasks:
    """Return a task that gets its token by the keyword ``environment``."""
    return [{**task("server_info"), "environment": {"CLOUDPANEL_API_TOKEN": var("keyword_token")}}]


def background() -> Tasks:
    """Return tasks in the background."""
    behind = {"async": 60, "poll": 1}
    return [
        {**task("user", name="jane", password=var("password"), api_access=True), **behind},
        {**task("user", name=account.ECHO, password=var("password")), **behind}
        | {"ignore_errors": True},
        {**task("api_request", path="/users", query={"secret_of": var("query")}), **behind},
    ]


def shown_in_background() -> Tasks:
    """Return a task in the background that returns a secret."""
    return [
        task("user", name="jane", password=var("password"), api_access=True),
        {**task("user_info", show_secrets=True), **NO_LOG, "async": 60, "poll": 1},
    ]


def roles(folder: str) -> Tasks:
    """Return tasks that run roles which read or receive secrets."""

    def role(name: str, **variables: Any) -> dict[str, Any]:
        return {
            "name": name,
            "ansible.builtin.include_role": {"name": f"ionos.cloudpanel.{name}"},
            "vars": {f"{name}_{option}": value for option, value in variables.items()},
        }

    members = [{"name": "jane", "email": "jane@example.com", "password": var("password")}]
    return [
        task("server", name="web", **SERVER, password=var("password")),
        role("team_access", members=members),
        role("account_report", file=f"{folder}/report.html"),
    ]


#: A program that brings the secret in the variable LEAK to each place, in different spellings.
LEAKS = """
import base64, json, os, subprocess, syslog, sys
from pathlib import Path
from urllib.parse import quote

secret, folder = os.environ["LEAK"], Path(sys.argv[1])
for name, text in {
    "cache": secret,
    "facts": base64.b64encode(secret.encode()).decode(),
    "inventory_cache": quote(secret),
    "async": json.dumps(json.dumps(secret)),
    "files": secret.encode().hex(),
    "tmp": "x" + secret,
    "other": "\\n".join(secret),
}.items():
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "leak").write_text(text)
syslog.syslog(secret)
subprocess.run(["sh", "-c", "sleep 0.5; : " + secret])
"""


def planted(folder: str) -> Tasks:
    """Return tasks that bring a secret to each place.

    :param folder: of the run.
    """
    program = [var("ansible_playbook_python"), "-c", LEAKS, folder]
    return [
        {"ansible.builtin.debug": {"msg": var("password")}},
        {
            "ansible.builtin.command": {"argv": program},
            "environment": {"LEAK": var("password")},
        },
    ]
