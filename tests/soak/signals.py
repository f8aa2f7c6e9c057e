# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Histories of real processes, which get real signals in real time.

They are not reproducible: the operating system decides when a process gets a signal.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from in_process import Tasks
from simulator.process import SimulatorProcess
from soak import invariants
from soak.histories import STACK, TASKS, Play, ordered
from soak.plans import tasks_of
from soak.sites import PLURALS, Site, next_site

#: Simulated seconds in a real one.
SPEED = 3000
OPTIONS = {"wait_interval": 0.02, "wait_timeout": 120}
#: Processes that run the same play at the same time.
PROCESSES = 2
#: The most signals in a round, and the longest pause between two of them in seconds.
SIGNALS = 6
PAUSE = 0.4
FATAL = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
#: Seconds after which a process counts as hanging.
HANGING = 300
fork = multiprocessing.get_context("fork")


def run_for(seconds: float, seed: str) -> tuple[Counter[str], list[str]]:
    """Run rounds for so many seconds. Return what happened, and broken invariants of the last one.

    :param seed: decides on plays and signals, and not on the moment at which a signal arrives.
    """
    chance, counts, end = random.Random(seed), Counter[str](), time.monotonic() + seconds
    with SimulatorProcess(speed=SPEED, linger=0) as simulator, tempfile.TemporaryDirectory() as at:
        rounds = SignalRounds(simulator, Tasks(simulator.url, Path(at), **OPTIONS), chance, counts)
        failures: list[str] = []
        while time.monotonic() < end and not failures:
            failures = list(rounds.run())
    return counts, failures


class SignalRounds:
    """Rounds on one account: two processes run a play, and the test sends signals to them."""

    def __init__(
        self,
        simulator: SimulatorProcess,
        tasks: Tasks,
        chance: random.Random,
        counts: Counter[str],
    ) -> None:
        self._simulator = simulator
        self._tasks = tasks
        self._chance = chance
        self._counts = counts
        self._site: Site = {}
        self._others = invariants.ids(self._listed)

    def _listed(self, kind: str) -> list[dict[str, Any]]:
        return list(self._simulator.api("GET", f"/{PLURALS[kind]}"))

    def run(self) -> Iterator[str]:
        """Run a round. Yield broken invariants."""
        self._counts["rounds"] += 1
        before, site = self._site, next_site(self._chance, self._site, self._chance.randint(2, 6))
        slots = tuple(ordered([*{**before, **site}], site))
        plays = [Play(0, self._chance.choice((TASKS, STACK)), slots) for _each in range(PROCESSES)]
        kept = {slot: each for slot, each in invariants.ids(self._listed).items() if slot in site}
        self._disturb(plays, site)
        yield from self._repeat(plays[0], site, None)
        yield from self._repeat(plays[0], site, False)
        self._simulator.settle()
        self._site = site
        yield from invariants.broken_names(self._listed, site, self._others)
        yield from invariants.broken_ids(self._listed, kept)
        yield from invariants.broken_power(self._listed, site)
        yield from invariants.broken_addresses(self._listed, site)

    def _disturb(self, plays: list[Play], site: Site) -> None:
        """Run plays, and send signals. A process that a signal ends is started again."""
        running = [self._start(play, site) for play in plays]
        for _signal in range(self._chance.randint(1, SIGNALS)):
            time.sleep(self._chance.uniform(0, PAUSE))
            number = self._chance.randrange(len(plays))
            child = running[number]
            if not child.is_alive():
                continue
            if self._chance.random() < 0.25:
                self._suspend(child)
                continue
            fatal = self._chance.choice(FATAL)
            os.kill(child.pid or 0, fatal)
            child.join(HANGING)
            self._counts[f"killed by {fatal.name}"] += child.exitcode != 0
            running[number] = self._start(plays[number], site)
        for child in running:
            child.join(HANGING)
            if child.is_alive():
                child.kill()
                raise TimeoutError(f"a process runs for more than {HANGING} s")

    def _suspend(self, child: ForkProcess) -> None:
        os.kill(child.pid or 0, signal.SIGSTOP)
        time.sleep(self._chance.uniform(0, PAUSE))
        os.kill(child.pid or 0, signal.SIGCONT)
        self._counts["suspended"] += 1

    def _start(self, play: Play, site: Site) -> ForkProcess:
        child = fork.Process(target=self._play, args=(play, site))
        child.start()
        return child

    def _play(self, play: Play, site: Site) -> None:
        """Run a play in a separate process, without the messages of an interrupted one."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        # A shell that runs the soak in the background lets it ignore this signal.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for _error in self._repeat(play, site, None):
            os._exit(1)
        os._exit(0)

    def _repeat(self, play: Play, site: Site, changed: bool | None) -> Iterator[str]:
        """Run a play. Yield the defects of its results."""
        tasks = self._tasks.in_run()
        for module, options, check in tasks_of(play, site, self._site):
            self._counts["tasks"] += 1
            result = tasks(module, check, **options)
            if result.get("failed"):
                yield f"convergence: {module} failed: {result['msg']}"
                return
            if changed is not None and result["changed"] != changed:
                sent = [f"{each['method']} {each['path']}" for each in result["operations"]]
                yield f"convergence: {module} changed again: {sent}"
