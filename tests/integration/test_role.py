# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role in a loop of its caller, and with a smaller size than before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from plays import KEY

from .conftest import Ansible

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


def test_clusters_whose_names_begin_alike_do_not_touch_each_other(simulator, tmp_path):
    """The servers of "web-1" are no servers of "web", although their names begin with web-1."""
    ansible = Ansible(simulator, tmp_path)
    options = {"web_cluster_size": 1, "web_cluster_remove_surplus": True}
    clusters = {**stack("{{ item }}", **options), "loop": ["web", "web-1", "web2"]}
    play = ansible.play([clusters])
    assert play.code == 0, play.output[-3000:]
    assert names(simulator) == ["web-1", "web-1-1", "web2-1"]
    play = ansible.play([stack("web", **options, web_cluster_state="absent")])
    assert play.code == 0, play.output[-3000:]
    assert names(simulator) == ["web-1-1", "web2-1"]
    for path in ("private_networks", "load_balancers", "ssh_keys"):
        found = [each["name"] for each in simulator.api("GET", f"/{path}")]
        assert sorted(found) == ["web-1", "web2"]


def test_a_cluster_stays_while_its_network_has_other_servers(simulator, tmp_path):
    ansible = Ansible(simulator, tmp_path)
    assert ansible.play([stack("web", web_cluster_size=2)]).code == 0
    simulator.clear()
    absent = {"web_cluster_state": "absent", "web_cluster_size": 1}
    play = ansible.play([stack("web", **absent)])
    assert play.last["msg"].startswith("Other servers are in private network web: web-2. Nothing")
    assert simulator.writes() == []
    play = ansible.play([stack("web", **absent, web_cluster_remove_surplus=True)])
    assert play.code == 0 and names(simulator) == []


@pytest.mark.parametrize("playbook", ["web_cluster", "scale", "rolling_update"])
def test_playbooks_concern_the_servers_of_one_cluster(simulator, tmp_path, playbook):
    inventory = tmp_path / "hosts.ini"
    inventory.write_text("web.a-1\nweb.a-10\nwebxa-1\nweb.a-1-1\nweb.a2-1\nmy-web.a-1\n")
    arguments = [f"ionos.cloudpanel.{playbook}", "-i", str(inventory), "--list-hosts"]
    variables = ["-e", "web_cluster_name=web.a"]
    listed = Ansible(simulator, tmp_path).run("ansible-playbook", *arguments, *variables).stdout
    found = {line.strip() for line in listed.splitlines() if re.fullmatch(r"\s+\S+", line)}
    assert found - {"localhost"} == {"web.a-1", "web.a-10"}, listed


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
