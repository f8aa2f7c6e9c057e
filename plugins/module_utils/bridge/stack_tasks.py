# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the module `stack` that its plan and its run share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..api.client import Client
from ..engine.account import Account
from ..engine.check_run import OwnAnnouncements
from ..engine.object_lock import identity_of, lock_name
from ..engine.stack_elements import Element
from ..engine.stack_plan import Operation, operations_of, plan_id
from ..engine.steps import Plan
from ..engine.waiter import Waiter
from ..model.values import PLANNED
from .disclosure import Disclosure
from .session import oldest_list, wait_options
from .task import Task


class ElementTasks:
    """Makes the tasks of single elements.

    :param params: all options of the module.
    """

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self.client = client
        self._params = params
        self.oldest = oldest_list(params)

    def for_plan(self, element: Element, account: Account) -> Task:
        """Return a task that makes a plan. It sends nothing and waits for nothing."""
        return self._task(element, account, self._waiter(False))

    def for_run(self, element: Element, waits: bool) -> Task:
        """Return a task that brings an object into the desired state.

        :param waits: wait for the effect of its last step, even if the option ``wait`` is false.
        """
        waiter = self._waiter(waits)
        return self._task(element, Account(self.client, self.oldest, waiter=waiter), waiter)

    def _waiter(self, waits: bool) -> Waiter:
        options = wait_options(self._params)
        return Waiter(replace(options, wait=options.wait or waits), self.client)

    def _task(self, element: Element, account: Account, waiter: Waiter) -> Task:
        params = {**element.options, "show_secrets": self._params["show_secrets"]}
        disclosure = Disclosure(element.resource, params)
        return Task(element.resource, params, account, waiter, disclosure)


@dataclass(frozen=True)
class PlannedElement:
    """An element with its plan.

    :param task: the task that has made the plan.
    """

    element: Element
    task: Task
    plan: Plan

    @property
    def runs(self) -> bool:
        """Whether there is something to send or to wait for."""
        current = self.task.current
        return self.plan.changed or bool(current and self.element.resource.is_transitional(current))

    @property
    def locks(self) -> tuple[str, str | None]:
        """The names of the locks of the object: for the option that identifies it, and its id."""
        resource, current = self.element.resource, self.task.current
        exists = current and not current["id"].startswith(PLANNED)
        return (
            lock_name(resource, identity_of(resource, self.element.options)),
            lock_name(resource, current["id"]) if current and exists else None,
        )


@dataclass(frozen=True)
class StackPlan:
    """The plan of a stack.

    :param elements: the elements with their plans, by number.
    :param order: the numbers, in the order in which the elements begin if they can.
    :param before: by number, the elements that have to end before.
    :param monthly_cost: what the objects cost before and after; empty: that was not computed.
    :param announced: the planned objects.
    """

    elements: Mapping[int, PlannedElement]
    order: Sequence[int]
    before: Mapping[int, set[int]]
    monthly_cost: Mapping[str, Any]
    announced: OwnAnnouncements

    @cached_property
    def operations(self) -> list[Operation]:
        """The operations in order."""
        planned = (self.elements[number] for number in self.order)
        return operations_of((each.element, each.plan) for each in planned)

    @property
    def id(self) -> str:
        """The hash of the operations."""
        return plan_id(self.operations)

    @property
    def running(self) -> list[int]:
        """The numbers of the elements that have something to send or to wait for, in order."""
        return [number for number in self.order if self.elements[number].runs]

    @property
    def locks(self) -> list[str]:
        """The names of the locks of these elements, in the order in which every task takes them.

        A task for one object also locks it by its name first, and then by its id.
        """
        found = [self.elements[number].locks for number in self.running]
        ids = {identifier for _name, identifier in found if identifier}
        return [*sorted({name for name, _identifier in found} - ids), *sorted(ids)]
