# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the results of a play's tasks into a file, as the tests read them."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorder
type: aggregate
short_description: Records results
description: Records the result of every task.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.results = []

    def _record(self, result, failed=False):
        data = json.loads(self._dump_results(result._result, keep_invocation=True))
        self.results.append(
            {
                "task": result._task.get_name(),
                **data,
                "diff": result._result.get("diff"),
                "failed": failed,
            }
        )

    v2_runner_on_ok = v2_runner_on_skipped = _record

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record(result, failed=True)

    def v2_playbook_on_stats(self, _stats):
        with open(os.environ["RECORDED_RESULTS"], "w") as file:
            json.dump(self.results, file)
