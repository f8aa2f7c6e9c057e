# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks of the collection on servers that are SSH hosts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulator.hosts.loopback import free_port
from simulator.process import SimulatorProcess

from .conftest import Ansible, key_pair

INVENTORY = """\
plugin: ionos.cloudpanel.servers
filters:
  - exclude: cloudpanel_status.state == 'REMOVING'
compose:
  host_folder: "'{hosts}/' ~ cloudpanel_id"
  ansible_remote_tmp: "'{hosts}/' ~ cloudpanel_id ~ '/tmp'"
  ansible_pipelining: true
  ansible_user: "'root'"
  ansible_port: "{port}"
  ansible_python_interpreter: "'{python}'"
  ansible_ssh_private_key_file: "'{key}'"
  ansible_ssh_common_args: >-
    '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'
"""
#: The simulated seconds in a real second: fast, and slow enough for real connections.
SPEED = 120


class Account(Ansible):
    """An account with SSH hosts, an inventory source, and a key for the login.

    :ivar hosts: the folder with the folder of each host.
    """

    def __init__(self, simulator: SimulatorProcess, folder: Path, ssh_port: int) -> None:
        super().__init__(simulator, folder)
        self.environment["ANSIBLE_SSH_CONTROL_PATH_DIR"] = str(folder / "cp")
        self.key = key_pair(folder)
        self.inventory = folder / "hosts.cloudpanel.yml"
        self.hosts = folder / "hosts"
        self.inventory.write_text(
            INVENTORY.format(port=ssh_port, python=sys.executable, key=self.key, hosts=self.hosts)
        )

    def playbook(
        self, name: str, *arguments: str, **variables: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a playbook of the collection by its full name."""
        return self.run(
            "ansible-playbook",
            "-i",
            str(self.inventory),
            f"ionos.cloudpanel.{name}",
            "-e",
            json.dumps({"cluster_wait_interval": 0.2, **variables}),
            *arguments,
        )

    def succeeds(self, name: str, *arguments: str, **variables: Any) -> str:
        """Run a playbook that has to succeed, and return its output."""
        done = self.playbook(name, *arguments, **variables)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        return done.stdout

    def only(self, path: str) -> dict[str, Any]:
        """Return the only object of a list."""
        (found,) = self.simulator.api("GET", f"/{path}")
        return found


@contextmanager
def account_with_hosts(folder: Path) -> Iterator[Account]:
    """Run a simulator with hosts."""
    port = free_port(2222)
    with SimulatorProcess(
        speed=SPEED, hosts=True, ssh_port=port, hosts_dir=folder / "hosts"
    ) as simulator:
        yield Account(simulator, folder, port)
