# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of a module that keeps one object in the desired state: find, plan, apply, wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ..engine.check_run import current_run
from ..engine.executor import ApplyResult, Executor, ResourceGoneError
from ..engine.finder import Account, ReferenceNotFoundError
from ..engine.planner import Desired, Plan, plan
from ..engine.waiter import Waiter, WaitTimeoutError
from ..model.fields import ValidationError
from ..model.resource import Bearers, Resource
from ..model.values import PLANNED, get_path
from ..resources.registry import LOOKUPS
from ..shared import clock
from .disclosure import Disclosure
from .session import waiting

#: Seconds that taking a free lock lasts at the most. A task that waited longer finds its object again.
UNCONTENDED = 0.01


class Task:
    """One object on its way through find, resolve, plan and apply."""

    def __init__(
        self,
        resource: Resource,
        params: Mapping[str, Any],
        account: Account,
        disclosure: Disclosure,
    ) -> None:
        self.disclosure = disclosure
        self.resource = resource
        self.params = params
        self.state = params.get("state") or resource.all_states[0]
        self.account = account
        self.waiting = waiting(params)
        #: Whether the token in use is of no use any more after the plan.
        self.barred = False
        self.outcome = ApplyResult(None)
        self.patience = Waiter(self.waiting, account.client)
        self.application = Executor(
            resource,
            account.client,
            self.patience,
            self._look_again,
            self._rest,
            self._finished,
            self._learn,
        )

    def announce(self) -> dict[str, Any]:
        """What a real run would do; only reads."""
        current = self._find()
        if current and self.state != "absent" and self.resource.awaits_eventual(self.params):
            current = self.resource.completed(current, clock.now())
        planned = self._plan(current)
        makes_secrets = self._prepare_secrets(planned)
        if planned.changed:
            self.account.announce(self.resource, current, planned.object)
            for each in self.wanted.series:
                self.account.announce(self.resource, each, None)
        operations = [step.operation for step in planned.steps]
        if not makes_secrets:
            self._read_secrets(current)
        return self._result(planned, planned.object, operations)

    def perform(self) -> dict[str, Any]:
        self.account.patience = self.patience
        with self._alone() as found:
            current = self._ready(found)
            planned = self._plan(current)
            self._prepare_secrets(planned)
            self.disclosure.reserve()
            run_of_task = current_run() if planned.changed else None
            if run_of_task:
                self.account.announcements.retract(run_of_task.id)
            self.application.write(planned, current, self.outcome)
        self.application.finish(self.outcome)
        self._check_rivals()
        self.account.warnings.extend(self.outcome.warnings)
        self._hand_over_secrets()
        return self._result(planned, self.outcome.object, self.outcome.operations)

    @contextmanager
    def _alone(self) -> Iterator[dict[str, Any] | None]:
        """Find the object, and let no other process that manages the same one into the block.

        An object is locked by the identity that the task names, and then by its id, which other tasks may name.
        """
        identity = self.params.get("id") or self._identity()
        with self._lock(identity):
            found = self._find()
            key = self.resource.location(found)[1] if found else self._owner() or identity
            if key == identity:
                yield found
                return
            with self._lock(key) as waited:
                if waited:
                    self.account.recall()
                    found = self._find()
                yield found

    def _owner(self) -> str | None:
        """The id of the object that a new part belongs to. Tasks may name it in different ways."""
        if not self.resource.parent or self.state == "absent":
            return None
        return self.account.identities(self.resource, self.params)[self.resource.parent.option].id

    def _identity(self) -> str:
        """The strongest identity that the task names, as its lock is called."""
        named = [self.resource.parent.option] if self.resource.parent else self.resource.find_by
        return next((f"{name} {self.params[name]}" for name in named if self.params.get(name)), "")

    @contextmanager
    def _lock(self, key: str) -> Iterator[bool]:
        """Hold a lock of the object. Yield whether another process held it before.

        :raises WaitTimeoutError: another process holds it for longer than this task may wait.
        """
        began = clock.monotonic()
        with self.account.client.store.lock(
            f"{self.resource.list_path} {key}", self.patience.left
        ) as held:
            if held is False:
                raise WaitTimeoutError(
                    f"Another task on this machine has managed the same {self.resource.title} for as long as wait_timeout "
                    f"({self.waiting.timeout:g} s). Raise wait_timeout, or run the task again."
                )
            yield clock.monotonic() - began > UNCONTENDED

    def _check_rivals(self) -> None:
        """:raises ValidationError: another machine has created an object with the same identity at the same moment."""
        obj = self.outcome.object
        if not (self.outcome.created and obj and self.waiting.wait) or self.resource.parent:
            return
        rivals = self.account.rivals(self.resource, self.wanted.values, obj)
        if rivals:
            ids = ", ".join(each["id"] for each in rivals)
            raise ValidationError(
                f"{self.resource.label(obj)} (id {obj['id']}) was created, but another one with the same name appeared at the same "
                f"time (id {ids}). Remove one of them by its id, and let one machine at a time create it."
            )

    # -- the parts

    def _find(self) -> dict[str, Any] | None:
        identifier = self.params.get("id")
        try:
            values = self.account.identities(self.resource, self.params)
        except ReferenceNotFoundError:
            if self.state != "absent":
                raise
            return None
        found = self.account.find(self.resource, identifier, values, removal=self.state == "absent")
        if found is None and identifier and self.state != "absent":
            raise ValidationError(
                f"No {self.resource.title} has the id {identifier}. Leave id out to create one by its name."
            )
        if found is None and self.resource.list_only:
            asked = " and ".join(
                f"the {name} {self.params[name]!r}"
                for name in self.resource.find_by
                if self.params.get(name)
            )
            raise ValidationError(
                f"There is no {self.resource.title} with {asked}, and none can be created."
            )
        return found

    def _ready(self, current: dict[str, Any] | None) -> dict[str, Any] | None:
        """Let what an earlier run began come to its end, so that the plan starts from firm ground."""
        if current is None:
            return self._find() if self._sources_settled() else None
        if not self.resource.is_transitional(current):
            return self._arrived(current)
        if self.resource.is_removing(current):
            if self.state != "absent" or self.waiting.wait:
                self.application.await_removal(current)
            return None
        if self.state == "absent" and not self.waiting.wait:
            return current
        try:
            return self._arrived(self.application.settle(current))
        except ResourceGoneError:
            return None  # Its removal was what went on (api-notes: removal).

    def _arrived(self, current: Mapping[str, Any]) -> dict[str, Any]:
        """The object with what the options of the task are about, if it is so new that this may come late."""
        return dict(
            self.application.arrive(current)
            if self.state != "absent" and self.resource.awaits_eventual(self.params)
            else current
        )

    def _sources_settled(self) -> bool:
        """Wait until the objects that a new one is made from, or is a part of, are ready: a part may be among what they show then.

        Return whether any of them had to be waited for.
        """
        waited = False
        for each in (
            ()
            if self.state == "absent"
            else (self.resource.field(creation.when) for creation in self.resource.creations)
        ):
            ref = self.account.values([each], self.params).get(each.name)
            if not (ref and ref.object):
                continue
            from ..resources.registry import RESOURCES  # it imports every description

            owner = RESOURCES[LOOKUPS[each.to].path]
            obj = owner.read(ref.object)
            if owner.is_transitional(obj) or owner.is_incomplete(obj, clock.now()):
                application = Executor(owner, self.account.client, self.patience)
                application.arrive(application.settle(obj, fresh=False))
                waited = True
        if waited:
            self.account.forget()
        return waited

    def _wanted(self, current: Mapping[str, Any] | None) -> Desired:
        values = (
            {}
            if self.state == "absent"
            else self.account.resolve(self.resource, self.params, current)
        )
        unused = (
            self.account.unused(self.resource, self.params, current)
            if current and self.state != "absent"
            else {}
        )
        state = self.state if current else self.resource.initial_state(self.state, values)
        return Desired(
            state,
            values,
            self.params,
            unused,
            self.account.known(self.resource, values, current or {}, self.state),
            self.account.labels(self.resource, values, current or {}),
            self._resume(current) if current else None,
            series=self.account.series(self.resource, self.params, current)
            if self.state == "absent"
            else (),
        )

    def _resume(self, obj: Mapping[str, Any]) -> str | None:
        """The state to which a killed or failed task has left the object to return."""
        return self.application.suspensions.state(obj) if self.resource.power_states else None

    def _plan(self, current: dict[str, Any] | None) -> Plan:
        if current and self.resource.is_removing(current) and self.state != "absent":
            current = None
        self.wanted = self._wanted(current)
        if current:
            options = (
                self.resource.detach_before_delete if self.state == "absent" else self.wanted.values
            )
            current = self.account.complete(self.resource, current, options)
        own = (
            self.account.without_foreign(self.resource, self.wanted.values, current)
            if current
            else None
        )
        planned = plan(self.resource, self.wanted, own)
        if own and planned.object:
            planned = replace(
                planned,
                object=self.account.with_foreign(self.resource, own, current, planned.object),
            )
        if planned.changed and self.resource.token_users:
            return self._keep_access(
                self.resource.token_users, current or planned.object or {}, planned
            )
        return planned

    def _keep_access(self, bearers: Bearers, obj: Mapping[str, Any], planned: Plan) -> Plan:
        """Refuse a plan that takes the access of the token in use, unless allow_lockout is set.

        With allow_lockout, the steps that need the access come first: those for parts of the object, then those for the object, then
        those for the user. The task does not wait for their end.
        """
        before, after, client = planned.before, planned.after, self.account.client
        user = self.resource.lockout(before, after, None) and self.account.bearer(
            bearers, bearers.ids(obj, before, after)
        )
        if not user:
            return planned
        why = self.resource.lockout(before, after, client.source_address())
        if why and not self.params["allow_lockout"]:
            raise ValidationError(
                f"{self.resource.label(obj)} {bearers.relation} whose token this task uses, and {why}. "
                "Set allow_lockout to true if that is what you want."
            )
        if not why:
            return planned
        self.barred = True
        self.patience.forgo()
        return replace(
            planned,
            steps=tuple(
                sorted(
                    planned.steps,
                    key=lambda step: (user in f"{step.path} {step.body}", step.method == "PUT"),
                )
            ),
        )

    def _look_again(self) -> tuple[dict[str, Any] | None, Plan]:
        self.account.forget()
        current = self._ready(self._find())
        return current, self._plan(current)

    def _rest(self, obj: Mapping[str, Any]) -> Plan:
        """Plan what is left for an object that this task has created."""
        wanted = self._later()
        own = self.account.complete(self.resource, dict(obj), wanted.values)
        return plan(
            self.resource,
            replace(wanted, created=True, resume=self._resume(obj)),
            self.account.without_foreign(self.resource, wanted.values, own),
        )

    def _finished(self, obj: Mapping[str, Any]) -> bool:
        """Whether nothing is left to do."""
        wanted = self._later()
        if self.resource.unknown_members(obj, wanted.values):
            return False
        try:
            return not plan(
                self.resource,
                wanted,
                self.account.without_foreign(self.resource, wanted.values, dict(obj)),
            ).changed
        except ValidationError:
            return False

    def _later(self) -> Desired:
        """What is still asked of the object once it has been written: not what is used once, nor a transition that repeats."""
        asked = self.resource.transitions.get(self.wanted.state)
        once = {each.name for each in self.resource.fields if each.create_only} - set(
            asked.options if asked else ()
        )
        values = {name: value for name, value in self.wanted.values.items() if name not in once}
        return replace(
            self.wanted,
            state="present" if asked and asked.repeats(self.params) else self.wanted.state,
            values=values,
            resume=None,
        )

    # -- secrets

    def _prepare_secrets(self, planned: Plan) -> bool:
        """:returns: whether the plan makes secrets. :raises ValidationError: one of them has no place."""
        makes = any(step.creates or step.returns_secrets for step in planned.steps)
        if makes:
            self.disclosure.prepare(planned.object, self.wanted.values)
        return makes

    def _learn(self, answer: Mapping[str, Any]) -> None:
        """Take the secrets that a step has made. The key in use is the former one."""
        if not (
            self.resource.token_path
            and self.account.client.uses_token(get_path(answer, self.resource.token_path))
        ):
            self.disclosure.learn(answer)

    def _hand_over_secrets(self) -> None:
        """Bring every secret to its place. A secret that was made is read from the settled object, which may show another one
        than the first answer."""
        if self.disclosure.reads and not self.barred:
            if self.disclosure.expected:
                self.outcome.object = self.application.settle(self.outcome.object, fresh=False)
            self._read_secrets(self.outcome.object)
        self.disclosure.keep()
        self.disclosure.complete(self.outcome.object)

    def _read_secrets(self, obj: Mapping[str, Any] | None) -> None:
        """Lists are shared without secrets; the object itself shows them."""
        if self.disclosure.reads and obj and not obj["id"].startswith(PLANNED):
            self.disclosure.learn(self.account.itself(self.resource, obj) or {})

    def _result(
        self, planned: Plan, obj: Mapping[str, Any] | None, operations: list[dict[str, str]]
    ) -> dict[str, Any]:
        shown = None if obj is None else self.disclosure.shown(self.resource.complete(obj))
        return {
            "changed": bool(operations),
            self.resource.name: shown,
            "diff": planned.diff,
            "operations": operations,
            "warnings": [*self.account.warnings, *planned.warnings],
        }
