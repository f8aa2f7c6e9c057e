# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role in a loop of its caller, and with a smaller size than before."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from plays import KEY

from .conftest import BIN, INTERVAL, Ansible

ROOT = Path(__file__).resolve().parents[2]


def stack(name: str, **variables) -> dict:
    role = {"ansible.builtin.include_role": {"name": "ionos.cloudpanel.web_cluster"}}
    return {
        "name": "stack",
        **role,
        "vars": {"web_cluster_public_key": KEY, "web_cluster_name": name, **variables},
    }


def names(simulator) -> list[str]:
    return sorted(server["name"] for server in simulator.api("GET", "/servers"))


def test_the_role_in_a_loop_and_with_a_smaller_size(simulator, tmp_path):
    ansible = Ansible(simulator, tmp_path)
    play = ansible.play(
        [
            {**stack("{{ item }}", web_cluster_size=2), "loop": ["shop"]},
            stack("shop", web_cluster_size=1),
        ]
    )
    assert play.code == 0, play.output[-3000:]
    assert (
        "Servers above web_cluster_size (1): shop-2. They keep running and are billed."
        in play.output
    )
    assert names(simulator) == ["shop-1", "shop-2"]
    play = ansible.play(
        [
            stack(
                "shop",
                web_cluster_size=1,
                web_cluster_state="absent",
                web_cluster_remove_surplus=True,
            )
        ]
    )
    assert play.code == 0, play.output[-3000:]
    assert names(simulator) == [] and simulator.api("GET", "/private_networks") == []


def test_two_runs_of_the_role_at_the_same_time(simulator, tmp_path):
    """Both succeed, and nothing is there twice."""
    ansible = Ansible(simulator, tmp_path)
    file = tmp_path / "both.yml"
    file.write_text(
        yaml.safe_dump(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [stack("shop", web_cluster_size=2)],
                    "module_defaults": {
                        "group/ionos.cloudpanel.cloudpanel": {"wait_interval": INTERVAL}
                    },
                }
            ]
        )
    )
    runs = [
        subprocess.Popen(
            [str(BIN / "ansible-playbook"), str(file)],
            env=ansible.environment,
            cwd=tmp_path,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _each in range(2)
    ]
    outputs = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], "".join(outputs)[-4000:]
    for path in (
        "servers",
        "load_balancers",
        "firewall_policies",
        "private_networks",
        "ssh_keys",
        "monitoring_policies",
    ):
        found = [each["name"] for each in simulator.api("GET", f"/{path}")]
        assert len(found) == len(set(found)), (path, found)
    assert names(simulator) == ["shop-1", "shop-2"]


def tasks_of(elements: list) -> Iterator[dict]:
    for element in elements:
        yield element
        for key in ("tasks", "block", "rescue", "always"):
            yield from tasks_of(element.get(key) or [])


@pytest.mark.parametrize(
    "file",
    [*ROOT.glob("roles/*/tasks/*.yml"), *ROOT.glob("playbooks/**/*.yml")],
    ids=lambda file: file.name,
)
def test_no_loop_uses_the_variable_of_a_caller(file):
    for task in tasks_of(yaml.safe_load(file.read_text())):
        assert not {key for key in task if key.startswith("with_")}
        assert "loop" not in task or task["loop_control"]["loop_var"] != "item"
