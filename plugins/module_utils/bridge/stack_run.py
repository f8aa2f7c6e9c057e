# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply the plan of a stack: run its elements, each one after those that it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ..api.errors import ApiError
from ..engine.account import Account
from ..engine.stack_plan import is_as_announced
from ..engine.stack_schedule import Schedule
from ..engine.steps import Plan
from ..model.errors import ValidationError
from ..model.values import Object
from ..shared import clock
from ..shared.workers import Job, Workers
from .results import TaskError, task_error
from .stack_tasks import ElementTasks, StackPlan
from .task import rival_error

#: Elements that are started and not finished at the same time. With this many, the API answers
#: as many requests as its budget allows.
MAX_STARTED = 256


class StackRun:
    """Runs the elements of a plan, and collects their results."""

    def __init__(self, plan: StackPlan, tasks: ElementTasks, params: Mapping[str, Any]) -> None:
        self._plan = plan
        self._tasks = tasks
        self._params = params
        self._schedule = Schedule(plan.running, plan.before)
        self._results: dict[int, dict[str, Any]] = {}
        self._failures: dict[int, TaskError] = {}
        self._created: dict[int, Object] = {}

    def run(self) -> dict[str, Any]:
        """Run all elements. Return the result of the module.

        :raises TaskError: elements have failed. Those that do not need them are finished.
        """
        Workers(MAX_STARTED).run(self._next_job)
        self._check_rivals()
        if self._failures:
            raise self._error()
        return self.result()

    def result(self) -> dict[str, Any]:
        """Return the result of the module. Elements that were not run are as they were planned."""
        for number, planned in self._plan.elements.items():
            if number not in self._results:
                self._results[number] = planned.task.planned_result(planned.plan)
        return self._shown()

    # -- jobs

    def _next_job(self) -> Job | None:
        number = self._schedule.next()
        return None if number is None else partial(self._run_element, number)

    def _run_element(self, number: int) -> None:
        planned = self._plan.elements[number]
        task = self._tasks.for_run(planned.element, self._schedule.needs(number))
        try:
            found = task.find() if planned.task.is_planned else planned.task.current
            self._results[number] = task.apply_to(found, partial(self._check, number))
        except Exception as error:
            self._failures[number] = task.error(error)
            self._schedule.fail(number)
            return
        finally:
            task.end()
        if task.result.created and task.result.object:
            self._created[number] = task.result.object
        self._schedule.end(number)

    def _check(self, number: int, plan: Plan) -> None:
        """Check that an element has the approved plan, if the task approves one.

        :raises ValidationError: another program has changed the object after the approval.
        """
        if self._params["approved"] and not is_as_announced(plan, self._plan.elements[number].plan):
            raise ValidationError(
                "The object was changed after its plan was approved. It was left as it is. Run "
                "the task in check mode, and approve the new plan."
            )

    def _check_rivals(self) -> None:
        """Find out whether other machines have created the same objects at the same time.

        Each list is read once.
        """
        created: defaultdict[str, list[int]] = defaultdict(list)
        for number in self._created if self._params["wait"] else ():
            created[self._plan.elements[number].element.resource.path].append(number)
        account = Account(self._tasks.client, clock.now())
        for numbers in created.values():
            try:
                self._find_rivals(account, numbers)
            except ApiError as error:
                self._failures.update(dict.fromkeys(numbers, task_error(error)))

    def _find_rivals(self, account: Account, numbers: Sequence[int]) -> None:
        """Find rivals of new objects of one resource."""
        resource = self._plan.elements[numbers[0]].element.resource
        objects = account.reader.objects_of(resource)
        by_value: defaultdict[tuple[str, Any], list[Object]] = defaultdict(list)
        for obj in objects:
            for name in resource.find_by if not resource.is_removing(obj) else ():
                by_value[name, resource.field(name).view(obj)].append(obj)
        ids = {self._created[number]["id"] for number in numbers}
        for number in numbers:
            own, element = self._created[number], self._plan.elements[number].element
            name = element.identity[0]
            if name == resource.selection.number_option:
                values = account.options.find_values(resource, element.options)
                found = account.finder(resource).numbered_rivals(own, values, objects)
                rivals = [each for each in found if each["id"] not in ids]
            else:
                value = resource.field(name).view(own)
                same = by_value[name, value] if value else ()
                rivals = [each for each in same if each["id"] != own["id"]]
            if rivals:
                self._failures[number] = task_error(rival_error(resource, own, rivals, name))

    # -- results

    def _shown(self) -> dict[str, Any]:
        """Return the results of the elements that are finished, grouped by kind."""
        results = [
            (self._plan.elements[number].element, self._results[number])
            for number in self._plan.order
            if number in self._results
        ]
        operations = [
            {"element": element.label, **operation}
            for element, result in results
            for operation in result["operations"]
        ]
        diff = [
            {**result["diff"], "before_header": element.label, "after_header": element.label}
            for element, result in results
            if result["changed"]
        ]
        return {
            "changed": bool(operations),
            **self._objects(),
            "diff": diff,
            "operations": operations,
            "plan_id": self._plan.id,
            **({"monthly_cost": self._plan.monthly_cost} if self._params["show_costs"] else {}),
        }

    def _objects(self) -> dict[str, list[Any]]:
        """Return the objects of each kind, in the order of the description."""
        shown: dict[str, list[Any]] = {}
        for number in sorted(self._plan.elements):
            resource = self._plan.elements[number].element.resource
            if number in self._results:
                listed = shown.setdefault(resource.plural, [])
                listed.append(self._results[number][resource.name])
        return shown

    def _error(self) -> TaskError:
        """Return the error that names all elements that have failed."""
        labels = {number: each.element.label for number, each in self._plan.elements.items()}
        failed = [
            {"element": labels[number], "msg": str(error), **error.details}
            for number, error in sorted(self._failures.items())
        ]
        skipped = [
            labels[number] for number in self._plan.order if number in self._schedule.skipped
        ]
        shown = self._shown()
        operations = [*shown["operations"]]
        for each in failed:
            operations += [
                {"element": each["element"], **operation}
                for operation in each.pop("operations", ())
            ]
            each.pop("changed", None)
        parts = [
            f"{len(failed)} of {len(labels)} objects could not be brought into the desired state."
        ]
        parts += [f"{each['element']}: {each['msg']}" for each in failed]
        if skipped:
            parts.append(f"Not started, because they need one of these: {', '.join(skipped)}.")
        return TaskError(
            " ".join(parts),
            **{**shown, "operations": operations, "changed": bool(operations)},
            failed_elements=failed,
            skipped_elements=skipped,
        )
