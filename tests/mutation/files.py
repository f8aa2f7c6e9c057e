# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source files that have mutants, and the tests that run with them.

These tests take milliseconds each. Those of whole tasks would take most of the time of a campaign.
"""

from __future__ import annotations

SOURCES = "plugins/module_utils"
#: By part: what plans, applies, sends requests, and shares the budget and lists.
PARTS = {
    "planner": ("engine", ("planner", "ordering", "changes", "creation", "steps")),
    "executor": (
        "engine",
        ("executor", "step_runner", "recovery", "waiter", "object_waiter"),
    ),
    "client": ("api", ("client", "transport", "paging", "errors", "answer_limits", "spellings")),
    "rate limiter": ("shared", ("rate_limiter", "workers")),
    "list cache": (
        "shared",
        ("list_cache", "cached_list", "recent_writes", "store", "shared_file", "locks"),
    ),
}
FILES = [f"{SOURCES}/{folder}/{name}.py" for folder, names in PARTS.values() for name in names]
TESTS = ("tests/unit/plugins",)
