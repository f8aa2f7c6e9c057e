# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Histories: random plays of several controllers, and what disturbs them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from soak.sites import KINDS, Site, Slot, next_site
from soak.surroundings import FAULTS

#: Controllers and their cache directories: two of them share one.
CACHES = ("a", "a", "b")
#: Ways in which a play brings objects of a site about.
TASKS, STACK, CHECK, READ = "tasks", "stack", "check", "read"
WAYS = (TASKS, TASKS, TASKS, STACK, STACK, CHECK, READ)
KILL, INTERRUPT, SUSPEND = "kill", "interrupt", "suspend"
FAULT, WRITE_FAULT = "fault", "fault of a write"
CLOCK, DISK, DRIFT = "clock", "disk", "drift"
#: How often each disturbance happens.
WEIGHTS = {KILL: 12, INTERRUPT: 2, SUSPEND: 1, FAULT: 8, CLOCK: 1, DISK: 1, DRIFT: 1}
#: Errors of the clock, in seconds. Notes about stopped servers are valid for a week.
JUMPS = (-86400.0, -3600.0, -8.0, 8.0, 3600.0, 86400.0)
#: Shortest and longest seconds between two rounds. Lists of the API show all changes after PAUSE.
PAUSE = 60.0
LONGEST_GAP = 7200.0


@dataclass(frozen=True)
class Disturbance:
    """A disturbance of the process of a play.

    :param at: the number of its point. For a fault: of its request, or of its request that writes.
    :param value: a fault, seconds, or a number that chooses an action of another client.
    """

    kind: str
    play: int
    at: int
    value: Any = None


@dataclass(frozen=True)
class Play:
    """Tasks of one controller that run one after the other.

    :param slots: the objects, in the order of their tasks.
    """

    controller: int
    way: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Round:
    """Plays that run at the same time, and bring an account closer to a site."""

    seed: str
    gap: float
    site: Site
    plays: tuple[Play, ...]
    disturbances: tuple[Disturbance, ...] = ()


@dataclass(frozen=True)
class History:
    """The rounds on one account.

    :param world: the readings of the API.
    """

    seed: str
    world: str
    rounds: tuple[Round, ...] = ()

    def first(self, count: int) -> History:
        """Return the history of the first rounds."""
        return replace(self, rounds=self.rounds[:count])

    def __str__(self) -> str:
        """Return the history as lines."""
        lines, before = [f"world {self.world}"], {}
        for each in self.rounds:
            lines.append(f"round {each.seed}, after {each.gap:.0f} s")
            changed = [slot for slot in {**before, **each.site} if _changes(slot, before, each)]
            lines += [f"  {' '.join(slot)}: {each.site.get(slot, 'absent')}" for slot in changed]
            lines += [
                f"  play of controller {play.controller} (cache {CACHES[play.controller]}): "
                f"{play.way} {', '.join(' '.join(slot) for slot in play.slots)}"
                for play in each.plays
            ]
            lines += [f"  {disturbance}" for disturbance in each.disturbances]
            before = each.site
        return "\n".join(lines)


def _changes(slot: Slot, before: Site, current: Round) -> bool:
    return before.get(slot) != current.site.get(slot)


def draw_history(seed: str, rounds: int) -> History:
    """Return the history that a seed determines."""
    chance = random.Random(seed)
    drawn, site = [], {}
    for number in range(rounds):
        new = next_site(chance, site, 8 if number == 0 else chance.randint(1, 4))
        drawn.append(_draw_round(chance, f"{seed} {number}", site, new))
        site = new
    return History(seed, f"mixed:{seed}", tuple(drawn))


def _draw_round(chance: random.Random, seed: str, before: Site, site: Site) -> Round:
    changed = ordered(
        [slot for slot in {**before, **site} if before.get(slot) != site.get(slot)], site
    )
    # Some changes are left to the runs without disturbances.
    left = {slot for slot in changed if chance.random() < 0.2}
    controllers = chance.sample(range(len(CACHES)), chance.choice((1, 1, 2, 2, 3)))
    disturbances = [
        _draw_disturbance(chance, len(controllers)) for _each in range(chance.randint(0, 12))
    ]
    # A full disk stops the locks between processes of one machine, and the notes of a process about
    # servers that it has stopped.
    full = {each.play for each in disturbances if each.kind == DISK}
    disturbances = [
        each for each in disturbances if each.play not in full or each.kind not in (KILL, INTERRUPT)
    ]
    locked = not full
    plays: list[Play] = []
    for position, controller in enumerate(controllers):
        slots = [*changed, *chance.sample(list(site), min(2, len(site)))]
        if position:  # the same play twice, or a part of it
            part = chance.choice((1.0, 0.6))
            slots = [slot for slot in slots if chance.random() < part]
        slots = [slot for slot in slots if slot not in left]
        # Without locks, processes do not manage the same object at the same time.
        others = {
            slot
            for play in plays
            if not (locked and CACHES[play.controller] == CACHES[controller])
            and play.way in (TASKS, STACK)
            for slot in play.slots
        }
        slots = ordered([slot for slot in dict.fromkeys(slots) if not _meets(slot, others)], site)
        if slots:
            plays.append(Play(controller, chance.choice(WAYS), tuple(slots)))
    gap = chance.choice((PAUSE, chance.uniform(PAUSE, LONGEST_GAP)))
    return Round(seed, gap, site, tuple(plays), tuple(disturbances))


def _meets(slot: Slot, others: set[Slot]) -> bool:
    """Return whether a task for an object would meet tasks of another machine.

    An address belongs to its server.
    """
    kind, name = slot
    related = {("server", name), ("server_ip", name)} if kind in ("server", "server_ip") else {slot}
    return bool(related & others)


def ordered(slots: list[Slot], site: Site) -> list[Slot]:
    """Return slots in the order of their tasks: first what exists, and last what is removed."""
    present = [slot for slot in slots if slot in site]
    absent = [slot for slot in slots if slot not in site]
    return [
        *sorted(present, key=lambda slot: (KINDS.index(slot[0]), slot[1])),
        *sorted(absent, key=lambda slot: (-KINDS.index(slot[0]), slot[1])),
    ]


def _draw_disturbance(chance: random.Random, plays: int) -> Disturbance:
    kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    play = chance.randrange(plays)
    at = int(2 ** chance.uniform(2, 10))
    if kind == FAULT:
        kind, most = chance.choice(((FAULT, 6), (WRITE_FAULT, 4)))
        return Disturbance(kind, play, int(2 ** chance.uniform(0, most)), chance.choice(FAULTS))
    value = {
        SUSPEND: chance.uniform(1, 120),
        CLOCK: chance.choice(JUMPS),
        DRIFT: chance.randrange(2**16),
    }.get(kind)
    return Disturbance(kind, play, at, value)
