# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the changes of an object that exists or that an earlier step creates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model.calls import Update
from ..model.children import Children, Match
from ..model.context import Context
from ..model.errors import ValidationError
from ..model.fields import Assignment, Field
from ..model.resource import Resource
from ..model.values import Ref, format_path, get_path, ref_of, require, to_text
from .steps import ChangeGroup, Step, refuse, scope_of, step_of


def plan_changes(resource: Resource, context: Context) -> list[ChangeGroup]:
    """Return the changes between the planned object of a context and the desired values.

    :raises ValidationError: a change is not possible.
    """
    is_new = not context.current
    values = _desired_values(resource, context, is_new)
    _check_immutable(resource, context, values)
    groups: list[ChangeGroup] = []

    def after() -> Context:
        """Return the context after the groups so far."""
        return replace(context, planned=groups[-1].planned) if groups else context

    for update in resource.updates:
        groups.append(_update(resource, update, after(), values, is_new))
    for field in resource.fields:
        if isinstance(field, Assignment) and field.name in values:
            value = field.comparable(values[field.name])
            groups.append(_assign(resource, field, value, after()))
    for children in resource.children:
        if children.name in values:
            groups.append(_change_children(resource, children, values[children.name], after()))
    return [group for group in groups if group.steps]


def _desired_values(resource: Resource, context: Context, is_new: bool) -> dict[str, Any]:
    """Return the desired values, completed with current ones.

    A new object has its create_only values already.
    """
    view = resource.view(context.planned)
    after = {**view, **context.values}
    values = dict(context.values)
    for field in resource.fields:
        if field.name not in values:
            continue
        if is_new and field.create_only:
            del values[field.name]
        else:
            values[field.name] = field.merged(
                view.get(field.name), values[field.name], after, context.options
            )
    return values


def _check_immutable(resource: Resource, context: Context, values: Mapping[str, Any]) -> None:
    """Check that no value changes that cannot be changed.

    :raises ValidationError: one does.
    """
    label = resource.label(context.planned)
    for field in resource.fields:
        if not field.managed or field.name not in values:
            continue
        current, value = field.view(context.planned), values[field.name]
        if current is None:
            continue
        if field.immutable and field.differs(current, value):
            raise ValidationError(
                f"{field.name} of {label} is {to_text(current)!r} and cannot be changed to "
                f"{to_text(value)!r}. Remove the option, or remove the object and create it again."
            )
        if (
            field.increase_only
            and value < current
            and not context.options.get(field.decrease_option)
        ):
            raise ValidationError(
                f"{field.name} of {label} is {current} and cannot be lowered to {value}. Set at "
                f"least this value, or remove the option. Set {field.decrease_option} to true to "
                "let the API try; data may be lost."
            )


# -- updates


def _update(
    resource: Resource,
    update: Update,
    context: Context,
    values: Mapping[str, Any],
    is_new: bool,
) -> ChangeGroup:
    context = replace(context, planned_view=resource.view(context.planned))
    fields = {name: resource.field(name) for name in (*update.always, *update.fields)}
    sends_all = update.after_creation and (is_new or context.desired.created)
    changed = {
        name: values[name]
        for name in update.fields
        if name in values and _is_changed(fields[name], values[name], context, sends_all)
    }
    if not changed:
        return ChangeGroup((), context.planned)
    refuse(update.validate(context, changed))
    planned: Mapping[str, Any] = context.planned
    for name, value in changed.items():
        planned = fields[name].with_value(planned, value)
    planned = update.effects(planned, changed)
    view = context.planned_view
    differences = (_difference(fields[name], view.get(name), changed[name]) for name in changed)
    step = Step(
        "PUT",
        format_path(update.path, planned),
        f"change {', '.join(differences)}",
        _body(update, fields, values, changed, view),
        remedy=update.remedy,
    )
    return ChangeGroup(
        [step],
        planned,
        update.requires_stop(context, changed),
        update.run_while_stopped,
        update.runs_last(changed),
    )


def _body(
    update: Update,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    changed: Mapping[str, Any],
    view: Mapping[str, Any],
) -> Any:
    """Return the body of a PUT: the options that it always carries, and those that change."""
    sent = {name: values.get(name, view.get(name)) for name in update.always}
    for name in update.companions(changed):
        sent[name] = fields[name].default if view.get(name) is None else view[name]
    sent.update(changed)
    return update.body(
        {
            fields[name].request_path.rpartition(".")[2]: fields[name].to_request(
                "" if value is None else value
            )
            for name, value in sent.items()
        }
    )


def _is_changed(field: Field, desired: Any, context: Context, sends_all: bool) -> bool:
    if field.create_only:
        return field.resends(context.options, context.planned)
    return sends_all or field.differs(context.planned_view.get(field.name), desired)


def _difference(field: Field, current: Any, desired: Any) -> str:
    if field.type == "dict" or field.sensitive:
        return field.name
    return f"{field.name} from {to_text(current)!r} to {to_text(desired)!r}"


# -- assignments


def _assign(
    resource: Resource, field: Assignment, value: Ref | None, context: Context
) -> ChangeGroup:
    steps: list[Step] = []
    for holder in field.holders(context.planned):
        current = ref_of(get_path(holder, field.response_path))
        if current == value:
            continue
        for call, ref in field.calls(current, value):
            if call is None:
                raise ValidationError(
                    f"{field.name} cannot be taken away, only replaced by another one."
                )
            reason = (
                f"set {field.name} to {to_text(value)!r}" if ref == value else f"clear {field.name}"
            )
            scope = scope_of(resource, context, item=holder, value=ref.id)
            steps.append(step_of(call, scope, reason))
    if not steps:
        return ChangeGroup((), context.planned)
    return ChangeGroup(steps, field.with_value(context.planned, value))


# -- children


def _change_children(
    resource: Resource, children: Children, desired: Sequence[Any], context: Context
) -> ChangeGroup:
    matches = _matches(children, desired, context)
    refuse(children.validate(context, matches))
    new = [match for match in matches if match.is_new]
    surplus = [match for match in matches if match.is_surplus]
    kept = [match for match in matches if not (match.is_new or match.is_surplus)]
    differing = [match for match in kept if children.differs(match.current, match.desired)]
    # A child that cannot be changed is removed and added again, unless the addition replaces it.
    readded = [] if children.change else differing
    removed_first = ([] if children.add_replaces else readded) + [
        match
        for match in surplus
        if any(children.conflicts(match.current, other.desired) for other in new)
    ]
    scope = scope_of(resource, context)
    steps = [_remove(children, match, scope) for match in removed_first]
    steps += _add(children, [match.desired for match in (*new, *readded)], scope)
    if children.change:
        steps += [_modify(children, match, scope) for match in differing]
    steps += [_remove(children, match, scope) for match in surplus if match not in removed_first]
    if not steps:
        return ChangeGroup((), context.planned)
    with_new_id = [*new, *(match for match in readded if match in removed_first)]
    elements = [children.changed_element(match) for match in kept if match not in with_new_id]
    elements += [
        children.new_element(value)
        for value in children.to_add([match.desired for match in with_new_id])
    ]
    return ChangeGroup(
        steps,
        children.with_elements(context.planned, elements),
        children.requires_stop(context.options),
        run_while_stopped=children.run_while_stopped,
        allowed_when_protected=children.allowed_when_protected,
    )


def _matches(children: Children, desired: Sequence[Any], context: Context) -> list[Match]:
    """Return the pairs of children. If surplus ones are kept, they are desired as they are."""
    purges = context.desired.purges(children)
    matches = children.matches(context.planned, desired, purges)
    if purges:
        return matches
    return [
        Match(match.current, match.element, match.current) if match.is_surplus else match
        for match in matches
    ]


def _add(children: Children, desired: Sequence[Any], scope: Mapping[str, Any]) -> list[Step]:
    values = children.to_add(desired)
    groups = [list(values)] if values and not children.add_key else [[value] for value in values]
    steps = []
    for group in groups:
        bodies = [children.to_request(value) for value in group]
        value = bodies[0] if children.add_key else bodies
        names = ", ".join(children.label(each) for each in group)
        steps.append(
            step_of(children.add, {**scope, "value": value}, f"add {children.name} {names}")
        )
    return steps


def _modify(children: Children, match: Match, scope: Mapping[str, Any]) -> Step:
    desired = {name: value for name, value in match.desired.items() if value is not None}
    whole = {**match.current, **desired}
    return step_of(
        require(children.change),
        {**scope, "item": match.element, "value": children.to_request(whole)},
        f"change {children.name} {children.label(whole)}",
    )


def _remove(children: Children, match: Match, scope: Mapping[str, Any]) -> Step:
    name = children.label(match.current)
    if children.remove is None:
        raise ValidationError(
            f"{name} cannot be removed from {children.name}: {children.not_removable_reason}"
        )
    return step_of(
        children.remove, {**scope, "item": match.element}, f"remove {children.name} {name}"
    )
