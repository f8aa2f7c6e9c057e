# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The position of an event source: what it has seen, and the events that it has not passed on yet.

The position is a JSON file that only its owner can write to. Each change replaces the file, and
the new file is on the disk before. So the file has the former or the new position at any time, also
if the process is killed or the power fails.

An event is in the file before it is passed on, and is removed from it afterwards. If the process is
killed between the two, the event is passed on again after the restart, with the same
``meta.uuid``. No event is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.locks import locked
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.shared_file import (
    cache_directories,
    private_file,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import account_digest

#: The version of the form of the file. Change it with each change of a state.
VERSION = 1
#: Seconds to wait for a process that uses the file and ends at the moment, or does not respond.
LOCK_TIMEOUT = 10.0

Event = dict[str, Any]


class PositionError(Exception):
    """The position cannot be kept. The source has to end, because it could lose events."""


def find_file(chosen: str | None, source: str, token: str, url: str) -> Path:
    """Return the file of a position, which exists and is private. A new one is empty.

    :param chosen: the path that the user has chosen.
    :param source: the name of the event source.
    :raises PositionError: no file can be used.
    """
    name = f"{account_digest(token, url)}-{source}.json"
    paths = [directory / name for directory in cache_directories()]
    problems = []
    for path in [Path(os.path.expanduser(chosen)).absolute()] if chosen else paths:
        try:
            file: Path = private_file(path)
            return file
        except OSError as error:
            problems.append(f"{path} cannot be used ({error.strerror or error})")
    raise PositionError(
        f"The position of the source cannot be kept: {'; '.join(problems)}. Set position_file to a "
        "path in a directory that belongs to you and that no other user can write to."
    )


class Position:
    """The position of one event source.

    :param path: the file, see :func:`find_file`.
    :param source: the name of the event source.
    :ivar state: what the source has seen, empty at first. Its form depends on the source.
    :ivar events: the events that have not been passed on, the oldest first.
    :raises PositionError: the file has another content.
    """

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self._header = {"version": VERSION, "source": source}
        self.state: Mapping[str, Any] = {}
        self.events: list[Event] = []
        self._own: tuple[int, int] | None = None

    def lock(self) -> AbstractContextManager[bool | None]:
        """Use the position in one process at a time; see ``locks.locked``."""
        lock: AbstractContextManager[bool | None] = locked(self.path, "position", LOCK_TIMEOUT)
        return lock

    def load(self) -> None:
        """Read the file.

        :raises PositionError: it is no position of this source.
        """
        self._own = self._identity()
        try:
            text = self.path.read_text(encoding="utf-8")
            content = json.loads(text or json.dumps({**self._header, "state": {}, "events": []}))
            if {name: content[name] for name in self._header} != self._header:
                raise ValueError
            self.state, self.events = dict(content["state"]), list(content["events"])
        except (OSError, ValueError, TypeError, LookupError):
            raise PositionError(
                f"{self.path} is not a position of the source {self._header['source']} in this "
                "version. Remove the file to begin with the present state of the account, or set "
                "position_file to another path."
            ) from None

    def advance(self, state: Mapping[str, Any], events: Sequence[Event]) -> None:
        """Save a new state together with its new events."""
        self.state, self.events = state, [*self.events, *events]
        self._save()

    def passed_on(self) -> None:
        """Remove the oldest event."""
        del self.events[0]
        self._save()

    def _save(self) -> None:
        """Replace the file.

        :raises PositionError: another process has replaced it, or it cannot be written.
        """
        if self._identity() != self._own:
            raise PositionError(
                f"Another process has taken over {self.path}, because this one did not respond "
                "for some seconds. Set position_file to another path for each process."
            )
        content = json.dumps({**self._header, "state": self.state, "events": self.events})
        new = self.path.with_name(f"{self.path.name}.new")
        try:
            with suppress(FileNotFoundError):
                new.unlink()
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, self.path)
            directory = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise PositionError(
                f"The position of the source cannot be written to {self.path} "
                f"({error.strerror or error}). Free space there, or set position_file to another "
                "path."
            ) from None
        self._own = self._identity()

    def _identity(self) -> tuple[int, int] | None:
        """Return what distinguishes the file from others at the same path."""
        with suppress(FileNotFoundError):
            status = os.stat(self.path)
            return status.st_ino, status.st_mtime_ns
        return None
