# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

TESTS = Path(__file__).parent
# ansible-test does not read pyproject.toml.
sys.path[:0] = [str(path) for path in (TESTS, TESTS.parent / "tools") if str(path) not in sys.path]

from messages import LOG, record_errors  # noqa: E402
from postgres import FAST, PostgresServer, programs  # noqa: E402
from tools import coverage, provoked_messages  # noqa: E402
from worlds import distinguished, mark_variants  # noqa: E402

# Examples of each property. A property whose examples take long uses a part of them.
hypothesis.settings.register_profile("dev", max_examples=10, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=300, deadline=None)
# The same examples each time, and no search for simpler ones, for mutants.
hypothesis.settings.register_profile(
    "repeatable",
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

EXHAUSTIVE = (
    "exhaustive: one of many variants of a test, or a test that waits; a quick run leaves it out"
)
#: What the end of a run shows: a table by its title.
TABLES = pytest.StashKey[dict[str, str]]()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server, or skip the test on a machine without one."""
    if not programs() and os.environ.get("CLOUDPANEL_TEST_POSTGRES") != "required":
        pytest.skip("initdb of PostgreSQL is not installed")
    with PostgresServer(**FAST) as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLES] = {}
    config.addinivalue_line("markers", EXHAUSTIVE)


@pytest.hookimpl(tryfirst=True)  # before pytest selects items by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_variants(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()  # what the collection has loaded stays until the end: look for garbage elsewhere
    record_errors()
    tables = session.config.stash[TABLES]
    if not session.items:
        return
    tables["readings of the API and the tests that distinguish them"] = distinguished(session.items)
    examples = sys.modules.get("reference_examples")
    if examples:  # a test has imported it
        tables["examples of the reference and the tests that use them"] = examples.table(
            examples.used(session.items)
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run with CLOUDPANEL_SIMULATOR_LOG that does not reach every operation of the API."""
    if hasattr(
        session.config, "workeroutput"
    ):  # a process of pytest-xdist, which has collected the tests
        session.config.workeroutput["tables"] = session.config.stash[TABLES]
        return
    log = os.environ.get("CLOUDPANEL_SIMULATOR_LOG")
    if log and Path(log).exists():
        table, missing = coverage.table(Path(log))
        session.config.stash[TABLES]["operations of the API and the modules that reach them"] = (
            table
        )
        session.exitstatus = session.exitstatus or min(missing, 1)
    messages = os.environ.get(LOG)
    if messages and Path(messages).exists():
        title = "errors and warnings that no test provokes"
        session.config.stash[TABLES][title] = provoked_messages.table(Path(messages))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[TABLES].update(getattr(node, "workeroutput", {}).get("tables", {}))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Show the tables of a run of all tests, and of a verbose one."""
    if os.environ.get("CLOUDPANEL_SIMULATOR_LOG") or config.option.verbose >= 1:
        for title, table in config.stash[TABLES].items():
            terminalreporter.section(title)
            terminalreporter.write_line(table)
