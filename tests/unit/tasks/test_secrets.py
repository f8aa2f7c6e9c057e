# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results contain secrets on request only. A secret that the API returns once goes to its file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from interceptor import Exchange, dropped

SERVER = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}
JANE = {"name": "jane", "password": "correct horse", "api_access": True}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz1po/4+ggCewGFPxaY6X4Fcpr2Yvj6r/pTh6cvYRfG me@home"


def left_over(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.startswith(".")]


def fail_reads(exchange: Exchange) -> None:
    exchange.status, exchange.answer = 400, {"type": "BROKEN", "message": "no", "errors": None}


def test_the_password_of_a_server_is_returned_on_request_only(tasks, simulator):
    made = tasks.ok("server", **SERVER)
    again = tasks.ok("server", **SERVER, show_secrets=True)
    password = simulator.api("GET", f"/servers/{made['server']['id']}")["first_password"]
    assert (
        made["server"]["first_password"] is None and again["server"]["first_password"] == password
    )
    assert not again["changed"]
    (hidden,), (shown,) = (
        tasks.ok("server_info", name=["web"], show_secrets=asked)["servers"]
        for asked in (False, True)
    )
    assert (hidden["first_password"], shown["first_password"]) == (None, password)
    assert (
        tasks.ok("server", True, **SERVER, show_secrets=True)["server"]["first_password"]
        == password
    )


def test_a_new_server_shows_its_password_on_request(tasks):
    check, real, again = tasks.converge("server", **SERVER, show_secrets=True)
    assert check["server"]["first_password"] is None
    assert (
        len(real["server"]["first_password"]) >= 8
        and again["server"]["first_password"] == real["server"]["first_password"]
    )


@pytest.mark.parametrize("options", [{"filters": {}}, {"name": ["one", "two"]}])
def test_several_objects_are_read_with_one_request(tasks, proxy, options):
    for name in ("one", "two"):
        tasks.ok("server", **{**SERVER, "name": name})
    proxy.clear_rules()
    shown = tasks.ok("server_info", **options, show_secrets=True)["servers"]
    assert all(each["first_password"] for each in shown) and len(proxy.exchanges) <= 2


def test_an_answer_that_does_not_show_the_object_is_an_error(tasks, proxy):
    identifier = tasks.ok("server", **SERVER)["server"]["id"]
    answer = {"id": "another", "name": "web"}
    path = f"/servers/{identifier}"
    proxy.intercept("GET", path, lambda exchange: setattr(exchange, "answer", answer))
    for module, options in (("server", SERVER), ("server_info", {"name": ["web"]})):
        message = tasks.error(module, **options, show_secrets=True)
        assert f"The answer to GET {path} cannot be used: it shows the object another" in message


def test_the_key_of_a_user_can_be_read(tasks, simulator):
    made = tasks.ok("user", **JANE)["user"]
    key = simulator.api("GET", f"/users/{made['id']}")["api"]["key"]
    assert made["api"]["key"] is None
    assert tasks.ok("user", name="jane", show_secrets=True)["user"]["api"]["key"] == key
    assert tasks.ok("user_info", name=["jane"], show_secrets=True)["users"][0]["api"]["key"] == key
    assert tasks.ok("user_info", name=["jane"])["users"][0]["api"]["key"] is None


def test_the_kerberos_file_is_returned_on_request(tasks):
    options = {"datacenter": "DE", "password": "correct horse", "update_password": "always"}
    assert (
        tasks.ok("shared_storage_access", **options)["shared_storage_access"][
            "kerberos_content_file"
        ]
        is None
    )
    assert tasks.ok("shared_storage_access", **options, show_secrets=True)["shared_storage_access"][
        "kerberos_content_file"
    ]


# -- values that are returned once


def test_a_private_key_goes_into_its_file(tasks, tmp_path):
    file = tmp_path / "id"
    check = tasks.ok("ssh_key", True, name="made", private_key_file=str(file))
    assert check["changed"] and not file.exists() and not left_over(tmp_path)
    real = tasks.ok("ssh_key", name="made", private_key_file=str(file))
    assert file.read_text().startswith("-----BEGIN") and file.read_text().endswith("-----\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and not left_over(tmp_path)
    assert (
        real["ssh_key"]["private_key"] is None and check["ssh_key"].keys() == real["ssh_key"].keys()
    )
    before = file.read_text()
    assert (
        not tasks.ok("ssh_key", name="made", private_key_file=str(file))["changed"]
        and file.read_text() == before
    )


def test_a_private_key_is_returned_on_request(tasks):
    assert (
        "PRIVATE KEY"
        in tasks.ok("ssh_key", name="made", show_secrets=True)["ssh_key"]["private_key"]
    )
    assert tasks.ok("ssh_key", name="made", show_secrets=True)["ssh_key"]["private_key"] is None


@pytest.mark.parametrize("check", [True, False])
def test_a_secret_without_a_place_is_not_made(tasks, proxy, check):
    assert "private_key_file" in tasks.error("ssh_key", check, name="made")
    tasks.ok("user", **JANE)
    proxy.clear_rules()
    assert "api_key_file" in tasks.error("user_api_key", check, user="jane")
    assert proxy.writes() == []


def test_a_given_public_key_needs_no_file(tasks):
    tasks.converge("ssh_key", name="own", public_key=KEY)
    assert not tasks.ok("ssh_key", name="own")["changed"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    "path, complaint",
    [
        ("missing/id", "does not exist. Create it first"),
        (".", "not a regular file"),
        ("there", "not overwritten"),
        ("fifo", "not a regular file"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_the_first_write(
    tasks, proxy, tmp_path, check, path, complaint
):
    (tmp_path / "there").write_text("mine")
    os.mkfifo(tmp_path / "fifo")
    assert complaint in tasks.error(
        "ssh_key", check, name="made", private_key_file=str(tmp_path / path)
    )
    assert (
        proxy.writes() == []
        and (tmp_path / "there").read_text() == "mine"
        and not left_over(tmp_path)
    )


def test_a_directory_without_write_access_is_an_error(tasks, proxy, tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: str(path) != str(tmp_path))
    assert "no file can be created" in tasks.error(
        "ssh_key", name="made", private_key_file=str(tmp_path / "id")
    )
    assert proxy.writes() == []


def test_a_file_of_an_api_key_is_replaced_and_a_link_is_kept(tasks, simulator, tmp_path):
    user = tasks.ok("user", **JANE)["user"]
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("former")
    target.chmod(0o644)
    link.symlink_to(target)
    result = tasks.ok("user_api_key", user="jane", api_key_file=str(link))
    assert target.read_text() == simulator.api("GET", f"/users/{user['id']}")["api"]["key"] + "\n"
    assert (
        link.is_symlink()
        and stat.S_IMODE(target.stat().st_mode) == 0o600
        and not left_over(tmp_path)
    )
    assert result["user_api_key"]["api"]["key"] is None


@pytest.mark.parametrize("wait", [True, False])
def test_the_key_is_that_of_the_settled_user(tasks, proxy, simulator, wait):
    user = tasks.ok("user", **JANE)["user"]

    def former(exchange: Exchange) -> None:
        exchange.answer = {
            **exchange.answer,
            "state": "CONFIGURING",
            "api": {**exchange.answer["api"], "key": "former"},
        }

    proxy.intercept("PUT", "/users/.*/api/key", former)
    proxy.intercept("GET", f"/users/{user['id']}", former, times=1)
    result = tasks.ok("user_api_key", user="jane", show_secrets=True, wait=wait)
    assert (
        result["user_api_key"]["api"]["key"]
        == simulator.api("GET", f"/users/{user['id']}")["api"]["key"]
    )


def test_a_secret_is_kept_if_the_task_fails_afterwards(tasks, proxy, tmp_path):
    def deploying(exchange: Exchange) -> None:
        exchange.answer = {**exchange.answer, "state": "DEPLOYING"}
        proxy.intercept("GET", "/ssh_keys.*", fail_reads)

    proxy.intercept("POST", "/ssh_keys", deploying)
    failed = tasks("ssh_key", name="made", private_key_file=str(tmp_path / "id"))
    assert failed["failed"] and failed["changed"] and "PRIVATE KEY" in (tmp_path / "id").read_text()
    assert "PRIVATE KEY" not in str(failed)
    proxy.clear_rules()
    proxy.intercept("POST", "/ssh_keys", deploying)
    failed = tasks("ssh_key", name="other", show_secrets=True)
    assert failed["failed"] and "PRIVATE KEY" in failed["ssh_key"]["private_key"]


def test_a_new_api_key_is_kept_if_the_task_fails_afterwards(tasks, proxy, tmp_path):
    tasks.ok("user", **JANE)
    proxy.intercept(
        "PUT", ".*/api/key", lambda _exchange: proxy.intercept("GET", "/users.*", fail_reads)
    )
    failed = tasks("user_api_key", user="jane", api_key_file=str(tmp_path / "key"))
    assert failed["failed"] and failed["changed"] and (tmp_path / "key").read_text().strip()


def test_the_message_names_the_temporary_file_of_a_secret(tasks, proxy, tmp_path):
    file = tmp_path / "id"
    proxy.intercept("POST", "/ssh_keys", lambda _exchange: file.write_text("somebody else's"))
    failed = tasks("ssh_key", name="made", private_key_file=str(file))
    (reserved,) = left_over(tmp_path)
    assert (
        failed["failed"]
        and failed["changed"]
        and reserved in failed["msg"]
        and file.read_text() == "somebody else's"
    )
    assert "PRIVATE KEY" in (tmp_path / reserved).read_text() and "PRIVATE KEY" not in str(failed)


def test_a_secret_that_is_lost_with_its_answer_is_said_to_be(tasks, proxy, tmp_path):
    proxy.intercept("POST", "/ssh_keys", dropped, times=1)
    failed = tasks("ssh_key", name="made", private_key_file=str(tmp_path / "id"))
    assert failed.get("failed") is None or (
        "is lost" in failed["msg"] and "state absent" in failed["msg"]
    )
    assert bool(failed.get("failed")) != (tmp_path / "id").exists() and not left_over(tmp_path)


def test_a_password_whose_answer_is_lost_is_read(tasks, proxy):
    proxy.intercept("POST", "/servers", dropped, times=1)
    assert tasks.ok("server", **SERVER, show_secrets=True)["server"]["first_password"]


def test_the_new_key_of_the_own_user_comes_from_the_answer(tasks, proxy, tmp_path, simulator):
    (owner,) = [
        each for each in simulator.api("GET", "/users") if each["api"]["key"] == simulator.token
    ]
    file = tmp_path / "key"
    made = tasks.ok("user_api_key", user=owner["id"], api_key_file=str(file), allow_lockout=True)
    assert made["changed"] and file.read_text().strip() not in ("", simulator.token)


def test_a_missing_new_key_of_the_own_user_is_reported_as_lost(tasks, proxy, tmp_path, simulator):
    (owner,) = [
        each for each in simulator.api("GET", "/users") if each["api"]["key"] == simulator.token
    ]

    def former(exchange: Exchange) -> None:
        exchange.answer["api"]["key"] = simulator.token

    proxy.intercept("PUT", ".*/api/key", former)
    assert "is lost" in tasks.error(
        "user_api_key", user=owner["id"], api_key_file=str(tmp_path / "key"), allow_lockout=True
    )
    assert not (tmp_path / "key").exists() and not left_over(tmp_path)


# -- URLs


@pytest.mark.parametrize(
    "url",
    ["https://jane:s3cr%40t-1@example.com/web.vmdk", "https://s3cr%40t-1@example.com/web.vmdk"],
)
def test_the_login_in_a_url_is_masked(tasks, url):
    for options in (
        {"name": "web", "source": "image", "url": url},
        {"name": "", "source": "image", "url": url},
    ):
        result = tasks("image", True, **options)
        assert "s3cr" not in str(result) and "example.com" in str(result)


@pytest.mark.parametrize("thresholds", [5, {"cpu": {"warning": {"value": float("inf")}}}])
def test_a_secret_next_to_an_option_of_a_wrong_type_is_not_shown(tasks, thresholds):
    options = {
        "users": [{"name": "jane", "password": "Correct-Horse-7"}],
        "monitoring_policies": [{"name": "watch", "thresholds": thresholds}],
    }
    result = tasks("stack", **options)
    assert result["failed"] and "Correct-Horse-7" not in str(result)


# -- other users of the machine


def of_another_user(link: Path, monkeypatch) -> None:
    """Let a link belong to a user who does not run the task."""
    if os.geteuid() == 0:
        os.chown(link, 65534, -1, follow_symlinks=False)
    else:
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)


@pytest.mark.parametrize("linked", ["file", "folder", "link to a link"])
def test_a_link_of_another_user_is_not_followed(tasks, tmp_path, monkeypatch, simulator, linked):
    tasks.ok("user", **JANE)
    (tmp_path / "home").mkdir()
    precious = tmp_path / "home" / "precious"
    precious.write_text("mine")
    link, dest = tmp_path / "link", tmp_path / "link"
    if linked == "folder":
        link.symlink_to(tmp_path / "home")
        dest = link / "precious"
    else:
        link.symlink_to(precious)
    if linked == "link to a link":
        dest = tmp_path / "outer"
        dest.symlink_to("link")
    of_another_user(link, monkeypatch)
    simulator.clear()
    error = tasks.error("user_api_key", user="jane", api_key_file=str(dest))
    assert f"{link} is a symbolic link of another user" in error
    assert precious.read_text() == "mine" and simulator.accepted() == []


def test_a_secret_is_not_written_into_a_file_of_another_user(tasks, proxy, tmp_path):
    stolen = tmp_path / "stolen"
    stolen.touch()

    def replace(_exchange: Exchange) -> None:
        (reserved,) = left_over(tmp_path)
        (tmp_path / reserved).unlink()
        (tmp_path / reserved).symlink_to(stolen)

    proxy.intercept("POST", "/ssh_keys", replace)
    failed = tasks("ssh_key", name="made", private_key_file=str(tmp_path / "id"))
    assert failed["failed"] and "another user has replaced the temporary file" in failed["msg"]
    assert stolen.read_text() == "" and "PRIVATE KEY" not in str(failed)
