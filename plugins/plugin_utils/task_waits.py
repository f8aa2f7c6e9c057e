# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show what a task waits for: as a line with -v, and to the callback progress.

The callback runs in the main process of Ansible, and tasks run in its workers. Each worker writes
its waits to a file. The files are in a folder of the temporary directory of the run. The callback
creates this folder, and Ansible removes it with the directory.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ansible import constants as C
from ansible.utils.display import Display
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, waits
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.waits import Awaited, Wait

#: The ends of the names of complete files, and of those that a worker still writes.
COMPLETE, PARTIAL = ".json", ".part"


@dataclass(frozen=True)
class HostWait:
    """A wait of a task.

    :param host: the host of the task.
    """

    host: str
    wait: Wait


@contextmanager
def shown(task: Any, task_vars: Mapping[str, Any]) -> Iterator[None]:
    """Show the waits in the block, unless the task has ``no_log``."""
    if task.no_log:
        yield
        return
    file = _WaitsFile(str(task_vars.get("inventory_hostname", "")))
    try:
        with waits.observed(file.update):
            yield
    finally:
        file.remove()


def folder() -> Path:
    """Return the folder of the files. It exists only if the callback reads them."""
    return Path(C.DEFAULT_LOCAL_TMP, "ionos.cloudpanel-waits")


def current() -> list[HostWait]:
    """Return the waits of all workers, the longest first."""
    found = []
    with suppress(OSError):
        for path in folder().glob(f"*{COMPLETE}"):
            with suppress(OSError, ValueError, KeyError, TypeError):
                found += _decoded(path.read_text(encoding="utf-8"))
    return sorted(found, key=lambda each: each.wait.began_at)


class _WaitsFile:
    """The waits of one worker, and their file.

    :param host: the host of its task.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._waits: dict[int, Wait] = {}

    def update(self, owner: int, wait: Wait | None) -> None:
        """Show a wait that has begun, or show it no longer; see :func:`waits.report`."""
        if wait:
            Display().v(wait.line(clock.now()), host=self._host)
            self._waits[owner] = wait
        elif self._waits.pop(owner, None) is None:
            return
        path = folder() / str(os.getpid())
        with suppress(OSError):
            partial = path.with_suffix(PARTIAL)
            partial.write_text(_encoded(self._host, [*self._waits.values()]), encoding="utf-8")
            partial.replace(path.with_suffix(COMPLETE))

    def remove(self) -> None:
        """Remove the file."""
        for suffix in (PARTIAL, COMPLETE):
            with suppress(OSError):
                (folder() / str(os.getpid())).with_suffix(suffix).unlink()


def _encoded(host: str, shown_waits: list[Wait]) -> str:
    return json.dumps({"host": host, "waits": [asdict(wait) for wait in shown_waits]})


def _decoded(text: str) -> list[HostWait]:
    content = json.loads(text)
    return [
        HostWait(
            content["host"],
            Wait(**{**wait, "awaited": [Awaited(**each) for each in wait["awaited"]]}),
        )
        for wait in content["waits"]
    ]
