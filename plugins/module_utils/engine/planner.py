# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is and what is asked to the writes between them. Pure: no HTTP, no clock, no Ansible.

``plan`` compares a view of the object with the values asked for and orders the writes: what can be done
while the object runs, then, between a stop and a start, what cannot. Every step is also carried out on a
copy of the object, so that the plan knows what will be: check mode, diff and ``changed`` are read off it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.fields import Assignment, Call, Children, Field, Match, Update, ValidationError, shows
from ..model.resource import Creation, Resource, Transition, differs
from ..model.values import (
    PLANNED,
    Ref,
    format_path,
    get_path,
    ref_of,
    refs_in,
    resolve_placeholders,
    set_path,
    to_text,
)


@dataclass(frozen=True)
class Desired:
    """What the user asks: values by option (references resolved), and the options that are not of the object.

    :param unused: values that apply only to a new object, where the present one shows others.
    :param known: by id the objects that inspected lists name, and what the resource consults.
    :param labels: names of ids that the object shows bare.
    :param resume: the state to which the object has to return, because an earlier step took it out of that state and nothing
        has brought it back yet; None: it stays as it is.
    :param created: whether this task has created the object. Such an object may be stopped without consent.
    :param series: the other objects of the series that the object stands for.
    """

    state: str
    values: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    unused: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    resume: str | None = None
    created: bool = False
    series: Sequence[Mapping[str, Any]] = ()

    def purges(self, children: Children) -> bool:
        return self.options.get(children.purge_option) is not False


@dataclass(frozen=True)
class Step:
    """One operation. What only the step before will tell stands in braces, in the body as Late.

    :param result_path: where the answer shows the new object, dotted. :param known: ids of the parts that were there before.
    :param remedy: what to do if the API refuses it because of the state of the object.
    :param suspends: the state that this step takes the object out of and that a later step of the plan restores.
    :param resumes: whether this step restores it.
    """

    method: str
    path: str
    reason: str
    body: Any = None
    query: Mapping[str, Any] | None = None
    creates: bool = False
    removes: bool = False
    returns_secrets: bool = False
    result_path: str = ""
    known: frozenset[str] = frozenset()
    remedy: str = ""
    suspends: str | None = None
    resumes: bool = False

    @property
    def operation(self) -> dict[str, str]:
        query = "&".join(f"{key}={value}" for key, value in (self.query or {}).items())
        return {
            "method": self.method,
            "path": f"{self.path}?{query}" if query else self.path,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Plan:
    """The steps, the views before and after them, and the object that they will leave (None: none).

    ``names`` tells what people call the ids of the values that were asked for. ``warnings`` say which options have no effect.
    """

    steps: tuple[Step, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    object: Mapping[str, Any] | None
    names: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.steps)

    @property
    def diff(self) -> dict[str, str]:
        return {"before": self._text(self.before), "after": self._text(self.after)}

    def _text(self, view: Mapping[str, Any]) -> str:
        """A view as text: names instead of ids, every letter as itself, and only options that have a value."""
        return (
            json.dumps(
                _filled(to_text(view, self.names)), ensure_ascii=False, indent=4, sort_keys=True
            )
            + "\n"
            if view
            else ""
        )


@dataclass(frozen=True)
class ChangeGroup:
    """Steps that belong together.

    :param offline: why the object has to be stopped for them. :param rests: they are made while it is stopped, if it is stopped anyway.
    :param late: they come last. :param unprotected: a protected object takes them as well.
    """

    steps: Sequence[Step]
    offline: str | None = None
    rests: bool = False
    late: bool = False
    unprotected: bool = False


def plan(resource: Resource, wanted: Desired, current: Mapping[str, Any] | None) -> Plan:
    """:raises ValidationError: where what is asked cannot be."""
    if wanted.state == "absent":
        return _absence(resource, wanted, current)
    present = resource.view(current) if current else {}
    _refuse(resource.validate(wanted.values, present))
    made = None if current else _creation(resource, wanted)
    obj = copy.deepcopy(dict(current)) if current else made.object
    state = get_path(obj, resource.state_path) if resource.transitions else None
    changes = sorted(
        (change for change in _changes(resource, wanted, obj, made) if change.steps),
        key=lambda change: change.late,
    )
    _refuse(resource.validate_placement(obj, wanted))
    steps = _ordered(resource, wanted, obj, state, changes, made)
    if current and steps and not (changes and all(change.unprotected for change in changes)):
        _refuse(resource.protected_reason(current))
    names = {**wanted.labels, **{ref.id: ref.label for ref in refs_in(wanted.values)}}
    obj = resource.drop_unknown(resource.normalize(obj), current or {})
    return Plan(
        tuple(steps),
        present,
        resource.view(obj),
        obj,
        names,
        tuple(_warnings(resource, wanted, obj)),
    )


def _filled(value: Any) -> Any:
    """A value without the members that are null or an empty text, or that hold nothing else."""
    if isinstance(value, dict):
        filled = {name: _filled(inner) for name, inner in value.items()}
        return {name: inner for name, inner in filled.items() if inner not in (None, "", {})}
    return [_filled(inner) for inner in value] if isinstance(value, list) else value


def _warnings(resource: Resource, wanted: Desired, obj: Mapping[str, Any]) -> Iterator[str]:
    """Name the options that have no effect on an object."""
    for each in resource.fields:
        if each.name in wanted.unused:
            states = [
                name
                for name, transition in resource.transitions.items()
                if each.name in transition.options
            ]
            yield (
                f"{each.name} of {resource.label(obj)} is {to_text(each.view(obj))!r}, not {to_text(wanted.unused[each.name])!r}. The option "
                f"applies only to a new {resource.title}{''.join(f' and to state {name}' for name in states)}."
            )
        if isinstance(each, Assignment) and wanted.values.get(each.name) and not each.holders(obj):
            yield f"{each.name} has no effect, because {resource.label(obj)} has no {each.for_each}."


def _refuse(complaint: str | None) -> None:
    if complaint:
        raise ValidationError(complaint)


def _call(call: Call, scope: Mapping[str, Any], reason: str, **more: Any) -> Step:
    return Step(
        call.method,
        format_path(call.path, scope),
        reason,
        resolve_placeholders(call.body, scope),
        call.query,
        **more,
    )


# -- removal


def _absence(resource: Resource, wanted: Desired, current: Mapping[str, Any] | None) -> Plan:
    if current is None:
        return Plan((), {}, {}, None)
    before = resource.view(current)
    if resource.is_removing(current):
        return Plan((), before, before, None)
    _refuse(resource.protected_reason(current))
    for children in resource.children:
        _refuse(
            children.validate(children.matches(current, ()), current, wanted)
            if children.needs_details
            else None
        )
    _refuse(_unwanted_removal(resource, wanted, current))
    others = (_removal(resource, wanted, each) for each in wanted.series)
    return Plan(
        (
            *_release(resource, current),
            *others,
            replace(_removal(resource, wanted, current), removes=True),
        ),
        before,
        {},
        None,
    )


def _removal(resource: Resource, wanted: Desired, obj: Mapping[str, Any]) -> Step:
    call = resource.delete_call(obj, wanted.options)
    return _call(call, {**obj, "options": wanted.options}, f"remove {resource.label(obj)}")


def _unwanted_removal(
    resource: Resource, wanted: Desired, current: Mapping[str, Any]
) -> str | None:
    """Why a series is not removed: nobody has said that all of it is meant."""
    if not wanted.series or wanted.options.get(resource.series.consent):
        return None
    return (
        f"{resource.label(current)} is one of a series of {len(wanted.series) + 1} {resource.plural}, which state absent removes. "
        f"Set {resource.series.consent} to true to remove all of them, or name one of them by its id."
    )


def _release(resource: Resource, current: Mapping[str, Any]) -> Iterator[Step]:
    lists = {children.name for children in resource.children}
    nothing = {
        name: [] if name in lists else resource.field(name).create_default
        for name in resource.detach_before_delete
    }
    for change in _changes(
        resource, Desired("present", nothing), copy.deepcopy(dict(current)), None
    ):
        yield from change.steps


# -- creation


@dataclass
class Made:
    """The step that creates (None: that is another resource's), and the object that it will leave.

    :param switched: whether the body of the step can say that the new object is not to run.
    """

    step: Step | None
    object: dict[str, Any]
    switched: bool = False


def _creation(resource: Resource, wanted: Desired) -> Made:
    values = wanted.values
    asked = resource.transitions.get(wanted.state)
    _refuse(asked.missing_reason(values) if asked else None)
    obj = resource.complete(resource.planned_object(resource.complete({}), values))
    identity = next((to_text(values[name]) for name in resource.find_by if values.get(name)), "")
    obj["id"] = f"{PLANNED}{resource.name}:{identity}"
    if "present" not in resource.states:
        return Made(None, obj)
    other = next((each for each in resource.creations if values.get(each.when)), None)
    if other:
        return _other_creation(resource, wanted, other, obj)
    _check_complete(resource, values)
    body: dict[str, Any] = {}
    for each in resource.fields:
        value = values.get(each.name, each.create_default)
        if each.merge and each.name in values:
            value = each.merge(each.create_default, values[each.name], values)
        if value is None or not each.create:
            continue
        if each.request_path:
            set_path(body, each.request_path, each.to_request(value))
        if each.response_path:
            each.write(obj, value)
    for children in resource.children:
        _create_children(children, values, body, obj)
    _switch(resource, wanted, body, obj)
    reason = f"create {resource.label({**values, 'id': ''})}"
    return Made(
        Step("POST", resource.path, reason, resource.finalize_body(body), creates=True),
        obj,
        switched=bool(resource.power_on_key),
    )


def _other_creation(
    resource: Resource, wanted: Desired, creation: Creation, obj: dict[str, Any]
) -> Made:
    obj = creation.planned_object(obj, wanted.values)
    _check_usable(resource, wanted, creation, obj)
    whole = wanted.values[resource.parent.option].object if resource.parent else {}
    known = (
        frozenset(part["id"] for part in resource.parent.children(whole)) if whole else frozenset()
    )
    reason = f"create {resource.title} with {creation.when} {to_text(wanted.values[creation.when])}"
    scope = {
        name: {"id": value.id} if isinstance(value, Ref) else value
        for name, value in wanted.values.items()
    }
    return Made(
        _call(
            creation.call(wanted.values),
            scope,
            reason,
            creates=True,
            result_path=creation.result_path,
            known=known,
        ),
        obj,
    )


def _check_usable(
    resource: Resource, wanted: Desired, creation: Creation, obj: Mapping[str, Any]
) -> None:
    """:raises ValidationError: options that only a creation can use, and that this one does not carry."""
    asked = resource.transitions.get(wanted.state)
    used = {
        creation.when,
        resource.power_on_key,
        *creation.options,
        *(asked.options if asked else ()),
    }
    left = [
        each.name
        for each in resource.fields
        if each.create
        and each.name not in used
        and wanted.values.get(each.name) is not None
        and (each.create_only or (each.immutable and each.view(obj) is None))
        and not (each.response_path and not each.differs(each.view(obj), wanted.values[each.name]))
    ]
    if left:
        raise ValidationError(
            f"{' and '.join(left)} cannot be used with {creation.when}: the new {resource.title} takes "
            f"{'it' if len(left) == 1 else 'them'} from {to_text(wanted.values[creation.when])!r}. Leave {' and '.join(left)} out."
        )


def _check_complete(resource: Resource, values: Mapping[str, Any]) -> None:
    needed = [
        each.name
        for each in (*resource.fields, *resource.children)
        if each.required_on_create and not values.get(each.name)
    ]
    what = resource.label({**values, "id": values.get("name", "")})
    if needed:
        raise ValidationError(
            f"{what} does not exist, and creating it needs {' and '.join(needed)}."
        )
    unchosen = next(
        (
            each
            for each in resource.fields
            if not resource.settable_on_create(each) and values.get(each.name)
        ),
        None,
    )
    if unchosen:
        raise ValidationError(
            f"No {resource.title} has the {unchosen.name} {to_text(values[unchosen.name])}, and it cannot be chosen: "
            "the API gives out its own."
        )
    groups = resource.create_requires
    if groups and not any(
        all(values.get(name) not in (None, "") for name in group) for group in groups
    ):
        ways = ", or ".join(
            " with ".join(group) if len(group) < 3 else ", ".join(group) + " together"
            for group in groups
        )
        raise ValidationError(f"{what} does not exist, and creating it needs {ways}.")


def _create_children(
    children: Children, values: Mapping[str, Any], body: dict[str, Any], obj: dict[str, Any]
) -> None:
    wanted = values.get(children.name, children.create_default)
    if wanted is None or (
        children.create_requires and values.get(children.create_requires) is None
    ):
        return
    if children.create_key:
        carried = children.creatable(wanted)
        set_path(body, children.create_key, [children.to_request(each) for each in carried])
        children.store(obj, [children.element(each) for each in carried])
    elif children.create_first_key and wanted:
        set_path(body, children.create_first_key, children.to_request(wanted[0]))
        children.store(obj, [children.element(wanted[0])])


def _switch(resource: Resource, wanted: Desired, body: dict[str, Any], obj: dict[str, Any]) -> None:
    """Say in a create body whether the object is running afterwards; running is what the API does by itself
    (api-notes: power-on-default)."""
    if resource.power_states:
        on, off = resource.power_states
        runs = wanted.state != off and wanted.values.get(resource.power_on_key) is not False
        set_path(obj, resource.state_path, resource.transitions[on if runs else off].to)
        if not runs:
            body[resource.power_on_key] = False


# -- changes; each is made on ``obj`` as it is found


def _changes(
    resource: Resource, wanted: Desired, obj: dict[str, Any], made: Made | None
) -> Iterator[ChangeGroup]:
    values = _merged(resource, wanted, obj)
    if made:
        for each in resource.fields:
            if each.create_only:
                values.pop(each.name, None)
    _check_fixed(resource, values, wanted.options, obj)
    for update in resource.updates:
        yield _update(
            resource,
            update,
            values,
            wanted,
            obj,
            update.resend_after_create and (made is not None or wanted.created),
        )
    for each in resource.fields:
        if isinstance(each, Assignment) and each.name in values:
            yield ChangeGroup(list(_assign(each, each.compare_as(values[each.name]), wanted, obj)))
    for children in resource.children:
        if children.name in values:
            yield _alter(children, values[children.name], wanted, obj)


def _merged(resource: Resource, wanted: Desired, obj: Mapping[str, Any]) -> dict[str, Any]:
    merges = [each for each in resource.fields if each.merge and each.name in wanted.values]
    after = {**resource.view(obj), **wanted.values} if merges else {}
    return {
        **wanted.values,
        **{
            each.name: each.merged(each.view(obj), wanted.values[each.name], after, wanted.options)
            for each in merges
        },
    }


def _check_fixed(
    resource: Resource,
    values: Mapping[str, Any],
    options: Mapping[str, Any],
    obj: Mapping[str, Any],
) -> None:
    for each in resource.fields:
        present = each.view(obj) if each.managed and each.name in values else None
        if present is None:
            continue
        if each.immutable and each.differs(present, values[each.name]):
            raise ValidationError(
                f"{each.name} of {resource.label(obj)} is {to_text(present)!r} and cannot be changed to "
                f"{to_text(values[each.name])!r}. Leave the option out, or remove the object and create it anew."
            )
        if (
            each.increase_only
            and values[each.name] < present
            and not options.get(each.decrease_option)
        ):
            consent = (
                f" Set {each.decrease_option} to true to let the API try; data may be lost."
                if each.decrease_option
                else ""
            )
            raise ValidationError(
                f"{each.name} of {resource.label(obj)} is {present} and cannot be lowered to {values[each.name]}. "
                f"Ask for at least that, or leave the option out.{consent}"
            )


def _update(
    resource: Resource,
    update: Update,
    values: Mapping[str, Any],
    wanted: Desired,
    obj: dict[str, Any],
    anew: bool,
) -> ChangeGroup:
    """:param anew: send all values, whatever the object shows."""
    view = resource.view(obj)
    fields = {name: resource.field(name) for name in (*update.always, *update.fields)}
    changed = {
        name: values[name]
        for name in update.fields
        if name in values
        and (
            fields[name].resends(wanted.options, obj)
            if fields[name].create_only
            else anew or fields[name].differs(view.get(name), values[name])
        )
    }
    if not changed:
        return ChangeGroup(())
    _refuse(update.validate(view, changed))
    sent = {
        **{name: values.get(name, view.get(name)) for name in update.always},
        **_beside(update, fields, view, changed),
        **changed,
    }
    body = {
        fields[name].request_path.rpartition(".")[2]: fields[name].to_request(
            "" if value is None else value
        )
        for name, value in sent.items()
    }
    reason = f"change {', '.join(_difference(fields[name], view.get(name), value) for name, value in changed.items())}"
    why = update.requires_stop(view, changed, wanted.options)
    for name, value in changed.items():
        if fields[name].response_path:
            fields[name].write(obj, value)
        if fields[name].pending_path and shows(obj, fields[name].pending_path):
            set_path(obj, fields[name].pending_path, 0)
    update.effects(obj, changed)
    step = Step(
        "PUT",
        format_path(update.path, obj),
        reason,
        next(iter(body.values())) if update.raw_body else body,
        remedy=update.remedy,
    )
    return ChangeGroup([step], why, update.run_while_stopped, update.run_last(changed))


def _beside(
    update: Update, fields: Mapping[str, Field], view: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, Any]:
    """The options that a PUT has to carry with those that change, as they are or else as in a new object."""
    names = [name for first, name in update.sends_with.items() if first in changed]
    return {
        name: fields[name].create_default if view.get(name) is None else view[name]
        for name in names
    }


def _difference(each: Any, present: Any, value: Any) -> str:
    return (
        each.name
        if each.type == "dict" or each.sensitive
        else f"{each.name} from {to_text(present)!r} to {to_text(value)!r}"
    )


def _assign(each: Assignment, value: Any, wanted: Desired, obj: dict[str, Any]) -> Iterator[Step]:
    for holder in each.holders(obj):
        present = ref_of(get_path(holder, each.response_path))
        if present == value:
            continue
        call = each.assign if value else each.clear
        if call is None:
            raise ValidationError(
                f"{each.name} cannot be taken away, only replaced by another one."
            )
        scope = {**obj, "item": holder, "options": wanted.options}
        if not value or (present and each.detach_first):
            yield _call(each.clear, {**scope, "value": present.id}, f"clear {each.name}")
        if value:
            yield _call(
                call, {**scope, "value": value.id}, f"set {each.name} to {to_text(value)!r}"
            )
    each.write(obj, value)


# -- children


def _alter(
    children: Children, asked: Sequence[Any], wanted: Desired, obj: dict[str, Any]
) -> ChangeGroup:
    pairs = children.matches(obj, asked, wanted.purges(children))
    if not wanted.purges(children):
        pairs = [
            pair if pair.desired is not None else Match(pair.current, pair.element, pair.current)
            for pair in pairs
        ]
    _refuse(children.validate(pairs, obj, wanted))
    new = [pair for pair in pairs if pair.element is None]
    kept = [pair for pair in pairs if pair.element is not None and pair.desired is not None]
    differing = [pair for pair in kept if children.differs(pair.current, pair.desired)]
    gone = [pair for pair in pairs if pair.desired is None]
    anew = [] if children.change else differing
    early = ([] if children.add_replaces else anew) + [
        pair for pair in gone if any(_clash(children, pair, other) for other in new)
    ]
    scope = {**obj, "options": wanted.options}
    steps = [_remove(children, pair, scope) for pair in early]
    steps += _add(children, children.addable([pair.desired for pair in (*new, *anew)]), scope)
    steps += [_modify(children, pair, scope) for pair in differing if children.change]
    steps += [_remove(children, pair, scope) for pair in gone if pair not in early]
    if steps:
        fresh = [*new, *(pair for pair in anew if pair in early)]
        children.store(
            obj,
            [_after(children, pair) for pair in kept if pair not in fresh]
            + [
                children.element(value)
                for value in children.addable([pair.desired for pair in fresh])
            ],
        )
    why = (
        None
        if children.no_stop_option and wanted.options.get(children.no_stop_option)
        else children.requires_stop or None
    )
    return ChangeGroup(
        steps, why, rests=bool(children.requires_stop), unprotected=children.allowed_when_protected
    )


def _clash(children: Children, pair: Match, other: Match) -> bool:
    return bool(children.conflict_keys) and all(
        pair.current[name] == other.desired[name] for name in children.conflict_keys
    )


def _after(children: Children, pair: Match) -> Any:
    if not children.fields:
        return pair.element
    element = copy.deepcopy(dict(pair.element))
    for inner in children.fields:
        if inner.response_path and pair.desired.get(inner.name) not in (
            None,
            pair.current[inner.name],
        ):
            inner.write(element, pair.desired[inner.name])
    return element


def _name(children: Children, view: Any) -> str:
    if not children.fields:
        return str(to_text(view))
    return " ".join(str(to_text(view[name])) for name in children.key if view.get(name) is not None)


def _add(children: Children, values: Sequence[Any], scope: Mapping[str, Any]) -> list[Step]:
    groups = [list(values)] if children.add_many and values else [[value] for value in values]
    return [
        _call(
            children.add,
            {**scope, "value": _bodies(children, group)},
            f"add {children.name} {', '.join(_name(children, value) for value in group)}",
        )
        for group in groups
    ]


def _bodies(children: Children, group: Sequence[Any]) -> Any:
    bodies = [children.to_request(value) for value in group]
    return bodies if children.add_many else bodies[0]


def _modify(children: Children, pair: Match, scope: Mapping[str, Any]) -> Step:
    whole = {
        **pair.current,
        **{name: value for name, value in pair.desired.items() if value is not None},
    }
    return _call(
        children.change,
        {**scope, "item": pair.element, "value": children.to_request(whole)},
        f"change {children.name} {_name(children, whole)}",
    )


def _remove(children: Children, pair: Match, scope: Mapping[str, Any]) -> Step:
    if children.remove is None:
        raise ValidationError(
            f"{_name(children, pair.current)} cannot be removed from {children.name}: {children.not_removable_reason}"
        )
    return _call(
        children.remove,
        {**scope, "item": pair.element},
        f"remove {children.name} {_name(children, pair.current)}",
    )


# -- order: what can be done while the object runs, then what cannot, between a stop and a start


def _ordered(
    resource: Resource,
    wanted: Desired,
    obj: dict[str, Any],
    state: Any,
    changes: Sequence[ChangeGroup],
    made: Made | None,
) -> list[Step]:
    offline = [change for change in changes if change.offline]
    first = [made.step] if made and made.step else []
    asked = resource.transitions.get(wanted.state)
    steps, before = [], wanted.resume or state
    stops = offline or (resource.power_states and wanted.state == resource.power_states[1])
    cold = [change for change in changes if change.offline or (change.rests and stops)]
    online, off = (
        [step for change in group for step in change.steps]
        for group in ([each for each in changes if each not in cold], cold)
    )
    if resource.power_states:
        on, out = (resource.transitions[name] for name in resource.power_states)
        target = asked.to if asked and asked.when is differs else before
        suspended = None if target == out.to else on.to
        if offline and state not in (on.to, out.to):
            raise ValidationError(
                f"{resource.label(obj)} is in the state {state}, and has to be in the state {out.to} to "
                f"{' and '.join(each.offline for each in offline)}. Set state to {resource.power_states[1]} in a task of its own first."
            )
        if off and state == on.to:
            if made and made.switched:
                first = [
                    replace(
                        made.step,
                        body={**made.step.body, resource.power_on_key: False},
                        suspends=suspended,
                    )
                ]
            else:
                if not (made or wanted.created):
                    _check_stop(resource, wanted, obj, offline)
                steps.append(
                    replace(_transit(resource, out, state, wanted, obj), suspends=suspended)
                )
            state = out.to
    steps += off
    # What has been started or created by now is as good as restarted.
    repeats = bool(asked) and asked.repeats(wanted.options)
    if (
        asked
        and (repeats or asked.when(obj, asked.to, state, wanted.values))
        and not (repeats and state == asked.to and (made or steps))
    ):
        steps.append(
            replace(
                _transit(resource, asked, state, wanted, obj), resumes=bool(resource.power_states)
            )
        )
    elif resource.power_states and state != target:
        steps.append(replace(_transit(resource, on, state, wanted, obj), resumes=True))
    return first + online + steps


def _transit(
    resource: Resource, transition: Transition, state: Any, wanted: Desired, obj: dict[str, Any]
) -> Step:
    call = transition.from_state.get(state, transition.call)(obj, wanted.values, wanted.options)
    name = next(name for name, each in resource.transitions.items() if each is transition)
    reason = transition.reason or f"bring {resource.label(obj)} to {name}"
    step = _call(
        call, {**obj, "options": wanted.options}, reason, returns_secrets=transition.returns_secrets
    )
    if transition.to:
        set_path(obj, resource.state_path, transition.to)
    transition.effects(obj, wanted.values)
    return step


def _check_stop(
    resource: Resource, wanted: Desired, obj: Mapping[str, Any], offline: Sequence[ChangeGroup]
) -> None:
    asked = resource.transitions.get(wanted.state)
    consents = asked and (
        asked.repeats(wanted.options)
        or asked.to == resource.transitions[resource.power_states[1]].to
    )
    if not consents and not wanted.options.get("allow_stop"):
        raise ValidationError(
            f"{resource.label(obj)} has to be stopped to {' and '.join(each.offline for each in offline)}. "
            "Set allow_stop to true to let this task stop it and start it again, or stop it before."
        )
