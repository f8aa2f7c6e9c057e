# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts of the page about an account: measured values, and usages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Members = Mapping[str, Any]
#: The size of a chart in units of the picture.
WIDTH, HEIGHT = 300, 80
#: The values of the measurements: title, and the highest value of a percentage.
SERIES = (
    ("cpu", "used_percent", "Processors", 100.0),
    ("ram", "used_percent", "Memory", 100.0),
    ("transfer", "downstream", "Received", None),
    ("transfer", "upstream", "Sent", None),
    ("internal_ping", "rta", "Ping", None),
)
#: The API writes the day before the month (api-notes: sample-dates).
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)")


def chart(server: Members) -> dict[str, Any]:
    """Return the charts of a server.

    :param server: an element of ``monitoring``, with measured values.
    """
    shown = [_series(server.get(name) or {}, *rest) for name, *rest in SERIES]
    return {"name": str(server["name"]), "series": [each for each in shown if each]}


def _series(
    measured: Members, key: str, title: str, highest: float | None
) -> dict[str, Any] | None:
    """Return one chart, or None without values.

    :param highest: the value at the top; None: the highest measured one.
    """
    data = [each for each in measured.get("data") or () if _is_number(each.get(key))]
    if not data:
        return None
    values = [float(each[key]) for each in data]
    top = highest or max(*values, 1.0)
    unit = str((measured.get("unit") or {}).get(key) or "")
    return {
        "title": title,
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in _points(values, top)),
        "last": _amount(values[-1], unit),
        "top": _amount(top, unit),
        "start": _time(str(data[0].get("date") or "")),
        "end": _time(str(data[-1].get("date") or "")),
    }


def _points(values: Sequence[float], top: float) -> list[tuple[float, float]]:
    """Return the points of a line. A single value is a horizontal line."""
    values = values if len(values) > 1 else [*values] * 2
    step = WIDTH / (len(values) - 1)
    return [
        (number * step, HEIGHT - HEIGHT * min(max(value / top, 0.0), 1.0))
        for number, value in enumerate(values)
    ]


def _amount(value: float, unit: str) -> str:
    """Return a value with its unit. Large rates have a prefix, such as Mbps."""
    prefixes = ["", "k", "M", "G"] if unit == "bps" else [""]
    while value >= 1000 and len(prefixes) > 1:
        value /= 1000
        prefixes.pop(0)
    shown = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{shown} {prefixes[0]}{unit}".strip()


def _time(text: str) -> str:
    """Return the date of a sample with the month before the day."""
    found = DATE.match(text)
    return f"{found[1]}-{found[3]}-{found[2]} {found[4]}" if found else text


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def usage_bars(usages: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the average amounts of the usages, one bar for each object.

    The longest bars come first. All bars of one kind of service have the same scale.

    :param usages: the usages by kind of object.
    """
    services: dict[tuple[str, str, str], dict[str, float]] = {}
    for group, objects in usages.items():
        for obj in objects or ():
            for service in obj.get("services") or ():
                key = (
                    str(group).replace("_", " ").lower(),
                    str(service.get("type") or ""),
                    str(service.get("unit") or ""),
                )
                amounts = services.setdefault(key, {})
                name = str(obj.get("name") or service.get("name") or "")
                amounts[name] = amounts.get(name, 0.0) + _number(service.get("avg_amount"))
    return [_bars(*key, amounts) for key, amounts in services.items()]


def _bars(group: str, type: str, unit: str, amounts: Mapping[str, float]) -> dict[str, Any]:
    """Return the bars of one kind of service."""
    top = max(*amounts.values(), 0.0) or 1.0
    ordered = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return {
        "group": group,
        "type": type.replace("_", " "),
        "unit": unit,
        "total": sum(amounts.values()),
        "count": len(amounts),
        "objects": [
            {"name": name, "amount": amount, "percent": round(100 * amount / top, 1)}
            for name, amount in ordered
        ],
    }


def _number(value: Any) -> float:
    """Return an amount, which the API writes as a text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
