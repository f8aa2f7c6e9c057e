# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API objects that cannot be changed. Code that changes an object which it received fails."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import Any, NoReturn
from unittest import mock

from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import (
    cached_list,
    list_cache,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.cached_list import (
    CachedElement,
)


class ChangedObjectError(AssertionError):
    """Code has changed an API object that it received."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise ChangedObjectError("an API object was changed")


class FrozenDict(dict):
    """A dictionary that cannot be changed. Its copies can."""

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        return {key: copy.deepcopy(value, memo) for key, value in self.items()}


class FrozenList(list):
    """A list that cannot be changed. Its copies can."""

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [copy.deepcopy(value, memo) for value in self]


def freeze(value: Any) -> Any:
    """Return the value with objects and lists that cannot be changed."""
    if isinstance(value, dict):
        return FrozenDict({key: freeze(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return FrozenList(freeze(inner) for inner in value)
    return value


@contextlib.contextmanager
def frozen_answers() -> Iterator[None]:
    """Let clients return frozen answers and cached lists in the block."""
    with contextlib.ExitStack() as stack:
        for name in ("get", "request", "poll", "fetch_all"):
            method = _frozen(getattr(Client, name))
            stack.enter_context(mock.patch.object(Client, name, method))
        for module in (cached_list, list_cache):
            stack.enter_context(mock.patch.object(module, "CachedElement", _frozen_element))
        yield


def _frozen_element(identifier: str, position: int, value: Any, *times: float) -> CachedElement:
    return CachedElement(identifier, position, freeze(value), *times)


def _frozen(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return freeze(method(*args, **kwargs))

    return call
