# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send one step of a plan, and record what it has done. Nothing else writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError, ResponseLostError
from ..api.spellings import Spellings
from ..model.errors import MalformedError
from ..model.relations import ParentResource
from ..model.resource import Resource
from ..model.values import (
    Object,
    format_path,
    get_path,
    is_transitional,
    require,
    resolve_placeholders,
)
from .answers import read_answer
from .object_waiter import ObjectWaiter
from .steps import Step
from .suspensions import Suspensions


@dataclass(frozen=True)
class ApplyResult:
    """The effect of the steps of a plan so far.

    :param object: the object after the last step. None: it does not exist.
    :param fresh: the answer to the last step has shown the object.
    :param operations: the requests that were sent, with method, path and reason.
    :param warnings: sentences for the user.
    :param notes: sentences that follow the error if the task fails.
    :param created: the steps have created the object.
    :param removed: the steps have removed the object. It may exist until the removal has ended.
    :param has_new_secrets: ``object`` shows secrets that the last step has made.
    """

    object: Object | None
    fresh: bool = True
    operations: tuple[Mapping[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    created: bool = False
    removed: bool = False
    has_new_secrets: bool = False

    def with_note(self, note: str) -> ApplyResult:
        """Return the result with one more note."""
        return replace(self, notes=(*self.notes, note))

    def with_object(self, obj: Object | None) -> ApplyResult:
        """Return the result with the object as it is now."""
        return replace(self, object=obj, has_new_secrets=False)


class StepRunner:
    """Sends the steps of a plan for one object."""

    def __init__(
        self,
        resource: Resource,
        client: Client,
        objects: ObjectWaiter,
        suspensions: Suspensions,
    ) -> None:
        self._resource = resource
        self._client = client
        self._objects = objects
        self._suspensions = suspensions
        self._spellings = Spellings(client.store, resource.path, resource.key_aliases)

    def run(self, step: Step, result: ApplyResult) -> ApplyResult:
        """Send a step. Return the result with what it has done.

        :raises ApiError: the API has rejected it.
        :raises ResponseLostError: it is unknown whether the API has carried it out.
        """
        obj = result.object or {}
        if step.suspends:
            self._suspensions.note(result.object or step.body, step.suspends)
        answer = self._send(step, obj)
        if step.creates:
            created, fresh = self._read_created(step, answer)
            result = self.record_creation(step, created, result, fresh)
            return replace(result, has_new_secrets=True)
        result = self.record(step, result)
        if step.removes:  # (api-notes: delete-answers)
            return replace(result, removed=True)
        if step.resumes:
            self._suspensions.clear(obj)
        shown = self._resource.find_in(answer, obj)
        return replace(
            result,
            object=shown or result.object,
            fresh=shown is not None,
            has_new_secrets=step.returns_secrets,
        )

    def record(self, step: Step, result: ApplyResult) -> ApplyResult:
        """Return the result with a step among its operations."""
        obj = result.object or {}
        operation = {**step.operation, "path": format_path(step.operation["path"], obj)}
        return replace(result, operations=(*result.operations, operation), has_new_secrets=False)

    def record_creation(
        self, step: Step, obj: Object, result: ApplyResult, fresh: bool
    ) -> ApplyResult:
        """Return the result with an object that a step has created."""
        self._objects.record_creation()
        if step.suspends:
            # The note from before the creation has the name of the object and not its id.
            self._suspensions.clear(obj)
            self._suspensions.note(obj, step.suspends)
        return self.record(step, replace(result, object=obj, fresh=fresh, created=True))

    def find_new_child(self, step: Step) -> Object | None:
        """Read the parent. Return the child that a step has created, or None."""
        parent = self._parent()
        path = step.path.rpartition("/")[0]
        answer = read_answer(parent, self._client.get(path), f"GET {path}")
        return self._new_child(step, answer)

    # -- internals

    def _send(self, step: Step, obj: Object) -> Any:
        """Send a step, again and again while the object is busy. Return the answer."""
        path, body = format_path(step.path, obj), resolve_placeholders(step.body, obj)
        query = dict(step.query) if step.query else None
        repeated = False
        while True:
            try:
                return self._client.request(step.method, path, self._spellings.spell(body), query)
            except ApiError as error:
                repeated = error.repeated = repeated or error.repeated
                if step.method == "DELETE" and error.status == 404:
                    return None  # The object is removed already.
                if self._spellings.learn(body, error.status, error.message, error.errors):
                    continue
                if not is_busy(error):
                    raise
                self._objects.pause(obj, f"become ready to {step.reason} ({error.detail})")
            finally:
                self._objects.record_request()

    def _read_created(self, step: Step, answer: Any) -> tuple[Object, bool]:
        """Return the new object, and whether the answer shows it as it is.

        :raises ResponseLostError: the answer does not show the object.
        """
        resource = self._resource
        try:
            if resource.parent:
                return self._await_child(step, resource.parent.read(answer)), True
            if step.result_path:
                return resource.read(get_path(answer, step.result_path)), False
            obj = resource.read(answer)
            return obj, resource.find_in(answer, obj) is not None
        except MalformedError as error:
            operation = f"{step.method} {format_path(step.path, {})}"
            raise ResponseLostError(
                operation,
                type="ANSWER",
                message=(
                    f"{operation} was accepted, but its answer does not show the new "
                    f"{resource.title}: {error}."
                ),
            ) from error

    def _await_child(self, step: Step, parent: Object) -> Object:
        """Return the new child. Poll the parent until it shows it (api-notes: answer-is-parent)."""
        child = self._new_child(step, parent)
        while child is None:
            self._objects.pause({}, "appear")
            child = self.find_new_child(step)
        return child

    def _new_child(self, step: Step, parent: Object) -> Object | None:
        children = self._parent().children(parent)
        return next(
            (self._resource.read(child) for child in children if child["id"] not in step.known),
            None,
        )

    def _parent(self) -> ParentResource:
        return require(self._resource.parent)


def is_busy(error: ApiError) -> bool:
    """Return whether the object accepts the same request later (api-notes: invalid-state).

    A 403 names the state of the object (api-notes: busy-message). If that state is not
    transitional, the API rejects the request for good.
    """
    if error.status != 403:
        return False
    state = error.errors.get("state") if isinstance(error.errors, dict) else None
    if state:
        return is_transitional(state)
    words = re.findall(r"\w+", error.message)
    return "currently" in error.message or any(
        word.isupper() and is_transitional(word) for word in words
    )


def is_pending(step: Step, obj: Object, steps: Sequence[Step]) -> bool:
    """Return whether a step that was sent for ``obj`` is among the steps of a newer plan."""
    sent = step.method, format_path(step.path, obj), resolve_placeholders(step.body, obj)
    return any(
        (each.method, each.path, each.body) == sent or (each.creates and step.creates)
        for each in steps
    )
