# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tools import coverage
from worlds import distinguished

COVERAGE = pytest.StashKey[str]()
READINGS = pytest.StashKey[str]()
EXAMPLES = pytest.StashKey[str]()


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[READINGS] = distinguished(session.items)
    examples = sys.modules.get("examples")
    if examples:  # a test has imported it
        session.config.stash[EXAMPLES] = examples.table(examples.used(session.items))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that CLOUDPANEL_SIMULATOR_LOG asks to reach every operation of the API and that has not."""
    log = os.environ.get("CLOUDPANEL_SIMULATOR_LOG")
    if log and not hasattr(session.config, "workerinput") and Path(log).exists():
        session.config.stash[COVERAGE], missing = coverage.table(Path(log))
        session.exitstatus = session.exitstatus or min(missing, 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if COVERAGE in config.stash:
        terminalreporter.section("operations of the API and the modules that reach them")
        terminalreporter.write_line(config.stash[COVERAGE])
    if READINGS in config.stash and config.option.verbose >= 1:
        terminalreporter.section("readings of the API and the tests that distinguish them")
        terminalreporter.write_line(config.stash[READINGS])
    if EXAMPLES in config.stash and config.option.verbose >= 1:
        terminalreporter.section("examples of the reference and the tests that use them")
        terminalreporter.write_line(config.stash[EXAMPLES])
