# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the simulator: the account, its readings, and wrong arguments."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from simulated import SimulatedApi
from simulator.command_line import parse
from simulator.process import SimulatorProcess

from .client_steps import (
    ready,
    server_body,
    wait_until,
)

COMMAND = Path(sys.modules[SimulatorProcess.__module__].__file__).parent


@pytest.mark.exhaustive
def test_an_account_in_a_file_survives_a_restart(tmp_path):
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        made = simulator.api("POST", "/servers", server_body(simulator))
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        assert wait_until(lambda: ready(simulator, made["id"]))["ips"]
        assert len(simulator.api("GET", "/firewall_policies")) == 2


@pytest.mark.exhaustive
def test_the_time_of_an_account_in_a_file_does_not_go_back(tmp_path):
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        made = simulator.api("POST", "/servers", server_body(simulator))
        wait_until(lambda: ready(simulator, made["id"]))
    with SimulatedApi(data=tmp_path / "account").connected() as simulator:
        assert simulator.api("GET", f"/servers/{made['id']}")["ips"]


@pytest.mark.exhaustive
def test_the_command_line_chooses_the_account_and_its_readings(tmp_path):
    chosen = {
        "servers": 3,
        "page_cap": 2,
        "swapped_paging": True,
        "lenient": True,
        "deletion_log_state": "OK",
        "limit": "private_networks=1",
        "rate_limit": 100,
        "speed": 3000,
        "data": tmp_path / "account",
    }
    with SimulatorProcess(**chosen) as process:
        assert [
            len(process.api("GET", "/servers", page=50, per_page=number)) for number in (1, 2)
        ] == [2, 1]
        network = process.api(
            "POST", "/private_networks", {"name": "net", "typo": 1, "description": None}
        )
        answer = process.raw("POST", "/private_networks", {"name": "other"})
        assert (
            answer.json()["Type"] == "TECHNICAL_TARIFF_VIOLATION"
            and answer.headers["X-Rate-Limit-Limit"] == "100"
        )
        process.wait_until(lambda: process.raw("DELETE", f"/private_networks/{network['id']}").ok)
        process.wait_until(lambda: not process.api("GET", "/private_networks"))
        assert (
            process.api("GET", "/logs", period="LAST_24H", page=1, per_page=2)[0]["status"]["state"]
            == "OK"
        )
    with SimulatorProcess(data=tmp_path / "account") as process:
        assert len(process.api("GET", "/servers")) == 3


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--limit", "hdds=many"], "--limit: 'hdds=many' is not of the form"),
        (["--limit", "clouds=3"], "--limit: 'clouds=3' is not of the form"),
        (["--page-cap", "0"], "--page-cap: '0' is not of the form N or LIST=N"),
        (["--data", "/no/such/account.sqlite"], "--data: there is no folder /no/such"),
        (
            ["--network", "10.0.0.0/16", "--hosts"],
            "--network: with --hosts it has to lie in 127.0.0.0/8",
        ),
    ],
)
def test_a_wrong_argument_is_one_clear_sentence(capsys, arguments, words):
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2 and words in capsys.readouterr().err


@pytest.mark.exhaustive
def test_a_wrong_argument_ends_the_process():
    done = run("--speed", "0")
    assert done.returncode == 2 and "--speed: 0 is not more than 0" in done.stderr, done.stderr


@pytest.mark.exhaustive
def test_a_port_in_use_is_one_clear_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port))
    assert (
        done.returncode == 1
        and done.stderr
        == f"127.0.0.1:{port} is in use: choose another --port, or 0 for a free one.\n"
    )


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(COMMAND), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
