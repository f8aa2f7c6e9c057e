# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the benchmark: ``make bench``. docs/benchmark.md describes it and shows the results."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

# The collection is then found where Ansible finds it.
init_plugin_loader([])

import chart  # noqa: E402
import environment  # noqa: E402
import fleet  # noqa: E402
import listing  # noqa: E402
import nodes  # noqa: E402
import peer  # noqa: E402
import scale  # noqa: E402
import stack  # noqa: E402
import task_cost  # noqa: E402
from limits import judge  # noqa: E402
from report import page, sections  # noqa: E402

RESULTS = HERE / "results" / "benchmark.json"
DOCS = CHECKOUT / "docs"
#: In the order in which they are played; with what makes a quick try of each.
SCENARIOS = {
    "task_cost": (task_cost, {"times": 5}),
    "scale": (scale, {"sizes": (100, 600), "plans": (100, 300), "times": 5}),
    "listing": (listing, {"sizes": (300, 100)}),
    "peer": (peer, {"servers": 300}),
    "stack": (stack, {}),
    "fleet": (fleet, {"sizes": (10,)}),
    "environment": (environment, {"sizes": (20,), "large": 50}),
    "nodes": (nodes, {"servers": 24, "nodes": (1, 4), "seeds": (1,)}),
}


def collection_version(name: str) -> str:
    """Return the version of an installed collection."""
    package = import_module(f"ansible_collections.{name}")
    manifest = Path(next(iter(package.__path__))) / "MANIFEST.json"
    return str(json.loads(manifest.read_text())["collection_info"]["version"])


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "ansible-core": version("ansible-core"),
        "1and1": version("1and1"),
        "community.general": collection_version("community.general"),
        "hetzner.hcloud": collection_version("hetzner.hcloud"),
        "date": time.strftime("%Y-%m-%d"),
    }


def measure(names: list[str], quick: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"machine": machine(), "scenarios": {}}
    with tempfile.TemporaryDirectory(prefix="cloudpanel-bench-") as folder:
        for name in names:
            scenario, small = SCENARIOS[name]
            began = time.monotonic()
            print(f"{scenario.__doc__.strip().splitlines()[0]}", flush=True)
            data["scenarios"][name] = scenario.perform(
                Path(folder) / name, **(small if quick else {})
            )
            print(f"  played in {time.monotonic() - began:.0f} s", flush=True)
    return data


def publish(data: dict[str, Any]) -> None:
    """Write the page and the picture from the data."""
    (DOCS / "benchmark.md").write_text(page((HERE / "benchmark.md.in").read_text(), data))
    chart.draw(data["scenarios"], DOCS / "benchmark.png")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only",
        action="append",
        choices=SCENARIOS,
        help="play only this scenario, and publish nothing",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="with --only: publish the new results with the last ones of the other scenarios",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small sizes, which no limit is meant for; publish nothing",
    )
    parser.add_argument(
        "--draw",
        action="store_true",
        help="run nothing: write page and picture again from the last results",
    )
    options = parser.parse_args()
    if options.draw:
        data = json.loads(RESULTS.read_text())
    else:
        data = measure(options.only or list(SCENARIOS), options.quick)
    if options.keep:
        last = json.loads(RESULTS.read_text())
        data = {**last, "scenarios": {**last["scenarios"], **data["scenarios"]}}
    if not options.quick and (options.keep or not options.only):
        RESULTS.write_text(json.dumps(data, indent=1) + "\n")
        publish(data)
    for name, text in sections(data["scenarios"]).items():
        if name != "verdicts":
            print(f"\n{text}")
    if options.quick:
        return 0
    verdicts = judge(data["scenarios"])
    print(f"\n{sections(data['scenarios'])['verdicts']}")
    return 0 if all(verdict.holds for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
