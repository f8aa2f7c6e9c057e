# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of operations: each behaviour file registers one small function for an operationId."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .account import Account
from .contract import Operation

Answer = tuple[int, Any]
Select = Callable[[Account, Operation], Iterable[dict[str, Any]]]
Show = Callable[[Account, dict[str, Any]], dict[str, Any]]
OPERATIONS: dict[str, Callable[[Account, Operation], Answer]] = {}
#: list operations: the elements before page, q, sort and fields are applied, and how one is shown
LISTS: dict[str, tuple[Select, Show]] = {}
#: operations that answer several lists under names, each with page, q and sort of its own (api-notes: usage-paging)
GROUPS: dict[str, Callable[[Account, Operation], dict[str, list[dict[str, Any]]]]] = {}


def operation(
    function: Callable[[Account, Operation], Answer],
) -> Callable[[Account, Operation], Answer]:
    """Register a function under its own name, which is the operationId."""
    OPERATIONS[function.__name__] = function
    return function


def list_operation(name: str, kind: str, show: Show, select: Select | None = None) -> None:
    """:param select: the objects of the list, the oldest first, where they are not those of the kind."""
    LISTS[name] = (select or (lambda account, _operation: account.listed(kind)), show)


def grouped_operation(
    function: Callable[[Account, Operation], dict[str, list[dict[str, Any]]]],
) -> Any:
    """Register a function that gives the lists of an answer by their names."""
    GROUPS[function.__name__] = function
    return function
