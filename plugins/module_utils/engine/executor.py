# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the steps of a plan with a client, and waits where the API is asynchronous. The only place that writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError, ResponseLostError
from ..api.spellings import Spellings
from ..model.fields import MalformedError
from ..model.resource import Resource
from ..model.values import (
    format_path,
    get_path,
    is_transitional,
    resolve_placeholders,
    returns_none,
)
from ..shared import clock
from .answers import read_answer
from .planner import Plan, Step
from .suspensions import Suspensions
from .waiter import Waiter, WaitTimeoutError

#: How often a POST without an answer is sent again, after its effect was looked for in vain.
RESENDS = 3
#: Intervals for which a failed task still tries to start again what it has stopped.
RESUME_INTERVALS = 30
#: How many further reads an object gets to show what the API has accepted (api-notes: answers-before-or-after).
SLOW_ECHOES = 3


def busy(error: ApiError) -> bool:
    """True where the object is only busy for now and will take the same request later (api-notes: invalid-state).

    A 403 names the state that is in the way (api-notes: busy-message); one that does not pass by itself is a refusal.
    """
    if error.status != 403:
        return False
    state = error.errors.get("state") if isinstance(error.errors, dict) else None
    return (
        is_transitional(state)
        if state
        else "currently" in error.message
        or any(
            word.isupper() and is_transitional(word) for word in re.findall(r"\w+", error.message)
        )
    )


class ResourceFailedError(Exception):
    """The API says that the object has failed."""


class ResourceGoneError(ResourceFailedError):
    """The object is no more."""


@dataclass
class ApplyResult:
    """What was done: the object as it is now (None: gone), the operations, and what the user should hear of.

    :param notes: what else a failure has to say. :param created: whether the object is new.
    :param removed: whether it is being removed.
    """

    object: Mapping[str, Any] | None
    operations: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    created: bool = False
    removed: bool = False


class Executor:
    """The way of one object through one plan.

    :param look: finds the object again and plans what is left; asked after an answer was lost.
    :param rest: plans what is left for an object that this task has just created.
    :param finished: whether an object shows all that was asked.
    :param learn: takes an object whose answer shows secrets, before anything else is done with it.
    """

    def __init__(
        self,
        resource: Resource,
        client: Client,
        patience: Waiter,
        look: Callable[[], tuple[Mapping[str, Any] | None, Plan]] = returns_none,
        rest: Callable[[Mapping[str, Any]], Plan] = returns_none,
        finished: Callable[[Mapping[str, Any]], bool] = returns_none,
        learn: Callable[[Mapping[str, Any]], None] = returns_none,
    ) -> None:
        self.resource = resource
        self.client = client
        self.patience = patience
        self.suspensions = Suspensions(client.store, resource.path)
        self.spellings = Spellings(client.store, resource.path, resource.key_aliases)
        self.look = look
        self.rest = rest
        self.finished = finished
        self.learn = learn
        self._looked = clock.now()
        self._fresh = True
        self._created: float | None = None

    def write(self, plan: Plan, current: Mapping[str, Any] | None, outcome: ApplyResult) -> None:
        """Send the steps. Fill ``outcome`` one by one, so that it tells what was done even if one fails.

        :raises ApiError: refused. :raises WaitTimeoutError: not ready in time. :raises ResourceFailedError: broken on the way.
        """
        outcome.object = current
        steps = list(plan.steps)
        resends = RESENDS
        try:
            while steps:
                try:
                    steps = self._next(steps, outcome)
                except ResponseLostError as error:
                    steps, again = self._recover(steps[0], outcome, error)
                    resends -= again
                    if resends < 0:
                        raise
                except ApiError as error:
                    if error.status == 403 and steps[0].remedy:
                        outcome.notes.append(steps[0].remedy)
                    self._forget(steps[0])
                    steps = self._adopt(steps[0], outcome, error)
        except Exception:
            self._resume(steps, outcome)
            raise
        if self.resource.power_states and outcome.object:
            self.suspensions.clear(outcome.object)

    def finish(self, outcome: ApplyResult) -> None:
        """Wait until the object shows all that was asked, or is gone."""
        waits = self.patience.waiting.wait and outcome.object is not None
        if outcome.removed:
            if waits:
                self.await_removal(outcome.object)
            outcome.object = None
        elif waits and outcome.operations:
            self._until_finished(outcome)

    # -- one step

    def _next(self, steps: list[Step], outcome: ApplyResult) -> list[Step]:
        """Send the first step. Return the steps that are left."""
        step, *left = steps
        self._take(step, outcome)
        if not left:
            return []
        outcome.object = self.settle(outcome.object, self._fresh)
        if step.creates:
            outcome.object = self.arrive(outcome.object)
        # What the creation has made is known only now: its parts have ids that the plan could not hold.
        return list(self.rest(outcome.object).steps) if step.creates else left

    def _take(self, step: Step, outcome: ApplyResult) -> None:
        """Send a step, and note what it has made of the object."""
        obj = outcome.object
        if step.suspends:
            self.suspensions.note(obj or step.body, step.suspends)
        answer = self._send(step, obj or {})
        if step.creates:
            obj, self._fresh = self._created_by(step, answer)
            self._note_creation(step, obj, outcome)
            self.learn(obj)
            return
        outcome.operations.append(self._performed(step, obj or {}))
        if step.removes:  # (api-notes: delete-answers)
            outcome.removed = True
            return
        shown = self.resource.find_in(answer, obj)
        outcome.object, self._fresh = shown or obj, shown is not None
        if step.returns_secrets:
            self.learn(outcome.object)
        if step.resumes:
            self.suspensions.clear(outcome.object)

    def _send(self, step: Step, obj: Mapping[str, Any]) -> Any:
        """Send a step. While the object is busy, send it again."""
        path, body = format_path(step.path, obj), resolve_placeholders(step.body, obj)
        while True:
            try:
                return self.client.request(
                    step.method, path, self.spellings.spell(body), dict(step.query or {}) or None
                )
            except ApiError as error:
                if step.method == "DELETE" and error.status == 404:
                    return None  # It is gone already, whoever has removed it.
                if self.spellings.learn(body, error.status, error.message, error.errors):
                    continue
                if not busy(error):
                    raise
                self._pause(obj, f"become ready to {step.reason} ({error.detail})")
            finally:
                self._looked = clock.now()

    def _note_creation(self, step: Step, obj: Mapping[str, Any], outcome: ApplyResult) -> None:
        self._created = clock.monotonic()
        outcome.object, outcome.created = obj, True
        outcome.operations.append(self._performed(step, obj))
        if step.suspends:
            self.suspensions.clear({**obj, "id": None})
            self.suspensions.note(obj, step.suspends)

    @staticmethod
    def _performed(step: Step, obj: Mapping[str, Any]) -> dict[str, str]:
        return {**step.operation, "path": format_path(step.operation["path"], obj)}

    def _created_by(self, step: Step, answer: Any) -> tuple[Mapping[str, Any], bool]:
        """The new object, and whether the answer shows it as it is.

        :raises ResponseLostError: the answer does not show it.
        """
        try:
            if self.resource.parent:
                return self._new_part(step, self.resource.parent.read(answer)), True
            obj = self.resource.read(
                get_path(answer, step.result_path) if step.result_path else answer
            )
            return obj, not step.result_path and self.resource.find_in(answer, obj) is not None
        except MalformedError as error:
            operation = f"{step.method} {format_path(step.path, {})}"
            raise ResponseLostError(
                operation,
                type="ANSWER",
                message=(
                    f"{operation} was accepted, but its answer does not show the new {self.resource.title}: {error}."
                ),
            ) from error

    def _new_part(self, step: Step, whole: Mapping[str, Any]) -> dict[str, Any]:
        """The part that a whole has more than before (api-notes: answer-is-parent)."""
        new = self._part_of(whole, step)
        while new is None:
            self._pause({}, "appear")
            new = self._appeared(step)
        return new

    def _appeared(self, step: Step) -> dict[str, Any] | None:
        path = step.path.rpartition("/")[0]
        return self._part_of(
            read_answer(self.resource.parent, self.client.get(path), f"GET {path}"), step
        )

    def _part_of(self, whole: Mapping[str, Any], step: Step) -> dict[str, Any] | None:
        new = (part for part in self.resource.parent.children(whole) if part["id"] not in step.known)
        return next((self.resource.read(part) for part in new), None)

    # -- recovery

    def _recover(
        self, step: Step, outcome: ApplyResult, error: ResponseLostError
    ) -> tuple[list[Step], bool]:
        """Look for the effect of a POST without an answer until it shows, or until it can hardly come any more.

        Return the steps that are left, and whether the first of them is that POST again.
        """
        until = clock.monotonic() + self.patience.look_for
        while True:
            self._pause(
                outcome.object,
                f"show whether {error.operation}, whose answer was lost, was carried out",
            )
            new = self._appeared(step) if step.creates and self.resource.parent else None
            obj, left = (new, self.rest(new)) if new else self.look()
            again = self._is_in(step, outcome.object or {}, left.steps)
            if not again:
                self._note_recovery(step, obj, outcome)
                return list(left.steps), False
            if clock.monotonic() > until:
                outcome.object = obj
                return list(left.steps), True

    def _is_in(self, step: Step, obj: Mapping[str, Any], steps: Sequence[Step]) -> bool:
        """Whether a step that was sent for ``obj`` is still among the steps of a newer plan."""
        sent = step.method, format_path(step.path, obj), resolve_placeholders(step.body, obj)
        return any(
            (each.method, each.path, each.body) == sent or (each.creates and step.creates)
            for each in steps
        )

    def _note_recovery(
        self, step: Step, obj: Mapping[str, Any] | None, outcome: ApplyResult
    ) -> None:
        if step.creates and obj is not None:
            self._note_creation(step, obj, outcome)
        else:
            outcome.operations.append(self._performed(step, outcome.object or {}))
            outcome.object = obj
        self._fresh = True

    def _forget(self, step: Step) -> None:
        """Drop the note about an object whose creation was refused."""
        if step.creates and step.suspends:
            self.suspensions.clear(step.body)

    def _adopt(self, step: Step, outcome: ApplyResult, error: ApiError) -> list[Step]:
        """Go on with an object that somebody else has created at the same moment, if that is why the API refuses the creation
        (api-notes: conflicts).

        Return the steps that are left. :raises ApiError: it is not.
        """
        if not step.creates or error.status not in (400, 409):
            raise error
        obj, left = self.look()
        if obj is None:
            raise error
        outcome.object, self._fresh = obj, True
        return list(left.steps)

    def _resume(self, steps: Sequence[Step], outcome: ApplyResult) -> None:
        """After a failure, bring the object back to the state that this task took it out of. Note what came of it."""
        obj, step = outcome.object, next((step for step in steps if step.resumes), None)
        state = self.suspensions.state(obj) if obj and step else None
        if state is None:
            return
        label = self.resource.label(obj)
        self.patience.extend(RESUME_INTERVALS)
        try:
            outcome.object = self.settle(obj, fresh=False)
            if get_path(outcome.object, self.resource.state_path) == state:
                return
            self._take(step, outcome)
            outcome.notes.append(f"{label} was stopped for this change and has been started again.")
        except (ApiError, WaitTimeoutError, ResourceFailedError) as error:
            outcome.notes.append(
                f"{label} was stopped for this change and could not be started again: {error} "
                "The next task that manages it starts it."
            )

    # -- waiting

    def read(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """The object as it is after the last write and the last look. :raises ResourceGoneError: it is no more."""
        place = self.resource.location(obj)
        try:
            answer = self.client.poll(*place, self._looked, self.patience.next_look())
        except ApiError as error:
            if error.status != 404:
                raise
            if self._is_new():
                return obj
            raise self._gone(obj) from error
        finally:
            self._looked = clock.now()
        shown = self.resource.find_in(answer, obj)
        if shown is None:
            read_answer(self.resource.parent or self.resource, answer, f"GET {'/'.join(place)}")
            raise self._gone(obj)
        return shown

    def _gone(self, obj: Mapping[str, Any]) -> ResourceGoneError:
        return ResourceGoneError(
            f"{self.resource.label(obj)} (id {obj['id']}) was removed while this task waited for it. Run the task again."
        )

    def _is_new(self) -> bool:
        """Whether the API may not show the object yet, because this task has created it a moment ago."""
        return (
            self._created is not None and clock.monotonic() - self._created < self.patience.look_for
        )

    def settle(self, obj: Mapping[str, Any], fresh: bool = True) -> Mapping[str, Any]:
        """Read the object until it is no longer on its way to another state."""
        if not fresh:
            obj = self.read(obj)
        if self.resource.is_transitional(obj):
            while self.resource.is_transitional(obj):
                self._pause(obj, "settle")
                obj = self.read(obj)
            self._settled(obj)
        if self.resource.has_failed(obj):
            raise ResourceFailedError(
                f"{self.resource.label(obj)} (id {obj['id']}) is in state {get_path(obj, self.resource.state_path)}. "
                "Look into the Cloud Panel's log; remove the object to create it anew."
            )
        return obj

    def arrive(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read a new object until it shows what each new one gets, which may come after it is ready."""
        while self.resource.is_incomplete(obj, clock.now()) and self.patience.hopes():
            self._pause(obj, f"show its {self.resource.eventual_list}")
            obj = self.settle(obj, fresh=False)
        return obj

    def _until_finished(self, outcome: ApplyResult) -> None:
        outcome.object = self.settle(outcome.object, self._fresh)
        if outcome.created:
            outcome.object = self.arrive(outcome.object)
        for _echo in range(SLOW_ECHOES):
            if self.finished(outcome.object):
                return
            self._pause(outcome.object, "show what was asked")
            outcome.object = self.settle(outcome.object, fresh=False)
        if not self.finished(outcome.object):
            outcome.warnings.append(
                f"The API accepted every change of {self.resource.label(outcome.object)}, "
                "but does not show all of them yet."
            )

    def await_removal(self, obj: Mapping[str, Any]) -> None:
        """Read an object that is being removed until the API knows it no longer (api-notes: gone).

        :raises WaitTimeoutError: it is still there. The next task decides by what the API shows whether it has to be removed again.
        """
        of_its_own = not (self.resource.parent or self.resource.list_only)
        try:
            while True:
                obj = self.read(obj)
                self._pause(obj, "disappear")
        except ResourceGoneError:
            if of_its_own:
                self.client.record_removal(*self.resource.location(obj))
            self._settled(obj)
        except WaitTimeoutError:
            if of_its_own:
                self.client.recent_writes.forget(*self.resource.location(obj))
            raise

    def _settled(self, obj: Mapping[str, Any]) -> None:
        self.client.invalidate_related(self.resource.location(obj)[0])

    def _pause(self, obj: Mapping[str, Any] | None, purpose: str) -> None:
        obj = obj or {}
        state = get_path(obj, self.resource.state_path) if self.resource.state_path else None
        what = (
            f"{self.resource.label(obj)} (id {obj['id']}, last state {state})"
            if obj.get("id")
            else f"The {self.resource.title}"
        )
        self.patience.pause(f"{what} did not {purpose}", self.resource.progress(obj))
