# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record what processes of a run show while they run: command lines, environments, files."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

#: The environment variable that marks the processes of a run.
MARK = "LEAKS_RUN"
#: Seconds before the processes and files are read again.
PAUSE = 0.02


class Witness:
    """A context manager that reads processes and files until the end of its block.

    :param mark: the value of ``MARK`` in the environment of the processes.
    :param folders: all files below them are recorded, with all their contents.
    :param ignored: whether a file is an input of the run.
    """

    def __init__(self, mark: str, folders: list[Path], ignored: Callable[[Path], bool]) -> None:
        self.commands: set[bytes] = set()
        self.environments: set[bytes] = set()
        #: The contents of each file.
        self.files: dict[Path, set[bytes]] = {}
        #: Files that other users could read.
        self.readable: set[Path] = set()
        self._mark = f"{MARK}={mark}\0".encode()
        self._folders, self._ignored = folders, ignored
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._foreign = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Witness:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()
        self._read_files()

    def await_processes(self, limit: float) -> None:
        """Wait for processes of the run, such as those that end background tasks.

        :param limit: the number of seconds after which it returns in any case.
        """
        end = time.monotonic() + limit
        while any(self._processes()) and time.monotonic() < end:
            time.sleep(PAUSE)

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            self._read_processes()
            self._read_files()

    def _read_processes(self) -> None:
        for environment, command in self._processes():
            self.environments.add(environment)
            self.commands.add(command)

    def _processes(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield environment and command line of each process of the run."""
        running = {int(name) for name in os.listdir("/proc") if name.isdigit()}
        self._foreign &= running
        for pid in running - self._foreign:
            with suppress(OSError):
                environment = Path(f"/proc/{pid}/environ").read_bytes()
                if self._mark in environment:
                    yield environment, Path(f"/proc/{pid}/cmdline").read_bytes()
                elif environment:
                    self._foreign.add(pid)

    def _read_files(self) -> None:
        for folder in self._folders:
            for entry in _files(str(folder)):
                with suppress(OSError):
                    self._read(entry)

    def _read(self, entry: os.DirEntry[str]) -> None:
        status = entry.stat(follow_symlinks=False)
        state = status.st_ino, status.st_size, status.st_mtime_ns
        if self._seen.get(entry.path) == state or not stat.S_ISREG(status.st_mode):
            return
        self._seen[entry.path] = state
        path = Path(entry.path)
        if self._ignored(path):
            return
        self.files.setdefault(path, set()).add(path.read_bytes())
        if status.st_mode & 0o044 and self._others_reach(path):
            self.readable.add(path)

    def _others_reach(self, path: Path) -> bool:
        """Return whether other users can open the folders of the file."""
        top = next(each for each in self._folders if each in path.parents)
        folders = [each for each in path.parents if each == top or top in each.parents]
        return all(folder.stat().st_mode & 0o011 for folder in folders)


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry
