# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source monitoring: changes of the state of servers. Pure functions.

The facts about a server are its power state, its level, and the levels of its groups of checks and
of its checks. They also say whether the agent is missing, and which values have reached a threshold
of the rulebook.

A server gives an event when a list shows it for the first time, and each time a fact changes. A
fact that an answer does not contain is unknown and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import get_path
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import MONITORING

from .event_position import Event
from .event_source import EventSource

#: The levels, the worst first.
LEVELS = ("critical", "warning", "ok")
#: The groups of checks, with the numbers of their alerts.
GROUPS = ("resources", "ports", "process")
NUMBER = r"\d+(?:\.\d+)?"
#: The value in the text of each check (api-notes: monitoring-texts). Of several ones, the highest
#: counts.
VALUES = {
    "cpu": rf"({NUMBER})% used",
    "ram": rf"\(({NUMBER})%\)",
    "disk": rf"\(({NUMBER})%\)",
    "internal_ping": rf"rta ({NUMBER})ms",
    "transfer": rf"({NUMBER}) Kbps",
}
LEVEL = re.compile(rf"\b({'|'.join(LEVELS)})\b", re.IGNORECASE)
#: Seconds for which the facts of a server are kept after lists have shown it for the last time.
FORGOTTEN_AFTER = 7 * 86400.0


class MonitoringEvents(EventSource):
    """The source.

    Its state has, for each server, the known ``facts``, the time of its ``last_event``, and when a
    list has shown it for the last time (``seen``), by the clock of this machine.
    """

    name = "monitoring"
    report = MONITORING
    options = {
        "thresholds": {"type": "dict", "options": {name: {"type": "float"} for name in VALUES}},
        "remind_after": {"type": "float", "default": 0.0},
    }

    def changes(
        self, state: Mapping[str, Any], elements: Sequence[Mapping[str, Any]], now: float
    ) -> tuple[dict[str, Any], list[Event]]:
        """Return the new state, and an event for each server of which a fact has changed."""
        servers = dict(state.get("servers", {}))
        events = []
        for server in elements:
            former = servers.get(server["id"], {"facts": {}, "last_event": now})
            before, values = former["facts"], values_of(server)
            shown = {**facts(server), "exceeded": self._exceeded(values)}
            after = {**before, **{name: each for name, each in shown.items() if each is not None}}
            changed = sorted(name for name in after if after[name] != before.get(name))
            last_event = former["last_event"]
            if changed or self._is_due(after, last_event, now):
                last_event = now
                content = {
                    **{name: server[name] for name in ("id", "name", "datacenter")},
                    **dict.fromkeys(shown),
                    **after,
                    "values": values,
                    "changed": changed,
                    "previous": {**dict.fromkeys(shown), **before},
                }
                events.append(self.event(content, server["id"], now))
            servers[server["id"]] = {"facts": after, "last_event": last_event, "seen": now}
        kept = {
            identifier: each
            for identifier, each in servers.items()
            if now - each["seen"] <= FORGOTTEN_AFTER
        }
        return {"servers": kept}, events

    def _exceeded(self, values: Mapping[str, float | None]) -> list[str]:
        """Return the checks whose values have reached the thresholds of the rulebook."""
        thresholds = self.params.get("thresholds") or {}
        return [
            name
            for name, value in values.items()
            if value is not None and thresholds.get(name) is not None and value >= thresholds[name]
        ]

    def _is_due(self, known: Mapping[str, Any], last_event: float, now: float) -> bool:
        """Return whether an alert goes on for so long that the source has to remind of it."""
        alert = known.get("level", "ok") != "ok" or known["exceeded"]
        after = self.params["remind_after"]
        return bool(alert and after > 0 and not last_event <= now < last_event + after)


def facts(server: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts about a server. None: unknown."""
    groups = {name: level_of(server["alerts"][name]) for name in GROUPS}
    known = [level for level in groups.values() if level]
    return {
        "state": server["status"]["state"],
        "level": min(known, key=LEVELS.index, default=None),
        **groups,
        **{name: _level_in(_text(server, name)) for name in VALUES},
        "agent_missing": server["agent"]["missing_agent_alert"],
    }


def level_of(counts: Mapping[str, Any]) -> str | None:
    """Return the worst level of a group of checks. None: unknown."""
    if all(counts[level] is None for level in LEVELS):
        return None
    return next((level for level in LEVELS if counts[level]), "ok")


def values_of(server: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the value of each check: percent, for the ping ms, for the transfer kbps."""
    found = {name: re.findall(pattern, _text(server, name)) for name, pattern in VALUES.items()}
    return {name: max(map(float, texts), default=None) for name, texts in found.items()}


def _level_in(text: str) -> str | None:
    match = LEVEL.search(text)
    return match[1].lower() if match else None


def _text(server: Mapping[str, Any], check: str) -> str:
    return str(get_path(server["status"], f"{check}.state") or "")
