# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/benchmark.md, from the results of the scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from limits import Verdict, judge

Data = Mapping[str, Any]
#: (heading, the cell of a row)
Column = tuple[str, Callable[[Data], str]]


def number(figure: float) -> str:
    """Return a number as text, rounded to the digits that matter."""
    if isinstance(figure, int) or float(figure).is_integer():
        return f"{int(figure):,}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def table(columns: Sequence[Column], rows: Sequence[Data]) -> str:
    """Return a Markdown table whose columns are aligned as plain text, too."""
    cells = [
        [heading for heading, _cell in columns],
        *([cell(row) for _heading, cell in columns] for row in rows),
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    # The first column contains text, the others contain numbers.
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
    ("objects afterwards", figure("objects")),
)
CREATED: Sequence[Column] = (
    ("servers created", figure("servers")),
    ("requests", figure("requests")),
    ("minimum", figure("least_requests")),
    ("per server", figure("per_server")),
    ("429", figure("refused")),
    ("wall time", seconds("seconds")),
    ("minimum", seconds("least_seconds")),
    ("ratio", figure("slowness")),
    ("failed", figure("failed")),
)
UNCHANGED: Sequence[Column] = (
    ("servers managed", figure("servers")),
    ("requests", figure("requests")),
    ("wall time", seconds("seconds")),
    ("per server", lambda row: f"{1000 * row['seconds'] / row['servers']:.0f} ms"),
)
LISTING: Sequence[Column] = (
    ("servers listed", figure("servers")),
    ("requests", figure("requests")),
    ("minimum", figure("least_requests")),
    ("wall time", seconds("seconds")),
    (
        "per additional host",
        lambda row: f"{1000 * row['per_host']:.2f} ms" if row["per_host"] else "",
    ),
    ("memory", lambda row: f"{row['memory']:.0f} MiB"),
    ("with groups", seconds("grouped_seconds")),
    ("memory", lambda row: f"{row['grouped_memory']:.0f} MiB"),
    ("empty cache", seconds("filling_seconds")),
    ("memory", lambda row: f"{row['filling_memory']:.0f} MiB"),
    ("full cache", seconds("cached_seconds")),
    ("requests", figure("cached_requests")),
    ("memory", lambda row: f"{row['cached_memory']:.0f} MiB"),
)
ENVIRONMENT: Sequence[Column] = (
    ("servers", figure("servers")),
    ("requests, created", lambda row: number(row["created"]["requests"])),
    ("minimum", figure("least")),
    ("simulated time", lambda row: f"{row['created']['waited']:.0f} s"),
    ("relative to one server", figure("slowness")),
    ("requests, no change", lambda row: number(row["again"]["requests"])),
    ("one read for each object (computed)", figure("single_reads")),
    ("processor time, no change", lambda row: f"{row['again']['seconds']:.2f} s"),
)
PEER: Sequence[Column] = (
    ("inventory", lambda row: row["who"]),
    ("servers listed", figure("servers")),
    ("variables of a host", figure("variables")),
    ("requests", figure("requests")),
    ("bytes of a server", lambda row: f"{row['bytes_per_server']:,.0f}"),
    ("processor time", lambda row: f"{row['processor_seconds']:.2f} s"),
    ("memory", lambda row: f"{row['memory']:.0f} MiB"),
)
TASKS: Sequence[Column] = (
    ("task without changes", lambda row: row["way"]),
    ("wall time of 50", seconds("seconds")),
    ("per task", lambda row: f"{1000 * row['per_task']:.0f} ms"),
    ("requests", figure("requests")),
)


def milliseconds(name: str, per: str = "") -> Callable[[Data], str]:
    """Return the cell of a time, divided by a number of the row."""
    return lambda row: f"{1000 * row[name] / (row[per] if per else 1):.1f} ms"


SCALE: Sequence[Column] = (
    ("servers in the account", figure("servers")),
    ("task without changes", milliseconds("per_task")),
    ("requests", figure("requests")),
    ("first task, makes the index", milliseconds("first_task")),
    ("whole list from the cache", milliseconds("whole_list")),
)
PLANS: Sequence[Column] = (
    ("servers in one plan", figure("objects")),
    ("unchanged", seconds("unchanged")),
    ("each", milliseconds("unchanged", "objects")),
    ("requests", figure("unchanged_requests")),
    ("new, with shared policies", seconds("created")),
    ("each", milliseconds("created", "objects")),
    ("requests", figure("created_requests")),
)
#: What the nodes of a run share.
SHARED = {
    "headers": "nothing",
    "budget": "the budget (computed)",
    "directory": "the directory",
    "database": "the database",
}
NODES: Sequence[Column] = (
    ("fleet", lambda row: str(row["work"])),
    ("nodes", figure("nodes")),
    ("shared", lambda row: SHARED[row["shared"]]),
    ("requests", figure("requests")),
    ("429", figure("rejected")),
    ("unused", figure("unused")),
    ("wasted", lambda row: f"{100 * row['wasted_share']:.1f}%"),
    ("repeated reads", figure("repeated")),
    ("simulated time", lambda row: f"{row['seconds']:.0f} s"),
    ("relative to one node", figure("to_one_node")),
)


def verdicts(rows: Sequence[Verdict]) -> str:
    columns: Sequence[Column] = (
        ("limit", lambda row: row["claim"]),
        ("measured", lambda row: row["figure"]),
        ("maximum", lambda row: row["most"]),
        ("", lambda row: row["verdict"]),
    )
    return table(
        columns,
        [
            {
                "claim": row.limit.claim,
                "figure": f"{number(row.figure)} {row.limit.unit}".strip(),
                "most": f"{number(row.limit.most)} {row.limit.unit}".strip(),
                "verdict": "ok" if row.holds else "EXCEEDED",
            }
            for row in rows
        ],
    )


def sections(scenarios: Mapping[str, Data]) -> dict[str, str]:
    """Return the tables by their names in the template."""
    found = {"verdicts": verdicts(judge(scenarios))}
    if "stack" in scenarios:
        found["stack"] = table(STACK, scenarios["stack"]["runs"])
    if "fleet" in scenarios:
        found["created"] = table(CREATED, scenarios["fleet"]["created"])
        found["unchanged"] = table(UNCHANGED, scenarios["fleet"]["unchanged"])
    if "listing" in scenarios:
        found["listing"] = table(LISTING, scenarios["listing"]["runs"])
    if "environment" in scenarios:
        found["environment"] = table(ENVIRONMENT, scenarios["environment"]["runs"])
        found["environment_loop"] = loop_sentence(scenarios["environment"])
    if "peer" in scenarios:
        found["peer"] = table(PEER, scenarios["peer"]["runs"])
    if "scale" in scenarios:
        found["scale"] = table(SCALE, scenarios["scale"]["runs"])
        found["plans"] = table(PLANS, scenarios["scale"]["plans"])
    if "nodes" in scenarios:
        found["nodes"] = table(NODES, scenarios["nodes"]["runs"])
        found["store_costs"] = costs_sentence(scenarios["nodes"]["costs"])
    if "task_cost" in scenarios:
        found["task_cost"] = table(TASKS, scenarios["task_cost"]["runs"])
    return found


def loop_sentence(data: Data) -> str:
    """Return the figures of a loop of tasks, and of a large stack."""
    loop, large = data["loop"], data["large"]
    return (
        f"A loop of tasks for {loop['servers']} servers sends {loop['requests']} requests and "
        f"takes {loop['waited']:.0f} s, because each task waits for its server. A stack of "
        f"{number(large['servers'])} servers without a change takes {large['requests']} requests "
        f"and {large['seconds']:.1f} s of processor time."
    )


def page(template: str, data: Mapping[str, Any]) -> str:
    """Return docs/benchmark.md: the template benchmark.md.in with the tables and the machine."""
    for name, text in {**sections(data["scenarios"]), "machine": machine(data["machine"])}.items():
        template = template.replace(f"<!-- {name} -->", text)
    return template


def machine(facts: Mapping[str, Any]) -> str:
    return (
        f"{facts['cores']} cores, load {facts['load']:.1f} at the start, "
        f"Python {facts['python']}, ansible-core {facts['ansible-core']}, "
        f"community.general {facts['community.general']}, "
        f"hetzner.hcloud {facts['hetzner.hcloud']}, SDK 1and1 {facts['1and1']}, "
        f"on {facts['date']}"
    )


def costs_sentence(costs: Data) -> str:
    """Return the cost of a task and of a transaction with a file and with a database."""
    file, database = costs["directory"], costs["database"]
    return (
        f"A task without changes runs {database['transactions']} transactions. It takes "
        f"{1000 * file['task']:.1f} ms with the file and {1000 * database['task']:.1f} ms with a "
        "database on the same machine, and sends no request. The median of a transaction is "
        f"{1000 * file['transaction']:.1f} ms with the file and "
        f"{1000 * database['transaction']:.1f} ms with the database. To open the database takes "
        f"{1000 * database['connection']:.1f} ms for each process."
    )
