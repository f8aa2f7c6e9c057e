# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML blocks of the documentation: what each one is, and how many there are of each kind.

``tests/unit/tools/test_yaml_blocks.py`` and ``tests/integration/test_yaml_blocks.py`` check them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PLUGIN = "ionos.cloudpanel.servers"
FENCE = re.compile(
    r"^(?P<indent> *)```ya?ml\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Kind:
    """A kind of blocks.

    :param name: in the plural.
    :param check: how blocks of this kind are checked.
    :param matches: whether the content of a block is of this kind.
    """

    name: str
    check: str
    matches: Callable[[Any], bool]


def each(content: Any, matches: Callable[[dict[str, Any]], bool]) -> bool:
    """Return whether the content is a list of dictionaries that all match."""
    is_list = isinstance(content, list) and bool(content)
    return is_list and all(isinstance(item, dict) and matches(item) for item in content)


def has(content: Any, *keys: str) -> bool:
    """Return whether the content is a dictionary with all keys."""
    return isinstance(content, dict) and {*keys} <= {*content}


def modules(task: dict[str, Any]) -> list[str]:
    """Return the names of the modules of a task, and of the tasks of a block of tasks."""
    inner = [
        name
        for key in ("block", "rescue", "always")
        for sub in task.get(key, ())
        for name in modules(sub)
    ]
    return [key for key in task if key.count(".") == 2] + inner


#: The kinds. The first one that matches is the kind of a block.
KINDS = (
    Kind(
        "playbooks",
        "Ansible runs them on a simulated account.",
        lambda content: each(content, lambda play: "hosts" in play and "sources" not in play),
    ),
    Kind(
        "tasks",
        "Ansible runs them on a simulated account, in order. `test_migration.py` runs those of "
        "[migration.md](migration.md).",
        lambda content: each(content, lambda task: bool(modules(task))),
    ),
    Kind(
        "rulebooks",
        "The event sources have all options. `make rulebooks` runs similar ones.",
        lambda content: each(content, lambda play: "sources" in play and "rules" in play),
    ),
    Kind(
        "environments",
        "The playbook `ionos.cloudpanel.apply` creates them on a simulated account.",
        lambda content: has(content, "cloudpanel_stack"),
    ),
    Kind(
        "inventory sources",
        "The inventory plugin reads the servers of a simulated account with them.",
        lambda content: has(content, "plugin") and content["plugin"] == PLUGIN,
    ),
    Kind(
        "results",
        "All keys, with their types, are in the documentation of the results of a module.",
        lambda content: has(content, "monthly_cost"),
    ),
    Kind(
        "execution environments",
        "They have the keys of version 3 of ansible-builder, and name the collection.",
        lambda content: has(content, "version", "images"),
    ),
    Kind(
        "changelog fragments",
        "All sections are sections of antsibull-changelog.",
        lambda content: (
            isinstance(content, dict)
            and all(key.endswith(("_changes", "fixes")) for key in content)
        ),
    ),
)


@dataclass(frozen=True)
class Block:
    """A YAML block of a page.

    :param page: the path of the page in the repository.
    :param line: the number of its first line.
    """

    page: str
    line: int
    text: str

    @property
    def content(self) -> Any:
        """The parsed text."""
        return yaml.load(self.text, Loader=yaml.CSafeLoader)

    @property
    def kind(self) -> str:
        """The name of its kind.

        :raises ValueError: it has no known kind.
        """
        content = self.content
        for kind in KINDS:
            if kind.matches(content):
                return kind.name
        raise ValueError(f"{self.page}:{self.line} has no known kind. Add one to KINDS.")


def pages() -> list[Path]:
    """Return the pages of users and maintainers."""
    return sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("roles/*/README.md")])


def blocks() -> Iterator[Block]:
    """Yield the YAML blocks of all pages."""
    for path in pages():
        text = path.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 2
            name = path.relative_to(ROOT).as_posix()
            yield Block(name, line, textwrap.dedent(found["text"]))


def table() -> str:
    """Return the table of kinds in docs/contributing.md."""
    found = [block.kind for block in blocks()]
    rows = [f"| {kind.name} | {found.count(kind.name)} | {kind.check} |" for kind in KINDS]
    return "\n".join(
        [
            f"The pages contain {len(found)} YAML blocks:",
            "",
            "| Kind | Blocks | Check |",
            "|---|---:|---|",
            *rows,
            "",
        ]
    )
