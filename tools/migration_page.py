# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page docs/migration.md: from the oneandone modules of community.general to this collection.

Its data is in tools/migration, a file for each module with these keys:

- ``options``, ``states``, ``returns``: for each name of the old module, ``to`` has the names that
  replace it, and ``text`` explains it. ``common.yml`` has what all old modules share. An option of
  another module is ``server.firewall_policy``.
- ``pairs``: tasks before and after the migration, see ``Pair``.

``migration.md.in`` has the text around the tables. ``recorded.json`` contains what the old modules
did with the tasks. ``make migration`` writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("migration")
RECORDING = FOLDER / "recorded.json"
#: The name of the file with what all modules share.
COMMON = "common"
OLD = "community.general.oneandone_"
#: The message of an old task about an error of the API, and the part that the page shows.
API_ERROR = re.compile(r'Error Code: (\d+)\..*?"[Mm]essage": "([^"]*)".*')
API_MESSAGE = r"\1 \2"
TEMPLATE = FOLDER / "migration.md.in"


@dataclass(frozen=True)
class Value:
    """An expression with a registered variable, before and after the migration."""

    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """Tasks before and after the migration, with the same effect.

    :param module: the module without its prefix, or ``common``.
    :param text: what the tasks do differently.
    :param prepare: tasks that create the objects to which the others refer.
    :param values: the parts of results that users need, with both expressions.
    :param differences: the parts of the account that differ after the tasks, with both values.
    """

    module: str
    title: str
    before: str
    after: str
    text: str = ""
    prepare: list[dict[str, Any]] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    differences: Mapping[str, list[Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.module}: {self.title}"


@cache
def data() -> dict[str, dict[str, Any]]:
    """Return the data of the page, by module, that of all modules first."""
    names = [COMMON, *sorted(file.stem for file in FOLDER.glob("*.yml") if file.stem != COMMON)]
    return {name: yaml.safe_load((FOLDER / f"{name}.yml").read_text()) for name in names}


def modules() -> list[str]:
    """Return the names of the modules, without their prefix."""
    return [name for name in data() if name != COMMON]


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the pairs of all modules."""
    return tuple(
        Pair(module, **{**each, "values": [Value(**value) for value in each.get("values", ())]})
        for module, content in data().items()
        for each in content["pairs"]
    )


def recording() -> dict[str, Any]:
    """Return what the old modules did."""
    content: dict[str, Any] = json.loads(RECORDING.read_text())
    return content


def page() -> str:
    """Return the text of docs/migration.md."""
    recorded = recording()
    rows = [f"| `oneandone_{name}` | [{name}](#{name}) | `{name}_info` |" for name in modules()]
    return Template(TEMPLATE.read_text()).substitute(
        modules="\n".join(rows),
        options=_table("Option", data()[COMMON]["options"]),
        connection="\n".join(_pairs(COMMON)),
        parts="\n".join(line for name in modules() for line in _module(name, recorded)),
        count=len(pairs()),
        general=recorded["versions"]["community.general"],
        sdk=recorded["versions"]["1and1"],
    )


def _module(name: str, recorded: Mapping[str, Any]) -> Iterator[str]:
    content = data()[name]
    yield f"## {name}\n"
    yield f"`{OLD}{name}` is now `ionos.cloudpanel.{name}`.\n"
    yield _table("Option", content["options"])
    yield _table("State", content["states"], "state: ")
    yield _table("Result", content["returns"])
    yield from _values(name)
    yield from _pairs(name)
    yield from _runs(name, recorded)


def _table(title: str, rows: Mapping[str, Mapping[str, Any]], prefix: str = "") -> str:
    """Return a table of old names with the names that replace them."""
    lines = [f"| Old {title.lower()} | New | |", "|---|---|---|"]
    for old, row in rows.items():
        new = ", ".join(f"`{prefix}{each}`" for each in row["to"]) or "none"
        lines.append(f"| `{prefix}{old}` | {new} | {row.get('text', '')} |")
    return "\n".join([*lines, ""])


def _values(name: str) -> Iterator[str]:
    """Return the table of the parts of results."""
    values = [value for pair in pairs() if pair.module == name for value in pair.values]
    yield "| Old expression | New expression |\n|---|---|"
    for value in values:
        yield "| {} | {} |".format(
            *(f"`{each}`".replace("|", "\\|") for each in (value.before, value.after))
        )
    yield ""


def _pairs(name: str) -> Iterator[str]:
    for pair in pairs():
        if pair.module != name:
            continue
        yield f"### {pair.title}\n" if name == COMMON else f"### {name}: {pair.title}\n"
        if pair.text:
            yield f"{pair.text}\n"
        for title, text in (("Before", pair.before), ("After", pair.after)):
            yield f"{title}:\n\n```yaml\n{text}```\n"
        if pair.differences:
            yield from _differences(pair)


def _differences(pair: Pair) -> Iterator[str]:
    yield "| In the account | After the old tasks | After the new tasks |\n|---|---|---|"
    for path, values in pair.differences.items():
        yield "| `{}` | {} | {} |".format(path, *(f"`{json.dumps(each)}`" for each in values))
    yield ""


def _runs(name: str, recorded: Mapping[str, Any]) -> Iterator[str]:
    """Return the table of what the old tasks did."""
    yield f"### {name}: runs of the old tasks\n"
    yield "| Old task | Check mode | First run | Second run |\n|---|---|---|---|"
    for pair in pairs():
        if pair.module == name:
            runs = recorded["pairs"][name][pair.title]
            cells = (outcome(runs[run]) for run in ("check", "first", "second"))
            yield f"| {pair.title} | {' | '.join(cells)} |"
    yield ""


def outcome(run: Mapping[str, Any]) -> str:
    """Return what happened in a run."""
    writes, objects = run["writes"], run["objects"]
    parts = ["change reported" if run["changed"] else "no change reported"]
    if "failed" in run:
        parts = [f"fails: `{API_ERROR.sub(API_MESSAGE, run['failed'])}`".replace("|", "\\|")]
    if writes:
        parts.append(f"{writes} write{'s' * (writes > 1)} sent")
    if objects:
        parts.append(
            f"{abs(objects)} object{'s' * (abs(objects) > 1)} {'more' if objects > 0 else 'fewer'}"
        )
    return ", ".join(parts)
