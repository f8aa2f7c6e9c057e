# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutants: copies of a source file, each with one small change.

A mutant is described by the statement before and after the change, and by the function that
contains it. This description does not depend on the position in the file.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .operators import changes_of

#: The parts of compound statements that are other statements.
BODIES = ("body", "orelse", "finalbody", "handlers")


@dataclass(frozen=True)
class Mutant:
    """One change of a source file.

    :param file: path of the source file in the repository.
    :param scope: the class and function that contain the change, such as ``Store.lock``.
    :param before: the changed statement, without the statements inside it.
    :param after: the statement after the change.
    :param number: counts equal changes of one scope.
    :param lines: of the statement. Empty: the import of the file runs it, not a call.
    """

    file: str
    scope: str
    before: str
    after: str
    number: int
    lines: range

    @property
    def key(self) -> str:
        """Return a text that identifies the mutant."""
        return "\0".join((self.file, self.scope, self.before, self.after, str(self.number)))

    def diff(self) -> str:
        removed = "\n".join(f"- {line}" for line in self.before.splitlines())
        added = "\n".join(f"+ {line}" for line in self.after.splitlines())
        return f"{self.file}, {self.scope or 'module'}\n{removed}\n{added}"


class Mutants:
    """All mutants of a source file, in the order of their lines.

    :param file: path of the source file in the repository.
    """

    def __init__(self, file: str, source: str) -> None:
        self._tree = ast.parse(source)
        self._changes: dict[str, Callable[[], Callable[[], None]]] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._file = file
        self.mutants = list(self._visit(self._tree.body, "", imported=True))

    def compile(self, mutant: Mutant, path: str) -> Any:
        """Return the code of the file with the change.

        :param path: of the file that the code shows in tracebacks.
        """
        undo = self._changes[mutant.key]()
        try:
            return compile(ast.fix_missing_locations(self._tree), path, "exec", dont_inherit=True)
        finally:
            undo()

    def _visit(self, statements: list[ast.stmt], scope: str, imported: bool) -> Iterator[Mutant]:
        """Yield the mutants of statements.

        :param imported: whether the import of the file runs the statements.
        """
        for position, statement in enumerate(statements):
            inner, called = scope, imported
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{scope}.{statement.name}".lstrip(".")
                called = imported and isinstance(statement, ast.ClassDef)
            if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
                continue
            for line, change in changes_of(statements, position):
                lines = range(0) if imported else _lines(statement, line)
                yield self._mutant(statements, position, inner, lines, change)
            for handler in getattr(statement, "handlers", ()):
                yield from self._visit(handler.body, inner, called)
            for name in ("body", "orelse", "finalbody"):
                yield from self._visit(getattr(statement, name, []), inner, called)

    def _mutant(
        self,
        statements: list[ast.stmt],
        position: int,
        scope: str,
        lines: range,
        change: Callable[[], Callable[[], None]],
    ) -> Mutant:
        before = header(statements[position])
        undo = change()
        after = header(statements[position])
        undo()
        number = self._counts[scope, before, after]
        self._counts[scope, before, after] += 1
        mutant = Mutant(self._file, scope, before, after, number, lines)
        self._changes[mutant.key] = change
        return mutant


def header(statement: ast.stmt) -> str:
    """Return the text of a statement without the statements inside it."""
    shown = copy.copy(statement)
    for name in BODIES:
        if getattr(shown, name, None):
            inner = getattr(shown, name)
            setattr(
                shown,
                name,
                [_shown_handler(each) for each in inner] if name == "handlers" else [_DOTS],
            )
    return ast.unparse(ast.fix_missing_locations(shown))


def _lines(statement: ast.stmt, line: int) -> range:
    """Return the lines of a statement without the statements inside it.

    :param line: of the change. It can be in an ``except`` clause.
    """
    inner = [*getattr(statement, "body", ()), *getattr(statement, "handlers", ())]
    end = inner[0].lineno if inner else (statement.end_lineno or statement.lineno) + 1
    return range(line, line + 1) if line >= end else range(statement.lineno, max(end, line + 1))


_DOTS = ast.Expr(ast.Constant(...))


def _shown_handler(handler: ast.ExceptHandler) -> ast.ExceptHandler:
    raises = handler.body[:1] if isinstance(handler.body[0], ast.Raise) else [_DOTS]
    return ast.ExceptHandler(handler.type, handler.name, raises)
