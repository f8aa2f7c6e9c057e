# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes that make mutants.

A change is a function that changes the syntax tree and returns a function that undoes it. Texts of
messages, docstrings, annotations and f-strings have no mutants.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

Change = Callable[[], Callable[[], None]]

#: The operators of comparisons, and what replaces them. Orders get another boundary.
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
#: Expressions without mutants, and the parts of nodes that are annotations.
EXCLUDED = (ast.JoinedStr, ast.stmt, ast.ExceptHandler)
ANNOTATIONS = ("annotation", "returns", "decorator_list", "bases")


def changes_of(statements: list[ast.stmt], position: int) -> Iterator[tuple[int, Change]]:
    """Yield the changes of a statement, with their lines, but not those of statements inside it."""
    statement = statements[position]
    if _is_docstring(statement) or isinstance(statement, (ast.Import, ast.ImportFrom)):
        return
    if isinstance(statement, ast.Assign) and _defines_type(statement):
        return
    for replacement in _replacements(statement):
        yield statement.lineno, _set(statements, position, replacement)
    yield from _handler_changes(statement)
    yield from _expression_changes(statement)


# -- statements


def _replacements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield what replaces a statement."""
    if isinstance(statement, (ast.Raise, ast.Continue, ast.Break, ast.AugAssign, ast.Delete)):
        yield ast.Pass()
    elif isinstance(statement, ast.Expr) and isinstance(
        statement.value, (ast.Call, ast.Yield, ast.YieldFrom)
    ):
        # A function without any yield would not be a generator.
        is_call = isinstance(statement.value, ast.Call)
        yield ast.Pass() if is_call else ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
    elif isinstance(statement, ast.Assign) and isinstance(
        statement.targets[0], (ast.Attribute, ast.Subscript)
    ):
        yield ast.Pass()
    elif isinstance(statement, ast.Return) and not (
        _is_constant(statement.value, None) or _is_constant(statement.value, False)
    ):
        yield ast.Return(ast.Constant(None))  # False would count as the same
    elif isinstance(statement, ast.With) and not any(
        item.optional_vars for item in statement.items
    ):
        yield ast.If(ast.Constant(True), statement.body, [])


def _handler_changes(statement: ast.stmt) -> Iterator[tuple[int, Change]]:
    """Yield changes that let each ``except`` clause raise the exception again."""
    for handler in getattr(statement, "handlers", ()):
        if not (isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None):
            yield handler.body[0].lineno, _set(vars(handler), "body", [ast.Raise()])


# -- expressions


def _expression_changes(statement: ast.stmt) -> Iterator[tuple[int, Change]]:
    if isinstance(statement, (ast.If, ast.While)) and not _has_opposite(statement.test):
        yield statement.lineno, _set(vars(statement), "test", _opposite(statement.test))
    for holder, name, node in _expressions(statement):
        for target, key, replacement in _expression_replacements(holder, name, node):
            yield node.lineno, _set(target, key, replacement)


def _expressions(node: ast.AST) -> Iterator[tuple[Any, Any, ast.expr]]:
    """Yield each expression below a node with its holder, a dictionary or list, and its key."""
    for name, value in ast.iter_fields(node):
        if name in ANNOTATIONS and not isinstance(node, ast.FormattedValue):
            continue
        children = enumerate(value) if isinstance(value, list) else [(name, value)]
        for key, child in children:
            if isinstance(child, EXCLUDED) or not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.expr):
                yield value if isinstance(value, list) else vars(node), key, child
            yield from _expressions(child)


def _expression_replacements(
    holder: Any, key: Any, node: ast.expr
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what to set: a holder, its key, and the new value."""
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            yield node.ops, position, COMPARISONS[type(operator)]()
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield vars(node), "op", ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        yield vars(node), "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield holder, key, node.operand
    elif isinstance(node, ast.IfExp) and not _has_opposite(node.test):
        yield vars(node), "test", _opposite(node.test)
    elif isinstance(node, ast.Name) and node.id in FUNCTIONS:
        yield holder, key, ast.Name(FUNCTIONS[node.id], ast.Load())
    elif isinstance(node, ast.Constant):
        for value in _other_values(node.value):
            yield holder, key, ast.Constant(value)


def _other_values(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield value + 1
    elif isinstance(value, str) and value and " " not in value:  # others are messages and SQL
        yield ""


def _has_opposite(test: ast.expr) -> bool:
    """Return whether a mutant of the expression itself is its opposite."""
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and not isinstance(test.ops[0], ORDERS)
    is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return is_not or isinstance(test, ast.Constant)


def _opposite(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


# -- nodes


def _set(holder: Any, key: Any, value: Any) -> Change:
    """Return the change that sets a value of a list or dictionary."""

    def change() -> Callable[[], None]:
        former = holder[key]
        holder[key] = value
        return lambda: holder.__setitem__(key, former)

    return change


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_constant(node: ast.expr | None, value: Any) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is value)


def _defines_type(statement: ast.Assign) -> bool:
    """Return whether an assignment defines ``__all__`` or the name of a type."""
    name = ast.unparse(statement.targets[0])
    value = ast.unparse(statement.value)
    return name == "__all__" or value.startswith(("TypeVar(", "Callable[", "Mapping[", "Union["))
