# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page docs/errors.md: the errors and warnings of the collection, with remedies.

The messages come from the source. The first sentence of a message describes the problem, the others
say what to do. The page shows both in columns of a table. ``error_remedies.yml`` has the remedy for
each message that does not contain it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
REMEDIES = Path(__file__).with_name("error_remedies.yml")
#: The parts of the page: a title, and the beginnings of the paths of its source files.
AREAS = {
    "Connection and API": ("module_utils/api/", "module_utils/shared/"),
    "Options, files and results": ("module_utils/bridge/",),
    "Finding, planning and waiting": ("module_utils/engine/", "module_utils/model/"),
    "Single resources": ("module_utils/resources/",),
    "Inventory, lookups, filters, tests and event sources": (
        "inventory/",
        "lookup/",
        "plugin_utils/",
    ),
}
#: Files with messages for developers: the checks of descriptions.
DEVELOPERS = re.compile(r"module_utils/resources/\w*checks\.py")
#: Files that define messages outside of functions.
DATA = ("module_utils/api/errors.py",)
#: A text with fewer words is a part of a message.
FEWEST_WORDS = 3
#: The first words of a text that another message contains.
PREDICATES = ("is ", "has ", "does ")
#: The first words of texts of options.
DESCRIPTIONS = ("Whether ", "The default ")
#: Functions that change the form of a value, and not its meaning.
CONVERSIONS = ("join", "printable", "str", "to_native", "to_text")
#: Names of values that functions return.
NAMES = {"label": "object", "len": "count", "suggest_names": "similar names"}
PLACEHOLDER = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[A-Za-z]{2}")
#: A value in a text for ``str.format``.
FIELD = re.compile(r"\{(\w+)\}")
#: The end of a sentence in the source, or of a value that is a sentence.
SENTENCE_END = re.compile(r"(?<=[^.][.;]) +|(?:(?<=[.;])<[^<>]*>)?(?<=>) +(?=[A-Z][a-z])")
INTRODUCTION = """\
# Errors and warnings

This page lists the messages of modules and inventory. `<name>` means a value. To find a
message, search for the words between its values. The first column shows the problem, the second
one the remedy. If a task fails because of an answer of the API, `error` in its result has the
details. [Troubleshooting](troubleshooting.md) explains the most frequent problems.

`make generate` writes this page from the messages in the source.
"""
PARTS = """\
## Parts of messages

These texts are parts of other messages. They describe an invalid value, or an answer of the API
that differs from its documentation.
"""
#: Part of a text: what the source says, or the name of a value that is inserted.
Part = tuple[str, bool]


@dataclass(frozen=True)
class Template:
    """A message in the source, with a placeholder such as <name> for each value."""

    source: str
    text: str
    pattern: re.Pattern[str]

    @property
    def area(self) -> str:
        """Return the title of the part of the page that the message belongs to."""
        return next(title for title, paths in AREAS.items() if self.source.startswith(paths))

    @property
    def complete(self) -> bool:
        """Return whether the text is a message, and not a part of other messages."""
        return re.search(r"[.]( |$)|: <[^<>]*>$", self.text) is not None

    @property
    def problem(self) -> str:
        """Return the problem."""
        problem = SENTENCE_END.split(self.text, maxsplit=1)[0].rstrip(";")
        return problem if WORD.search(PLACEHOLDER.sub("", problem)) else self.text

    @property
    def remedy(self) -> str:
        """Return what to do, or an empty text if the message does not say it."""
        remedy = "".join(SENTENCE_END.split(self.text, maxsplit=1)[1:])
        if not WORD.search(PLACEHOLDER.sub("", remedy)):
            return ""
        first = remedy.split(maxsplit=1)[0]
        capital = remedy if "_" in first else remedy[:1].upper() + remedy[1:]
        return capital if capital.endswith(".") else f"{capital}."


@cache
def templates(plugins: Path = PLUGINS) -> tuple[Template, ...]:
    """Return the messages in the source, each one once, sorted by source file and text."""
    beginnings = tuple(path for paths in AREAS.values() for path in paths)
    files = {file.relative_to(plugins).as_posix(): file for file in plugins.rglob("*.py")}
    trees = {
        source: ast.parse(file.read_text())
        for source, file in sorted(files.items())
        if source.startswith(beginnings) and not DEVELOPERS.match(source)
    }
    constants = dict(pair for tree in trees.values() for pair in _constants(tree))
    found: dict[str, Template] = {}
    for source, tree in trees.items():
        for parts in _messages(_Constants(constants).visit(tree), inside=source in DATA):
            text = "".join(f"<{part}>" if inserted else part for part, inserted in parts).strip()
            pattern = "".join(".*?" if inserted else re.escape(part) for part, inserted in parts)
            found.setdefault(text, Template(source, text, re.compile(pattern, re.DOTALL)))
    return tuple(sorted(found.values(), key=lambda each: (each.source, each.text)))


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.Constant]]:
    """Return the texts that a module assigns to names."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield from (
                (each.id, node.value) for each in node.targets if isinstance(each, ast.Name)
            )


class _Constants(ast.NodeTransformer):
    """Puts the values of constants in the places of their names."""

    def __init__(self, constants: dict[str, ast.Constant]) -> None:
        self.constants = constants

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        return self.constants.get(name, node)


def _messages(tree: ast.AST, raised: bool = False, inside: bool = False) -> Iterator[list[Part]]:
    """Find the messages below a node.

    :param raised: the node belongs to a raise statement.
    :param inside: the node belongs to a function.
    """
    for node in ast.iter_child_nodes(tree):
        if _is_documentation(node):
            continue
        parts = _parts(node)
        if parts is None:
            function = isinstance(node, (ast.FunctionDef, ast.Lambda))
            yield from _messages(node, raised or isinstance(node, ast.Raise), inside or function)
        elif _is_message(parts) and (
            raised
            or (inside and _has_sentence(parts))
            or (inside and _is_predicate(parts) and not isinstance(tree, ast.IfExp))
        ):
            yield parts


def _is_documentation(node: ast.AST) -> bool:
    """Return whether a node is a docstring or the text of an option or attribute."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    name = _name(node.func) if isinstance(node, ast.Call) else ""
    return isinstance(node, ast.arguments) or (name[:1].isupper() and not name.endswith("Error"))


def _is_message(parts: list[Part]) -> bool:
    if parts[0][0].startswith(DESCRIPTIONS):
        return False
    words = [word for part, inserted in parts if not inserted for word in part.split()]
    return sum(word.strip(".,;:()").isalpha() for word in words) >= FEWEST_WORDS


def _is_predicate(parts: list[Part]) -> bool:
    first, inserted = parts[0]
    return not inserted and first.startswith(PREDICATES)


def _has_sentence(parts: list[Part]) -> bool:
    return any(". " in f"{part} " for part, _inserted in parts)


def _parts(node: ast.AST) -> list[Part] | None:
    """Return the parts of an expression, or None if it is not a text."""
    if isinstance(node, ast.Constant):
        if not isinstance(node.value, str):
            return None
        pieces = enumerate(FIELD.split(node.value))  # every second one is the name of a value
        return [(piece, bool(number % 2)) for number, piece in pieces if piece] or [("", False)]
    if isinstance(node, ast.JoinedStr):
        return [part for value in node.values for part in _parts(value) or ()]
    if isinstance(node, ast.FormattedValue):
        return [(_name(node.value), True)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        return None if left is None or right is None else left + right
    return None


def _name(node: ast.AST) -> str:
    """Return a name for the value of an expression."""
    if isinstance(node, ast.Name):
        return node.id.strip("_")
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_")
    if isinstance(node, ast.Subscript):
        key = getattr(node.slice, "value", None)
        return key if isinstance(key, str) else _name(node.value)
    if isinstance(node, ast.Call):
        function = _name(node.func)
        return _name(node.args[0]) if function in CONVERSIONS else NAMES.get(function, function)
    if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        return _name(node.elt)
    return "…"


def page() -> str:
    """Return the text of docs/errors.md."""
    remedies, every = yaml.safe_load(REMEDIES.read_text()), templates()
    lines = [INTRODUCTION]
    for area in AREAS:
        lines += [f"## {area}\n", "| Message | Remedy |", "|---|---|"]
        for each in every:
            if each.complete and each.area == area:
                remedy = each.remedy or remedies.get(each.text, "")
                lines.append(f"| `{_cell(each.problem)}` | {_cell(_plain(remedy))} |")
        lines.append("")
    parts = sorted({each.text for each in every if not each.complete})
    return "\n".join([*lines, PARTS, *(f"- `{part}`" for part in parts), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    """Return a text outside of code, in which Markdown shows placeholders and underscores."""
    return re.sub(r"<[^<>]*>|\b\w+_\w+\b", r"`\g<0>`", text)


def without_remedy() -> list[str]:
    """Return the messages for which the page would show no remedy."""
    remedies = yaml.safe_load(REMEDIES.read_text())
    return [
        each.text
        for each in templates()
        if each.complete and not (each.remedy or each.text in remedies)
    ]
