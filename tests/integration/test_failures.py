# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of several processes: each has one clear message, and nothing is created twice."""

from __future__ import annotations

import os
import signal
import subprocess

import yaml
from plays import stack, task
from simulator.process import SimulatorProcess

from .conftest import BIN, CHECKOUT, SPEED, Ansible


def test_an_address_that_is_not_that_of_the_api_is_named(ansible, simulator):
    addresses = {
        simulator.url.removesuffix("/v1"): (
            "GET /servers was answered with 404 This is not an answer of the Cloud Panel API. "
            "Check api_url"
        ),
        "http://127.0.0.1:1/v1": "No connection to http://127.0.0.1:1/v1",
        "http://no-such-host.invalid/v1": "The host of api_url is unknown",
    }
    play = ansible.play([task("server_info", api_url=url, ignore_errors=True) for url in addresses])
    for words, result in zip(addresses.values(), play.results):
        assert result["failed"] and words in result["msg"] and "\n" not in result["msg"], result


def test_a_killed_run_goes_on_without_duplicates(tmp_path):
    with SimulatorProcess(speed=SPEED / 3) as simulator:
        ansible = Ansible(simulator, tmp_path)
        ansible.play([])
        file = tmp_path / "killed.yml"
        file.write_text(
            yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": stack()}])
        )
        process = subprocess.Popen(
            [str(BIN / "ansible-playbook"), str(file)],
            env=ansible.environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        simulator.wait_until(
            lambda: any(entry["operationId"] == "create_server" for entry in simulator.requests()),
            60,
        )
        kill_family(process.pid)
        process.wait()
        play = ansible.play(stack())
        assert play.code == 0, play.output[-3000:]
        assert not any(result["changed"] for result in ansible.play(stack()).results)
        for path, count in (
            ("servers", 2),
            ("load_balancers", 1),
            ("private_networks", 1),
            ("ssh_keys", 1),
        ):
            assert len(simulator.api("GET", f"/{path}")) == count


def kill_family(pid: int) -> None:
    """Kill a process and its descendants. Ansible's workers have separate sessions."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    os.kill(pid, signal.SIGKILL)
    for child in children:
        kill_family(int(child))


def test_a_play_that_needs_more_than_the_budget_ends_well(tmp_path):
    with SimulatorProcess(speed=SPEED, rate_limit=25, rate_window=20) as simulator:
        ansible = Ansible(simulator, tmp_path)
        play = ansible.play(
            [
                task("firewall_policy", name=f"policy{number}", rules=[{"port": "80"}], wait=False)
                for number in range(40)
            ]
        )
        assert play.code == 0, play.output[-2000:]
        assert len(simulator.requests()) >= 40
        assert all(result["changed"] for result in play.results)
        assert not any(entry["status"] == 429 for entry in simulator.requests())


def test_processes_that_know_nothing_of_each_other_obey_the_limit(tmp_path):
    """Two controllers share the account and no disk: 429 is answered, and waited for."""
    with SimulatorProcess(speed=SPEED, rate_limit=10, rate_window=3) as simulator:
        folders = [tmp_path / name for name in ("one", "two")]
        for folder in folders:
            folder.mkdir()
        runs = []
        for folder in folders:
            ansible = Ansible(simulator, folder)
            ansible.play([])
            text = ansible.folder / "go.yml"
            text.write_text(
                yaml.safe_dump(
                    [
                        {
                            "hosts": "localhost",
                            "gather_facts": False,
                            "tasks": [
                                task(
                                    "firewall_policy",
                                    name=f"{folder.name}{number}",
                                    rules=[{"port": "80"}],
                                    wait=False,
                                )
                                for number in range(8)
                            ],
                        }
                    ]
                )
            )
            runs.append(
                subprocess.Popen(
                    [str(BIN / "ansible-playbook"), str(text)],
                    env=ansible.environment,
                    cwd=folder,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
            )
        outputs = [run.communicate(timeout=120)[0] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], outputs
        assert len([each for each in simulator_policies(simulator) if not each["default"]]) == 16


def simulator_policies(simulator: SimulatorProcess) -> list[dict]:
    """Return the policies as soon as the budget of requests allows it."""

    def read() -> list[dict] | None:
        answer = simulator.raw("GET", "/firewall_policies")
        return answer.json() if answer.ok else None

    return simulator.wait_until(read)


def test_module_defaults_cover_every_module_and_no_other(ansible):
    listed = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())["action_groups"][
        "cloudpanel"
    ]
    files = sorted(file.stem for file in (CHECKOUT / "plugins" / "modules").glob("*.py"))
    assert sorted(listed) == files
