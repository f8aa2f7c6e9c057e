# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The costs of an account: sums by kind of object, and the most expensive objects first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def costs_overview(costs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the costs of the objects of several tasks.

    An object that several tasks show counts once.

    :param costs: ``monthly_cost`` of the results.
    """
    listed = list(costs)
    objects = {
        (each["kind"], each["id"]): dict(each)
        for cost in reversed(listed)
        for each in cost["objects"]
    }
    unpriced = {
        (each["kind"], each["name"], each["reason"]): dict(each)
        for cost in listed
        for each in cost["unpriced"]
    }
    kinds: dict[str, dict[str, Any]] = {}
    for each in objects.values():
        kind = kinds.setdefault(
            each["kind"], {"kind": each["kind"], "count": 0, "net": 0.0, "gross": 0.0}
        )
        kind["count"] += 1
        kind["net"] += each["net"]
        kind["gross"] += each["gross"]
    return {
        "currency": next((each["currency"] for each in listed if each["currency"]), ""),
        "net": sum(each["net"] for each in kinds.values()),
        "gross": sum(each["gross"] for each in kinds.values()),
        "kinds": sorted(kinds.values(), key=lambda each: -each["net"]),
        "objects": sorted(objects.values(), key=lambda each: (-each["net"], each["name"])),
        "unpriced": _by_reason(unpriced.values()),
    }


def _by_reason(unpriced: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the objects without a price, one entry for each kind and reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in unpriced:
        groups.setdefault((each["kind"], each["reason"]), []).append(str(each["name"]))
    return [
        {"kind": kind, "reason": reason, "names": sorted(found)}
        for (kind, reason), found in sorted(groups.items())
    ]
