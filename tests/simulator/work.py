# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work: what keeps an object busy after a write, how long it takes, and what happens at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .kinds import Object

#: Simulated seconds that work takes (api-notes: durations).
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

#: A function of the account, an object, and arguments that were stored when the work began.
Effect = Callable[..., None]
#: All effects by their names. With --data, the name is stored with the work.
EFFECTS: dict[str, Effect] = {}


def effect(function: Effect) -> Effect:
    """Register an effect: what happens at the end of some work."""
    EFFECTS[function.__name__] = function
    return function


@effect
def settled(_account: Any, _obj: Object) -> None:
    """Do nothing: only the state ends."""


@dataclass(frozen=True)
class Work:
    """Work that an object is busy with.

    :param state: the state that the object shows meanwhile; None: the state that it had before.
    :param duration: a key of ``DURATIONS``.
    :param effect: what happens at the end.
    """

    state: str | None
    duration: str
    effect: Effect = settled

    def __post_init__(self) -> None:
        if self.duration not in DURATIONS:
            raise ValueError(f"There is no duration {self.duration!r}")
        if EFFECTS.get(self.effect.__name__) is not self.effect:
            raise ValueError(f"{self.effect.__name__} is not registered as an effect")


#: A short change.
CHANGE = Work("CONFIGURING", "change")
