# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the creation of an object. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..model.calls import Creation
from ..model.context import Context
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.strategies import PowerCycle
from ..model.values import PLANNED, Ref, to_text, with_path
from .steps import Step, refuse, step_of


@dataclass(frozen=True)
class NewObject:
    """An object that a plan creates.

    :param planned: the object as the creation makes it.
    :param step: the creation; None: another resource creates the object.
    :param can_start_off: whether the creation can leave the object switched off.
    """

    planned: Mapping[str, Any]
    step: Step | None
    can_start_off: bool = False


def plan_creation(resource: Resource, context: Context) -> NewObject:
    """Return the object that is created, and the step that creates it.

    :raises ValidationError: the object cannot be created.
    """
    transition = resource.transitions.get(context.desired.state)
    if transition:
        refuse(transition.validate_creation(context))
    values = context.values
    planned = resource.complete(resource.planned_object(context))
    names = (to_text(values[name]) for name in resource.find_by if values.get(name))
    planned = {**planned, "id": f"{PLANNED}{resource.name}:{next(names, '')}"}
    if "present" not in resource.states:
        return NewObject(planned, None)
    for creation in resource.creations:
        if values.get(creation.when):
            return _other_creation(resource, context, creation, planned)
    _check_complete(resource, values)
    planned = _with_values(resource, context, planned)
    cycle = resource.power_cycle
    if not cycle:
        return NewObject(planned, create_step(resource, context))
    starts = context.desired.state != cycle.off and values.get(cycle.create_key) is not False
    state = resource.transitions[cycle.on if starts else cycle.off].to
    planned = with_path(planned, resource.state_path, state)
    step = create_step(resource, context) if starts else create_off_step(resource, cycle, context)
    return NewObject(planned, step, can_start_off=True)


def create_off_step(
    resource: Resource, cycle: PowerCycle, context: Context, suspends: str | None = None
) -> Step:
    """Return the POST that creates an object that is switched off.

    :param suspends: the power state that a later step brings about instead.
    """
    step = create_step(resource, context)
    # (api-notes: power-on-default)
    return replace(step, body={**step.body, cycle.create_key: False}, suspends=suspends)


def create_step(resource: Resource, context: Context) -> Step:
    """Return the POST that creates an object."""
    reason = f"create {resource.label(context.values)}"
    return Step("POST", resource.path, reason, resource.create_body(context), creates=True)


def _with_values(
    resource: Resource, context: Context, planned: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a new object with the values that the body of its creation carries."""
    obj = dict(planned)
    for field in resource.fields:
        value = resource.create_value(field, context)
        if value is not None and field.in_creation:
            obj = field.with_value(obj, value)
    for children in resource.children:
        desired = children.in_creation(context.values)
        if desired is not None:
            obj = children.with_elements(obj, [children.new_element(each) for each in desired])
    return obj


def _other_creation(
    resource: Resource, context: Context, creation: Creation, planned: Mapping[str, Any]
) -> NewObject:
    values = context.values
    planned = creation.planned_object(planned, values)
    _check_usable(resource, context, creation, planned)
    known: frozenset[str] = frozenset()
    if resource.parent and values[resource.parent.option].object:
        children = resource.parent.children(values[resource.parent.option].object)
        known = frozenset(child["id"] for child in children)
    scope = {
        name: {"id": value.id} if isinstance(value, Ref) else value
        for name, value in values.items()
    }
    step = step_of(
        creation.call(values),
        scope,
        f"create {resource.title} with {creation.when} {to_text(values[creation.when])}",
        creates=True,
        result_path=creation.result_path,
        known=known,
    )
    return NewObject(planned, step)


def _check_usable(
    resource: Resource, context: Context, creation: Creation, planned: Mapping[str, Any]
) -> None:
    """Check that the creation carries all options that only a creation can use.

    :raises ValidationError: it does not.
    """
    transition = resource.transitions.get(context.desired.state)
    used = {creation.when, *creation.options, *(transition.options if transition else ())}
    if resource.power_cycle:
        used.add(resource.power_cycle.create_key)
    unusable = []
    for field in resource.fields:
        value = context.values.get(field.name)
        if field.name in used or value is None or not field.in_creation:
            continue
        current = field.view(planned)
        fixed = field.create_only or (field.immutable and current is None)
        if fixed and not (field.response_path and not field.differs(current, value)):
            unusable.append(field.name)
    if unusable:
        names = " and ".join(unusable)
        source = to_text(context.values[creation.when])
        raise ValidationError(
            f"{names} cannot be used with {creation.when}: the new {resource.title} takes "
            f"{'it' if len(unusable) == 1 else 'them'} from {source!r}. Remove {names}."
        )


def _check_complete(resource: Resource, values: Mapping[str, Any]) -> None:
    """Check that the values are sufficient to create an object.

    :raises ValidationError: they are not.
    """
    label = resource.label(values)
    missing = [each.name for each in resource.fields if _is_missing(each, values)]
    missing += [each.name for each in resource.children if _is_missing(each, values)]
    if missing:
        raise ValidationError(
            f"{label} does not exist, and creating it needs {' and '.join(missing)}."
        )
    for field in resource.fields:
        if values.get(field.name) and not resource.settable_on_create(field):
            raise ValidationError(
                f"No {resource.title} has the {field.name} {to_text(values[field.name])}. The API "
                f"assigns {field.name}, so it cannot be chosen. Remove {field.name} to create one."
            )
    groups = resource.create_requires
    if groups and not any(_is_complete(group, values) for group in groups):
        ways = ", or ".join(
            " with ".join(group) if len(group) < 3 else ", ".join(group) + " together"
            for group in groups
        )
        raise ValidationError(f"{label} does not exist, and creating it needs {ways}.")


def _is_missing(option: Any, values: Mapping[str, Any]) -> bool:
    return option.required and not values.get(option.name)


def _is_complete(group: tuple[str, ...], values: Mapping[str, Any]) -> bool:
    return all(values.get(name) not in (None, "") for name in group)
