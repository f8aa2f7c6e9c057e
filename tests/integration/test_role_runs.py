# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each role that creates servers: check mode on an empty account, run, second run, absent.

The README of a role contains a table of the requests of these runs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from plays import KEY

from .conftest import Ansible

ROLES = Path(__file__).resolve().parents[2] / "roles"
SOURCES = ["203.0.113.7", "198.51.100.0/24"]
#: The variables that each role needs, and the path of its file.
VARIABLES: dict[str, dict[str, Any]] = {
    "web_cluster": {"web_cluster_public_key": KEY},
    "database": {"database_public_key": KEY, "database_ssh_sources": SOURCES},
    "bastion_vpn": {"bastion_vpn_public_key": KEY, "bastion_vpn_ssh_sources": SOURCES},
}
FILE = "bastion_vpn_configuration_file"
#: The lists of an account that a role can change.
LISTS = (
    "servers",
    "images",
    "block_storages",
    "shared_storages",
    "firewall_policies",
    "load_balancers",
    "public_ips",
    "private_networks",
    "vpns",
    "monitoring_policies",
    "ssh_keys",
)


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


def task(role: str, folder: Path, **variables: Any) -> dict[str, Any]:
    if role == "bastion_vpn":
        variables[FILE] = str(folder / "vpn.zip")
    return {
        "name": role,
        "ansible.builtin.import_role": {"name": f"ionos.cloudpanel.{role}"},
        "vars": {**VARIABLES[role], **variables},
    }


def content(simulator) -> dict[str, list[str]]:
    """Return the ids of all objects of the account."""
    return {path: [each["id"] for each in simulator.api("GET", f"/{path}")] for path in LISTS}


def run(ansible: Ansible, simulator, tasks: list[dict[str, Any]], *arguments: str) -> list[str]:
    """Run tasks and return the writes that their results contain."""
    simulator.clear()
    play = ansible.play(tasks, *arguments, CLOUDPANEL_SHARE_READS="60")
    assert play.code == 0, play.output[-4000:]
    return [
        f"{step['method']} {re.sub(r'[0-9A-F]{32}|{[^}]*}', 'ID', step['path'])}"
        for result in play.results
        for step in result.get("operations", ())
    ]


def documented(role: str) -> dict[str, int]:
    """Return the number of requests of each run in the README of a role."""
    text = (ROLES / role / "README.md").read_text()
    rows = re.findall(r"^\| (first run|second run|absent) \| (\d+) \|", text, re.M)
    return {name: int(number) for name, number in rows}


@pytest.mark.parametrize("role", VARIABLES)
def test_the_runs_of_a_role(ansible, simulator, tmp_path, role):
    before = content(simulator)
    present = [task(role, tmp_path)]
    absent = [task(role, tmp_path, **{f"{role}_state": "absent"})]
    checked = run(ansible, simulator, present, "--check")
    assert content(simulator) == before and not (tmp_path / "vpn.zip").exists()
    made = run(ansible, simulator, present)
    assert sorted(made) == sorted(checked) != []
    first = len(simulator.writes())
    assert run(ansible, simulator, present) == simulator.writes() == []
    second = len(simulator.requests())
    assert run(ansible, simulator, absent, "--check")
    assert simulator.writes() == []
    assert run(ansible, simulator, absent)
    counts = {"first run": first, "second run": second, "absent": len(simulator.writes())}
    assert content(simulator) == before and not (tmp_path / "vpn.zip").exists()
    assert run(ansible, simulator, absent) == []
    assert documented(role) == counts
