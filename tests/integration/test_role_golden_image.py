# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role golden_image: real tasks on a real host, and removal of temporary objects."""

from __future__ import annotations

import pytest
import yaml

from .conftest import Ansible
from .hosts import Hosts, hosts
from .roles import Life, names

__all__ = ["hosts"]

INSTALL = [
    {
        "name": "install",
        "ansible.builtin.copy": {
            "content": "{{ greeting }} {{ inventory_hostname }}\n",
            "dest": "{{ ansible_facts.env.HOME }}/greeting",
            "mode": "0644",
        },
    }
]
VERIFY = [
    {"name": "read", "ansible.builtin.command": "cat greeting", "register": "greeting"},
    {
        "name": "check",
        "ansible.builtin.assert": {"that": "greeting.stdout == 'Hello golden-build'"},
    },
]


def variables(hosts: Hosts, **more) -> dict:
    for name, tasks in (("install", INSTALL), ("verify", VERIFY)):
        (hosts.folder / f"{name}.yml").write_text(yaml.safe_dump(tasks))
    return {
        **hosts.variables("golden_image"),
        "golden_image_tasks": "install.yml",
        "golden_image_verify_tasks": str(hosts.folder / "verify.yml"),
        "golden_image_vars": {"greeting": "Hello"},
        **more,
    }


@pytest.fixture
def ansible(hosts) -> Ansible:
    return hosts.ansible


def image(hosts: Hosts) -> dict:
    (found,) = hosts.simulator.api("GET", "/images")
    return found


def test_the_life_of_an_image(ansible, hosts):
    def check() -> None:
        assert image(hosts)["name"].startswith("golden")
        assert image(hosts)["description"] == "Golden image"
        assert names(hosts.simulator)["servers"] == []

    Life(ansible, "golden_image", **variables(hosts)).live(check)


def test_roles_run_on_the_server(ansible, hosts):
    tasks = hosts.folder / "roles" / "greeter" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "main.yml").write_text(yaml.safe_dump(INSTALL))
    more = {"golden_image_tasks": "", "golden_image_roles": ["greeter"]}
    Life(ansible, "golden_image", **variables(hosts, **more)).run()
    assert image(hosts)["description"] == "Golden image"


FAILURE = [{"name": "no", "ansible.builtin.fail": {"msg": "It is bad"}}]
UNREACHABLE = [
    {"name": "leave", "ansible.builtin.set_fact": {"ansible_port": 1}},
    {"name": "ping", "ansible.builtin.ping": {}},
]


@pytest.mark.parametrize(
    "part, tasks, said",
    [
        ("tasks", FAILURE, "It is bad"),
        ("tasks", UNREACHABLE, "UNREACHABLE"),
        ("verify_tasks", FAILURE, "It is bad"),
    ],
)
def test_nothing_remains_after_a_failure(ansible, hosts, part, tasks, said):
    given = variables(hosts)
    (hosts.folder / "broken.yml").write_text(yaml.safe_dump(tasks))
    given[f"golden_image_{part}"] = "broken.yml"
    with pytest.raises(AssertionError, match="The image golden was not created") as failure:
        Life(ansible, "golden_image", **given).run()
    assert said in str(failure.value)
    assert names(hosts.simulator)["servers"] == names(hosts.simulator)["images"] == []


def test_a_killed_run_is_repeated(ansible, hosts):
    """The build server and an image that was not verified are replaced."""
    given = variables(hosts)
    hosts.create("golden-build", "Temporary object of the role golden_image")
    identifier = hosts.simulator.api("GET", "/servers")[0]["id"]
    hosts.simulator.api(
        "POST",
        "/images",
        {
            "name": "golden",
            "description": "Temporary object of the role golden_image",
            "server_id": identifier,
            "frequency": "ONCE",
        },
    )
    hosts.simulator.settle()
    Life(ansible, "golden_image", **given).run()
    assert image(hosts)["description"] == "Golden image"
    assert names(hosts.simulator)["servers"] == []


def test_a_server_of_somebody_else_is_kept(ansible, hosts):
    hosts.create("golden-build", "mine")
    with pytest.raises(AssertionError, match="golden-build exists and was not created by this"):
        Life(ansible, "golden_image", **variables(hosts)).run()
    assert names(hosts.simulator)["servers"] == ["golden-build"]
