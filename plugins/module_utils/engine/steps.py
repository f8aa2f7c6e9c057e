# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a plan: steps, and groups of steps that belong together. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.calls import Call
from ..model.context import Context
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.values import format_path, resolve_placeholders, to_text


@dataclass(frozen=True)
class Step:
    """One operation. What only an earlier step returns is in braces, in the body a Placeholder.

    :param reason: what the operation is for.
    :param creates: whether it creates the object.
    :param removes: whether it removes the object.
    :param returns_secrets: whether its answer shows secrets that it has made.
    :param result_path: where the answer of a creation shows the new object, dotted; "": it is the
        answer.
    :param known: the ids of the children that the parent had before a creation.
    :param remedy: what the user can do if the API rejects it because of the state of the object.
    :param suspends: the power state that this step ends and that a later step restores.
    :param resumes: whether this step restores the power state.
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
        """The operation as results list it."""
        query = "&".join(f"{key}={value}" for key, value in (self.query or {}).items())
        return {
            "method": self.method,
            "path": f"{self.path}?{query}" if query else self.path,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class ChangeGroup:
    """Steps that belong together, and the object after them.

    :param stop_reason: what the object has to be stopped for; None: it need not be stopped.
    :param run_while_stopped: whether they run while the object is stopped, if it is stopped anyway.
    :param last: whether they come after all other groups.
    :param allowed_when_protected: whether the API accepts them for a protected object.
    """

    steps: Sequence[Step]
    planned: Mapping[str, Any]
    stop_reason: str | None = None
    run_while_stopped: bool = False
    last: bool = False
    allowed_when_protected: bool = False


@dataclass(frozen=True)
class Plan:
    """The steps of a task and what they change.

    :param before: the view of the object before the steps; empty if there is none.
    :param after: the view of the object after the steps; empty if there is none.
    :param object: the object after the steps; None: it is removed.
    :param names: the names of ids in the diff.
    :param warnings: sentences about options that have no effect.
    """

    steps: tuple[Step, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    object: Mapping[str, Any] | None
    names: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps)

    @property
    def diff(self) -> dict[str, str]:
        """The difference as Ansible shows it."""
        return {"before": self._text(self.before), "after": self._text(self.after)}

    def _text(self, view: Mapping[str, Any]) -> str:
        """Return a view as JSON with names instead of ids, without options that have no value."""
        if not view:
            return ""
        shown = _without_empty(to_text(view, self.names))
        return f"{json.dumps(shown, ensure_ascii=False, indent=4, sort_keys=True)}\n"


def _without_empty(value: Any) -> Any:
    """Return a value without members that are null, an empty text or an empty object."""
    if isinstance(value, dict):
        inner = {name: _without_empty(member) for name, member in value.items()}
        return {name: member for name, member in inner.items() if member not in (None, "", {})}
    return [_without_empty(member) for member in value] if isinstance(value, list) else value


def refuse(complaint: str | None) -> None:
    """Raise a ValidationError if there is a complaint."""
    if complaint:
        raise ValidationError(complaint)


def scope_of(resource: Resource, context: Context, **more: Any) -> dict[str, Any]:
    """Return the values for placeholders: the planned object and the options of the resource."""
    options = {each.name: context.options.get(each.name) for each in resource.options}
    return {**context.planned, "options": options, **more}


def step_of(call: Call, scope: Mapping[str, Any], reason: str, **more: Any) -> Step:
    """Return the step for an operation, with the placeholders that are known."""
    return Step(
        call.method,
        format_path(call.path, scope),
        reason,
        resolve_placeholders(call.body, scope),
        call.query,
        **more,
    )
