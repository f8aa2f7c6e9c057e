# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the operations of the contract that the tests have reached, and through which modules.

    python tests/tools/coverage.py LOG

LOG is the file that simulators have written with --log. An operation that writes must be reached by
a module that is made for it. So must an operation that reads, unless another operation returns
everything that it returns. Exit with 1 if an operation is not reached.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

CONTRACT = Path(__file__).resolve().parents[1] / "simulator" / "contract.json"
AGENT = "ansible-ionos.cloudpanel "
#: conftest.py imports this file before pytest has prepared the imports from the collection.
REGISTRY = "ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry"
#: Operations that read a part which another kind of object contains completely.
ELSEWHERE = {"get_server_private_network": "get_private_network"}


def contained() -> dict[str, str]:
    """Return each operation that another operation makes unnecessary, with this other operation.

    The list of a catalogue contains its objects completely. An object contains its parts
    completely, except those that a report or a download reads.
    """
    registry = importlib.import_module(REGISTRY)
    paths = {
        braced(path): item["get"]["operationId"]
        for path, item in json.loads(CONTRACT.read_text())["paths"].items()
        if "get" in item
    }
    read = {
        braced(endpoint.path)
        for report in registry.REPORTS.values()
        for endpoint in report.endpoints
    }
    read |= {braced(each.path) for each in registry.DOWNLOADS}
    found = {paths[f"{each.path}/{{}}"]: paths[each.path] for each in registry.CATALOGUE}
    for path in registry.RESOURCES:
        one = f"{path}/{{}}"
        parts = [each for each in paths if each.startswith(f"{one}/") and each not in read]
        found.update({paths[part]: paths[one] for part in parts})
    return {**found, **ELSEWHERE}


def braced(path: str) -> str:
    """Return a path with {} for each parameter."""
    return re.sub(r"{[^}]+}", "{}", path)


def operations() -> dict[str, str]:
    """Return the method of every operation of the contract."""
    paths = json.loads(CONTRACT.read_text())["paths"].values()
    return {
        entry["operationId"]: method.upper()
        for item in paths
        for method, entry in item.items()
        if "operationId" in entry
    }


def reached(log: Path) -> dict[str, Counter]:
    """Return how often each module that is made for a purpose has reached an operation.

    The result is by operationId. General modules can send any request, so they do not count.
    """
    general = {f"{AGENT}{each.name}" for each in importlib.import_module(REGISTRY).GENERAL}
    seen: dict[str, Counter] = defaultdict(Counter)
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if (
            (entry["status"] or 500) < 400
            and entry["agent"].startswith(AGENT)
            and entry["agent"] not in general
        ):
            seen[entry["operationId"]][entry["agent"].removeprefix(AGENT)] += 1
    return seen


def verdict(operation: str, seen: Mapping[str, Counter], parents: Mapping[str, str]) -> str | None:
    """Return the modules that reach an operation, or None if no module does.

    :param parents: the answer of :func:`contained`.
    """
    modules = sorted(seen.get(operation, ()))
    parent = parents.get(operation)
    if modules:
        return ", ".join(modules)
    return f"in the answer to {parent}" if parent and verdict(parent, seen, parents) else None


def table(log: Path) -> tuple[str, int]:
    """Return a table of all operations, and the number of operations that are not reached."""
    every, seen, parents = operations(), reached(log), contained()
    verdicts = {operation: verdict(operation, seen, parents) for operation in every}
    lines = [
        f"{method:7}{operation:42}{verdicts[operation] or 'NOT REACHED'}"
        for operation, method in every.items()
    ]
    missing = sum(each is None for each in verdicts.values())
    writes = [operation for operation, method in every.items() if method != "GET"]
    written = sum(verdicts[each] is not None for each in writes)
    lines.append(
        f"{len(every)} operations: {len(writes)} write, {written} of them reached; "
        f"{len(every) - len(writes)} read; {missing} not reached"
    )
    return "\n".join(lines), missing


def main() -> int:
    text, missing = table(Path(sys.argv[1]))
    print(text)
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
