# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tests in forks of a process that has loaded and collected all tests."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

#: Seconds of processor time and of real time that a test may take, beyond multiples of the time
#: that it took when it was recorded.
MINIMUM, MINIMUM_REAL = 2.0, 40.0
FACTOR, FACTOR_REAL = 4.0, 20.0
#: The result of a fork that was ended because a test took too long.
TIMEOUT = "timeout"


class Outcomes:
    """Receives the outcomes of tests."""

    def __init__(self) -> None:
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed


class ForkedTests:
    """The collected tests of a pytest session."""

    def __init__(self, session: pytest.Session) -> None:
        self.items: Sequence[pytest.Item] = session.items
        self._session = session

    def first_failure(self, tests: Sequence[tuple[int, float]]) -> int | None:
        """Run tests until one fails. Return its number, or None.

        :param tests: the numbers of the tests, and the seconds that they take. A test that takes
            much longer ends the process.
        """
        for position, (number, seconds) in enumerate(tests):
            _limit(seconds)
            following = tests[position + 1][0] if position + 1 < len(tests) else None
            if self.fails(number, following):
                return number
        return None

    def fails(self, number: int, following: int | None = None) -> bool:
        """Run a test. Return whether it fails.

        :param following: the test that runs next, so that their common fixtures are kept.
        """
        manager, outcomes = self._session.config.pluginmanager, Outcomes()
        if manager.has_plugin("terminalreporter"):
            manager.unregister(name="terminalreporter")
        manager.register(outcomes)
        next_item = None if following is None else self.items[following]
        item = self.items[number]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=next_item)
        manager.unregister(outcomes)
        return outcomes.failed


def _limit(seconds: float) -> None:
    """End this process if it does not call this function again in time."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, MINIMUM + FACTOR * seconds)
    signal.setitimer(signal.ITIMER_REAL, MINIMUM_REAL + FACTOR_REAL * seconds)


def forked(
    jobs: Iterator[tuple[Any, Callable[[], Any]]], processes: int
) -> Iterator[tuple[Any, Any]]:
    """Run functions in forks of this process. Yield the name and the result of each one.

    :param jobs: the names of jobs, and their functions. The next job is taken when a process ends.
    :returns: the result is TIMEOUT if the process was ended, and an exception if it raised one.
    """
    running: dict[int, Any] = {}
    more = True
    with tempfile.TemporaryDirectory() as folder:
        while more or running:
            while more and len(running) < processes:
                job = next(jobs, None)
                more = job is not None
                if job:
                    running[_fork(job[1], Path(folder))] = job[0]
            if running:
                process, status = os.wait()
                yield running.pop(process), _result(process, status, Path(folder))


def _fork(function: Callable[[], Any], folder: Path) -> int:
    """Run a function in a fork, which writes the result into a file. Return its process id."""
    process = os.fork()
    if process:
        return process
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        try:
            result = function()
        except BaseException as error:
            result = RuntimeError(repr(error))
        (folder / str(os.getpid())).write_bytes(pickle.dumps(result))
    finally:
        os._exit(0)


def _result(process: int, status: int, folder: Path) -> Any:
    with suppress(ProcessLookupError):  # what the tests have left
        os.killpg(process, signal.SIGKILL)
    file = folder / str(process)
    if not file.exists():
        return TIMEOUT if os.WIFSIGNALED(status) else RuntimeError("the process wrote no result")
    result = pickle.loads(file.read_bytes())
    file.unlink()
    return result
