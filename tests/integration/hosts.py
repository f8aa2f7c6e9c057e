# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator whose servers are SSH hosts, and the variables with which roles log in to them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plays import SERVER, task
from simulator.hosts.loopback import free_port
from simulator.process import SimulatorProcess

from .conftest import SPEED, Ansible, key_pair
from .load import INVENTORY


class Hosts:
    """The simulator, Ansible, and a key pair.

    :param port: the port on which the hosts listen.
    """

    def __init__(self, simulator: SimulatorProcess, folder: Path, port: int) -> None:
        self.simulator = simulator
        self.folder = folder
        self.ansible = Ansible(simulator, folder)
        # The path of a control socket is short.
        self.ansible.environment["ANSIBLE_SSH_CONTROL_PATH_DIR"] = tempfile.mkdtemp(prefix="cp")
        self._port = port
        self._key = key_pair(folder)
        self._public = (folder / "key.pub").read_text().strip()

    def close(self) -> None:
        """Remove the control sockets."""
        shutil.rmtree(self.ansible.environment["ANSIBLE_SSH_CONTROL_PATH_DIR"])

    def variables(self, role: str) -> dict[str, Any]:
        """Return the variables of a role for the login."""
        return {
            f"{role}_public_key": self._public,
            f"{role}_private_key_file": str(self._key),
            f"{role}_ssh_port": self._port,
            f"{role}_vars": {"ansible_python_interpreter": sys.executable},
            f"{role}_timeout": 60,
        }

    def source(self, key: Path) -> str:
        """Return an inventory source with the hosts.

        :param key: the file of the private key for the login.
        """
        return INVENTORY.format(
            port=self._port, python=sys.executable, key=key, hosts=self.folder / "hosts"
        )

    def home(self, name: str) -> Path:
        """Return the folder of the files of a server."""
        servers = {each["name"]: each["id"] for each in self.simulator.api("GET", "/servers")}
        return self.folder / "hosts" / servers[name] / "home"

    def create(self, name: str, description: str = "") -> None:
        """Create a running server. Raise AssertionError if this fails."""
        options = {"name": name, "description": description, "ssh_keys": [self._public]}
        play = self.ansible.play([task("server", **options, **SERVER)])
        assert play.code == 0, play.output


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    """Return the hosts of a new account."""
    port = free_port(2222)
    options = {"speed": SPEED, "hosts": True, "ssh_port": port, "hosts_dir": tmp_path / "hosts"}
    with SimulatorProcess(**options) as simulator:
        hosts = Hosts(simulator, tmp_path, port)
        yield hosts
        hosts.close()
