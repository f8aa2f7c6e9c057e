# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The monitoring center: what servers use, and the alerts of their monitoring policies.

A sample depends on nothing but the seed, the name of the server, the resource and the time. It is
the same in each period and in each run. A server that is off uses nothing and does not answer.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import not_found
from ..kinds import LOGS, MONITORING_POLICIES, SERVERS, Object
from ..operations import operation, register_list
from ..ranges import DAY, HOUR, day_before_month, seconds, span
from .server_answers import addresses

#: Seconds between two samples (api-notes: monitoring-samples).
STEP = 300
#: The longest range, and the seconds between two samples in it (api-notes: sample-steps).
STEPS = ((DAY, STEP), (7 * DAY, HOUR), (30 * DAY, 4 * HOUR), (math.inf, DAY))
#: The resources, their values, and the units.
UNITS = {
    "cpu": {"used_percent": "%"},
    "ram": {"used_percent": "%"},
    "disk": {"used_percent": "%"},
    "internal_ping": {"pl": "%", "rta": "ms"},
    "transfer": {"downstream": "bps", "upstream": "bps"},
}
#: Resources that need the agent. They have no samples (api-notes: no-disk-samples).
AGENT_ONLY = ("disk",)
#: list of a monitoring policy: (its name in counts of alerts, the condition while the server is on)
CHECKS = {"ports": ("ports", "RESPONDING"), "processes": ("process", "RUNNING")}
#: The texts about resources.
TEXTS = {
    "cpu": "CPU usage: {level} - CPU_Total {used_percent:.0f}% used: CPU0 {used_percent:.0f}% used",
    "ram": "RAM usage: {level} {amount:.0f}MB ({used_percent:.0f}%) used",
    "disk": "Disk usage: {level} /: {amount:.2f}GB ({used_percent:.0f}%) used",
    "internal_ping": "{level} - {ip}: rta {rta}ms, lost {pl}%",
    "transfer": "Network traffic: {level} - {down:.0f} Kbps received: {up:.0f} Kbps transmitted:",
}
#: The level of a resource and its text.
Level = tuple[str, str]


# -- samples


def chance(*words: object) -> float:
    """Return a number from 0 to 1, the same for the same words."""
    text = "/".join(map(str, words)).encode()
    digest = hashlib.md5(text, usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def load(seed: int, name: str, resource: str, when: int) -> float:
    """Return a percentage: a base, a daily wave, noise, and rare peaks."""
    words = seed, name, resource
    base = 12 + 45 * chance(*words)
    wave = 10 * math.sin(2 * math.pi * (when / DAY + chance(*words, "phase")))
    noise = 10 * chance(*words, when)
    peak = 40 if chance(*words, when, "peak") > 0.98 else 0
    return round(min(100, base + wave + noise + peak), 4)


def sample(seed: int, name: str, resource: str, when: int, powered_on: bool) -> dict[str, Any]:
    """Return the values of a resource at a time."""
    if resource == "disk":
        return {"used_percent": round(12 + 45 * chance(seed, name, resource), 4)}
    if not powered_on:
        off = dict.fromkeys(UNITS[resource], 0)
        return {**off, "pl": 100} if resource == "internal_ping" else off
    if resource == "internal_ping":
        return {"pl": 0, "rta": round(load(seed, name, resource, when) / 25)}
    if resource == "transfer":
        return {value: round(load(seed, name, value, when) * 10_000) for value in UNITS["transfer"]}
    return {"used_percent": load(seed, name, resource, when)}


# -- one server now


def default_policy(account: Account) -> Object:
    """Return the default monitoring policy."""
    return next(policy for policy in account.objects(MONITORING_POLICIES) if policy["default"])


def policy_of(account: Account, server: Object) -> Object:
    """Return the monitoring policy of a server (api-notes: every-server-monitored)."""
    policy = account.find(MONITORING_POLICIES, server["_monitoring"])
    return policy or default_policy(account)


def thresholds(account: Account, server: Object, resource: str) -> dict[str, int]:
    """Return the thresholds of a server. The default policy has those that its policy lacks."""
    own = policy_of(account, server)["thresholds"].get(resource, {})
    levels = {**default_policy(account)["thresholds"][resource], **own}
    return {level: levels[level]["value"] for level in ("critical", "warning")}


def level_of(resource: str, values: Mapping[str, Any], limits: Mapping[str, int]) -> str:
    """Return OK, WARNING or CRITICAL. The values of transfer are in bps, its limits in kbps."""
    if resource == "internal_ping":
        amount = values["rta"]
    else:
        amount = max(values.values()) / (1000 if resource == "transfer" else 1)
    if amount >= limits["critical"] or values.get("pl") == 100:
        return "CRITICAL"
    return "WARNING" if amount >= limits["warning"] else "OK"


def levels_now(account: Account, server: Object) -> dict[str, Level]:
    """Return level and text of each resource."""
    now = int(account.clock.now()) // STEP * STEP
    hardware, ips = server["hardware"], addresses(account, server)
    sizes = {"ram": hardware["ram"] * 1024, "disk": sum(disk["size"] for disk in hardware["hdds"])}
    powered_on = server["_state"] == "POWERED_ON"
    levels = {}
    for resource, text in TEXTS.items():
        values = sample(account.seed, server["name"], resource, now, powered_on)
        level = level_of(resource, values, thresholds(account, server, resource))
        details = {
            **values,
            "ip": ips[0]["ip"] if ips else "-",
            "amount": sizes.get(resource, 0) * values.get("used_percent", 0) / 100,
            "down": values.get("downstream", 0) / 1000,
            "up": values.get("upstream", 0) / 1000,
        }
        levels[resource] = (level, text.format(level=level, **details))
    return levels


def resources_of(account: Account, server: Object) -> list[str]:
    """Return the resources that are measured."""
    agent = policy_of(account, server)["agent"]
    return [resource for resource in UNITS if agent or resource not in AGENT_ONLY]


def count(levels: list[str]) -> dict[str, int]:
    """Return how often each level occurs."""
    return {name: levels.count(name.upper()) for name in ("critical", "warning", "ok")}


def summary(account: Account, server: Object, levels: Mapping[str, Level]) -> dict[str, Any]:
    """Return the members that the list and a single server have."""
    policy = policy_of(account, server)
    measured = resources_of(account, server)
    alerts = {"resources": count([levels[resource][0] for resource in measured])}
    powered_on = server["_state"] == "POWERED_ON"
    for name, (counted, condition) in CHECKS.items():
        alert = [(check["alert_if"] == condition) == powered_on for check in policy[name]]
        alerts[counted] = count(["CRITICAL" if each else "OK" for each in alert])
    return {
        **server.reference(),
        "datacenter": server["datacenter"],
        "alerts": alerts,
        "agent": {
            "agent_installed": policy["agent"],
            "monitoring_needs_agent": policy["agent"],
            "missing_agent_alert": False,
        },
    }


def with_names(account: Account, answer: Mapping[str, Any], **names: str) -> dict[str, Any]:
    """Return an answer with other names of members (api-notes: alert-keys)."""
    renamed = names if account.readings["alert-keys"] == "example" else {}
    return {renamed.get(key, key): value for key, value in answer.items()}


def show_in_list(account: Account, server: Object) -> dict[str, Any]:
    """Show a server in the list."""
    levels = levels_now(account, server)
    texts = {resource: {"state": text} for resource, (_level, text) in levels.items()}
    status = {"state": account.state(server), **texts}
    answer = {**summary(account, server, levels), "status": status}
    return with_names(account, answer, alerts="alerts_count", datacenter="region")


def deployed_servers(account: Account, _operation: Operation) -> Iterator[Object]:
    """Return the servers of the list, the oldest first."""
    return (server for server in account.objects(SERVERS) if server["_deployed"])


register_list("list_monitoring_center", deployed_servers, show_in_list)


# -- one server over a period


def power_changes(account: Account, server: Object) -> list[tuple[float, bool]]:
    """Return the times from which a server is on or off, as in the logs."""
    changes = [
        (log["_ends"], log["action"] == "POWER_ON")
        for log in account.objects(LOGS)
        if log["resource"]["id"] == server["id"] and log["action"] in ("POWER_ON", "POWER_OFF")
    ]
    at_first = not changes[0][1] if changes else server["_state"] == "POWERED_ON"
    return [(0.0, at_first), *sorted(changes)]


def times(start: float, end: float) -> range:
    """Return the times of samples in a range (api-notes: sample-steps)."""
    step = next(step for length, step in STEPS if end - start <= length)
    return range(math.ceil(start / step) * step, int(end) + 1, step)


def samples(
    account: Account, server: Object, resource: str, range_: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return the samples of a resource since the creation of a server."""
    changes, created = power_changes(account, server), seconds(server["creation_date"])
    result = []
    for when in times(*range_):
        if when >= created:
            powered_on = [on for since, on in changes if since <= when][-1]
            values = sample(account.seed, server["name"], resource, when, powered_on)
            result.append({"date": day_before_month(when), **values})
    return result


@operation
def get_monitoring_center_server(account: Account, operation: Operation) -> Any:
    """Show a server over a period (api-notes: monitoring-samples, ranges)."""
    server = account.get(SERVERS, operation.ids[0])
    if not server["_deployed"]:
        raise not_found(SERVERS.not_found)
    range_ = span(account, operation.query)
    levels = levels_now(account, server)
    answer = summary(account, server, levels)
    answer["status"] = {"state": account.state(server)}
    for resource in resources_of(account, server):
        answer[resource] = {**thresholds(account, server, resource), "status": levels[resource][1]}
        if resource not in AGENT_ONLY:
            data = samples(account, server, resource, range_)
            answer[resource].update(unit=UNITS[resource], data=data)
    return with_names(account, answer, alerts="alerts_count")
