# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback progress: a bar for each object that tasks wait for."""

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: aggregate
short_description: Show a bar for each object that tasks wait for
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - While tasks of this collection wait, shows the objects that they wait for in the last lines of
    the terminal. Each line contains the kind and the name of an object, a bar, the progress in
    percent if the API shows it, the state, and the seconds that the task has waited and may wait.
  - The last line shows how many requests the account may still send in the current minute.
  - The output of Ansible replaces the lines. When all waits have ended, the terminal contains the
    same text as without this callback. The callback for the output can be any.
  - Shows nothing if the standard output is not a terminal, and nothing of tasks with C(no_log).
  - Shows nothing of modules that run in a separate process, such as those of tasks with C(async),
    with C(become) or on another host. Such a module cannot show anything before it ends.
requirements:
  - Enable the callback with C(callbacks_enabled) in the section C([defaults]) of C(ansible.cfg), or
    with the environment variable E(ANSIBLE_CALLBACKS_ENABLED).
"""

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import private, task_waits
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.live_lines import LiveLines
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.wait_bars import bars

#: Seconds between two updates of the lines.
INTERVAL = 0.2


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """The callback plugin."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "ionos.cloudpanel.progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._lock = private.lock_of_output(self._display)
        self.disabled = self._lock is None or not sys.stdout.isatty()
        self._lines: LiveLines | None = None

    def v2_playbook_on_start(self, playbook: Any) -> None:
        """Show the waits from now on."""
        with suppress(OSError):
            task_waits.folder().mkdir(mode=0o700, exist_ok=True)
            self._lines = LiveLines(self._lock)
            atexit.register(self._lines.close)
            threading.Thread(target=_show_waits, args=(self._lines,), daemon=True).start()

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Show no waits any more."""
        if self._lines:
            self._lines.close()


def _show_waits(lines: LiveLines) -> None:
    while not lines.closed.wait(INTERVAL):
        with suppress(OSError):
            # The variables COLUMNS and LINES can be those of another terminal.
            columns, rows = os.get_terminal_size(sys.stdout.fileno())
            lines.show(bars(task_waits.current(), clock.now(), columns, rows))
