# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply a plan: run its steps, and wait until they have taken effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..api.client import Client
from ..api.errors import ApiError, ResponseLostError
from ..model.resource import Resource
from ..model.values import require
from .object_waiter import ObjectWaiter
from .recovery import Recovered, Recovery
from .step_runner import ApplyResult, StepRunner
from .steps import Plan, Step
from .suspensions import Suspensions
from .task_planner import TaskPlanner
from .waiter import Waiter

#: How often a POST without an answer is sent again, after its effect was not found.
RESENDS = 3
#: How often an object is read again that does not show all changes yet
#: (api-notes: answers-before-or-after).
MAX_REREADS = 3


class Executor:
    """Applies the plan of one task.

    :param objects: polls the object of the task.
    """

    def __init__(
        self,
        resource: Resource,
        client: Client,
        waiter: Waiter,
        objects: ObjectWaiter,
        planner: TaskPlanner,
    ) -> None:
        self._resource = resource
        self._waiter = waiter
        self._objects = objects
        self._planner = planner
        self._suspensions = Suspensions(client.store, resource.path)
        self._runner = StepRunner(resource, client, objects, self._suspensions)
        self._recovery = Recovery(
            resource, planner, self._runner, objects, self._suspensions, waiter
        )

    def run(self, plan: Plan, result: ApplyResult) -> Iterator[ApplyResult]:
        """Run the steps of a plan. Yield the result after each step and each wait.

        The caller keeps the last result. It lists the operations that were sent, even if a later
        step fails.

        :raises ApiError: the API has rejected a step.
        :raises WaitTimeoutError: the object was not ready in time.
        :raises ResourceFailedError: the object has failed.
        """
        steps, resends = plan.steps, 0
        try:
            while steps:
                step = steps[0]
                try:
                    result = self._runner.run(step, result)
                except ApiError as error:
                    if error.status == 403 and step.remedy:
                        result = result.with_note(step.remedy)
                    recovered = self._recover(step, result, error)
                    result, steps = recovered.result, recovered.steps
                    resends += recovered.lost
                    if resends > RESENDS:
                        raise
                    yield result
                    continue
                yield result
                steps = steps[1:]
                if steps:
                    result = self._settle(result, step.creates)
                    yield result
                    if step.creates and result.object:
                        # Some steps need ids that only the creation has made known.
                        steps = self._planner.plan_rest(result.object).steps
        except Exception:
            yield self._recovery.resume(steps, result)
            raise
        if self._resource.power_cycle and result.object:
            self._suspensions.clear(result.object)

    def finish(self, result: ApplyResult) -> ApplyResult:
        """Wait until the object shows all desired values, or no longer exists.

        :raises WaitTimeoutError: that did not happen in time.
        :raises ResourceFailedError: the object has failed.
        """
        if result.object is None or not self._waiter.options.wait:
            return replace(result, object=None) if result.removed else result
        if result.removed:
            self._objects.await_removal(result.object)
            return replace(result, object=None)
        return self._await_effect(result) if result.operations else result

    # -- internals

    def _recover(self, step: Step, result: ApplyResult, error: ApiError) -> Recovered:
        if isinstance(error, ResponseLostError) or error.repeated:
            return self._recovery.after_lost_answer(step, result, error)
        return self._recovery.after_rejection(step, result, error)

    def _settle(self, result: ApplyResult, created: bool) -> ApplyResult:
        """Wait until the object is ready, and complete if it is new."""
        obj = self._objects.settle(require(result.object), result.fresh)
        if created:
            obj = self._objects.complete(obj)
        return result.with_object(obj)

    def _await_effect(self, result: ApplyResult) -> ApplyResult:
        """Wait until the object shows all desired values. Warn if it does not."""
        result = self._settle(result, result.created)
        obj = require(result.object)
        for _reread in range(MAX_REREADS):
            if self._planner.is_finished(obj):
                return result.with_object(obj)
            self._objects.pause(obj, "show all changes")
            obj = self._objects.settle(obj)
        result = result.with_object(obj)
        if self._planner.is_finished(obj):
            return result
        warning = (
            f"The API accepted every change of {self._resource.label(obj)}, "
            "but does not show all of them yet."
        )
        return replace(result, warnings=(*result.warnings, warning))
