# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring center: what servers use, and which alerts follow from the thresholds of their monitoring policies.

A sample depends on the seed, the server's name, what is measured, and the time, and on nothing else: it is the same in every
period and in every run. A server that is off uses nothing and does not answer.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from .account import Account
from .contract import Operation
from .errors import not_found
from .operations import Answer, list_operation, operation
from .ranges import DAY, HOUR, day_before_month, seconds, span
from .servers import addresses

#: Seconds between two samples (api-notes: monitoring-samples).
STEP = 300
#: a range of at most so many seconds: seconds between the samples of it that are shown
STEPS = ((DAY, STEP), (7 * DAY, HOUR), (30 * DAY, 4 * HOUR), (math.inf, DAY))
UNITS = {
    "cpu": {"used_percent": "%"},
    "ram": {"used_percent": "%"},
    "disk": {"used_percent": "%"},
    "internal_ping": {"pl": "%", "rta": "ms"},
    "transfer": {"downstream": "bps", "upstream": "bps"},
}
#: What needs the agent, and has no samples even then (api-notes: no-disk-samples).
AGENT_ONLY = ("disk",)
#: list of a monitoring policy: (how alerts count it, the condition that is met while the server is on)
WATCHED = {"ports": ("ports", "RESPONDING"), "processes": ("process", "RUNNING")}
TEXTS = {
    "cpu": "CPU usage: {level} - CPU_Total {used_percent:.0f}% used: CPU0 {used_percent:.0f}% used",
    "ram": "RAM usage: {level} {amount:.0f}MB ({used_percent:.0f}%) used",
    "disk": "Disk usage: {level} /: {amount:.2f}GB ({used_percent:.0f}%) used",
    "internal_ping": "{level} - {ip}: rta {rta}ms, lost {pl}%",
    "transfer": "Network traffic: {level} - {down:.0f} Kbps received: {up:.0f} Kbps transmitted:",
}


def chance(*words: object) -> float:
    """From 0 to 1, and the same for the same words."""
    return (
        int.from_bytes(
            hashlib.md5("/".join(map(str, words)).encode(), usedforsecurity=False).digest()[:4],
            "big",
        )
        / 2**32
    )


def load(seed: int, name: str, what: str, when: int) -> float:
    """Percent: a level of its own, a wave a day, some noise, and now and then a peak."""
    words = seed, name, what
    wave = math.sin(2 * math.pi * (when / DAY + chance(*words, "phase")))
    peak = 40 if chance(*words, when, "peak") > 0.98 else 0
    return round(
        min(100, 12 + 45 * chance(*words) + 10 * wave + 10 * chance(*words, when) + peak), 4
    )


def sample(seed: int, name: str, what: str, when: int, powered: bool) -> dict[str, Any]:
    """The values of ``UNITS`` at a time."""
    if what == "internal_ping":
        return (
            {"pl": 0, "rta": round(load(seed, name, what, when) / 25)}
            if powered
            else {"pl": 100, "rta": 0}
        )
    if what == "disk":
        return {"used_percent": round(12 + 45 * chance(seed, name, what), 4)}
    values = UNITS[what]
    if not powered:
        return dict.fromkeys(values, 0)
    if what == "transfer":
        return {value: round(load(seed, name, value, when) * 10_000) for value in values}
    return {"used_percent": load(seed, name, what, when)}


# -- one server now


def policy(account: Account, server: Mapping[str, Any]) -> dict[str, Any]:
    """What a server is measured by; one without a policy by the default one (api-notes: every-server-monitored)."""
    every = account.store.kind("monitoring_policies")
    return every.get(server["_monitoring"] or "") or next(
        each for each in every.values() if each["default"]
    )


def thresholds(account: Account, server: Mapping[str, Any], what: str) -> dict[str, int]:
    default = next(each for each in account.all("monitoring_policies") if each["default"])[
        "thresholds"
    ][what]
    own = {**default, **policy(account, server)["thresholds"].get(what, {})}
    return {level: own[level]["value"] for level in ("critical", "warning")}


def level(what: str, values: Mapping[str, Any], limits: Mapping[str, int]) -> str:
    """OK, WARNING or CRITICAL. Transfer is measured in bps and limited in kbps."""
    amount = (
        values["rta"]
        if what == "internal_ping"
        else max(values.values()) / (1000 if what == "transfer" else 1)
    )
    if amount >= limits["critical"] or values.get("pl") == 100:
        return "CRITICAL"
    return "WARNING" if amount >= limits["warning"] else "OK"


def present(account: Account, server: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """what: its level now, and the sentence that says so."""
    now = int(account.clock.now()) // STEP * STEP
    hardware, ips = server["hardware"], addresses(account, server)
    sizes = {"ram": hardware["ram"] * 1024, "disk": sum(disk["size"] for disk in hardware["hdds"])}
    answer = {}
    for what, text in TEXTS.items():
        values = sample(account.seed, server["name"], what, now, server["_state"] == "POWERED_ON")
        found = level(what, values, thresholds(account, server, what))
        answer[what] = (
            found,
            text.format(
                level=found,
                ip=ips[0]["ip"] if ips else "-",
                amount=sizes.get(what, 0) * values.get("used_percent", 0) / 100,
                down=values.get("downstream", 0) / 1000,
                up=values.get("upstream", 0) / 1000,
                **values,
            ),
        )
    return answer


def measured(account: Account, server: dict[str, Any]) -> list[str]:
    return [what for what in UNITS if what not in AGENT_ONLY or policy(account, server)["agent"]]


def head(
    account: Account, server: dict[str, Any], now: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """What list and detail have alike."""
    rules = policy(account, server)
    counts = {"resources": count([now[what][0] for what in measured(account, server)])}
    for name, (counted, met) in WATCHED.items():
        on = server["_state"] == "POWERED_ON"
        counts[counted] = count(
            ["CRITICAL" if (each["alert_if"] == met) == on else "OK" for each in rules[name]]
        )
    return {
        "id": server["id"],
        "name": server["name"],
        "datacenter": server["datacenter"],
        "alerts": counts,
        "agent": {
            "agent_installed": rules["agent"],
            "monitoring_needs_agent": rules["agent"],
            "missing_agent_alert": False,
        },
    }


def count(levels: list[str]) -> dict[str, int]:
    return {name: levels.count(name.upper()) for name in ("critical", "warning", "ok")}


def named(account: Account, answer: Mapping[str, Any], **keys: str) -> dict[str, Any]:
    """An answer with other names of members where it is to be like an example."""
    changed = keys if account.readings["alert-keys"] == "example" else {}
    return {changed.get(key, key): value for key, value in answer.items()}


def show_listed(account: Account, server: dict[str, Any]) -> dict[str, Any]:
    now = present(account, server)
    states = {what: {"state": text} for what, (_level, text) in now.items()}
    answer = {**head(account, server, now), "status": {"state": account.state(server), **states}}
    return named(account, answer, alerts="alerts_count", datacenter="region")


def deployed(account: Account, _operation: Operation) -> Iterator[dict[str, Any]]:
    return (server for server in account.all("servers") if server["_deployed"])


list_operation("list_monitoring_center", "servers", show_listed, deployed)


# -- one server over a period


def powered(account: Account, server: Mapping[str, Any]) -> list[tuple[float, bool]]:
    """Since when a server is on or off, as the logs tell."""
    changes = [
        (log["_ends"], log["action"] == "POWER_ON")
        for log in account.all("logs")
        if log["resource"]["id"] == server["id"] and log["action"] in ("POWER_ON", "POWER_OFF")
    ]
    before = not changes[0][1] if changes else server["_state"] == "POWERED_ON"
    return [(0.0, before), *sorted(changes)]


def times(start: float, end: float) -> range:
    """The times of samples in a range (api-notes: sample-steps)."""
    step = next(step for length, step in STEPS if end - start <= length)
    return range(math.ceil(start / step) * step, int(end) + 1, step)


@operation
def get_monitoring_center_server(account: Account, operation: Operation) -> Answer:
    server = account.get("servers", operation.params["server_id"])
    if not server["_deployed"]:
        raise not_found("servers")
    start, end = span(account, operation.query)
    began, changes, now = (
        seconds(server["creation_date"]),
        powered(account, server),
        present(account, server),
    )
    dates = [
        (when, [on for since, on in changes if since <= when][-1])
        for when in times(start, end)
        if when >= began
    ]
    answer = {**head(account, server, now), "status": {"state": account.state(server)}}
    for what in measured(account, server):
        answer[what] = {**thresholds(account, server, what), "status": now[what][1]}
        if what not in AGENT_ONLY:
            answer[what].update(
                unit=UNITS[what],
                data=[
                    {
                        "date": day_before_month(when),
                        **sample(account.seed, server["name"], what, when, on),
                    }
                    for when, on in dates
                ],
            )
    return 200, named(account, answer, alerts="alerts_count")
