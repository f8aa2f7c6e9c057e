# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the old tasks of docs/migration.md, and write what they do: ``make migration``.

It needs the environment of the benchmark, which contains community.general. The new tasks then run
on the same accounts. The program fails if they change anything, except for known differences.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT / "tests"), str(CHECKOUT / "tools")]

from ansible.plugins.loader import init_plugin_loader  # noqa: E402

init_plugin_loader([])

from migration.sides import side, signature  # noqa: E402
from migration_page import RECORDING, Pair, modules, pairs  # noqa: E402
from tools.awx_specs import argument_spec, collection_version  # noqa: E402

COLLECTION = "ansible_collections.community.general"


def interface(name: str) -> dict[str, list[str]]:
    """Return the options, states and return values of an old module.

    :raises ValueError: its documentation has other options than its argument spec.
    """
    spec = argument_spec(COLLECTION, name)["argument_spec"]
    module = importlib.import_module(f"{COLLECTION}.plugins.modules.{name}")
    options = yaml.safe_load(module.DOCUMENTATION)["options"]
    if set(options) != set(spec):
        raise ValueError(f"{name} documents other options than it has")
    nested = [
        f"{option}[].{each}" for option in options for each in options[option].get("suboptions", ())
    ]
    return {
        "options": sorted([*options, *nested]),
        "states": sorted(spec["state"]["choices"]),
        "returns": sorted(yaml.safe_load(module.RETURN)),
    }


def record(pair: Pair) -> dict[str, Any]:
    """Run the old tasks of a pair. Return their results, and the changes of the account.

    :raises RuntimeError: the new tasks change the account of the old ones.
    """
    with side(pair, new=False) as checked:
        check = checked.run(check=True)
    with side(pair, new=False) as run:
        first = run.run()
        found = {"account": run.account(), "values": run.values()}
        second = run.run()
    if not pair.differences:
        adopt(pair)
    return {
        "tasks": signature(pair),
        "check": check,
        "first": first,
        "second": second,
        **found,
    }


def adopt(pair: Pair) -> None:
    """Check that the new tasks change nothing after the old ones."""
    with side(pair, new=False) as old:
        old.run()
        again = old.with_new_tasks().run()
    if again != {"changed": False, "writes": 0, "objects": 0}:
        raise RuntimeError(f"{pair}: the new tasks change what the old ones made: {again}")


def main() -> None:
    """Write the file."""
    recorded: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for pair in pairs():
        recorded[pair.module][pair.title] = record(pair)
    content = {
        "versions": {
            "community.general": collection_version(COLLECTION),
            "1and1": version("1and1"),
        },
        "modules": {name: interface(f"oneandone_{name}") for name in modules()},
        "pairs": recorded,
    }
    RECORDING.write_text(json.dumps(content, indent=1) + "\n")
    print(f"{len(pairs())} pairs have been run and recorded in {RECORDING.relative_to(CHECKOUT)}.")


if __name__ == "__main__":
    main()
