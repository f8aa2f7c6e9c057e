# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role database on an SSH host: the storage is formatted once, and ports are closed.

The device is a file, for which the programs of the file system work without privileges. The hosts
of the simulator have programs that mount it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simulator.hosts.loopback import free_port
from simulator.hosts.mounts import Mounts, tags

from .load import Account, account_with_hosts

pytestmark = pytest.mark.skipif(
    not all(shutil.which(program) for program in ("ssh", "mkfs.ext4", "blkid")),
    reason="The test needs an SSH client and the programs of the file system.",
)


class Server:
    """A database server."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.variables: dict[str, Any] = {
            "database_key_file": str(account.key),
            "database_ssh_sources": ["127.0.0.1"],
            "database_device": "{{ host_folder }}/dev/sdb",
            "database_mount_point": "{{ host_folder }}/srv/database",
            "database_fstab": "{{ host_folder }}/etc/fstab",
        }

    def run(self, *arguments: str, **variables: Any) -> subprocess.CompletedProcess[str]:
        return self.account.playbook("database", *arguments, **{**self.variables, **variables})

    @property
    def folder(self) -> Path:
        return self.account.hosts / self.account.only("servers")["id"]

    def file_system(self) -> str:
        return tags(self.folder / "dev" / "sdb").get("UUID", "")


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    with account_with_hosts(tmp_path) as account:
        yield Server(account)


def test_the_storage_is_formatted_and_mounted_once_and_ports_are_closed(server, tmp_path):
    port = free_port(5432)
    tasks = tmp_path / "install.yml"
    tasks.write_text(
        "- ansible.builtin.shell: >-\n"
        f"    pgrep -f 'http.server {port}' > /dev/null || nohup python3 -m http.server {port}\n"
        "    --bind $CLOUDPANEL_HOST_ADDRESS > log 2>&1 < /dev/null &\n"
        "  changed_when: false\n"
    )
    checked = server.run("--check")
    assert checked.returncode == 0, checked.stdout[-3000:]
    assert server.account.simulator.writes() == []

    made = server.run(database_tasks=str(tasks))
    assert made.returncode == 0, made.stdout[-4000:] + made.stderr[-2000:]
    identity = server.file_system()
    assert identity
    mount_point, device = server.folder / "srv" / "database", server.folder / "dev" / "sdb"
    assert (server.folder / "etc" / "fstab").read_text() == (
        f"UUID={identity} {mount_point} ext4 defaults,nofail 0 2\n"
    )
    assert Mounts(server.folder).mounted() == {str(mount_point): (device, identity)}
    (mount_point / "data").write_text("kept")
    storage = server.account.only("block_storages")
    assert (storage["size"], storage["server"]["name"]) == (100, "database")
    (address,) = server.account.only("servers")["ips"]
    with socket.socket() as client:
        client.settimeout(5)
        assert client.connect_ex((address["ip"], port)) != 0, "the port is reachable from outside"

    again = server.run()
    assert again.returncode == 0, again.stdout[-3000:]
    assert "changed=0" in again.stdout and "changed=1" not in again.stdout
    assert server.file_system() == identity
    assert (mount_point / "data").read_text() == "kept"

    removed = server.account.playbook("database", database_state="absent")
    assert removed.returncode == 0, removed.stdout[-3000:]
    for path in ("servers", "block_storages", "images", "private_networks", "ssh_keys"):
        assert server.account.simulator.api("GET", f"/{path}") == []


def test_a_device_with_other_content_is_not_formatted(server):
    made = server.run()
    assert made.returncode == 0, made.stdout[-4000:]
    identity = server.file_system()
    done = server.run(database_file_system="xfs")
    assert done.returncode != 0
    assert "contains something else than a file system xfs. It was not formatted." in done.stdout
    assert server.file_system() == identity
