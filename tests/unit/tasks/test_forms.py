# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results have the same keys and types in check mode and in the real run, for every module and every kind of change."""

from __future__ import annotations

from typing import Any

import pytest
from forms import differences
from integration import test_account_modules, test_modules, test_storage_modules
from integration.lives import Case

KEYWORDS = ("name", "check_mode", "ignore_errors")
CASES = [case for module in (test_modules, test_account_modules, test_storage_modules) for case in module.CASES]


def prepare(tasks, listed: list[dict[str, Any]]) -> None:
    for each in listed:
        (name, options), = ((key, value) for key, value in each.items() if key not in KEYWORDS)
        tasks.ok(name.rpartition(".")[2], **options)


def alike(tasks, module: str, **options: Any) -> dict[str, Any]:
    """Run a task in check mode and for real. Both results have the same form. Return the real one."""
    check, real = (tasks.ok(module, mode, **options) for mode in (True, False))
    check, real = ({key: value for key, value in each.items() if key != "invocation"} for each in (check, real))
    assert list(differences(check, real)) == [], (module, sorted(options.items()), check)
    return real


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_form_of_a_life(tasks, case: Case):
    prepare(tasks, case.before)
    for options in (case.create, case.create, *case.changes, {"state": "absent"}, {"state": "absent"}):
        alike(tasks, case.module, **case.identity, **options)
