# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions that have to work with every ansible-core and every Python.

``make matrix`` runs this file with each combination.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from plays import KEY, SERVER, shape, task

from .conftest import CHECKOUT, COLLECTIONS, Ansible

#: Another Python for the modules than that of Ansible.
INTERPRETER = os.environ.get("CLOUDPANEL_TEST_INTERPRETER")
POLICY = {"name": "web", "rules": [{"port": "80"}, {"protocol": "ICMP", "description": "größer"}]}


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    """One way of running modules; test_execution_modes.py compares both."""
    return Ansible(simulator, tmp_path, in_controller=not INTERPRETER)


def play(ansible: Ansible, tasks: list[dict[str, Any]], *arguments: str):
    interpreter = ("-e", f"ansible_python_interpreter={INTERPRETER}") if INTERPRETER else ()
    done = ansible.play(tasks, *arguments, *interpreter)
    assert done.code == 0 and "WARNING" not in done.output and "DEPRECATION" not in done.output, (
        done.output
    )
    return done


def test_modules(ansible, simulator):
    results = play(
        ansible,
        [
            task("firewall_policy", **POLICY, check_mode=True, diff=True),
            task("firewall_policy", **POLICY),
            task(
                "server",
                name="web1",
                **SERVER,
                firewall_policy="web",
                ssh_keys=[KEY],
                register="made",
            ),
            {
                "ansible.builtin.assert": {
                    "that": ["made.server.ips[0].ip is defined", "made.operations | length == 1"]
                }
            },
            task("server", name="web1", **SERVER, firewall_policy="web"),
            task("server_info", name=["web1"], filters={"status.state": "POWERED_ON"}),
            task(
                "server", name="web2", appliance="nothing", ignore_errors=True, register="refused"
            ),
            {
                "ansible.builtin.assert": {
                    "that": ["refused is failed", "'Traceback' not in refused.msg"]
                }
            },
            task("api_request", path="/ping"),
            task("server", name="web1", state="absent"),
        ],
    ).results
    assert [each["changed"] for each in results] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
        False,
        False,
        True,
    ]
    assert results[0]["operations"] == results[1]["operations"] and results[0]["diff"]
    assert [each["name"] for each in results[5]["servers"]] == ["web1"]
    assert simulator.api("GET", "/servers") == []


def test_lookups_filters_and_tests(ansible, simulator):
    lookup = "lookup('ionos.cloudpanel.{}', '{}', resource='server')"
    results = play(
        ansible,
        [
            task("server", name="web1", **SERVER, register="made"),
            {
                "ansible.builtin.assert": {
                    "that": [
                        f"{lookup.format('id', 'web1')} == made.server.id",
                        f"{lookup.format('price', 'web1')}.net > 0",
                        "made.server is ionos.cloudpanel.running",
                        "made.server | ionos.cloudpanel.public_address == made.server.ips[0].ip",
                    ]
                }
            },
            {
                "ansible.builtin.debug": {"msg": "{{ " + lookup.format("id", "web2") + " }}"},
                "register": "unknown",
                "ignore_errors": True,
            },
            {"ansible.builtin.assert": {"that": "'web2' in unknown.msg"}},
        ],
    ).results
    assert [each["failed"] for each in results] == [False, False, True, False]


def test_the_tested_collection_is_the_only_one(simulator, tmp_path):
    listed = Ansible(simulator, tmp_path).run(
        "ansible-galaxy", "collection", "list", "--format=json"
    )
    paths = [
        path for path, found in json.loads(listed.stdout).items() if "ionos.cloudpanel" in found
    ]
    if COLLECTIONS:
        assert paths == [f"{COLLECTIONS}/ansible_collections"]
    else:
        (path,) = paths
        assert Path(path, "ionos", "cloudpanel").resolve() == CHECKOUT


def test_a_check_of_several_tasks_on_an_empty_account(ansible, simulator):
    results = play(
        ansible,
        [
            task("firewall_policy", **POLICY, register="policy"),
            task(
                "server",
                name="web1",
                **SERVER,
                firewall_policy="{{ policy.firewall_policy.id }}",
                register="made",
            ),
            task("server", id="{{ made.server.id }}", name="web-old"),
        ],
        "--check",
    ).results
    assert [each["changed"] for each in results] == [True, True, True]
    assert not [each for each in simulator.requests() if each["method"] != "GET"]


def test_the_role(ansible):
    tasks = [
        {
            "ansible.builtin.import_role": {"name": "ionos.cloudpanel.web_cluster"},
            "vars": {"web_cluster_public_key": KEY, "web_cluster_size": 2},
        }
    ]
    checked, made, again = (
        play(ansible, tasks, *arguments).results for arguments in (["--check"], [], [])
    )
    assert operations(checked) == operations(made) != []
    assert operations(again) == []


def operations(results: list[dict[str, Any]]) -> list[str]:
    return shape([step for each in results for step in each.get("operations", ())])


def test_the_inventory(ansible, simulator, tmp_path):
    image = simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
    size = simulator.api("GET", "/servers/fixed_instance_sizes")[0]["id"]
    for name in ("web1", "db {{ 1 }}"):
        simulator.api(
            "POST",
            "/servers",
            {"name": name, "appliance_id": image, "hardware": {"fixed_instance_size_id": size}},
        )
    simulator.settle()
    source = tmp_path / "test.cloudpanel.yml"
    source.write_text(
        "plugin: ionos.cloudpanel.servers\n"
        "keyed_groups: [{key: cloudpanel_server_type, prefix: kind}]\n"
        "compose: {ansible_user: \"'root'\"}\n"
        "groups: {named_web: cloudpanel_name.startswith('web')}\n"
    )
    done = ansible.run(
        "ansible-inventory",
        "-i",
        str(source),
        "--list",
        ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="true",
    )
    assert done.returncode == 0 and "DEPRECATION" not in done.stderr, done.stderr
    listed = json.loads(done.stdout, object_hook=lambda obj: obj.get("__ansible_unsafe", obj))
    hosts = listed["_meta"]["hostvars"]
    assert (
        len(hosts) == 2
        and hosts["web1"]["ansible_user"] == "root"
        and hosts["web1"]["ansible_host"].startswith("198.")
    )
    assert len(listed["kind_cloud"]["hosts"]) == 2 and listed["named_web"]["hosts"] == ["web1"]
