# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluate a template once for all hosts that have the same values where the template reads them.

Ansible compiles a template each time that it evaluates it. Thousands of servers have few different
datacenters, images and policies, so few evaluations are enough for the groups of all servers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

#: Names of filters and tests whose results depend only on the values that they receive.
PURE = frozenset(
    (
        *("abs", "bool", "capitalize", "d", "default", "first", "float", "int", "join", "last"),
        *("length", "list", "lower", "max", "min", "regex_replace", "regex_search", "replace"),
        *("reverse", "round", "sort", "split", "string", "sum", "title", "trim", "unique", "upper"),
        *("boolean", "defined", "divisibleby", "eq", "even", "false", "ge", "gt", "in", "le", "lt"),
        *("mapping", "match", "ne", "none", "number", "odd", "regex", "search", "sequence"),
        *("true", "undefined"),
    )
)
#: The parts of a template without statements.
PURE_PARTS = (nodes.Template, nodes.Output, nodes.Expr, nodes.Operand, nodes.Keyword, nodes.Pair)
#: Beginnings of templates. A value with one of them may be evaluated and may read other values.
MARKS = ("{{", "{%", "{#")
#: The beginning of a template that has other marks.
OTHER_MARKS = "#jinja2:"
#: How many outcomes of a template are kept. One with more differs for almost every host.
MAX_OUTCOMES = 1000

#: The name of a variable, and the keys and positions below it.
Path = tuple[Any, ...]


class ImpureError(Exception):
    """The result of a template may depend on more than the values at known paths."""


class Outcomes:
    """The results and errors of the templates of one source."""

    def __init__(self) -> None:
        self._known: dict[str, dict[tuple[str, ...], tuple[Any, Exception | None]]] = {}

    def of(self, template: str, variables: Mapping[str, Any], evaluate: Callable[[], Any]) -> Any:
        """Return the result of a template, or raise its error.

        :param evaluate: evaluates the template with the variables.
        """
        values = _values(template, variables)
        if values is None:
            return evaluate()
        known = self._known.setdefault(template, {})
        if values not in known:
            outcome = _outcome(evaluate)
            if len(known) < MAX_OUTCOMES and _is_immutable(outcome[0]):
                known[values] = outcome
        else:
            outcome = known[values]
        result, error = outcome
        if error:
            raise error.with_traceback(None)
        return result


def _outcome(evaluate: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return evaluate(), None
    except Exception as error:  # filters and lookups of a template can raise any exception
        return None, error


def _is_immutable(value: Any) -> bool:
    """Return whether hosts can share a value."""
    return value is None or isinstance(value, (str, int, float))


def _values(template: str, variables: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return texts that are equal for hosts with the same result, or None if there are none."""
    paths = paths_read(template)
    if paths is None or not all(path[0] in variables for path in paths):
        return None
    values = tuple(_value(variables, path) for path in paths)
    return None if any(mark in value for value in values for mark in MARKS) else values


def _value(variables: Mapping[str, Any], path: Path) -> str:
    """Return a text for the value at a path, or for the last value on the way that exists."""
    name, *steps = path
    value = variables[name]
    for depth, step in enumerate(steps):
        known = range(len(value)) if isinstance(value, list) else value
        if not isinstance(known, (dict, range)) or step not in known:
            return f"{depth} {value!r}"
        value = value[step]
    return repr(value)


@cache
def paths_read(template: str) -> frozenset[Path] | None:
    """Return the paths of all values that a template reads, or None if they are not known."""
    if template.startswith(OTHER_MARKS):
        return None
    try:
        return frozenset(_paths(Environment().parse(template)))
    except (ImpureError, TemplateSyntaxError):
        return None


def _paths(node: nodes.Node) -> Iterator[Path]:
    """Yield the paths that a part of a template reads.

    :raises ImpureError: it has statements or calls.
    """
    path = _path(node)
    if path:
        yield path
        return
    if not isinstance(node, PURE_PARTS) or isinstance(node, nodes.Call):
        raise ImpureError
    if isinstance(node, (nodes.Filter, nodes.Test)) and node.name not in PURE:
        raise ImpureError
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _path(node: nodes.Node) -> Path:
    """Return the path that a node names, or () if it is no path."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        before, step = _path(node.node), node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        before, step = _path(node.node), node.arg.value
    else:
        return ()
    return (*before, step) if before else ()
