# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run histories, and find a minimal history that fails."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from in_process import Tasks
from simulated import URL
from simulator.readings import Readings
from soak import histories, invariants
from soak.histories import CACHES, PAUSE, Disturbance, History, Play, Round
from soak.plans import tasks_of
from soak.scheduler import KilledError, Process, Scheduler, SharedTime
from soak.sites import LASTING, PLURALS, Site, Slot, is_used
from soak.surroundings import SoakApi, simulated

#: All objects are brought about again in each round with such a number, in others the changed ones.
COMPLETE = 5
#: Seconds after which all work of the API has ended.
SETTLED = 3600.0
#: Objects that another client creates, by the path of their list, with their bodies.
FOREIGN = {"vpn": ("/vpns", {}), "private_network": ("/private_networks", {})}


@dataclass
class Outcome:
    """The result of a history.

    :param failures: broken invariants of its last round. It ends with the first round that fails.
    """

    digest: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    rounds: int = 0
    log: list[str] = field(default_factory=list)


def run(history: History) -> Outcome:
    """Run a history on a new account, up to the first round that fails."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    scheduler = Scheduler(SharedTime(), random.Random(history.seed))
    try:
        with simulated(scheduler, Readings(history.world)) as api:
            return Runner(history, scheduler, api, folder).run()
    finally:
        shutil.rmtree(folder)


class Runner:
    """Runs one history."""

    def __init__(self, history: History, scheduler: Scheduler, api: SoakApi, folder: Path) -> None:
        self._history = history
        self._scheduler = scheduler
        self._api = api
        self._controllers = [Tasks(URL, folder / cache) for cache in CACHES]
        for controller in self._controllers:
            controller.folder.mkdir(exist_ok=True)
        self._site: Site = {}
        self._others = invariants.ids(api.listed)
        self._outcome = Outcome()
        self._crashes: list[str] = []
        #: The run that has read the newest lists.
        self._last = self._controllers[0]
        #: Objects that the present round may replace.
        self._replaceable: set[Slot] = set()
        #: Objects that another client has changed in the present round.
        self._drifted: set[Slot] = set()

    def run(self) -> Outcome:
        outcome, scheduler = self._outcome, self._scheduler
        for each in self._history.rounds:
            outcome.rounds += 1
            outcome.failures = list(self._run_round(each))
            if outcome.failures:
                break
        outcome.seconds, outcome.digest = scheduler.time.passed, scheduler.digest
        outcome.counts["faults"] = self._api.injected
        outcome.log = scheduler.log
        return outcome

    # -- a round

    def _run_round(self, current: Round) -> Iterator[str]:
        scheduler, api = self._scheduler, self._api
        random.seed(current.seed)
        scheduler.chance.seed(current.seed)
        scheduler.time.sleep(current.gap)
        api.clear()
        before, api.rejected = invariants.ids(api.listed), 0
        self._replaceable = {slot for slot in before if slot not in current.site}
        self._drifted = set()
        processes = [self._process(current, play) for play in current.plays]
        for disturbance in current.disturbances:
            self._disturb(processes, disturbance)
        scheduler.run(processes, self._successor)
        yield from self._crashes
        scheduler.time.offset = 0.0
        if self._keeps_budget(current):
            yield from self._check_budget()
        api.rejected = 0
        yield from self._converge(current)
        yield from self._check_budget()
        self._site = current.site
        kept = {slot: each for slot, each in before.items() if slot not in self._replaceable}
        yield from self._check(current, kept)

    def _check(self, current: Round, kept: Mapping[Slot, str]) -> Iterator[str]:
        api, site = self._api, current.site
        self._scheduler.time.sleep(SETTLED)
        api.work_late(everything=True)
        yield from invariants.broken_names(api.listed, site, self._others)
        yield from invariants.broken_ids(api.listed, kept)
        yield from invariants.broken_power(api.listed, site)
        yield from invariants.broken_addresses(api.listed, site)
        yield from self._check_cache()

    def _check_cache(self) -> Iterator[str]:
        """Compare lists that the last run has read."""
        self._scheduler.time.sleep(PAUSE)
        is_lagging = self._api.account.readings["lagging-lists"] == "yes"
        yield from invariants.broken_cache(self._last, self._scheduler.chance, is_lagging)

    def _check_budget(self) -> Iterator[str]:
        if self._api.rejected:
            yield f"budget: the API rejected {self._api.rejected} requests of one machine"

    @staticmethod
    def _keeps_budget(current: Round) -> bool:
        """Return whether one machine alone uses the budget of a round, and knows its use."""
        return len({CACHES[play.controller] for play in current.plays}) == 1 and all(
            each.kind in (histories.KILL, histories.INTERRUPT) for each in current.disturbances
        )

    def _successor(self, process: Process) -> Process | None:
        """Count the end of a process. Return another process that repeats a play after a kill."""
        error, counts = process.error, self._outcome.counts
        if isinstance(error, (KilledError, KeyboardInterrupt)):
            counts["kills" if process.dead else "interrupts"] += 1
            return process.again(PAUSE)
        if error:
            self._crashes.append(f"crash: {process.name}: {type(error).__name__}: {error}")
        return None

    # -- plays

    def _process(self, current: Round, play: Play) -> Process:
        tasks = self._controllers[play.controller]
        return Process(
            f"{play.way}-{play.controller}", lambda: self._play(tasks, play, current.site)
        )

    def _play(self, tasks: Tasks, play: Play, site: Site) -> None:
        in_run = tasks.in_run()
        for module, options, check in tasks_of(play, site, self._site):
            result = self._task(in_run, module, options, check)
            if result.get("failed"):
                return

    def _task(self, tasks: Tasks, module: str, options: Any, check: bool) -> dict[str, Any]:
        counts = self._outcome.counts
        counts["tasks"] += 1
        result = tasks(module, check, **options)
        message = result.get("msg", "")
        if result.get("failed"):
            counts["failed tasks"] += 1
            if "\n" in message or "Unexpected" in message or "traceback" in result:
                raise AssertionError(f"{module}: {message}")
        self._scheduler.record(f"{module} {result.get('changed')} {message}")
        return result

    # -- disturbances

    def _disturb(self, processes: list[Process], disturbance: Disturbance) -> None:
        if not processes:
            return
        process = processes[disturbance.play % len(processes)]
        if disturbance.kind in (histories.FAULT, histories.WRITE_FAULT):
            faults = {histories.FAULT: process.faults, histories.WRITE_FAULT: process.write_faults}
            faults[disturbance.kind][disturbance.at] = disturbance.value
            return
        effect = getattr(self, f"_{disturbance.kind}")

        def happen(process: Process) -> None:
            self._scheduler.record(f"{disturbance.kind} {disturbance.value}")
            self._outcome.counts[f"disturbances {disturbance.kind}"] += 1
            effect(process, disturbance.value)

        process.disturbances[disturbance.at].append(happen)

    def _kill(self, process: Process, _value: None) -> None:
        process.kill()

    def _interrupt(self, _process: Process, _value: None) -> None:
        raise KeyboardInterrupt

    def _suspend(self, process: Process, seconds: float) -> None:
        self._scheduler.suspend(process, seconds)

    def _clock(self, _process: Process, seconds: float) -> None:
        self._scheduler.time.offset += seconds

    def _disk(self, process: Process, _value: None) -> None:
        process.disk_full = True

    def _drift(self, _process: Process, number: int) -> None:
        """Let another client change, remove or create an object."""
        action = (self._describe, self._remove, self._create)[number % 3]
        action(random.Random(number))

    def _describe(self, chance: random.Random) -> None:
        for slot in self._present(chance, ("ssh_key", "private_network", "load_balancer", "role")):
            self._drifted.add(slot[:2])
            self._write("PUT", f"{_path(slot)}/{slot[2]}", {"description": "changed by others"})

    def _remove(self, chance: random.Random) -> None:
        for slot in self._present(chance, ("ssh_key", "vpn")):
            self._replaceable.add(slot[:2])
            self._drifted.add(slot[:2])
            self._write("DELETE", f"{_path(slot)}/{slot[2]}")

    def _create(self, chance: random.Random) -> None:
        kind = chance.choice(sorted(FOREIGN))
        path, body = FOREIGN[kind]
        name = f"other{chance.randrange(1000)}"
        if (kind, name) not in self._others:
            created = self._write("POST", path, {"name": name, **body})
            if created:
                self._others[kind, name] = created["id"]

    def _present(
        self, chance: random.Random, kinds: tuple[str, ...]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield an object of the site that exists, if there is one."""
        found = [
            (*slot, identifier)
            for slot, identifier in invariants.ids(self._api.listed).items()
            if slot[0] in kinds and slot in self._site
        ]
        if found:
            yield chance.choice(found)

    def _write(self, method: str, path: str, body: Any = None) -> Any:
        response = self._api.raw(method, path, body)
        self._scheduler.record(f"another client: {method} {path} {response.status_code}")
        return response.json() if response.ok else None

    # -- convergence

    def _converge(self, current: Round) -> Iterator[str]:
        """Run the plays of each machine again, undisturbed.

        The first run has to succeed, and the second one must not change anything.
        """
        slots = {slot for play in current.plays for slot in play.slots} | self._drifted
        slots |= {slot for slot in current.site if self._site.get(slot) != current.site[slot]}
        slots |= self._site.keys() - current.site.keys()
        if self._outcome.rounds % COMPLETE == 0:
            slots |= current.site.keys()
        listed = tuple(histories.ordered(sorted(slots), current.site))
        machines = {CACHES[play.controller]: play.controller for play in current.plays} or {"a": 0}
        found: list[str] = []
        for controller in machines.values():
            way = self._scheduler.chance.choice((histories.TASKS, histories.STACK))
            play = Play(controller, way, listed)
            for changed in (None, False):
                self._scheduler.time.sleep(PAUSE)
                self._last = self._controllers[controller].in_run()
                again = partial(self._repeat, play, current.site, changed, found)
                self._scheduler.run([Process(f"again-{controller}", again)], self._successor)
                found += self._check_cache()
        yield from (*found, *self._crashes)

    def _repeat(self, play: Play, site: Site, changed: bool | None, found: list[str]) -> None:
        """Run a play, and append the defects of its results.

        :param changed: whether its tasks have to change something. None: that is not known.
        """
        tasks = self._controllers[play.controller].in_run()
        for module, options, check in tasks_of(play, site, self._site):
            result = self._task(tasks, module, options, check)
            if result.get("failed"):
                found.append(f"convergence: {module} {_named(options)} failed: {result['msg']}")
                return
            if changed is not None and result["changed"] != changed:
                sent = [f"{each['method']} {each['path']}" for each in result["operations"]]
                found.append(f"convergence: {module} {_named(options)} changed again: {sent}")


def _path(slot: tuple[str, ...]) -> str:
    return f"/{PLURALS[slot[0]]}"


def _named(options: Mapping[str, Any]) -> str:
    return str(options.get("name") or options.get("server") or "")


# -- minimal histories


def shrink(
    history: History, fails: Callable[[History], bool], budget: Callable[[], bool]
) -> History:
    """Return a history that still fails, from which nothing can be left out.

    :param budget: returns whether there is time for another attempt.
    """
    smaller: History | None = history
    while smaller:
        history = smaller
        smaller = next((each for each in _smaller(history) if budget() and fails(each)), None)
    return history


def _smaller(history: History) -> Iterator[History]:
    """Yield histories that lack a part of this one, the smallest ones first."""
    rounds = history.rounds
    size = len(rounds) - 1
    while size > 0:
        for start in range(0, len(rounds) - 1, size):
            end = min(start + size, len(rounds) - 1)
            yield replace(history, rounds=rounds[:start] + rounds[end:])
        size //= 2
    for number, each in enumerate(rounds):
        for name in ("disturbances", "plays"):
            parts = getattr(each, name)
            for position in range(len(parts)):
                left = parts[:position] + parts[position + 1 :]
                yield _with_round(history, number, replace(each, **{name: left}))
        for slot in each.site:
            with suppress(KeyError):
                yield replace(history, rounds=tuple(_without(each, slot) for each in rounds))


def _with_round(history: History, number: int, new: Round) -> History:
    rounds = history.rounds
    return replace(history, rounds=(*rounds[:number], new, *rounds[number + 1 :]))


def _without(current: Round, slot: Slot) -> Round:
    """Return a round without an object.

    :raises KeyError: other objects refer to it.
    """
    if slot in LASTING or is_used(slot, current.site):
        raise KeyError(slot)
    site = {each: options for each, options in current.site.items() if each != slot}
    plays = tuple(
        replace(play, slots=tuple(each for each in play.slots if each != slot))
        for play in current.plays
    )
    return replace(current, site=site, plays=plays)
