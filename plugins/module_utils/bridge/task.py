# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of a module that keeps one object in the desired state: find, plan, apply, wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..engine.account import Account
from ..engine.check_run import Announcements, current_run
from ..engine.executor import Executor
from ..engine.object_lock import ObjectLock
from ..engine.object_waiter import ObjectWaiter
from ..engine.step_runner import ApplyResult
from ..engine.steps import Plan
from ..engine.task_planner import TaskPlanner
from ..engine.waiter import Waiter
from ..model.costs import sum_costs
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.values import PLANNED, Object, get_path, identity
from ..shared import clock
from .costs import CostReader
from .disclosure import Disclosure
from .results import TaskError, task_error


class Task:
    """A task that keeps one object in the desired state.

    :param params: all options of the module.
    :ivar result: what the task has done so far.
    :ivar current: the object before the latest :meth:`plan`. None: it does not exist.
    :ivar is_planned: ``current`` comes from an earlier plan, not from the API.
    :ivar shown_costs: ``monthly_cost`` of the result after the latest :meth:`plan`, or nothing.
    """

    def __init__(
        self,
        resource: Resource,
        params: Mapping[str, Any],
        account: Account,
        waiter: Waiter,
        disclosure: Disclosure,
    ) -> None:
        self.result = ApplyResult(None)
        self.current: Object | None = None
        self.is_planned = False
        self._makes_secrets = False
        self._resource = resource
        # The plan gets no options of the connection, such as the token.
        self._options = {name: params.get(name) for name in resource.option_names}
        self._account = account
        self._waiter = waiter
        self._disclosure = disclosure
        self._objects = ObjectWaiter(resource, account.client, waiter)
        self._planner = TaskPlanner(resource, self._options, account, waiter, self._objects)
        shows_costs = params.get("show_costs") and resource.is_billed
        self._costs = CostReader(account) if shows_costs else None
        self.shown_costs: dict[str, Any] = {}
        self._executor = Executor(resource, account.client, waiter, self._objects, self._planner)

    def announce(self) -> dict[str, Any]:
        """Return what :meth:`apply` would return. Announce the planned object to later tasks."""
        current = self.find()
        if self._planner.waits_first:
            current = self._planner.settled(current)
        return self.planned_result(self.plan(current))

    def apply(self) -> dict[str, Any]:
        """Bring the object into the desired state. Return the result of the module."""
        lock = ObjectLock(self._resource, self._options, self._account, self._waiter, self._planner)
        with lock.hold() as found:
            plan = self._send(found)
        return self._complete(plan, self._check_rivals)

    # -- for tasks with several objects

    def find(self) -> Object | None:
        """Return the object as it is, or None if it does not exist."""
        return self._planner.find()

    def waits_for(self, current: Object) -> bool:
        """Return whether the task waits for an operation on the object before it makes a plan."""
        return self._planner.waits_first and self._planner.is_pending(current)

    def plan(self, current: Object | None) -> Plan:
        """Return the plan for the object, and announce the planned object to later plans.

        :param current: the object. None: it does not exist.
        :raises ValidationError: the plan is not possible, or makes a secret that has no place.
        """
        resource, account = self._resource, self._account
        self.current = current
        self.is_planned = bool(current and account.planned.include(resource, current))
        part = resource.late_part
        if current and self._planner.state != "absent" and part.concerns(self._options):
            current = part.completed(current, clock.now())
        plan = self._planner.plan(current)
        account.warnings.extend(plan.warnings)
        self._show_costs(current, plan)
        self._makes_secrets = self._prepare_secrets(plan)
        if plan.changed:
            changes = [(current, plan.object)]
            changes += [(obj, None) for obj in self._planner.desired.series]
            for before, after in changes:
                account.planned.announce(resource, before, after, account.reader.checked_objects)
        return plan

    def planned_result(self, plan: Plan) -> dict[str, Any]:
        """Return the result of the module after a plan."""
        if not self._makes_secrets:
            self._learn_readable_secrets(self.current)
        return self._module_result(plan, plan.object, [step.operation for step in plan.steps])

    def apply_to(self, found: Object | None, check: Callable[[Plan], None]) -> dict[str, Any]:
        """Bring an object into the desired state. Return the result of the module.

        The caller holds the lock of the object, and looks for rivals of a new one.

        :param found: the object. None: it does not exist.
        :param check: receives the plan before the first step, and may raise an error.
        """
        return self._complete(self._send(found, check), lambda: None)

    def error(self, error: Exception) -> TaskError:
        """Return the error of the task, with what it has done before."""
        return task_error(error, self.result, self._disclosure)

    def end(self) -> None:
        """Wait no longer. Remove the file for a secret that was created and not used."""
        self._waiter.end()
        self._disclosure.discard()

    # -- steps

    def _send(self, found: Object | None, check: Callable[[Plan], None] = identity) -> Plan:
        """Send the steps of the plan for an object. Return the plan."""
        client = self._account.client
        current = self._planner.prepare(found)
        plan = self._planner.plan(current)
        self._account.warnings.extend(plan.warnings)
        check(plan)
        self._show_costs(current, plan)
        self._prepare_secrets(plan)
        self._disclosure.reserve()
        run = current_run() if plan.changed else None
        if run:
            Announcements(client.store, run.id).retract()
        self.result = ApplyResult(current)
        for result in self._executor.run(plan, self.result):
            self.result = result
            self._learn_new_secrets()
        return plan

    def _complete(self, plan: Plan, check_rivals: Callable[[], None]) -> dict[str, Any]:
        """Wait for the effect of the steps. Return the result of the module."""
        self.result = self._executor.finish(self.result)
        self._account.warnings.extend(self.result.warnings)
        check_rivals()
        self._hand_over_secrets()
        return self._module_result(plan, self.result.object, self.result.operations)

    def _check_rivals(self) -> None:
        """Raise ValidationError if another machine has created the same object at the same time."""
        resource, obj = self._resource, self.result.object
        if not (self.result.created and obj and self._waiter.options.wait) or resource.parent:
            return
        rivals = self._planner.rivals(obj)
        if rivals:
            option = next(name for name in resource.find_by if self._options.get(name))
            raise rival_error(resource, obj, rivals, option)

    def _show_costs(self, current: Object | None, plan: Plan) -> None:
        """Compute what the object costs before and after the plan, if the task shows costs."""
        costs, resource = self._costs, self._resource
        if not costs:
            return
        present = [*self._planner.desired.series]
        if current and not resource.is_removing(current):
            present.append(current)
        before = [costs.cost(resource, obj) for obj in present]
        if plan.object:
            after = [costs.cost(resource, plan.object)]
        else:
            after = [costs.cost_after_removal(resource, obj, self._options) for obj in present]
        self.shown_costs = {"monthly_cost": costs.report(sum_costs(before), sum_costs(after))}

    # -- secrets

    def _prepare_secrets(self, plan: Plan) -> bool:
        """Return whether the plan makes secrets.

        :raises ValidationError: a secret has no place.
        """
        makes = any(step.creates or step.returns_secrets for step in plan.steps)
        if makes and plan.object:
            self._disclosure.prepare(plan.object, self._planner.desired.values)
        return makes

    def _learn_new_secrets(self) -> None:
        """Take the secrets that the last step has made."""
        obj, token_path = self.result.object, self._resource.token_path
        if not (obj and self.result.has_new_secrets):
            return
        # If the object shows the token in use, the step has not replaced it yet.
        if not (token_path and self._account.client.uses_token(get_path(obj, token_path))):
            self._disclosure.learn(obj)

    def _hand_over_secrets(self) -> None:
        """Bring every secret to its place.

        A new secret is read from the object when that is ready, because it may show another one
        than the answer to the creation.
        """
        if self._disclosure.reads and not self._planner.revokes_access:
            if self._disclosure.expected and self.result.object:
                self.result = self.result.with_object(self._objects.settle(self.result.object))
            self._learn_readable_secrets(self.result.object)
        self._disclosure.keep()
        self._disclosure.complete(self.result.object)

    def _learn_readable_secrets(self, obj: Object | None) -> None:
        """Read the object for its secrets. Cached lists do not contain them."""
        if self._disclosure.reads and obj and not obj["id"].startswith(PLANNED):
            shown = self._account.reader.get_with_secrets(self._resource, obj)
            self._disclosure.learn(shown or {})

    def _module_result(
        self, plan: Plan, obj: Object | None, operations: Sequence[Mapping[str, str]]
    ) -> dict[str, Any]:
        resource = self._resource
        return {
            "changed": bool(operations),
            resource.name: obj and self._disclosure.shown(resource.complete(obj)),
            "diff": plan.diff,
            "operations": list(operations),
            **self.shown_costs,
        }


def rival_error(
    resource: Resource, obj: Object, rivals: Sequence[Object], option: str
) -> ValidationError:
    """Return the error for an object that another machine has created at the same time too.

    :param option: the option whose value they share.
    """
    ids = ", ".join(each["id"] for each in rivals)
    return ValidationError(
        f"{resource.label(obj)} (id {obj['id']}) was created, but another one with the "
        f"same {option} appeared at the same time (id {ids}). Remove one of them by its id, "
        "and let one machine at a time create it."
    )
