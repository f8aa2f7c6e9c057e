# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers for operations that most resources have, and for operations of lists in them.

A resource contributes its rules as functions, called hooks. README.md has an example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .account import Account
from .contract import Operation
from .errors import not_found, wrong_value
from .kinds import Kind, Object
from .operations import Function, Show, operation_id, register, register_list
from .work import Work, effect

Child = Mapping[str, Any]
#: Raises an error if an object cannot be changed now.
Guard = Callable[[Account, Object], None]
#: Returns a new object.
Create = Callable[[Account, Operation], Object]
#: Changes an object in place. Returns the answer if it is not the object as it is afterwards.
Change = Callable[[Account, Object, Operation], Any]
#: Changes a child in place, or removes it. Returns the same as ``Change``.
ChangeChild = Callable[[Account, Object, Any, Operation], Any]
#: Returns the children of an object.
Children = Callable[[Account, Object], Sequence[Child]]
ShowChild = Callable[[Account, Any], Any]

#: The cleanup at the removal of an object, by its kind.
CLEANUPS: dict[Kind, Guard] = {}


@effect
def removed(account: Account, obj: Object) -> None:
    """Clean up after an object, and remove it."""
    cleanup = CLEANUPS.get(obj.kind)
    if cleanup:
        cleanup(account, obj)
    account.delete(obj)


REMOVAL = Work("REMOVING", "remove", removed)


def unguarded(_account: Account, _obj: Object) -> None:
    """Let an object be changed at any time."""


def as_is(_account: Account, child: Child) -> Child:
    """Show a child as it is."""
    return child


def ids_in_body(account: Account, operation: Operation, name: str, kind: Kind) -> list[str]:
    """Return the ids in a list of the body.

    :raises ApiError: 400 for an empty list, and for the id of no object.
    """
    identifiers: list[str] = operation.elements(name)
    for identifier in identifiers:
        if not account.exists(kind, identifier):
            raise wrong_value(name, identifier)
    return identifiers


def union(present: Sequence[str], added: Sequence[str]) -> list[str]:
    """Return all ids, each once, the present ones first."""
    return list(dict.fromkeys([*present, *added]))


@dataclass(frozen=True)
class Resource:
    """The operations of the objects of one kind.

    :param show: returns an object as answers show it.
    :param guard: is called before each write to an object.
    """

    kind: Kind
    show: Show = Account.show
    guard: Guard = Account.require_idle

    def find(self, account: Account, operation: Operation) -> Object:
        """Return the object of the path. Raise 404 if there is none."""
        return account.get(self.kind, operation.ids[0])

    def require(self, account: Account, operation: Operation) -> Object:
        """Return the object of the path. Raise 404, or the error of the guard."""
        obj = self.find(account, operation)
        self.guard(account, obj)
        return obj

    def crud(
        self,
        *,
        show_in_list: Show | None = None,
        get: Function | None = None,
        create: Create | None = None,
        creating: Work | None = None,
        update: Change | None = None,
        updating: Work | None = None,
        delete: Change | None = None,
        deleting: Work | None = None,
        cleanup: Guard | None = None,
    ) -> None:
        """Register the operations to list, read, create, change and remove objects.

        A creation or a change is registered if it has a hook, a removal if it has a work.

        :param show_in_list: by default ``show``.
        :param get: the function of the operation that reads one object; by default it is shown.
        :param creating: the work after the creation; ``updating`` and ``deleting`` likewise.
        :param delete: checks whether the object can be removed.
        :param cleanup: is called at the end of the removal, before the object is deleted.
        """
        kind, path = self.kind, f"{self.kind.path}/{{}}"
        register_list(
            operation_id("get", kind.path),
            lambda account, _operation: account.listed(kind),
            show_in_list or self.show,
        )
        self._register("get", path, get or self._read)
        if create:
            self._register_create(create, creating)
        if update:
            self._register("put", path, self.write(update, updating))
        if deleting:
            self._register("delete", path, self.write(delete or _accept, deleting))
        if cleanup:
            CLEANUPS[kind] = cleanup

    def child_list(
        self,
        name: str,
        children: Children,
        *,
        missing: tuple[str, str],
        show: ShowChild = as_is,
        add: Change | None = None,
        change: ChangeChild | None = None,
        remove: ChangeChild | None = None,
        work: Work | None = None,
        removing: Work | None = None,
        guard: Guard | None = None,
    ) -> None:
        """Register the operations of a list in an object. Those without a hook are not registered.

        :param name: the end of its path.
        :param children: returns all children, each with an id.
        :param missing: code and message of the 404 of a child.
        :param work: the work of the object after each write.
        :param removing: the work after a removal, if it differs.
        :param guard: by default that of the resource.
        """
        path = f"{self.kind.path}/{{}}/{name}"
        child_list = ChildList(self, children, missing, show, guard or self.guard)
        self._register("get", path, child_list.read_all)
        self._register("get", f"{path}/{{}}", child_list.read)
        if add:
            self._register("post", path, self.write(add, work, guard))
        if change:
            self._register("put", f"{path}/{{}}", child_list.write(change, work))
        if remove:
            self._register("delete", f"{path}/{{}}", child_list.write(remove, removing or work))

    def _read(self, account: Account, operation: Operation) -> Any:
        return self.show(account, self.find(account, operation))

    @staticmethod
    def _register(method: str, path: str, function: Function) -> None:
        register(operation_id(method, path), function)

    def _register_create(self, create: Create, work: Work | None) -> None:
        def function(account: Account, operation: Operation) -> Any:
            obj = create(account, operation)
            if work:
                account.begin(obj, work)
            else:
                account.save(obj)
            return self.show(account, obj)

        self._register("post", self.kind.path, function)

    def write(self, hook: Change, work: Work | None, guard: Guard | None = None) -> Function:
        """Return the function of a write.

        It calls the guard and the hook, begins the work or stores the object, and shows it.
        """

        def function(account: Account, operation: Operation) -> Any:
            obj = self.find(account, operation)
            (guard or self.guard)(account, obj)
            answer = hook(account, obj, operation)
            if work:
                account.begin(obj, work)
            else:
                account.save(obj)
            return self.show(account, obj) if answer is None else answer

        return function


@dataclass(frozen=True)
class ChildList:
    """The operations of a list in the objects of a resource. See ``Resource.child_list``."""

    resource: Resource
    children: Children
    missing: tuple[str, str]
    show: ShowChild
    guard: Guard

    def find(self, account: Account, obj: Object, operation: Operation) -> Any:
        """Return the child of the path. Raise 404 if there is none."""
        for child in self.children(account, obj):
            if child["id"] == operation.ids[1]:
                return child
        raise not_found(self.missing)

    def read_all(self, account: Account, operation: Operation) -> Any:
        """Show all children."""
        obj = self.resource.find(account, operation)
        return [self.show(account, child) for child in self.children(account, obj)]

    def read(self, account: Account, operation: Operation) -> Any:
        """Show the child of the path."""
        obj = self.resource.find(account, operation)
        return self.show(account, self.find(account, obj, operation))

    def write(self, hook: ChangeChild, work: Work | None) -> Function:
        """Return the function of a write to a child."""

        def on_child(account: Account, obj: Object, operation: Operation) -> Any:
            return hook(account, obj, self.find(account, obj, operation), operation)

        return self.resource.write(on_child, work, self.guard)


def _accept(_account: Account, _obj: Object, _operation: Operation) -> None:
    """Accept the removal of an object without a check."""
