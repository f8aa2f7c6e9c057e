# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SSH host: its keys, its files, its devices, its processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import asyncssh

from . import mounts
from .world import Host

#: The environment variable by which the processes of a host are found.
MARK = "CLOUDPANEL_HOST_ID"


def copy_files(source: Path, target: Path) -> None:
    """Copy a folder with its links, and without sockets and pipes."""

    def special(folder: str, names: list[str]) -> list[str]:
        paths = {name: Path(folder, name) for name in names}
        return [
            name
            for name, path in paths.items()
            if not (path.is_symlink() or path.is_file() or path.is_dir())
        ]

    shutil.copytree(source, target, symlinks=True, ignore=special)


def in_own_home(command: str, user: str) -> str:
    """Return a command in which ``~USER`` is ``~``, the home of the host.

    The shell takes the home of another user from this machine. Ansible writes ``~root`` for the
    user that logs in as root.
    """
    return re.sub(rf"~{re.escape(user)}(?![\w.-])", "~", command)


class Guard(asyncssh.SSHServer):  # type: ignore[misc]
    """The check of a connection: by the firewall, and by a key or the password of the host."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Close a connection that the firewall blocks."""
        self._connection = conn
        if not self._machine.admits(
            conn.get_extra_info("peername")[0], conn.get_extra_info("sockname")[0]
        ):
            conn.abort()

    def public_key_auth_supported(self) -> bool:
        """Return True: keys are accepted."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Return True for a key of the host, with any user name."""
        return any(key == known for known in self._machine.known_keys())

    def password_auth_supported(self) -> bool:
        """Return True if the host has a password."""
        return self._machine.host.password is not None

    def validate_password(self, username: str, password: str) -> bool:
        """Return True for the password of the host, with any user name."""
        return password == self._machine.host.password


class Files(asyncssh.SFTPServer):  # type: ignore[misc]
    """SFTP in the folder of a host, and nowhere else."""

    def __init__(self, channel: asyncssh.SSHServerChannel, machine: Machine) -> None:
        super().__init__(channel)
        self._machine = machine

    def map_path(self, path: bytes) -> bytes:
        """Return the full path. Raise SFTPPermissionDenied outside the folder."""
        full = (self._machine.home / os.fsdecode(path)).resolve()
        if not full.is_relative_to(self._machine.folder.resolve()):
            raise asyncssh.SFTPPermissionDenied(f"{full} is outside of this host")
        return os.fsencode(full)


class Machine:
    """The SSH host of a server.

    :param folder: for its files, of which ``home`` is a part.
    :param files: the folder with the content of a new home. Without it, a new home is empty.
    :param port: the port on which it listens.
    :param inner: the inner twin of its main address.
    :param admits: returns True if the firewall accepts an SSH connection from the address of a
        client to an address of the host.
    """

    def __init__(
        self,
        host: Host,
        folder: Path,
        files: Path | None,
        port: int,
        inner: str,
        admits: Callable[[str, str], bool],
    ) -> None:
        self.host = host
        self.folder = folder
        self.home = folder / "home"
        self.admits = admits
        self._mounts = mounts.Mounts(folder)
        self._files = files
        self._port = port
        self._inner = inner
        self._listeners: list[asyncssh.SSHAcceptor] = []

    def known_keys(self) -> list[asyncssh.SSHKey]:
        """Return the keys that the host accepts."""
        keys = []
        for text in self.host.keys:
            with contextlib.suppress(asyncssh.KeyImportError):
                keys.append(asyncssh.import_public_key(text))
        return keys

    async def start(self, devices: list[Path]) -> None:
        """Start to listen on all addresses. Raise OSError if this is not possible.

        :param devices: the files of its block storages.
        """
        for name in ("tmp", "etc", "bin"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "etc" / "fstab").touch()
        self._mounts.write_programs()
        if self._files and self._files.exists() and not self.home.exists():
            copy_files(self._files, self.home)
        self.home.mkdir(exist_ok=True)
        self.attach([])
        self.attach(devices)
        self._mounts.mount_all()
        for address in self.host.addresses:
            self._listeners.append(
                await asyncssh.listen(
                    address.ip,
                    self._port,
                    server_factory=lambda: Guard(self),
                    server_host_keys=[self._host_key()],
                    process_factory=self._run,
                    sftp_factory=lambda channel: Files(channel, self),
                    encoding=None,
                    line_editor=False,
                    reuse_address=True,
                )
            )

    def _host_key(self) -> asyncssh.SSHKey:
        file = self.folder / "host_key"
        if not file.exists():
            asyncssh.generate_private_key("ssh-ed25519").write_private_key(file)
        return asyncssh.read_private_key(file)

    async def stop(self) -> None:
        """End all connections and processes. The files stay."""
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()
        self.kill()
        self.attach([])

    def attach(self, devices: list[Path]) -> None:
        """Have the block storages with these files, and no others."""
        self._mounts.attach(devices)

    def wipe(self) -> None:
        """Remove all files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End all processes of the host, also daemons. Their environment has its mark."""
        mark = f"{MARK}={self.host.id}".encode()
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (process / "environ").read_bytes().split(b"\0"):
                        os.kill(int(process.name), signal.SIGKILL)

    def environment(self) -> dict[str, str]:
        """Return the environment of the processes."""
        path = os.pathsep.join(
            [
                str(self.folder / "bin"),
                str(Path(sys.executable).parent),
                *("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"),
            ]
        )
        return {
            "PATH": path,
            "HOME": str(self.home),
            "USER": "root",
            "LOGNAME": "root",
            "SHELL": "/bin/sh",
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.folder / "tmp"),
            MARK: self.host.id,
            mounts.FOLDER: str(self.folder),
            "CLOUDPANEL_HOST_NAME": self.host.name,
            "CLOUDPANEL_HOST_ADDRESS": self._inner,
        }

    async def _run(self, process: asyncssh.SSHServerProcess) -> None:
        """Run the command of a client, or a shell, in the home of the host."""
        user = process.get_extra_info("username")
        arguments = ["-c", in_own_home(process.command, user)] if process.command else []
        child = await asyncio.create_subprocess_exec(
            "/bin/sh",
            *arguments,
            cwd=self.home,
            env=self.environment(),
            start_new_session=True,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert child.stdin and child.stdout and child.stderr
        feeding = asyncio.create_task(self._feed(process.stdin, child.stdin))
        await asyncio.gather(
            self._show(child.stdout, process.stdout), self._show(child.stderr, process.stderr)
        )
        status = await child.wait()
        feeding.cancel()
        with contextlib.suppress(OSError, asyncssh.Error):
            process.exit(status if status >= 0 else 128 - status)

    @staticmethod
    async def _feed(source: asyncssh.SSHReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncssh.Error):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        with contextlib.suppress(OSError):
            target.close()

    @staticmethod
    async def _show(source: asyncio.StreamReader, target: asyncssh.SSHWriter) -> None:
        with contextlib.suppress(OSError, asyncssh.Error):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
