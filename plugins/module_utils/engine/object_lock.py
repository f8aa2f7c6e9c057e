# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let only one process at a time manage an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from ..model.resource import Resource
from ..model.values import Object
from .account import Account
from .task_planner import TaskPlanner
from .waiter import Waiter


def identity_of(resource: Resource, options: Mapping[str, Any]) -> str:
    """Return the id that the options contain, or the strongest option that identifies the object.

    An option is returned with its name: ``name web1``.
    """
    parent = resource.parent
    names = [parent.option] if parent else resource.find_by
    given = (f"{name} {options[name]}" for name in names if options.get(name))
    return str(options.get("id") or next(given, ""))


def lock_name(resource: Resource, key: str) -> str:
    """Return the name of the lock of an object.

    :param key: its id, or what :func:`identity_of` returns.
    """
    return f"{resource.list_path} {key}"


class ObjectLock:
    """Locks the object of one task against other processes."""

    def __init__(
        self,
        resource: Resource,
        options: Mapping[str, Any],
        account: Account,
        waiter: Waiter,
        planner: TaskPlanner,
    ) -> None:
        self._resource = resource
        self._options = options
        self._account = account
        self._waiter = waiter
        self._planner = planner

    @contextmanager
    def hold(self) -> Iterator[Object | None]:
        """Find the object and lock it. Yield the object, or None if it does not exist.

        The object is locked by the option that identifies it, and then by its id, because other
        tasks may name it by its id.

        :raises WaitTimeoutError: another process holds a lock for longer than this task may wait.
        """
        identity = identity_of(self._resource, self._options)
        with self._lock(identity):
            found = self._planner.find()
            identifier = self._resource.location(found)[1] if found else self._parent_id()
            if identifier in (None, identity):
                yield found
                return
            with self._lock(identifier):
                # A task that named the object by its id may have changed it since the search.
                self._account.reader.forget_lists()
                yield self._planner.find()

    def _parent_id(self) -> str | None:
        """Return the id of the parent of a new object. Tasks may name it in different ways."""
        parent = self._resource.parent
        if not parent or self._planner.state == "absent":
            return None
        ref = self._account.options.find_values(self._resource, self._options)[parent.option]
        return str(ref.id)

    def _lock(self, key: str) -> AbstractContextManager[None]:
        """Hold one lock."""
        name = lock_name(self._resource, key)
        return self._waiter.locked([name], f"the same {self._resource.title}")
