# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the account holds, and the work that is under way in it, in simulated time."""

from __future__ import annotations

import heapq
import itertools
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from ipaddress import IPv4Network
from typing import Any

from .errors import busy, not_found
from .readings import Readings

#: Simulated seconds that things take (api-notes: durations).
DURATIONS = {
    "deploy_cloud": 240,
    "deploy_fixed": 300,
    "deploy_baremetal": 900,
    "reinstall": 240,
    "clone": 400,
    "power": 30,
    "reboot": 45,
    "hardware": 60,
    "disk": 40,
    "dvd": 20,
    "snapshot": 60,
    "remove_server": 60,
    "join_network": 20,
    "address": 10,
    "load_balancer": 30,
    "firewall_policy": 20,
    "private_network": 40,
    "image": 180,
    "shared_storage": 60,
    "user": 30,
    "change": 10,
    "remove": 15,
    "DAILY": 24 * 3600,
    "WEEKLY": 7 * 24 * 3600,
}
#: Simulated seconds for which lists do not show a new object, and still show one that is gone, if they lag (api-notes: lagging-lists).
LAG = 20
#: States of what is being removed, and the one that stands for them in a reading (api-notes: removal).
REMOVING = ("REMOVING", "DELETING")
#: How SSH keys and VPNs write a date.
DAY_FIRST = "%d-%m-%YT %H:%M:%S+00.00"
#: Limits of an account (api-notes: tariff-violation).
LIMITS = {
    "hdds": 8,
    "private_networks": 50,
    "monitoring_policies": 50,
    "block_storages": 10,
    "shared_storages": 10,
}


class Clock:
    """Simulated seconds since the epoch; ``speed`` of them pass in a real one.

    :param elapsed: tells the real seconds. :param epoch: the moment of the beginning; by default now.
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
        return self._moment or self._epoch + (self._elapsed() - self._began) * self.speed

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """All that is done meanwhile happens at one moment."""
        self._moment = self.now()
        try:
            yield
        finally:
            self._moment = None

    def real(self, seconds: float) -> float:
        """Simulated seconds as real ones."""
        return seconds / self.speed

    def date(self) -> datetime:
        return datetime.fromtimestamp(self.now(), timezone.utc)

    def stamp(self) -> str:
        return self.date().isoformat(timespec="seconds")

    def day_first_stamp(self) -> str:
        """The date of SSH keys and VPNs (api-notes: day-first-dates)."""
        return self.date().strftime(DAY_FIRST)


class Store:
    """Objects by kind and id, in the order of their creation, written through to SQLite."""

    def __init__(self, file: str | None) -> None:
        if file:  # it holds tokens and passwords
            opened = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            os.fchmod(opened, 0o600)
            os.close(opened)
        self._db = sqlite3.connect(file or ":memory:", isolation_level=None)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS objects (kind TEXT, id TEXT, object TEXT, PRIMARY KEY (kind, id))"
        )
        self._kinds: dict[str, dict[str, dict[str, Any]]] = {}
        for kind, identifier, text in self._db.execute(
            "SELECT kind, id, object FROM objects ORDER BY rowid"
        ):
            self._kinds.setdefault(kind, {})[identifier] = json.loads(text)

    def kind(self, kind: str) -> dict[str, dict[str, Any]]:
        return self._kinds.setdefault(kind, {})

    def kinds(self) -> list[str]:
        return list(self._kinds)

    def save(self, kind: str, obj: dict[str, Any]) -> None:
        self.kind(kind)[obj["id"]] = obj
        self._db.execute(
            "INSERT INTO objects VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET object = excluded.object",
            (kind, obj["id"], json.dumps(obj)),
        )

    def delete(self, kind: str, identifier: str) -> None:
        self.kind(kind).pop(identifier, None)
        self._db.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, identifier))

    def clear(self) -> None:
        self._kinds.clear()
        self._db.execute("DELETE FROM objects")


Effect = Callable[["Account", dict[str, Any]], None]
EFFECTS: dict[str, Effect] = {}


def effect(function: Effect) -> Effect:
    """Register what happens at the end of some work; work is stored by its name, so that it survives a restart."""
    EFFECTS[function.__name__] = function
    return function


class Account:
    """The objects of one account.

    An object's keys that begin with an underscore are ours and never shown. ``_work`` is what it is busy with:
    {state, began, ends, effect, arguments}; ``_ended`` when that was done; ``_idle_from`` the time until which it still refuses a further change
    although its state looks done (api-notes: busy-after-ready).

    :param seed: what series of samples and the account's own prefix come from. :param readings: see ``readings``.
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
        #: Whether lists lag behind; not while the account is filled.
        self.lagging = False
        self._left: dict[str, list[tuple[float, dict[str, Any]]]] = {}
        self._due: list[tuple[float, int, str, str]] = []
        self._order = itertools.count()
        for kind in self.store.kinds():
            for obj in self.store.kind(kind).values():
                if obj.get("_work"):
                    self._schedule(kind, obj)

    # -- objects

    def all(self, kind: str) -> Iterator[dict[str, Any]]:
        return iter(list(self.store.kind(kind).values()))

    def open(self) -> None:
        """Begin to serve: what is there now is in all lists."""
        self.lagging = self.readings["lagging-lists"] == "yes"

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """The objects that the list of a kind shows, the oldest first. One that has left is shown as it was at last."""
        now = self.clock.now()
        left = [obj for until, obj in self._left.get(kind, ()) if now < until]
        return [*left, *(obj for obj in self.all(kind) if obj.get("_listed_from", 0) <= now)]

    def get(self, kind: str, identifier: Any, missing: str | None = None) -> dict[str, Any]:
        """:raises Problem: the 404 of ``missing`` (default: of the kind)."""
        obj = self.store.kind(kind).get(str(identifier))
        if obj is None:
            raise not_found(missing or kind)
        return obj

    def create(self, kind: str, prefix: str | None, **values: Any) -> dict[str, Any]:
        # (api-notes: cloudpanel-id)
        own = {} if prefix is None else {"cloudpanel_id": prefix + secrets.token_hex(3).upper()}
        obj = {"id": self.new_id(), **own, "creation_date": self.clock.stamp(), **values}
        if self.lagging:
            obj["_listed_from"] = self.clock.now() + LAG
        self.store.save(kind, obj)
        return obj

    def save(self, kind: str, obj: dict[str, Any]) -> None:
        self.store.save(kind, obj)

    def delete(self, kind: str, obj: dict[str, Any]) -> None:
        if self.lagging:
            self._left.setdefault(kind, []).append((self.clock.now() + LAG, obj))
        self.store.delete(kind, obj["id"])

    @staticmethod
    def new_id() -> str:
        return secrets.token_hex(16).upper()

    # -- addresses

    def _free_addresses(self) -> Iterator[str]:
        for address in self._network.hosts():
            if address.packed[-1] not in (0, 255):
                yield str(address)

    def new_address(self) -> str:
        taken = {ip["ip"] for ip in self.all("public_ips")}
        return next(address for address in self._addresses if address not in taken)

    # -- work

    def begin(
        self,
        kind: str,
        obj: dict[str, Any],
        state: str | None,
        duration: str,
        effect_name: str = "settled",
        since: float | None = None,
        **arguments: Any,
    ) -> None:
        """Let an object be busy. :param state: what it shows meanwhile; None: what it showed before.
        :param since: when that began, by default now."""
        now = self.clock.now() if since is None else since
        if state in REMOVING and self.readings["removal"] == "configuring":
            state = "CONFIGURING"
        obj["_work"] = {
            "state": state,
            "began": now,
            "ends": now + DURATIONS[duration],
            "effect": effect_name,
            "arguments": arguments,
        }
        self.save(kind, obj)
        self._schedule(kind, obj)

    def touch(self, kind: str, identifier: str) -> None:
        """What a server joins or leaves is busy for a moment (api-notes: side-states)."""
        obj = self.get(kind, identifier)
        if self.readings["side-states"] == "configuring" and not obj.get("_work"):
            self.begin(kind, obj, "CONFIGURING", "change")

    def _schedule(self, kind: str, obj: dict[str, Any]) -> None:
        heapq.heappush(self._due, (obj["_work"]["ends"], next(self._order), kind, obj["id"]))

    def next_end(self) -> float | None:
        """When the next work ends, in simulated seconds."""
        return self._due[0][0] if self._due else None

    def advance(self) -> bool:
        """Carry out all work that has ended by now; True if there was any."""
        worked = False
        while self._due and self._due[0][0] <= self.clock.now():
            ends, _number, kind, identifier = heapq.heappop(self._due)
            obj = self.store.kind(kind).get(identifier)
            if obj is None or (obj.get("_work") or {}).get("ends") != ends:
                continue
            work = obj.pop("_work")
            obj.update(_ended=ends, _idle_from=ends + (self.linger if kind == "servers" else 0))
            EFFECTS[work["effect"]](self, obj, **work["arguments"])
            if identifier in self.store.kind(kind):
                self.save(kind, obj)
            else:
                obj["_work"] = work  # Lists that lag show it as it was.
            worked = True
        return worked

    def state(self, obj: dict[str, Any]) -> str:
        return (obj.get("_work") or {}).get("state") or obj["_state"]

    def percent(self, obj: dict[str, Any]) -> int | None:
        work = obj.get("_work")
        if not work or work["state"] is None:
            return None
        return min(
            99,
            max(1, int(100 * (self.clock.now() - work["began"]) / (work["ends"] - work["began"]))),
        )

    def occupied(self, obj: dict[str, Any]) -> str | None:
        """The state that keeps an object from a change while it is busy, or still is although it looks done."""
        if obj.get("_work"):
            return obj["_work"]["state"] or "CONFIGURING"
        return "CONFIGURING" if self.clock.now() < obj.get("_idle_from", 0) else None

    def doing(self, obj: dict[str, Any], effect_name: str) -> bool:
        """True while the work that ends with this effect is under way."""
        return (obj.get("_work") or {}).get("effect") == effect_name

    def require_idle(self, element: str, obj: dict[str, Any]) -> None:
        """:raises Problem: 403 while the object is occupied."""
        state = self.occupied(obj)
        if state:
            raise busy(element, obj["id"], state)


@effect
def settled(account: Account, obj: dict[str, Any]) -> None:
    """Nothing more than the end of a state."""


def shown(obj: dict[str, Any]) -> dict[str, Any]:
    """An object without what is ours."""
    return {key: value for key, value in obj.items() if not key.startswith("_")}
