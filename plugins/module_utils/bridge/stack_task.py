# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of the module `stack`: plan all objects, and apply exactly this plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..engine.account import Account
from ..engine.check_run import OwnAnnouncements
from ..engine.object_waiter import awaited
from ..engine.series import names_of, series_of
from ..engine.stack_elements import Element
from ..engine.stack_order import creation_order, edges_of, removals
from ..engine.stack_owner import Owner
from ..engine.stack_plan import KnownPlans, differences
from ..engine.waiter import Waiter
from ..model.context import Context, Desired
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.stacks import Stack
from ..model.values import Object
from ..resources.index import LOOKUPS
from .results import TaskError, task_error
from .session import connect, own_announcements, wait_options
from .stack_costs import monthly_cost
from .stack_run import StackRun
from .stack_tasks import ElementTasks, PlannedElement, StackPlan

#: How often a plan is made again because other tasks change the objects at the same time.
PLANS = 5
#: The moments for which costs are computed.
STAGES = ("before", "after")
#: Differences that the message about an outdated approval contains. The result contains all.
SHOWN_DIFFERENCES = 3


class PendingError(Exception):
    """The outcome of an operation that is running decides on the plan."""

    def __init__(self, resource: Resource, obj: Object) -> None:
        super().__init__(resource, obj)
        self.resource = resource
        self.obj = obj


class StackTask:
    """Brings the objects of a stack into the desired state.

    :param params: all options of the module.
    :param elements: the elements of the description.
    :param warnings: takes the warnings of the task.
    """

    def __init__(
        self,
        stack: Stack,
        params: Mapping[str, Any],
        elements: Sequence[Element],
        owner: Owner,
        check_mode: bool,
        warnings: list[str],
    ) -> None:
        self._stack = stack
        self._params = params
        self._described = elements
        self._owner = owner
        self._check_mode = check_mode
        self._client = connect(params, stack.name, warnings, keeps_lists=True)
        self._waiter = Waiter(wait_options(params), self._client)
        self._tasks = ElementTasks(self._client, params)
        self._edges = edges_of(elements)
        self._order = creation_order(elements, self._edges)

    def announce(self) -> dict[str, Any]:
        """Return what :meth:`apply` would return. Announce the planned objects to later tasks."""
        plan = self.plan()
        self._check(plan)
        plan.announced.publish()
        return StackRun(plan, self._tasks, self._params).result()

    def apply(self) -> dict[str, Any]:
        """Bring the objects into the desired state. Return the result of the module."""
        plan = self.plan()
        for _attempt in range(PLANS):
            self._check(plan)
            names = plan.locks
            if not names:
                return StackRun(plan, self._tasks, self._params).result()
            with self._waiter.locked(names, "an object of the stack"):
                plan = self.plan()
                if set(plan.locks) <= set(names):
                    self._check(plan)
                    return StackRun(plan, self._tasks, self._params).run()
        raise ValidationError(
            "Other tasks have changed the objects of the stack again and again while this task "
            "made its plan. Run the task again."
        )

    # -- plan

    def plan(self) -> StackPlan:
        """Return the plan. Wait for pending operations before, because it depends on their outcome.

        :raises WaitTimeoutError: an object was not ready in time.
        """
        while True:
            try:
                plan = self._plan(own_announcements(self._client, self._check_mode))
                self._waiter.end()
                return plan
            except PendingError as pending:
                self._waiter.pause("settle", awaited(pending.resource, pending.obj))

    def _plan(self, announced: OwnAnnouncements) -> StackPlan:
        """Plan all elements in order, each one with the planned objects of those before it.

        :raises PendingError: an operation is running on the object of an element.
        """
        lenient = self._check_mode and not announced.shared
        account = Account(self._client, self._tasks.oldest, announced, lenient)
        elements = dict(enumerate(self._described))
        edges = dict(self._edges)
        planned: dict[int, PlannedElement] = {}
        present = [number for number in self._order if not elements[number].removes]
        for number in present:
            planned[number] = self._planned(elements[number], account)
        objects = {number: each.task.current for number, each in planned.items()}
        for number, element in elements.items():
            if number not in planned:
                objects[number] = self._find(element, account)
        if self._params["purge"]:
            for element, obj in self._surplus(account, objects.values(), planned.values()):
                number = len(elements)
                elements[number], objects[number], edges[number] = element, obj, set()
        known = {number: obj for number, obj in objects.items() if obj}
        last, before = removals(elements, edges, known)
        for number in last:
            planned[number] = self._planned(elements[number], account)
        _check_distinct(planned.values())
        cost: dict[str, Any] = {}
        if self._computes_costs:
            before_plan = Account(self._client, self._tasks.oldest)
            cost = monthly_cost(planned.values(), before_plan, account)
        return StackPlan(
            planned,
            [*present, *last],
            {**{number: edges[number] for number in present}, **before},
            cost,
            announced,
        )

    def _planned(self, element: Element, account: Account) -> PlannedElement:
        task = self._tasks.for_plan(element, account)
        try:
            current = task.find()
            if current and task.waits_for(current):
                raise PendingError(element.resource, current)
            return PlannedElement(element, task, task.plan(current))
        except PendingError:
            raise
        except Exception as error:
            failed = task_error(error)
            raise TaskError(f"{element.label}: {failed}", **failed.details) from error

    def _find(self, element: Element, account: Account) -> Object | None:
        """Return the object of an element that is to be removed, or None."""
        try:
            return self._tasks.for_plan(element, account).find()
        except ValidationError:
            return None  # Its plan shows the error, unless an earlier removal avoids it.

    def _surplus(
        self,
        account: Account,
        objects: Iterable[Object | None],
        planned: Iterable[PlannedElement],
    ) -> Iterator[tuple[Element, Object]]:
        """Yield the objects that belong to the owner and that no element describes."""
        described = {obj["id"] for obj in objects if obj}
        described |= {each.plan.object["id"] for each in planned if each.plan.object}
        for resource in self._stack.resources:
            if self._params[resource.plural] is None:
                continue
            self._owner.check(resource)
            listed = account.reader.objects_of(resource)
            remaining = [obj for obj in listed if not resource.is_removing(obj)]
            for obj, others in series_of(resource, remaining):
                if (
                    self._owner.owns(resource, obj)
                    and described.isdisjoint(each["id"] for each in (obj, *others))
                    and not resource.protected_reason(Context(Desired("absent", {}), obj))
                ):
                    yield self._purged(resource, obj, is_series=bool(others)), obj

    def _purged(self, resource: Resource, obj: Object, is_series: bool) -> Element:
        """Return the element that removes an object, or the whole series that it stands for.

        Options of the stack that its module has too apply to it.
        """
        allowed = {each.name for each in self._stack.options} & {
            each.name for each in resource.options
        }
        name = names_of(LOOKUPS[resource.plural], obj)[0] if is_series else resource.name_of(obj)
        options = {
            **({"name": name} if is_series else {"id": obj["id"]}),
            **{option: self._params[option] for option in allowed},
            "state": "absent",
        }
        return Element(resource, resource.plural, options, name)

    # -- conditions

    @property
    def _computes_costs(self) -> bool:
        return self._params["show_costs"] or self._params["cost_limit"] is not None

    def _check(self, plan: StackPlan) -> None:
        """Check that the task may carry the plan out.

        :raises TaskError: it may not.
        """
        if plan.operations:
            KnownPlans(self._client.store).add(plan.operations)
            self._check_approved(plan)
            self._check_cost(plan)

    def _check_cost(self, plan: StackPlan) -> None:
        limit, cost = self._params["cost_limit"], plan.monthly_cost
        if limit is None or cost["after"]["net"] <= limit:
            return
        amounts = {name: f"{cost[name]['net']:.2f} {cost['currency']}" for name in STAGES}
        raise TaskError(
            f"The objects of the stack would cost {amounts['after']} net in a month, more than "
            f"cost_limit ({limit:.2f}). They cost {amounts['before']} now. Nothing was changed. "
            "Raise cost_limit, or describe fewer or smaller objects.",
            plan_id=plan.id,
            monthly_cost=cost,
        )

    def _check_approved(self, plan: StackPlan) -> None:
        approved = (self._params["approved"] or "").strip()
        if not approved or approved == plan.id:
            return
        known = KnownPlans(self._client.store).find(approved)
        lines = differences(known or [], plan.operations)
        shown = "; ".join(lines[:SHOWN_DIFFERENCES])
        more = len(lines) - SHOWN_DIFFERENCES
        raise TaskError(
            f"The plan is not the approved one: approved is {approved}, and the present plan has "
            f"the id {plan.id}. "
            + ("Differences: " if known else "The approved plan is not known here. Present plan: ")
            + f"{shown}{f'; and {more} more' if more > 0 else ''}. "
            "Nothing was changed. Approve the present plan, or correct the description.",
            plan_id=plan.id,
            differences=lines,
        )


def _check_distinct(planned: Iterable[PlannedElement]) -> None:
    """Check that each element is another object.

    :raises ValidationError: two elements are the same one.
    """
    known: dict[str, Element] = {}
    for each in planned:
        current = each.task.current
        if not current:
            continue
        twin = known.setdefault(current["id"], each.element)
        if twin is not each.element:
            raise ValidationError(
                f"{twin.label} and {each.element.label} are the same object, which has the id "
                f"{current['id']}. Remove one of them."
            )
