# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record which statements each test runs.

The source files get one more statement before each statement of a function: it notes the line. This
takes less than a tenth of the time of a trace function, which Python calls for the tests as well.
"""

from __future__ import annotations

import ast
import builtins
import types
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: The name of the set of lines, in all modules.
NOTED = "__noted_lines__"
BODIES = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Recorded:
    """The lines that a test has run.

    :param seconds: of processor time.
    :param lines: the first lines of statements by the path of their file.
    """

    seconds: float
    lines: dict[str, frozenset[int]]

    def covers(self, file: str, lines: range) -> bool:
        """Return whether the test runs one of the lines.

        :param lines: no lines: those of the whole file.
        """
        run = self.lines.get(file, frozenset())
        return bool(run) and (not lines or not run.isdisjoint(lines))


def noting(file: str, source: str, path: str) -> types.CodeType:
    """Return the code of a source file that notes the lines that it runs.

    :param file: the path of the file that it notes.
    :param path: of the file that the code shows in tracebacks.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _note(file, node)
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def _note(file: str, node: ast.AST) -> None:
    """Put a note before each statement inside a node, without those of inner functions."""
    for name in BODIES:
        statements = getattr(node, name, None)
        if not isinstance(statements, list):
            continue
        noted: list[ast.stmt] = []
        for statement in statements:
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                _note(file, statement)
            call = f"{NOTED}.add({(file, statement.lineno)!r})"
            noted += [*ast.parse(call).body, statement]
        setattr(node, name, noted)
    for handler in getattr(node, "handlers", ()):
        _note(file, handler)


@contextmanager
def noted_lines() -> Iterator[dict[str, set[int]]]:
    """Collect the lines that this process runs in the block, by their file."""
    lines: dict[str, set[int]] = defaultdict(set)
    noted: set[tuple[str, int]] = set()
    vars(builtins)[NOTED] = noted
    try:
        yield lines
    finally:
        for file, line in noted.copy():
            lines[file].add(line)
