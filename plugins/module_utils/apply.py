# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the steps of a plan with a client, and waits where the API is asynchronous. The only place that writes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .client import ApiError, Client, LostAnswer
from .description import Resource
from .values import bind, dig, fill, is_passing, never
from .plan import Plan, Step
from .waiting import Patience

#: How often an answer that was lost is looked for and, if nothing is there, asked for again.
LOST_ANSWERS = 3
#: How many further reads an object gets to show what the API has accepted.
SLOW_ECHOES = 3


def busy(error: ApiError) -> bool:
    """True where the object is only busy for now and will take the same request later (behaviour, what needs which state).

    A 403 names the state that is in the way; one that does not pass by itself is a refusal.
    """
    if error.status != 403:
        return False
    state = error.errors.get("state") if isinstance(error.errors, dict) else None
    return is_passing(state) if state else \
        "currently" in error.message or any(word.isupper() and is_passing(word) for word in re.findall(r"\w+", error.message))


class Failed(Exception):
    """The API says that the object has failed."""


class Gone(Failed):
    """The object is no more."""


@dataclass
class Outcome:
    """What was done: the object as it is now (None: gone), the operations, and what the user should hear of."""

    object: Mapping[str, Any] | None
    operations: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Application:
    """The way of one object through one plan.

    :param look: finds the object again and plans what is left; asked after an answer was lost.
    :param finished: whether an object shows all that was asked.
    :param learn: takes an object whose answer shows secrets, before anything else is done with it.
    """

    def __init__(self, resource: Resource, client: Client, patience: Patience,
                 look: Callable[[], tuple[Mapping[str, Any] | None, Plan]],
                 finished: Callable[[Mapping[str, Any]], bool],
                 learn: Callable[[Mapping[str, Any]], None] = never) -> None:
        self.resource = resource
        self.client = client
        self.patience = patience
        self.look = look
        self.finished = finished
        self.learn = learn
        self._looked = time.time()

    def run(self, plan: Plan, current: Mapping[str, Any] | None, outcome: Outcome) -> Outcome:
        """Fill ``outcome`` step by step, so that it tells what was done even if one fails.

        :raises ApiError: refused. :raises TimedOut: not ready in time. :raises Failed: broken on the way.
        """
        outcome.object = current
        steps = list(plan.steps)
        lost = 0
        fresh = True
        while steps:
            step = steps.pop(0)
            try:
                answer = self._send(step, outcome.object or {})
            except LostAnswer:
                lost += 1
                if lost > LOST_ANSWERS:
                    raise
                self._pause(outcome.object, "look for the answer that was lost")
                appeared = self._appeared(step) if step.creates and self.resource.within else None
                if appeared:
                    outcome.operations.append(self._performed(step, appeared))
                    outcome.object = appeared
                    continue
                outcome.object, left = self.look()
                if not (left.steps and left.steps[0].path == step.path and left.steps[0].body == step.body):
                    outcome.operations.append(self._performed(step, outcome.object or {}))
                steps = list(left.steps)
                continue
            outcome.operations.append(self._performed(step, outcome.object or {}))
            if step.removes:
                self._until_gone(outcome)
                continue
            outcome.object, fresh = self._absorb(step, answer, outcome.object)
            if step.creates or step.reveals:
                self.learn(outcome.object)
            if steps:
                outcome.object = self.settle(outcome.object, fresh)
        if self.patience.waiting.wait and outcome.object is not None and outcome.operations:
            self._until_finished(outcome, fresh)
        return outcome

    # -- one step

    def _send(self, step: Step, obj: Mapping[str, Any]) -> Any:
        """Send a step; while the object is busy, again."""
        path, body = fill(step.path, obj), bind(step.body, obj)
        while True:
            try:
                return self.client.request(step.method, path, body, dict(step.query or {}) or None)
            except ApiError as error:
                if step.method == "DELETE" and error.status == 404:
                    return None  # It is gone already, whoever has removed it.
                if not busy(error):
                    raise
                self._pause(obj, f"be ready to {step.reason}")
            finally:
                self._looked = time.time()

    @staticmethod
    def _performed(step: Step, obj: Mapping[str, Any]) -> dict[str, str]:
        return {**step.operation, "path": fill(step.operation["path"], obj)}

    def _absorb(self, step: Step, answer: Any, obj: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], bool]:
        """The object after a step, and whether the answer showed it (calls below an object may answer with another)."""
        if not step.creates:
            shown = self.resource.shown(answer, obj)
            return shown or obj, shown is not None
        if self.resource.within:
            return self._new_part(step, answer), True
        return self.resource.refine(dict(dig(answer, step.adopt) if step.adopt else answer)), not step.adopt

    def _new_part(self, step: Step, whole: Mapping[str, Any]) -> dict[str, Any]:
        """The part that a whole has more than before (quirks, part 6: the id of what is added has to be found so)."""
        new = self._part_of(whole, step)
        while new is None:
            self._pause({}, "appear")
            new = self._appeared(step)
        return new

    def _appeared(self, step: Step) -> dict[str, Any] | None:
        return self._part_of(self.client.get(step.path.rpartition("/")[0]), step)

    def _part_of(self, whole: Mapping[str, Any], step: Step) -> dict[str, Any] | None:
        new = (part for part in self.resource.within.parts(whole) if part["id"] not in step.known)
        return next((self.resource.refine(part) for part in new), None)

    # -- waiting

    def read(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """The object as it is after the last write and the last look. :raises Gone: it is no more."""
        try:
            answer = self.client.look(*self.resource.place(obj), self._looked, self.patience.next_look())
        except ApiError as error:
            if error.status != 404:
                raise
            raise Gone(str(error)) from error
        finally:
            self._looked = time.time()
        shown = self.resource.shown(answer, obj)
        if shown is None:
            raise Gone(f"{self.resource.label(obj)} (id {obj['id']}) is gone while it was waited for. Run the task again.")
        return shown

    def settle(self, obj: Mapping[str, Any], fresh: bool = True) -> Mapping[str, Any]:
        """Read the object until it is no longer on its way to another state."""
        if not fresh:
            obj = self.read(obj)
        if self.resource.passing(obj):
            while self.resource.passing(obj):
                self._pause(obj, "settle")
                obj = self.read(obj)
            self._settled(obj)
        if self.resource.failed(obj):
            raise Failed(f"{self.resource.label(obj)} (id {obj['id']}) is in state {dig(obj, self.resource.state)}. "
                         "Look into the Cloud Panel's log; remove the object to create it anew.")
        return obj

    def _until_finished(self, outcome: Outcome, fresh: bool) -> None:
        outcome.object = self.settle(outcome.object, fresh)
        for _echo in range(SLOW_ECHOES):
            if self.finished(outcome.object):
                return
            self._pause(outcome.object, "show what was asked")
            outcome.object = self.settle(outcome.object, fresh=False)
        if not self.finished(outcome.object):
            outcome.warnings.append(f"The API accepted every change of {self.resource.label(outcome.object)}, "
                                    "but does not show all of them yet.")

    def _until_gone(self, outcome: Outcome) -> None:
        if self.patience.waiting.wait:
            self.await_removal(outcome.object)
        outcome.object = None

    def await_removal(self, obj: Mapping[str, Any]) -> None:
        """Read an object that is being removed until the API knows it no longer."""
        while True:
            try:
                obj = self.read(obj)
            except Gone:
                return self._settled(obj)
            self._pause(obj, "be gone")

    def _settled(self, obj: Mapping[str, Any]) -> None:
        self.client.settled(self.resource.place(obj)[0])

    def _pause(self, obj: Mapping[str, Any] | None, purpose: str) -> None:
        obj = obj or {}
        state = dig(obj, self.resource.state) if self.resource.state else None
        what = f"{self.resource.label(obj)} (id {obj['id']}, last state {state})" if obj.get("id") else self.resource.title
        self.patience.pause(f"{what} did not {purpose}", self.resource.percent(obj))
