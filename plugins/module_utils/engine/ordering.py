# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the steps of a plan into order. Pure.

The phases are: create, online (changes that need no stop), stop, offline (changes that need one),
and power (the desired state, or the state that the object had before).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model.calls import Transition
from ..model.context import Context
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.strategies import PowerCycle
from ..model.values import get_path, with_path
from .creation import NewObject, create_off_step
from .steps import ChangeGroup, Step, scope_of, step_of

Ordered = tuple[list[Step], Mapping[str, Any]]


def order(
    resource: Resource,
    context: Context,
    changes: Sequence[ChangeGroup],
    new: NewObject | None,
) -> Ordered:
    """Return all steps in order, and the object after them.

    :param new: the object that the plan creates, if it does.
    :raises ValidationError: the object has to be stopped and must not be.
    """
    start = [new.step] if new and new.step else []
    state = None
    if resource.transitions:
        state = get_path(new.planned if new else context.current, resource.state_path)
    changes = sorted(changes, key=lambda change: change.last)
    if resource.power_cycle:
        return _with_power(resource, resource.power_cycle, context, changes, new, state)
    power, planned = _desired_state(resource, context, state, is_new=bool(new))
    return [*start, *_steps(changes), *power], planned


def _steps(changes: Sequence[ChangeGroup]) -> list[Step]:
    return [step for change in changes for step in change.steps]


def _desired_state(resource: Resource, context: Context, state: Any, is_new: bool) -> Ordered:
    """Return the transition to the desired state, if it is due.

    A transition that repeats is not due for a new object in that state.
    """
    name = context.desired.state
    transition = resource.transitions.get(name)
    if not transition:
        return [], context.planned
    repeats = transition.repeats(context.options)
    due = repeats or transition.is_due(context, state)
    if not due or (repeats and state == transition.to and is_new):
        return [], context.planned
    return _transit(resource, context, name, state, resumes=bool(resource.power_cycle))


def _transit(resource: Resource, context: Context, name: str, state: Any, **more: Any) -> Ordered:
    """Return the step of a transition, and the object after it."""
    transition = resource.transitions[name]
    step = step_of(
        transition.call(context, state),
        scope_of(resource, context),
        transition.reason(resource.label(context.planned), name),
        returns_secrets=transition.returns_secrets,
        **more,
    )
    planned = context.planned
    if transition.to:
        planned = with_path(planned, resource.state_path, transition.to)
    return [step], transition.effects(replace(context, planned=planned))


# -- objects that can be stopped for a change


def _with_power(
    resource: Resource,
    cycle: PowerCycle,
    context: Context,
    changes: Sequence[ChangeGroup],
    new: NewObject | None,
    state: Any,
) -> Ordered:
    on, off = resource.transitions[cycle.on], resource.transitions[cycle.off]
    transition = resource.transitions.get(context.desired.state)
    target = _target(context, transition, state)
    suspended = None if target == off.to else on.to
    reasons = [change.stop_reason for change in changes if change.stop_reason]
    if reasons and state not in (on.to, off.to):
        raise ValidationError(
            f"{resource.label(context.planned)} is in the state {state}, and has to be in the "
            f"state {off.to} to {' and '.join(reasons)}. Set state to {cycle.off} in a separate "
            "task first."
        )
    will_stop = bool(reasons) or context.desired.state == cycle.off
    offline = [change for change in changes if _is_offline(change, will_stop)]
    online = [change for change in changes if not _is_offline(change, will_stop)]
    start = [new.step] if new and new.step else []
    stop: list[Step] = []
    if offline and state == on.to:
        if new and new.can_start_off:
            start = [create_off_step(resource, cycle, context, suspended)]
        else:
            if not (new or context.desired.created):
                _check_stop(resource, cycle, context, transition, reasons)
            stop, planned = _transit(resource, context, cycle.off, state, suspends=suspended)
            context = replace(context, planned=planned)
        state = off.to
    between = [*stop, *_steps(offline)]
    power, planned = _desired_state(resource, context, state, is_new=bool(new))
    if not power and state != target:
        power, planned = _transit(resource, context, cycle.on, state, resumes=True)
    return [*start, *_steps(online), *between, *power], planned


def _target(context: Context, transition: Transition | None, state: Any) -> Any:
    """Return the power state at the end of the plan."""
    if transition and transition.only_state:
        return transition.to
    return context.desired.resume or state


def _is_offline(change: ChangeGroup, will_stop: bool) -> bool:
    return bool(change.stop_reason) or (change.run_while_stopped and will_stop)


def _check_stop(
    resource: Resource,
    cycle: PowerCycle,
    context: Context,
    transition: Transition | None,
    reasons: Sequence[str],
) -> None:
    """Check that the task may stop the object: by the state that it asks for, or by an option.

    :raises ValidationError: it may not.
    """
    off = resource.transitions[cycle.off].to
    if transition and (transition.repeats(context.options) or transition.to == off):
        return
    if not context.options.get(cycle.consent):
        raise ValidationError(
            f"{resource.label(context.planned)} has to be stopped to {' and '.join(reasons)}. Set "
            f"{cycle.consent} to true to let this task stop it and start it again, or stop it "
            "before."
        )
