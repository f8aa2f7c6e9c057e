# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account: its objects, and the work under way, in simulated time."""

from __future__ import annotations

import heapq
import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from ipaddress import IPv4Network
from typing import Any

from .errors import busy, not_found, too_many
from .kinds import PUBLIC_IPS, SERVERS, Kind, Object
from .readings import Readings
from .store import Store
from .work import CHANGE, DURATIONS, EFFECTS, Effect, Work

#: Simulated seconds by which lists are late, if they are (api-notes: lagging-lists).
LAG = 20
#: States of an object during its removal, which a reading replaces (api-notes: removal).
REMOVING = ("REMOVING", "DELETING")
#: The format of dates in SSH keys and VPNs (api-notes: day-first-dates).
DAY_FIRST = "%d-%m-%YT %H:%M:%S+00.00"
#: How many objects an account can have (api-notes: tariff-violation); ``hdds`` is for each server.
LIMITS = {
    "hdds": 8,
    "private_networks": 50,
    "monitoring_policies": 50,
    "block_storages": 10,
    "shared_storages": 10,
}


class Clock:
    """Simulated time, in seconds since the epoch.

    :param speed: the simulated seconds in a real second.
    :param elapsed: returns real seconds.
    :param epoch: the time at the start; by default now.
    """

    def __init__(
        self,
        speed: float,
        elapsed: Callable[[], float] = time.monotonic,
        epoch: float | None = None,
    ) -> None:
        self.speed = speed
        self._elapsed = elapsed
        self._began = elapsed()
        self._epoch = time.time() if epoch is None else epoch
        self._moment: float | None = None

    def now(self) -> float:
        """Return the simulated time."""
        return self._moment or self._epoch + (self._elapsed() - self._began) * self.speed

    def reach(self, moment: float) -> None:
        """Put the clock forward to a time, unless it is later already."""
        self._epoch += max(0.0, moment - self.now())

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the clock for the block, so that everything in it happens at the same time."""
        self._moment = self.now()
        try:
            yield
        finally:
            self._moment = None

    def real(self, seconds: float) -> float:
        """Convert simulated seconds into real ones."""
        return seconds / self.speed

    def date(self) -> datetime:
        """Return the simulated time as a date."""
        return datetime.fromtimestamp(self.now(), timezone.utc)

    def stamp(self) -> str:
        """Return the date as most objects show it (api-notes: dates)."""
        return self.date().isoformat(timespec="seconds")

    def day_first_stamp(self) -> str:
        """Return the date as SSH keys and VPNs show it (api-notes: day-first-dates)."""
        return self.date().strftime(DAY_FIRST)


class Account:
    """The objects of one account.

    :param file: the SQLite file of the objects, or None.
    :param network: the network of the public IPs.
    :param linger: seconds for which a server refuses changes after its work
        (api-notes: busy-after-ready).
    :param limits: see ``LIMITS``.
    :param seed: determines samples and the prefix of user names.
    """

    def __init__(
        self,
        clock: Clock,
        file: str | None,
        network: IPv4Network,
        linger: float,
        limits: dict[str, int],
        seed: int = 0,
        readings: Readings | None = None,
    ) -> None:
        self.clock = clock
        self.store = Store(file)
        self.limits = limits
        self.seed = seed
        self.readings = readings or Readings()
        self.linger = linger if self.readings["busy-after-ready"] == "yes" else 0
        self._network = network
        self._addresses = self._free_addresses()
        #: Whether lists are late. They are not while the account is filled.
        self.lagging = False
        #: Removed objects that lists still show, and until when.
        self._removed: dict[Kind, list[tuple[float, Object]]] = {}
        #: The ends of all work: (time, number, object).
        self._due: list[tuple[float, int, Object]] = []
        self._order = itertools.count()
        for kind in self.store.kinds():
            for obj in self.objects(kind):
                work = obj.get("_work")
                # The simulated time of the last run can be later than the real time.
                clock.reach(work["began"] if work else obj.get("_ended", 0))
                if work:
                    self._schedule(obj)

    def open(self) -> None:
        """Start to serve: lists show all present objects, and are late from now on."""
        self.lagging = self.readings["lagging-lists"] == "yes"

    # -- reading

    def objects(self, kind: Kind) -> list[Object]:
        """Return all objects of a kind, the oldest first."""
        return list(self.store.objects(kind).values())

    def listed(self, kind: Kind) -> list[Object]:
        """Return the objects that a list shows, the oldest first (api-notes: lagging-lists)."""
        now = self.clock.now()
        removed = [obj for until, obj in self._removed.get(kind, ()) if now < until]
        return [*removed, *(obj for obj in self.objects(kind) if obj.get("_listed_from", 0) <= now)]

    def find(self, kind: Kind, identifier: object) -> Object | None:
        """Return the object with an id, or None."""
        return self.store.objects(kind).get(str(identifier))

    def exists(self, kind: Kind, identifier: object) -> bool:
        """Return True if there is an object with this id."""
        return self.find(kind, identifier) is not None

    def get(self, kind: Kind, identifier: object, missing: tuple[str, str] | None = None) -> Object:
        """Return the object with an id.

        :param missing: code and message of the 404; by default those of the kind.
        :raises ApiError: 404.
        """
        obj = self.find(kind, identifier)
        if obj is None:
            raise not_found(missing or kind.not_found)
        return obj

    def references(self, kind: Kind, identifiers: Iterable[str]) -> list[dict[str, Any]]:
        """Return id and name of each object that still exists."""
        found = (self.find(kind, identifier) for identifier in identifiers)
        return [obj.reference() for obj in found if obj]

    def show(self, obj: Object) -> dict[str, Any]:
        """Return the public members of an object, and its state."""
        return {**obj.public(), "state": self.state(obj)}

    # -- writing

    def create(self, kind: Kind, **members: Any) -> Object:
        """Add an object with a new id, the present date and the state ACTIVE, if not given.

        The ids that the panel shows have a prefix (api-notes: cloudpanel-id).
        """
        shown = {} if kind.prefix is None else {"cloudpanel_id": kind.prefix + _panel_id()}
        own = {"id": self.new_id(), **shown, "creation_date": self.clock.stamp()}
        return self.add(Object(kind, {"_state": "ACTIVE", **own, **members}))

    def add(self, obj: Object) -> Object:
        """Store a new object. Lists that are late show it after a while."""
        if self.lagging:
            obj["_listed_from"] = self.clock.now() + LAG
        self.save(obj)
        return obj

    def save(self, obj: Object) -> None:
        """Store an object after a change of its members."""
        self.store.save(obj)

    def update(self, obj: Object, **members: Any) -> None:
        """Change members of an object, and store it."""
        obj.update(members)
        self.save(obj)

    def delete(self, obj: Object) -> None:
        """Remove an object. Lists that are late continue to show it for a while."""
        if self.lagging:
            self._removed.setdefault(obj.kind, []).append((self.clock.now() + LAG, obj))
        self.store.delete(obj)

    def check_limit(self, kind: Kind, prefix: str, whole: bool = False) -> None:
        """Raise 400 if the account has as many objects as it can (api-notes: tariff-violation).

        :param prefix: the name of the limit in the error.
        :param whole: see ``errors.too_many``.
        """
        count, allowed = len(self.store.objects(kind)) + 1, self.limits[kind.plural]
        if count > allowed:
            raise too_many(prefix, count, allowed, whole)

    @staticmethod
    def new_id() -> str:
        """Return a new id (api-notes: ids)."""
        return secrets.token_hex(16).upper()

    def _free_addresses(self) -> Iterator[str]:
        for address in self._network.hosts():
            if address.packed[-1] not in (0, 255):
                yield str(address)

    def new_address(self) -> str:
        """Return an IP address that no public IP has."""
        taken = {ip["ip"] for ip in self.objects(PUBLIC_IPS)}
        return next(address for address in self._addresses if address not in taken)

    # -- work

    def begin(self, obj: Object, work: Work, since: float | None = None, **arguments: Any) -> None:
        """Begin some work on an object, and store the object.

        :param since: the time at which the work began; by default now.
        :param arguments: stored for the effect of the work.
        """
        now = self.clock.now() if since is None else since
        state = work.state
        if state in REMOVING and self.readings["removal"] == "configuring":
            state = "CONFIGURING"
        obj["_work"] = {
            "state": state,
            "began": now,
            "ends": now + DURATIONS[work.duration],
            "effect": work.effect.__name__,
            "arguments": arguments,
        }
        self.save(obj)
        self._schedule(obj)

    def begin_side_change(self, kind: Kind, identifier: str) -> None:
        """Begin a short change of an object that a server joins or leaves.

        The reading decides whether the object shows it (api-notes: side-states).
        """
        obj = self.get(kind, identifier)
        if self.readings["side-states"] == "configuring" and not obj.get("_work"):
            self.begin(obj, CHANGE)

    def _schedule(self, obj: Object) -> None:
        heapq.heappush(self._due, (obj["_work"]["ends"], next(self._order), obj))

    def next_end(self) -> float | None:
        """Return the time at which the next work ends, or None."""
        return self._due[0][0] if self._due else None

    def advance(self) -> bool:
        """Carry out the effects of all work that has ended. Return True if there was any."""
        worked = False
        while self._due and self._due[0][0] <= self.clock.now():
            ends, _number, due = heapq.heappop(self._due)
            obj = self.find(due.kind, due["id"])
            if obj is None or (obj.get("_work") or {}).get("ends") != ends:
                continue
            self._finish(obj)
            worked = True
        return worked

    def _finish(self, obj: Object) -> None:
        work = obj.pop("_work")
        linger = self.linger if obj.kind == SERVERS else 0
        obj.update(_ended=work["ends"], _idle_from=work["ends"] + linger)
        EFFECTS[work["effect"]](self, obj, **work["arguments"])
        if self.exists(obj.kind, obj["id"]):
            self.save(obj)
        else:
            obj["_work"] = work  # Lists that are late show the object as it was.

    def state(self, obj: Object) -> str:
        """Return the state that an object shows."""
        return str((obj.get("_work") or {}).get("state") or obj["_state"])

    def percent(self, obj: Object) -> int | None:
        """Return the progress of the work that changes the state, from 1 to 99, or None."""
        work = obj.get("_work")
        if not work or work["state"] is None:
            return None
        done = (self.clock.now() - work["began"]) / (work["ends"] - work["began"])
        return min(99, max(1, int(100 * done)))

    def busy_state(self, obj: Object) -> str | None:
        """Return the state with which an object refuses changes, or None if it accepts them."""
        if obj.get("_work"):
            return obj["_work"]["state"] or "CONFIGURING"
        return "CONFIGURING" if self.clock.now() < obj.get("_idle_from", 0) else None

    def is_doing(self, obj: Object, effect: Effect) -> bool:
        """Return True while the work with this effect is under way."""
        return bool((obj.get("_work") or {}).get("effect") == effect.__name__)

    def require_idle(self, obj: Object) -> None:
        """Raise 403 while an object refuses changes."""
        state = self.busy_state(obj)
        if state:
            raise busy(obj.kind.element, obj["id"], state)


def _panel_id() -> str:
    return secrets.token_hex(3).upper()
