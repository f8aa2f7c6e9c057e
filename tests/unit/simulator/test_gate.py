# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to the control paths, to the token, and to the file of the account."""

from __future__ import annotations

import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from simulator.command_line import parse
from simulator.gate import Gate
from simulator.process import SimulatorProcess


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "method, path", [("POST", "reset"), ("GET", "requests"), ("PUT", "faults")]
)
def test_web_pages_cannot_control_the_simulator(process, method, path, headers):
    url = f"{process.url.removesuffix('/v1')}/simulator/{path}"
    assert requests.request(method, url, headers=headers, json=[], timeout=10).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8080"])
def test_programs_of_this_machine_control_it_without_a_token(process, host):
    assert (
        requests.get(
            f"{process.url.removesuffix('/v1')}/simulator/requests",
            headers={"Host": host},
            timeout=10,
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "remote, token, allowed",
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("192.0.2.1", None, False),
        ("192.0.2.1", "other", False),
        ("192.0.2.1", "token", True),
    ],
)
def test_other_machines_need_a_token(remote, token, allowed):
    request = SimpleNamespace(
        remote=remote, headers={"Host": "192.0.2.7:8080", **({"X-TOKEN": token} if token else {})}
    )
    assert (Gate("0.0.0.0", ["token"]).error(request) is None) is allowed


def test_the_token_is_random_with_hosts(monkeypatch):
    monkeypatch.delenv("CLOUDPANEL_SIMULATOR_TOKEN", raising=False)
    assert parse([]).token == ["demo"] and parse(["--hosts", "--token", "own"]).token == ["own"]
    first, second = parse(["--hosts"]).token, parse(["--hosts"]).token
    assert first != second and len(first[0]) >= 32
    monkeypatch.setenv("CLOUDPANEL_SIMULATOR_TOKEN", "of the environment")
    assert parse(["--hosts"]).token == parse([]).token == ["of the environment"]
    assert (
        SimulatorProcess().token == "demo"
        and SimulatorProcess(hosts=True).token != SimulatorProcess(hosts=True).token
    )


@pytest.mark.exhaustive
def test_the_file_of_the_account_is_private_and_the_token_not_on_the_command_line(tmp_path):
    file = tmp_path / "account"
    file.touch(mode=0o644)
    with SimulatorProcess(data=file, token="private") as simulator:
        assert simulator.api("GET", "/ping_auth")
        command = Path(f"/proc/{simulator._process.pid}/cmdline")
        assert not command.exists() or b"private" not in command.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
