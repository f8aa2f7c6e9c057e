# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the picture of docs/benchmark.md from the data of one run: six charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from stage import LIMIT  # noqa: E402

Data = Mapping[str, Any]

OURS, OURS_LIGHT, OTHERS, BOUND, INK, FAINT = (
    "#0b6fa4",
    "#8fc1dc",
    "#b4bcc4",
    "#c8452f",
    "#22303c",
    "#6b7885",
)
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": "#c5ccd3",
    "axes.labelcolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#e6eaee",
    "xtick.color": INK,
    "ytick.color": FAINT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "figure.facecolor": "white",
}
WIDTH = 0.36
#: Ours among the ways to run a task.
WAYS = {"in the controller": OURS, "as a module": OURS_LIGHT}


def say(axes: Axes, title: str, below: str) -> None:
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", pad=24)
    axes.text(0, 1.035, below, transform=axes.transAxes, fontsize=9, color=FAINT)


def bars(
    axes: Axes,
    places: Sequence[float],
    heights: Sequence[float],
    color: str,
    label: str,
    text: str = "{:.0f}",
) -> None:
    drawn = axes.bar(places, heights, WIDTH, color=color, label=label)
    axes.bar_label(
        drawn, [text.format(height) for height in heights], padding=2, fontsize=9.5, color=INK
    )


def groups(axes: Axes, names: Sequence[str]) -> None:
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(y=0.16)


def line(axes: Axes, height: float, text: str) -> None:
    """Draw a horizontal line with a text above its left end."""
    axes.axhline(height, color=BOUND, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.annotate(
        text,
        (0.01, height),
        xycoords=("axes fraction", "data"),
        xytext=(0, 4),
        textcoords="offset points",
        color=BOUND,
        fontsize=9,
    )


def rows_of(stack: Data, who: str) -> dict[str, Data]:
    return {row["run"]: row for row in stack["runs"] if row["who"] == who}


# -- the charts


def stack_requests(axes: Axes, stack: Data) -> None:
    runs = ("check mode", "first run", "second run")
    ours, theirs = rows_of(stack, "ionos.cloudpanel"), rows_of(stack, "oneandone")
    say(axes, "One stack: requests", "firewall, balancer, network, IP, monitoring and 3 servers")
    bars(
        axes,
        [place - WIDTH / 2 for place in range(3)],
        [ours[run]["requests"] for run in runs],
        OURS,
        "ionos.cloudpanel",
    )
    bars(
        axes,
        [place + WIDTH / 2 for place in range(3)],
        [theirs[run]["requests"] for run in runs],
        OTHERS,
        "oneandone modules",
    )
    groups(axes, runs)
    line(axes, LIMIT, f"{LIMIT} per minute")
    axes.legend(loc="upper left")


def stack_time(axes: Axes, stack: Data) -> None:
    ours, theirs = rows_of(stack, "ionos.cloudpanel"), rows_of(stack, "oneandone")
    say(axes, "One stack: time and result", "three servers at once, or one after the other")
    for place, (mine, other, text) in enumerate(
        (
            (ours["first run"]["deployments"], theirs["first run"]["deployments"], "{:.1f}"),
            (ours["second run"]["objects"], theirs["second run"]["objects"], "{:.0f}"),
            (ours["second run"]["failed"], theirs["second run"]["failed"], "{:.0f}"),
        )
    ):
        bars(axes, [place - WIDTH / 2], [mine], OURS, "ionos.cloudpanel" if not place else "", text)
        bars(
            axes,
            [place + WIDTH / 2],
            [other],
            OTHERS,
            "oneandone modules" if not place else "",
            text,
        )
    groups(
        axes,
        (
            "three servers, in\ndeployments\nof one",
            "objects after\nthe second run\n(8 are desired)",
            "failed tasks\nof the\nsecond run",
        ),
    )
    axes.legend(loc="upper left")


def task_time(axes: Axes, task_cost: Data) -> None:
    rows = task_cost["runs"][::-1]
    say(
        axes,
        "A task without changes",
        f"of {task_cost['times']} in a loop; an existing server",
    )
    colors = [WAYS.get(row["way"], OTHERS) for row in rows]
    drawn = axes.barh(range(len(rows)), [1000 * row["per_task"] for row in rows], 0.6, color=colors)
    axes.bar_label(
        drawn,
        [f"{1000 * row['per_task']:.0f} ms" for row in rows],
        padding=3,
        fontsize=9.5,
        color=INK,
    )
    axes.set_yticks(
        range(len(rows)), [row["way"].removeprefix("ansible.builtin.") for row in rows], color=INK
    )
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.margins(x=0.18)


def fleet_requests(axes: Axes, fleet: Data) -> None:
    places = range(len(fleet["created"]))
    say(axes, "Many servers: requests", f"hosts of an inventory, {fleet['forks']} forks")
    bars(
        axes,
        [place - WIDTH / 2 for place in places],
        [row["requests"] for row in fleet["created"]],
        OURS,
        "creating all",
    )
    bars(
        axes,
        [place + WIDTH / 2 for place in places],
        [row["requests"] for row in fleet["unchanged"]],
        OURS_LIGHT,
        "again, no change",
    )
    for place, row in zip(places, fleet["created"]):
        axes.plot(
            [place - WIDTH, place],
            [row["least_requests"]] * 2,
            color=BOUND,
            linewidth=2,
            label="" if place else "minimum: one POST each, and polls",
        )
    groups(axes, [f"{row['servers']} servers" for row in fleet["created"]])
    axes.legend(loc="upper left")


def fleet_time(axes: Axes, fleet: Data) -> None:
    places = range(len(fleet["created"]))
    minutes = fleet["scale"] / 60
    say(
        axes,
        "Many servers: minutes to create",
        f"{LIMIT} requests per minute, 5 minutes for each deployment",
    )
    bars(
        axes,
        places,
        [row["seconds"] * minutes for row in fleet["created"]],
        OURS,
        "all of them run",
        "{:.1f}",
    )
    for place, row in zip(places, fleet["created"]):
        axes.plot(
            [place - WIDTH / 2, place + WIDTH / 2],
            [row["least_seconds"] * minutes] * 2,
            color=BOUND,
            linewidth=2,
            label="" if place else "minimum, by the limit",
        )
    groups(axes, [f"{row['servers']} servers" for row in fleet["created"]])
    axes.legend(loc="upper left")


def inventory_time(axes: Axes, listing: Data) -> None:
    counts = [row["servers"] for row in listing["runs"]]
    say(axes, "Inventory: seconds", "ansible-inventory --graph, its requests and its memory")
    for name, color, label in (
        ("seconds", OURS, "from the API"),
        ("cached_seconds", OURS_LIGHT, "from the cache"),
    ):
        axes.plot(
            counts,
            [row[name] for row in listing["runs"]],
            color=color,
            marker="o",
            linewidth=2,
            label=label,
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_xlabel("servers")
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:g} s")
    axes.minorticks_off()
    for row in listing["runs"]:
        requests = f"{row['requests']} request{'s' * (row['requests'] > 1)}"
        words = f"{row['seconds']:.1f} s\n{requests}\n{row['memory']:.0f} MiB"
        axes.annotate(
            words,
            (row["servers"], row["seconds"]),
            xytext=(2, 8),
            textcoords="offset points",
            ha="right",
            fontsize=9,
        )
    axes.margins(x=0.24, y=0.36)
    axes.legend(loc="lower right")


CHARTS = (
    (stack_requests, "stack"),
    (stack_time, "stack"),
    (task_time, "task_cost"),
    (fleet_requests, "fleet"),
    (fleet_time, "fleet"),
    (inventory_time, "listing"),
)


def draw(scenarios: Mapping[str, Data], file: Path) -> None:
    with matplotlib.rc_context(STYLE):
        figure, places = pyplot.subplots(2, 3, figsize=(15, 9.2))
        figure.suptitle(
            "ionos.cloudpanel within 25 requests per minute",
            x=0.035,
            y=0.985,
            ha="left",
            fontsize=17,
            fontweight="bold",
        )
        figure.text(
            0.035,
            0.935,
            "Measured on the simulated Cloud Panel in one run; stack and fleets at "
            f"{scenarios['fleet']['scale']:g} times real speed. Less is better everywhere.",
            color=FAINT,
            fontsize=10.5,
        )
        for axes, (chart, name) in zip(places.flat, CHARTS):
            chart(axes, scenarios[name])
        figure.subplots_adjust(
            left=0.045, right=0.98, top=0.835, bottom=0.07, wspace=0.32, hspace=0.5
        )
        figure.savefig(file, dpi=110, metadata={"Software": None})
        pyplot.close(figure)
