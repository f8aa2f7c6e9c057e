# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of operations: the files in ``resources`` register a function for each operationId.

A function takes the account and the operation, and returns the answer. The contract has the status.
A mistake is an error at the start: an operation that the contract does not contain, a second
function for an operation, or a write to an unknown kind of objects, which could not be logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .account import Account
from .contract import Operation, definitions
from .kinds import KINDS, Object

Function = Callable[[Account, Operation], Any]
Select = Callable[[Account, Operation], Iterable[Object]]
Show = Callable[[Account, Object], dict[str, Any]]
Groups = Callable[[Account, Operation], dict[str, list[dict[str, Any]]]]

OPERATIONS: dict[str, Function] = {}
#: Lists with page, q, sort and fields: the objects, and how each is shown.
LISTS: dict[str, tuple[Select, Show]] = {}
#: Operations that answer several lists, each with page, q and sort (api-notes: usage-paging).
GROUPS: dict[str, Groups] = {}

#: (method, path with {} for each name): operationId
_IDS: dict[tuple[str, str], str] = {
    (method, re.sub("{.*?}", "{}", path)): definition["operationId"]
    for path, method, definition in definitions()
}
_PLACES = {identifier: place for place, identifier in _IDS.items()}


def operation_id(method: str, path: str) -> str:
    """Return an operationId.

    :param path: without /v1, and with {} for each name.
    :raises ValueError: the contract has no such operation.
    """
    try:
        return _IDS[method, path]
    except KeyError:
        raise ValueError(f"The contract has no operation {method} {path}") from None


def register(identifier: str, function: Function) -> None:
    """Register the function of an operation.

    :raises ValueError: the operation cannot have this function.
    """
    _check(identifier)
    OPERATIONS[identifier] = function


def operation(function: Function) -> Function:
    """Register a function for the operation that has its name."""
    register(function.__name__, function)
    return function


def register_list(identifier: str, select: Select, show: Show) -> None:
    """Register a list.

    :param select: returns the objects, the oldest first.
    :raises ValueError: the operation cannot be a list.
    """
    _check(identifier)
    LISTS[identifier] = (select, show)


def grouped_operation(function: Groups) -> Groups:
    """Register a function that returns several lists by name."""
    _check(function.__name__)
    GROUPS[function.__name__] = function
    return function


def _check(identifier: str) -> None:
    if identifier not in _PLACES:
        raise ValueError(f"The contract has no operation {identifier}")
    if identifier in OPERATIONS or identifier in LISTS or identifier in GROUPS:
        raise ValueError(f"{identifier} is registered twice")
    method, path = _PLACES[identifier]
    plural = path.split("/")[1]
    if method != "get" and plural not in KINDS:
        raise ValueError(f"{identifier} writes to {plural}, which is not in kinds.py")
