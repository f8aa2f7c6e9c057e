# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes when each task of a run began and ended, and what came of it."""

from __future__ import annotations

import json
import os
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: stopwatch
type: aggregate
short_description: Times tasks
description: Records start and end of each task, and the numbers of changed and failed hosts.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "stopwatch"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tasks = []

    def v2_playbook_on_task_start(self, task, is_conditional):
        now = time.time()
        self.tasks.append(
            {
                "name": task.get_name(),
                "began": now,
                "ended": now,
                "ok": 0,
                "changed": 0,
                "failed": 0,
            }
        )

    def v2_runner_on_ok(self, result):
        self._count(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._count(result, "failed")

    def _count(self, result, verdict):
        task = self.tasks[-1]
        task["ended"] = time.time()
        task[verdict] += 1
        task["changed"] += bool(result._result.get("changed"))

    def v2_playbook_on_stats(self, stats):
        with open(os.environ["STOPWATCH"], "w") as file:
            json.dump(self.tasks, file)
