# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run jobs in turns: while one job sleeps, another one runs.

Each job has a thread, and exactly one thread runs at a time. Therefore jobs need no locks, and a
run with the same answers takes the same course. A job hands over when it calls ``clock.sleep``.
Requests are sent one after the other, because their budget is the limit and not their duration.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from . import clock

Job = Callable[[], None]


class CancelledError(BaseException):
    """The job ends, because another one was interrupted."""


class _Worker(threading.Thread):
    """The thread of one job.

    :ivar wake_at: when it is due (monotonic seconds), after its first turn.
    :ivar turn: set while it may run.
    """

    wake_at: float

    def __init__(self, job: Job, pool: Workers) -> None:
        super().__init__(daemon=True)
        self._job = job
        self._pool = pool
        self.turn = threading.Event()
        self.ended = False
        self.error: BaseException | None = None

    def run(self) -> None:
        """Run the job, and keep its error."""
        self.turn.wait()
        try:
            if not self._pool.cancelled:
                self._job()
        except BaseException as error:
            self.error = error
        self.ended = True
        self._pool.handed_over.set()

    def hand_over(self, wake_at: float) -> None:
        """Let other jobs run until the time ``wake_at``.

        :raises CancelledError: another job was interrupted meanwhile.
        """
        self.wake_at = wake_at
        self.turn.clear()
        self._pool.handed_over.set()
        self.turn.wait()
        if self._pool.cancelled:
            raise CancelledError


class Turnstile:
    """Lets one job of this process pass at a time. The others wait in their order."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: deque[_Worker] = deque()

    @property
    def is_free(self) -> bool:
        """Whether no job is inside."""
        return not self._taken

    def enter(self, timeout: float) -> bool:
        """Wait until the former job has left. Return False after ``timeout`` seconds.

        A program without workers has one job, and never waits.
        """
        worker = threading.current_thread()
        if self._taken and isinstance(worker, _Worker):
            self._waiting.append(worker)
            try:
                worker.hand_over(clock.monotonic() + timeout)
            except CancelledError:
                if not self._withdraw(worker):
                    self.leave()
                raise
            return not self._withdraw(worker)
        self._taken = True
        return True

    def _withdraw(self, worker: _Worker) -> bool:
        """Let a job wait no longer. Return False if its turn has come already."""
        waits = worker in self._waiting
        if waits:
            self._waiting.remove(worker)
        return waits

    def leave(self) -> None:
        """Let the next job pass."""
        self._taken = bool(self._waiting)
        if self._waiting:
            self._waiting.popleft().wake_at = clock.monotonic()


class Workers:
    """A number of workers, and the clock of their jobs.

    :param limit: maximum number of jobs that have begun and not ended.
    :ivar handed_over: set when the running worker sleeps or has ended.
    :ivar cancelled: whether all jobs have to end.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._below = clock.current()
        self._active: list[_Worker] = []
        self.handed_over = threading.Event()
        self.cancelled = False

    # -- the clock of the jobs

    def time(self) -> float:
        """Return the seconds since the epoch."""
        return self._below.time()

    def monotonic(self) -> float:
        """Return seconds that never decrease."""
        return self._below.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let other jobs run for so many seconds, or longer."""
        worker = threading.current_thread()
        if isinstance(worker, _Worker):
            worker.hand_over(self.monotonic() + seconds)
        else:
            self._below.sleep(seconds)

    # -- jobs

    def run(self, next_job: Callable[[], Job | None]) -> None:
        """Run jobs until none is left.

        :param next_job: return a job that can begin now, or None. It is called again after each
            turn.
        :raises BaseException: the first error of a job. The other jobs are cancelled.
        """
        with clock.replaced(self):
            try:
                while True:
                    worker = self._new(next_job) or self._due()
                    if worker is None:
                        return
                    self._give_turn(worker)
            except BaseException:
                self._cancel()
                raise

    def _new(self, next_job: Callable[[], Job | None]) -> _Worker | None:
        job = next_job() if len(self._active) < self._limit else None
        if job is None:
            return None
        worker = _Worker(job, self)
        worker.start()
        self._active.append(worker)
        return worker

    def _due(self) -> _Worker | None:
        """Return the worker that is due next, at that time. None: no worker is left."""
        if not self._active:
            return None
        worker = min(self._active, key=lambda each: each.wake_at)
        self._below.sleep(max(0.0, worker.wake_at - self.monotonic()))
        return worker

    def _give_turn(self, worker: _Worker) -> None:
        self.handed_over.clear()
        worker.turn.set()
        self.handed_over.wait()
        if worker.ended:
            self._active.remove(worker)
            worker.join()
            if worker.error:
                raise worker.error

    def _cancel(self) -> None:
        """End all jobs. One that was running when the process was interrupted may continue."""
        self.cancelled = True
        for worker in self._active:
            worker.turn.set()
            worker.join(1)
