# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for one object: until it is ready, complete, or removed."""

from __future__ import annotations

from ..api.client import Client
from ..api.errors import ApiError
from ..model.resource import Resource
from ..model.values import Object, get_path
from ..shared import clock
from ..shared.waits import Awaited
from .answers import usable
from .waiter import Waiter, WaitTimeoutError


def awaited(resource: Resource, obj: Object) -> Awaited:
    """Return an object for which a task waits. An object without an id does not exist yet."""
    if not obj.get("id"):
        return Awaited(f"The {resource.title}")
    state = get_path(obj, resource.state_path) if resource.state_path else None
    return Awaited(resource.label(obj), obj["id"], state, resource.progress(obj))


class ResourceFailedError(Exception):
    """The API reports that the object has failed."""


class ResourceGoneError(ResourceFailedError):
    """The object no longer exists."""


class ObjectWaiter:
    """Polls one object of a resource."""

    def __init__(self, resource: Resource, client: Client, waiter: Waiter) -> None:
        self._resource = resource
        self._client = client
        self._waiter = waiter
        self._last_request = clock.now()
        self._created_at: float | None = None

    def record_request(self) -> None:
        """Use no answer from before now, because a request has just changed the object."""
        self._last_request = clock.now()

    def record_creation(self) -> None:
        """Accept for a while that the API does not show the object, because it is new."""
        self._created_at = clock.monotonic()

    def read(self, obj: Object) -> Object:
        """Return the object as it is after the last request.

        :raises AnswerError: the answer does not have the documented form.
        :raises ResourceGoneError: the object no longer exists.
        """
        location = self._resource.location(obj)
        try:
            answer = self._client.poll(*location, self._last_request, self._waiter.next_poll())
        except ApiError as error:
            if error.status != 404:
                raise
            if self._is_new():
                return obj
            raise self._gone(obj) from error
        finally:
            self.record_request()
        with usable(f"GET {'/'.join(location)}"):
            shown = self._resource.shown_in(answer, obj)
        if shown is None:
            raise self._gone(obj)
        return shown

    def settle(self, obj: Object, fresh: bool = False) -> Object:
        """Poll the object until its state is not transitional.

        :param fresh: ``obj`` shows the object after the last request. It need not be read first.
        :raises ResourceFailedError: the object has failed.
        :raises ResourceGoneError: the object no longer exists.
        :raises WaitTimeoutError: the state is still transitional.
        """
        if not fresh:
            obj = self.read(obj)
        if self._resource.is_transitional(obj):
            while self._resource.is_transitional(obj):
                self.pause(obj, "settle")
                obj = self.read(obj)
            self._invalidate_related(obj)
        if self._resource.has_failed(obj):
            state = get_path(obj, self._resource.state_path)
            raise ResourceFailedError(
                f"{self._resource.label(obj)} (id {obj['id']}) is in state {state}. "
                "Read the log of the Cloud Panel. To create the object again, remove it first."
            )
        return obj

    def complete(self, obj: Object) -> Object:
        """Poll a new object until it shows what every new object gets, even after it is ready."""
        part = self._resource.late_part
        while part.is_missing(obj, clock.now()) and self._waiter.may_still_appear():
            self.pause(obj, f"show its {part.path}")
            obj = self.settle(obj)
        return obj

    def await_removal(self, obj: Object) -> None:
        """Poll an object that is being removed until it no longer exists (api-notes: gone).

        :raises WaitTimeoutError: it still exists. The next task reads its state from the API and
            decides whether to remove it again.
        """
        try:
            while True:
                obj = self.read(obj)
                self.pause(obj, "disappear")
        except ResourceGoneError:
            self._invalidate_related(obj)
        except WaitTimeoutError:
            if self._has_list:
                self._client.recent_writes.forget(*self._resource.location(obj))
            raise

    def pause(self, obj: Object | None, expected: str) -> None:
        """Sleep until the next poll.

        :param expected: what the object has not done yet, for the message: "settle".
        :raises WaitTimeoutError: the time of the task has passed.
        """
        self._waiter.pause(expected, awaited(self._resource, obj or {}))

    def _is_new(self) -> bool:
        created_at = self._created_at
        return created_at is not None and clock.monotonic() - created_at < self._waiter.lag_limit

    @property
    def _has_list(self) -> bool:
        """Whether the objects of the resource are elements of a list."""
        return not self._resource.parent and self._resource.has_ids

    def _gone(self, obj: Object) -> ResourceGoneError:
        """Record that the object is gone, because lists may still show it, and return the error."""
        if self._has_list:
            self._client.record_removal(*self._resource.location(obj))
        return ResourceGoneError(
            f"{self._resource.label(obj)} (id {obj['id']}) was removed while this task waited for "
            "it. Run the task again."
        )

    def _invalidate_related(self, obj: Object) -> None:
        self._client.invalidate_related(self._resource.location(obj)[0])
