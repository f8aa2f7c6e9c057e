# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the steps between the current object and the desired one. Pure: no HTTP, no clock.

Each step is also carried out on a copy of the object, so that the plan contains the object after
it. Check mode, the diff and ``changed`` are derived from the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..model.context import Context, Desired
from ..model.fields import Assignment
from ..model.resource import Resource
from ..model.values import refs_in, to_text
from .changes import plan_changes
from .creation import plan_creation
from .excluded_children import managed_lists, with_excluded, without_excluded
from .ordering import order
from .steps import Plan, Step, refuse, scope_of, step_of

__all__ = ["Plan", "Step", "plan"]


def plan(resource: Resource, desired: Desired, current: Mapping[str, Any] | None) -> Plan:
    """Return the plan of a task.

    :param current: None: there is no such object.
    :raises ValidationError: the desired object is not possible.
    """
    if current is None or not desired.excluded:
        return _plan(resource, desired, current)
    lists, excluded = managed_lists(resource, desired), desired.excluded
    planned = _plan(resource, desired, without_excluded(lists, current, excluded))
    if planned.object is None:
        return planned
    return replace(planned, object=with_excluded(lists, planned.object, current, excluded))


def _plan(resource: Resource, desired: Desired, current: Mapping[str, Any] | None) -> Plan:
    view = resource.view(current) if current else {}
    context = Context(desired, current or {}, view, planned=current or {})
    if desired.state == "absent":
        return _plan_removal(resource, context)
    refuse(resource.validate(context))
    new = None if current else plan_creation(resource, context)
    if new:
        context = replace(context, planned=new.planned)
        # The object may get values from another one, with which the desired ones have to fit.
        refuse(resource.validate(replace(context, view=resource.view(new.planned))))
    changes = plan_changes(resource, context)
    if changes:
        context = replace(context, planned=changes[-1].planned)
    refuse(resource.validate_placement(context))
    steps, planned = order(resource, context, changes, new)
    allowed = bool(changes) and all(change.allowed_when_protected for change in changes)
    if current and steps and not allowed:
        refuse(resource.protected_reason(context))
    context = replace(context, planned=resource.normalize(dict(planned)))
    context = replace(context, planned=resource.drop_unknown(context))
    planned = context.planned
    return Plan(
        tuple(steps),
        view,
        resource.view(planned),
        planned,
        {**desired.labels, **{ref.id: ref.label for ref in refs_in(desired.values)}},
        tuple(_warnings(resource, context)),
    )


def _warnings(resource: Resource, context: Context) -> Iterator[str]:
    """Yield a sentence about each option that has no effect."""
    obj, unused = context.planned, context.desired.unused
    for field in resource.fields:
        if field.name in unused:
            states = [
                name
                for name, transition in resource.transitions.items()
                if field.name in transition.options
            ]
            yield (
                f"{field.name} of {resource.label(obj)} is {to_text(field.view(obj))!r}, not "
                f"{to_text(unused[field.name])!r}. The option applies only to a new "
                f"{resource.title}{''.join(f' and to state {name}' for name in states)}."
            )
        if isinstance(field, Assignment) and context.values.get(field.name):
            reason = field.no_effect(obj)
            if reason:
                yield f"{field.name} has no effect, because {resource.label(obj)} {reason}."


# -- removal


def _plan_removal(resource: Resource, context: Context) -> Plan:
    current, view = context.current, context.view
    if not current:
        return Plan((), {}, {}, None)
    if resource.is_removing(current):
        return Plan((), view, view, None)
    refuse(resource.protected_reason(context))
    for children in resource.children:
        if children.needs_details:
            refuse(children.validate(context, children.matches(current, ())))
    steps = _detach(resource, context)
    steps += [_removal(resource, context, each) for each in context.desired.series]
    steps.append(replace(_removal(resource, context, current), removes=True))
    return Plan(tuple(steps), view, {}, None)


def _removal(resource: Resource, context: Context, obj: Mapping[str, Any]) -> Step:
    context = replace(context, current=obj, planned=obj)
    call = resource.delete_call(context)
    return step_of(call, scope_of(resource, context), f"remove {resource.label(obj)}")


def _detach(resource: Resource, context: Context) -> list[Step]:
    """Return the steps without which the API does not accept the removal."""
    context = replace(context, desired=replace(context.desired, values=resource.before_removal))
    return [step for group in plan_changes(resource, context) for step in group.steps]
