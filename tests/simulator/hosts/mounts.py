# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File systems of a host without privileges, and the programs of the host that mount them.

A device is a file, on which ``mkfs.ext4`` and ``blkid`` work as on a device. A mounted file system
is a folder next to its device, with the id of the file system as its name. The mount point is a
link to it. A new file system therefore is empty, and its files stay with its device.

A host has a program for each name of ``PROGRAMS``, which runs this file with its name. Exit codes
and messages are those of util-linux and e2fsprogs.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from string import ascii_lowercase

#: The environment variable with the folder of the host.
FOLDER = "CLOUDPANEL_HOST_FOLDER"
USAGE_ERROR, MOUNT_ERROR = 1, 32


class ProgramError(Exception):
    """A program fails. The message is the text that it prints.

    :param code: the exit code.
    """

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def tags(device: Path) -> dict[str, str]:
    """Return what ``blkid`` finds on a device, such as UUID and TYPE. An empty device has none."""
    done = subprocess.run(
        ["blkid", "--probe", "--output", "export", device],
        env={**os.environ, "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


class Mounts:
    """The mounted file systems of a host.

    :param folder: of the host. ``dev`` contains its devices, ``etc/fstab`` the file systems that
        are mounted at its start, and ``mounts`` those that are mounted: a device, a mount point
        and an id in each line.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._table = folder / "mounts"

    def write_programs(self) -> None:
        """Write the programs of the host into its folder ``bin``."""
        for name in PROGRAMS:
            program = self._folder / "bin" / name
            command = shlex.join([sys.executable, __file__, name])
            program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
            program.chmod(0o700)

    def mounted(self) -> dict[str, tuple[Path, str]]:
        """Return the device and the id of each mounted file system by its mount point."""
        with contextlib.suppress(FileNotFoundError):
            rows = [line.split("\t") for line in self._table.read_text().splitlines()]
            return {target: (Path(device), identity) for device, target, identity in rows}
        return {}

    def _save(self, mounted: dict[str, tuple[Path, str]]) -> None:
        self._table.write_text(
            "".join(
                f"{device}\t{target}\t{identity}\n"
                for target, (device, identity) in mounted.items()
            )
        )

    def fstab(self) -> dict[str, tuple[str, str]]:
        """Return the source and the type of each file system in fstab by its mount point."""
        lines = (self._folder / "etc" / "fstab").read_text().splitlines()
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
        return {row[1]: (row[0], row[2]) for row in rows}

    def attach(self, files: list[Path]) -> None:
        """Give each file a device, and remove the devices of all other files.

        The devices are sdb, sdc and so on in the order of the files. A device keeps its name.
        """
        folder = self._folder / "dev"
        folder.mkdir(parents=True, exist_ok=True)
        present = {device.readlink(): device for device in folder.iterdir()}
        for file in present.keys() - set(files):
            self.unmount_all(present[file])
            present[file].unlink()
        names = (folder / f"sd{letter}" for letter in ascii_lowercase[1:])
        for file in files:
            if file not in present:
                next(name for name in names if not name.is_symlink()).symlink_to(file)

    def _device(self, source: str) -> Path | None:
        """Return the device with this path, or with the id after ``UUID=``."""
        for device in sorted((self._folder / "dev").glob("*")):
            if source in (str(device), f"UUID={tags(device).get('UUID')}"):
                return device
        return None

    def mount(self, target: str) -> None:
        """Mount a file system of fstab. Raise ProgramError if this is not possible."""
        if target not in self.fstab():
            raise ProgramError(f"mount: {target}: can't find in fstab.", USAGE_ERROR)
        source, kind = self.fstab()[target]
        device = self._device(source)
        if device is None:
            raise ProgramError(f"mount: {target}: can't find {source}.", USAGE_ERROR)
        mounted = self.mounted()
        if target in mounted:
            raise ProgramError(
                f"mount: {target}: {device} already mounted on {target}.", MOUNT_ERROR
            )
        if not Path(target).is_relative_to(self._folder):
            raise ProgramError(f"mount: {target}: outside of {self._folder}.", MOUNT_ERROR)
        if not Path(target).is_dir():
            raise ProgramError(f"mount: {target}: mount point does not exist.", MOUNT_ERROR)
        found = tags(device)
        if found.get("TYPE") != kind:
            raise ProgramError(
                f"mount: {target}: wrong fs type, bad option, bad superblock on {device}, missing "
                "codepage or helper program, or other error.",
                MOUNT_ERROR,
            )
        content, hidden = self._places(device, found["UUID"])
        content.mkdir(exist_ok=True)
        hidden.parent.mkdir(exist_ok=True)
        Path(target).rename(hidden)
        Path(target).symlink_to(content)
        self._save({**mounted, target: (device, found["UUID"])})

    def _places(self, device: Path, identity: str) -> tuple[Path, Path]:
        """Return the folder of a file system, and the place of the directory that it hides."""
        return device.resolve().parent / identity, self._folder / "hidden" / identity

    def unmount(self, target: str) -> None:
        """Unmount a file system. Raise ProgramError if none is mounted there."""
        mounted = self.mounted()
        if target not in mounted:
            raise ProgramError(f"umount: {target}: not mounted.", MOUNT_ERROR)
        hidden = self._places(*mounted.pop(target))[1]
        # A process of the host can have removed the link and its folder.
        with contextlib.suppress(FileNotFoundError):
            Path(target).unlink()
            hidden.rename(target)
        self._save(mounted)

    def mount_all(self) -> None:
        """Mount the file systems of fstab, as at a start. Those that are not there are left out."""
        for target in self.fstab():
            with contextlib.suppress(ProgramError):
                self.mount(target)

    def unmount_all(self, device: Path | None = None) -> None:
        """Unmount the file systems of a device, or of all."""
        for target, (mounted, _identity) in self.mounted().items():
            if device in (None, mounted):
                self.unmount(target)

    def show(self, target: str | None) -> str:
        """Return a line for each mounted file system, or for the one of a mount point.

        :raises ProgramError: there is none.
        """
        lines = [
            f"{each} {device} {self.fstab().get(each, ('', 'auto'))[1]}"
            for each, (device, _identity) in self.mounted().items()
            if target in (None, each)
        ]
        if not lines:
            raise ProgramError("", USAGE_ERROR)
        return "\n".join(lines)

    def check_unused(self, device: str) -> None:
        """Raise ProgramError if a file system of a device is mounted."""
        used = {Path(each).resolve() for each, _identity in self.mounted().values()}
        if Path(device).resolve() in used:
            raise ProgramError(f"{device} is mounted; will not make a filesystem here!", 1)


def run_mount(mounts: Mounts, arguments: list[str]) -> None:
    """Mount a file system of fstab, or with ``-a`` all."""
    if arguments == ["-a"]:
        mounts.mount_all()
    else:
        mounts.mount(*arguments)


def run_umount(mounts: Mounts, arguments: list[str]) -> None:
    """Unmount a file system."""
    mounts.unmount(*arguments)


def run_findmnt(mounts: Mounts, arguments: list[str]) -> None:
    """Print mounted file systems. The only option is --mountpoint."""
    targets = [each for each in arguments if each != "--mountpoint"]
    print(mounts.show(targets[0] if targets else None))


def run_mkfs(mounts: Mounts, arguments: list[str]) -> None:
    """Create a file system, unless one of the device is mounted."""
    mounts.check_unused(arguments[-1])
    program = shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:/usr/bin")
    if program is None:
        raise ProgramError("mkfs.ext4: command not found", 127)
    os.execv(program, ["mkfs.ext4", *arguments])


PROGRAMS = {
    "mount": run_mount,
    "umount": run_umount,
    "findmnt": run_findmnt,
    "mkfs.ext4": run_mkfs,
}


def main() -> int:
    """Run the program with the name of this process. :returns: its exit code."""
    try:
        PROGRAMS[sys.argv[1]](Mounts(Path(os.environ[FOLDER])), sys.argv[2:])
    except ProgramError as error:
        print(error, file=sys.stderr)
        return error.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
