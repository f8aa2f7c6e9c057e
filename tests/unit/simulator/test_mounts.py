# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices and file systems of an SSH host, and the programs that mount them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from simulator.hosts import mounts
from simulator.hosts.mounts import Mounts, tags

pytestmark = pytest.mark.skipif(
    not shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:/usr/bin"),
    reason="The test needs the programs of the file system.",
)


class Disks:
    """A host with programs, and files for its devices."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "host"
        self.mounts = Mounts(self.folder)
        for name in ("bin", "etc", "srv/data"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "etc" / "fstab").touch()
        self.mounts.write_programs()
        self.files = [folder / name / "device" for name in ("one", "two")]
        for file in self.files:
            file.parent.mkdir()
            file.touch()
            os.truncate(file, 20 << 20)
        self.mounts.attach(self.files)
        self.target = self.folder / "srv" / "data"

    def device(self, name: str) -> str:
        return str(self.folder / "dev" / name)

    def devices(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "dev").iterdir())

    def run(self, *command: str) -> tuple[int, str]:
        """Run a program of the host. :returns: its exit code and its output."""
        path = f"{self.folder / 'bin'}:/usr/bin:/bin:/usr/sbin:/sbin"
        environment = {"PATH": path, mounts.FOLDER: str(self.folder)}
        found = shutil.which(command[0], path=path)
        assert found
        done = subprocess.run(
            [found, *command[1:]], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    def fstab(self, source: str, kind: str = "ext4") -> None:
        (self.folder / "etc" / "fstab").write_text(f"{source} {self.target} {kind} nofail 0 2\n")

    def format_and_mount(self) -> str:
        """Mount a new file system of the first device, and return its id."""
        assert self.run("mkfs.ext4", "-q", self.device("sdb"))[0] == 0
        identity = tags(Path(self.device("sdb")))["UUID"]
        self.fstab(f"UUID={identity}")
        assert self.run("mount", str(self.target)) == (0, "")
        return identity


@pytest.fixture
def disks(tmp_path) -> Disks:
    return Disks(tmp_path)


def test_a_file_system_hides_its_mount_point_and_keeps_its_files(disks):
    (disks.target / "below").touch()
    assert disks.run("findmnt", "--mountpoint", str(disks.target)) == (1, "")
    disks.format_and_mount()
    assert list(disks.target.iterdir()) == []
    (disks.target / "data").write_text("kept")
    device = disks.device("sdb")
    assert disks.run("findmnt", "--mountpoint", str(disks.target)) == (
        0,
        f"{disks.target} {device} ext4",
    )
    assert disks.run("umount", str(disks.target)) == (0, "")
    assert [path.name for path in disks.target.iterdir()] == ["below"]
    assert disks.run("mount", "-a") == (0, "")
    assert (disks.target / "data").read_text() == "kept"


def test_a_new_file_system_is_empty(disks):
    identity = disks.format_and_mount()
    (disks.target / "data").touch()
    disks.run("umount", str(disks.target))
    assert disks.format_and_mount() != identity
    assert list(disks.target.iterdir()) == []


@pytest.mark.exhaustive
def test_programs_fail_like_the_real_ones(disks):
    target, device = str(disks.target), disks.device("sdb")
    assert disks.run("mount", target) == (1, f"mount: {target}: can't find in fstab.")
    disks.fstab("UUID=unknown")
    assert disks.run("mount", target) == (1, f"mount: {target}: can't find UUID=unknown.")
    disks.fstab(disks.device("sdz"))
    assert disks.run("mount", target)[0] == 1
    disks.fstab(device)
    code, text = disks.run("mount", target)
    assert code == 32 and "wrong fs type" in text, "the device has no file system"
    disks.format_and_mount()
    assert disks.run("mount", target) == (
        32,
        f"mount: {target}: {device} already mounted on {target}.",
    )
    code, text = disks.run("mkfs.ext4", device)
    assert code == 1 and "is mounted; will not make a filesystem here!" in text
    disks.run("umount", target)
    assert disks.run("umount", target) == (32, f"umount: {target}: not mounted.")
    disks.target.rmdir()
    assert disks.run("mount", target) == (32, f"mount: {target}: mount point does not exist.")


def test_a_mount_point_outside_of_the_host_is_refused(disks, tmp_path):
    disks.format_and_mount()
    disks.run("umount", str(disks.target))
    (tmp_path / "other").mkdir()
    source = (disks.folder / "etc" / "fstab").read_text().split()[0]
    disks.target = tmp_path / "other"
    disks.fstab(source)
    assert disks.run("mount", str(disks.target))[0] == 32
    assert not disks.target.is_symlink()


def test_a_device_keeps_its_name_until_it_is_detached(disks):
    disks.format_and_mount()
    assert disks.devices() == ["sdb", "sdc"]
    disks.mounts.attach(disks.files[1:])
    assert disks.devices() == ["sdc"]
    assert not disks.target.is_symlink() and disks.mounts.mounted() == {}
    disks.mounts.attach(disks.files)
    disks.mounts.mount_all()
    assert disks.devices() == ["sdb", "sdc"] and disks.target.is_symlink()
    disks.mounts.attach([])
    disks.mounts.attach([disks.files[1], disks.files[0]])
    disks.mounts.mount_all()
    assert disks.run("findmnt")[1].split()[1] == disks.device("sdc"), "the id finds the device"
