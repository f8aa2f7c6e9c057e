# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the roles, by their names in the collection."""

from __future__ import annotations

import json

import pytest
from plays import KEY, servers

from .conftest import INTERVAL, Ansible
from .roles import names


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    (tmp_path / "key.pub").write_text(KEY)
    return Ansible(simulator, tmp_path)


def run(ansible: Ansible, playbook: str, *arguments: str, **variables) -> None:
    role = {"restore": "backup"}.get(playbook, playbook)
    given = json.dumps({f"{role}_wait_interval": INTERVAL, **variables})
    done = ansible.run("ansible-playbook", f"ionos.cloudpanel.{playbook}", "-e", given, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "playbook, variables",
    [
        ("backup", {}),
        ("golden_image", {"golden_image_private_key_file": "key"}),
        ("monitoring_baseline", {}),
        ("team_access", {"team_access_roles": [{"name": "operator"}]}),
    ],
)
def test_check_mode_in_an_empty_account(ansible, simulator, playbook, variables):
    if "golden_image_private_key_file" in variables:
        variables = {"golden_image_private_key_file": str(ansible.folder / "key")}
    run(ansible, playbook, "--check", **variables)
    assert not [each for each in simulator.requests() if each["method"] != "GET"]


def test_a_backup_and_its_restore(ansible, simulator):
    assert ansible.play(servers("db1")).code == 0
    run(ansible, "backup", backup_servers=[{"name": "db1"}])
    run(ansible, "restore", backup_restore="db1", backup_restore_server="db2")
    assert names(simulator)["servers"] == ["db1", "db2"]
