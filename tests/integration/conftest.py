# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible as a user runs it, against a simulator of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import yaml
from messages import record
from simulator.process import SimulatorProcess

#: The folder of the tested Ansible programs. The default is the folder of this Python.
BIN = Path(os.environ.get("CLOUDPANEL_TEST_ANSIBLE", Path(sys.executable).parent))
#: The path with the tested collection. By default, Ansible finds this checkout.
COLLECTIONS = os.environ.get("CLOUDPANEL_TEST_COLLECTIONS")
CHECKOUT = Path(__file__).resolve().parents[2]
#: One simulated minute is a tenth of a second; the waits of modules fit to it.
SPEED = 600
INTERVAL = 0.1
RECORDER = {
    "ANSIBLE_CALLBACKS_ENABLED": "recorder",
    "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callbacks"),
}


class Ansible:
    """Runs Ansible's programs with the simulator as the account."""

    def __init__(
        self, simulator: SimulatorProcess, folder: Path, in_controller: bool = True
    ) -> None:
        self.simulator = simulator
        self.folder = folder
        self.environment = {
            **{
                key: value
                for key, value in os.environ.items()
                if not key.startswith(("ANSIBLE_", "CLOUDPANEL_"))
            },
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PWD": str(folder),
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "CLOUDPANEL_API_TOKEN": simulator.token,
            "CLOUDPANEL_API_URL": simulator.url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
            "CLOUDPANEL_IN_CONTROLLER": str(in_controller),
        }
        if COLLECTIONS:
            self.environment["ANSIBLE_COLLECTIONS_PATH"] = COLLECTIONS
            self.environment["ANSIBLE_COLLECTIONS_SCAN_SYS_PATH"] = "false"

    def run(self, program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(BIN / program), *arguments],
            env={**self.environment, **environment},
            text=True,
            capture_output=True,
            cwd=self.folder,
            timeout=600,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def playbook(self, tasks: list[dict[str, Any]]) -> Path:
        """Write a playbook that runs tasks on localhost. Return its path."""
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": tasks,
            "module_defaults": {
                "group/ionos.cloudpanel.cloudpanel": {"wait_interval": INTERVAL, "wait_timeout": 60}
            },
        }
        file = self.folder / "play.yml"
        file.write_text(yaml.safe_dump([play], sort_keys=False))
        return file

    def play(self, tasks: list[dict[str, Any]], *arguments: str, **environment: str) -> Play:
        """Run tasks on localhost, with a short wait_interval from module_defaults."""
        file = self.playbook(tasks)
        out = self.folder / "results.json"
        out.unlink(missing_ok=True)
        done = self.run(
            "ansible-playbook",
            str(file),
            *arguments,
            **{**RECORDER, "RECORDED_RESULTS": str(out), **environment},
        )
        results = json.loads(out.read_text()) if out.exists() else []
        record(result["msg"] for result in results if result["failed"] and "msg" in result)
        return Play(done, results)


def key_pair(folder: Path) -> Path:
    """Write a key pair for the login to SSH hosts. Return the file of the private key."""
    key = folder / "key"
    pair = asyncssh.generate_private_key("ssh-ed25519")
    pair.write_private_key(key)
    pair.write_public_key(folder / "key.pub")
    key.chmod(0o600)
    return key


class Play:
    """The outcome of a play: its exit code, its output, and the result of each task."""

    def __init__(self, done: subprocess.CompletedProcess, results: list[dict[str, Any]]) -> None:
        self.code = done.returncode
        self.output = done.stdout + done.stderr
        self.results = results

    @property
    def last(self) -> dict[str, Any]:
        assert self.results, self.output
        return self.results[-1]


@pytest.fixture(scope="module")
def shared_simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED, linger=6) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator) -> SimulatorProcess:
    shared_simulator.reset()
    return shared_simulator


@pytest.fixture(params=["controller", "module"])
def ansible(simulator, tmp_path, request) -> Ansible:
    """Ansible in either of the two ways in which a task on the controller runs."""
    return Ansible(simulator, tmp_path, in_controller=request.param == "controller")
