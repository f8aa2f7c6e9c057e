# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario 4: the inventory of large accounts."""

from __future__ import annotations

import math
import socket
from pathlib import Path
from typing import Any

from stage import Run, Scale, Stage

REAL = Scale()
#: Servers that each request has to bring. Pages are larger, because they overlap.
PAGE = 512
#: From large to small, with one address and one cache directory. The client then knows that the API
#: sends large pages of this list, and does not read the page after a short one.
SIZES = (10_000, 1_000, 100)
SOURCE = "plugin: ionos.cloudpanel.servers\n"
GROUPED = SOURCE + "default_groups: true\n"
CACHED = (
    SOURCE
    + "cache: true\ncache_plugin: ansible.builtin.jsonfile\n"
    + "cache_connection: {folder}\ncache_timeout: 3600\n"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def graph(stage: Stage, source: str) -> Run:
    return stage.run("ansible-inventory", "--inventory", source, "--graph").succeed()


def measure(folder: Path, port: int, count: int) -> dict[str, Any]:
    with REAL.account(servers=count, port=port, rate_limit=None, rate_window=None) as simulator:
        stage = Stage(simulator, folder)
        plain, grouped = folder / "plain.cloudpanel.yml", folder / "grouped.cloudpanel.yml"
        cached = folder / f"cached-{count}.cloudpanel.yml"
        plain.write_text(SOURCE)
        grouped.write_text(GROUPED)
        cached.write_text(CACHED.format(folder=folder / f"inventory-{count}"))
        row: dict[str, Any] = {"servers": count, "least_requests": math.ceil(count / PAGE)}
        for name, source in (
            ("", plain),
            ("grouped_", grouped),
            ("filling_", cached),
            ("cached_", cached),
        ):
            run = graph(stage, str(source))
            # Each host with groups is in three of them.
            expected = 3 * count if source is grouped else count
            if run.output.count("|--web") + run.output.count("|--server-") != expected:
                raise RuntimeError(f"{count} servers are not {count} hosts:\n{run.output[:2000]}")
            row |= {
                f"{name}requests": stage.seen()["requests"],
                f"{name}seconds": run.seconds,
                f"{name}processor_seconds": run.processor_seconds,
                f"{name}memory": run.memory,
            }
    return row


def perform(folder: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    port = free_port()
    rows = [measure(folder, port, count) for count in sorted(sizes, reverse=True)]
    rows.reverse()
    for before, row in zip([None, *rows], rows):
        # What each further host costs, without what Ansible costs anyway.
        row["per_host"] = (
            (row["seconds"] - before["seconds"]) / (row["servers"] - before["servers"])
            if before
            else None
        )
    return {"page_size": PAGE, "runs": rows}
