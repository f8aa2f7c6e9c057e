# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in the controller process and in a module process has the same results and output."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from plays import KEY, SERVER, task

from .conftest import BIN, RECORDER, Ansible

POLICY = {"name": "web", "rules": [{"port": "80"}, {"protocol": "ICMP", "description": "ping"}]}
TASKS = [
    task("firewall_policy", **POLICY, check_mode=True, diff=True),
    task("firewall_policy", **POLICY, diff=True),
    {
        **task(
            "firewall_policy", **{**POLICY, "description": "{{ 'made of ' ~ inventory_hostname }}"}
        ),
        "vars": {"unused": 1},
    },
    task(
        "server",
        name="web",
        **SERVER,
        password="geheim-geheim",
        ssh_keys=[KEY],
        firewall_policy="web",
    ),
    task("server_info", filters={"name": "web"}),
    task("firewall_policy", name="web", rules=[], ignore_errors=True),
    task("firewall_policy", name="web", rulez=[], ignore_errors=True),
    task("firewall_policy", name="web", rules="80", ignore_errors=True),
    task("server", name="other", appliance="debian", fixed_instance_size="M", ignore_errors=True),
    {**task("server_info", ignore_errors=True), "environment": {"CLOUDPANEL_API_TOKEN": "wrong"}},
    {
        **task("server_info", ignore_errors=True),
        "environment": {"CLOUDPANEL_API_URL": "http://127.0.0.1:1/v1"},
    },
    task("server_info", api_token="", ignore_errors=True),
    {**task("server_info", name="web"), "no_log": True},
    {**task("server_info", name=["web", "nobody"], wait=True, ignore_errors=True)},
    {**task("server", name="web", state="absent"), "when": False},
    {**task("ssh_key", name="{{ item }}", public_key=KEY), "loop": ["one", "two"]},
    {**task("ssh_key", name="one", public_key=KEY), "become": False, "register": "seen"},
    {"ansible.builtin.debug": {"msg": "{{ seen.ssh_key.name }}"}},
    task("api_request", method="POST", path="/servers", body={"name": "web"}, ignore_errors=True),
    task("server", name="web", state="absent", check_mode=True),
]
#: With -vvv, results show arguments as well.
VERBOSE = [
    TASKS[0],
    TASKS[3],
    {**task("server_info"), "no_log": True},
    task("firewall_policy", name="web", rulez=[], ignore_errors=True),
]


def told(
    ansible: Ansible, folder: Path, in_controller: bool, tasks: list[dict], *arguments: str
) -> tuple[list, str]:
    """Results and output of the tasks, with what changes from run to run made equal."""
    folder.mkdir()
    ansible.simulator.reset()
    here = Ansible(ansible.simulator, folder, in_controller)
    play = here.play(tasks, *arguments)
    assert play.results, play.output
    text = json.dumps(play.results, indent=1, sort_keys=True)
    output = play.output.partition("TASK [")[2]
    return [neutral(each) for each in (text, output)]


def neutral(text: str) -> str:
    for pattern, word in (
        (r"\b[0-9A-F]{32}\b", "ID"),
        (r"\d{4}-\d\d-\d\d[T ][\d:.+]+", "DATE"),
        (r"\d\d-\d\d-\d{4}T [\d:.+]+", "DATE"),
        (r"(cloudpanel_id\W+)\w+", r"\1ID"),
        (r"198\.1[89]\.\d+\.\d+", "IP"),
        (r'"first_password": "[^"]+"', "SECRET"),
        (r"(percent\W+)\d+", r"\1N"),
        (r"/\S*/(one|module|controller)/", "/"),
    ):
        text = re.sub(pattern, word, text)
    return text


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


@pytest.mark.parametrize(
    "tasks, arguments", [(TASKS, ()), (VERBOSE, ("-vvv",))], ids=["plain", "verbose"]
)
def test_results_and_output_are_the_same_to_the_letter(ansible, tmp_path, tasks, arguments):
    results, output = told(ansible, tmp_path / "controller", True, tasks, *arguments)
    module_results, module_output = told(ansible, tmp_path / "module", False, tasks, *arguments)
    assert results == module_results
    if not arguments:
        assert output.splitlines() == module_output.splitlines()
    assert "geheim-geheim" not in output + module_output


def test_the_defaults_of_one_module_and_of_the_group_reach_both(ansible, simulator):
    for in_controller in ("true", "false"):
        play = ansible.folder / "play.yml"
        play.write_text(
            yaml.safe_dump(
                [
                    {
                        "hosts": "localhost",
                        "gather_facts": False,
                        "module_defaults": {
                            "group/ionos.cloudpanel.cloudpanel": {"api_timeout": 7},
                            "ionos.cloudpanel.server_info": {"wait_interval": 3},
                        },
                        "tasks": [task("server_info"), task("datacenter_info")],
                    }
                ]
            )
        )
        done = ansible.run(
            "ansible-playbook",
            str(play),
            "-vvv",
            CLOUDPANEL_IN_CONTROLLER=in_controller,
            ANSIBLE_INJECT_INVOCATION="true",
        )
        assert done.returncode == 0, done.stdout
        assert done.stdout.count('"api_timeout": 7.0') == 2
        assert done.stdout.count('"wait_interval": 3.0') == 1


def processes(ansible: Ansible, options: dict, **environment: str) -> str:
    play = ansible.folder / "play.yml"
    play.write_text(
        yaml.safe_dump(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [{**task("datacenter_info"), **options}],
                }
            ]
        )
    )
    # Ansible stores the state of background tasks in the home directory of the user database.
    done = ansible.run(
        "ansible-playbook",
        str(play),
        "-vvv",
        **{"ANSIBLE_ASYNC_DIR": str(ansible.folder / "async"), **environment},
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize(
    "options, environment, in_controller",
    [
        ({}, {"CLOUDPANEL_IN_CONTROLLER": "true"}, True),
        ({}, {"CLOUDPANEL_IN_CONTROLLER": "false"}, False),
        (
            {"vars": {"cloudpanel_in_controller": False}},
            {"CLOUDPANEL_IN_CONTROLLER": "true"},
            False,
        ),
        ({"environment": {"CLOUDPANEL_IN_CONTROLLER": "no"}}, {}, False),
        ({"async": 30, "poll": 1}, {"CLOUDPANEL_IN_CONTROLLER": "true"}, False),
        (
            {"become": True, "become_method": "ansible.builtin.su"},
            {"CLOUDPANEL_IN_CONTROLLER": "true"},
            False,
        ),
    ],
)
def test_where_a_task_runs(ansible, options, environment, in_controller):
    assert ("AnsiballZ" not in processes(ansible, options, **environment)) is in_controller


@pytest.mark.parametrize(
    "change", ["arguments_elsewhere", "arguments_unlike", "output_elsewhere", "environment_missing"]
)
def test_where_ansible_is_not_as_expected_a_task_runs_as_an_ordinary_module(ansible, change):
    output = processes(
        ansible,
        {},
        **{**RECORDER, "ANSIBLE_CALLBACKS_ENABLED": "changed_core", "CHANGED_CORE": change},
    )
    assert "AnsiballZ" in output and "WARNING" not in output


def test_each_process_of_a_script_is_a_run_of_its_own(ansible):
    play = ansible.folder / "play.yml"
    play.write_text(
        yaml.safe_dump(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [task("private_network", name="new")],
                }
            ]
        )
    )
    script = ansible.folder / "ansible-night.sh"
    script.write_text(
        f"{BIN}/ansible-playbook --check play.yml; {BIN}/ansible-playbook --check play.yml"
    )
    done = subprocess.run(
        ["/bin/sh", str(script)],
        env=ansible.environment,
        cwd=ansible.folder,
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout.count("changed=1") == 2, done.stdout


def test_check_mode_works_in_each_execution_mode(ansible):
    elsewhere = [
        {"vars": {"cloudpanel_in_controller": False}},
        {"become": True, "become_method": "ansible.builtin.su"},
    ]
    tasks = [{**task("private_network", name="new"), **options} for options in ({}, *elsewhere)]
    play = ansible.play(tasks, "--check")
    assert [each["changed"] for each in play.results] == [True, False, False], play.output
