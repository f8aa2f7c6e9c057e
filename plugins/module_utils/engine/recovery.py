# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recover from a failed step: find out what it has done, and which steps remain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..api.errors import ApiError, ResponseLostError
from ..model.resource import Resource
from ..model.values import Object, get_path
from ..shared import clock
from .object_waiter import ObjectWaiter, ResourceFailedError
from .step_runner import ApplyResult, StepRunner, is_pending
from .steps import Plan, Step
from .suspensions import Suspensions
from .task_planner import TaskPlanner
from .waiter import Waiter, WaitTimeoutError

#: Intervals between two polls for which a failed task tries to start again what it has stopped.
RESUME_INTERVALS = 30


@dataclass(frozen=True)
class Recovered:
    """The state after a recovery.

    :param steps: the steps that are left.
    :param lost: the request had no effect. The first step is the same request again.
    """

    result: ApplyResult
    steps: tuple[Step, ...]
    lost: bool = False


class Recovery:
    """Finds out which steps remain after a step has failed."""

    def __init__(
        self,
        resource: Resource,
        planner: TaskPlanner,
        runner: StepRunner,
        objects: ObjectWaiter,
        suspensions: Suspensions,
        waiter: Waiter,
    ) -> None:
        self._resource = resource
        self._planner = planner
        self._runner = runner
        self._objects = objects
        self._suspensions = suspensions
        self._waiter = waiter

    def after_lost_answer(self, step: Step, result: ApplyResult, error: ApiError) -> Recovered:
        """Look for the effect of a request without an answer, for ``Waiter.lag_limit`` seconds.

        :raises ResponseLostError: the request may still be carried out later.
        :raises WaitTimeoutError: the time of the task has passed.
        """
        limit = self._waiter.lag_limit
        until = clock.monotonic() + limit
        while True:
            self._objects.pause(
                result.object,
                f"show whether {error.operation}, whose answer was lost, was carried out",
            )
            obj, plan = self._plan_again(step)
            if not is_pending(step, result.object or {}, plan.steps):
                return Recovered(self._record(step, obj, result), plan.steps)
            if clock.monotonic() > until:
                if isinstance(error, ResponseLostError) and error.may_follow:
                    raise pending_error(error, limit) from error
                return Recovered(result.with_object(obj), plan.steps, lost=True)

    def after_rejection(self, step: Step, result: ApplyResult, error: ApiError) -> Recovered:
        """Continue with an object that another program has created at the same time.

        The API rejects the creation of a second one (api-notes: conflicts).

        :raises ApiError: the API has rejected the step for another reason.
        """
        if step.creates and step.suspends:
            self._suspensions.clear(step.body)
        if not step.creates or error.status not in (400, 409):
            raise error
        obj, plan = self._planner.plan_again()
        if obj is None:
            raise error
        return Recovered(replace(result.with_object(obj), fresh=True), plan.steps)

    def resume(self, steps: Sequence[Step], result: ApplyResult) -> ApplyResult:
        """Start the object again that this task has stopped before it failed.

        :param steps: the steps that were not carried out.
        """
        step = next((step for step in steps if step.resumes), None)
        obj = result.object
        if not (obj and step):
            return result
        result = self._start_again(obj, step, result)
        if result.created:
            self._suspensions.note_unfinished(obj)
        return result

    def _start_again(self, obj: Object, step: Step, result: ApplyResult) -> ApplyResult:
        """Send the step that starts the object, unless it runs. Add a note for the user."""
        state = self._suspensions.state(obj)
        if not state:
            return result
        stopped = f"{self._resource.label(obj)} was stopped for this change and"
        self._waiter.extend(RESUME_INTERVALS)
        try:
            result = result.with_object(self._objects.settle(obj))
            if get_path(result.object, self._resource.state_path) == state:
                return result
            result = self._runner.run(step, result)
        except (ApiError, WaitTimeoutError, ResourceFailedError) as error:
            return result.with_note(
                f"{stopped} could not be started again: {error} "
                "The next task that manages it starts it."
            )
        return result.with_note(f"{stopped} has been started again.")

    def _plan_again(self, step: Step) -> tuple[Object | None, Plan]:
        if step.creates and self._resource.parent:
            child = self._runner.find_new_child(step)
            if child:
                return child, self._planner.plan_rest(child)
        return self._planner.plan_again()

    def _record(self, step: Step, obj: Object | None, result: ApplyResult) -> ApplyResult:
        if step.creates and obj is not None:
            return self._runner.record_creation(step, obj, result, fresh=True)
        result = self._runner.record(step, result)
        return replace(result, object=obj, fresh=True)


def pending_error(error: ResponseLostError, seconds: float) -> ResponseLostError:
    """Return the error for a request that may still be carried out.

    :param seconds: how long its effect was looked for.
    """
    return ResponseLostError(
        error.operation,
        type=error.type,
        message=(
            f"{error.operation} was not answered in time, and it had no effect within another "
            f"{seconds:g} s. The API may still carry it out, so it was not sent again. Check in "
            "the Cloud Panel whether it has taken effect, then run the task again."
        ),
    )
