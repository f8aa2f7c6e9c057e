# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated processes that take turns, in simulated time.

Each process is a thread, and exactly one of them runs at a time. A source of chance decides at each
*point* (a request, an access to the shared file, a pause, a lock) which process runs next. So the
same seed leads to the same history.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import (
    clock,
    locks,
    shared_server,
)
from simulated import SimulatedTime

#: The simulated date at which each history begins (seconds since the epoch).
EPOCH = 1_800_000_000.0
#: How often another process runs at a point.
SWITCHES = 0.2
#: Points after which a process is taken to be caught in a loop.
MOST_POINTS = 100_000
#: Names in modules of Python that each process has for itself.
OWN = (
    (sys, "stdout"),
    (clock, "_clock"),
    (locks, "_turnstiles"),
    (locks, "_heartbeat"),
    (shared_server, "_sessions"),
    (basic, "_ANSIBLE_ARGS"),
    (basic, "_ANSIBLE_PROFILE"),
    (warnings, "_global_warnings"),
    (warnings, "_global_deprecations"),
)


class KilledError(BaseException):
    """The process was killed. It has no further effects: each of its points raises this error."""


class EndlessError(Exception):
    """A process does not end."""


class Heartbeat:
    """The locked files of a process. While it is not suspended, the scheduler updates their times.

    It replaces the class of the same name, which needs real time.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._files: set[int] = set()

    def add(self, file: int) -> None:
        self._files.add(file)

    def remove(self, file: int) -> None:
        self._files.discard(file)

    def beat(self, moment: float) -> None:
        for file in self._files:
            os.utime(file, ns=(int(moment) * 10**9,) * 2)


class Process:
    """A simulated process.

    :ivar wake_at: when it continues (monotonic seconds). Before its start: after how many seconds
        it begins.
    :ivar disturbances: what happens at its points, by the number of the point.
    :ivar faults: faults of its requests, by the number of the request.
    :ivar write_faults: faults of its requests that write, by the number among these.
    :ivar disk_full: whether its writes to the shared file fail.
    """

    def __init__(self, name: str, job: Callable[[], Any]) -> None:
        self.name = name
        self.job = job
        self.wake_at = 0.0
        self.points = self.requests = self.writes = 0
        self.disturbances: defaultdict[int, list[Callable[[Process], None]]] = defaultdict(list)
        self.faults: dict[int, str] = {}
        self.write_faults: dict[int, str] = {}
        self.dead = self.suspended = self.disk_full = self.ended = False
        self.error: BaseException | None = None
        self.heartbeat = Heartbeat()
        self.turn = threading.Event()
        self._environment: dict[str, str] = {}
        self._own: list[Any] = []

    def kill(self) -> None:
        """End the process at once, like SIGKILL."""
        self.dead = True
        raise KilledError

    def again(self, pause: float) -> Process:
        """Return a process that does the same, with the disturbances that are left.

        :param pause: seconds until it begins.
        """
        new = Process(self.name, self.job)
        new.wake_at = pause
        new.points, new.requests, new.writes = self.points, self.requests, self.writes
        new.disturbances = self.disturbances
        new.faults, new.write_faults = self.faults, self.write_faults
        return new

    def next_fault(self, writes: bool) -> str:
        """Count a request, and return the fault that it has, or ""."""
        self.requests += 1
        self.writes += writes
        fault = self.faults.pop(self.requests, "")
        return (writes and self.write_faults.pop(self.writes, "")) or fault

    @contextmanager
    def surroundings(self, time: SimulatedTime) -> Iterator[None]:
        """Give the process its own environment, output, arguments and locks for the block."""
        outer, outer_environment = [getattr(*each) for each in OWN], _take_environment()
        own = self._own or [sys.stdout, time, {}, self.heartbeat, {}, None, None, {}, {}]
        for (module, name), value in zip(OWN, own):
            setattr(module, name, value)
        os.environ.update(self._environment)
        try:
            yield
        finally:
            self._own, self._environment = [getattr(*each) for each in OWN], _take_environment()
            for (module, name), value in zip(OWN, outer):
                setattr(module, name, value)
            os.environ.update(outer_environment)


def _take_environment() -> dict[str, str]:
    """Remove the variables of the collection from the environment, and return them."""
    names = [name for name in os.environ if name.startswith("CLOUDPANEL_")]
    return {name: os.environ.pop(name) for name in names}


class SharedTime(SimulatedTime):
    """The clock of all processes. ``offset`` is the error of the clock of their machine."""

    def __init__(self) -> None:
        super().__init__()
        self.began = EPOCH
        self.offset = 0.0
        self.scheduler: Scheduler | None = None

    def time(self) -> float:
        return super().time() + self.offset

    def monotonic(self) -> float:
        return super().time()

    def sleep(self, seconds: float) -> None:
        if self.scheduler and self.scheduler.running:
            self.scheduler.sleep(seconds)
        else:
            super().sleep(seconds)


class Scheduler:
    """Runs processes.

    :ivar running: the process that has its turn, or None.
    :ivar log: the events of the history, and ``digest`` a hash of all of them.
    """

    def __init__(self, time: SharedTime, chance: random.Random) -> None:
        self.time = time
        self.chance = chance
        self.running: Process | None = None
        self.log: list[str] = []
        self._hash = hashlib.sha256()
        self._active: list[Process] = []
        self._handed_over = threading.Event()
        time.scheduler = self

    def record(self, event: str) -> None:
        """Append an event to the history."""
        name = self.running.name if self.running else "-"
        line = f"{self.time.passed:.3f} {name} {event}"
        self._hash.update(line.encode())
        self.log.append(line)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()[:16]

    # -- called by processes

    def point(self) -> None:
        """Let something happen to the running process, and let another one run."""
        process = self.running
        if process is None:
            return
        if process.dead:
            raise KilledError
        process.points += 1
        if process.points > MOST_POINTS:
            process.dead = True
            raise EndlessError(f"{process.name} passed more than {MOST_POINTS} points")
        for disturb in process.disturbances.pop(process.points, ()):
            disturb(process)
        if len(self._active) > 1 and self.chance.random() < SWITCHES:
            self._hand_over(process, self.time.passed)

    def sleep(self, seconds: float) -> None:
        """Let other processes run for so many seconds."""
        process = self.running
        assert process
        self.point()
        if len(self._active) > 1:
            self._hand_over(process, self.time.passed + max(0.0, seconds))
        else:
            self.time.passed += max(0.0, seconds)

    def suspend(self, process: Process, seconds: float) -> None:
        """Stop the running process for so many seconds, like SIGSTOP and SIGCONT."""
        process.suspended = True
        self._hand_over(process, self.time.passed + seconds)
        process.suspended = False

    def beat(self) -> None:
        """Update the times of the locked files."""
        for process in self._active:
            if not process.suspended:
                process.heartbeat.beat(EPOCH + self.time.passed)

    def _hand_over(self, process: Process, wake_at: float) -> None:
        process.wake_at = wake_at
        process.turn.clear()
        self._handed_over.set()
        process.turn.wait()
        if process.dead:
            raise KilledError

    # -- called by the test

    def run(
        self,
        processes: Sequence[Process],
        successor: Callable[[Process], Process | None] = lambda _process: None,
    ) -> None:
        """Run processes until all have ended.

        :param successor: receives a process that has ended, and returns another one or None.
        """
        for process in processes:
            self._start(process)
        while self._active:
            process = self._next()
            with process.surroundings(self.time):
                self.running = process
                self._handed_over.clear()
                process.turn.set()
                self._handed_over.wait()
                self.running = None
            if process.ended:
                self._active.remove(process)
                new = successor(process)
                if new:
                    self._start(new)

    def _start(self, process: Process) -> None:
        process.wake_at += self.time.passed
        self._active.append(process)
        threading.Thread(target=self._thread, args=(process,), daemon=True).start()

    def _next(self) -> Process:
        earliest = min(process.wake_at for process in self._active)
        self.time.passed = max(self.time.passed, earliest)
        return self.chance.choice(
            [each for each in self._active if each.wake_at <= self.time.passed]
        )

    def _thread(self, process: Process) -> None:
        process.turn.wait()
        try:
            process.job()
        except BaseException as error:
            process.error = error
        process.ended = True
        self._handed_over.set()
