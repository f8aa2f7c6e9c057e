# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/benchmark.md, from the data of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from limits import Verdict, judge

Data = Mapping[str, Any]
#: (heading, the cell of a row)
Column = tuple[str, Callable[[Data], str]]


def number(figure: float) -> str:
    """A figure with as many digits as anybody reads."""
    if isinstance(figure, int) or float(figure).is_integer():
        return f"{int(figure):,}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def table(columns: Sequence[Column], rows: Sequence[Data]) -> str:
    """A Markdown table whose columns line up in a terminal, too."""
    cells = [
        [heading for heading, _cell in columns],
        *([cell(row) for _heading, cell in columns] for row in rows),
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    # The first column is words, the others are figures.
    lines = [
        "| "
        + " | ".join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths))
        )
        + " |"
        for line in cells
    ]
    rule = (
        "|"
        + "|".join(
            "-" * (width + 1) + (":" if place else "-") for place, width in enumerate(widths)
        )
        + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def figure(name: str) -> Callable[[Data], str]:
    return lambda row: "" if row.get(name) is None else number(row[name])


def seconds(name: str) -> Callable[[Data], str]:
    return lambda row: f"{row[name]:.1f} s"


STACK: Sequence[Column] = (
    ("", lambda row: f"{row['who']}: {row['run']}"),
    ("requests", figure("requests")),
    ("writes", figure("writes")),
    ("429", figure("refused")),
    ("wall time", seconds("seconds")),
    (
        "servers, in deployments",
        lambda row: number(row["deployments"]) if row["operations"].get("create_server") else "",
    ),
    ("changed", figure("changed")),
    ("failed", figure("failed")),
    ("objects after it", figure("objects")),
)
CREATED: Sequence[Column] = (
    ("servers created", figure("servers")),
    ("requests", figure("requests")),
    ("at least", figure("least_requests")),
    ("a server", figure("per_server")),
    ("429", figure("refused")),
    ("wall time", seconds("seconds")),
    ("at least", seconds("least_seconds")),
    ("ratio", figure("slowness")),
    ("failed", figure("failed")),
)
UNCHANGED: Sequence[Column] = (
    ("servers looked after", figure("servers")),
    ("requests", figure("requests")),
    ("wall time", seconds("seconds")),
    ("a server", lambda row: f"{1000 * row['seconds'] / row['servers']:.0f} ms"),
)
LISTING: Sequence[Column] = (
    ("servers listed", figure("servers")),
    ("requests", figure("requests")),
    ("at least", figure("least_requests")),
    ("wall time", seconds("seconds")),
    ("a further host", lambda row: f"{1000 * row['per_host']:.2f} ms" if row["per_host"] else ""),
    ("memory", lambda row: f"{row['memory']:.0f} MiB"),
    ("filling a cache", seconds("filling_seconds")),
    ("memory", lambda row: f"{row['filling_memory']:.0f} MiB"),
    ("from the cache", seconds("cached_seconds")),
    ("requests", figure("cached_requests")),
    ("memory", lambda row: f"{row['cached_memory']:.0f} MiB"),
)
TASKS: Sequence[Column] = (
    ("a task with nothing to do", lambda row: row["way"]),
    ("wall time of all", seconds("seconds")),
    ("of each", lambda row: f"{1000 * row['per_task']:.0f} ms"),
    ("requests", figure("requests")),
)


def verdicts(rows: Sequence[Verdict]) -> str:
    columns: Sequence[Column] = (
        ("what it must show", lambda row: row["claim"]),
        ("figure", lambda row: row["figure"]),
        ("at the most", lambda row: row["most"]),
        ("", lambda row: row["verdict"]),
    )
    return table(
        columns,
        [
            {
                "claim": row.limit.claim,
                "figure": f"{number(row.figure)} {row.limit.unit}".strip(),
                "most": f"{number(row.limit.most)} {row.limit.unit}".strip(),
                "verdict": "holds" if row.holds else "MISSED",
            }
            for row in rows
        ],
    )


def sections(scenarios: Mapping[str, Data]) -> dict[str, str]:
    """The tables by the names that stand for them in the text."""
    found = {"verdicts": verdicts(judge(scenarios))}
    if "stack" in scenarios:
        found["stack"] = table(STACK, scenarios["stack"]["runs"])
    if "fleet" in scenarios:
        found["created"] = table(CREATED, scenarios["fleet"]["created"])
        found["unchanged"] = table(UNCHANGED, scenarios["fleet"]["unchanged"])
    if "listing" in scenarios:
        found["listing"] = table(LISTING, scenarios["listing"]["runs"])
    if "task_cost" in scenarios:
        found["task_cost"] = table(TASKS, scenarios["task_cost"]["runs"])
    return found


def page(template: str, data: Mapping[str, Any]) -> str:
    """docs/benchmark.md: the text of benchmark.md.in with the tables and the machine put in."""
    for name, text in {**sections(data["scenarios"]), "machine": machine(data["machine"])}.items():
        template = template.replace(f"<!-- {name} -->", text)
    return template


def machine(facts: Mapping[str, Any]) -> str:
    return (
        f"{facts['cores']} cores, load {facts['load']:.1f} at the beginning, Python {facts['python']}, ansible-core "
        f"{facts['ansible-core']}, community.general {facts['community.general']}, SDK 1and1 {facts['1and1']}, on {facts['date']}"
    )
