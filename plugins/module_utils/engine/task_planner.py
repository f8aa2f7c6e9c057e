# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the object of a task, and plan what the task does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..model.context import Desired
from ..model.errors import ValidationError
from ..model.fields import Reference
from ..model.resource import Resource
from ..model.values import Object
from ..shared import clock
from .access import TokenAccess
from .account import Account
from .excluded_children import managed_lists, shown_ids
from .object_waiter import ObjectWaiter, ResourceGoneError
from .planner import plan
from .references import ReferenceNotFoundError, resource_of
from .steps import Plan
from .suspensions import Suspensions
from .waiter import Waiter


class TaskPlanner:
    """Plans the changes of one task.

    :param options: the options of the resource, without those of the connection.
    :param objects: polls the object of the task.
    :ivar state: the desired state.
    :ivar desired: the desired values of the latest plan.
    :ivar revokes_access: the latest plan revokes the access of the token in use.
    """

    def __init__(
        self,
        resource: Resource,
        options: Mapping[str, Any],
        account: Account,
        waiter: Waiter,
        objects: ObjectWaiter,
    ) -> None:
        self._resource = resource
        self._options = options
        self._account = account
        self._waiter = waiter
        self._objects = objects
        self._finder = account.finder(resource)
        self._suspensions = Suspensions(account.client.store, resource.path)
        self.state: str = options.get("state") or next(iter(resource.states))
        self.desired = Desired(self.state, {})
        self.revokes_access = False

    # -- the object

    def find(self) -> Object | None:
        """Return the object of the task, or None if it does not exist.

        :raises ValidationError: the object has to exist, or several objects match.
        """
        resource, identifier, absent = (
            self._resource,
            self._options.get("id"),
            self.state == "absent",
        )
        try:
            values = self._account.options.find_values(resource, self._options)
        except ReferenceNotFoundError:
            if not absent:
                raise
            return None
        found = self._finder.find(identifier, values, removal=absent)
        if found is None and identifier and not absent:
            raise ValidationError(
                f"No {resource.title} has the id {identifier}. "
                "To create one, remove id and set its name."
            )
        if found is None and not resource.has_ids:
            named = " and ".join(
                f"the {name} {self._options[name]!r}"
                for name in resource.find_by
                if self._options.get(name)
            )
            raise ValidationError(f"No {resource.title} has {named}, and a task cannot create one.")
        return found

    def prepare(self, current: Object | None) -> Object | None:
        """Wait for a pending operation on the object before the plan is carried out.

        :returns: the object as it is then, or None if it does not exist.
        """
        if current is None:
            return self.find() if self._await_sources() else None
        if self._resource.is_removing(current):
            if self.waits_first:
                self._objects.await_removal(current)
            return None
        settled = self.settled(current) if self.waits_first else current
        return self._completed(settled) if settled else None

    @property
    def waits_first(self) -> bool:
        """Whether the task waits for a pending operation on its object before it makes a plan."""
        return self.state != "absent" or bool(self._waiter.options.wait)

    def is_pending(self, current: Object) -> bool:
        """Return whether an operation is running on the object that decides how it will be.

        That is so for no planned object, and for none that is being removed.
        """
        resource = self._resource
        return (
            resource.is_transitional(current)
            and not resource.is_removing(current)
            and not self._account.planned.include(resource, current)
        )

    def settled(self, current: Object | None) -> Object | None:
        """Wait for a pending operation on the object. Return it as it is then, or None."""
        if not (current and self.is_pending(current)):
            return current
        try:
            settled = self._objects.settle(current, fresh=True)
        except ResourceGoneError:
            return None  # The pending operation was its removal (api-notes: removal).
        return self._account.planned.shown(self._resource, settled)

    def rivals(self, obj: Object) -> list[Object]:
        """Return other objects that match the desired values of a new object."""
        return self._finder.rivals(obj, self.desired.values)

    # -- plans

    def plan(self, current: Object | None) -> Plan:
        """Return the plan for the object.

        :raises ValidationError: the desired values are not possible.
        """
        resource = self._resource
        if current and self.state != "absent" and resource.is_removing(current):
            current = None
        self.desired = self._desired(current)
        if current is None:
            planned = plan(resource, self.desired, None)
        else:
            absent = self.state == "absent"
            compared = resource.before_removal if absent else self.desired.values
            current = self._finder.complete(current, compared)
            planned = self._plan(self.desired, current)
        return self._protect_access(current, planned)

    def plan_again(self) -> tuple[Object | None, Plan]:
        """Find the object again. Return it with the plan of the steps that remain."""
        self._account.reader.restart()
        current = self.prepare(self.find())
        return current, self.plan(current)

    def plan_rest(self, obj: Object) -> Plan:
        """Return the plan of the steps that remain for an object that this task has created."""
        desired = replace(self._lasting(), created=True, resume=self._resume_state(obj))
        obj = self._finder.complete(obj, desired.values)
        return self._plan(desired, obj)

    def is_finished(self, obj: Object) -> bool:
        """Return whether the object shows all desired values."""
        desired = self._lasting()
        if self._resource.unknown_members(obj, desired.values):
            return False
        try:
            return not self._plan(desired, obj).changed
        except ValidationError:
            return False

    # -- internals

    def _completed(self, current: Object) -> Object:
        """Return the object with what a new object shows late, if an option needs that."""
        if self.state == "absent" or not self._resource.late_part.concerns(self._options):
            return current
        return self._objects.complete(current)

    def _await_sources(self) -> bool:
        """Wait until the objects are ready from which the task creates its object.

        :returns: whether the task has waited. The object may exist then.
        """
        if self.state == "absent":
            return False
        waited = False
        for creation in self._resource.creations:
            field = self._resource.field(creation.when)
            ref = self._account.options.values([field], self._options).get(field.name)
            if not (isinstance(field, Reference) and ref and ref.object):
                continue
            owner = resource_of(field)
            obj = owner.read(ref.object)
            if owner.is_transitional(obj) or owner.late_part.is_missing(obj, clock.now()):
                objects = ObjectWaiter(owner, self._account.client, self._waiter)
                objects.complete(objects.settle(obj))
                waited = True
        if waited:
            self._account.reader.restart()
        return waited

    def _desired(self, current: Object | None) -> Desired:
        resource = self._resource
        desired = self._account.options.desired(resource, self._options, current, self.state)
        if current is None:
            return desired
        series: list[Object] = []
        if (
            resource.selection.forms_series
            and self.state == "absent"
            and not self._options.get("id")
        ):
            values = self._account.options.find_values(resource, self._options)
            series = self._finder.series(current, values)
        unfinished = bool(self._resource.power_cycle) and self._suspensions.is_unfinished(current)
        return replace(
            desired, resume=self._resume_state(current), created=unfinished, series=series
        )

    def _lasting(self) -> Desired:
        """Return the desired values that still apply after the writes.

        Values for the creation and transitions that every task repeats do not.
        """
        desired = self.desired
        transition = self._resource.transitions.get(desired.state)
        used = transition.options if transition else ()
        sent_once = {each.name for each in self._resource.fields if each.create_only} - set(used)
        return replace(
            desired,
            state="present" if transition and transition.repeats(self._options) else desired.state,
            values={name: value for name, value in desired.values.items() if name not in sent_once},
            resume=None,
        )

    def _resume_state(self, obj: Object) -> str | None:
        """Return the state to which an earlier task that was stopped has to bring the object."""
        return self._suspensions.state(obj) if self._resource.power_cycle else None

    def _plan(self, desired: Desired, obj: Object) -> Plan:
        """Return the plan for an object that exists. Elements that are no children stay."""
        lists = managed_lists(self._resource, desired)
        excluded = self._account.options.excluded_ids(lists, shown_ids(lists, obj))
        return plan(self._resource, replace(desired, excluded=excluded), obj)

    def _protect_access(self, current: Object | None, planned: Plan) -> Plan:
        users = self._resource.token_users
        if not (users and planned.changed):
            return planned
        access = TokenAccess(self._resource, users, self._account)
        user = access.revoked_user(current or planned.object or {}, planned, self._options)
        if not user:
            return planned
        self.revokes_access = True
        self._waiter.stop_waiting()
        return access.ordered(planned, user)
